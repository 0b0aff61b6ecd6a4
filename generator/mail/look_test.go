package mail

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"rapport/generator/internal/words"
	"rapport/templates"
)

// luminance of #rrggbb as WCAG 2 defines it, and its plain brightness, 0 to
// 255.
func luminance(t *testing.T, colour string) (float64, float64) {
	t.Helper()
	v, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is not a colour", colour)
	}
	linear := func(c uint64) float64 {
		x := float64(c) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	r, g, b := v>>16&255, v>>8&255, v&255
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b), (float64(r)*299 + float64(g)*587 + float64(b)*114) / 1000
}

func contrast(t *testing.T, a, b string) float64 {
	la, _ := luminance(t, a)
	lb, _ := luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestChartCellsCanBeRead holds the palette rule: a cell is light with dark
// text, or dark enough for white text, so that it survives programs that
// invert only one of the two.
func TestChartCellsCanBeRead(t *testing.T) {
	worst := 21.0
	cells := 0
	for _, lang := range words.Languages() {
		in := sampleInput(t, "internal", lang)
		c, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		w := writer{c, 10, false}
		a, err := in.Reviews[0].account(in.Reviews[0].Lines[0].Slug)
		if err != nil {
			t.Fatal(err)
		}
		letters := []Letter{w.account(in.Reviews[0], a), w.digest(in.Reviews[0], in.Reviews[0].Lines, nil, a.levelNames(), Config{}.link)}
		for _, l := range letters {
			for _, chart := range l.Charts {
				for _, row := range chart.Rows {
					width := 0
					for _, cell := range row.Cells {
						width += cell.Width
						k := contrast(t, cell.Background, cell.Color)
						if cell.Text != "" {
							worst = min(worst, k)
							cells++
						}
						if cell.Text != "" && k < 4.5 {
							t.Errorf("%q on %s in %s has contrast %.2f, want 4.5", cell.Text, cell.Background, cell.Color, k)
						}
						if _, bright := luminance(t, cell.Background); bright <= 205 && contrast(t, cell.Background, "#ffffff") < 4.5 {
							t.Errorf("%s is neither light nor dark", cell.Background)
						}
					}
					if width != 100 {
						t.Errorf("a row of %q is %d%% wide, want 100", chart.Title, width)
					}
				}
			}
		}
	}
	if cells < 100 {
		t.Fatalf("only %d cells looked at", cells)
	}
	t.Logf("worst contrast of %d cells: %.2f", cells, worst)
}

// TestStylesCanBeRead does the same for the text around the charts.
func TestStylesCanBeRead(t *testing.T) {
	for name, css := range styles {
		back, fore := "#ffffff", ""
		for declaration := range strings.SplitSeq(string(css), ";") {
			property, value, _ := strings.Cut(declaration, ":")
			switch property {
			case "color":
				fore = value
			case "font-size":
				if n, _ := strconv.Atoi(strings.TrimSuffix(value, "px")); n < 13 && name != "cell" {
					t.Errorf("%s is set in %s, want 13px or more", name, value)
				}
			}
		}
		if name == "link" {
			back = "#0b5d7a"
		}
		if fore != "" && contrast(t, back, fore) < 4.5 {
			t.Errorf("%s has contrast %.2f", name, contrast(t, back, fore))
		}
	}
}

func TestLint(t *testing.T) {
	bad := map[string]string{
		`<script>x</script>`:                    "<script>",
		`<svg></svg>`:                           "<svg>",
		`<img src="https://x.test/a.png">`:      "picture",
		`<img src="data:image/png;base64,xx">`:  "picture",
		`<td colspan="2">`:                      "colspan",
		`<td onclick="x()">`:                    "onclick",
		`<p style="position:absolute">`:         "position",
		`<p style="display:flex;flex:1">`:       "flex",
		`<p style="background-color:url(x)">`:   "url(x)",
		`<p style="color:ZgotmplZ">`:            "ZgotmplZ",
		`<a href="javascript:x()">`:             "javascript",
		`<link rel="stylesheet" href="x">`:      "<link>",
		`<style>` + strings.Repeat("a", 17_000): "style sheet",
		`<form action="x"><input></form>`:       "<form>",
	}
	for page, want := range bad {
		if got := strings.Join(Lint(page), "; "); !strings.Contains(got, want) {
			t.Errorf("Lint(%.40q) = %q, want a fault with %q", page, got, want)
		}
	}
	if got := Lint(`<img src="cid:a@b" alt="x"><a href="https://x.test">y</a>`); got != nil {
		t.Errorf("Lint of good tags = %v", got)
	}
}

// TestWordsOfMails holds that both languages have the same words with the
// same values, and that nothing is missing.
func TestWordsOfMails(t *testing.T) {
	var all [2][]string
	for i, lang := range words.Languages() {
		c, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range c.Keys() {
			if strings.HasPrefix(key, "mail.") {
				all[i] = append(all[i], key+" "+strings.Join(c.Names(key), " "))
			}
		}
	}
	if strings.Join(all[0], "\n") != strings.Join(all[1], "\n") || len(all[0]) < 30 {
		t.Errorf("the languages differ:\n%v\n%v", all[0], all[1])
	}
}
