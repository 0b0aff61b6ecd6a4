package chart

import (
	"cmp"
	"slices"
	"strconv"

	"rapport/generator/analysis"
)

// Spread sets each level's share of the touches of the period beside its
// share of the people: METRICS 4. Unclassified people have their own row. It
// does not exist when nobody is known.
func Spread(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.Levels) == 0 {
		return Figure{}, false
	}
	people, unclassified := 0, 0
	for _, l := range a.Levels {
		if l.Level == 0 {
			unclassified = l.N
			continue
		}
		people += l.N
	}
	f := Figure{ID: "spread", Kind: Paired, RowName: x.t("rows.level"), Missing: x.t("na"),
		Finding: spreadFinding(a, people, x), How: spreadHow(a, x) + luck(a, x), Weak: a.Spread.Unreliable}
	touches := Series{Name: x.t("spread.touches"), Unit: x.t("unit.touches")}
	heads := Series{Name: x.t("spread.people"), Unit: x.t("unit.people")}
	for r, l := range a.Levels {
		name := x.level(l.Level)
		f.Rows = append(f.Rows, name)
		ofTouches, ofPeople := a.Spread.N, people
		if l.Level == 0 {
			ofTouches, ofPeople = a.Spread.NAll, people+unclassified
		}
		t := Mark{Row: r, Value: ratio(l.Touches, ofTouches), Link: LevelLink(l.Level),
			Label: x.t("touches_of", "part", l.Touches, "n", ofTouches), Alarm: l.Touches == 0 && l.N > 0}
		h := Mark{Row: r, Value: ratio(l.N, ofPeople), Link: LevelLink(l.Level),
			Label: x.t("people_of", "part", l.N, "n", ofPeople)}
		if ofTouches == 0 {
			t.Label = x.t("touches", "n", 0)
		}
		t.Tip = x.t("tip", "what", name, "value", t.Label)
		h.Tip = x.t("tip", "what", name, "value", h.Label)
		touches.Marks, heads.Marks = append(touches.Marks, t), append(heads.Marks, h)
	}
	f.Series = []Series{touches, heads}
	return f, true
}

// spreadHow tells what the people are: head counts, or whom we know.
func spreadHow(a *analysis.Account, x Context) string {
	counted, known := 0, 0
	for _, l := range a.Levels {
		switch {
		case l.Level == 0 || l.N == 0:
		case l.Denominator == "headcount":
			counted++
		default:
			known++
		}
	}
	switch {
	case known == 0:
		return x.t("spread.how_there")
	case counted == 0:
		return x.t("spread.how_known")
	}
	return x.t("spread.how_mixed")
}

// spreadFinding says the first that applies: nothing happened, the top got
// more than its share, levels were left out, the spread follows the people.
func spreadFinding(a *analysis.Account, people int, x Context) string {
	s := a.Spread
	if s.NAll == 0 {
		return x.t("spread.none", "n", people)
	}
	if s.Unreliable {
		return x.t("spread.unreliable", "touches", x.t("touches_of", "part", s.NAll-s.N, "n", s.NAll))
	}
	var left []string
	without := 0
	for _, l := range a.Levels {
		if l.Level > 0 && l.N > 0 && l.Touches == 0 {
			left = append(left, x.level(l.Level))
			without += l.N
		}
	}
	top, touched := 0, 0
	for _, l := range a.Levels {
		if l.Level > 0 && slices.Contains(x.Settings.TopLevels, l.Level) {
			top += l.N
			touched += l.Touches
		}
	}
	beyond := s.BeyondChance != nil && *s.BeyondChance
	switch {
	case s.BeyondChance != nil && s.Top != nil && s.Top.LQ > 1 && (beyond || s.Top.Lo > 1) && topExcess(touched, s.N, top, people) >= topHeavy:
		return x.t("spread.top", "touches", x.t("touches_of", "part", touched, "n", s.N),
			"people", x.t("people_of", "part", top, "n", people))
	case len(left) > 0:
		return x.t("spread.left", "levels", x.few(left, 2), "people", x.t("people", "n", without), "n", len(left))
	case s.BeyondChance == nil:
		return x.t("spread.scarce", "n", s.N)
	case beyond:
		return x.t("spread.beyond", "touches", x.t("touches_of", "part", int(moves(s)+0.5), "n", s.N))
	}
	return x.t("spread.even", "n", s.N)
}

// topHeavy is the share of the touches that the top must have had beyond its
// share of the people before that is the headline: a policy, so that one
// courtesy call to a single chief executive is not.
const topHeavy = 0.15

// topExcess is the share of n touches that the top got beyond its share of
// the people.
func topExcess(touched, n, top, people int) float64 {
	if n == 0 || people == 0 {
		return 0
	}
	return float64(touched)/float64(n) - float64(top)/float64(people)
}

func moves(s analysis.Spread) float64 {
	if s.Moves == nil {
		return 0
	}
	return *s.Moves
}

// luck says what an even-handed team would look like, when enough touches
// allow it.
func luck(a *analysis.Account, x Context) string {
	s := a.Spread
	switch {
	case s.NAll == 0 || s.Unreliable:
		return ""
	case s.BeyondChance == nil || s.TVD == nil:
		return x.t("join") + x.t("spread.small", "n", s.N)
	case *s.BeyondChance:
		return x.t("join") + x.t("spread.luck", "n", s.N)
	}
	return x.t("join") + x.t("spread.chance", "n", s.N)
}

