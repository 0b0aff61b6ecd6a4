package report

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
)

// Shell is what every page has around its content.
type Shell struct {
	Lang    string
	Title   string
	CSP     string
	Style   template.CSS
	Inline  []template.JS // scripts inside the page
	Scripts []string      // addresses of scripts beside the page
	Skip    string        // text of the link to the content
	Tools   Tools
	Home    *Link
	Alerts  [][]Span // what is to be known first
	Footer  []string
}

// Tools are the words of the controls that the scripts add to tables.
type Tools struct{ Search, Copy, Copied, CSV, XLSX, Sort, Count string }

// shell holds the parsed templates and the assets of a run.
type shell struct {
	account, portfolio *template.Template
	style              template.CSS
	inline             []template.JS
	scripts            []string // names under assets/
	csp                string
	assets             []asset
}

type asset struct {
	name string
	data []byte
}

// scriptFiles are the scripts in the order they run; the first two belong to
// the charts.
var scriptFiles = []string{"vendor/echarts/echarts.min.js", "chart.js", "app.js"}

func newShell(o Options) (*shell, error) {
	sh := &shell{}
	var err error
	if sh.account, err = parse(o.Templates, "page_account.html"); err != nil {
		return nil, err
	}
	if sh.portfolio, err = parse(o.Templates, "page_portfolio.html"); err != nil {
		return nil, err
	}
	var style strings.Builder
	for _, name := range []string{"style.css", "chart.css"} {
		data, err := readAsset(o.Templates, name)
		if err != nil {
			return nil, err
		}
		style.Write(data)
	}
	style.WriteString(banner(o.Catalog, o.Audience))
	sh.style = template.CSS(style.String())
	var hashes []string
	if o.Assets != "none" {
		for _, name := range scriptFiles {
			data, err := readAsset(o.Templates, name)
			if err != nil {
				return nil, err
			}
			if len(data) == 0 {
				continue
			}
			if o.Assets == "shared" {
				sh.scripts = append(sh.scripts, path.Base(name))
				sh.assets = append(sh.assets, asset{path.Base(name), data})
				continue
			}
			if strings.Contains(strings.ToLower(string(data)), "</script") {
				return nil, fmt.Errorf("reading %s: a script that holds </script cannot stand inside a page", name)
			}
			sh.inline = append(sh.inline, template.JS(data))
			hashes = append(hashes, contentHash(string(data)))
		}
	}
	sh.csp = policy(o.Assets, contentHash(style.String()), hashes)
	return sh, nil
}

// policy is the content security policy of a page: nothing from outside. A
// page opened from a folder has no origin that 'self' surely matches, so the
// file scheme is named too.
func policy(assets, style string, scripts []string) string {
	rules := []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "style-src " + style}
	switch {
	case assets == "shared":
		rules = append(rules, "script-src 'self' file:")
	case len(scripts) > 0:
		rules = append(rules, "script-src "+strings.Join(scripts, " "))
	}
	return strings.Join(rules, "; ")
}

func contentHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// readAsset reads a file that a templates folder may do without.
func readAsset(templates fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(templates, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return []byte(strings.ReplaceAll(string(data), "\r\n", "\n")), nil
}

// parse reads the layout, the partials and one page.
func parse(templates fs.FS, page string) (*template.Template, error) {
	t := template.New("layout.html").Option("missingkey=error")
	patterns := []string{"layout.html", "partials/*.html", page}
	t, err := t.ParseFS(templates, patterns...)
	if err != nil {
		return nil, fmt.Errorf("reading templates: %w", err)
	}
	return t.Lookup(page), nil
}

// page fills the parts that every page has. Depth is how many folders the
// page lies below the root of the reviews.
func (s *scribe) shell(sh *shell, title string, depth int) Shell {
	up := strings.Repeat("../", depth)
	out := Shell{
		Lang: s.Lang(), Title: title, CSP: sh.csp, Style: sh.style, Inline: sh.inline,
		Skip: s.T("page.skip"), Alerts: s.alerts(),
		Tools: Tools{Search: s.T("page.search"), Copy: s.T("page.copy"), Copied: s.T("page.copied"),
			CSV: s.T("page.csv"), XLSX: s.T("page.xlsx"), Sort: s.T("page.sort"), Count: s.T("page.count")},
	}
	for _, name := range sh.scripts {
		out.Scripts = append(out.Scripts, up+"assets/"+name)
	}
	if depth > 0 && !s.r.Hides("portfolio") {
		out.Home = &Link{Href: up + "index.html", Text: s.T("page.home")}
	}
	tool := "rapport"
	if s.version != "" {
		tool += " " + s.version
	}
	out.Footer = []string{tool, s.T("page.edition." + s.audience), notForJudging(s.Catalog, s.audience)}
	return out
}
