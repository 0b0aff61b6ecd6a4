package dataset

import (
	"fmt"

	"rapport/generator/workbook"
)

// dateColumn gathers what a column of dates shows about its order and forms.
type dateColumn struct {
	table                *table
	field                field
	dayFirst, monthFirst int
	pending              int
	total                int
	forms                [impossibleForm + 1]int
	examples             [impossibleForm + 1]string
	firstPending         []string
	cells                []string
	short                bool
	order                byte // set by report: 'd', 'm' or 0
}

// pendingDate is a date whose column has to decide its order.
type pendingDate struct {
	date   date
	column *dateColumn
	text   int32
}

// date reads a field; ok is false when it is empty or was reported. A date
// that the column must decide comes back negative and is looked up by
// builder.day after the sheet. code is the problem of what is no date:
// "bad_date" rejects the row, "ignored_date" only the value.
func (r *sheetReader) date(f field, code string) (day Day, ok bool) {
	c := r.cells[f]
	if c == nil {
		return 0, false
	}
	dc := r.t.rows.dates[f]
	if dc == nil {
		dc = &dateColumn{table: r.t, field: f}
		r.t.rows.dates[f] = dc
	}
	var d date
	var id int32
	if (c.Kind == workbook.Number || c.Kind == workbook.Date) && c.Text == "" {
		d = cellDate(c, r.is1904)
	} else {
		if id = r.value(f); id == 0 {
			return 0, false
		}
		d = r.b.memos.date.get(id, func(id int32) date { return r.b.words.textDate(r.b.pool.texts[id]) })
		if d.form == bareForm && r.is1904 {
			d.day += 1462
		}
	}
	dc.add(r, d, c, id)
	switch d.form {
	case notDate, impossibleForm, destroyedForm:
		r.badDate(f, d, c, id, code)
		return 0, false
	}
	if d.pending {
		r.b.dates = append(r.b.dates, pendingDate{d, dc, id})
		return Day(-len(r.b.dates)), true
	}
	return d.day, true
}

func (r *sheetReader) dateText(c *workbook.Cell, id int32) string {
	if id != 0 {
		return r.b.pool.texts[id]
	}
	return numberText(c.Number)
}

func (r *sheetReader) badDate(f field, d date, c *workbook.Cell, id int32, code string) {
	text := r.dateText(c, id)
	if code == "ignored_date" {
		r.warn(f, code, text)
		return
	}
	switch d.form {
	case impossibleForm:
		r.reject(c.Column, "impossible_date", text)
	case destroyedForm:
		r.reject(c.Column, "destroyed_date", text)
	default:
		r.reject(c.Column, code, text, dateHint(text))
	}
}

// dateHint says more than "correct the date" where it can.
func dateHint(text string) string {
	if digits(text) && len(text) == 4 {
		return "a year alone is no date; write the day"
	}
	return "correct the date"
}

// add counts a date as evidence.
func (dc *dateColumn) add(r *sheetReader, d date, c *workbook.Cell, id int32) {
	dc.total++
	dc.short = dc.short || d.short
	if d.form <= impossibleForm {
		if dc.forms[d.form]++; dc.forms[d.form] == 1 {
			dc.examples[d.form] = r.dateText(c, id)
		}
	}
	switch d.order {
	case 'd':
		dc.dayFirst++
	case 'm':
		dc.monthFirst++
	}
	if d.pending {
		if dc.pending++; dc.pending <= 3 {
			dc.firstPending = append(dc.firstPending, r.dateText(c, id))
			dc.cells = append(dc.cells, r.p.sheet.At(r.number, int(c.Column)).Area())
		}
	}
}

// report decides the order of the column and says what is odd about it.
func (dc *dateColumn) report(b *builder, s *workbook.Sheet, f field) {
	header, at := dc.header()
	place := s.At(0, at)
	order := b.settings.DateOrder
	if dc.table.dateOrder != "" {
		order = dc.table.dateOrder
	}
	switch {
	case dc.dayFirst > 0 && dc.monthFirst > 0:
		b.problems.add(place, "mixed_date_order", header)
		dc.order = orderByte(order)
	case dc.dayFirst > 0:
		dc.order = 'd'
	case dc.monthFirst > 0:
		dc.order = 'm'
	default:
		dc.order = orderByte(order)
	}
	if dc.pending > 0 && dc.order == 0 && dc.pending*2 > dc.total {
		list := ""
		for i := range dc.firstPending {
			list += fmt.Sprintf(", %q (%s)", dc.firstPending[i], dc.cells[i])
		}
		b.problems.add(place, "ambiguous_dates", header, list[2:])
	}
	if n := dc.forms[bareForm]; n > 0 {
		b.problems.add(place, "bare_serials", header)
	}
	if dc.forms[compactForm] > 0 {
		b.problems.add(place, "compact_dates", header, dc.examples[compactForm])
	}
	if dc.forms[unixForm] > 0 {
		b.problems.add(place, "unix_dates", header, dc.examples[unixForm])
	}
	if dc.short {
		b.problems.add(place, "short_years", header)
	}
	var examples []string
	for form := isoForm; form <= cjkForm; form++ {
		if dc.forms[form] > 0 {
			examples = append(examples, dc.examples[form])
		}
	}
	if len(examples) > 1 {
		b.problems.add(place, "several_forms", header, examples[0], examples[1])
	}
}

func orderByte(order string) byte {
	switch order {
	case "dmy":
		return 'd'
	case "mdy", "ymd":
		return 'm'
	}
	return 0
}

func (dc *dateColumn) header() (string, int) {
	if c, ok := dc.table.column(dc.field); ok {
		return c.header.shown(), c.header.column
	}
	for _, s := range dc.table.splits {
		return s.header.shown(), s.header.column
	}
	return "", 0
}

// day gives the day of a staged date; ok is false when the column leaves its
// order open, text is then what the cell says.
func (b *builder) day(d Day) (day Day, text string, ok bool) {
	if d >= 0 {
		return d, "", true
	}
	p := b.dates[-d-1]
	if p.column.order == 0 {
		return 0, b.pool.texts[p.text], false
	}
	day, ok = p.date.decided(p.column.order)
	return day, b.pool.texts[p.text], ok
}
