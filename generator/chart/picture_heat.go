package chart

// drawHeat draws a grid of cells with their numbers: row labels at the left,
// column labels on top.
func (f *Figure) drawHeat(p *pen) {
	left := f.labelColumn() + 12
	cell := min(96, (p.width-left)/float64(max(1, len(f.Columns))))
	const height = 28.0
	head := 1
	for _, name := range f.Columns {
		head = max(head, len(wrap(name, smallest, cell-4, 3)))
	}
	top := float64(head)*15 + 7
	for c, name := range f.Columns {
		lines := wrap(name, smallest, cell-4, 3)
		for i, s := range lines {
			y := top - 8 - float64(len(lines)-1-i)*15
			p.text(Muted, "middle", smallest, left+cell*(float64(c)+0.5), y, s)
		}
	}
	for r, name := range f.Rows {
		p.name(left-12, top+float64(r)*(height+2)+18, name)
	}
	for i, s := range f.Series {
		for _, m := range s.Marks {
			x, y := left+cell*float64(m.Column), top+float64(m.Row)*(height+2)
			tone := f.tone(i, m)
			p.shape(tone, "cell", Shape{Path: rect(x+1, y, cell-2, height), Tip: m.Tip, Number: m.Label})
			p.text(tone, "middle", smallest, x+cell/2, y+18, m.Label)
		}
	}
	p.width = left + cell*float64(len(f.Columns)) + 1
	p.height = top + float64(len(f.Rows))*(height+2) + 2
}
