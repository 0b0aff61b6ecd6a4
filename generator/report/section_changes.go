package report

import (
	"fmt"
	"math"

	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// changes says what became of the account since the baseline; nil without
// one.
func (v *accountView) changes() *Section {
	ch := v.a.Changes
	if ch == nil {
		return nil
	}
	s := &Section{ID: "s-changes", Nav: v.T("nav.changes"), How: v.T("changes.how", "period", v.Period(ch.Since.Label), "date", ch.AsOf.String())}
	s.Blocks = v.changeNotes(ch.Notes, ch.Method, ch.Withheld)
	if ch.Entered {
		s.Title = v.T("changes.title_entered")
		return s
	}
	s.Title = v.changesTitle(ch)
	if c := ch.Coverage; c != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.coverageText(c))})
	}
	if c := ch.Contacts; c != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.contactText(c))})
	}
	if t := v.figureTable(ch.Figures, v.point); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, Block{Table: t})
	}
	if f, ok := v.historyFigure(ch.History); ok {
		b := v.lead(f)
		b.Lead = false
		s.Blocks = append(s.Blocks, b)
	}
	if f, ok := chart.IndexChange(ch.Index, v.chart); ok {
		b := v.lead(f)
		b.Lead = false
		s.Blocks = append(s.Blocks, b)
	}
	for _, l := range changeLists(ch) {
		if len(l.people) > 0 {
			s.Blocks = append(s.Blocks, v.changeFold(l.key, l.people))
		}
	}
	return s
}

type changeList struct {
	key    string
	people []analysis.PersonChange
}

func changeLists(ch *analysis.Changes) []changeList {
	return []changeList{{"met", ch.Met}, {"again", ch.Again}, {"quiet", ch.Quiet}, {"joined", ch.Joined}, {"left", ch.Left},
		{"promoted", ch.Promoted}, {"demoted", ch.Demoted}, {"moved", ch.Moved}, {"rights", ch.Rights}, {"reclassified", ch.Reclassified}}
}

// changesTitle names the two lists that matter most and are not empty, in the
// order of changeLists.
func (v *accountView) changesTitle(ch *analysis.Changes) string {
	var parts []string
	for _, l := range changeLists(ch) {
		if len(l.people) > 0 && len(parts) < 2 {
			parts = append(parts, v.T("change.list."+l.key, "n", len(l.people)))
		}
	}
	if len(parts) == 0 {
		return v.T("changes.title_nothing", "period", v.Period(ch.Since.Label))
	}
	return v.T("changes.title", "lists", v.List(parts), "period", v.Period(ch.Since.Label))
}

// changeNotes say what a reader must know before the figures.
func (s *scribe) changeNotes(notes []analysis.Reason, method []analysis.MethodChange, withheld []analysis.Reason) []Block {
	var out []Block
	for _, n := range notes {
		out = append(out, Block{Notice: emphasise(s.reason(n))})
	}
	var items [][]Span
	for _, m := range method {
		items = append(items, emphasise(s.T("change.method_changed", "setting", clean(m.Name), "before", s.set(m.From), "after", s.set(m.To))))
	}
	for _, w := range withheld {
		items = append(items, emphasise(s.reason(w)))
	}
	if len(items) > 0 {
		out = append(out, Block{Items: items})
	}
	return out
}

func (s *scribe) set(value string) string {
	if value == "" {
		return s.T("change.unset")
	}
	return clean(value)
}

func (s *scribe) coverageText(c *analysis.CoverageChange) string {
	return s.T("change.coverage_split", "before", s.of(c.Recent0, c.N0), "after", s.of(c.Recent1, c.N1), "rate", points(c.Rate), "mix", points(c.Mix))
}

// points writes a difference of shares in percentage points with its sign,
// and one below a point in tenths.
func points(x float64) string {
	n := int(math.Round(x * 100))
	tenths := int(math.Round(x * 1000))
	switch {
	case tenths > 0 && tenths < 10:
		return fmt.Sprintf("+0.%d", tenths)
	case tenths < 0 && tenths > -10:
		return fmt.Sprintf("−0.%d", -tenths)
	case n > 0:
		return fmt.Sprintf("+%d", n)
	case n < 0:
		return fmt.Sprintf("−%d", -n)
	}
	return "0"
}

