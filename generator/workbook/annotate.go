package workbook

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"rapport/generator/source"
)

// Annotate writes a copy of the book in which the marked cells are filled
// with a colour and carry a comment, and which has one more sheet, Problems,
// that lists the marks with a link to each. Every part that needs no change
// is copied byte for byte; in the changed ones only what the marks need is
// added. The copy is read again before it is written: an error says that its
// cells would not equal the book's. Books that are no xlsx are copied into a
// new workbook first. A mark with Row 0, or of a sheet the book does not
// have, is only listed.
func Annotate(in *Book, out io.Writer, marks []Mark) error {
	book, marks := in, slices.Clone(marks)
	if _, ok := in.reader.(*xlsx); !ok {
		converted, err := convert(in)
		if err != nil {
			return fmt.Errorf("converting %s: %w", in.Name, err)
		}
		defer converted.Close()
		book = converted
		for i := range marks {
			for j, s := range in.Sheets {
				if marks[i].Sheet == s.Name {
					marks[i].Sheet = book.Sheets[j].Name
					break
				}
			}
		}
	}
	a := &annotator{book: book, x: book.reader.(*xlsx), marks: marks}
	copied, err := a.run()
	if err != nil {
		return fmt.Errorf("annotating %s: %w", in.Name, err)
	}
	if err := equalCells(book, copied); err != nil {
		return fmt.Errorf("annotating %s: %w", in.Name, err)
	}
	_, err = out.Write(copied)
	return err
}

// memory is a workbook held in memory.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

func openMemory(name string, b []byte, limits Limits) (*Book, error) {
	book := &Book{Name: name, Size: int64(len(b))}
	return book, openAny(book, memory{bytes.NewReader(b)}, limits)
}

// convert copies the cells of any book into a workbook in memory, each at its
// own address.
func convert(in *Book) (*Book, error) {
	f := excelize.NewFile()
	defer f.Close()
	tw := newTableWriter(f, nil)
	var tables []Table
	for i, s := range in.Sheets {
		t := Table{Name: sheetName(s.Name, i), Hidden: s.Hidden}
		tables = append(tables, t)
		if err := tw.sheet(i, t); err != nil {
			return nil, err
		}
		err := s.Rows(func(r *Row) error {
			for _, c := range r.Cells {
				v := Value{Kind: c.Kind, Text: strings.Clone(c.Text), Number: c.Number}
				if err := tw.cell(t.Name, int(c.Column), r.Number, v, false); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := tw.finish(tables); err != nil {
		return nil, err
	}
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return openMemory(in.Name, b.Bytes(), Limits{Columns: maxColumns}.withDefaults())
}

// sheetName makes a name that a workbook allows.
func sheetName(name string, i int) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return '-'
		}
		return r
	}, strings.Trim(name, "'"))
	clean = string(cutRunes([]byte(clean), 28))
	if clean == "" {
		clean = "Sheet" + itoa(i+1)
	}
	return clean
}

// annotator makes the annotated copy of one book.
type annotator struct {
	book   *Book
	x      *xlsx
	marks  []Mark
	sheets []*sheetMarks
	styles styleEdits
	edits  packageEdits
}

// sheetMarks are the marked cells of one sheet, by row and column.
type sheetMarks struct {
	sheet *Sheet
	cells []cellMark
}

type cellMark struct {
	row, column int
	severe      bool
	comment     string
}

func (a *annotator) run() ([]byte, error) {
	if err := a.resolve(); err != nil {
		return nil, err
	}
	if err := a.edits.open(a.x.pkg); err != nil {
		return nil, err
	}
	if err := a.styles.open(a.x.pkg); err != nil {
		return nil, err
	}
	for i, s := range a.sheets {
		if err := a.annotateSheet(i, s); err != nil {
			return nil, err
		}
	}
	if err := a.addProblemsSheet(); err != nil {
		return nil, err
	}
	if err := a.styles.close(&a.edits); err != nil {
		return nil, err
	}
	return a.edits.bytes()
}

// resolve finds the cell of marks that name a row only, and groups marks by
// sheet and cell.
func (a *annotator) resolve() error {
	for _, s := range a.book.Sheets {
		rows := map[int]int{}
		for _, m := range a.marks {
			if m.Sheet == s.Name && m.Row > 0 && m.Row <= maxRows && m.Column <= 0 {
				rows[m.Row] = 1
			}
		}
		if len(rows) > 0 {
			err := s.Rows(func(r *Row) error {
				if _, ok := rows[r.Number]; ok {
					rows[r.Number] = int(r.Cells[0].Column)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		sm := &sheetMarks{sheet: s}
		for i := range a.marks {
			m := &a.marks[i]
			if m.Sheet != s.Name || m.Row <= 0 || m.Row > maxRows || m.Column > maxColumns {
				continue
			}
			if m.Column <= 0 {
				m.Column = rows[m.Row]
			}
			sm.cells = append(sm.cells, cellMark{m.Row, m.Column, m.Severe, m.Comment})
		}
		if sm.join(); len(sm.cells) > 0 {
			a.sheets = append(a.sheets, sm)
		}
	}
	return nil
}

// join sorts the cells and makes one mark of several on one cell.
func (s *sheetMarks) join() {
	slices.SortStableFunc(s.cells, func(a, b cellMark) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.column, b.column))
	})
	kept := s.cells[:0]
	for _, c := range s.cells {
		if n := len(kept); n > 0 && kept[n-1].row == c.row && kept[n-1].column == c.column {
			last := &kept[n-1]
			last.severe = last.severe || c.severe
			if !strings.Contains(last.comment, c.comment) {
				last.comment += "\n" + c.comment
			}
			continue
		}
		kept = append(kept, c)
	}
	s.cells = kept
}

// equalCells reads the copy and compares all cells of all sheets with the
// book's.
func equalCells(book *Book, copied []byte) error {
	limits := book.reader.(*xlsx).limits
	limits.Sheets++
	again, err := openMemory(book.Name, copied, limits)
	if err != nil {
		return fmt.Errorf("the copy cannot be read: %w", err)
	}
	defer again.Close()
	if len(again.Sheets) != len(book.Sheets)+1 {
		return fmt.Errorf("the copy has %d sheets, want %d", len(again.Sheets), len(book.Sheets)+1)
	}
	for i, s := range book.Sheets {
		want, err := s.digest()
		if err != nil {
			return err
		}
		got, err := again.Sheets[i].digest()
		if err != nil {
			return fmt.Errorf("the copy cannot be read: %w", err)
		}
		if got != want {
			return fmt.Errorf("sheet %q of the copy differs from the original", s.Name)
		}
	}
	return nil
}

// digest is a hash over all cells of a sheet with their addresses and values.
func (s *Sheet) digest() (sum [sha256.Size]byte, err error) {
	h := sha256.New()
	var b []byte
	err = s.Rows(func(r *Row) error {
		b = binary.AppendUvarint(b[:0], uint64(r.Number))
		b = binary.AppendUvarint(b, uint64(len(r.Cells)))
		for _, c := range r.Cells {
			b = binary.AppendUvarint(b, uint64(c.Column))
			b = append(b, byte(c.Kind))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Number))
			b = binary.AppendUvarint(b, uint64(len(c.Text)))
			b = append(b, c.Text...)
		}
		_, err := h.Write(b)
		return err
	})
	h.Sum(sum[:0])
	return sum, err
}

// link is the text and the target of a mark's link in the Problems sheet.
func (m Mark) link() string {
	at := source.Cell{Sheet: m.Sheet, Row: m.Row, Column: m.Column}
	return strings.Trim(at.String(), "[]")
}
