package dataset

import (
	"fmt"
	"strings"

	"rapport/generator/source"
	"rapport/generator/workbook"
)

// sheetReader reads the rows of one sheet through its tables.
type sheetReader struct {
	b      *builder
	p      *sheetPlan
	sheet  int32
	is1904 bool
	coming []*table // not yet reached, by header row
	active []*table
	late   int // rows up to here were searched for headers before

	// The row at hand.
	number int
	cells  [fieldCount]*workbook.Cell
	split  [fieldCount]workbook.Cell
	status []*workbook.Cell // further cells of activity.status
	t      *table
}

// rowReader is what a table keeps from row to row.
type rowReader struct {
	fields      []field  // by column minus first
	splits      []int    // columns of split texts
	headerTexts []string // by column minus first: the header's text
	fillDown    bool
	merges      []workbook.Range
	account     accountRef // of the row above
	accountRow  int
	filled      int
	people      int // index of the last personRow of the row above, -1 is none
	continued   int
	heading     Row // an account alone in a row: the head of a group, or a mistake
	headingText int32
	headings    int
	rows        int // data rows seen
	dates       [fieldCount]*dateColumn
}

func newSheetReader(b *builder, p *sheetPlan) *sheetReader {
	r := &sheetReader{b: b, p: p, sheet: p.index, is1904: p.sheet.Book.Date1904, coming: p.tables}
	if p.head != nil && len(p.head.rows) > 0 {
		r.late = p.head.rows[len(p.head.rows)-1].number
	}
	for _, t := range p.tables {
		r.prepare(t, p.head.below(t, p.tables))
	}
	return r
}

// prepare sets up a table for reading.
func (r *sheetReader) prepare(t *table, below []headRow) {
	rr := rowReader{fields: make([]field, t.last-t.first+1), headerTexts: make([]string, t.last-t.first+1), people: -1}
	for _, c := range t.columns {
		rr.fields[c.header.column-t.first] = c.field
		rr.headerTexts[c.header.column-t.first] = c.header.text
	}
	for _, s := range t.splits {
		rr.splits = append(rr.splits, s.header.column)
	}
	rr.fillDown = t.grouped(below)
	if c, ok := t.column(accountName); ok {
		rr.merges = merged(r.p.sheet, c.header.column)
	}
	if t.account != "" {
		rr.account = accountRef{name: r.b.pool.intern(t.account)}
	}
	t.rows = rr
}

// row takes one row of the sheet.
func (r *sheetReader) row(row *workbook.Row) error {
	p := r.p
	p.ledger.Rows++
	r.number = row.Number
	if row.Hidden {
		p.hidden++
	}
	switch {
	case p.ignored:
		p.notData(r.number, isIgnored)
		return nil
	case blank(row):
		p.notData(r.number, isBlank)
		return nil
	}
	if r.enter(row) {
		return nil
	}
	if row.Number > r.late && r.discover(row) {
		return nil
	}
	if len(r.active) == 0 {
		if len(p.tables) == 0 {
			p.notData(r.number, isNoTable)
		} else {
			p.notData(r.number, isTitle)
		}
		return nil
	}
	seen := false
	for _, t := range r.active {
		if r.take(t, row) {
			seen = true
		}
	}
	if !seen {
		p.notData(r.number, isNotUsed)
	}
	return nil
}

func blank(row *workbook.Row) bool {
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Kind != workbook.Text || startsWithLetter(c.Text) || strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

// startsWithLetter spares a text the closer look, which must be told from
// blanks and numbers: most texts begin with a letter of ASCII.
func startsWithLetter(s string) bool { return s != "" && s[0]|0x20-'a' < 26 }

// enter passes the headers that the plan knows; it tells whether the row is
// part of one.
func (r *sheetReader) enter(row *workbook.Row) bool {
	within := false
	var rest []*table
	for _, t := range r.coming {
		if row.Number < t.top {
			rest = append(rest, t)
			continue
		}
		if row.Number <= t.header {
			within = true
		}
		if row.Number < t.header {
			rest = append(rest, t)
			continue
		}
		r.activate(t)
	}
	if len(rest) != len(r.coming) {
		r.coming = rest
	}
	if !within {
		return false
	}
	r.p.notData(row.Number, isHeader)
	// A header beside a running table shares its row with data.
	for _, t := range r.active {
		if t.header < row.Number {
			r.take(t, row)
		}
	}
	return true
}

// activate starts a table and ends those whose columns it takes over.
func (r *sheetReader) activate(t *table) {
	var still []*table
	for _, o := range r.active {
		if o.first <= t.last && t.first <= o.last {
			r.finishTable(o)
		} else {
			still = append(still, o)
		}
	}
	r.active = append(still, t)
}

// discover looks for the header of a further table below the head.
func (r *sheetReader) discover(row *workbook.Row) bool {
	for i := range row.Cells {
		if row.Cells[i].Kind != workbook.Text {
			return false
		}
	}
	known := 0
	for i := range row.Cells {
		c := &row.Cells[i]
		if !r.headerWord(c) {
			if i == 0 {
				return false
			}
			continue
		}
		known++
	}
	if known < 3 {
		return false
	}
	h := &head{sheet: r.p.sheet, rows: []headRow{{number: row.Number}}}
	for i := range row.Cells {
		c := &row.Cells[i]
		if text, _ := clean(c.Text); text != "" {
			h.rows[0].cells = append(h.rows[0].cells, headCell{int(c.Column), c.Kind, c.Number, strings.Clone(text)})
		}
	}
	found := false
	for _, t := range r.b.detector.tables(h, r.p.own) {
		for _, o := range r.active {
			if o.sameAs(t) {
				r.p.notData(row.Number, isRepeated)
				return true
			}
		}
		if t.score < 3 || t.missing() != "" {
			continue
		}
		if !t.namesAccount() {
			for _, o := range r.p.tables {
				if t.account == "" {
					t.account = o.account
				}
			}
		}
		r.b.reportRivals(r.p, t)
		r.prepare(t, nil)
		r.p.tables = append(r.p.tables, t)
		r.activate(t)
		found = true
	}
	if found {
		r.p.notData(row.Number, isHeader)
		r.b.describeLate(r.p)
	}
	return found
}

// end closes the tables of the sheet.
func (r *sheetReader) end() {
	for _, t := range r.active {
		r.finishTable(t)
	}
	if r.p.hidden > 0 && len(r.p.tables) > 0 && !r.p.sheet.Hidden {
		r.b.problems.add(r.p.sheet.At(0, 0), "hidden_rows", fmt.Sprint(r.p.hidden))
	}
}

// reject lists the row at hand as left out.
func (r *sheetReader) reject(column int32, code string, args ...string) {
	r.b.reject(r.here(), column, code, args...)
}

// warn reports a cell of the row at hand.
func (r *sheetReader) warn(f field, code string, args ...string) {
	r.b.problems.add(r.cell(f), code, args...)
}

func (r *sheetReader) here() Row { return Row{Sheet: r.sheet, Row: int32(r.number)} }

// cell names the cell of a field in the row at hand, or where it would be.
func (r *sheetReader) cell(f field) source.Cell {
	return r.p.sheet.At(r.number, int(r.column(f)))
}

func (r *sheetReader) column(f field) int32 {
	if c := r.cells[f]; c != nil {
		return c.Column
	}
	if c, ok := r.t.column(f); ok {
		return int32(c.header.column)
	}
	for _, s := range r.t.splits {
		for _, g := range s.pattern.fields {
			if g == f {
				return int32(s.header.column)
			}
		}
	}
	return 0
}
