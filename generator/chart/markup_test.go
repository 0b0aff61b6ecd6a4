package chart

import (
	"html/template"
	"strings"
	"testing"
)

// slow writes pictures and tables mark by mark through html/template, as the
// helpers must.
const slow = `{{define "picture"}}{{range .Layers}}<g class="{{.Style}} t-{{.Tone}}" fill="{{.Fill}}" stroke="{{.Stroke}}">
{{- range .Shapes}}<path d="{{.Path}}">{{if .Tip}}<title>{{.Tip}}</title>{{end}}</path>{{end}}</g>{{end}}
{{- range .Texts}}<g class="text t-{{.Tone}}" fill="{{.Fill}}" font-size="{{.Size}}" text-anchor="{{.Anchor}}">
{{- range .Texts}}<text x="{{.X}}" y="{{.Y}}">{{.Text}}</text>{{end}}</g>{{end}}{{end}}
{{- define "table"}}{{range .Rows}}<tr><th scope="row">{{if .Link}}<a href="{{.Link}}">{{.Head}}</a>{{else}}{{.Head}}{{end}}</th>{{range .Cells}}<td>{{if .Link}}<a href="{{.Link}}">{{.Text}}</a>{{else}}{{.Text}}{{end}}</td>{{end}}</tr>{{end}}{{end}}
{{- define "text"}}<b title="{{.}}">{{.}}</b>{{end}}`

func executed(t testing.TB, tpl *template.Template, name string, data any) string {
	t.Helper()
	var b strings.Builder
	if err := tpl.ExecuteTemplate(&b, name, data); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBodiesAreWhatTheTemplateWrites(t *testing.T) {
	tpl := template.Must(template.New("").Parse(slow))
	for _, f := range all(t, "en") {
		pictures := []Picture{f.Picture()}
		if p, ok := f.Narrow(); ok {
			pictures = append(pictures, p)
		}
		for _, p := range pictures {
			if got, want := string(p.Body()), executed(t, tpl, "picture", p); got != want {
				t.Errorf("picture of %s:\n got %s\nwant %s", f.ID, got, want)
			}
		}
		if got, want := string(f.Table().Body()), executed(t, tpl, "table", f.Table()); got != want {
			t.Errorf("table of %s:\n got %s\nwant %s", f.ID, got, want)
		}
	}
}

func TestLinksLeadToOurPages(t *testing.T) {
	tpl := template.Must(template.New("").Parse(slow))
	for link, kept := range map[string]bool{"#person-3": true, "accounts/a-b_c.html": true, "accounts/华为-1.html": true, "accounts/é.html#s-log": true,
		"javascript:alert(1)": false, "//x.test/a": false, `#"onclick=x`: false, "a b": false, "": false} {
		table := Table{Rows: []TableRow{{Head: "x", Link: link}}}
		got := string(table.Body())
		if strings.Contains(got, "href") != kept {
			t.Errorf("link %q: %s", link, got)
		}
		if want := executed(t, tpl, "table", table); kept && got != want {
			t.Errorf("link %q:\n got %s\nwant %s", link, got, want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a & b", `</script><img src=x onerror="alert('1')">`, "a+b\x00c", "\u202e北京\xff", "{{.}}"} {
		f.Add(s)
	}
	tpl := template.Must(template.New("").Parse(slow))
	f.Fuzz(func(t *testing.T, s string) {
		got := `<b title="` + string(Escape(nil, s)) + `">` + string(Escape(nil, s)) + "</b>"
		if want := executed(t, tpl, "text", s); got != want {
			t.Errorf("%q:\n got %s\nwant %s", s, got, want)
		}
	})
}

func TestScriptHoldsOnlyData(t *testing.T) {
	tpl := template.Must(template.New("").Parse(`<script type="application/json">{{.Script}}</script>`))
	for _, f := range all(t, "en") {
		v, err := f.View(contextFor(t, "en").Words, true)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := executed(t, tpl, "", v), `<script type="application/json">`+string(v.Option)+"</script>"; got != want {
			t.Errorf("%s:\n got %s\nwant %s", f.ID, got, want)
		}
	}
	hostile := View{Option: []byte(`{"a":"</script><script>alert(1)</script>"}`)}
	if got := executed(t, tpl, "", hostile); strings.Count(got, "<") != 2 {
		t.Errorf("markup went through: %s", got)
	}
}
