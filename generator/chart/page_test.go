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
{{range .Views}}{{.}}{{end}}
{{if .Scripts}}<script src="{{.Scripts}}/vendor/echarts/echarts.min.js"></script><script src="{{.Scripts}}/chart.js"></script>{{end}}`

// pageStyle stands for the style sheet of the reviews.
const pageStyle = `:root{color-scheme:light dark}body{margin:0 auto;max-width:760px;padding:20px;background:var(--c-paper);color:var(--c-ink);font:15px/1.5 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}.figure{margin-bottom:40px}.figure h3{font-size:19px}`

func render(t testing.TB, lang string, scripts string) []byte {
	t.Helper()
	tpl := template.Must(template.New("page").Parse(page))
	css, err := os.ReadFile("../../templates/chart.css")
	if err != nil {
		t.Fatal(err)
	}
	css = append(css, pageStyle...)
	x := contextFor(t, lang)
	var views []template.HTML
	for _, f := range all(t, lang) {
		v, err := f.View(x.Words, true)
		if err != nil {
			t.Fatal(err)
		}
		views = append(views, template.HTML(v.Append(nil)))
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
