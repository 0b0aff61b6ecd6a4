package analysis

import (
	"cmp"
	"math"
	"slices"

	"rapport/generator/dataset"
)

// listPeople fills the lists of METRICS 3.6 and those who stand beside.
func (r *review) listPeople() {
	out := r.out
	for i := range out.People {
		p := &out.People[i]
		if !p.Touched {
			out.NotMet = append(out.NotMet, i)
		}
		if !p.Touched && p.Data.Rival > 0 {
			out.RivalOnly = append(out.RivalOnly, i)
		}
		if p.EventOnly {
			out.EventOnly = append(out.EventOnly, i)
		}
		if p.Data.Stance == dataset.Opponent {
			out.Neutralise = append(out.Neutralise, i)
		}
		if p.Data.Override != nil {
			out.CheckManual = append(out.CheckManual, i)
		}
		if p.Touched && len(p.MetBy) == 1 {
			out.OneThread = append(out.OneThread, Thread{Person: i, Member: p.MetBy[0].Member, Touches: int(p.MetBy[0].Touches)})
		}
	}
	slices.SortStableFunc(out.NotMet, r.byNeglect)
	slices.SortStableFunc(out.RivalOnly, r.byNeglect)
	slices.SortStableFunc(out.EventOnly, r.byWeight)
	slices.SortStableFunc(out.Neutralise, r.byWeight)
	slices.SortStableFunc(out.CheckManual, r.byWeight)
	slices.SortStableFunc(out.OneThread, func(a, b Thread) int { return r.byWeight(a.Person, b.Person) })
	r.findWhiteSpace()
	r.pairDeputies()
}

// byNeglect puts rivals' friends first, then those never met, then the
// longest not met; then weight and key.
func (r *review) byNeglect(a, b int) int {
	x, y := &r.out.People[a], &r.out.People[b]
	if c := cmp.Or(cmp.Compare(y.Data.Rival, x.Data.Rival), cmp.Compare(silence(y), silence(x))); c != 0 {
		return c
	}
	return r.byWeight(a, b)
}

// silence is the days since the last touch; never is the longest.
func silence(p *Person) int {
	if p.DaysSince == nil {
		return math.MaxInt
	}
	return *p.DaysSince
}

// byWeight orders people by votes, heaviest first, then key.
func (r *review) byWeight(a, b int) int {
	x, y := &r.out.People[a], &r.out.People[b]
	if x.Weight != y.Weight {
		return cmp.Compare(y.Weight, x.Weight)
	}
	return cmp.Compare(x.Data.Key, y.Data.Key)
}

// findWhiteSpace lists the cells where people are and nobody was met of late.
func (r *review) findWhiteSpace() {
	for _, u := range r.out.Units {
		for _, c := range u.Levels {
			if c.Level == 0 || c.N == 0 || c.Recent > 0 {
				continue
			}
			r.out.WhiteSpace = append(r.out.WhiteSpace, Cell{Unit: u.Unit, Level: c.Level, N: c.N})
		}
	}
	slices.SortStableFunc(r.out.WhiteSpace, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), byUnit(a.Unit, b.Unit))
	})
}

// pairDeputies puts each deputy beside the head of the same unit, or of the
// same department where the unit is unknown.
func (r *review) pairDeputies() {
	heads := map[[2]string]int{}
	home := func(d *dataset.Stakeholder) [2]string {
		if d.Unit != "" {
			return [2]string{"unit", d.Unit}
		}
		return [2]string{"department", d.Department}
	}
	for i := range r.out.People {
		d := r.out.People[i].Data
		at := home(d)
		if d.Post != dataset.Holder || d.Level == 0 || at[1] == "" {
			continue
		}
		if h, ok := heads[at]; !ok || r.outranks(i, h) {
			heads[at] = i
		}
	}
	for i := range r.out.People {
		d := r.out.People[i].Data
		h, ok := heads[home(d)]
		if d.Post != dataset.Deputy || !ok || rank(r.out.People[h].Data.Level) > rank(d.Level) {
			continue
		}
		r.out.Deputies = append(r.out.Deputies, Pair{Head: h, Deputy: i})
	}
}

// rowsShown bounds the rows behind the warning about touches in the future.
const rowsShown = 10
