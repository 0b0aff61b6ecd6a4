package report

import (
	"bytes"
	"html/template"
	"strings"
	"testing"

	"rapport/generator/chart"
	"rapport/templates"
)

// slowBlocks writes blocks through html/template, as the helpers must. The
// rows of tables and the figures have tests of their own.
const slowBlocks = `{{define "block"}}
{{- if .Text}}<p>{{template "spans" .Text}}</p>
{{else if .Notice}}<p class="notice">{{template "spans" .Notice}}</p>
{{else if .Items}}<ul class="items">{{range .Items}}<li>{{template "spans" .}}</li>{{end}}</ul>
{{else if .Table}}{{template "table" .Table}}
{{else if .Figure}}<div class="chart{{if .Lead}} lead{{end}}">{{figure .Figure}}</div>
{{else if .Fold}}<details{{with .Fold.ID}} id="{{.}}"{{end}}><summary>{{.Fold.Summary}}</summary>{{range .Fold.Blocks}}{{template "block" .}}{{end}}</details>
{{else if .Note}}<div class="note">{{.Note}}</div>
{{else}}{{made .}}{{end}}{{end}}
{{define "spans"}}{{range .}}{{if .Strong}}<b>{{.Text}}</b>{{else}}{{.Text}}{{end}}{{end}}{{end}}
{{define "table"}}<div class="scroll" role="group" aria-labelledby="c-{{.ID}}" tabindex="0"><table id="{{.ID}}"{{with .Class}} class="{{.}}"{{end}}{{if .Tools}} data-tools{{end}}{{if .Sort}} data-sort{{end}}>
<caption id="c-{{.ID}}">{{.Caption}}</caption>
<thead><tr>{{range .Columns}}{{if .Text}}<th scope="col"{{with .Class}} class="{{.}}"{{end}}>{{.Text}}{{else}}<td>{{end}}{{end}}</thead>
<tbody>
{{rows .}}</tbody></table></div>{{end}}`

func TestBlocksAreWhatTheTemplateWrites(t *testing.T) {
	slow := template.Must(template.New("").Funcs(template.FuncMap{
		"figure": func(v *chart.View) template.HTML { return template.HTML(v.Append(nil)) },
		"made":   func(x Block) template.HTML { return template.HTML(x.made) },
		"rows":   func(t *Table) template.HTML { return template.HTML(t.body(nil)) },
	}).Parse(slowBlocks))
	r := sample(t, 40)
	o := Options{Catalog: catalog(t, "en"), Templates: templates.Files, Assets: "shared", Edition: "internal", Audience: "internal"}
	sh, err := newShell(o)
	if err != nil {
		t.Fatal(err)
	}
	s := newScribe(r, o)
	h := strings.Join(hostile, " ")
	blocks := []Block{{}, {Text: emphasise(h + "**" + h)}, {Notice: emphasise(h)}, {Items: [][]Span{emphasise(h), nil}}, {Note: "<p>a note</p>"},
		{Fold: &Fold{Summary: h, Blocks: []Block{{Text: emphasise(h)}}}},
		{Table: &Table{ID: "x", Caption: h, Class: "long", Tools: true, Sort: true, Columns: []Column{{}, {Text: h}, {h, "num"}}}}}
	portfolio, err := s.portfolioPage(new(bytes.Buffer), sh)
	if err != nil {
		t.Fatal(err)
	}
	sections := portfolio.Sections
	for i := range r.Accounts {
		page, err := s.accountPage(new(bytes.Buffer), sh, i, nil)
		if err != nil {
			t.Fatal(err)
		}
		sections = append(sections, page.Sections...)
	}
	for _, section := range sections {
		blocks = append(blocks, section.Blocks...)
	}
	for _, block := range blocks {
		var want bytes.Buffer
		if err := slow.ExecuteTemplate(&want, "block", block); err != nil {
			t.Fatal(err)
		}
		if got := string(block.append(nil)); got != want.String() {
			t.Errorf("got %s\nwant %s", got, want.String())
		}
	}
}

func TestContentsAreWhatTheTemplateWrites(t *testing.T) {
	slow := template.Must(template.New("").Parse(`{{range .}}<li><a href="{{.Href}}">{{.Text}}</a></li>{{end}}`))
	list := Links{{"#s-levels", strings.Join(hostile, " ")}, {"#s-not-met", "a + b"}}
	var want bytes.Buffer
	if err := slow.Execute(&want, list); err != nil {
		t.Fatal(err)
	}
	if got := string(list.Items()); got != want.String() {
		t.Errorf("got %s\nwant %s", got, want.String())
	}
}
