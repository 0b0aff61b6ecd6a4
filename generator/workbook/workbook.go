// Package workbook turns input files into sheets whose cells know their
// address and type, and writes the workbooks that the generator gives back.
// Rows are streamed: a sheet is inflated and scanned in one pass, nothing is
// kept that the caller does not keep, and every byte is read to the part's
// checksum, so that a damaged file is refused and never read in half.
package workbook

import (
	"errors"
	"sync"

	"rapport/generator/source"
)

// Stop, returned by a row callback, ends the sheet early without an error.
// The rest of the sheet is then not verified.
//
//lint:ignore ST1012 it is a signal and no fault, like fs.SkipDir
var Stop = errors.New("stop reading rows")

// Book is one opened input file.
type Book struct {
	Name     string   // base name as the user knows it
	Path     string   // where it was opened
	SHA256   string   // of the whole file, hexadecimal
	Size     int64    // bytes
	Format   string   // xlsx, csv, html or spreadsheetml
	Date1904 bool     // serial dates count from 1904-01-01
	Sheets   []*Sheet // in the workbook's order, hidden ones included
	Names    []Name   // defined names, as the workbook lists them

	// Problems are the warnings and notes so far: those of the file, and of
	// every sheet that was read whole, at opening or by Rows.
	Problems source.Problems

	reader bookReader
	mu     sync.Mutex // guards Problems and the sheets while rows are read
}

// Sheet is one table-like part of a Book.
type Sheet struct {
	Book   *Book
	Index  int // position in Book.Sheets
	Name   string
	Hidden bool
	Tables []NamedRange // tables that Excel knows as such

	// Merges are the merged areas as the file lists them. Of a sheet over
	// 8 MB unpacked they are known after the first full pass of Rows.
	Merges []Range

	// Path says which reader takes the rows: "scanner" for plain sheet XML,
	// "xml" for every other dialect of it, "text" for CSV and HTML.
	Path string

	told bool // the findings of a full pass are in Book.Problems
}

// Range is a rectangle of cells; all four bounds are inclusive and count
// from 1.
type Range struct{ FirstRow, FirstColumn, LastRow, LastColumn int }

// NamedRange is a table on a sheet: its name and its area, header included.
type NamedRange struct {
	Name    string
	Range   Range
	Columns []string // headers, as the table lists them
}

// Name is a defined name; Sheet is "" where it holds in the whole book.
type Name struct{ Name, RefersTo, Sheet string }

// Kind is the type of a cell's value.
type Kind uint8

// The kinds of values. A Date is a number whose style shows a date, or an ISO
// date cell (then Text holds it and Number is 0).
const (
	Empty Kind = iota
	Number
	Text
	Bool
	Error
	Date
)

// String names the kind in lower case.
func (k Kind) String() string {
	return [...]string{"empty", "number", "text", "bool", "error", "date"}[k]
}

// Cell is one value. Column counts from 1. Number holds numbers, serial dates
// (raw: the 1904 flag is not applied) and booleans (0, 1). Text holds text,
// error names such as #N/A and ISO dates; it is "" for numbers. Shared is the
// index in the book's shared strings, or -1. Text with Shared >= 0 stays valid
// as long as the book is open; other text is valid until the callback returns
// and must be copied (strings.Clone) to be kept.
type Cell struct {
	Column int32
	Shared int32
	Kind   Kind
	Number float64
	Text   string
}

// Row is one row of a sheet. Number counts from 1 as Excel shows it. Cells
// are in column order, without empty ones. The row and its cells are valid
// until the callback returns.
type Row struct {
	Number int
	Hidden bool
	Cells  []Cell
}

// At names a cell of the sheet; row or column 0 mean all of them.
func (s *Sheet) At(row, column int) source.Cell {
	return source.Cell{File: s.Book.Name, Sheet: s.Name, Row: row, Column: column}
}

// Limits bound what a hostile file may cost. A zero field means its default.
type Limits struct {
	FileBytes     int64 // 512 MB
	UnpackedBytes int64 // 4 GB
	Ratio         int   // 200, unpacked to packed, for parts over 1 MB
	Rows          int   // 1,048,576 a sheet
	Columns       int   // 512 used
	CellChars     int   // 32,767
	Sheets        int   // 300
	Entries       int   // 10,000 zip entries
}

// bookReader is what a file format offers: the rows of a sheet in file order
// of their numbers. It has one implementation per Format.
type bookReader interface {
	rows(s *Sheet, yield func(*Row) error) error
	shared() int
	sharedString(i int) string
	close() error
}

// Rows calls yield for every row that has a cell, in ascending order of row
// number. An error of yield ends the reading and is returned, except Stop.
// Damage is returned as a source.Problem with Severity Refusal after yield
// may have seen some rows: the caller must then discard them. Different sheets
// may be read at the same time.
func (s *Sheet) Rows(yield func(*Row) error) error {
	err := s.Book.reader.rows(s, yield)
	if errors.Is(err, Stop) {
		return nil
	}
	return err
}

// SharedStrings is the number of shared strings of the book; a Cell's Shared
// lies below it.
func (b *Book) SharedStrings() int { return b.reader.shared() }

// SharedString is the text that cells with the number i in Shared have. It
// stays valid as long as the book is open.
func (b *Book) SharedString(i int32) string { return b.reader.sharedString(int(i)) }

// Close frees the book. Texts of its cells must not be used afterwards unless
// they were copied.
func (b *Book) Close() error { return b.reader.close() }
