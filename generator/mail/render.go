package mail

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	texttemplate "text/template"
	"unicode/utf8"
)

// The names of the mail templates in the templates folder.
const (
	htmlTemplate = "email.html"
	textTemplate = "email.txt"
)

// pages are the parsed templates of a mail.
type pages struct {
	html *template.Template
	text *texttemplate.Template
}

// styles are the inline styles, by the name that a template uses. Everything
// that a mail needs to be read stands in its tags: many programs throw the
// style sheet away. The map is never written to.
var styles = map[string]template.CSS{
	"body":      "margin:0;padding:0;background-color:#eef1f4;",
	"preheader": "display:none;mso-hide:all;max-height:0;overflow:hidden;",
	"outer":     "background-color:#eef1f4;font-family:" + fonts + ";",
	"inner":     "background-color:#ffffff;max-width:600px;",
	"section":   "padding:0 24px 20px 24px;",
	"mast":      "margin:0;padding:24px 0 4px 0;font-size:13px;line-height:18px;color:#5d6672;",
	"title":     "margin:0;padding:0;font-size:24px;line-height:30px;font-weight:bold;color:#1b1f24;",
	"edition":   "padding:4px 0 0 0;font-size:13px;line-height:18px;color:#5d6672;",
	"answer":    "margin:0 0 10px 0;font-size:16px;line-height:24px;color:#1b1f24;",
	"heading":   "margin:0 0 4px 0;font-size:16px;line-height:22px;font-weight:bold;color:#1b1f24;",
	"how":       "margin:0 0 8px 0;font-size:13px;line-height:18px;color:#5d6672;",
	"ask":       "padding:0 0 8px 0;font-size:14px;line-height:20px;color:#1b1f24;vertical-align:top;",
	"number":    "padding:0 8px 8px 0;font-size:14px;line-height:20px;color:#0b5d7a;font-weight:bold;vertical-align:top;",
	"why":       "color:#5d6672;font-size:13px;",
	"label":     "padding:2px 6px 2px 0;font-size:13px;line-height:16px;text-align:left;font-weight:normal;",
	"bar":       "padding:2px 0;font-size:13px;line-height:16px;",
	"value":     "padding:2px 0 2px 6px;font-size:13px;line-height:16px;",
	"cell":      "padding:3px 0;font-size:12px;line-height:16px;text-align:center;font-weight:normal;",
	"th":        "padding:0 8px 4px 0;font-size:13px;line-height:18px;color:#5d6672;text-align:left;font-weight:normal;vertical-align:bottom;border-bottom:1px solid #d9dee5;",
	"td":        "padding:6px 8px 6px 0;font-size:13px;line-height:18px;color:#1b1f24;border-bottom:1px solid #d9dee5;",
	"first":     "text-align:left;font-weight:normal;",
	"more":      "margin:0;padding:8px 0 0 0;font-size:13px;line-height:18px;color:#5d6672;",
	"button":    "padding:10px 18px;background-color:#0b5d7a;",
	"link":      "font-size:16px;line-height:20px;font-weight:bold;color:#ffffff;text-decoration:none;",
	"go":        "color:#0b5d7a;",
	"foot":      "margin:0;font-size:13px;line-height:18px;color:#5d6672;",
}

const fonts = "-apple-system,'Segoe UI',Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif"

// conditions are comments for Outlook on Windows; html/template would delete
// them from a template.
var conditions = map[string]template.HTML{
	"head":  "<!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript><style>table,td,th,p,h1,h2,a{font-family:Arial,sans-serif !important}</style><![endif]-->",
	"open":  `<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->`,
	"close": "<!--[if mso]></td></tr></table><![endif]-->",
}

// parsePages reads the mail templates of a folder.
func parsePages(templates fs.FS) (*pages, error) {
	h := template.New(htmlTemplate).Option("missingkey=error").Funcs(template.FuncMap{
		"style": func(name string) (template.CSS, error) { return lookup(styles, name) },
		"mso":   func(name string) (template.HTML, error) { return lookup(conditions, name) },
		"inc":   func(n int) int { return n + 1 },
		"lines": lines,
		"gap":   gap,
		"at":    at,
	})
	if _, err := h.ParseFS(templates, htmlTemplate); err != nil {
		return nil, fmt.Errorf("reading %s: %w", htmlTemplate, err)
	}
	t := texttemplate.New(textTemplate).Option("missingkey=error").Funcs(texttemplate.FuncMap{
		"inc":   func(n int) int { return n + 1 },
		"lines": lines,
		"gap":   gap,
		"at":    at,
	})
	if _, err := t.ParseFS(templates, textTemplate); err != nil {
		return nil, fmt.Errorf("reading %s: %w", textTemplate, err)
	}
	return &pages{h, t}, nil
}

func lookup[T any](from map[string]T, name string) (T, error) {
	v, ok := from[name]
	if !ok {
		return v, fmt.Errorf("there is no %q", name)
	}
	return v, nil
}

func lines(s string) []string { return strings.Split(s, "\n") }

// gap is what stands between two sentences: nothing after a full-width stop.
func gap(before string) string {
	if r, _ := utf8.DecodeLastRuneInString(before); r >= 0x2e80 {
		return ""
	}
	return " "
}

// at gives the address of a row, or "".
func at(links []string, i int) string {
	if i < len(links) {
		return links[i]
	}
	return ""
}

// render gives the two bodies of a letter.
func (p *pages) render(l Letter) (text, html string, err error) {
	var b bytes.Buffer
	if err := p.text.Execute(&b, l); err != nil {
		return "", "", fmt.Errorf("rendering %s: %w", textTemplate, err)
	}
	text = b.String()
	b = bytes.Buffer{}
	if err := p.html.Execute(&b, l); err != nil {
		return "", "", fmt.Errorf("rendering %s: %w", htmlTemplate, err)
	}
	return text, b.String(), nil
}
