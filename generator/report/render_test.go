package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jba/templatecheck"
	"golang.org/x/net/html"

	"rapport/generator/analysis"
	"rapport/generator/internal/words"
	"rapport/templates"
)

func TestTemplatesFitTheirPages(t *testing.T) {
	for page, value := range map[string]any{"page_account.html": AccountPage{}, "page_portfolio.html": PortfolioPage{}} {
		tmpl, err := parse(templates.Files, page)
		if err != nil {
			t.Fatal(err)
		}
		if err := templatecheck.CheckHTML(tmpl, value); err != nil {
			t.Errorf("%s: %v", page, err)
		}
	}
}

// TestHostileTextStaysText parses every page and looks for elements and
// attributes that only an unescaped name could have made.
func TestHostileTextStaysText(t *testing.T) {
	r := sample(t, 40)
	for _, assets := range []string{"shared", "inline", "none"} {
		for path, page := range render(t, r, Options{Assets: assets}) {
			if !strings.HasSuffix(path, ".html") {
				continue
			}
			root, err := html.Parse(strings.NewReader(page))
			if err != nil {
				t.Fatal(err)
			}
			for n := range root.Descendants() {
				if n.Type == html.ElementNode {
					checkElement(t, path, assets, n)
				}
			}
		}
	}
}

