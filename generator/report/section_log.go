package report

import (
	"strconv"

	"rapport/generator/chart"
	"rapport/generator/dataset"
)

// log lists every activity up to the as-of date, newest first.
func (v *accountView) log() *Section {
	rows := make([]int, 0, v.a.Data.Activities.Len())
	for i := v.a.Data.Activities.Len() - 1; i >= 0; i-- {
		if v.a.Data.Activities.Day(i) <= v.r.AsOf {
			rows = append(rows, i)
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
	var rows []int
	for i := v.a.Data.Activities.Len() - 1; i >= 0; i-- {
		if day := v.a.Data.Activities.Day(i); day >= v.r.Period.From && day <= v.r.Period.To && day <= v.r.AsOf {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	summary := v.T("log.period", "n", len(rows), "period", v.Period(v.r.Period.Label))
	return &Fold{ID: "period-log", Summary: summary, Blocks: []Block{{Table: v.logTable("t-period-log", summary, rows, false)}}}
}

// logTable shows the activities of the account's log at acts.
func (v *accountView) logTable(id, caption string, acts []int, tools bool) *Table {
	t := &Table{ID: id, Caption: caption, Tools: tools, Sort: true, Class: "long", Columns: []Column{
		{Text: v.T("column.date")}, {Text: v.T("column.channel")}, {Text: v.T("column.direction")}, {Text: v.T("column.met")},
		{Text: v.T("column.ours")}, {Text: v.T("column.subject")}, {Text: v.T("column.source")}}}
	t.Many = &LongRows{Count: len(acts), Append: v.logRow(acts)}
	return t
}

// logRow writes a row of the log. It is the longest part of all pages
// together, so its rows go to the page without cells in between and leave out
// the end tags that HTML lets one leave out.
func (v *accountView) logRow(acts []int) func([]byte, int) []byte {
	var channels, directions [8]string // escaped, like the names below
	for c := dataset.OtherChannel; c <= dataset.Event; c++ {
		channels[c] = escaped(v.channel(c))
	}
	for d := dataset.DirectionUnknown; d <= dataset.TwoWay; d++ {
		directions[d] = escaped(v.T("direction." + d.String()))
	}
	comma := escaped(v.T("say.comma"))
	names := make([]string, len(v.a.Data.Stakeholders))
	for i := range names {
		names[i] = escaped(v.scribe.name(&v.a.Data.Stakeholders[i]))
	}
	return func(b []byte, i int) []byte {
		act := v.a.Data.Activities.At(acts[i])
		b = append(b, "<tr>\n<td>"...)
		b = act.Day.Append(b)
		b = append(b, "<td>"...)
		b = append(b, channels[act.Channel]...)
		b = append(b, "<td>"...)
		b = append(b, directions[act.Direction]...)
		b = append(b, "<td>"...)
		for k, p := range act.People {
			if k > 0 {
				b = append(b, comma...)
			}
			b = append(b, names[p]...)
		}
		b = append(b, "<td>"...)
		for k, m := range act.Ours {
			if k > 0 {
				b = append(b, comma...)
			}
			b = append(b, v.written[m]...)
		}
		b = append(b, "<td>"...)
		b = chart.Escape(b, clean(act.Subject))
		b = append(b, "<td class=src>"...)
		return v.appendSource(b, &act)
	}
}

// appendSource writes where an activity stands in the input.
func (v *accountView) appendSource(b []byte, act *dataset.Activity) []byte {
	if len(act.More) > 0 || len(v.ds.Files) > 1 {
		c := v.source(append([]dataset.Row{act.Row}, act.More...)...)
		b = c.appendText(b)
		return c.appendSmall(b)
	}
	b = chart.Escape(b, v.inside[act.Row.Sheet])
	b = strconv.AppendInt(b, int64(act.Row.Row), 10)
	b = append(b, ':')
	return strconv.AppendInt(b, int64(act.Row.Row), 10)
}
