package chart

import (
	"encoding/json"
	"html/template"
	"strings"
	"testing"
)

// slow writes a figure mark by mark through html/template, as the helpers
// must.
const slow = `{{define "figure"}}
<figure class="figure" id="{{.ID}}" data-chart="{{.Kind}}" data-height="{{.Wide.Height}}">
<figcaption><h3>{{.Finding}}</h3><p class="how">{{.How}}</p></figcaption>
<div class="figure-still">
{{- if .Narrow}}<div class="figure-wide">{{template "picture" .Wide}}</div><div class="figure-narrow" hidden>{{template "picture" .Narrow}}</div>
{{- else}}<div class="figure-scroll" role="group" tabindex="0" aria-label="{{.Finding}}">{{template "picture" .Wide}}</div>{{end -}}
</div>
{{- with .Option}}
<div class="figure-live" hidden></div>
<script type="application/json" class="figure-option">{{script .}}</script>
{{- end}}
{{- with .Limit}}<p class="how">{{.}}</p>{{end}}
<details class="figure-numbers"><summary>{{.Numbers}}</summary>{{template "figure-table" .Table}}</details>
</figure>
{{end}}
{{- define "picture"}}<svg viewBox="0 0 {{.Width}} {{.Height}}" width="{{.Width}}" height="{{.Height}}" role="img" aria-label="{{.Name}}" font-family="system-ui,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','PingFang SC','Microsoft YaHei',sans-serif">
{{- range .Layers}}<g class="{{.Style}} t-{{.Tone}}" fill="{{.Fill}}" stroke="{{.Stroke}}">
{{- range .Shapes}}<path d="{{.Path}}">{{if .Tip}}<title>{{.Tip}}</title>{{end}}</path>{{end}}</g>{{end}}
{{- range .Texts}}<g class="text t-{{.Tone}}" fill="{{.Fill}}" font-size="{{.Size}}" text-anchor="{{.Anchor}}">
{{- range .Texts}}<text x="{{px .X}}" y="{{px .Y}}">{{.Text}}</text>{{end}}</g>{{end}}</svg>{{end}}
{{- define "figure-table"}}<div class="figure-scroll" role="group" tabindex="0" aria-label="{{.Caption}}"><table><caption>{{.Caption}}</caption><thead><tr>{{range .Head}}<th scope="col">{{.}}{{end}}</thead><tbody>{{template "rows" .}}</tbody></table></div>{{end}}
{{- define "rows"}}{{range .Rows}}<tr><th scope="row">{{if .Link}}<a href="{{.Link}}">{{.Head}}</a>{{else}}{{.Head}}{{end}}{{range .Cells}}<td>{{if .Link}}<a href="{{.Link}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}{{end}}{{end}}{{end}}
{{- define "text"}}<b title="{{.}}">{{.}}</b>{{end}}`

// slowly parses slow.
func slowly(t testing.TB) *template.Template {
	t.Helper()
	return template.Must(template.New("").Funcs(template.FuncMap{
		"px": px, "script": func(o *option) template.JS { return template.JS(o.append(nil)) },
	}).Parse(slow))
}

func executed(t testing.TB, tpl *template.Template, name string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := tpl.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFiguresAreWhatTheTemplateWrites(t *testing.T) {
	tpl := slowly(t)
	hostile := View{ID: "x", Kind: Heat, Finding: hostileText, How: hostileText, Limit: hostileText, Numbers: hostileText, Table: Table{Caption: hostileText,
		Head: []string{hostileText}, Rows: []TableRow{{Head: hostileText, Cells: []TableCell{{Text: hostileText}}}}},
		Wide: Picture{Name: hostileText, Layers: []Layer{{Tone: Ink, Style: "fill", Fill: "none", Stroke: "none", Shapes: []Shape{{Path: "M0 0", Tip: hostileText}}}},
			Texts: []TextLayer{{Tone: Ink, Fill: "#fff", Anchor: "end", Size: 12, Texts: []Text{{X: 1.25, Y: -0.04, Text: hostileText}}}}}}
	views := []View{hostile}
	for _, interactive := range []bool{true, false} {
		for _, f := range all(t, "en") {
			v, err := f.View(contextFor(t, "en").Words, interactive)
			if err != nil {
				t.Fatal(err)
			}
			views = append(views, v)
		}
	}
	for _, v := range views {
		if got, want := string(v.Append(nil)), executed(t, tpl, "figure", v); got != want {
			t.Errorf("%s:\n got %s\nwant %s", v.ID, got, want)
		}
	}
}

const hostileText = "</script><img src=x onerror=\"alert('1')\">&amp; a+b\x00\u202e北京\xff"

func TestLinksLeadToOurPages(t *testing.T) {
	tpl := slowly(t)
	for link, kept := range map[string]bool{"#person-3": true, "accounts/a-b_c.html": true, "accounts/华为-1.html": true, "accounts/é.html#s-log": true,
		"javascript:alert(1)": false, "//x.test/a": false, `#"onclick=x`: false, "a b": false, "": false} {
		table := Table{Rows: []TableRow{{Head: "x", Link: link}}}
		got := string(table.body(nil))
		if strings.Contains(got, "href") != kept {
			t.Errorf("link %q: %s", link, got)
		}
		if want := executed(t, tpl, "rows", table); kept && got != want {
			t.Errorf("link %q:\n got %s\nwant %s", link, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a & b", `</script><img src=x onerror="alert('1')">`, "a+b\x00c", "\u202e北京\xff", "{{.}}"} {
		f.Add(s)
	}
	tpl := slowly(f)
	f.Fuzz(func(t *testing.T, s string) {
		got := `<b title="` + string(Escape(nil, s)) + `">` + string(Escape(nil, s)) + "</b>"
		if want := executed(t, tpl, "text", s); got != want {
			t.Errorf("%q:\n got %s\nwant %s", s, got, want)
		}
	})
}

// TestScriptHoldsOnlyData puts markup into every text of a figure.
func TestScriptHoldsOnlyData(t *testing.T) {
	for _, f := range all(t, "en") {
		f.Finding, f.XName, f.YName = hostileText, hostileText, hostileText
		for i := range f.Rows {
			f.Rows[i] = hostileText
		}
		for i := range f.Columns {
			f.Columns[i] = hostileText
		}
		for i := range f.Series {
			f.Series[i].Name = hostileText
			for k := range f.Series[i].Marks {
				m := &f.Series[i].Marks[k]
				m.Label, m.Tip, m.Link = hostileText, hostileText, hostileText
			}
		}
		v, err := f.View(contextFor(t, "en").Words, true)
		if err != nil {
			t.Fatal(err)
		}
		_, data, _ := strings.Cut(string(v.Append(nil)), `class="figure-option">`)
		data, _, _ = strings.Cut(data, "</script>")
		if !json.Valid([]byte(data)) || strings.ContainsAny(data, "<>&\u2028\u2029") {
			t.Errorf("%s: the data of the chart hold markup: %s", f.ID, data)
		}
	}
}
