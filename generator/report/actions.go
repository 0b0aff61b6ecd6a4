package report

import (
	"slices"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/workbook"
)

// ActionsPath is the action list among the output files.
const ActionsPath = "actions.xlsx"

// Actions makes the sheets of the action list: who should meet whom by when,
// and below the promises of the last review with what became of them. Status,
// due date and comment are open for writing; the list is read back by the
// next run. The result must have been through analysis.JudgePromises.
func Actions(r *analysis.Result, catalog *words.Catalog) []workbook.Table {
	s := newScribe(r, Options{Catalog: catalog})
	next := s.actionTable("actions.sheet.next", false)
	next.More = func(yield func([]workbook.Value) bool) {
		for _, a := range r.Accounts {
			if a.Promises == nil {
				continue
			}
			for i := range a.Promises.Next {
				if !yield(s.proposalRow(a, &a.Promises.Next[i])) {
					return
				}
			}
		}
	}
	if !slices.ContainsFunc(r.Accounts, func(a *analysis.Account) bool { return a.Promises != nil && len(a.Promises.Given) > 0 }) {
		return []workbook.Table{next}
	}
	given := s.actionTable("actions.sheet.given", true)
	given.More = func(yield func([]workbook.Value) bool) {
		for _, a := range r.Accounts {
			if a.Promises == nil {
				continue
			}
			for i := range a.Promises.Given {
				if !yield(s.promiseRow(a, a.Promises.Period, &a.Promises.Given[i])) {
					return
				}
			}
		}
	}
	return []workbook.Table{next, given}
}

func (s *scribe) actionTable(name string, judged bool) workbook.Table {
	column := func(key string, width float64) workbook.Column {
		return workbook.Column{Header: s.T("actions.column." + key), Width: width}
	}
	open := func(c workbook.Column) workbook.Column {
		c.Editable, c.Hint = true, s.T("actions.hint")
		return c
	}
	status := open(column("status", 12))
	status.Choices = []string{s.T("actions.status.open"), s.T("actions.status.done"), s.T("actions.status.dropped")}
	t := workbook.Table{Name: s.T(name), Frozen: true, Protect: true, Columns: []workbook.Column{
		column("account", 24), column("person_id", 14), column("person", 24), column("title", 28), column("level", 18), column("reason", 50),
		column("by", 22), open(column("due", 12)), status, open(column("comment", 40)),
	}}
	if judged {
		t.Columns = append(t.Columns, column("outcome", 40))
	}
	t.Columns = append(t.Columns, workbook.Column{Header: analysis.EditKeyHeader, Hidden: true})
	return t
}

// actionCells are the columns that both sheets share.
func (s *scribe) actionCells(a *analysis.Account, d *dataset.Stakeholder, reason, by string, due dataset.Day, status, comment string) []workbook.Value {
	text := func(v string) workbook.Value { return workbook.TextValue(clean(v)) }
	var id, name, title, level string
	if d != nil {
		id, name, title, level = d.ID, s.name(d), d.Title, s.level(d.Level)
	}
	if status == "" {
		status = "open"
	}
	cells := make([]workbook.Value, 0, 12) // with the outcome and the key
	return append(cells, text(a.Data.Name), text(id), text(name), text(title), text(level), text(reason), text(by), dayValue(due),
		text(s.T("actions.status."+status)), text(comment))
}

func dayValue(d dataset.Day) workbook.Value {
	if d == 0 {
		return workbook.Value{}
	}
	y, m, day := d.Date()
	return workbook.DateValue(y, int(m), day)
}

func (s *scribe) proposalRow(a *analysis.Account, p *analysis.Proposal) []workbook.Value {
	key := analysis.Edit{Account: a.Data.Key, Person: p.Person, Period: s.r.Period.Label, Made: s.r.AsOf}.Key()
	row := s.actionCells(a, a.People[p.Index].Data, s.reason(p.Why), p.By, p.Due, p.Status, p.Comment)
	return append(row, workbook.TextValue(key))
}

func (s *scribe) promiseRow(a *analysis.Account, period string, p *analysis.Promise) []workbook.Value {
	key := analysis.Edit{Account: a.Data.Key, Person: p.Person, Period: period, Made: p.Made}.Key()
	var d *dataset.Stakeholder
	if p.Index != nil {
		d = a.People[*p.Index].Data
	}
	row := s.actionCells(a, d, "", p.By, p.Due, p.Status, p.Comment)
	if d == nil {
		row[2] = workbook.TextValue(clean(p.Name))
	}
	return append(row, workbook.TextValue(clean(s.outcome(p))), workbook.TextValue(key))
}

// outcome says what became of a promise, with the evidence.
func (s *scribe) outcome(p *analysis.Promise) string {
	return s.T("promise.outcome."+p.Outcome) + s.T("say.colon") + s.reason(p.Why)
}
