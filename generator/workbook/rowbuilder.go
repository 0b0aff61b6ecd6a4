package workbook

import (
	"errors"
	"slices"
	"strconv"
	"unicode/utf8"

	"rapport/generator/source"
)

// errDisorder says that rows repeat or do not ascend.
var errDisorder = errors.New("rows not in ascending order")

// placed puts a problem without a place into a sheet.
func placed(err error, s *Sheet) error {
	if p, ok := err.(source.Problem); ok && p.Cell == (source.Cell{}) {
		p.Cell = s.At(0, 0)
		return p
	}
	return err
}

// rowBuilder makes rows of the cells that a reader finds, in the same way for
// both readers: it numbers what has no reference, keeps the limits, orders
// cells, and notes what it had to leave out.
type rowBuilder struct {
	sheet   *Sheet
	yield   func(*Row) error
	limits  Limits
	strings *stringTable // nil where the format has none
	dates   []bool       // by style index
	notes   notes

	row      Row
	column   int32  // of the last cell, empty ones included
	mixed    bool   // cells of the row are not in column order
	arena    []byte // texts of the row
	number   int    // of the last row
	any      bool   // disorder is allowed, the caller sorts
	skip     int    // rows that were given before by another reader
	strict   bool   // the scanner gave way to the strict path
	given    int    // rows given in all
	columns  [maxColumns/64 + 1]uint64
	distinct int // columns used
	merges   []Range
}

func newRowBuilder(s *Sheet, limits Limits, yield func(*Row) error) *rowBuilder {
	return &rowBuilder{sheet: s, yield: yield, limits: limits}
}

// begin starts a row; number 0 means the one after the last.
func (b *rowBuilder) begin(number int, hidden bool) error {
	if number == 0 {
		number = b.number + 1
	}
	if number > b.limits.Rows {
		return refusal(b.sheet.At(0, 0), "rows", hintLimit, "the sheet has more rows than the limit of %d", b.limits.Rows)
	}
	if number <= b.number && !b.any {
		return errDisorder
	}
	b.number, b.column, b.mixed = number, 0, false
	b.row.Number, b.row.Hidden, b.row.Cells = number, hidden, b.row.Cells[:0]
	b.arena = b.arena[:0]
	return nil
}

// place finds the column of the next cell: 0 means the one after the last.
func (b *rowBuilder) place(column int32) (int32, error) {
	if column == 0 {
		column = b.column + 1
	}
	if column > maxColumns {
		return 0, refusal(b.sheet.At(b.row.Number, 0), "cell-reference", hintSaveAgain, "a cell stands beyond column XFD, the last one there is")
	}
	if column <= b.column {
		b.mixed = true
	}
	b.column = column
	return column, nil
}

// use adds a cell that is not empty to the row; false means that it was left
// out, for being in a column too many.
func (b *rowBuilder) use(c Cell) bool {
	word, bit := c.Column>>6, uint64(1)<<(c.Column&63)
	if b.columns[word]&bit == 0 && !b.newColumn(c.Column, word, bit) {
		return false
	}
	b.row.Cells = append(b.row.Cells, c)
	return true
}

func (b *rowBuilder) newColumn(column, word int32, bit uint64) bool {
	if b.distinct >= b.limits.Columns {
		b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(column)), "columns", hintLimit,
			"the sheet uses more than %d columns; cells of the further ones were left out", b.limits.Columns)
		return false
	}
	b.distinct++
	b.columns[word] |= bit
	return true
}

// end gives the row away if it has cells.
func (b *rowBuilder) end() error {
	if len(b.row.Cells) == 0 {
		return nil
	}
	if b.mixed {
		b.orderCells()
	}
	b.given++
	if b.skip > 0 {
		b.skip--
		return nil
	}
	return b.yield(&b.row)
}

// orderCells sorts a row by column; of a cell that is written twice the last
// one counts, as in Excel.
func (b *rowBuilder) orderCells() {
	cells := b.row.Cells
	slices.SortStableFunc(cells, func(a, b Cell) int { return int(a.Column - b.Column) })
	kept := cells[:0]
	for i, c := range cells {
		if i+1 < len(cells) && cells[i+1].Column == c.Column {
			b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(c.Column)), "cell-twice", hintSaveAgain,
				"the cell is written twice; the last value counts")
			continue
		}
		kept = append(kept, c)
	}
	b.row.Cells = kept
}

