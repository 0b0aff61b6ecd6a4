package analysis

// whatIsLeft tests how much hangs on the best-known person, the top level and
// each unit: without their votes, what is P(win), and what share of the
// relationship capital remains.
func (r *review) whatIsLeft() {
	if r.model == nil {
		return
	}
	best := -1
	for i := range r.out.People {
		p := &r.out.People[i]
		if p.Score <= 0 {
			continue
		}
		if best < 0 || p.Score > r.out.People[best].Score {
			best = i
		}
	}
	if best >= 0 {
		d := r.out.People[best].Data
		l := r.without([]int{best})
		l.Kind, l.Name, l.Level, l.Person = "person", d.Name, d.Level, ptr(best)
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l)
	}
	r.withoutTop()
	if len(r.out.Units) < 2 {
		return
	}
	for k := range r.out.Units[:min(len(r.out.Units), unitsTested)] {
		u := &r.out.Units[k]
		people := u.people()
		if len(people) == 0 {
			continue
		}
		l := r.without(people)
		l.Kind, l.Name = "unit", u.Unit
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l)
	}
}

// withoutTop takes the highest level with people away.
func (r *review) withoutTop() {
	for k := range r.out.Levels {
		v := &r.out.Levels[k]
		if v.Level == 0 || v.Known == 0 {
			continue
		}
		l := r.without(v.People)
		l.Kind, l.Level = "level", v.Level
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l)
		return
	}
}

// unitsTested bounds the units of an account that are tested one by one.
const unitsTested = 50

// people lists everybody of a unit.
func (u *Unit) people() []int {
	var all []int
	for k := range u.Levels {
		all = append(all, u.Levels[k].People...)
	}
	return all
}

// without takes the votes of some people away; the quota stays.
func (r *review) without(people []int) Left {
	gone := make([]bool, len(r.out.People))
	for _, i := range people {
		gone[i] = true
	}
	w, p := r.scratch.w[:0], r.scratch.p[:0]
	all, rest := 0.0, 0.0
	for i := range r.out.People {
		capital := float64(r.model.w[i]) * r.out.People[i].Strength
		all += capital
		if !gone[i] {
			rest += capital
			w = append(w, r.model.w[i])
			p = append(p, r.model.p[i])
		}
	}
	r.scratch.w, r.scratch.p = w, p
	l := Left{PWin: r.scratch.votes.WpbTail(w, p, r.model.q)}
	if all > 0 {
		l.Share = rest / all
	}
	return l
}
