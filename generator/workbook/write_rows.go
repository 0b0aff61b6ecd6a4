package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"rapport/generator/source"
)

// The rows are the XML that excelize writes for the same cells, byte for byte.

// maxText is how many UTF-16 units a cell can hold.
const maxText = 32767

// sharedTexts are the texts of a workbook: each is written once, and cells
// name it by its number.
type sharedTexts struct {
	index map[string]int
	xml   bytes.Buffer // <si> elements, by number
	plain []byte       // room for a text to be escaped
}

// number gives the number of a text, which it adds if it is new.
func (s *sharedTexts) number(text string) int {
	if n, known := s.index[text]; known {
		return n
	}
	n := len(s.index)
	s.index[text] = n
	s.xml.WriteString("<si><t")
	if text != "" && (blank(text[0]) || blank(text[len(text)-1])) {
		s.xml.WriteString(` xml:space="preserve"`)
	}
	s.xml.WriteString(">")
	s.plain = append(s.plain[:0], text...)
	xml.EscapeText(&s.xml, s.plain) // a buffer takes everything
	s.xml.WriteString("</t></si>")
	return n
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// cutText cuts what a cell cannot hold.
func cutText(s string) string {
	if len(s) <= maxText {
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > maxText {
			return s[:i]
		}
	}
	return s
}

// pieces are a long text, so that none of it is copied when more is added.
type pieces [][]byte

// pieceSize is how long a piece grows, in bytes.
const pieceSize = 1 << 16

// last gives the piece that is added to.
func (p *pieces) last() *[]byte {
	if n := len(*p); n == 0 || len((*p)[n-1]) > pieceSize-pieceSize/16 {
		*p = append(*p, make([]byte, 0, pieceSize))
	}
	return &(*p)[len(*p)-1]
}

// tableRows writes the header and the rows of a table, as those of the next
// sheet, and gives the number of rows.
func (tw *tableWriter) tableRows(t Table) (int, error) {
	if len(t.Columns) > maxColumns {
		return 0, fmt.Errorf("%d columns are more than a sheet can hold (%d)", len(t.Columns), maxColumns)
	}
	var out pieces
	if len(t.Columns) > 0 {
		piece := out.last()
		b := append(*piece, `<row r="1">`...)
		for c, column := range t.Columns {
			b = tw.textCell(b, c+1, 1, tw.styles[styleKey{kind: 'h'}], column.Header)
		}
		*piece = append(b, "</row>"...)
	}
	n := 0
	unlocked := func(c int) bool { return t.Protect && t.Columns[c].Editable }
	for row := range t.all() {
		n++
		if len(row) > len(t.Columns) {
			return 0, fmt.Errorf("row %d has %d cells, the table %d columns", n, len(row), len(t.Columns))
		}
		if err := tw.row(&out, n+1, row, unlocked); err != nil {
			return 0, err
		}
	}
	tw.rows = append(tw.rows, out)
	return n, nil
}

// all gives Rows and More.
func (t *Table) all() iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		for _, row := range t.Rows {
			if !yield(row) {
				return
			}
		}
		if t.More != nil {
			t.More(yield)
		}
	}
}

// listRows writes the lists of long drop-downs, a column for each, as the rows
// of the next sheet. Their texts are numbered list by list.
func (tw *tableWriter) listRows() error {
	var rows [][]Value
	for c, choices := range tw.lists {
		for r, choice := range choices {
			if r == len(rows) {
				rows = append(rows, make([]Value, len(tw.lists)))
			}
			rows[r][c] = TextValue(choice)
			tw.texts.number(cutText(protectEscapes(choice)))
		}
	}
	var out pieces
	for r, row := range rows {
		if err := tw.row(&out, r+1, row, nil); err != nil {
			return err
		}
	}
	tw.rows = append(tw.rows, out)
	return nil
}

// row adds the cells of a row; without any, there is no row. A nil unlocked
// locks them all.
func (tw *tableWriter) row(out *pieces, number int, cells []Value, unlocked func(c int) bool) error {
	if number > maxRows {
		return fmt.Errorf("a sheet can hold %d rows and no more", maxRows)
	}
	piece := out.last()
	b := append(strconv.AppendInt(append(*piece, `<row r="`...), int64(number), 10), `">`...)
	begun := len(b)
	for c, v := range cells {
		var err error
		if b, err = tw.cell(b, c+1, number, v, unlocked != nil && unlocked(c)); err != nil {
			return err
		}
	}
	if len(b) > begun {
		*piece = append(b, "</row>"...)
	}
	return nil
}

