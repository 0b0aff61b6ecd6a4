package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// The scanner reads sheet XML of the plain dialect that Excel and nearly all
// other writers use: UTF-8, the transitional namespace as default, nothing in
// the sheet data but rows, cells, values, formulas and inline strings. What it
// accepts is well formed; at anything else it says errDialect and the strict
// path reads the part from its beginning.

// errDialect says that a part is not in the plain dialect, or is damaged.
var errDialect = errors.New("not the plain dialect")

// errShort says that the bytes at hand end inside an element.
var errShort = errors.New("element not complete")

// scanner reads the rows of one sheet part.
type scanner struct {
	w *window
	b *rowBuilder
}

// scanSheet reads a whole sheet part of the plain dialect.
func scanSheet(w *window, part string, b *rowBuilder) error {
	s := &scanner{w: w, b: b}
	head, empty, err := s.head()
	if err != nil {
		return err
	}
	if !empty {
		if err := s.rows(); err != nil {
			return err
		}
	}
	// What stands before and behind the rows is small; it is read strictly,
	// as one document without the rows, to the end of the root.
	around := io.MultiReader(bytes.NewReader(head), strings.NewReader(emptyData), w)
	rest := strictSheet{xmlWalker: newXMLWalker(b.sheet.At(0, 0), part, around), b: b}
	return rest.read()
}

const (
	emptyData = "<sheetData/>"
	maxHead   = 1 << 20
)

// head finds the sheet data and returns what stands before it; empty tells
// that there are no rows. The data must be a child of the root and in its
// namespace.
func (s *scanner) head() (head []byte, empty bool, err error) {
	w := s.w
	for {
		if i := bytes.Index(w.buf, []byte("<sheetData")); i >= 0 {
			if end := bytes.IndexByte(w.buf[i:], '>'); end >= 0 {
				tag := w.buf[i : i+end+1]
				head = bytes.Clone(w.buf[:i])
				w.pos = i + end + 1
				empty = string(tag) == emptyData
				if !empty && string(tag) != "<sheetData>" || !plainHead(head) {
					return nil, false, errDialect
				}
				return head, empty, nil
			}
		}
		if len(w.buf) > maxHead {
			return nil, false, errDialect
		}
		if !w.more() {
			return nil, false, s.ended()
		}
	}
}

// plainHead tells whether the sheet data really begins after head.
func plainHead(head []byte) bool {
	if e := declaredEncoding(bytes.TrimPrefix(head, []byte("\ufeff"))); e != "" && !strings.EqualFold(e, "utf-8") {
		return false
	}
	dec := xml.NewDecoder(io.MultiReader(bytes.NewReader(head), strings.NewReader(emptyData)))
	depth := 0
	for {
		t, err := dec.Token()
		if err != nil {
			return false
		}
		switch e := t.(type) {
		case xml.StartElement:
			depth++
			main := e.Name.Space == nsMain
			switch {
			case depth == 1 && (!main || e.Name.Local != "worksheet"):
				return false
			case depth == 2 && main && e.Name.Local == "sheetData":
				return dec.InputOffset() == int64(len(head)+len(emptyData))
			}
		case xml.EndElement:
			depth--
		}
	}
}

// ended is the error for data that end too early: damage of the container,
// else a case for the strict path, which words it.
func (s *scanner) ended() error {
	if err := s.w.fault(); err != nil && err != errTooLong {
		return err
	}
	return errDialect
}

// rows reads to the end of the sheet data.
func (s *scanner) rows() error {
	for {
		done, err := s.row()
		if done || err != nil {
			return err
		}
	}
}

// row reads one row element; true means the end of the data came instead.
func (s *scanner) row() (done bool, err error) {
	tag, err := s.rowStart()
	if err != nil || tag.last {
		return tag.last, err
	}
	if err := s.b.begin(tag.number, tag.hidden); err != nil {
		return false, err
	}
	for last := tag.empty; !last; {
		var next int
		next, last, err = s.cells(s.w.buf, s.w.pos)
		switch {
		case err == nil:
			s.w.pos = next
		case err != errShort:
			return false, err
		case !s.w.more():
			return false, s.ended()
		}
	}
	return false, s.b.end()
}

