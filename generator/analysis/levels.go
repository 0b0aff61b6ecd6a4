package analysis

import (
	"cmp"
	"slices"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// Bounds of the span rule: METRICS 3.2.
const (
	spanLo = 3
	spanHi = 8
)

// heads is a head count as a range; ok is false when there is none.
type heads struct {
	lo, hi      int
	ok, assumed bool
}

// plus adds head counts; a missing one adds nothing.
func (h heads) plus(o heads) heads {
	return heads{h.lo + o.lo, h.hi + o.hi, h.ok || o.ok, h.assumed || o.assumed}
}

// cell names a level, a unit or a cell of both as dataset.Headcount does.
type cell struct {
	level int
	unit  string
}

// countHeads indexes the head counts. When a cell is given twice the larger
// count stands. A level or unit without a row of its own has the sum of its
// cells.
func (r *review) countHeads() {
	r.heads = make(map[cell]heads, 2*len(r.acc.Headcounts))
	for _, h := range r.acc.Headcounts {
		at := cell{h.Level, h.Unit}
		if old := r.heads[at]; !old.ok || h.Hi > old.hi {
			r.heads[at] = heads{lo: h.Lo, hi: h.Hi, ok: true}
		}
	}
	sums := map[cell]heads{}
	for at, h := range r.heads {
		if at.level > 0 && at.unit != "" {
			sums[cell{level: at.level}] = sums[cell{level: at.level}].plus(h)
			sums[cell{unit: at.unit}] = sums[cell{unit: at.unit}].plus(h)
		}
	}
	for at, h := range sums {
		if !r.heads[at].ok {
			r.heads[at] = h
		}
	}
}

// scoreLevels fills the scorecard: METRICS 3.1, 3.2 and 4.1.
func (r *review) scoreLevels() {
	r.countHeads()
	r.out.Levels = make([]Level, len(r.levels), len(r.levels)+1)
	for i, l := range r.levels {
		r.out.Levels[i].Level = l
	}
	unclassified := -1
	for i := range r.out.People {
		l := r.out.People[i].Data.Level
		if _, ok := r.column[l]; !ok && unclassified < 0 {
			unclassified = len(r.out.Levels)
			r.out.Levels = append(r.out.Levels, Level{})
		}
	}
	months := make([]int, monthsShown*len(r.out.Levels))
	for i := range r.out.Levels {
		r.out.Levels[i].ByMonth = months[i*monthsShown : (i+1)*monthsShown : (i+1)*monthsShown]
	}
	at := make([]int, len(r.out.People)) // position of each person's level
	for i := range at {
		k, ok := r.column[r.out.People[i].Data.Level]
		if !ok {
			k = unclassified
		}
		at[i] = k
		r.out.Levels[k].Known++
	}
	people := make([]int, len(at))
	for k := range r.out.Levels {
		l := &r.out.Levels[k]
		l.People, people = room(people, l.Known)
	}
	for i := range r.out.People {
		p := &r.out.People[i]
		l := &r.out.Levels[at[i]]
		l.People = append(l.People, i)
		l.Touches += p.InPeriod
		l.Touched += b2i(p.Touched)
		l.TwoWay += b2i(p.TwoWay)
		l.Recent += b2i(p.Recent)
		r.countMonths(l.ByMonth, r.touches[i])
	}
	above := heads{}
	for i := range r.out.Levels {
		above = r.sizeLevel(&r.out.Levels[i], above)
	}
	r.setTargets()
}

// room cuts an empty list of n values off a memory; nil for none.
func room(memory []int, n int) (list, rest []int) {
	if n == 0 {
		return nil, memory
	}
	return memory[:0:n], memory[n:]
}

// countMonths adds a person's touches to the months shown.
func (r *review) countMonths(months []int, ts []touch) {
	var last dataset.Day
	for _, t := range ts {
		if r.s.DailyCap && t.day == last {
			continue
		}
		last = t.day
		if m := r.cal.at(t.day); m >= 0 {
			months[m]++
		}
	}
}

// sizeLevel finds the denominator of a level. above is the size of the level
// above, from which the span rule assumes a missing head count; the size of
// this level is returned.
func (r *review) sizeLevel(l *Level, above heads) heads {
	var h heads
	if l.Level > 0 {
		h = r.heads[cell{level: l.Level}]
		if !h.ok && r.s.Span > 0 && above.hi > 0 {
			h = heads{lo: r.s.Span * above.hi, hi: r.s.Span * above.hi, ok: true, assumed: true}
		}
	}
	n := measure.Population(l.Known, h.hi, h.ok)
	l.N, l.Flag, l.Denominator = n.N, n.Flag, n.Denominator
	lo, hi := h.lo, h.hi
	if h.assumed {
		l.Assumed = true
		lo, hi = spanLo*above.hi, spanHi*above.hi
	}
	var from, to *int
	if h.ok {
		l.Headcount, from, to = ptr(h.hi), ptr(lo), ptr(hi)
		if lo != h.hi {
			l.HeadcountLo = from
		}
	}
	bounds := measure.CoverageBounds(l.Recent, l.Known, from, to)
	l.RecentLo, l.RecentHi = bounds.Lo, bounds.Hi
	if l.Level > 0 && l.N > 0 {
		l.Gap = ptr(measure.CoverageGap(l.Recent, l.N, r.s.Index.TargetCoverage))
	}
	return heads{lo: l.N, hi: l.N, ok: l.N > 0}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func ptr[T any](v T) *T { return &v }

// byUnit orders unit names, the unknown unit last.
func byUnit(a, b string) int {
	return cmp.Or(cmp.Compare(b2i(a == ""), b2i(b == "")), cmp.Compare(a, b))
}

// scoreUnits fills the grid of organisational unit and level.
func (r *review) scoreUnits() {
	at := map[string]int{}
	var units []string
	add := func(u string) {
		if _, ok := at[u]; !ok {
			at[u] = 0
			units = append(units, u)
		}
	}
	for i := range r.out.People {
		add(r.out.People[i].Data.Unit)
	}
	for i := range r.acc.Headcounts {
		if u := r.acc.Headcounts[i].Unit; u != "" {
			add(u)
		}
	}
	slices.SortFunc(units, byUnit)
	r.out.Units = make([]Unit, len(units))
	for i, u := range units {
		at[u] = i
		r.out.Units[i] = Unit{Unit: u, Levels: make([]UnitLevel, len(r.out.Levels))}
		for k := range r.out.Levels {
			r.out.Units[i].Levels[k].Level = r.out.Levels[k].Level
		}
	}
	for k := range r.out.Levels {
		for _, i := range r.out.Levels[k].People {
			p := &r.out.People[i]
			u := &r.out.Units[at[p.Data.Unit]]
			u.add(&u.Levels[k], p)
		}
	}
	people := make([]int, len(r.out.People))
	for i := range r.out.Units {
		for k := range r.out.Units[i].Levels {
			c := &r.out.Units[i].Levels[k]
			c.People, people = room(people, c.Known)
		}
	}
	for k := range r.out.Levels {
		for _, i := range r.out.Levels[k].People {
			c := &r.out.Units[at[r.out.People[i].Data.Unit]].Levels[k]
			c.People = append(c.People, i)
		}
	}
	for i := range r.out.Units {
		r.sizeUnit(&r.out.Units[i])
	}
}

func (u *Unit) add(c *UnitLevel, p *Person) {
	u.Known++
	u.Touched += b2i(p.Touched)
	u.Recent += b2i(p.Recent)
	c.Known++
	c.Touched += b2i(p.Touched)
	c.Recent += b2i(p.Recent)
	c.Touches += p.InPeriod
	if p.Data.Right > dataset.NoRight && !slices.Contains(u.Rights, p.Data.Right) {
		u.Rights = append(u.Rights, p.Data.Right)
	}
}

func (r *review) sizeUnit(u *Unit) {
	slices.SortFunc(u.Rights, func(a, b dataset.Right) int { return cmp.Compare(b, a) })
	decides := slices.Contains(u.Rights, dataset.Decide)
	advises := slices.Contains(u.Rights, dataset.Recommend) || slices.Contains(u.Rights, dataset.Evaluate)
	u.AdviseOnly = advises && !decides
	var own heads
	if u.Unit != "" {
		own = r.heads[cell{unit: u.Unit}]
	}
	u.N = measure.Population(u.Known, own.hi, own.ok).N
	for k := range u.Levels {
		c := &u.Levels[k]
		var h heads
		if u.Unit != "" && c.Level > 0 {
			h = r.heads[cell{c.Level, u.Unit}]
		}
		c.N = measure.Population(c.Known, h.hi, h.ok).N
	}
}
