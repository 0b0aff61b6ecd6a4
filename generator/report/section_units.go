package report

import (
	"rapport/generator/analysis"
	"rapport/generator/chart"
	"rapport/generator/dataset"
)

// units is the grid of organisational units and levels, with its white space
// and the deputies beside the heads.
func (v *accountView) units() *Section {
	s := v.figureSection("units", chart.Units)
	if s == nil {
		return nil
	}
	if cells := v.a.WhiteSpace; len(cells) > 0 {
		fold := &Fold{ID: "white-space", Summary: v.T("units.white", "n", len(cells))}
		t := &Table{ID: "t-white", Caption: fold.Summary, Sort: true, Columns: []Column{{Text: v.T("column.unit")}, {Text: v.T("column.level")}, {v.T("column.people"), "num"}}}
		for _, c := range cells {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: v.unit(c.Unit), Head: true}, {Text: v.level(c.Level), Key: levelKey(c.Level)}, {Text: v.Number(c.N), Class: "num"}}})
		}
		fold.Blocks = []Block{{Table: t}}
		s.Blocks = append(s.Blocks, Block{Fold: fold})
	}
	if b := v.deputies(); b != nil {
		s.Blocks = append(s.Blocks, *b)
	}
	for i := range v.a.Units {
		u := &v.a.Units[i]
		if u.Known == 0 {
			continue
		}
		fold := &Fold{ID: chart.UnitLink(i)[1:], Summary: v.T("units.fold", "unit", v.unit(u.Unit), "rights", v.rights(u.Rights), "people", v.people(u.Known), "recent", u.Recent)}
		fold.Blocks = []Block{{Table: v.unitTable("t-"+fold.ID, fold.Summary, u)}}
		s.Blocks = append(s.Blocks, Block{Fold: fold})
	}
	return s
}

// unitTable names the people of a unit by level, each with the last touch.
func (v *accountView) unitTable(id, caption string, u *analysis.Unit) *Table {
	t := &Table{ID: id, Caption: caption, Columns: []Column{{Text: v.T("column.level")}, {v.T("column.recent", "n", v.r.Settings.Recent), "num"}, {Text: v.T("column.who")}}}
	var shown []*analysis.UnitLevel
	for i := range u.Levels {
		if l := &u.Levels[i]; l.N > 0 {
			shown = append(shown, l)
		}
	}
	semicolon := v.T("say.semicolon")
	t.Many = &LongRows{len(shown), func(b []byte, row int) []byte {
		l := shown[row]
		names := make([]byte, 0, 1<<10) // stays on the stack for some people
		for k, i := range l.People {
			if k > 0 {
				names = append(names, semicolon...)
			}
			names = append(names, v.T("say.dated", "what", v.who(i), "date", v.ago(v.a.People[i].DaysSince))...)
		}
		return appendRow(b, "", Cell{Text: v.level(l.Level), Head: true}, v.part(l.Recent, l.N, true), Cell{Text: string(names)})
	}}
	return t
}

func (v *accountView) rights(list []dataset.Right) string {
	words := make([]string, 0, len(list))
	for _, r := range list {
		if r != dataset.NoRight {
			words = append(words, v.rightWords[r])
		}
	}
	if len(words) == 0 {
		return v.T("right.nothing")
	}
	return v.List(words)
}

// deputies sets the touches of deputies beside those of the heads of the same
// unit: P1.
func (v *accountView) deputies() *Block {
	if len(v.a.Deputies) == 0 {
		return nil
	}
	behind := 0
	t := &Table{ID: "t-deputies", Columns: []Column{{Text: v.T("column.unit")}, {Text: v.T("column.head")}, {v.T("column.touches_year"), "num"},
		{Text: v.T("column.deputy")}, {v.T("column.touches_year"), "num"}}}
	for _, d := range v.a.Deputies {
		head, deputy := person(v.a, d.Head), person(v.a, d.Deputy)
		if deputy.Touches == 0 && head.Touches > 0 {
			behind++
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: v.unit(head.Data.Unit)}, v.personCell(d.Head), {Text: v.Number(head.Touches), Class: "num"},
			v.personCell(d.Deputy), v.alarm(v.Number(deputy.Touches), deputy.Touches == 0)}})
	}
	t.Caption = v.T("units.deputies", "n", len(v.a.Deputies))
	if behind > 0 {
		t.Caption = v.T("units.deputies_behind", "n", len(v.a.Deputies), "behind", behind)
	}
	return &Block{Fold: &Fold{ID: "deputies", Summary: t.Caption, Blocks: []Block{{Table: t}}}}
}

