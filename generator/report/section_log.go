package report

import "rapport/generator/dataset"

// log lists every activity up to the as-of date, newest first.
func (v *accountView) log() *Section {
	var rows []*dataset.Activity
	for i := len(v.a.Data.Activities) - 1; i >= 0; i-- {
		if act := &v.a.Data.Activities[i]; act.Day <= v.r.AsOf {
			rows = append(rows, act)
		}
	}
	s := &Section{ID: "s-log", Nav: v.T("nav.log"), How: v.T("log.how"), Title: v.T("log.title", "n", len(rows))}
	if len(rows) == 0 {
		return s
	}
	s.Blocks = []Block{{Table: v.logTable("t-log", s.Title, rows, true)}}
	return s
}

// periodLog is the part of the log behind the spread: the touches of the
// period.
func (v *accountView) periodLog() *Fold {
	var rows []*dataset.Activity
	for i := len(v.a.Data.Activities) - 1; i >= 0; i-- {
		act := &v.a.Data.Activities[i]
		if act.Day >= v.r.Period.From && act.Day <= v.r.Period.To && act.Day <= v.r.AsOf {
			rows = append(rows, act)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	summary := v.T("log.period", "n", len(rows), "period", v.Period(v.r.Period.Label))
	return &Fold{ID: "period-log", Summary: summary, Blocks: []Block{{Table: v.logTable("t-period-log", summary, rows, false)}}}
}

func (v *accountView) logTable(id, caption string, acts []*dataset.Activity, tools bool) *Table {
	t := &Table{ID: id, Caption: caption, Tools: tools, Sort: true, Class: "long", Columns: []Column{
		{Text: v.T("column.date")}, {Text: v.T("column.channel")}, {Text: v.T("column.direction")}, {Text: v.T("column.met")},
		{Text: v.T("column.ours")}, {Text: v.T("column.subject")}, {Text: v.T("column.source")}}}
	t.Rows = make([]Row, len(acts))
	cells := make([]Cell, 0, len(acts)*len(t.Columns))
	for i, act := range acts {
		at := len(cells)
		names := ""
		for k, p := range act.People {
			if k > 0 {
				names += v.T("say.comma")
			}
			names += v.scribe.name(&v.a.Data.Stakeholders[p])
		}
		source := v.source(act.Row)
		if len(act.More) > 0 {
			source = v.source(append([]dataset.Row{act.Row}, act.More...)...)
		}
		cells = append(cells, Cell{Text: act.Day.String()}, Cell{Text: v.channel(act.Channel)},
			Cell{Text: v.T("direction." + act.Direction.String())}, Cell{Text: names}, Cell{Text: v.members(act.Ours)},
			Cell{Text: clean(act.Subject)}, source)
		t.Rows[i] = Row{Cells: cells[at:len(cells):len(cells)]}
	}
	return t
}
