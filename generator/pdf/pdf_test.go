package pdf_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/generator/pdf"
)

// printer starts a browser, or skips the test where there is none. With
// RAPPORT_REQUIRE=chromium its absence is a failure.
func printer(t *testing.T, o pdf.Options) *pdf.Printer {
	t.Helper()
	browser, err := pdf.Find()
	if err != nil {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	o.Browser, o.Day, o.Sandbox = browser, "2026-09-30", os.Geteuid() != 0
	p, err := pdf.Open(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

const sheet = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A review</title>
<style>details::details-content { content-visibility: visible; block-size: auto }</style></head><body>
<h1>Ten of twelve touches</h1><p id="here">东海电信 was <a href="#here">met</a> twice.</p>
<details><summary>More</summary><p>Behind the fold</p></details>
<script>document.body.textContent = 'scripts ran'</script><img src="https://tracker.example/x.png" alt="">
</body></html>`

// text is what a reader can select in a PDF.
func text(t *testing.T, data []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed; the text of the PDF is not read back")
	}
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// two prints of a page are the same bytes, in one browser and in two, and say
// the day that was asked for.
func TestSamePageSameBytes(t *testing.T) {
	first := printer(t, pdf.Options{})
	var prints [][]byte
	for _, p := range []*pdf.Printer{first, first, printer(t, pdf.Options{})} {
		data, err := p.Print([]byte(sheet))
		if err != nil {
			t.Fatal(err)
		}
		prints = append(prints, data)
	}
	for i, data := range prints[1:] {
		if !bytes.Equal(prints[0], data) {
			t.Errorf("print %d differs from the first: %d and %d bytes", i+2, len(data), len(prints[0]))
		}
	}
	if !bytes.HasPrefix(prints[0], []byte("%PDF-")) || !bytes.Contains(prints[0], []byte("(D:20260930000000")) {
		t.Error("the file is no PDF of 2026-09-30")
	}
}

// the print holds the page's text, folds included, in any script, and nothing
// that a script would have made of it.
func TestTextIsSelectable(t *testing.T) {
	data, err := printer(t, pdf.Options{Letter: true}).Print([]byte(sheet))
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, data)
	for _, want := range []string{"Ten of twelve touches", "东海电信", "Behind the fold", "A review", "1/1"} {
		if !strings.Contains(got, want) && !strings.Contains(strings.ReplaceAll(got, " ", ""), want) {
			t.Errorf("the print does not hold %q: %q", want, got)
		}
	}
	if strings.Contains(got, "scripts ran") {
		t.Error("a script ran on the way to paper")
	}
}

func TestOpenRefuses(t *testing.T) {
	if _, err := pdf.Open(context.Background(), pdf.Options{Browser: "none", Day: "soon"}); err == nil || !strings.Contains(err.Error(), `"soon"`) {
		t.Errorf("Open with the date soon = %v, want an error that quotes it", err)
	}
	if _, err := pdf.Open(context.Background(), pdf.Options{Browser: filepath.Join(t.TempDir(), "none"), Day: "2026-09-30"}); err == nil || !strings.Contains(err.Error(), "none") {
		t.Errorf("Open without a browser = %v, want an error that names it", err)
	}
	t.Setenv("PATH", t.TempDir())
	if got, err := pdf.Find(); err != nil && !errors.Is(err, pdf.ErrNoBrowser) {
		t.Errorf("Find() = %q, %v, want ErrNoBrowser", got, err)
	}
}

func TestName(t *testing.T) {
	if got := pdf.Name("accounts/a.b.html"); got != "accounts/a.b.pdf" {
		t.Errorf("Name = %q", got)
	}
	for name, want := range map[string]bool{"index.html": true, "accounts/x.html": true, "data/x.json": false, "assets/app.js": false} {
		if got := pdf.Prints(name); got != want {
			t.Errorf("Prints(%q) = %v, want %v", name, got, want)
		}
	}
}
