package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"os"
	"testing"
)

// page is a page with all figures, under the policy that the reviews carry.
const page = `<!doctype html><html lang="{{.Lang}}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src {{.Styles}}">
<title>Figures</title>
<style>{{.CSS}}</style>
{{range .Views}}{{template "figure" .}}{{end}}
{{if .Scripts}}<script src="{{.Scripts}}/vendor/echarts/echarts.min.js"></script><script src="{{.Scripts}}/chart.js"></script>{{end}}`

// pageStyle stands for the style sheet of the reviews.
const pageStyle = `:root{color-scheme:light dark}body{margin:0 auto;max-width:760px;padding:20px;background:var(--c-paper);color:var(--c-ink);font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}.figure{margin-bottom:40px}.figure h3{font-size:19px}`

func figureTemplate(t testing.TB) *template.Template {
	t.Helper()
	tpl, err := template.ParseFiles("../../templates/partials/figure.html")
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

// execute writes one figure.
func execute(t testing.TB, v View) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := figureTemplate(t).ExecuteTemplate(&b, "figure", v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func render(t testing.TB, lang string, scripts string) []byte {
	t.Helper()
	tpl := template.Must(template.New("page").Parse(page))
	template.Must(tpl.ParseFiles("../../templates/partials/figure.html"))
	css, err := os.ReadFile("../../templates/chart.css")
	if err != nil {
		t.Fatal(err)
	}
	css = append(css, pageStyle...)
	x := contextFor(t, lang)
	var views []View
	for _, f := range all(t, lang) {
		v, err := f.View(x.Words, true)
		if err != nil {
			t.Fatal(err)
		}
		views = append(views, v)
	}
	sum := sha256.Sum256(css)
	styles := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	var b bytes.Buffer
	err = tpl.ExecuteTemplate(&b, "page", map[string]any{"Lang": lang, "CSS": template.CSS(css), "Views": views, "Scripts": scripts, "Styles": template.HTML(styles)})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
