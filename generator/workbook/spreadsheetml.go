package workbook

import (
	"encoding/xml"
	"io"
	"strconv"

	"rapport/generator/source"
)

// nsSheet2003 is the namespace of Excel 2003's XML workbooks.
const nsSheet2003 = "urn:schemas-microsoft-com:office:spreadsheet"

// sheetmlBook reads SpreadsheetML 2003, one XML file with all sheets in it.
type sheetmlBook struct{ *textFile }

func openSpreadsheetML(book *Book, t *textFile) error {
	m := &sheetmlBook{t}
	book.Format, book.reader = "spreadsheetml", m
	if err := m.walk(book, nil, nil); err != nil {
		return err
	}
	if len(book.Sheets) == 0 {
		return refusal(source.Cell{File: book.Name}, "no-sheets", hintExportAgain, "the workbook has no sheet with cells")
	}
	book.Problems = append(book.Problems, problem(source.Warning, source.Cell{File: book.Name}, "spreadsheetml", "an .xlsx export is safer",
		"this is an XML workbook of Excel 2003; it was read as such"))
	return nil
}

func (m *sheetmlBook) rows(s *Sheet, yield func(*Row) error) error {
	return m.walk(s.Book, s, yield)
}

// walk reads the document; with s nil it lists the sheets, else it reads the
// rows of s. Every pass reads to the end of the root.
func (m *sheetmlBook) walk(book *Book, s *Sheet, yield func(*Row) error) error {
	at := source.Cell{File: book.Name}
	if s != nil {
		at = s.At(0, 0)
	}
	// The decoder sees the bytes as they are: the document declares its own
	// encoding.
	in := newXMLWalker(at, "of the workbook", io.NewSectionReader(m.file, 0, m.size))
	index := 0
	for {
		tok, err := in.next()
		if err != nil {
			return err
		}
		if tok == nil {
			return nil
		}
		e, ok := tok.(xml.StartElement)
		if !ok || e.Name.Space != nsSheet2003 || e.Name.Local != "Worksheet" {
			continue
		}
		sheet, give := s, yield
		if s == nil {
			if index >= m.limits.Sheets {
				return refusal(at, "sheets", hintLimit, "the workbook has more sheets than the limit of %d", m.limits.Sheets)
			}
			sheet, give = m.addSheet(book, e), func(*Row) error { return nil }
		} else if index != s.Index {
			sheet = nil
		}
		index++
		if sheet == nil {
			err = in.skip()
		} else {
			err = m.sheet(in, sheet, give, s == nil)
		}
		if err != nil {
			return err
		}
	}
}

func (m *sheetmlBook) addSheet(book *Book, e xml.StartElement) *Sheet {
	s := &Sheet{Book: book, Name: ssAttr(e, "Name"), Path: "xml"}
	if s.Name == "" {
		s.Name = "Sheet" + itoa(len(book.Sheets)+1)
	}
	book.Sheets = append(book.Sheets, s)
	return s
}

func ssAttr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local && (a.Name.Space == nsSheet2003 || a.Name.Space == "") {
			return a.Value
		}
	}
	return ""
}

// sheet reads one open Worksheet element to its end.
func (m *sheetmlBook) sheet(in *xmlWalker, s *Sheet, yield func(*Row) error, first bool) error {
	b := newRowBuilder(s, m.limits, yield)
	span := 0 // rows that the last row stands for beyond itself
	for depth := in.depth; ; {
		tok, err := in.next()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "Row":
				number := b.number + 1 + span
				if i := ssAttr(e, "Index"); i != "" {
					if number, err = strconv.Atoi(i); err != nil || number < 1 {
						return badRow(b, i)
					}
				}
				span, _ = strconv.Atoi(ssAttr(e, "Span"))
				span = min(max(span, 0), maxRows)
				if err := b.begin(number, ssAttr(e, "Hidden") == "1"); err != nil {
					return placed(err, s)
				}
				if err := m.row(in, b); err != nil {
					return err
				}
				if err := b.end(); err != nil {
					return err
				}
			case "Visible":
				text, err := elementText(in)
				if err != nil {
					return err
				}
				if first {
					s.Hidden = string(text) == "SheetHidden" || string(text) == "SheetVeryHidden"
				}
			}
		case xml.EndElement:
			if in.depth < depth {
				if first {
					s.Merges = b.merges
					s.Book.tell(s, b.notes.problems())
				}
				return nil
			}
		}
	}
}

// row reads the cells of one open Row element.
func (m *sheetmlBook) row(in *xmlWalker, b *rowBuilder) error {
	next := int32(0)
	for depth := in.depth; ; {
		tok, err := in.next()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local != "Cell" {
				if err := in.skip(); err != nil {
					return err
				}
				continue
			}
			next++
			if i := ssAttr(e, "Index"); i != "" {
				n, err := strconv.Atoi(i)
				if err != nil || n < 1 || n > maxColumns {
					return badCell(b, i)
				}
				next = int32(n)
			}
			column, err := b.place(next)
			if err != nil {
				return err
			}
			wide, _ := strconv.Atoi(ssAttr(e, "MergeAcross"))
			tall, _ := strconv.Atoi(ssAttr(e, "MergeDown"))
			wide, tall = min(max(wide, 0), maxColumns-int(column)), min(max(tall, 0), maxRows-b.row.Number)
			if (wide > 0 || tall > 0) && len(b.merges) < maxMerges {
				b.merges = append(b.merges, Range{b.row.Number, int(column), b.row.Number + tall, int(column) + wide})
			}
			next += int32(wide)
			if err := m.cell(in, b, column); err != nil {
				return err
			}
		case xml.EndElement:
			if in.depth < depth {
				return nil
			}
		}
	}
}

// cell reads one open Cell element; comments in it are no data.
func (m *sheetmlBook) cell(in *xmlWalker, b *rowBuilder, column int32) error {
	for depth := in.depth; ; {
		tok, err := in.next()
		if err != nil {
			return err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if e.Name.Local != "Data" {
				if err := in.skip(); err != nil {
					return err
				}
				continue
			}
			text, err := allText(in)
			if err != nil {
				return err
			}
			kinds := map[string]byte{"Number": 'n', "Boolean": 'b', "Error": 'e', "DateTime": 'd'}
			kind, ok := kinds[ssAttr(e, "Type")]
			if !ok {
				kind = 'i'
			}
			addValue(b, column, 0, kind, text)
		case xml.EndElement:
			if in.depth < depth {
				return nil
			}
		}
	}
}

// allText returns the text of the open element and of all inside it.
func allText(w *xmlWalker) ([]byte, error) {
	var text []byte
	for depth := w.depth; ; {
		tok, err := w.next()
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.CharData:
			text = append(text, t...)
		case xml.EndElement:
			if w.depth < depth {
				return text, nil
			}
		}
	}
}
