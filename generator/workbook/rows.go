package workbook

import (
	"errors"
	"slices"
	"strings"

	"rapport/generator/source"
)

// Sheets up to inspectPart bytes unpacked are read once at opening, together
// up to inspectAll: their damage, merged areas, dialect and order of rows are
// known before anybody asks for rows. Of a larger sheet, which is not worth a
// second pass, the merged areas are known after the first full one.
const (
	inspectPart = 8 << 20
	inspectAll  = 64 << 20
)

// inspect reads the small sheets once.
func (x *xlsx) inspect(book *Book) error {
	var kept []*Sheet
	budget := int64(inspectAll)
	for _, s := range book.Sheets {
		sp := x.parts[s]
		s.Path = "scanner"
		if sp.part.size <= inspectPart && sp.part.size <= budget {
			budget -= sp.part.size
			ignore := func(*Row) error { return nil }
			err := x.read(s, sp, false, ignore)
			if sp.strict = s.Path == "xml"; err == errDisorder {
				sp.unsorted = true
				err = x.read(s, sp, false, ignore)
			}
			if sp.known = true; err == errNotSheet {
				book.Problems = append(book.Problems, problem(source.Warning, s.At(0, 0), "sheet-kind", hintSaveAgain,
					"the part of the sheet is not a worksheet; it was left out"))
				continue
			}
			if err != nil {
				return x.worded(s, err)
			}
		}
		kept = append(kept, s)
	}
	book.Sheets = kept
	return nil
}

func (x *xlsx) rows(s *Sheet, yield func(*Row) error) error {
	return x.worded(s, x.read(s, x.parts[s], x.parts[s].part.size >= x.relayFrom, yield))
}

// worded makes a problem of the errors that only this package knows.
func (x *xlsx) worded(s *Sheet, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errDisorder):
		return refusal(s.At(0, 0), "rows-disorder", hintSaveAgain, "the rows of the sheet are not in ascending order")
	case errors.Is(err, errNotSheet):
		return refusal(s.At(0, 0), "sheet-kind", hintExportAgain, "the part of the sheet is not a worksheet")
	}
	var p source.Problem
	if errors.As(err, &p) && p.Cell == x.pkg.at {
		p.Cell = s.At(0, 0) // damage of the part is damage of its sheet
		return p
	}
	return err
}

// read gives the rows of a sheet by the path that fits it and keeps what the
// pass found. Relayed, the rows are scanned ahead of yield.
func (x *xlsx) read(s *Sheet, sp *sheetPart, relayed bool, yield func(*Row) error) error {
	give := func(yield func(*Row) error) (*rowBuilder, error) { return x.pass(s, sp, yield) }
	if sp.unsorted {
		give = func(yield func(*Row) error) (*rowBuilder, error) { return x.sorted(s, sp, yield) }
	}
	var b *rowBuilder
	var err error
	if relayed {
		b, err = relay(give, yield)
	} else {
		b, err = give(yield)
	}
	if b != nil && b.strict {
		s.Book.mu.Lock()
		s.Path = "xml"
		s.Book.mu.Unlock()
	}
	if err != nil {
		return err
	}
	s.Book.tell(s, b.notes.problems())
	if !sp.known {
		s.Book.mu.Lock()
		s.Merges = b.merges
		s.Book.mu.Unlock()
	}
	return nil
}

// pass reads the part once from its beginning; the scanner gives way to the
// strict path, which goes on after the rows that were given already.
func (x *xlsx) pass(s *Sheet, sp *sheetPart, yield func(*Row) error) (*rowBuilder, error) {
	b := x.builder(s, sp, yield)
	if !sp.strict {
		in, err := x.pkg.open(sp.part)
		if err != nil {
			return b, err
		}
		w := newWindow(unprefixed(in), sp.part.size)
		err = scanSheet(w, sp.part.name, b)
		w.close()
		if err != errDialect {
			return b, err
		}
		given := b.given
		b = x.builder(s, sp, yield)
		b.skip, b.strict = given, true
	}
	in, err := x.pkg.open(sp.part)
	if err != nil {
		return b, err
	}
	strict := strictSheet{xmlWalker: newXMLWalker(s.At(0, 0), sp.part.name, in), b: b}
	return b, strict.read()
}

func (x *xlsx) builder(s *Sheet, sp *sheetPart, yield func(*Row) error) *rowBuilder {
	b := newRowBuilder(s, x.limits, yield)
	b.strings, b.dates, b.any = &x.strings, x.dates, sp.unsorted
	return b
}

// sorted reads a small sheet whose rows are in disorder into memory and gives
// them in ascending order; rows with one number become one row.
func (x *xlsx) sorted(s *Sheet, sp *sheetPart, yield func(*Row) error) (*rowBuilder, error) {
	var rows []Row
	b, err := x.pass(s, sp, func(r *Row) error {
		rows = append(rows, copyRow(r))
		return nil
	})
	if err != nil {
		return b, err
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return a.Number - b.Number })
	b.notes.add(source.Warning, s.At(0, 0), "rows-disorder", hintSaveAgain, "the rows of the sheet are not in ascending order; they were sorted")
	b.yield = yield
	for i := 0; i < len(rows); {
		b.row = rows[i]
		for i++; i < len(rows) && rows[i].Number == b.row.Number; i++ {
			b.row.Cells = append(b.row.Cells, rows[i].Cells...)
			b.notes.add(source.Warning, s.At(b.row.Number, 0), "row-twice", hintSaveAgain, "the row is written more than once; its cells were put together")
		}
		b.orderCells()
		if err := yield(&b.row); err != nil {
			return b, err
		}
	}
	return b, nil
}

func copyRow(r *Row) Row {
	c := Row{Number: r.Number, Hidden: r.Hidden, Cells: slices.Clone(r.Cells)}
	for i := range c.Cells {
		if c.Cells[i].Shared < 0 {
			c.Cells[i].Text = strings.Clone(c.Cells[i].Text)
		}
	}
	return c
}