// Months counts the touches of the twelve months by level. It does not exist
// when nobody is known.
func Months(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.Levels) == 0 || len(a.Months) == 0 {
		return Figure{}, false
	}
	f := Figure{ID: "months", Kind: Heat, RowName: x.t("rows.level"), Missing: x.t("na"), How: x.t("months.how")}
	for _, m := range a.Months {
		f.Columns = append(f.Columns, x.month(m))
	}
	s := Series{Name: x.t("unit.touches"), Unit: x.t("unit.touches")}
	var empty []string
	byMonth, all := make([]int, len(a.Months)), 0
	for r, l := range a.Levels {
		name, total := x.level(l.Level), 0
		f.Rows = append(f.Rows, name)
		for _, n := range l.ByMonth {
			total += n
		}
		if total == 0 && l.N > 0 && l.Level > 0 {
			empty = append(empty, name)
		}
		for c, m := range a.Months {
			n := 0
			if c < len(l.ByMonth) {
				n = l.ByMonth[c]
			}
			byMonth[c] += n
			all += n
			s.Marks = append(s.Marks, Mark{Row: r, Column: c, Value: value(float64(n)), Alarm: total == 0 && l.N > 0,
				Label: x.Words.Number(n), Link: LevelLink(l.Level),
				Tip: x.t("tip", "what", name+x.t("separator")+x.t("month", "month", x.month(m), "year", strconv.Itoa(m.Year)), "value", x.t("touches", "n", n))})
		}
	}
	f.Series = []Series{s}
	quiet := 0
	for _, n := range byMonth {
		if n == 0 {
			quiet++
		}
	}
	switch {
	case all == 0:
		f.Finding = x.t("months.none", "n", len(a.Months))
	case len(empty) > 0:
		f.Finding = x.t("months.empty", "levels", x.few(empty, 2), "n", len(a.Months))
	case quiet > 0:
		f.Finding = x.t("months.quiet", "n", quiet, "total", len(a.Months))
	default:
		f.Finding = x.t("months.all", "n", all, "total", len(a.Months))
	}
	return f, true
}

// maxRows is how many rows a figure shows; what is left out is said below it.
const maxRows = 40

// Units shows the people met lately of the people there, by organisational
// unit and level: METRICS 3.1. It does not exist without people or when no unit is
// named.
func Units(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.Units) == 0 || len(a.Levels) == 0 || len(a.Units) == 1 && name(a.Units[0].Unit) == "" {
		return Figure{}, false
	}
	f := Figure{ID: "units", Kind: Heat, RowName: x.t("rows.unit"), Missing: x.t("na"), Top: 1,
		How: x.t("units.how", "n", x.Settings.Recent)}
	for _, l := range a.Levels {
		f.Columns = append(f.Columns, x.level(l.Level))
	}
	s := Series{Name: x.t("units.met"), Unit: x.t("unit.people")}
	var blank, advising []string
	for row, u := range unitOrder(a.Units) {
		unit := &a.Units[u]
		name := x.unit(unit.Unit)
		if unit.Recent == 0 && unit.N > 0 {
			blank = append(blank, name)
			if unit.AdviseOnly {
				advising = append(advising, name)
			}
		}
		if row >= maxRows {
			continue
		}
		role := ""
		if len(unit.Rights) > 0 {
			role = x.t("right." + unit.Rights[0].String())
		}
		f.Rows = append(f.Rows, joined(name, role, x))
		for c, cell := range unit.Levels {
			m := Mark{Row: row, Column: c, Value: ratio(cell.Recent, cell.N), Alarm: cell.N > 0 && cell.Recent == 0,
				Label: x.t("of", "part", cell.Recent, "total", cell.N), Link: UnitLink(u)}
			if cell.N == 0 {
				m.Label = f.Missing
				m.Tip = x.t("tip", "what", name+x.t("separator")+f.Columns[c], "value", x.t("units.nobody"))
			} else {
				m.Tip = x.t("tip", "what", name+x.t("separator")+f.Columns[c], "value", x.t("units.cell", "part", cell.Recent, "n", cell.N))
			}
			s.Marks = append(s.Marks, m)
		}
	}
	if more := len(a.Units) - len(f.Rows); more > 0 {
		f.Limit = x.t("limit", "n", more)
	}
	f.Series = []Series{s}
	switch {
	case len(advising) > 0:
		f.Finding = x.t("units.advising", "n", len(advising), "names", x.few(advising, 3))
	case len(blank) > 0 && len(a.Units) == 1:
		f.Finding = x.t("units.only", "names", blank[0])
	case len(blank) > 0:
		f.Finding = x.t("units.blank", "n", len(blank), "units", x.t("units_of", "part", len(blank), "n", len(a.Units)), "names", x.few(blank, 3))
	default:
		f.Finding = x.t("units.all", "n", len(a.Units))
	}
	return f, true
}

// unitOrder keeps the units as they are, unless there are more than a figure
// shows: then those without contact come first, advisers before the others,
// then the largest.
func unitOrder(units []analysis.Unit) []int {
	order := make([]int, len(units))
	for i := range order {
		order[i] = i
	}
	if len(units) <= maxRows {
		return order
	}
	rank := func(u analysis.Unit) int {
		switch {
		case u.N == 0 || u.Recent > 0:
			return 2
		case u.AdviseOnly:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(rank(units[i]), rank(units[j])), cmp.Compare(units[j].N, units[i].N))
	})
	return order
}

func joined(name, more string, x Context) string {
	if more == "" {
		return name
	}
	return name + x.t("separator") + more
}
