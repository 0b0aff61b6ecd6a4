package workbook

// Table is a sheet to be written: what sample workbooks, the starter
// workbook and the action list are made of.
type Table struct {
	Name    string
	Columns []Column
	Rows    [][]Value // len(row) <= len(Columns)
	Frozen  bool      // freeze the header row and set an auto-filter
	Protect bool      // lock all columns but those with Editable
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