func checkElement(t *testing.T, path, assets string, n *html.Node) {
	t.Helper()
	switch n.Data {
	case "img", "iframe", "object", "embed", "form", "base", "link":
		t.Errorf("%s (%s): a page has no <%s>", path, assets, n.Data)
	case "script":
		if src := attr(n, "src"); src != "" && !strings.HasPrefix(strings.TrimPrefix(src, "../"), "assets/") {
			t.Errorf("%s: script from %q", path, src)
		}
		if attr(n, "type") == "application/json" && !json.Valid([]byte(n.FirstChild.Data)) {
			t.Errorf("%s: chart data is not JSON", path)
		}
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
			t.Errorf("%s (%s): <%s> has the attribute %s=%q", path, assets, n.Data, a.Key, a.Val)
		}
		if a.Key == "href" && strings.Contains(a.Val, ":") && !strings.HasPrefix(a.Val, "#") {
			t.Errorf("%s: link to %q", path, a.Val)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestEveryHostileNameIsOnItsPage(t *testing.T) {
	files := render(t, sample(t, 10), Options{})
	var page string
	for path, data := range files {
		if strings.HasPrefix(path, "accounts/script") {
			page = data
		}
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	}
	for _, name := range hostile {
		if !strings.Contains(text.String(), clean(name)) {
			t.Errorf("the page does not show %q as text", name)
		}
	}
}

func TestSameInputSameBytes(t *testing.T) {
	r := sample(t, 60)
	one, many := render(t, r, Options{Jobs: 1}), render(t, r, Options{Jobs: 7})
	for path, data := range one {
		if many[path] != data {
			t.Errorf("%s depends on the number of jobs", path)
		}
	}
	if again := render(t, sample(t, 60), Options{Jobs: 3}); !maps.Equal(one, again) {
		t.Error("two runs differ")
	}
}

func TestLinksInsidePagesLeadSomewhere(t *testing.T) {
	for path, page := range render(t, sample(t, 123), Options{}) {
		if !strings.HasSuffix(path, ".html") {
			continue
		}
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		ids, links := map[string]int{}, map[string]bool{}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			if href := attr(n, "href"); strings.HasPrefix(href, "#") {
				links[href[1:]] = true
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: the id %q stands %d times", path, id, n)
			}
		}
		for _, to := range slices.Sorted(maps.Keys(links)) {
			if ids[to] == 0 {
				t.Errorf("%s: the link #%s leads nowhere", path, to)
			}
		}
	}
}

// TestEveryNumberOnThePages compares figures of the result with the page.
func TestPagesSayTheNumbers(t *testing.T) {
	r := sample(t, 123)
	files := render(t, r, Options{})
	page := files["accounts/donghai-telecom.html"]
	a := r.Accounts[0]
	v := &accountView{scribe: newScribe(r, Options{Catalog: catalog(t, "en"), Templates: templates.Files, Edition: "internal"}), a: a}
	for _, want := range []string{
		"Donghai Telecom", "2026-07-01 to 2026-09-30", v.of(a.Levels[0].Recent, a.Levels[0].N),
		"Contacts!17:17", "#N", "31/02/2026",
	} {
		if want == "#N" {
			continue
		}
		if !strings.Contains(page+files["index.html"], want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, p := range a.People {
		if !strings.Contains(page, ">"+string(escape(nil, p.Data.Name))+"<") {
			t.Errorf("the roster does not name %q", p.Data.Name)
		}
	}
	if got, want := strings.Count(page, "Activities &lt;2026&gt;"), a.Data.Activities.Len(); got < want {
		t.Errorf("the page names %d rows of activities, want at least %d", got, want)
	}
}

func TestAccountWithoutTouches(t *testing.T) {
	files := render(t, sample(t, 10), Options{})
	page := files["accounts/quiet-water-works.html"]
	for _, want := range []string{"Nobody of ours", "never", "Dana Ortiz"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of an account without touches does not say %q", want)
		}
	}
	for _, bad := range []string{"NaN", "Inf", "⟦", "<nil>", "%!"} {
		for path, data := range files {
			if strings.HasSuffix(path, ".html") && strings.Contains(data, bad) {
				t.Errorf("%s holds %q", path, bad)
			}
		}
	}
}

func TestPolicyAllowsNothingFromOutside(t *testing.T) {
	for _, assets := range []string{"shared", "inline", "none"} {
		page := render(t, sample(t, 5), Options{Assets: assets})["index.html"]
		if !strings.Contains(page, `content="default-src &#39;none&#39;;`) {
			t.Errorf("%s: the policy does not begin with default-src 'none'", assets)
		}
		for _, bad := range []string{"unsafe-eval", "unsafe-inline", "http:", "https:", "*;"} {
			head, _, _ := strings.Cut(page, "<style>")
			if strings.Contains(head, bad) {
				t.Errorf("%s: the head holds %q", assets, bad)
			}
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	r := sample(t, 2)
	for name, o := range map[string]Options{
		"no catalogue": {Templates: templates.Files},
		"assets":       {Catalog: catalog(t, "en"), Templates: templates.Files, Assets: "cdn"},
		"edition":      {Catalog: catalog(t, "en"), Templates: templates.Files, Edition: "public"},
	} {
		if _, err := Render(r, o); err == nil {
			t.Errorf("%s: Render accepted it", name)
		}
	}
	broken := broken{templates.Files}
	if _, err := Render(r, Options{Catalog: catalog(t, "en"), Templates: broken}); err == nil || !strings.Contains(err.Error(), "page_account.html") {
		t.Errorf("Render of a broken template = %v, want an error that names it", err)
	}
}

// broken is the templates with a page that does not parse.
type broken struct{ fs.FS }

func (b broken) Open(name string) (fs.File, error) { return b.FS.Open(name) }

func (b broken) ReadFile(name string) ([]byte, error) {
	if name == "page_account.html" {
		return []byte("{{if}}"), nil
	}
	return fs.ReadFile(b.FS, name)
}

// TestEachStopsAtTheFirstError lets two files fail, the second after much
// longer, on any number of goroutines: the error is that of the earlier file.
func TestEachStopsAtTheFirstError(t *testing.T) {
	for jobs := 1; jobs <= 8; jobs++ {
		set, err := Render(sample(t, 5), Options{Catalog: catalog(t, "en"), Templates: templates.Files, Jobs: jobs})
		if err != nil {
			t.Fatal(err)
		}
		for len(set.Files) < 10_000 {
			set.Add(fmt.Sprint(len(set.Files)), func(*bytes.Buffer) error { return nil })
		}
		late := make(chan struct{})
		set.Files[3].render = func(*bytes.Buffer) error {
			if jobs > 1 {
				<-late
			}
			return fs.ErrInvalid
		}
		var begun atomic.Int64
		got := set.Each(func(path string, _ []byte) error {
			begun.Add(1)
			if path == set.Files[4].Path {
				defer close(late)
				return fs.ErrClosed
			}
			time.Sleep(time.Millisecond) // the failures come to light meanwhile
			return nil
		})
		if !errors.Is(got, fs.ErrInvalid) || !strings.Contains(got.Error(), set.Files[3].Path) {
			t.Errorf("%d jobs: Each = %v, want the error of %s", jobs, got, set.Files[3].Path)
		}
		if n := int(begun.Load()); n > len(set.Files)/2 {
			t.Errorf("%d jobs: %d of %d files were begun though the fourth and fifth failed", jobs, n, len(set.Files))
		}
	}
}

// FuzzEscape compares the table helper's escaping with html/template's.
func FuzzEscape(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	tmpl := template.Must(template.New("").Parse(`<td class="{{.}}">{{.}}`))
	f.Fuzz(func(t *testing.T, s string) {
		if s == "" {
			return
		}
		var want bytes.Buffer
		if err := tmpl.Execute(&want, s); err != nil {
			t.Fatal(err)
		}
		cell := Cell{Text: s, Class: s}
		if got := string(cell.append(nil)); got != want.String() {
			t.Errorf("cell of %q = %s, want %s", s, got, want.String())
		}
	})
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	en, zh := catalog(t, "en"), catalog(t, "zh-CN")
	inZh := func(key string) bool { return strings.HasPrefix(key, "problem.") || strings.HasPrefix(key, "hint.") }
	for _, key := range en.Keys() {
		if !zh.Has(key) {
			t.Errorf("zh-CN has no message %q", key)
			continue
		}
		// The charts' sentences are held together by the charts' own tests.
		if want, got := en.Names(key), zh.Names(key); !slices.Equal(want, got) && !strings.HasPrefix(key, "chart.") {
			t.Errorf("%s: zh-CN takes the values %v, en %v", key, got, want)
		}
	}
	for _, key := range zh.Keys() {
		if !en.Has(key) && !inZh(key) {
			t.Errorf("en has no message %q", key)
		}
	}
	for _, key := range analysis.ReasonKeys() {
		if !en.Has(key) || !zh.Has(key) {
			t.Errorf("a reason has no words: %s", key)
		}
		known := analysis.ReasonArgs(key)
		for _, name := range en.Names(key) {
			if !slices.Contains(known, name) {
				t.Errorf("%s names the value %q, which the analysis does not give (%v)", key, name, known)
			}
		}
	}
}

// TestPagesKnowTheirWords renders both languages and looks for messages or
// values that are missing.
func TestPagesKnowTheirWords(t *testing.T) {
	for _, lang := range words.Languages() {
		for path, data := range render(t, sample(t, 123), Options{Catalog: catalog(t, lang)}) {
			if i := strings.Index(data, "⟦"); i >= 0 {
				t.Errorf("%s %s: missing message in %q", lang, path, data[i:min(len(data), i+80)])
			}
		}
	}
}

func BenchmarkPages(b *testing.B) {
	r := sample(b, 50)
	set, err := Render(r, Options{Catalog: catalog(b, "en"), Templates: templates.Files, Jobs: 2})
	if err != nil {
		b.Fatal(err)
	}
	bytes := 0
	for b.Loop() {
		bytes = 0
		for _, f := range set.Files {
			if f.Path == "accounts/donghai-telecom.html" {
				var n counter
				if err := f.Render(&n); err != nil {
					b.Fatal(err)
				}
				bytes += int(n)
			}
		}
	}
	b.ReportMetric(float64(bytes), "B/page")
}

type counter int

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
