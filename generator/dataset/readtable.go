package dataset

import (
	"fmt"
	"strings"

	"rapport/generator/workbook"
)

// headerWord tells whether a text is one of the known headers.
func (r *sheetReader) headerWord(c *workbook.Cell) bool {
	if len(c.Text) > 60 {
		return false
	}
	if c.Shared < 0 || int(c.Shared) >= len(r.p.headerWords) {
		return r.b.detector.known[wordKey(c.Text)]
	}
	switch r.p.headerWords[c.Shared] {
	case 1:
		return false
	case 2:
		return true
	}
	known := r.b.detector.known[wordKey(c.Text)]
	r.p.headerWords[c.Shared] = 1
	if known {
		r.p.headerWords[c.Shared] = 2
	}
	return known
}

// take reads a row through a table; false when the row has nothing there.
func (r *sheetReader) take(t *table, row *workbook.Row) bool {
	if !r.fill(t, row) {
		return false
	}
	if r.repeatedHeader(t, row) {
		r.p.notData(r.number, isRepeated)
		return true
	}
	if reason := r.notARecord(t, row); reason != "" {
		r.p.notData(r.number, reason)
		return true
	}
	t.rows.rows++
	switch t.role {
	case accountsRole:
		r.accountRow()
	case contactsRole:
		r.contactRow(false)
	case flatRole:
		r.flatRow()
	case activitiesRole:
		r.activityRow()
	case teamRole:
		r.teamRow()
	case headcountRole:
		r.headcountRow()
	case decisionsRole:
		r.decisionRow()
	case recipientsRole:
		r.recipientRow()
	}
	return true
}

// fill puts the row's cells under their fields; false when none has text.
func (r *sheetReader) fill(t *table, row *workbook.Row) bool {
	for _, c := range t.columns {
		r.cells[c.field] = nil
	}
	for _, s := range t.splits {
		for _, f := range s.pattern.fields {
			r.cells[f] = nil
		}
	}
	r.t, r.status = t, r.status[:0]
	found := false
	for i := range row.Cells {
		c := &row.Cells[i]
		at := int(c.Column) - t.first
		if at < 0 || at >= len(t.rows.fields) || c.Kind == workbook.Text && c.Text == "" {
			continue
		}
		if f := t.rows.fields[at]; f != noField {
			if f == activityStatus && r.cells[f] != nil {
				r.status = append(r.status, c)
				continue
			}
			r.cells[f] = c
			found = true
		} else if len(t.splits) > 0 {
			found = r.unpack(t, c) || found
		}
	}
	return found
}

// unpack takes a packed text apart into cells of its own.
func (r *sheetReader) unpack(t *table, c *workbook.Cell) bool {
	for _, s := range t.splits {
		if s.header.column != int(c.Column) {
			continue
		}
		id, _ := r.b.pool.cell(r.p.texts, c)
		text := r.b.pool.texts[id]
		parts, ok := s.pattern.split(text)
		if !ok {
			r.reject(c.Column, "split_failed", text, s.pattern.text)
			return false
		}
		for i, f := range s.pattern.fields {
			r.split[f] = workbook.Cell{Column: c.Column, Shared: -1, Kind: workbook.Text, Text: parts[i]}
			r.cells[f] = &r.split[f]
		}
		return true
	}
	return false
}

// repeatedHeader recognises the header printed again on each page.
func (r *sheetReader) repeatedHeader(t *table, row *workbook.Row) bool {
	same := 0
	for i := range row.Cells {
		c := &row.Cells[i]
		at := int(c.Column) - t.first
		if at < 0 || at >= len(t.rows.fields) || t.rows.fields[at] == noField {
			continue
		}
		if c.Kind != workbook.Text {
			return false
		}
		if !cleansTo(c.Text, t.rows.headerTexts[at]) {
			return false
		}
		same++
	}
	return same >= 2
}

// cleansTo tells whether clean makes want of a text. Cleaning never makes a
// text longer.
func cleansTo(s, want string) bool {
	if len(s) <= len(want) {
		return s == want
	}
	if startsWithLetter(s) && (want == "" || s[0] != want[0]) {
		return false
	}
	text, _ := clean(s)
	return text == want
}

// notARecord recognises totals, lines of text above and below a table and
// example rows; "" is a record.
func (r *sheetReader) notARecord(t *table, row *workbook.Row) string {
	texts, others := 0, 0
	var cells [3]*workbook.Cell // with the first texts
	labels := true
	for i := range row.Cells {
		c := &row.Cells[i]
		at := int(c.Column)
		if at < t.first || at > t.last {
			continue
		}
		if c.Kind != workbook.Text {
			if c.Kind != workbook.Number {
				labels = false
			}
			others++
			continue
		}
		if c.Text == "" {
			continue
		}
		texts++
		if texts > 3 {
			return ""
		}
		if !startsWithLetter(c.Text) {
			if text, _ := clean(c.Text); text == "" || digits(text) {
				texts--
				if text != "" {
					others++ // a number in a text file
				}
				continue
			}
		}
		if cells[texts-1] = c; texts == 1 && r.example(c.Text) {
			return isExample
		}
	}
	first := ""
	for i, c := range cells[:texts] { // only now: most rows have more texts and are records
		id, _ := r.b.pool.cell(r.p.texts, c)
		if i == 0 {
			first = r.b.pool.texts[id]
		}
		labels = labels && r.b.memos.total.get(id, func(id int32) bool { return r.b.words.total(r.b.pool.texts[id]) })
	}
	switch {
	case texts > 0 && labels && (others > 0 || texts > 1 || t.role != accountsRole):
		return isTotal
	case texts == 1 && others == 0 && r.b.words.footer(first):
		return isFooter
	}
	return ""
}

// example tells whether the first text of a row marks it as an example.
func (r *sheetReader) example(s string) bool {
	if strings.IndexByte(s, ':') < 0 {
		return false
	}
	text, _ := clean(s)
	return r.b.words.example(text)
}

// finishTable reports what only the whole table tells.
func (r *sheetReader) finishTable(t *table) {
	rr := &t.rows
	r.t = t
	r.settleHeading(false)
	at := r.p.sheet.At(t.header, 0)
	if rr.rows == 0 {
		r.b.problems.add(at, "empty_table", t.role.String())
	}
	if rr.filled > 0 {
		r.b.problems.add(at, "filled_down", fmt.Sprint(rr.filled))
	}
	if rr.continued > 0 {
		r.b.problems.add(at, "continued_rows", fmt.Sprint(rr.continued))
	}
	if rr.headings > 0 {
		r.b.problems.add(at, "grouped_rows", fmt.Sprint(rr.headings))
	}
	for f, d := range rr.dates {
		if d != nil {
			d.report(r.b, r.p.sheet, field(f))
		}
	}
}
