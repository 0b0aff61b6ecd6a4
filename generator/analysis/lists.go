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
			out.OneThread = append(out.OneThread, Thread{Person: i, Member: p.MetBy[0].Member, Touches: p.MetBy[0].Touches,
				Reason: r.reason("thread", r.scratch.facts.knows(p.MetBy[0].Touches, p.MetBy[0].Last), r.rowsOf(p))})
		}
	}
	slices.SortStableFunc(out.NotMet, r.byNeglect)
	slices.SortStableFunc(out.RivalOnly, r.byNeglect)
	slices.SortStableFunc(out.EventOnly, r.byWeight)
	slices.SortStableFunc(out.Neutralise, r.byWeight)
	slices.SortStableFunc(out.CheckManual, r.byWeight)
	slices.SortStableFunc(out.OneThread, func(a, b Thread) int { return r.byWeight(a.Person, b.Person) })
	r.explainLists()
	r.findWhiteSpace()
	r.pairDeputies()
}

// explainLists gives each person on a list the reason why.
func (r *review) explainLists() {
	for _, i := range r.out.NotMet {
		p := &r.out.People[i]
		p.Why = r.absence("notmet", p)
	}
	for _, i := range r.out.EventOnly {
		p := &r.out.People[i]
		p.Why = r.reason("event_only", args{"touches": p.Touches, "days": deref(p.DaysSince)}, r.rowsOf(p))
	}
	for _, i := range r.out.Neutralise {
		p := &r.out.People[i]
		p.WhyModel = r.reason("neutralise", r.scratch.facts.weighs(p.Weight, p.Data.StanceDay), p.Data.Rows)
	}
	for _, i := range r.out.CheckManual {
		p := &r.out.People[i]
		p.WhyModel = r.reason("check_manual", args{"value": *p.Data.Override}, p.Data.Rows)
	}
}

// absence says why somebody counts as not met: rival, and never or when.
func (r *review) absence(list string, p *Person) Reason {
	key := list + ".never"
	f := factOf(p.Data)
	if p.DaysSince != nil {
		key = list + ".quiet"
		f.days = *p.DaysSince
	}
	if p.Data.Rival > 0 {
		key += "_rival"
		f.rival = rivalWord(p.Data.Rival)
	}
	return r.reason(key, r.scratch.facts.person(f), r.rowsOf(p))
}

// rivalWord grades a rival relation.
func rivalWord(v float64) string {
	switch {
	case v <= 0:
		return "none"
	case v < 1:
		return "some"
	}
	return "close"
}

// byNeglect puts rivals' friends first, then those never met, then the
// longest not met; then weight and key.
func (r *review) byNeglect(a, b int) int {
	x, y := &r.out.People[a], &r.out.People[b]
	return cmp.Or(
		cmp.Compare(y.Data.Rival, x.Data.Rival),
		cmp.Compare(silence(y), silence(x)),
		r.byWeight(a, b),
	)
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
	return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.Data.Key, y.Data.Key))
}

// findWhiteSpace lists the cells where people are and nobody was met of late.
func (r *review) findWhiteSpace() {
	for _, u := range r.out.Units {
		for _, c := range u.Levels {
			if c.Level == 0 || c.N == 0 || c.Recent > 0 {
				continue
			}
			var rows []dataset.Row
			for _, i := range c.People {
				rows = append(rows, r.out.People[i].Data.Rows...)
			}
			r.out.WhiteSpace = append(r.out.WhiteSpace, Cell{Unit: u.Unit, Level: c.Level, N: c.N,
				Reason: r.reason("white_space", args{"unit": u.Unit, "level": c.Level, "n": c.N, "known": c.Known,
					"days": r.s.Recent}, rows)})
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
		head, deputy := &r.out.People[h], &r.out.People[i]
		r.out.Deputies = append(r.out.Deputies, Pair{Head: h, Deputy: i, Reason: r.reason(deputyKey(head, deputy),
			args{"unit": home(d)[1], "head_touches": head.Touches, "deputy_touches": deputy.Touches},
			append(slices.Clone(head.Data.Rows), deputy.Data.Rows...))})
	}
}

// deputyKey tells which of the two we know.
func deputyKey(head, deputy *Person) string {
	switch {
	case head.Touched && deputy.Touched:
		return "deputy.both"
	case head.Touched:
		return "deputy.head_only"
	case deputy.Touched:
		return "deputy.deputy_only"
	}
	return "deputy.neither"
}

// rowsShown bounds the touches behind a statement about one person.
const rowsShown = 10

// rowsOf gives the rows behind a person: the one that names them, then their
// newest touches.
func (r *review) rowsOf(p *Person) []dataset.Row {
	at := r.person[p.Index]
	if rows := r.behind[at]; rows != nil {
		return rows
	}
	newest := p.Activities[:min(len(p.Activities), rowsShown)]
	rows := make([]dataset.Row, 0, len(p.Data.Rows)+len(newest))
	rows = append(rows, p.Data.Rows...)
	for _, i := range newest {
		rows = append(rows, r.acc.Activities.Row(int(i)))
	}
	r.behind[at] = rows
	return rows
}

func deref(v *int) any {
	if v == nil {
		return nil
	}
	return *v
}
