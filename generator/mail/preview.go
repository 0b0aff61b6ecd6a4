package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"path/filepath"
	"strings"
	"text/tabwriter"
)

// previewPage shows every mail of an outbox as frozen: in a light program with
// pictures blocked, in one that inverts all colours, on a phone, and as text.
// The frames are sandboxed and may load nothing.
var previewPage = template.Must(template.New("preview").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'">
<title>Outbox {{.Hash}}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:1340px;padding:0 1rem;color:#1b1f24;background:#fff}
table.list{border-collapse:collapse;width:100%}.list th,.list td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #d9dee5;vertical-align:top}
.list td.n{text-align:right;font-variant-numeric:tabular-nums}
section{margin:3rem 0;border-top:2px solid #1b1f24;padding-top:1rem}
.views{display:flex;gap:1.5rem;flex-wrap:wrap;align-items:flex-start}figure{margin:0}figcaption{color:#5d6672;font-size:13px;margin-bottom:.3rem}
iframe{border:1px solid #d9dee5;background:#fff;height:900px}iframe.wide{width:620px}iframe.phone{width:360px}iframe.dark{filter:invert(1) hue-rotate(180deg)}
pre{white-space:pre-wrap;border:1px solid #d9dee5;padding:1rem;max-width:80ch;overflow-wrap:anywhere}
dt{color:#5d6672;float:left;clear:left;width:7rem}dd{margin-left:7rem}
@media (max-width:700px){iframe.wide{width:100%}}
</style></head><body>
<h1>Outbox {{.Hash}}</h1>
<p>{{len .Mails}} mails, prepared {{.Made}}, from {{.From}}. Nothing has left. To send: <code>rapport mail send --confirm {{.Hash}}</code></p>
{{with .Without}}<p><strong>No mail is about:</strong> {{range $i, $n := .}}{{if $i}}, {{end}}{{$n}}{{end}}</p>{{end}}
<table class="list"><tr><th>Account</th><th>Recipient</th><th>Edition</th><th>Language</th><th>Bytes</th><th>HTML bytes</th></tr>
{{range .Mails}}<tr><td><a href="#{{.ID}}">{{.Entry.Name}}</a></td><td>{{.Entry.Recipient}}</td><td>{{.Entry.Edition}}</td><td>{{.Entry.Language}}</td><td class="n">{{.Entry.Bytes}}</td><td class="n">{{.Entry.HTMLBytes}}</td></tr>
{{end}}</table>
{{range .Mails}}<section id="{{.ID}}">
<h2>{{.Entry.Subject}}</h2>
<dl>{{range .Headers}}<dt>{{.Name}}</dt><dd>{{.Value}}</dd>{{end}}<dt>File</dt><dd><a href="{{.Entry.File}}">{{.Entry.File}}</a></dd>{{range .Attached}}<dt>Attached</dt><dd>{{.}}</dd>{{end}}</dl>
{{if .Same}}<p>The same page as <a href="#{{.Same}}">above</a>.</p>{{else if .Page}}<div class="views">
<figure><figcaption>Pictures blocked</figcaption><iframe class="wide" sandbox title="{{.Entry.Subject}}" loading="lazy" srcdoc="{{.Page}}"></iframe></figure>
<figure><figcaption>Dark: a program that inverts every colour</figcaption><iframe class="wide dark" sandbox title="{{.Entry.Subject}}, dark" loading="lazy" srcdoc="{{.Page}}"></iframe></figure>
<figure><figcaption>Phone, 360 pixels</figcaption><iframe class="phone" sandbox title="{{.Entry.Subject}}, phone" loading="lazy" srcdoc="{{.Page}}"></iframe></figure>
</div>{{else}}<p>One of many: open the file in a mail program.</p>{{end}}
<details><summary>The text part</summary><pre>{{.Text}}</pre></details>
</section>
{{end}}</body></html>
`))

// previewMail is one mail of the preview.
type previewMail struct {
	Entry      Entry
	ID         string
	Headers    []struct{ Name, Value string }
	Attached   []string
	Page, Text string
	Same       string // ID of an earlier mail with the same page
}

// maxPages is how many different pages a preview holds: a browser has to open
// it. The other mails are listed, with their headers and text.
const maxPages = 100

// writePreview writes preview.html from the frozen messages.
func (p *Prepared) writePreview(dir string) error {
	view := struct {
		Hash, Made, From string
		Without          []string
		Mails            []previewMail
	}{p.Hash, p.Made.Format("2006-01-02 15:04 MST"), p.From, p.Without, nil}
	seen := map[string]string{}
	for i, e := range p.Entries {
		d, err := decode(p.message[e.File])
		if err != nil {
			return err
		}
		m := previewMail{Entry: e, ID: fmt.Sprintf("mail-%d", i+1), Attached: d.Attached, Text: d.Text, Same: seen[d.HTML]}
		if m.Same == "" && len(seen) < maxPages {
			m.Page = blocked(d.HTML)
			seen[d.HTML] = m.ID
		}
		for _, name := range []string{"From", "To", "Cc", "Reply-To"} {
			if v := d.Header.Get(name); v != "" {
				m.Headers = append(m.Headers, struct{ Name, Value string }{name, unworded(v)})
			}
		}
		view.Mails = append(view.Mails, m)
	}
	var b bytes.Buffer
	if err := previewPage.Execute(&b, view); err != nil {
		return err
	}
	return writePrivate(filepath.Join(dir, "preview.html"), b.Bytes())
}

// blocked forbids a page to load anything.
func blocked(page string) string {
	return strings.Replace(page, "<head>", `<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`, 1)
}

// Table lists the mails: account, recipient, edition, language and bytes.
func (b *Outbox) Table() string {
	var out strings.Builder
	w := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ACCOUNT\tRECIPIENT\tEDITION\tLANGUAGE\tBYTES")
	for _, e := range b.Entries {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\n", shorten(e.Name, 40), e.Recipient, e.Edition, e.Language, e.Bytes)
	}
	w.Flush()
	return out.String()
}
