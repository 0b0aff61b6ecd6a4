package workbook

import (
	"iter"
	"math"
	"time"
)

// Table is a sheet to be written: what sample workbooks, the starter
// workbook and the action list are made of.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]Value         // len(row) <= len(Columns)
	More    iter.Seq[[]Value] // rows after Rows, made as they are written; each is valid until the next
	Frozen  bool              // freeze the header row and set an auto-filter
	Protect bool              // lock all columns but those with Editable
	Hidden  bool
}

// Column is one column of a Table.
type Column struct {
	Header   string
	Width    float64  // in characters; 0 means a width fitting the header
	Choices  []string // drop-down list; empty means free input
	Hint     string   // input hint shown when a cell of it is selected
	Editable bool     // stays open when the table is protected
	Hidden   bool     // there for the program that reads the table back
}

// Value is one cell to be written. Text that begins like a formula is written
// as text. The zero Value is an empty cell.
type Value struct {
	Kind   Kind // Empty, Number, Text, Bool or Date
	Text   string
	Number float64 // number, serial date (1900 system) or 0/1
}

// Mark is a cell of an input workbook to be pointed out in an annotated copy.
type Mark struct {
	Sheet       string
	Row, Column int // a zero Column marks the first used cell of the row
	Severe      bool
	Comment     string
}

// TextValue is a cell of text; it stays text whatever it begins with.
func TextValue(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{Kind: Text, Text: s}
}

// NumberValue is a cell with a number; NaN and infinities are empty cells,
// because a workbook has no such numbers.
func NumberValue(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	return Value{Kind: Number, Number: f}
}

// BoolValue is a cell that is TRUE or FALSE.
func BoolValue(b bool) Value {
	v := Value{Kind: Bool}
	if b {
		v.Number = 1
	}
	return v
}

// DateValue is a cell with a day of the Gregorian calendar, from 1900-01-01
// on; earlier days, which a workbook cannot hold, become text.
func DateValue(year, month, day int) Value {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	serial := t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24
	if serial < 61 {
		serial-- // Excel counts a 29 February 1900
	}
	if serial < 1 {
		return TextValue(t.Format(time.DateOnly))
	}
	return Value{Kind: Date, Number: serial}
}
