package chart

import (
	"slices"

	"rapport/generator/analysis"
)

// maxLeft is how many cases what-is-left shows.
const maxLeft = 12

// WhatIsLeft shows the share of the relationship capital that remains without
// the best-known person, a level or a unit. It does not exist when there is
// nothing to lose.
func WhatIsLeft(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.WhatIsLeft) == 0 {
		return Figure{}, false
	}
	cases := slices.DeleteFunc(slices.Clone(a.WhatIsLeft), func(l analysis.Left) bool { return wholeAccount(a, l) })
	if len(cases) == 0 {
		return Figure{}, false
	}
	slices.SortStableFunc(cases, func(p, q analysis.Left) int {
		switch {
		case p.Share < q.Share:
			return -1
		case p.Share > q.Share:
			return 1
		}
		return 0
	})
	f := Figure{ID: "left", Kind: Bars, RowName: x.t("rows.without"), Missing: x.t("na"), Top: 1, How: x.t("left.how")}
	s := Series{Name: x.t("left.share"), Unit: x.t("unit.share")}
	chance := x.chance
	if v := a.Vote; v != nil && (Mark{Lo: &v.Lo, Hi: &v.Hi}).vague() {
		chance = x.likely // a count would say more than the odds themselves do
	}
	for _, l := range cases[:min(maxLeft, len(cases))] {
		name, link := x.leftName(a, l)
		m := Mark{Row: len(f.Rows), Value: value(l.Share), Link: link, Alarm: l.Share < 0.5,
			Label: x.t("left.label", "share", x.percent(l.Share), "chance", chance(l.PWin))}
		m.Tip = x.t("tip", "what", x.t("left.without", "name", name), "value", m.Label)
		s.Marks = append(s.Marks, m)
		f.Rows = append(f.Rows, name)
	}
	if more := len(cases) - len(f.Rows); more > 0 {
		f.Limit = x.t("limit", "n", more)
	}
	f.Series = []Series{s}
	if cases[0].Share < 0.005 {
		f.Finding = x.t("left.nothing", "name", f.Rows[0])
		return f, true
	}
	f.Finding = x.t("left.finding", "name", f.Rows[0], "share", x.percent(cases[0].Share))
	return f, true
}

// wholeAccount tells whether a case takes away everybody, which says nothing.
func wholeAccount(a *analysis.Account, l analysis.Left) bool {
	levels := 0
	for _, v := range a.Levels {
		if v.Known > 0 {
			levels++
		}
	}
	return l.Kind == "unit" && len(a.Units) < 2 || l.Kind == "level" && levels < 2
}

func (x Context) leftName(a *analysis.Account, l analysis.Left) (name, link string) {
	switch {
	case l.Kind == "person" && l.Person != nil:
		return x.person(&a.People[*l.Person]), PersonLink(*l.Person)
	case l.Kind == "level":
		return x.t("left.level", "name", x.level(l.Level)), LevelLink(l.Level)
	}
	for u := range a.Units {
		if a.Units[u].Unit == l.Name {
			link = UnitLink(u)
		}
	}
	return x.t("left.unit", "name", x.unit(l.Name)), link
}

// Meetings counts who of ours met whom of theirs, by level: METRICS 8. It
// does not exist when none of our people has a level.
func Meetings(a *analysis.Account, x Context) (Figure, bool) {
	o := a.Ladder
	if len(o.OurLevels) == 0 || len(o.Matrix) == 0 || len(x.Ladder.Steps) == 0 {
		return Figure{}, false
	}
	f := Figure{ID: "meetings", Kind: Heat, RowName: x.t("rows.ours"), Missing: x.t("na"), How: x.t("meetings.how")}
	for _, step := range x.Ladder.Steps {
		f.Columns = append(f.Columns, x.level(step.Level))
	}
	known := map[int]int{}
	for _, l := range a.Levels {
		known[l.Level] = l.N
	}
	s := Series{Name: x.t("unit.meetings"), Unit: x.t("unit.meetings")}
	byColumn := make([]int, len(f.Columns))
	s.Marks = make([]Mark, 0, len(o.OurLevels)*len(f.Columns))
	total, best, bestRow, bestColumn := 0, -1, 0, 0
	for r, level := range o.OurLevels {
		name := x.t("our_level", "level", level)
		if level == 0 {
			name = x.t("our_level_unknown")
		}
		f.Rows = append(f.Rows, name)
		for c := range f.Columns {
			n := 0
			if r < len(o.Matrix) && c < len(o.Matrix[r]) {
				n = o.Matrix[r][c]
			}
			byColumn[c] += n
			total += n
			if n > best {
				best, bestRow, bestColumn = n, r, c
			}
			s.Marks = append(s.Marks, Mark{Row: r, Column: c, Value: value(float64(n)), Label: x.Words.Number(n),
				Link: LevelLink(x.Ladder.Steps[c].Level),
				Tip:  x.t("tip", "what", name+x.t("separator")+f.Columns[c], "value", x.expected(o, r, c, n))})
		}
	}
	var missed []string
	for c, n := range byColumn {
		if n > 0 || known[x.Ladder.Steps[c].Level] == 0 {
			continue
		}
		missed = append(missed, f.Columns[c])
		for k := range s.Marks {
			s.Marks[k].Alarm = s.Marks[k].Alarm || s.Marks[k].Column == c
		}
	}
	f.Series = []Series{s}
	switch {
	case total == 0:
		f.Finding = x.t("meetings.none")
	case len(missed) > 0:
		f.Finding = x.t("meetings.missed", "n", total, "levels", x.few(missed, 2))
	default:
		f.Finding = x.t("meetings.most", "part", best, "n", total, "ours", f.Rows[bestRow], "theirs", f.Columns[bestColumn])
	}
	return f, true
}