// text adds a cell whose text lies in the arena from start on.
func (b *rowBuilder) text(c Cell, start int) {
	t := b.arena[start:]
	if len(t) == 0 {
		return
	}
	if len(t) > b.limits.CellChars {
		if n := utf8.RuneCount(t); n > b.limits.CellChars {
			b.tooLong(c.Column, n)
			t = cutRunes(t, b.limits.CellChars)
			b.arena = b.arena[:start+len(t)]
		}
	}
	c.Text, c.Shared = view(t), -1
	if !b.use(c) {
		b.arena = b.arena[:start]
	}
}

func (b *rowBuilder) tooLong(column int32, n int) {
	b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(column)), "cell-too-long", "shorten the text in the workbook",
		"the text has %d characters, more than the limit of %d; the rest of it was left out", n, b.limits.CellChars)
}

// shared adds a cell that points at shared string i.
func (b *rowBuilder) shared(column int32, i int) {
	t := b.strings
	if i < 0 || i >= t.len() {
		b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(column)), "string-missing", hintExportAgain,
			"the cell points at shared string %d, the workbook has %d; it is read as empty", i, t.len())
		return
	}
	text := t.get(i)
	if text == "" {
		return
	}
	if len(t.cut) > 0 {
		if n, cut := t.cut[int32(i)]; cut {
			b.tooLong(column, n)
		}
	}
	b.use(Cell{Column: column, Shared: int32(i), Kind: Text, Text: text})
}

// plain adds a cell without type: a number, or a date if its style says so.
func (b *rowBuilder) plain(column int32, style int, v []byte) {
	number, ok := parseNumber(v)
	if !ok {
		b.badNumber(column, v)
		return
	}
	kind := Number
	if style != 0 || len(b.dates) > 0 {
		if style >= len(b.dates) {
			b.badStyle(column, style)
		} else if b.dates[style] {
			kind = Date
		}
	}
	b.use(Cell{Column: column, Shared: -1, Kind: kind, Number: number})
}

func (b *rowBuilder) badStyle(column int32, style int) {
	b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(column)), "style-missing", hintSaveAgain,
		"the cell has style %d, which the workbook does not define; a date would be read as a number", style)
}

// badNumber keeps as text what a number cell holds instead of a number.
func (b *rowBuilder) badNumber(column int32, v []byte) {
	b.notes.add(source.Warning, b.sheet.At(b.row.Number, int(column)), "number-text", hintSaveAgain,
		"the cell is marked as a number but holds %q; it is read as text", string(cutRunes(v, 40)))
	start := len(b.arena)
	b.arena = append(b.arena, v...)
	b.text(Cell{Column: column, Kind: Text}, start)
}

// boolean adds a cell of type b.
func (b *rowBuilder) boolean(column int32, v []byte) {
	c := Cell{Column: column, Shared: -1, Kind: Bool}
	switch string(v) {
	case "1", "true", "TRUE":
		c.Number = 1
	case "0", "false", "FALSE":
	default:
		b.badNumber(column, v)
		return
	}
	b.use(c)
}

// parseNumber reads a decimal number. The common short ones are exact in
// integer arithmetic: below 2^53, and a power of ten up to 10^22, one division
// rounds correctly.
func parseNumber(v []byte) (float64, bool) {
	i, neg := 0, false
	if len(v) > 0 && v[0] == '-' {
		i, neg = 1, true
	}
	mantissa, digits, point := uint64(0), 0, -1
	for ; i < len(v); i++ {
		switch c := v[i]; {
		case c-'0' < 10:
			mantissa = mantissa*10 + uint64(c-'0')
			digits++
		case c == '.' && point < 0:
			point = digits
		default:
			return slowNumber(v)
		}
	}
	if digits == 0 || digits > 15 {
		return slowNumber(v)
	}
	f := float64(mantissa)
	if point >= 0 {
		f /= powersOfTen[digits-point]
	}
	if neg {
		f = -f
	}
	return f, true
}

var powersOfTen = [16]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// slowNumber leaves the rest to strconv, without the forms that only Go
// writes (hexadecimal, underscores, Inf, NaN).
func slowNumber(v []byte) (float64, bool) {
	for _, c := range v {
		if !(c >= '0' && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E') {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(view(v), 64)
	return f, err == nil
}
