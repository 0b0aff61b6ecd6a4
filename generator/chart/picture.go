package chart

import (
	"strconv"
	"strings"
	"unicode"
)

// Picture is the static picture: layers of shapes and texts with all
// coordinates worked out, ready to be written as inline SVG.
type Picture struct {
	Name          string // what the picture says, for who cannot see it
	Width, Height int
	Layers        []Layer
	Texts         []TextLayer
}

// Layer is a group of shapes of one tone. Stroke is set for lines and
// outlines and is then the stroke's colour; Fill is "none" for lines. The
// colours are written as attributes too, so that the picture stands without a
// style sheet.
type Layer struct {
	Tone         Tone
	Style        string // CSS class: fill, line, dash, ring, open or cell
	Fill, Stroke string
	Shapes       []Shape
}

// Shape is a path in absolute coordinates. Tip is what its title says; Number
// is the label of the mark that it draws, empty for axes and rings.
type Shape struct{ Path, Tip, Number string }

// TextLayer is a group of texts of one colour, anchor and size.
type TextLayer struct {
	Tone   Tone
	Fill   string
	Anchor string // start, middle or end
	Size   int    // px
	Texts  []Text
}

// Text is a text at its baseline.
type Text struct {
	X, Y float64 // px
	Text string
}

const (
	wide     = 720 // width of a picture in px
	narrow   = 340 // width of the picture for phones
	textSize = 13
	smallest = 12
)

// Picture draws the figure at the full width of the page.
func (f Figure) Picture() Picture { return f.draw(wide) }

// Narrow draws the figure for phones; ok is false when the kind has no narrow
// form and the wide picture is to be scrolled sideways.
func (f Figure) Narrow() (Picture, bool) {
	switch f.Kind {
	case Heat, Points:
		return Picture{}, false
	}
	return f.draw(narrow), true
}

func (f Figure) draw(width int) Picture {
	f.Top = f.top()
	p := &pen{width: float64(width), narrow: width < 500}
	switch f.Kind {
	case Heat:
		f.drawHeat(p)
	case Curve, Points, Trend:
		f.drawPlane(p)
	default:
		f.drawRows(p)
	}
	return Picture{Name: f.Finding, Width: int(p.width), Height: int(p.height + 0.5), Layers: p.layers, Texts: p.texts}
}

// pen collects shapes and texts into layers.
type pen struct {
	width, height float64
	narrow        bool
	layers        []Layer
	texts         []TextLayer
}

func (p *pen) shape(tone Tone, style string, s Shape) {
	for i := range p.layers {
		if p.layers[i].Tone == tone && p.layers[i].Style == style {
			p.layers[i].Shapes = append(p.layers[i].Shapes, s)
			return
		}
	}
	l := Layer{Tone: tone, Style: style, Shapes: append(make([]Shape, 0, 8), s)}
	colour, _ := light(tone)
	switch style {
	case "line", "dash":
		l.Fill, l.Stroke = "none", colour
	case "open":
		l.Fill, l.Stroke = colour, "#7f919f"
	case "ring":
		l.Fill, l.Stroke = "#ffffff", colour
	case "cell":
		l.Fill, l.Stroke = colour, "#d9dee5"
	default:
		l.Fill, l.Stroke = colour, "none"
	}
	p.layers = append(p.layers, l)
}

func (p *pen) text(tone Tone, anchor string, size int, x, y float64, s string) {
	if s == "" {
		return
	}
	t := Text{x, y, s}
	for i := range p.texts {
		l := &p.texts[i]
		if l.Tone == tone && l.Anchor == anchor && l.Size == size {
			l.Texts = append(l.Texts, t)
			return
		}
	}
	fill, ink := light(tone)
	for _, c := range &colours {
		if c.Tone == tone && c.LightText != "" {
			fill = ink
		}
	}
	p.texts = append(p.texts, TextLayer{Tone: tone, Fill: fill, Anchor: anchor, Size: size, Texts: append(make([]Text, 0, 8), t)})
}

// px writes a coordinate with at most one decimal.
func px(v float64) string { return string(appendPx(nil, v)) }

