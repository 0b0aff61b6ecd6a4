package analysis

import (
	"rapport/generator/dataset"
	"rapport/generator/measure"
)

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
		l.Reason = r.reason("left.person", args{"share": l.lost}, r.rowsOf(&r.out.People[best]))
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l.Left)
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
		l.Reason = r.reason("left.unit", args{"unit": u.Unit, "people": len(people), "share": l.lost}, r.namedIn(people))
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l.Left)
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
		l.Reason = r.reason("left.level", args{"level": v.Level, "people": v.Known, "share": l.lost}, r.namedIn(v.People))
		r.out.WhatIsLeft = append(r.out.WhatIsLeft, l.Left)
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

// namedIn gives the rows that name the people.
func (r *review) namedIn(people []int) []dataset.Row {
	var rows []dataset.Row
	for _, i := range people {
		rows = append(rows, r.out.People[i].Data.Rows...)
	}
	return rows
}

// without takes the votes of some people away; the quota stays.
func (r *review) without(people []int) leftover {
	gone := make([]bool, len(r.out.People))
	for _, i := range people {
		gone[i] = true
	}
	var w []int
	var p []float64
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
	l := leftover{Left: Left{PWin: measure.WpbTail(w, p, r.model.q)}}
	if all > 0 {
		l.Share, l.lost = rest/all, 1-rest/all
	}
	return l
}

// leftover is a Left with the share of the relationship capital that is gone.
type leftover struct {
	Left
	lost float64
}