func (s *scribe) contactText(c *analysis.ContactChange) string {
	text := s.T("change.contacts", "panel", c.Panel, "gained", c.Gained, "lost", c.Lost)
	if c.P != nil {
		text += s.T("say.next_sentence") + s.T("change.contacts_chance", "p", s.Percent(*c.P))
	}
	return text
}

// figureTable sets the headline figures of both quarters side by side; odds
// says a chance to win.
func (s *scribe) figureTable(figures []analysis.FigureChange, odds func(float64) string) *Table {
	t := &Table{ID: "t-figures", Caption: s.T("changes.figures"), Columns: []Column{{Text: s.T("column.figure")}, {s.T("column.before"), "num"}, {s.T("column.after"), "num"}}}
	for _, f := range figures {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: s.T("change.figure." + f.Name), Head: true},
			{Text: s.headline(f.Name, f.Before, odds), Class: "num"}, {Text: s.headline(f.Name, f.After, odds), Class: "num"}}})
	}
	return t
}

// headline prints a headline figure the way its section does.
func (s *scribe) headline(name string, x *float64, odds func(float64) string) string {
	switch {
	case x == nil:
		return s.T("say.undefined")
	case name == "p_win":
		return odds(*x)
	case name == "coverage" || name == "tvd":
		return s.Percent(*x)
	}
	return s.Number(int(math.Round(*x)))
}

// historyFigure draws recent coverage, in per cent, over the quarters whose
// method is the present one; there must be two of them.
func (v *accountView) historyFigure(history []analysis.Quarter) (chart.Figure, bool) {
	line := chart.Line{Name: v.T("change.figure.coverage")}
	var quarters []string
	first, last, same := "", "", 0
	for _, q := range history {
		quarters = append(quarters, v.Period(q.Period))
		if !q.Same || q.Head.N == 0 {
			line.Values, line.Labels = append(line.Values, nil), append(line.Labels, "")
			continue
		}
		share := 100 * float64(q.Head.Recent) / float64(q.Head.N)
		same++
		last = v.of(q.Head.Recent, q.Head.N)
		if first == "" {
			first = last
		}
		line.Values, line.Labels = append(line.Values, &share), append(line.Labels, last)
	}
	f, ok := chart.Lines("history", v.T("changes.history", "first", first, "last", last), v.T("changes.history_how", "days", v.r.Settings.Recent), quarters, []chart.Line{line}, v.chart)
	f.Top = 100
	return f, ok && same > 1
}

// changeFold lists the people of one kind of change.
func (v *accountView) changeFold(key string, people []analysis.PersonChange) Block {
	t := &Table{ID: "t-change-" + key, Sort: true, Caption: v.T("change.list."+key, "n", len(people)), Columns: []Column{{Text: v.T("column.who")}, {Text: v.T("column.what")}, {Text: v.T("column.source")}}}
	t.Many = &LongRows{len(people), func(b []byte, row int) []byte {
		p := &people[row]
		who := Cell{Text: v.T("say.nameless"), Strong: true}
		switch {
		case p.Person != nil:
			who = v.personCell(*p.Person)
		case p.Before != nil:
			who = Cell{Text: clean(p.Before.Name), Small: clean(p.Before.Title), Strong: true}
		}
		return appendRow(b, "", who, Cell{Text: v.reason(p.Reason)}, v.source(p.Rows...))
	}}
	return Block{Fold: &Fold{ID: "change-" + key, Summary: t.Caption, Blocks: []Block{{Table: t}}}}
}

// promises judges what the last review asked for, and lists what this one
// does.
func (v *accountView) promises() *Section {
	p := v.a.Promises
	if p == nil || len(p.Given)+len(p.Next) == 0 {
		return nil
	}
	s := &Section{ID: "s-promises", Nav: v.T("nav.promises"), How: v.T("promises.how"), Title: v.T("promise.title_none")}
	if len(p.Given) > 0 {
		s.Title = v.T("promise.title", "kept", v.Number(p.Kept), "n", len(p.Given))
		s.Blocks = append(s.Blocks, Block{Table: v.givenTable(p)})
	}
	if len(p.Next) > 0 {
		if len(p.Given) == 0 {
			s.Title = v.T("promises.title_next", "n", len(p.Next))
		}
		s.Blocks = append(s.Blocks, Block{Table: v.proposedTable(p.Next)})
	}
	return s
}

