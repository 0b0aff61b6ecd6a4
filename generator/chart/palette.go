package chart

import (
	"math"
	"slices"
)

// Tone names a colour by what it says. It is also the CSS class of the mark
// and the name of the custom property, --c-TONE, that holds the colour.
type Tone string

// The tones. Heat1 to Heat5 rise with the value; Zero and Alarm are cells
// that hold 0, Alarm where 0 is a finding. None is undefined.
const (
	Paper  Tone = "paper"  // background
	Ink    Tone = "ink"    // text
	Muted  Tone = "muted"  // second text
	Rule   Tone = "rule"   // hairlines, never a mark
	Accent Tone = "accent" // marks
	Pale   Tone = "pale"   // companion marks
	Strong Tone = "strong" // alarming marks and text
	Zero   Tone = "zero"
	Alarm  Tone = "alarm"
	None   Tone = "none"
	Heat1  Tone = "heat1"
	Heat2  Tone = "heat2"
	Heat3  Tone = "heat3"
	Heat4  Tone = "heat4"
	Heat5  Tone = "heat5"
)

// Colour is a tone in light and in dark, with the text colours that are read
// on it when the tone is a cell.
type Colour struct {
	Tone                Tone
	Light, Dark         string // #rrggbb
	LightText, DarkText string // text on a cell of this tone; "" when it is no cell
}

// Palette lists all colours. The steps of the heat scale differ in lightness,
// not only in hue, so that they can be told apart without colour vision; a
// light cell is light enough for dark text and a dark one dark enough for
// white text, as mail clients that invert only one of the two require.
func Palette() []Colour { return slices.Clone(colours[:]) }

var colours = [...]Colour{
	{Paper, "#ffffff", "#14181d", "", ""},
	{Ink, "#1b1f24", "#e6e9ed", "", ""},
	{Muted, "#5d6672", "#a3adb8", "", ""},
	{Rule, "#d9dee5", "#38414b", "", ""},
	{Accent, "#0b5d7a", "#62b4d2", "", ""},
	{Pale, "#7f919f", "#7d8d9a", "", ""},
	{Strong, "#b5543a", "#ea977f", "", ""},
	{Zero, "#ffffff", "#14181d", "#5d6672", "#a3adb8"},
	{Alarm, "#fbeee9", "#3c231b", "#a3452b", "#f3ac97"},
	{None, "#f3f5f7", "#1d2329", "#5d6672", "#a3adb8"},
	{Heat1, "#e6f0f4", "#1b2f39", "#1b1f24", "#e6e9ed"},
	{Heat2, "#cde0e8", "#21475a", "#1b1f24", "#ffffff"},
	{Heat3, "#2f7894", "#2c6680", "#ffffff", "#ffffff"},
	{Heat4, "#0b5d7a", "#7cc2db", "#ffffff", "#14181d"},
	{Heat5, "#073b4e", "#b5dfee", "#ffffff", "#14181d"},
}

// light gives the light colour of a tone and of the text on it.
func light(t Tone) (fill, text string) {
	for _, c := range &colours {
		if c.Tone == t {
			if c.LightText == "" {
				return c.Light, "#1b1f24"
			}
			return c.Light, c.LightText
		}
	}
	return "#ffffff", "#1b1f24"
}

// heat gives the tone of a value between 0 and top.
func heat(value, top float64) Tone {
	if value <= 0 || top <= 0 {
		return Zero
	}
	steps := [...]Tone{Heat1, Heat2, Heat3, Heat4, Heat5}
	return steps[min(4, max(0, int(math.Ceil(value/top*5))-1))]
}

// tone gives the colour of a mark of the i-th series of the figure.
func (f *Figure) tone(i int, m Mark) Tone {
	switch {
	case f.Kind == Heat && m.Value == nil:
		return None
	case f.Kind == Heat && m.Alarm:
		return Alarm
	case f.Kind == Heat:
		return heat(*m.Value, f.top())
	case m.Alarm && !f.Weak:
		return Strong
	case i == 0 && !f.Weak:
		return Accent
	}
	return Pale
}

// top is the end of the value axis: Top, else the largest value or range end,
// else 1.
func (f *Figure) top() float64 {
	if f.Top > 0 {
		return f.Top
	}
	top := 0.0
	for _, s := range f.Series {
		for _, m := range s.Marks {
			if m.Value != nil {
				top = max(top, *m.Value)
			}
			if m.Hi != nil {
				top = max(top, *m.Hi)
			}
		}
	}
	if top == 0 {
		return 1
	}
	return top
}