// left is concentration and what remains without a person, a level or a unit.
func (v *accountView) left() *Section {
	f, ok := chart.Concentration(v.a, v.chart)
	if !ok {
		return nil
	}
	s := &Section{ID: "s-left", Nav: v.T("nav.left"), Title: f.Finding, How: f.How, Blocks: []Block{v.lead(f)}}
	if rest, ok := chart.WhatIsLeft(v.a, v.chart); ok {
		b := v.lead(rest)
		b.Lead = false
		s.Blocks = append(s.Blocks, b)
	}
	return s
}

// ladder is who of ours meets whom of theirs: METRICS 8.
func (v *accountView) ladder() *Section {
	if len(v.a.People) == 0 {
		return nil
	}
	l := &v.a.Ladder
	s := &Section{ID: "s-ladder", Nav: v.T("nav.ladder"), Title: v.executiveText(), How: v.T("ladder.how", "level", v.r.Settings.Index.ExecMaxLevel)}
	if f, ok := chart.Meetings(v.a, v.chart); ok {
		b := v.lead(f)
		b.Lead = false
		s.Blocks = append(s.Blocks, b)
	} else {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("ladder.no_levels"))})
	}
	var items [][]Span
	add := func(text string) { items = append(items, emphasise(text)) }
	if l.LayersBetween != nil {
		if *l.LayersBetween == 0 {
			add(v.T("ladder.layers_nothing"))
		} else {
			add(v.T("ladder.layers", "n", *l.LayersBetween))
		}
	}
	if l.MeanGap != nil && l.N > 0 {
		key := "ladder.gap_even"
		switch {
		case *l.MeanGap > 0.1:
			key = "ladder.gap_lower"
		case *l.MeanGap < -0.1:
			key = "ladder.gap_higher"
		}
		add(v.T(key, "n", l.N))
	}
	if l.MaxGap != nil {
		add(v.T("ladder.gap", "days", v.T("say.days", "n", *l.MaxGap), "lookback", v.T("say.days", "n", v.r.Settings.Lookback)))
	}
	if l.EventOnly {
		add(v.T("ladder.event_only"))
	}
	if n := len(v.a.EventOnly); n > 0 {
		names := make([]string, n)
		for i, p := range v.a.EventOnly {
			names[i] = v.who(p)
		}
		add(v.T("ladder.people_event_only", "n", n, "names", v.someNames(names, 5)))
	}
	if len(items) > 0 {
		s.Blocks = append(s.Blocks, Block{Items: items})
	}
	if b := v.threads(); b != nil {
		s.Blocks = append(s.Blocks, *b)
	}
	return s
}

// executiveText says when one of our executives last met somebody here.
func (v *accountView) executiveText() string {
	l := &v.a.Ladder
	switch {
	case l.ExecDaysSince == nil && l.EventOnly:
		return v.T("ladder.title_event_only")
	case l.ExecDaysSince == nil:
		return v.T("ladder.title_never")
	case l.ExecMember != nil && l.ExecPerson != nil:
		return v.T("ladder.title_who", "ago", v.ago(l.ExecDaysSince), "name", v.member(*l.ExecMember), "who", v.who(*l.ExecPerson))
	}
	return v.T("ladder.title", "ago", v.ago(l.ExecDaysSince))
}

// threads lists the relationships that rest on one colleague of ours.
func (v *accountView) threads() *Block {
	list := v.a.OneThread
	if len(list) == 0 {
		return nil
	}
	t := &Table{ID: "t-threads", Sort: true, Caption: v.T("ladder.threads", "n", len(list), "of", max(len(list), v.a.Totals.Touched)),
		Columns: []Column{{Text: v.T("column.who")}, {Text: v.T("column.level")}, {Text: v.T("column.only_by")}, {v.T("column.touches_year"), "num"}, {Text: v.T("column.last")}}}
	for _, th := range list {
		p := person(v.a, th.Person)
		t.Rows = append(t.Rows, Row{Cells: []Cell{v.personCell(th.Person), {Text: v.level(p.Data.Level), Key: levelKey(p.Data.Level)},
			{Text: v.member(th.Member)}, {Text: v.Number(th.Touches), Class: "num"}, v.last(p)}})
	}
	return &Block{Fold: &Fold{ID: "threads", Summary: t.Caption, Blocks: []Block{{Table: t}}}}
}

