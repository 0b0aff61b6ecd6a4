package chart

import (
	"math"
	"strings"
)

// plane is the drawing area of curves, points and trends.
type plane struct {
	left, top, width, height float64
	xTop, yTop               float64
}

func (a plane) x(v float64) float64 { return a.left + v/a.xTop*a.width }
func (a plane) y(v float64) float64 { return a.top + a.height - v/a.yTop*a.height }

// drawPlane draws curves in the unit square, points with their limit line and
// trends over the columns.
func (f *Figure) drawPlane(p *pen) {
	area := plane{left: 44, top: 22, width: p.width - 44 - 12, height: 250, xTop: f.xTop(), yTop: f.top()}
	switch {
	case f.Kind == Curve:
		area.width = min(area.width-8, 320)
		area.height = area.width
	case !p.narrow:
		area.width -= f.endColumn()
	}
	f.drawAxes(p, area)
	for i, s := range f.Series {
		if f.Kind == Points && i == 0 {
			continue
		}
		for row := range f.lines() {
			f.drawLine(p, area, i, row, s)
		}
	}
	if f.Kind == Points {
		f.drawPoints(p, area)
	}
	p.height = area.top + area.height + 40
	f.drawKeys(p, area)
}

// lines is how many lines a series has: a trend has one for each row.
func (f *Figure) lines() int {
	if f.Kind == Trend {
		return len(f.Rows)
	}
	return 1
}

// endColumn is the width that the names at the ends of the lines need.
func (f *Figure) endColumn() float64 {
	width := 0.0
	if f.Kind == Trend {
		for _, name := range f.Rows {
			width = max(width, min(200, textWidth(name, smallest)))
		}
	}
	return width
}

// xTop is the largest abscissa, or the last column of a trend.
func (f *Figure) xTop() float64 {
	if f.Kind == Trend {
		return max(1, float64(len(f.Columns)-1))
	}
	top := 0.0
	for _, s := range f.Series {
		for _, m := range s.Marks {
			if m.X != nil {
				top = max(top, *m.X)
			}
		}
	}
	if top == 0 {
		return 1
	}
	if f.Kind == Points {
		step := tickStep(top)
		return math.Ceil(top/step) * step
	}
	return top
}

func (f *Figure) drawAxes(p *pen, a plane) {
	for _, t := range f.ticks(a.yTop) {
		y := a.y(t.at)
		p.shape(Rule, "line", Shape{Path: line(a.left, y, a.left+a.width, y)})
		p.text(Muted, "end", smallest, a.left-6, y+4, t.text)
	}
	p.shape(Ink, "line", Shape{Path: line(a.left, a.top+a.height, a.left+a.width, a.top+a.height)})
	base := a.top + a.height + 16
	if f.Kind == Trend {
		every := max(1, int(math.Ceil(float64(len(f.Columns))*62/a.width)))
		for c, name := range f.Columns {
			if (len(f.Columns)-1-c)%every == 0 {
				p.text(Muted, "middle", smallest, a.x(float64(c)), base, name)
			}
		}
	} else {
		for _, t := range f.ticks(a.xTop) {
			p.text(Muted, "middle", smallest, a.x(t.at), base, t.text)
		}
	}
	p.text(Muted, "end", smallest, a.left+a.width, base+17, f.XName)
	p.text(Muted, "start", smallest, 0, 10, f.YName)
}

type tick struct {
	at   float64
	text string
}

// ticks are round values from 0 to top, four to six of them; quarters for
// shares.
func (f *Figure) ticks(top float64) []tick {
	if top == 1 {
		return []tick{{0, "0"}, {0.25, "25 %"}, {0.5, "50 %"}, {0.75, "75 %"}, {1, "100 %"}}
	}
	step := tickStep(top)
	var out []tick
	for k := 0.0; k*step <= top*1.0001; k++ {
		out = append(out, tick{k * step, trim(k * step)})
	}
	return out
}

// tickStep is the distance of round values that divide top into at most five.
func tickStep(top float64) float64 {
	step := math.Pow(10, math.Floor(math.Log10(top/4)))
	for _, k := range []float64{1, 2, 5, 10} {
		if top/(step*k) <= 5 {
			return step * k
		}
	}
	return step * 10
}

// trim writes a number with at most two decimals.
func trim(v float64) string {
	s := px(v)
	if v != math.Trunc(v) && v < 1 {
		s = strings.TrimRight(formatFixed(v, 2), "0")
	}
	return s
}