func appendPx(b []byte, v float64) []byte {
	if i := int(v); float64(i) == v {
		return strconv.AppendInt(b, int64(i), 10)
	}
	b = AppendFixed(b, v, 1)
	if b[len(b)-1] == '0' {
		b = b[:len(b)-2]
	}
	return b
}

// command writes a command of a path, in coordinates that follow each other.
func command(b []byte, letter byte, coordinates ...float64) []byte {
	b = append(b, letter)
	for i, v := range coordinates {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendPx(b, v)
	}
	return b
}

func rect(x, y, w, h float64) string {
	b := command(make([]byte, 0, 32), 'M', x, y)
	b = command(command(command(b, 'h', w), 'v', h), 'h', -w)
	return string(append(b, 'z'))
}

func circle(x, y, r float64) string { return string(appendCircle(make([]byte, 0, 48), x, y, r)) }

// appendCircle is one arc that all but closes: half the bytes of two arcs.
func appendCircle(b []byte, x, y, r float64) []byte {
	b = command(b, 'M', x, y-r)
	b = command(b, 'a', r, r)
	return append(b, " 0 1 0 .1 0z"...)
}

func line(x1, y1, x2, y2 float64) string {
	return string(appendLine(make([]byte, 0, 32), x1, y1, x2, y2))
}

func appendLine(b []byte, x1, y1, x2, y2 float64) []byte {
	return command(command(b, 'M', x1, y1), 'L', x2, y2)
}

// whisker is a range with its two ends.
func whisker(x1, x2, y float64) string {
	b := appendLine(make([]byte, 0, 64), x1, y, x2, y)
	return string(appendLine(appendLine(b, x1, y-4, x1, y+4), x2, y-4, x2, y+4))
}

// textWidth estimates the width of a text in px: an em for each CJK
// character, and what the common system fonts need for the others.
func textWidth(s string, size int) float64 {
	em := 0.0
	for _, r := range s {
		em += ems(r)
	}
	return em * float64(size)
}

// ems is the width of a character in em.
func ems(r rune) float64 {
	if r < int32(len(asciiEms)) {
		return asciiEms[r]
	}
	switch {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		return 0
	case r >= 0x1100 && (unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r < 0x3040 || r >= 0xff00 && r < 0xff61 || r > 0x1f000):
		return 1
	case r == '·':
		return 0.34
	case r == '—':
		return 0.92
	}
	return 0.6
}

var asciiEms = func() (table [128]float64) {
	for r := range table {
		switch {
		case strings.IndexByte("iljft.,:;'|!()[] ", byte(r)) >= 0:
			table[r] = 0.34
		case strings.IndexByte("mwMW", byte(r)) >= 0:
			table[r] = 0.92
		case r >= 'A' && r <= 'Z':
			table[r] = 0.68
		default:
			table[r] = 0.6
		}
	}
	return table
}()

// cut shortens a text to a width in px and marks the cut with an ellipsis.
func cut(s string, size int, width float64) string {
	if textWidth(s, size) <= width {
		return s
	}
	runes := []rune(s)
	// No text of a page is wider than its runes times an em: a name of
	// thousands of letters is not measured again for every letter.
	runes = runes[:min(len(runes), int(width)/2+1)]
	for len(runes) > 0 && textWidth(string(runes), size)+float64(size) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRightFunc(string(runes), unicode.IsSpace) + "…"
}

// wrap breaks a text into at most n lines of a width in px.
func wrap(s string, size int, width float64, n int) []string {
	var lines []string
	rest := s
	for len(lines) < n-1 && textWidth(rest, size) > width {
		at := breakAt(rest, size, width)
		if at <= 0 {
			break
		}
		lines = append(lines, strings.TrimSpace(rest[:at]))
		rest = strings.TrimSpace(rest[at:])
	}
	return append(lines, cut(rest, size, width))
}

// breakAt finds the last place in s where a line of the width may end: after
// a space or between CJK characters; 0 when there is none.
func breakAt(s string, size int, width float64) int {
	last, used := 0, 0.0
	for i, r := range s {
		if used > width {
			break
		}
		if i > 0 && (r == ' ' || r >= 0x2e80 && unicode.In(r, unicode.Han)) {
			last = i
		}
		used += ems(r) * float64(size)
	}
	return last
}
