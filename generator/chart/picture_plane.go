package chart

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// plane is the drawing area of curves, points and trends.
type plane struct {
	left, top, width, height float64
	xTop, yTop               float64
}

func (a plane) x(v float64) float64 { return a.left + v/a.xTop*a.width }
func (a plane) y(v float64) float64 { return a.top + a.height - v/a.yTop*a.height }

// plane is the area in a picture of the width.
func (f *Figure) plane(width float64) plane {
	return plane{left: 44, top: 22, width: width - 44 - 12, height: 250, xTop: f.xTop(), yTop: f.top()}
}

// drawPlane draws curves in the unit square, points with their limit line and
// trends over the columns.
func (f *Figure) drawPlane(p *pen) {
	area := f.plane(p.width)
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
	if top <= 1 {
		quarters := []tick{{0, "0"}, {0.25, "25 %"}, {0.5, "50 %"}, {0.75, "75 %"}, {1, "100 %"}}
		return quarters[:1+int(top*4)]
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

// mostNames is how many points of a plot are named beside it; all are in the
// table.
const mostNames = 12

// pointName is the name beside a point.
type pointName struct {
	row  int
	text string
	x, y float64 // where the text begins
	left bool    // it stands on the left of its point
}

// names places the names of the highest alarming points of a plot: where a
// name would run into another one or into another point, there is none.
func (f *Figure) names(a plane, width float64) []pointName {
	type box struct{ x, y, w float64 }
	meet := func(b, o box) bool { return math.Abs(o.y-b.y) < 14 && b.x < o.x+o.w && o.x < b.x+b.w }
	var taken []box
	var loud []*Mark
	for i := range f.Series[0].Marks {
		m := &f.Series[0].Marks[i]
		if m.Value == nil || m.X == nil {
			continue
		}
		taken = append(taken, box{a.x(*m.X) - 4, a.y(*m.Value) + 4, 8})
		if m.Alarm && m.Row < len(f.Rows) {
			loud = append(loud, m)
		}
	}
	slices.SortStableFunc(loud, func(a, b *Mark) int { return cmp.Compare(*b.Value, *a.Value) })
	var out []pointName
	for _, m := range loud[:min(mostNames, len(loud))] {
		text := cut(f.Rows[m.Row], smallest, 180)
		x, y, w := a.x(*m.X), a.y(*m.Value)+4, textWidth(text, smallest)
		for _, n := range []pointName{{m.Row, text, x + 8, y, false}, {m.Row, text, x - 8 - w, y, true}} {
			b := box{n.x, y, w}
			if n.x+w <= width && n.x >= a.left && !slices.ContainsFunc(taken, func(o box) bool { return meet(b, o) }) {
				taken, out = append(taken, b), append(out, n)
				break
			}
		}
	}
	return out
}

func (f *Figure) drawPoints(p *pen, a plane) {
	for _, m := range f.Series[0].Marks {
		if m.Value != nil && m.X != nil {
			p.shape(f.tone(0, m), "fill", Shape{Path: circle(a.x(*m.X), a.y(*m.Value), 4), Tip: m.Tip, Number: m.Label})
		}
	}
	for _, n := range f.names(a, p.width) {
		p.text(Strong, "start", smallest, n.x, n.y, n.text)
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
