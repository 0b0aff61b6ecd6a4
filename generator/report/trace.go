package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"rapport/generator/analysis"
)

// Trace is one panel of small multiples: a share over the quarters, on the
// same scale from nothing to all in every panel.
type Trace struct {
	Label  string // what it shows, in words
	Points []TracePoint
}

// TracePoint is a quarter. X and Y are in the panel's units.
type TracePoint struct {
	X, Y   int
	Tip    string
	Joined bool // a line leads here from the point before
	Apart  bool // found with another method: no movement may be read from it
}

// The size of a panel.
const (
	traceStep   = 22
	traceHeight = 30
	traceTop    = 4
	traceBottom = 26
)

// history shows one line per quarter of every account: recent coverage as
// small multiples, and beside them the same numbers in words. It is nil with
// fewer than two quarters.
func (v *portfolioView) history() *Section {
	var quarters []string
	for _, a := range v.r.Accounts {
		if a.Changes != nil {
			for _, q := range a.Changes.History {
				quarters = append(quarters, q.Period)
			}
		}
	}
	slices.Sort(quarters)
	quarters = slices.Compact(quarters)
	if len(quarters) < 2 {
		return nil
	}
	t := &Table{ID: "t-history", Sort: true, Class: "long", Caption: v.T("history.caption", "n", len(quarters)),
		Columns: []Column{{Text: v.T("column.account")}, {Text: v.T("history.line")}}}
	for _, q := range quarters {
		t.Columns = append(t.Columns, Column{v.Period(q), "num"})
	}
	order := make([]int, len(v.r.Accounts))
	for i := range order {
		order[i] = i
	}
	rose, fell, level := 0, 0, 0
	for _, i := range v.richest(order) {
		history := byQuarter(v.r.Accounts[i], quarters)
		switch last, ok := lastMove(history); {
		case !ok:
		case last > 0:
			rose++
		case last < 0:
			fell++
		default:
			level++
		}
		t.Rows = append(t.Rows, v.historyRow(i, quarters, history))
	}
	s := &Section{ID: "s-history", Nav: v.T("nav.history"), How: v.T("history.how", "days", v.r.Settings.Recent)}
	s.Title = v.T("history.title_none", "n", len(quarters))
	if n := rose + fell + level; n > 0 {
		s.Title = v.T("history.title", "rose", rose, "fell", fell, "n", n)
	}
	s.Blocks = []Block{{Table: t}}
	if len(t.Rows) > 60 {
		s.Blocks = []Block{{Fold: &Fold{ID: "history", Summary: t.Caption, Blocks: s.Blocks}}}
	}
	return s
}

// byQuarter puts an account's quarters in their places; nil was not reviewed.
func byQuarter(a *analysis.Account, quarters []string) []*analysis.Quarter {
	out := make([]*analysis.Quarter, len(quarters))
	if a.Changes == nil {
		return out
	}
	for i := range a.Changes.History {
		q := &a.Changes.History[i]
		if at, ok := slices.BinarySearch(quarters, q.Period); ok {
			out[at] = q
		}
	}
	return out
}

// coverage is the share of people met recently; false without people.
func coverage(q *analysis.Quarter) (float64, bool) {
	if q == nil || q.Head.N == 0 {
		return 0, false
	}
	return float64(q.Head.Recent) / float64(q.Head.N), true
}

// lastMove compares the last two quarters, if both were found with the same
// method.
func lastMove(history []*analysis.Quarter) (int, bool) {
	n := len(history)
	now, ok := coverage(history[n-1])
	before, ok0 := coverage(history[n-2])
	return cmp.Compare(now, before), ok && ok0 && history[n-1].Same && history[n-2].Same
}

func (v *portfolioView) historyRow(account int, quarters []string, history []*analysis.Quarter) Row {
	name := clean(v.r.Accounts[account].Data.Name)
	if name == "" {
		name = v.T("say.nameless")
	}
	row := Row{Cells: []Cell{{Text: name, Head: true, Strong: true, Href: "accounts/" + v.slugs[account] + ".html"},
		{Trace: v.trace(name, quarters, history), Key: "-1"}}}
	for _, q := range history {
		share, ok := coverage(q)
		cell := Cell{Text: "–", Class: "num none", Key: "-1"}
		if ok {
			cell = Cell{Text: v.Percent(share), Small: v.of(q.Head.Recent, q.Head.N), Class: "num", Key: ratioKey(share)}
			row.Cells[1].Key = cell.Key
			if !q.Same {
				cell.Part = v.T("history.apart")
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row
}

// trace draws the quarters; one without people leaves a gap.
func (v *portfolioView) trace(name string, quarters []string, history []*analysis.Quarter) *Trace {
	out := &Trace{}
	joined := false
	var said []string
	for i, q := range history {
		share, ok := coverage(q)
		if !ok {
			joined = false
			continue
		}
		tip := v.T("history.tip", "period", v.Period(quarters[i]), "parts", v.ofPeople(q.Head.Recent, q.Head.N), "share", v.Percent(share))
		if !q.Same {
			tip += v.T("say.comma") + v.T("history.apart")
		}
		said = append(said, tip)
		y := traceBottom - int(share*float64(traceBottom-traceTop)+0.5)
		out.Points = append(out.Points, TracePoint{X: 6 + traceStep*i, Y: y, Tip: tip, Joined: joined && q.Same, Apart: !q.Same})
		joined = q.Same
	}
	out.Label = fmt.Sprintf("%s: %s", name, join(said, v.T("say.comma")))
	if len(said) == 0 {
		out.Label = name + ": –"
	}
	return out
}

// append draws the panel as SVG, between a line for nobody and one for all.
func (t *Trace) append(b []byte) []byte {
	width := 12
	if n := len(t.Points); n > 0 {
		width = t.Points[n-1].X + 6
	}
	number := func(n int) { b = strconv.AppendInt(b, int64(n), 10) }
	b = append(b, `<svg class="trace" viewBox="0 0 `...)
	number(width)
	b = append(b, ' ')
	number(traceHeight)
	b = append(b, `" width="`...)
	number(width)
	b = append(b, `" height="`...)
	number(traceHeight)
	b = append(b, `" role="img"`...)
	b = attribute(b, "aria-label", t.Label)
	b = append(b, `><path class="base" d="`...)
	for _, y := range []int{traceTop, traceBottom} {
		b = append(b, "M0 "...)
		number(y)
		b = append(b, 'H')
		number(width)
	}
	b = append(b, `"/><path d="`...)
	for i, p := range t.Points {
		command := byte('M')
		if p.Joined && i > 0 {
			command = 'L'
		}
		b = append(b, command)
		number(p.X)
		b = append(b, ' ')
		number(p.Y)
	}
	b = append(b, `"/>`...)
	for _, p := range t.Points {
		b = append(b, "<circle"...)
		if p.Apart {
			b = append(b, ` class="apart"`...)
		}
		b = append(b, ` cx="`...)
		number(p.X)
		b = append(b, `" cy="`...)
		number(p.Y)
		b = append(b, `" r="3"><title>`...)
		b = escape(b, p.Tip)
		b = append(b, "</title></circle>"...)
	}
	return append(b, "</svg>"...)
}