// minExpected is how many meetings it takes before what one would expect from
// the totals is worth telling: METRICS 8 and 10.
const minExpected = 20

// expected counts meetings, beside what the totals of row and column would
// let one expect.
func (x Context) expected(o analysis.OurLadder, r, c, n int) string {
	count := x.t("meetings_count", "n", n)
	if o.N < minExpected || r >= len(o.Expected) || c >= len(o.Expected[r]) {
		return count
	}
	return x.t("meetings.expected", "meetings", count, "expected", formatFixed(o.Expected[r][c], 1))
}

// Index is the waterfall from 100 to the leadership index: METRICS 9.3. It
// does not exist when the index is not published.
func Index(a *analysis.Account, x Context) (Figure, bool) {
	if a.Index.Value == nil || len(a.Index.Components) == 0 {
		return Figure{}, false
	}
	f := Figure{ID: "index", Kind: Fall, RowName: x.t("rows.component"), Missing: x.t("na"), Top: 100, How: x.t("index.how")}
	final := int(*a.Index.Value + 0.5)
	weights := make([]float64, len(a.Index.Components))
	most := 0
	for i, c := range a.Index.Components {
		weights[i] = max(0, c.Lost)
		if c.Lost > a.Index.Components[most].Lost {
			most = i
		}
	}
	lost := points(weights, 100-final)
	s := Series{Name: x.t("index.points"), Unit: x.t("unit.points")}
	add := func(name string, lo, hi float64, v int, label string, alarm bool) {
		s.Marks = append(s.Marks, Mark{Row: len(f.Rows), Value: value(float64(v)), Lo: &lo, Hi: &hi, Label: label, Alarm: alarm,
			Tip: x.t("tip", "what", name, "value", label)})
		f.Rows = append(f.Rows, name)
	}
	add(x.t("index.full"), 0, 100, 100, x.Words.Number(100), false)
	at := 100
	for i, c := range a.Index.Components {
		name := x.t("component." + c.Name)
		add(name, float64(at-lost[i]), float64(at), lost[i], x.t("index.lost", "lost", x.Words.Number(-lost[i]), "reached", x.Words.Percent(c.Value)), lost[i] > 0)
		at -= lost[i]
	}
	add(x.t("index.value"), 0, float64(final), final, x.Words.Number(final), false)
	f.Series = []Series{s}
	if lost[most] == 0 {
		f.Finding = x.t("index.nothing", "index", final)
	} else {
		f.Finding = x.t("index.finding", "index", final, "component", x.t("component."+a.Index.Components[most].Name), "n", lost[most])
	}
	return f, true
}

// points rounds the losses so that they add up to total.
func points(lost []float64, total int) []int {
	sum := 0.0
	for _, v := range lost {
		sum += v
	}
	if sum == 0 {
		return make([]int, len(lost))
	}
	out := make([]int, len(lost))
	rest := total
	for i, v := range lost {
		out[i] = int(v / sum * float64(total))
		rest -= out[i]
	}
	for ; rest > 0; rest-- {
		best := 0
		for i, v := range lost {
			if v/sum*float64(total)-float64(out[i]) > lost[best]/sum*float64(total)-float64(out[best]) {
				best = i
			}
		}
		out[best]++
	}
	return out
}

// Lines is a figure over quarters from plain series: names down, quarters
// across, nil where a quarter has no value. Labels are the printed numbers,
// one for each value. It does not exist with fewer than two quarters or
// without any value.
func Lines(id, finding, how string, quarters []string, lines []Line, x Context) (Figure, bool) {
	f := Figure{ID: id, Kind: Trend, Finding: finding, How: how, RowName: x.t("rows.line"), Missing: x.t("na"), Columns: quarters}
	s := Series{Name: finding}
	seen := false
	for r, l := range lines {
		f.Rows = append(f.Rows, l.Name)
		for c := range quarters {
			m := Mark{Row: r, Column: c, Label: f.Missing}
			if c < len(l.Values) && l.Values[c] != nil {
				m.Value = value(*l.Values[c])
			}
			if m.Value != nil {
				seen = true
				m.Label = trim(*m.Value)
				if c < len(l.Labels) {
					m.Label = l.Labels[c]
				}
			}
			m.Tip = x.t("tip", "what", joined(l.Name, quarters[c], x), "value", m.Label)
			s.Marks = append(s.Marks, m)
		}
	}
	f.Series = []Series{s}
	return f, seen && len(quarters) > 1
}

// Line is one line of a trend.
type Line struct {
	Name   string
	Values []*float64
	Labels []string
}

// Account makes all figures of an account that exist, in the order of the
// page.
func Account(a *analysis.Account, x Context) []Figure {
	var out []Figure
	for _, build := range []func(*analysis.Account, Context) (Figure, bool){
		Spread, Months, Units, Concentration, Odds, Objection, WhatIsLeft, Meetings, Index,
	} {
		if f, ok := build(a, x); ok {
			out = append(out, f)
		}
	}
	return out
}
