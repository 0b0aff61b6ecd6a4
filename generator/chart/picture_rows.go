package chart

// drawRows draws one row per label: bars, paired bars, dots and waterfalls.
// On phones the label stands above its row.
func (f *Figure) drawRows(p *pen) {
	left, labelHeight := 0.0, 20.0
	if !p.narrow {
		left, labelHeight = f.labelColumn()+14, 0
	}
	rowHeight := labelHeight + f.rowHeight()
	right, beside := f.numberColumn(), 0.0
	switch {
	case f.Kind != Dots:
	case f.longNumbers() && p.narrow:
		rowHeight += 12
	default:
		beside = right + 10 // on phones the number stands beside the label
	}
	scale := max(40, p.width-left-right-12) / f.top()
	for r, name := range f.Rows {
		y := float64(r)*rowHeight + 2
		if p.narrow {
			p.text(Ink, "start", textSize, 0, y+13, cut(name, textSize, p.width-beside))
		} else {
			p.name(left-14, y+float64(f.nameLine()), name)
		}
		y += labelHeight
		for i, s := range f.Series {
			for _, m := range s.Marks {
				if m.Row == r {
					f.drawMark(p, i, m, left, y, scale)
				}
			}
		}
	}
	p.height = float64(len(f.Rows))*rowHeight + 4
	if f.Kind != Dots {
		if !p.narrow {
			p.shape(Ink, "line", Shape{Path: line(left, 0, left, p.height)})
			return
		}
		for r := range f.Rows {
			y := float64(r)*rowHeight + labelHeight
			p.shape(Ink, "line", Shape{Path: line(left+0.5, y, left+0.5, y+f.rowHeight()-4)})
		}
	}
}

func (f *Figure) rowHeight() float64 {
	switch f.Kind {
	case Paired:
		return 44
	case Dots:
		return 46
	}
	return 28
}

// nameLine is the baseline of a row's name.
func (f *Figure) nameLine() int {
	if f.Kind == Paired {
		return 20
	}
	return 16
}

// name prints the label of a row up to x, on two lines when one is too short.
func (p *pen) name(x, y float64, s string) {
	lines := wrap(s, textSize, x, 2)
	if len(lines) == 2 {
		y -= 7
	}
	for i, line := range lines {
		p.text(Ink, "end", textSize, x, y+14*float64(i), line)
	}
}

// measure works out once what all faces of the figure ask for.
func (f *Figure) measure() {
	f.Top = f.top()
	f.labels, f.numbers = f.labelColumn()+1, f.numberColumn()+1
}

// labelColumn is the width that the row labels need; long ones take two
// lines.
func (f *Figure) labelColumn() float64 {
	if f.labels > 0 {
		return f.labels - 1
	}
	const limit = 220.0
	width := 40.0
	for _, name := range f.Rows {
		width = max(width, min(limit, textWidth(name, textSize)))
	}
	return width
}

// numberColumn is the width that the numbers beside the bars need.
func (f *Figure) numberColumn() float64 {
	if f.numbers > 0 {
		return f.numbers - 1
	}
	width := 0.0
	for _, s := range f.Series {
		for _, m := range s.Marks {
			width = max(width, textWidth(m.Label, smallest))
		}
	}
	return min(width, 260)
}

func (f *Figure) drawMark(p *pen, series int, m Mark, left, y, scale float64) {
	if f.Kind == Dots {
		f.drawDots(p, m, left, y)
		return
	}
	top, height, base := y+6, 13.0, y+17
	switch {
	case f.Kind == Paired && series == 0:
		top, base = y+3, y+14
	case f.Kind == Paired:
		top, height, base = y+21, 6, y+29
	}
	tone := f.tone(series, m)
	from, to := 0.0, 0.0
	switch {
	case f.Kind == Fall && m.Lo != nil && m.Hi != nil:
		from, to = *m.Lo*scale, *m.Hi*scale
	case m.Value != nil:
		to = *m.Value * scale
	case m.Alarm:
		to = f.top() * scale
	}
	if m.Alarm && m.Value != nil && f.Kind != Fall {
		to = max(to, 4) // nothing is drawn as loudly as something
	}
	shape := Shape{Path: rect(left+from, top, max(to-from, 0), height), Tip: m.Tip, Number: m.Label}
	style := "fill"
	if m.Value == nil {
		style = "dash"
	}
	p.shape(tone, style, shape)
	p.text(f.textTone(series, m), "start", smallest, left+to+6, base, m.Label)
}

func (f *Figure) textTone(series int, m Mark) Tone {
	switch {
	case m.Alarm && !f.Weak:
		return Strong
	case series > 0 || m.Value == nil:
		return Muted
	}
	return Ink
}

// dots is how many circles show a chance.
const dots = 20

// dotStep is the distance of the dots in px on a wide page.
const dotStep = 15.0

// filled gives how many of the dots are certainly filled and how many only
// within the range: a range wider than 0.4 leaves the number open, METRICS
// 10.2.
func filled(m Mark) (sure, open int) {
	if m.Value == nil {
		return 0, 0
	}
	value := min(1, max(0, *m.Value))
	if m.vague() {
		sure = int(*m.Lo*dots + 0.5)
		return sure, int(*m.Hi*dots+0.5) - sure
	}
	return int(value*dots + 0.5), 0
}

// vague tells whether a chance's range is too wide for a number.
func (m Mark) vague() bool { return m.Lo != nil && m.Hi != nil && *m.Hi-*m.Lo > 0.4 }

func (f *Figure) drawDots(p *pen, m Mark, left, y float64) {
	step := dotStep
	if p.narrow {
		step = p.width / dots
	}
	r, cy := step*0.375, y+12
	sure, open := filled(m)
	groups := [...]struct {
		from, to int
		tone     Tone
		style    string
	}{
		{0, sure, f.tone(0, m), "fill"},
		{sure, sure + open, Heat2, "open"},
		{sure + open, dots, Pale, "ring"},
	}
	number := m.Label
	for _, g := range groups {
		path := make([]byte, 0, 1<<10)
		for d := g.from; d < g.to; d++ {
			path = appendCircle(path, left+step*(float64(d)+0.5), cy, r)
		}
		if len(path) > 0 {
			p.shape(g.tone, g.style, Shape{Path: string(path), Tip: m.Tip, Number: number})
			number = ""
		}
	}
	f.dotsLabel(p, m, left, step, y)
	if m.Lo != nil && m.Hi != nil {
		p.shape(Muted, "line", Shape{Path: whisker(left+*m.Lo*dots*step, left+*m.Hi*dots*step, y+27), Tip: m.Tip})
	}
}

// dotsLabel prints the number beside the dots, on phones above or, when it is
// long, below them.
func (f *Figure) dotsLabel(p *pen, m Mark, left, step, y float64) {
	tone, end := f.textTone(0, m), left+step*dots
	switch {
	case !p.narrow:
		lines := wrap(m.Label, smallest, p.width-end-10, 3)
		for i, s := range lines {
			p.text(tone, "start", smallest, end+10, y+16+float64(i)*15-float64(len(lines)-1)*4, s)
		}
	case f.longNumbers():
		p.text(tone, "start", smallest, 0, y+46, cut(m.Label, smallest, p.width))
	default:
		p.text(tone, "end", smallest, p.width, y-7, m.Label)
	}
}

// longNumbers tells whether a number of the figure is too long to stand
// beside its row's name on a phone.
func (f *Figure) longNumbers() bool { return f.numberColumn() > 130 }
