package workbook

import (
	"bytes"
	"encoding/xml"
	"errors"
	"strconv"
	"strings"

	"rapport/generator/source"
)

// strictSheet reads a sheet part by encoding/xml. It knows every dialect:
// prefixes, strict namespaces, CDATA, comments, alternate content, UTF-16.
type strictSheet struct {
	*xmlWalker
	b *rowBuilder
}

// errNotSheet says that a part is some other XML.
var errNotSheet = errors.New("not a worksheet")

func (s *strictSheet) read() error {
	root, err := rootElement(s.xmlWalker, "worksheet")
	if err != nil {
		return err
	}
	if !root {
		// Damage could have made it another root: the checksum decides.
		if err := s.finish(); err != nil {
			return err
		}
		return errNotSheet
	}
	err = s.children(func(e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "sheetData":
			return true, s.children(s.rowElement)
		case "mergeCells":
			return true, s.children(s.mergeElement)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if err := s.finish(); err != nil {
		return err
	}
	if s.garbage {
		s.b.notes.add(source.Warning, s.at, "xml-garbage", hintSaveAgain, "text follows the end of the sheet's XML; it was left out")
	}
	if n := s.filter.count; n > 0 {
		s.b.notes.add(source.Warning, s.at, "control-characters", hintSaveAgain,
			"the sheet holds %d control characters that XML forbids; they were left out", n)
	}
	return nil
}

// children calls f for every child element of the open one and reads to its
// end. f returns true if it read the child to its end, else it is skipped.
// Alternate content is entered as if its fallback stood there.
func (s *strictSheet) children(f func(xml.StartElement) (bool, error)) error {
	for depth := s.depth; ; {
		tok, err := s.next()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			done := false
			switch {
			case e.Name.Space == nsCompat && (e.Name.Local == "AlternateContent" || e.Name.Local == "Fallback"):
				done, err = true, s.children(f)
			case isMain(e.Name.Space):
				done, err = f(e)
			}
			if err == nil && !done {
				err = s.skip()
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			if s.depth < depth {
				return nil
			}
		}
	}
}

func (s *strictSheet) mergeElement(e xml.StartElement) (bool, error) {
	ref, _ := attr(e, "ref")
	if r, ok := parseRange(ref); ok && e.Name.Local == "mergeCell" && len(s.b.merges) < maxMerges {
		s.b.merges = append(s.b.merges, r)
	}
	return false, nil
}

func (s *strictSheet) rowElement(e xml.StartElement) (bool, error) {
	if e.Name.Local != "row" {
		return false, nil
	}
	number := 0
	if r, ok := attr(e, "r"); ok {
		n, err := strconv.Atoi(r)
		if err != nil || n < 1 {
			return false, badRow(s.b, r)
		}
		number = n
	}
	h, _ := attr(e, "hidden")
	if err := s.b.begin(number, h == "1" || h == "true"); err != nil {
		return false, err
	}
	if err := s.children(s.cellElement); err != nil {
		return false, err
	}
	return true, s.b.end()
}

func badRow(b *rowBuilder, r string) error {
	return refusal(b.sheet.At(0, 0), "row-number", hintSaveAgain, "a row after row %d has the number %q, which is not a row number", b.number, r)
}

func badCell(b *rowBuilder, r string) error {
	return refusal(b.sheet.At(b.row.Number, 0), "cell-reference", hintSaveAgain, "a cell of row %d has the reference %q, which is not a cell of that row", b.row.Number, r)
}

func (s *strictSheet) cellElement(e xml.StartElement) (bool, error) {
	if e.Name.Local != "c" {
		return false, nil
	}
	column := int32(0)
	if r, ok := attr(e, "r"); ok {
		c, row, ok := parseRef([]byte(r))
		if !ok || row != s.b.row.Number {
			return false, badCell(s.b, r)
		}
		column = c
	}
	column, err := s.b.place(column)
	if err != nil {
		return false, err
	}
	style := 0
	if v, ok := attr(e, "s"); ok {
		style, _ = strconv.Atoi(v)
	}
	var value, inline []byte
	hasInline := false
	err = s.children(func(e xml.StartElement) (bool, error) {
		var err error
		switch e.Name.Local {
		case "v":
			value, err = elementText(s.xmlWalker)
		case "is":
			inline, err = richText(s.xmlWalker)
			hasInline = true
		default:
			return false, nil
		}
		return true, err
	})
	if err != nil {
		return false, err
	}
	kind, _ := attr(e, "t")
	if hasInline {
		value = inline
	}
	addValue(s.b, column, max(style, 0), cellType(kind, hasInline), value)
	return true, nil
}

// cellType maps the t attribute to one byte: n, s, i (text that is ready), b,
// e, d, and x for text whose escapes are to be decoded.
func cellType(t string, inline bool) byte {
	switch {
	case inline:
		return 'i'
	case t == "str", t == "inlineStr":
		return 'x'
	case t == "s", t == "b", t == "e", t == "d":
		return t[0]
	}
	return 'n'
}

// addValue adds a cell by its type and the raw text of its value.
func addValue(b *rowBuilder, column int32, style int, kind byte, v []byte) {
	switch kind {
	case 'x':
		v = unescapeX(v)
	case 'i':
	default:
		v = bytes.TrimSpace(v)
	}
	if len(v) == 0 {
		return
	}
	start := len(b.arena)
	switch kind {
	case 'i', 'x':
		b.arena = append(b.arena, v...)
		b.text(Cell{Column: column, Kind: Text}, start)
	case 's':
		i, err := strconv.Atoi(string(v))
		if err != nil {
			i = -1
		}
		b.shared(column, i)
	case 'b':
		b.boolean(column, v)
	case 'e', 'd':
		c := Cell{Column: column, Kind: Error}
		if kind == 'd' {
			c.Kind = Date
		}
		b.arena = append(b.arena, v...)
		b.text(c, start)
	default:
		b.plain(column, style, v)
	}
}

// parseRef reads a cell reference such as A1, a1 or $A$1.
func parseRef(r []byte) (column int32, row int, ok bool) {
	i := 0
	if i < len(r) && r[i] == '$' {
		i++
	}
	letters := 0
	for ; i < len(r) && letters < 4; i++ {
		c := r[i] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		column = column*26 + int32(c-'a'+1)
		letters++
	}
	if i < len(r) && r[i] == '$' {
		i++
	}
	first := i
	for ; i < len(r) && i-first < 8; i++ {
		if r[i] < '0' || r[i] > '9' {
			return 0, 0, false
		}
		row = row*10 + int(r[i]-'0')
	}
	ok = i == len(r) && letters > 0 && column <= maxColumns && row >= 1 && row <= maxRows
	return column, row, ok
}

// parseRange reads A1:C3; one cell alone is a range too.
func parseRange(ref string) (Range, bool) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	c1, r1, ok1 := parseRef([]byte(from))
	c2, r2, ok2 := parseRef([]byte(to))
	return Range{min(r1, r2), int(min(c1, c2)), max(r1, r2), int(max(c1, c2))}, ok1 && ok2
}
