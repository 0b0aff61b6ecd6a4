package chart

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// contrast is the ratio of WCAG 2.2.
func contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func channels(hexColour string) [3]float64 {
	v, err := strconv.ParseUint(strings.TrimPrefix(hexColour, "#"), 16, 32)
	if err != nil || len(hexColour) != 7 {
		panic("not a colour: " + hexColour)
	}
	return [3]float64{float64(v >> 16), float64(v >> 8 & 255), float64(v & 255)}
}

func luminance(hexColour string) float64 {
	linear := func(c float64) float64 {
		if c /= 255; c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	c := channels(hexColour)
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

func TestPaletteContrast(t *testing.T) {
	paper := Palette()[0]
	for _, c := range Palette() {
		for _, mode := range []struct{ name, colour, text, paper string }{
			{"light", c.Light, c.LightText, paper.Light}, {"dark", c.Dark, c.DarkText, paper.Dark},
		} {
			if mode.text != "" {
				if got := contrast(mode.colour, mode.text); got < 4.5 {
					t.Errorf("%s %s: text has contrast %.2f, want 4.5", mode.name, c.Tone, got)
				}
			}
			want := 0.0
			switch c.Tone {
			case Ink, Muted, Accent, Strong:
				want = 4.5 // also text
			case Pale:
				want = 3
			}
			if got := contrast(mode.colour, mode.paper); got < want {
				t.Errorf("%s %s: contrast %.2f against the paper, want %.1f", mode.name, c.Tone, got, want)
			}
		}
	}
}

// the heat scale keeps its order without colour: each step differs in
// lightness, in one direction.
func TestHeatScaleOrder(t *testing.T) {
	var steps []Colour
	for _, c := range Palette() {
		if strings.HasPrefix(string(c.Tone), "heat") {
			steps = append(steps, c)
		}
	}
	for i := 1; i < len(steps); i++ {
		if luminance(steps[i].Light) > luminance(steps[i-1].Light)*0.9 {
			t.Errorf("light %s is not darker than %s", steps[i].Tone, steps[i-1].Tone)
		}
		if luminance(steps[i].Dark) < luminance(steps[i-1].Dark)*1.1 {
			t.Errorf("dark %s is not lighter than %s", steps[i].Tone, steps[i-1].Tone)
		}
	}
}

// a mail cell is light with dark text, or dark enough for white text.
func TestMailCells(t *testing.T) {
	for _, f := range all(t, "en") {
		for _, row := range f.Cells() {
			sum := 0
			for _, c := range row.Cells {
				sum += c.Width
				rgb := channels(c.Background)
				brightness := 0.299*rgb[0] + 0.587*rgb[1] + 0.114*rgb[2]
				if white := contrast(c.Background, "#ffffff"); brightness <= 205 && white < 4.5 {
					t.Errorf("%s: cell %q on %s: brightness %.0f and contrast %.1f with white", f.ID, c.Text, c.Background, brightness, white)
				}
				if got := contrast(c.Background, c.Color); c.Text != "" && got < 4.5 {
					t.Errorf("%s: cell %q has contrast %.2f, want 4.5", f.ID, c.Text, got)
				}
			}
			if sum != 100 {
				t.Errorf("%s: a row of the mail chart is %d %% wide: %+v", f.ID, sum, row)
			}
		}
	}
}

func TestShares(t *testing.T) {
	for _, test := range []struct {
		weights []float64
		total   int
		want    []int
	}{
		{[]float64{9, 6, 5, 2, 1}, 78, []int{31, 20, 17, 7, 3}},
		{[]float64{1000, 1}, 76, []int{75, 1}},
		{[]float64{0, 0, 0}, 76, []int{26, 25, 25}},
		{nil, 76, []int{}},
	} {
		if got := Shares(test.weights, test.total); !slices.Equal(got, test.want) {
			t.Errorf("Shares(%v, %d) = %v, want %v", test.weights, test.total, got, test.want)
		}
	}
}

// the style sheet holds the palette, both modes.
func TestStyleSheetHoldsPalette(t *testing.T) {
	css, err := os.ReadFile("../../templates/chart.css")
	if err != nil {
		t.Fatal(err)
	}
	lightPart, darkPart, _ := strings.Cut(string(css), "@media screen and (prefers-color-scheme: dark)")
	for _, c := range Palette() {
		for _, want := range []struct{ part, line string }{
			{lightPart, fmt.Sprintf("--c-%s: %s;", c.Tone, c.Light)}, {darkPart, fmt.Sprintf("--c-%s: %s;", c.Tone, c.Dark)},
		} {
			if !strings.Contains(want.part, want.line) {
				t.Errorf("chart.css lacks %s", want.line)
			}
		}
		if c.LightText != "" && !(strings.Contains(lightPart, fmt.Sprintf("--c-%s-text: %s;", c.Tone, c.LightText)) &&
			strings.Contains(darkPart, fmt.Sprintf("--c-%s-text: %s;", c.Tone, c.DarkText))) {
			t.Errorf("chart.css lacks the text colours of %s", c.Tone)
		}
	}
}
