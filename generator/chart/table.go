package chart

import "strconv"

func formatFixed(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }

// Table is the data table of a figure: the face that is read aloud, searched
// and copied.
type Table struct {
	Caption string
	Head    []string
	Rows    []TableRow
}

// TableRow is one line of a Table: its head and one cell for each further
// column.
type TableRow struct {
	Head  string
	Cells []TableCell
}

// TableCell is a number as text. An empty cell has no number.
type TableCell struct{ Text, Tip, Link string }

// Table writes the numbers of the figure as a table: rows by columns for heat
// maps and trends, rows by series for the others.
func (f Figure) Table() Table {
	t := Table{Caption: f.Finding, Head: []string{f.RowName}}
	columns := len(f.Series)
	if f.grid() {
		t.Head = append(t.Head, f.Columns...)
		columns = len(f.Columns)
	} else {
		for _, s := range f.Series {
			t.Head = append(t.Head, s.Name)
		}
	}
	cells := make([]TableCell, columns*len(f.Rows))
	t.Rows = make([]TableRow, len(f.Rows))
	for r, name := range f.Rows {
		t.Rows[r] = TableRow{Head: name, Cells: cells[r*columns : (r+1)*columns : (r+1)*columns]}
	}
	for i, s := range f.Series {
		for _, m := range s.Marks {
			c := i
			if f.grid() {
				c = m.Column
			}
			t.Rows[m.Row].Cells[c] = TableCell{Text: m.Label, Tip: m.Tip, Link: m.Link}
		}
	}
	return t
}

// grid tells whether marks lie in columns.
func (f *Figure) grid() bool { return f.Kind == Heat || f.Kind == Trend }