func (f *Figure) drawLine(p *pen, a plane, series, row int, s Series) {
	var d []byte
	var last *Mark
	tone, style := f.lineTone(series, row)
	joined, radius := false, 3.0
	if f.Kind == Points || series > 1 {
		radius = 1.5
	}
	for k := range s.Marks {
		m := &s.Marks[k]
		if f.Kind == Trend && m.Row != row {
			continue
		}
		if m.Value == nil {
			joined = false
			x, y := a.x(f.abscissa(*m)), a.top+a.height
			p.shape(Muted, "ring", Shape{Path: circle(x, y, 3), Tip: m.Tip, Number: m.Label})
			p.text(Muted, "middle", smallest, x, y-7, m.Label)
			continue
		}
		x, y := a.x(f.abscissa(*m)), a.y(*m.Value)
		letter := byte('M')
		if joined {
			letter = 'L'
		}
		joined, last = true, m
		d = command(d, letter, x, y)
		p.shape(tone, "fill", Shape{Path: circle(x, y, radius), Tip: m.Tip, Number: m.Label})
	}
	if last == nil {
		return
	}
	p.shape(tone, style, Shape{Path: string(d), Tip: s.Name})
	if f.Kind == Trend && !p.narrow {
		p.text(f.nameTone(tone), "start", smallest, a.x(f.abscissa(*last))+8, a.y(*last.Value)+4, cut(f.Rows[row], smallest, 200))
	}
}

func (f *Figure) nameTone(tone Tone) Tone {
	if tone == Pale {
		return Muted
	}
	return tone
}

func (f *Figure) lineTone(series, row int) (Tone, string) {
	switch {
	case f.Kind == Points:
		return Muted, "dash"
	case series+row == 0:
		return Accent, "line"
	case series+row == 1:
		return Pale, "line"
	}
	return Muted, "dash"
}

func (f *Figure) abscissa(m Mark) float64 {
	if m.X != nil {
		return *m.X
	}
	return float64(m.Column)
}

// drawPoints draws the points and names the alarming ones while their names
// do not run into each other.
func (f *Figure) drawPoints(p *pen, a plane) {
	type box struct{ x, y, w float64 }
	var named []box
	for _, m := range f.Series[0].Marks {
		if m.Value == nil || m.X == nil {
			continue
		}
		x, y := a.x(*m.X), a.y(*m.Value)
		p.shape(f.tone(0, m), "fill", Shape{Path: circle(x, y, 4), Tip: m.Tip, Number: m.Label})
		if !m.Alarm || m.Row >= len(f.Rows) {
			continue
		}
		name := cut(f.Rows[m.Row], smallest, 180)
		b := box{x + 8, y + 4, textWidth(name, smallest)}
		if b.x+b.w > p.width {
			b.x = x - 8 - b.w
		}
		free := true
		for _, o := range named {
			if math.Abs(o.y-b.y) < 14 && b.x < o.x+o.w && o.x < b.x+b.w {
				free = false
			}
		}
		if free {
			named = append(named, b)
			p.text(Strong, "start", smallest, b.x, b.y, name)
		}
	}
}

// drawKeys names the curves beside the square, or below it on phones.
func (f *Figure) drawKeys(p *pen, a plane) {
	if f.Kind == Points && len(f.Series) > 1 && len(f.Series[1].Marks) > 0 {
		last := f.Series[1].Marks[len(f.Series[1].Marks)-1]
		p.text(Muted, "end", smallest, a.left+a.width, a.y(*last.Value)-8, f.Series[1].Name)
		return
	}
	if f.Kind == Points || f.Kind == Trend && !p.narrow {
		return
	}
	names := f.Rows
	if f.Kind == Curve {
		names = nil
		for _, s := range f.Series {
			names = append(names, s.Name)
		}
	}
	x, y := a.left+a.width+34, a.top+20
	if p.narrow {
		x, y = a.left, p.height+8
	}
	for i, name := range names {
		tone, style := f.lineTone(i, 0)
		p.shape(tone, style, Shape{Path: line(x, y-4, x+22, y-4)})
		p.text(Ink, "start", smallest, x+30, y, cut(name, smallest, p.width-x-30))
		y += 20
	}
	if p.narrow {
		p.height = y
	}
}