// cell writes a cell; one that is empty and has no style is not there.
func (tw *tableWriter) cell(b []byte, c, r int, v Value, unlocked bool) ([]byte, error) {
	number := v.Text == "" && (v.Kind == Number || v.Kind == Date)
	if number && (math.IsNaN(v.Number) || math.IsInf(v.Number, 0)) {
		v.Text, number = fmt.Sprint(v.Number), false // a workbook has no such number
	}
	key := styleKey{kind: 'g', unlocked: unlocked}
	switch {
	case v.Kind == Bool:
	case number && v.Kind == Date:
		key.kind = 'd'
	case v.Text != "" && strings.ContainsRune("=+-@\t\r", rune(v.Text[0])):
		key.kind = 't' // stays text when somebody edits it
	}
	style := 0
	if key != (styleKey{kind: 'g'}) {
		var err error
		if style, err = tw.style(key); err != nil {
			return nil, err
		}
	}
	switch {
	case v.Kind == Bool:
		digit := byte('0')
		if v.Number != 0 {
			digit = '1'
		}
		b = append(append(startCell(b, c, r, style), ` t="b"><v>`...), digit)
	case v.Text != "":
		return tw.textCell(b, c, r, style, v.Text), nil
	case number:
		b = append(startCell(b, c, r, style), `><v>`...)
		b = strconv.AppendFloat(b, v.Number, 'f', -1, 64)
	case style != 0:
		return append(startCell(b, c, r, style), `></c>`...), nil
	default:
		return b, nil
	}
	return append(b, `</v></c>`...), nil
}

func (tw *tableWriter) textCell(b []byte, c, r, style int, text string) []byte {
	b = append(startCell(b, c, r, style), ` t="s"><v>`...)
	b = strconv.AppendInt(b, int64(tw.texts.number(cutText(protectEscapes(text)))), 10)
	return append(b, `</v></c>`...)
}

// startCell writes a cell up to the first attribute that its value decides.
func startCell(b []byte, c, r, style int) []byte {
	b = append(append(b, `<c r="`...), source.Letters(c)...)
	b = append(strconv.AppendInt(b, int64(r), 10), '"')
	if style != 0 {
		b = append(strconv.AppendInt(append(b, ` s="`...), int64(style), 10), '"')
	}
	return b
}

// write writes the workbook that excelize made, with the rows in the sheets
// and the texts in the part of shared strings.
func (tw *tableWriter) write(w io.Writer, tables []Table) error {
	if err := tw.finish(tables); err != nil {
		return err
	}
	frame, err := tw.f.WriteToBuffer()
	if err != nil {
		return err
	}
	in, err := zip.NewReader(bytes.NewReader(frame.Bytes()), int64(frame.Len()))
	if err != nil {
		return err
	}
	parts := map[string]int{}
	for i := range tw.rows {
		parts["xl/worksheets/sheet"+itoa(i+1)+".xml"] = i
	}
	out := zip.NewWriter(w)
	for _, f := range in.File {
		i, sheet := parts[f.Name]
		switch {
		case sheet:
			err = replaceBetween(out, f, "<sheetData>", "</sheetData>", tw.rows[i]...)
		case f.Name == "xl/sharedStrings.xml":
			n := itoa(len(tw.texts.index))
			err = replaceBetween(out, f, ` count="`, `</sst>`, []byte(n+`" uniqueCount="`+n+`">`), tw.texts.xml.Bytes())
		default:
			err = out.Copy(f)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// replaceBetween copies a part with other text between two marks.
func replaceBetween(out *zip.Writer, f *zip.File, after, before string, text ...[]byte) error {
	r, err := f.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	frame, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	head, rest, found := bytes.Cut(frame, []byte(after))
	_, tail, closed := bytes.Cut(rest, []byte(before))
	if !found || !closed {
		return fmt.Errorf("%s has no %s", f.Name, after)
	}
	w, err := out.Create(f.Name)
	if err != nil {
		return err
	}
	for _, piece := range slices.Concat([][]byte{head, []byte(after)}, text, [][]byte{[]byte(before), tail}) {
		if _, err := w.Write(piece); err != nil {
			return err
		}
	}
	return nil
}
