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
// column. Link is where all its cells lead; a cell has a link of its own only
// when they lead to different places.
type TableRow struct {
	Head  string
	Link  string
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
	for r := range t.Rows {
		t.Rows[r].share()
	}
	return t
}

// share moves a link that all cells have to the row.
func (r *TableRow) share() {
	if len(r.Cells) == 0 {
		return
	}
	for _, c := range r.Cells {
		if c.Link != r.Cells[0].Link {
			return
		}
	}
	r.Link = r.Cells[0].Link
	for i := range r.Cells {
		r.Cells[i].Link = ""
	}
}

// grid tells whether marks lie in columns.
func (f *Figure) grid() bool { return f.Kind == Heat || f.Kind == Trend }
