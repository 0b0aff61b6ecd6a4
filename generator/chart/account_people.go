package chart

import (
	"cmp"
	"slices"

	"rapport/generator/analysis"
)

// maxPeople is how many people the concentration of touches names.
const maxPeople = 12

// Concentration shows on how few people the touches of the period fall. It
// does not exist without people.
func Concentration(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.People) == 0 {
		return Figure{}, false
	}
	order := make([]int, len(a.People))
	total, untouched := 0, 0
	for i, p := range a.People {
		order[i] = i
		total += p.InPeriod
		if p.InPeriod == 0 {
			untouched++
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(a.People[j].InPeriod, a.People[i].InPeriod) })
	met := len(a.People) - untouched
	f := Figure{ID: "concentration", Kind: Bars, RowName: x.t("rows.person"), Missing: x.t("na"), How: x.t("concentration.how")}
	s := Series{Name: x.t("unit.touches"), Unit: x.t("unit.touches")}
	add := func(name string, n int, label, link string, alarm bool) {
		s.Marks = append(s.Marks, Mark{Row: len(f.Rows), Value: value(float64(n)), Label: label, Link: link,
			Alarm: alarm, Tip: x.t("tip", "what", name, "value", label)})
		f.Rows = append(f.Rows, name)
	}
	shown := min(met, maxPeople)
	others := 0
	for k, i := range order[:met] {
		p := &a.People[i]
		if k >= shown {
			others += p.InPeriod
			continue
		}
		add(x.person(p), p.InPeriod, x.t("touches_of", "part", p.InPeriod, "n", total), PersonLink(i), false)
	}
	if met > shown {
		add(x.t("concentration.others", "n", met-shown), others, x.t("touches_of", "part", others, "n", total), "", false)
	}
	if untouched > 0 {
		add(x.t("concentration.untouched", "n", untouched), 0, x.t("touches", "n", 0), "", true)
	}
	f.Series = []Series{s}
	if total == 0 {
		f.Finding = x.t("concentration.none", "n", len(a.People))
		return f, true
	}
	half, sum := 0, 0
	for _, i := range order {
		sum += a.People[i].InPeriod
		half++
		if 2*sum >= total {
			break
		}
	}
	f.Finding = x.t("concentration.half", "touches", x.t("touches_of", "part", sum, "n", total), "n", half,
		"rest", x.t("concentration.rest", "n", untouched, "people", x.t("people_of", "part", untouched, "n", len(a.People))))
	return f, true
}

func (x Context) person(p *analysis.Person) string {
	if p.Data != nil {
		if n := name(p.Data.Name); n != "" {
			return n
		}
	}
	return x.t("no_name")
}

// Odds shows the chance to win the decision with and without the key vote, as
// dots out of twenty: METRICS 5.4 and 10. It does not exist without voters.
func Odds(a *analysis.Account, x Context) (Figure, bool) {
	v := a.Vote
	if v == nil || v.Refused != "" {
		return Figure{}, false
	}
	f := Figure{ID: "odds", Kind: Dots, RowName: x.t("rows.case"), Missing: x.t("na"), Top: 1, How: x.t("odds.how", "n", v.Runs)}
	s := Series{Name: x.t("odds.win"), Unit: x.t("unit.chance")}
	add := func(name string, p float64, lo, hi *float64, link string) {
		m := Mark{Row: len(f.Rows), Value: value(p), Lo: lo, Hi: hi, Label: x.chance(p), Link: link}
		if lo != nil && hi != nil {
			m.Label = x.odds(p, *lo, *hi)
			m.Tip = x.t("odds.tip", "what", name, "value", m.Label, "lo", x.chance(*lo), "hi", x.chance(*hi))
		} else {
			m.Tip = x.t("tip", "what", name, "value", m.Label)
		}
		s.Marks = append(s.Marks, m)
		f.Rows = append(f.Rows, name)
	}
	add(x.t("odds.believed"), v.PWin, &v.Lo, &v.Hi, "")
	now := x.odds(v.PWin, v.Lo, v.Hi)
	if v.Key == nil || v.PWinKeyAgainst == nil {
		f.Finding = x.t("odds.unknown", "now", now)
		f.Series = []Series{s}
		return f, true
	}
	key := x.person(&a.People[*v.Key])
	add(x.t("odds.against", "name", key), *v.PWinKeyAgainst, v.AgainstLo, v.AgainstHi, PersonLink(*v.Key))
	// There is no range for this case: its number would say too much where
	// that of the first is left out.
	if v.PWinKeyFor != nil && !s.Marks[0].vague() {
		add(x.t("odds.for", "name", key), *v.PWinKeyFor, nil, nil, PersonLink(*v.Key))
	}
	f.Series = []Series{s}
	f.Finding = oddsFinding(v, key, now, s.Marks[1].Label, x)
	return f, true
}

// oddsFinding says what the key vote means, and claims nothing that the
// range of the odds does not bear.
func oddsFinding(v *analysis.Vote, key, now, against string, x Context) string {
	vague := Mark{Lo: &v.Lo, Hi: &v.Hi}.vague()
	hangs := v.Resilience != nil && *v.Resilience < 0.5
	what := "carried"
	switch {
	case v.KeyIsBlocker:
		what = "blocker"
	case vague && hangs:
		what = "open_hangs"
	case vague:
		what = "open_little"
	case v.Hi < 0.33:
		what = "lost"
	case hangs:
		what = "hangs"
	case *v.PWinKeyAgainst < 0.5:
		what = "little"
	}
	return x.t("odds."+what, "name", key, "now", now, "against", against)
}

// Objection shows how likely at least one objection in a public notice is,
// and who would most likely raise it: METRICS 5.8. It does not exist without
// people who could.
func Objection(a *analysis.Account, x Context) (Figure, bool) {
	if a.Vote == nil || a.Vote.Objection.P == nil {
		return Figure{}, false
	}
	o := a.Vote.Objection
	f := Figure{ID: "objection", Kind: Dots, RowName: x.t("rows.person"), Missing: x.t("na"), Top: 1, How: x.t("objection.how")}
	lo, hi := o.Lo, o.Hi
	label := x.odds(*o.P, lo, hi)
	s := Series{Name: x.t("objection.chance"), Unit: x.t("unit.chance"), Marks: []Mark{{Value: o.P, Lo: &lo, Hi: &hi, Label: label,
		Tip: x.t("odds.tip", "what", x.t("objection.anyone"), "value", label, "lo", x.chance(lo), "hi", x.chance(hi))}}}
	f.Rows = []string{x.t("objection.anyone")}
	for _, i := range o.Likely[:min(5, len(o.Likely))] {
		p := &a.People[i]
		risk := (1 - p.P) * p.Objects
		if risk <= 0 {
			continue
		}
		name := x.person(p)
		m := Mark{Row: len(f.Rows), Value: value(risk), Label: x.chance(risk), Link: PersonLink(i)}
		m.Tip = x.t("tip", "what", name, "value", m.Label)
		s.Marks = append(s.Marks, m)
		f.Rows = append(f.Rows, name)
	}
	f.Series = []Series{s}
	if len(f.Rows) > 1 {
		f.Finding = x.t("objection.finding", "chance", label, "name", f.Rows[1])
	} else {
		f.Finding = x.t("objection.nobody", "chance", label)
	}
	return f, true
}
