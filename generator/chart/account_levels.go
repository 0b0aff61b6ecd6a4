package chart

import (
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
	s.Marks = make([]Mark, 0, len(a.Levels)*len(a.Months))
	touches := counts{x: x, key: "touches"}
	months := make([]string, len(a.Months))
	for c, m := range a.Months {
		months[c] = x.t("separator") + x.t("month", "month", x.month(m), "year", strconv.Itoa(m.Year))
	}
	for r, l := range a.Levels {
		name, total := x.level(l.Level), 0
		f.Rows = append(f.Rows, name)
		for _, n := range l.ByMonth {
			total += n
		}
		if total == 0 && l.N > 0 && l.Level > 0 {
			empty = append(empty, name)
		}
		link := LevelLink(l.Level)
		for c := range a.Months {
			n := 0
			if c < len(l.ByMonth) {
				n = l.ByMonth[c]
			}
			byMonth[c] += n
			all += n
			s.Marks = append(s.Marks, Mark{Row: r, Column: c, Value: value(float64(n)), Alarm: total == 0 && l.N > 0,
				Label: x.Words.Number(n), Link: link,
				Tip: x.t("tip", "what", name+months[c], "value", touches.of(n))})
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