// scenarios is the what-if on decision rights: METRICS 6.
func (v *accountView) scenarios() *Section {
	if len(v.a.Scenarios) == 0 {
		return nil
	}
	s := &Section{ID: "s-scenarios", Nav: v.T("nav.scenarios"), How: v.T("scenarios.how"), Title: v.T("scenarios.title_even")}
	t := &Table{ID: "t-scenarios", Columns: []Column{{Text: v.T("column.scenario")}, {v.T("column.moved"), "num"},
		{v.T("column.weighted"), "num"}, {v.T("column.retention"), "num"}, {Text: v.T("column.odds")}, {Text: v.T("column.odds_against")}, {Text: v.T("column.retained")}}}
	for i := range v.a.Scenarios {
		sc := &v.a.Scenarios[i]
		t.Rows = append(t.Rows, v.scenarioRow(sc))
		if sc.Worst && sc.PWin != nil && v.a.Vote != nil && v.a.Vote.PWin-*sc.PWin >= 0.05 {
			s.Title = v.T("scenarios.title", "scenario", v.scenario(sc), "count", v.point(*sc.PWin), "now", v.point(v.a.Vote.PWin))
		}
	}
	t.Caption = s.Title
	s.Blocks = []Block{{Table: t}}
	if mean := v.a.ScenarioMean; mean != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("scenarios.mean", "odds", v.point(*mean)))})
	}
	return s
}

func (v *accountView) scenario(sc *analysis.Scenario) string {
	return v.T("scenario."+sc.Key, v.arguments(sc.Args)...)
}

func (v *accountView) scenarioRow(sc *analysis.Scenario) Row {
	share := func(p *float64) Cell {
		if p == nil {
			return Cell{Text: "–", Class: "num", Key: "-1"}
		}
		return Cell{Text: v.Percent(*p), Class: "num", Key: ratioKey(*p)}
	}
	odds := func(p *float64) Cell {
		if p == nil {
			return Cell{Text: "–", Key: "-1"}
		}
		return v.pointCell(*p)
	}
	kept := share(sc.Retention)
	if sc.Retention != nil && *sc.Retention > 2 {
		kept.Text = ratio(*sc.Retention) + " ×"
	}
	moved := sc.MovedUnit
	if moved == nil || sc.MovedLevel != nil && *sc.MovedLevel > *moved {
		moved = sc.MovedLevel
	}
	name := Cell{Text: v.scenario(sc), Head: true}
	if sc.Worst {
		name.Small = v.T("scenarios.worst")
	}
	return Row{Cells: []Cell{name, share(moved), share(sc.Weighted), kept, odds(sc.PWin), odds(sc.PWinKeyAgainst), share(sc.Retained)}}
}

// index is the leadership index with its waterfall, or why there is none.
func (v *accountView) index() *Section {
	if s := v.figureSection("index", chart.Index); s != nil {
		t := &Table{ID: "t-index", Caption: v.T("index.parts"), Columns: []Column{{Text: v.T("column.component")}, {v.T("column.reached"), "num"},
			{v.T("column.weight"), "num"}, {v.T("column.lost"), "num"}, {Text: v.T("column.behind")}}}
		for _, c := range v.a.Index.Components {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: v.T("chart.component." + c.Name), Head: true}, {Text: v.Percent(c.Value), Class: "num"},
				{Text: v.Percent(c.Weight), Class: "num"}, {Text: ratio(c.Lost), Class: "num"}, {Text: v.T("index.behind_" + c.Name)}}})
		}
		s.Blocks = append(s.Blocks, Block{Table: t}, Block{Text: emphasise(v.T("index.use"))})
		return s
	}
	if v.a.Index.Reason == nil {
		return nil
	}
	return &Section{ID: "s-index", Nav: v.T("nav.index"), Title: v.T("index.title_unpublished"),
		Blocks: []Block{{Text: emphasise(v.reason(*v.a.Index.Reason))}}}
}
