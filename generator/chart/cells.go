package chart

import "strings"

// CellRow is one line of the mail chart: cells whose widths add up to 100 per
// cent of the table. Colours are those of the light palette as #rrggbb; every
// number is printed, so that colour is never the only carrier.
type CellRow struct {
	Head  bool // the line holds the column labels
	Cells []Cell
}

// Cell is a coloured table cell. Number is the label of the mark that it
// draws, empty for row labels and the rest of a bar.
type Cell struct {
	Text, Background, Color string
	Width                   int  // per cent
	Label                   bool // names the row
	Number                  string
}

const (
	labelWidth  = 24 // per cent of the row for its label
	numberWidth = 30 // per cent of the row kept for the number beside a bar
	// mailPale is the companion bars' colour in mails, where a cell that is
	// neither light nor dark is lost when a client inverts colours.
	mailPale = "#647483"
)

// Cells is the mail chart: a heat map as a grid, everything else as bars or
// dots with their numbers beside them.
func (f Figure) Cells() []CellRow {
	f.Top = f.top()
	if f.grid() {
		return f.gridCells()
	}
	var rows []CellRow
	for r, name := range f.Rows {
		for i, s := range f.Series {
			for _, m := range s.Marks {
				if m.Row != r {
					continue
				}
				label := name
				if i > 0 {
					label = ""
				}
				rows = append(rows, CellRow{Cells: f.barCells(i, m, label)})
			}
		}
	}
	return rows
}

func (f *Figure) gridCells() []CellRow {
	widths := Shares(make([]float64, len(f.Columns)), 100-labelWidth)
	paper, muted := "#ffffff", "#5d6672"
	head := CellRow{Head: true, Cells: []Cell{{Background: paper, Color: muted, Width: labelWidth, Label: true}}}
	for c, name := range f.Columns {
		head.Cells = append(head.Cells, Cell{Text: name, Background: paper, Color: muted, Width: widths[c]})
	}
	rows := []CellRow{head}
	_, ink := light(Ink)
	for _, name := range f.Rows {
		row := CellRow{Cells: []Cell{{Text: name, Background: paper, Color: ink, Width: labelWidth, Label: true}}}
		for c := range f.Columns {
			row.Cells = append(row.Cells, Cell{Background: paper, Color: muted, Width: widths[c]})
		}
		rows = append(rows, row)
	}
	for i, s := range f.Series {
		for _, m := range s.Marks {
			tone := f.tone(i, m)
			if f.Kind == Trend {
				tone = Zero
			}
			fill, text := light(tone)
			cell := &rows[m.Row+1].Cells[m.Column+1]
			cell.Text, cell.Number, cell.Background, cell.Color = m.Label, m.Label, fill, text
		}
	}
	return rows
}

// barCells is a row label, a coloured bar and the number on paper.
func (f *Figure) barCells(series int, m Mark, label string) []Cell {
	paper := "#ffffff"
	_, ink := light(Ink)
	tone := f.tone(series, m)
	colour, _ := light(tone)
	if tone == Pale {
		colour = mailPale
	}
	number := Cell{Text: m.Label, Number: m.Label, Background: paper, Color: ink}
	if m.Alarm {
		number.Color, _ = light(Strong)
	}
	cells := []Cell{{Text: label, Background: paper, Color: ink, Width: labelWidth, Label: true}}
	room := 100 - labelWidth - numberWidth
	if f.Kind == Dots {
		sure, open := filled(m)
		text := strings.Repeat("●", sure) + strings.Repeat("◐", open) + strings.Repeat("○", dots-sure-open)
		number.Width = numberWidth
		return append(cells, Cell{Text: text, Background: paper, Color: colour, Width: room}, number)
	}
	before, bar := 0.0, 0.0
	switch {
	case f.Kind == Fall && m.Lo != nil && m.Hi != nil:
		before, bar = *m.Lo/f.top(), (*m.Hi-*m.Lo)/f.top()
	case m.Value != nil:
		bar = *m.Value / f.top()
	}
	lift := int(before*float64(room) + 0.5)
	width := int(bar*float64(room) + 0.5)
	if bar > 0 && width == 0 {
		width = 1
	}
	width = min(width, room-lift)
	if lift > 0 {
		cells = append(cells, Cell{Background: paper, Color: ink, Width: lift})
	}
	if width > 0 {
		cells = append(cells, Cell{Background: colour, Color: "#ffffff", Width: width})
	}
	number.Width = numberWidth + room - lift - width
	return append(cells, number)
}

// Shares divides total into whole parts in proportion to the weights, by the
// largest remainder; equal weights of 0 count as equal. A weight above 0 gets
// at least 1 as long as total allows.
func Shares(weights []float64, total int) []int {
	out := make([]int, len(weights))
	if len(weights) == 0 {
		return out
	}
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	rest := total
	remainder := make([]float64, len(weights))
	for i, w := range weights {
		exact := float64(total) / float64(len(weights))
		if sum > 0 {
			exact = w / sum * float64(total)
		}
		out[i] = int(exact)
		if w > 0 && out[i] == 0 && total >= len(weights) {
			out[i] = 1
		}
		remainder[i] = exact - float64(out[i])
		rest -= out[i]
	}
	for rest != 0 {
		step := 1
		if rest < 0 {
			step = -1
		}
		best := 0
		for i := range remainder {
			if (remainder[i]-remainder[best])*float64(step) > 0 {
				best = i
			}
		}
		out[best] += step
		remainder[best] -= float64(step)
		rest -= step
	}
	return out
}
