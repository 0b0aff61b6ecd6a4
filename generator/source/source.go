// Package source says where a value came from: the cell of a workbook, and
// what is wrong there. Every other package of the generator speaks of places
// and problems in these terms, so that a reader can always open the
// spreadsheet and look. It imports nothing else of the generator.
package source

import (
	"strconv"
	"strings"
)

// Cell is a place in an input file. File is the base name as the user knows
// it. Row and Column count from 1; 0 means "all of them", so that a Cell can
// name one cell, a whole row, a whole column, a sheet or a file.
type Cell struct {
	File   string
	Sheet  string
	Row    int
	Column int
}

// String writes the place as file[Sheet!D17]; the brackets hold what Excel's
// Go To box takes: a cell, a row 17:17, a column D:D, quoted where needed.
func (c Cell) String() string {
	if c.Sheet == "" {
		if c.Row == 0 {
			return c.File
		}
		return c.File + "[" + c.area() + "]"
	}
	if c.Row == 0 && c.Column == 0 {
		return c.File + "[" + quoteSheet(c.Sheet) + "]"
	}
	return c.File + "[" + quoteSheet(c.Sheet) + "!" + c.area() + "]"
}

// Area is the part inside the sheet: D17, 17:17 or D:D; empty for a sheet.
func (c Cell) Area() string { return c.area() }

func (c Cell) area() string {
	switch {
	case c.Row == 0 && c.Column == 0:
		return ""
	case c.Column == 0:
		r := strconv.Itoa(c.Row)
		return r + ":" + r
	case c.Row == 0:
		l := Letters(c.Column)
		return l + ":" + l
	}
	return Letters(c.Column) + strconv.Itoa(c.Row)
}

// Letters names a column as Excel does: 1 is A, 27 is AA. Numbers below 1
// give "".
func Letters(column int) string {
	var b [8]byte
	i := len(b)
	for column > 0 && i > 0 {
		column--
		i--
		b[i] = byte('A' + column%26)
		column /= 26
	}
	return string(b[i:])
}

// quoteSheet quotes a sheet name the way a formula does, only where needed.
func quoteSheet(name string) string {
	plain := name != ""
	for i, r := range name {
		letter := r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 127
		digit := r >= '0' && r <= '9'
		if !letter && (!digit || i == 0) {
			plain = false
			break
		}
	}
	if plain {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", "''") + "'"
}
