package generator_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rapport/generator"
	"rapport/generator/pdf"
	"rapport/templates"
)

// printSample makes the reviews of one account of the sample, on paper too.
func printSample(t *testing.T, lang, account string) string {
	t.Helper()
	browser, err := pdf.Find()
	if err != nil {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	inputs, err := filepath.Glob(filepath.Join("..", "sample", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	if _, err := generator.Run(generator.Options{
		Inputs: inputs, Out: out, Lang: lang, Accounts: []string{account}, Today: sampleDay, Templates: templates.Files, Version: "sample",
		Browser: browser, Sandbox: os.Geteuid() != 0,
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// word is a run of letters or digits: what must be found on paper again.
var word = regexp.MustCompile(`[\p{L}\p{N}]+`)

// TestPaper prints the fullest account in both languages. Every word of every
// table, folded ones included, can be selected in the PDF: nothing is cut off
// at an edge.
func TestPaper(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			out := printSample(t, lang, "A01")
			sheets := filepath.Join(out, "accounts", "donghai-telecom-东海电信.pdf")
			data, err := os.ReadFile(sheets)
			if err != nil {
				t.Fatal(err)
			}
			tool, err := exec.LookPath("pdftotext")
			if err != nil {
				t.Skip("pdftotext is not installed; the text of the PDF is not read back")
			}
			printed, err := exec.Command(tool, "-raw", sheets, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			// Words break over lines and kerning parts them: compare without.
			text := strings.Join(word.FindAllString(string(printed), -1), "")
			parent := browser(t)
			page := strings.TrimSuffix(sheets, ".pdf") + ".html"
			cells := visit[[]string](t, parent, page, `[...document.querySelectorAll('td, th, h2, h3, summary, .answer p, .ask li')]
				.filter((e) => !e.matches('.figure-numbers > summary') && !e.closest('.lead > figure > figcaption')).flatMap((e) => [...e.childNodes].map((n) => n.textContent)).filter((s) => s.trim())`)
			missing := 0
			for _, cell := range cells {
				for _, w := range word.FindAllString(cell, -1) {
					if !strings.Contains(text, w) {
						if missing++; missing < 10 {
							t.Errorf("%q of %q is not on paper", w, cell)
						}
					}
				}
			}
			if len(cells) < 500 {
				t.Errorf("the page has %d texts, want the whole of a full account", len(cells))
			}
			if strings.Contains(string(data), "/Subtype /Image") {
				t.Error("the print holds images where it should hold text and lines")
			}
		})
	}
}

// TestPaperTwice prints a page twice and finds the same bytes.
func TestPaperTwice(t *testing.T) {
	var prints [2]string
	for i := range prints {
		data, err := os.ReadFile(filepath.Join(printSample(t, "en", "A06"), "accounts", "tarnholt-instruments.pdf"))
		if err != nil {
			t.Fatal(err)
		}
		prints[i] = string(data)
	}
	if prints[0] != prints[1] {
		t.Errorf("a second print has other bytes: %d and %d", len(prints[0]), len(prints[1]))
	}
}

// TestPaperIsNotCut lays the pages out as on A4 and looks for tables and
// pictures that are wider than the sheet.
func TestPaperIsNotCut(t *testing.T) {
	parent := browser(t)
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	pages, err := filepath.Glob(filepath.Join(out, "accounts", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	const sheet = 688 // CSS pixels between the margins of A4: 210 mm - 2 × 14 mm
	for _, path := range append(pages, filepath.Join(out, "index.html")) {
		wide := visit[[]string](t, parent, path, `[...document.querySelectorAll('table, svg, p, h2')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
			.map((e) => (e.id || e.className.baseVal || e.tagName) + ': ' + Math.round(e.getBoundingClientRect().right))`,
			printMedia(), chromedp.EmulateViewport(sheet, 1000))
		if len(wide) > 0 {
			t.Errorf("%s: wider than a sheet of %d px: %s", filepath.Base(path), sheet, wide)
		}
	}
}

// TestStrictPolicy opens pages as a viewer that allows nothing shows them:
// default-src 'none' beside the page's own policy, so no script runs and no
// style applies. Every number and picture is there all the same.
func TestStrictPolicy(t *testing.T) {
	parent := browser(t)
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	for _, name := range []string{"index.html", "accounts/donghai-telecom-东海电信.html", "accounts/etc.html"} {
		path := filepath.Join(out, filepath.FromSlash(name))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		const meta = `<meta charset="utf-8">`
		strict := strings.Replace(string(data), meta, meta+`<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`, 1)
		file := filepath.Join(filepath.Dir(path), "strict.html")
		if err := os.WriteFile(file, []byte(strict), 0o600); err != nil {
			t.Fatal(err)
		}
		want := texts(t, parent, path, true)
		got := texts(t, parent, file, false)
		if got.Words != want.Words {
			t.Errorf("%s: the strict page says other words: %d and %d characters", name, len(got.Words), len(want.Words))
		}
		if got.Pictures < got.Figures || got.Figures == 0 || got.Visible < got.Figures {
			t.Errorf("%s: %+v, want a visible picture for each figure", name, got.shape)
		}
	}
}

// shape counts the figures of a page and those whose picture can be seen.
type shape struct {
	Figures  int `json:"figures"`
	Pictures int `json:"pictures"`
	Visible  int `json:"visible"`
}

type said struct {
	shape
	Words string `json:"words"`
}

// texts reads the static layer of a page, without scripts or under a policy
// that stops them.
func texts(t *testing.T, parent context.Context, path string, off bool) said {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	defer cancel()
	if off {
		if err := chromedp.Do(ctx, withoutScripts()); err != nil {
			t.Fatal(err)
		}
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}
	if err := chromedp.Do(ctx, chromedp.Navigate(address.String())); err != nil {
		t.Fatal(err)
	}
	return evaluate[said](t, ctx, `(() => {
		const figures = [...document.querySelectorAll('figure[data-chart]')];
		return { words: document.body.textContent, figures: figures.length, pictures: figures.filter((f) => f.querySelector('svg')).length,
			visible: figures.filter((f) => [...f.querySelectorAll('svg')].some((s) => s.getBoundingClientRect().height > 20)).length };
	})()`)
}