func (s *scanner) rowStart() (rowTag, error) {
	for {
		tag, err := readRowTag(s.w.buf, s.w.pos)
		if err == nil {
			s.w.pos = tag.next
			return tag, nil
		}
		if err != errShort {
			return tag, err
		}
		if !s.w.more() {
			return tag, s.ended()
		}
	}
}

// rowTag is what stands in <row …>, <row …/> or, as the last one,
// </sheetData>. A number of 0 means that the row has none.
type rowTag struct {
	next, number        int
	hidden, empty, last bool
}

func readRowTag(b []byte, i int) (tag rowTag, err error) {
	i = blanks(b, i)
	if i+12 >= len(b) {
		return tag, errShort // </sheetData></worksheet> is longer
	}
	if string(b[i:i+12]) == "</sheetData>" {
		return rowTag{next: i + 12, last: true}, nil
	}
	if string(b[i:i+4]) != "<row" {
		return tag, errDialect
	}
	hiddenTold := false
	for i += 4; ; {
		var name, value []byte
		if name, value, i, err = attribute(b, i); err != nil {
			return tag, err
		}
		switch string(name) {
		case ">", "/":
			tag.next, tag.empty = i, name[0] == '/'
			return tag, nil
		case "r":
			if tag.number != 0 {
				return tag, errDialect // told twice
			}
			if tag.number = smallInt(value); tag.number < 1 {
				return tag, errDialect
			}
		case "hidden":
			if hiddenTold {
				return tag, errDialect
			}
			hiddenTold = true
			tag.hidden = string(value) == "1" || string(value) == "true"
		case "xmlns":
			return tag, errDialect
		}
	}
}

// smallInt reads a decimal integer of at most nine digits, else -1.
func smallInt(v []byte) int {
	if len(v) == 0 || len(v) > 9 {
		return -1
	}
	n := 0
	for _, c := range v {
		if c-'0' > 9 {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// blanks skips white space between elements.
func blanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

// attribute reads the next attribute of a tag, or its end, told by the name
// ">" or "/".
func attribute(b []byte, i int) (name, value []byte, next int, err error) {
	from := i
	i = blanks(b, i)
	if i >= len(b) {
		return nil, nil, 0, errShort
	}
	switch b[i] {
	case '>':
		return b[i : i+1], nil, i + 1, nil
	case '/':
		if i+1 >= len(b) {
			return nil, nil, 0, errShort
		}
		if b[i+1] != '>' {
			return nil, nil, 0, errDialect
		}
		return b[i : i+1], nil, i + 2, nil
	}
	if i == from {
		return nil, nil, 0, errDialect // no blank before the name
	}
	start := i
	for i < len(b) && nameByte(b[i]) {
		i++
	}
	if i+1 >= len(b) {
		return nil, nil, 0, errShort
	}
	quote := b[i+1]
	if i == start || b[i] != '=' || quote != '"' && quote != '\'' {
		return nil, nil, 0, errDialect
	}
	if name = b[start:i]; !plainName(name) {
		return nil, nil, 0, errDialect
	}
	i += 2
	for first := i; i < len(b); i++ {
		switch c := b[i]; {
		case c == quote:
			return name, b[first:i], i + 1, nil
		case c == '<' || c == '&' || c < 0x20 || c >= 0x80:
			return nil, nil, 0, errDialect
		}
	}
	return nil, nil, 0, errShort
}

// plainName tells an ASCII name with at most one prefix.
func plainName(name []byte) bool {
	first := true // of the name or of what follows its prefix
	for _, c := range name {
		if first && (c == ':' || c == '-' || c == '.' || c >= '0' && c <= '9') {
			return false
		}
		first = c == ':'
	}
	return !first && bytes.Count(name, []byte(":")) <= 1
}

func nameByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == ':' || c == '_' || c == '-' || c == '.'
}
