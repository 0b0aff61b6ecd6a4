package report

import (
	"math"
	"slices"
	"strconv"

	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// scorecard shows the coverage funnel of METRICS 3.1, one row a level.
func (v *accountView) scorecard() *Section {
	if len(v.a.Levels) == 0 {
		return nil
	}
	t := &Table{ID: "t-levels", Caption: v.T("levels.caption"), Class: "levels", Columns: []Column{
		{Text: v.T("column.level")}, {v.T("column.people"), "num"}, {v.T("column.recent", "n", v.r.Settings.Recent), "num"}, {Text: ""},
		{v.T("column.touches_period"), "num"}, {v.T("column.target"), "num"},
		{v.T("column.known"), "num"}, {v.T("column.touched"), "num"}, {v.T("column.two_way"), "num"}}}
	if v.levelChanges() != nil {
		t.Columns = append(t.Columns, Column{v.T("column.change"), "num"})
	}
	folds := make([]Block, 0, len(v.a.Levels))
	shown := make([]*analysis.Level, 0, len(v.a.Levels))
	for i := range v.a.Levels {
		l := &v.a.Levels[i]
		folds = append(folds, Block{Fold: v.levelFold(l)})
		if l.N > 0 {
			shown = append(shown, l)
		}
	}
	t.Many = &LongRows{len(shown), func(b []byte, row int) []byte { return v.levelRow(b, shown[row]) }}
	how := v.T("levels.how", "lookback", v.r.Settings.Lookback, "recent", v.r.Settings.Recent)
	return &Section{ID: "s-levels", Nav: v.T("nav.levels"), Title: v.levelsTitle(), How: how,
		Blocks: slices.Concat(tables(t), v.overall(), v.notices("levels"), folds)}
}

func (v *accountView) levelRow(b []byte, l *analysis.Level) []byte {
	people := Cell{Text: v.Number(l.N), Class: "num", Small: ""}
	switch {
	case l.Assumed:
		people.Small = v.T("levels.assumed")
	case l.Headcount == nil:
		people.Text, people.Small = "–", v.T("levels.unknown")
	case l.HeadcountLo != nil && *l.HeadcountLo != *l.Headcount:
		people.Small = v.T("levels.range", "lo", *l.HeadcountLo, "hi", *l.Headcount)
	case l.Flag != "":
		people.Small = v.T("levels.below_known", "n", *l.Headcount)
	}
	known := v.part(l.Known, l.N, l.Level > 0)
	if l.Headcount == nil && !l.Assumed {
		known.Part = ""
	}
	target := Cell{Text: "–", Class: "num"}
	if l.Target != nil {
		target.Text = v.Percent(*l.Target)
		if l.Share != nil {
			target.Text, target.Small = v.Percent(*l.Share), v.T("levels.of_target", "share", v.Percent(*l.Target))
		}
	}
	recent := v.part(l.Recent, l.N, l.Level > 0)
	if l.Headcount == nil && !l.Assumed {
		recent.Small = v.T("levels.at_most")
	}
	cells := [10]Cell{
		{Text: v.level(l.Level), Head: true, Href: "#" + levelID(l.Level)}, people, recent,
		{Bar: &Bar{Width: percent(l.Recent, l.N)}},
		v.alarm(v.Number(l.Touches), l.Touches == 0 && l.Level > 0), target,
		known, v.part(l.Touched, l.N, l.Level > 0), v.part(l.TwoWay, l.N, l.Level > 0),
	}
	n := len(cells) - 1
	if changes := v.levelChanges(); changes != nil {
		cells[n] = changeCell(v.scribe, changes, l.Level)
		n++
	}
	return appendRow(b, "", cells[:n]...)
}

// levelChanges are the levels of both quarters; nil without a baseline.
func (v *accountView) levelChanges() []analysis.LevelChange {
	if v.a.Changes == nil {
		return nil
	}
	return v.a.Changes.Levels
}

// changeCell tells how many more people of a level were met two-way lately
// than at the baseline.
func changeCell(s *scribe, changes []analysis.LevelChange, level int) Cell {
	for _, c := range changes {
		if c.Level == level {
			n := c.After.Recent - c.Before.Recent
			text := s.Number(n)
			if n > 0 {
				text = "+" + text
			}
			return Cell{Text: text, Class: "num", Small: s.T("levels.was", "parts", s.of(c.Before.Recent, c.Before.N))}
		}
	}
	return Cell{Text: "–", Class: "num"}
}

// overall says coverage in votes, and how many people are met in their
// rhythm: METRICS 3.1 and 3.4.
func (v *accountView) overall() []Block {
	var out []Block
	if w := v.a.Totals.Weighted; w != nil {
		out = append(out, Block{Text: emphasise(v.T("levels.weighted", "share", v.Percent(*w), "days", v.r.Settings.Recent))})
	}
	if c := v.a.Totals.CadenceShare; c != nil {
		out = append(out, Block{Text: emphasise(v.T("levels.cadence", "share", v.Percent(*c)))})
	}
	return out
}

// tables is a table as blocks, none when it has no rows.
func tables(t *Table) []Block {
	if t.empty() {
		return nil
	}
	return []Block{{Table: t}}
}

// part is a cell with a count of a whole; no count at all is an alarm.
func (v *accountView) part(n, whole int, alarm bool) Cell {
	c := v.alarm(v.Number(n), alarm && n == 0 && whole > 0)
	c.Part = v.rest(whole)
	c.Key = fixed(float64(n)/math.Max(1, float64(whole)), 6)
	return c
}

func (v *accountView) alarm(text string, on bool) Cell {
	c := Cell{Text: text, Class: "num"}
	if on {
		c.Class = "num hot"
	}
	return c
}

func percent(n, whole int) int {
	if whole <= 0 {
		return 0
	}
	return min(100, (100*n+whole/2)/whole)
}

func levelID(l int) string { return "level-" + strconv.Itoa(l) }

// levelFold lists the people of a level with what counts for it.
func (v *accountView) levelFold(l *analysis.Level) *Fold {
	fold := &Fold{ID: levelID(l.Level), Summary: v.T("levels.fold", "level", v.level(l.Level), "people", v.people(l.Known))}
	if l.Known == 0 {
		fold.Summary = v.T("levels.fold_nobody", "level", v.level(l.Level))
		fold.Blocks = []Block{{Text: emphasise(v.T("levels.nobody"))}}
		return fold
	}
	fold.Blocks = v.peopleBlocks("t-"+fold.ID, fold.Summary, l.People)
	return fold
}

// levelsTitle takes the first that holds: nobody met, coverage that falls from
// the top level to the bottom one, a level with nobody met, the weakest level.
func (v *accountView) levelsTitle() string {
	levels := v.eligible()
	if len(levels) == 0 && len(v.a.People) == 0 {
		return v.T("levels.title_empty_list")
	}
	if len(levels) == 0 {
		return v.T("levels.title_unclassified", "n", len(v.a.People))
	}
	recent, all := 0, 0
	var weakest *analysis.Level
	for _, l := range levels {
		recent, all = recent+l.Recent, all+l.N
		if weakest == nil || cover(l) < cover(weakest) {
			weakest = l
		}
	}
	first, last := levels[0], levels[len(levels)-1]
	switch {
	case recent == 0:
		return v.T("levels.title_nobody", "n", all, "days", v.r.Settings.Recent)
	case len(levels) > 1 && cover(first) > cover(last) && cover(last) <= cover(weakest):
		return v.T("levels.title_falls", "first", v.of(first.Recent, first.N), "last", v.of(last.Recent, last.N))
	case weakest.Recent == 0:
		return v.T("levels.title_empty", "n", weakest.N, "level", v.level(weakest.Level))
	}
	return v.T("levels.title_weakest", "level", v.level(weakest.Level), "parts", v.of(weakest.Recent, weakest.N))
}

func cover(l *analysis.Level) float64 { return float64(l.Recent) / float64(l.N) }

// spread is the picture that the review is named for: touches beside people.
func (v *accountView) spread() *Section {
	sp := &v.a.Spread
	s := v.figureSection("spread", chart.Spread)
	if s == nil {
		return nil
	}
	add := func(text string) { s.Blocks = append(s.Blocks, Block{Text: emphasise(text)}) }
	if sp.N > 0 && sp.Moves != nil && sp.BeyondChance != nil {
		key := "spread.within"
		if *sp.BeyondChance {
			key = "spread.beyond"
		}
		add(v.T(key, "moves", v.Number(int(math.Round(*sp.Moves))), "touches", v.touches(sp.N)))
	}
	if t := sp.Top; t != nil && sp.N > 0 && v.top() != nil {
		add(v.T("spread.top", "level", v.level(v.top().Level), "lq", ratio(t.LQ), "lo", ratio(t.Lo), "hi", ratio(t.Hi)))
	}
	if sp.NEff != nil && sp.N-int(math.Round(*sp.NEff)) >= 2 {
		add(v.T("spread.clustered", "touches", v.touches(sp.N), "n", int(math.Round(*sp.NEff))))
	}
	if x := sp.NAll - sp.N; x > 0 {
		add(v.T("spread.unknown", "x", x, "touches", v.touches(sp.NAll)))
	}
	s.Blocks = append(s.Blocks, v.notices("spread")...)
	if log := v.periodLog(); log != nil {
		s.Blocks = append(s.Blocks, Block{Fold: log})
	}
	return s
}

// heat shows the year behind the period: touches by level and month.
func (v *accountView) heat() *Section { return v.figureSection("heat", chart.Months) }
