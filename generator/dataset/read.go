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
	fields      []field // by column minus first
	splits      []int   // columns of split texts
	headerTexts []int32 // by column minus first: the header's text
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
	rr := rowReader{fields: make([]field, t.last-t.first+1), headerTexts: make([]int32, t.last-t.first+1), people: -1}
	for _, c := range t.columns {
		rr.fields[c.header.column-t.first] = c.field
		rr.headerTexts[c.header.column-t.first] = r.b.pool.intern(c.header.text)
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
		if c.Kind != workbook.Text || strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

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
	known := 0
	for i := range row.Cells {
		c := &row.Cells[i]
		if c.Kind != workbook.Text {
			return false
		}
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
		id, _ := r.b.pool.cell(r.p.texts, c)
		if id != t.rows.headerTexts[at] {
			return false
		}
		same++
	}
	return same >= 2
}

// notARecord recognises totals, lines of text above and below a table and
// example rows; "" is a record.
func (r *sheetReader) notARecord(t *table, row *workbook.Row) string {
	texts, others := 0, 0
	var first int32 = -1
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
		id, _ := r.b.pool.cell(r.p.texts, c)
		if text := r.b.pool.texts[id]; id == 0 || digits(text) {
			texts--
			if id != 0 {
				others++ // a number in a text file
			}
			continue
		}
		if first < 0 {
			first = id
		}
		labels = labels && r.b.memos.total.get(id, func(id int32) bool { return r.b.words.total(r.b.pool.texts[id]) })
	}
	switch {
	case texts > 0 && labels && (others > 0 || texts > 1 || t.role != accountsRole):
		return isTotal
	case texts == 1 && others == 0 && r.b.words.footer(r.b.pool.texts[first]):
		return isFooter
	}
	return ""
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
