package dataset

import (
	"strings"

	"rapport/generator/workbook"
)

// headRows is how many rows of a sheet are searched for headers.
const headRows = 100

// headCell is a cell of the head of a sheet, with its own copy of the text.
type headCell struct {
	column int
	kind   workbook.Kind
	number float64
	text   string // cleaned; numbers as typed
}

// headRow is a row of the head.
type headRow struct {
	number int
	cells  []headCell
}

// at gives the text in a column, or "".
func (r *headRow) at(column int) string {
	for i := range r.cells {
		if r.cells[i].column == column {
			return r.cells[i].text
		}
	}
	return ""
}

// cell gives the cell in a column, or nil.
func (r *headRow) cell(column int) *headCell {
	for i := range r.cells {
		if r.cells[i].column == column {
			return &r.cells[i]
		}
	}
	return nil
}

// head is the first rows of a sheet that have text.
type head struct {
	sheet *workbook.Sheet
	rows  []headRow
}

// readHead reads the head of a sheet, at least to row until. The rest is not verified here; the
// second pass reads every row to the end.
func readHead(s *workbook.Sheet, until int) (*head, error) {
	h := &head{sheet: s}
	err := s.Rows(func(r *workbook.Row) error {
		row := headRow{number: r.Number}
		for i := range r.Cells {
			c := &r.Cells[i]
			text, _ := clean(headText(c))
			if text != "" {
				row.cells = append(row.cells, headCell{int(c.Column), c.Kind, c.Number, strings.Clone(text)})
			}
		}
		if len(row.cells) > 0 {
			h.rows = append(h.rows, row)
		}
		if len(h.rows) >= headRows && r.Number >= until {
			return workbook.Stop
		}
		return nil
	})
	return h, err
}

func headText(c *workbook.Cell) string {
	switch {
	case c.Text != "":
		return c.Text
	case c.Kind == workbook.Number || c.Kind == workbook.Date:
		return numberText(c.Number)
	case c.Kind == workbook.Bool && c.Number != 0:
		return "TRUE"
	case c.Kind == workbook.Bool:
		return "FALSE"
	}
	return ""
}

// headerCell is the header of one column. Group is what stands above it in a
// two-row header, spread over the columns to its right.
type headerCell struct {
	column int
	row    int
	text   string
	group  string
	keys   *headerKeys
}

// headerKeys are the comparison forms of a header, made once.
type headerKeys struct{ text, short, joined, group, groupShort string }

// withKeys gives the cells their comparison forms.
func withKeys(cells []headerCell) []headerCell {
	for i := range cells {
		c := &cells[i]
		k := &headerKeys{text: wordKey(c.text)}
		if short := unhinted(c.text); short != "" {
			k.short = wordKey(short)
		}
		if c.group != "" {
			k.joined, k.group = wordKey(c.joined()), wordKey(c.group)
			if short := unhinted(c.group); short != "" {
				k.groupShort = wordKey(short)
			}
		}
		c.keys = k
	}
	return cells
}

// joined is the header with its group, or the header alone.
func (c headerCell) joined() string {
	if c.group == "" || c.group == c.text {
		return c.text
	}
	if c.text == "" {
		return c.group
	}
	return c.group + " " + c.text
}

// shown is the header as a reader of the sheet would name it.
func (c headerCell) shown() string {
	if c.group == "" || c.text == "" || c.group == c.text {
		return c.text + c.onlyGroup()
	}
	return c.group + " / " + c.text
}

func (c headerCell) onlyGroup() string {
	if c.text == "" {
		return c.group
	}
	return ""
}

// singleHeader takes row i of the head as a header.
func (h *head) singleHeader(i int) []headerCell {
	row := &h.rows[i]
	var cells []headerCell
	for _, c := range row.cells {
		if c.kind == workbook.Text {
			cells = append(cells, headerCell{column: c.column, row: row.number, text: c.text})
		}
	}
	return withKeys(cells)
}

// doubleHeader takes rows i and i+1 as a header of two rows: the upper row
// groups columns, by a merged area or by blanks to its right. It gives nil
// unless both rows hold only text and stand directly below each other.
func (h *head) doubleHeader(i int) []headerCell {
	if i+1 >= len(h.rows) || h.rows[i+1].number != h.rows[i].number+1 {
		return nil
	}
	upper, lower := &h.rows[i], &h.rows[i+1]
	for _, row := range []*headRow{upper, lower} {
		for _, c := range row.cells {
			if c.kind != workbook.Text {
				return nil
			}
		}
	}
	last := max(upper.cells[len(upper.cells)-1].column, lower.cells[len(lower.cells)-1].column)
	var cells []headerCell
	group, tall := "", map[int]bool{}
	for _, m := range h.sheet.Merges {
		if m.FirstRow <= upper.number && m.LastRow >= lower.number {
			for c := m.FirstColumn; c <= min(m.LastColumn, last); c++ {
				tall[c] = true
			}
		}
	}
	for column := upper.cells[0].column; column <= last; column++ {
		own := upper.at(column)
		if own != "" {
			group = own
		}
		text := lower.at(column)
		switch {
		case text != "" && group != "" && !tall[column]:
			cells = append(cells, headerCell{column: column, row: lower.number, text: text, group: group})
		case text != "":
			cells = append(cells, headerCell{column: column, row: lower.number, text: text})
		case own != "":
			cells = append(cells, headerCell{column: column, row: upper.number, text: own})
		}
	}
	for _, c := range lower.cells {
		if c.column < upper.cells[0].column {
			cells = append([]headerCell{{column: c.column, row: lower.number, text: c.text}}, cells...)
		}
	}
	return withKeys(cells)
}