func (v *accountView) givenTable(p *analysis.Promises) *Table {
	t := &Table{ID: "t-given", Sort: true, Caption: v.T("promises.given", "n", len(p.Given), "period", v.Period(p.Period)), Columns: []Column{{Text: v.T("column.who")}, {Text: v.T("column.by")},
		{Text: v.T("column.due")}, {Text: v.T("column.outcome")}}}
	for i := range p.Given {
		g := &p.Given[i]
		who := Cell{Text: clean(g.Name), Strong: true}
		if g.Index != nil {
			who = v.personCell(*g.Index)
		}
		outcome := Cell{Text: v.T("promise.outcome." + g.Outcome), Small: v.reason(g.Why), Strong: true}
		if g.Outcome == "not_kept" {
			outcome.Class = "hot"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{who, {Text: clean(g.By)}, {Text: g.Due.String(), Class: "nb"}, outcome}})
	}
	return t
}

func (v *accountView) proposedTable(next []analysis.Proposal) *Table {
	t := &Table{ID: "t-proposed", Sort: true, Caption: v.T("promises.next", "n", len(next)), Columns: []Column{{Text: v.T("column.who_why")}, {Text: v.T("column.by")}, {Text: v.T("column.due")}, {Text: v.T("column.status")}}}
	for i := range next {
		n := &next[i]
		status := n.Status
		if status == "" {
			status = "open"
		}
		who := v.personCell(n.Index)
		who.Part, who.Small = who.Small, v.reason(n.Why)
		t.Rows = append(t.Rows, Row{Cells: []Cell{who, {Text: clean(n.By)}, {Text: n.Due.String(), Class: "nb"}, {Text: v.T("actions.status." + status), Small: clean(n.Comment)}}})
	}
	return t
}

// changes says what became of the portfolio since the baseline.
func (v *portfolioView) changes() *Section {
	ch := v.p.Changes
	if ch == nil {
		return nil
	}
	s := &Section{ID: "s-changes", Nav: v.T("nav.changes"), How: v.T("changes.portfolio_how", "period", v.Period(ch.Since.Label), "n", ch.Panel)}
	s.Title = v.T("changes.portfolio_title", "n", ch.Panel, "period", v.Period(ch.Since.Label))
	if c := ch.Coverage; c != nil {
		s.Title = v.T("changes.portfolio_coverage", "before", v.of(c.Recent0, c.N0), "after", v.of(c.Recent1, c.N1))
	}
	s.Blocks = v.changeNotes(ch.Notes, ch.Method, ch.Withheld)
	if c := ch.Coverage; c != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.coverageText(c))})
	}
	if c := ch.Contacts; c != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.contactText(c))})
	}
	if ch.Response != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("changes.response", "n", ch.Indexed, "response", ratio(*ch.Response)))})
	}
	if t := v.figureTable(ch.Figures, v.chance); len(t.Rows) > 0 {
		s.Blocks = append(s.Blocks, Block{Table: t})
	}
	if n := len(ch.Entered); n > 0 {
		s.Blocks = append(s.Blocks, v.accountFold("entered", v.T("changes.entered", "n", n), ch.Entered))
	}
	if n := len(ch.Gone); n > 0 {
		t := &Table{ID: "t-gone", Caption: v.T("changes.gone", "n", n), Columns: []Column{{Text: v.T("column.account")}, {v.T("column.known"), "num"}, {v.T("column.touches"), "num"}}}
		for _, g := range ch.Gone {
			t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(g.Name), Head: true}, {Text: v.Number(g.Headline.Known), Class: "num"}, {Text: v.Number(g.Headline.Touches), Class: "num"}}})
		}
		s.Blocks = append(s.Blocks, Block{Fold: &Fold{ID: "gone", Summary: t.Caption, Blocks: []Block{{Table: t}}}})
	}
	return s
}
