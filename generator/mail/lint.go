package mail

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// The tags, attributes and inline properties that mail programs agree on.
// Everything else is a fault, also in a template of the user.
var (
	mailTags = []string{"html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "th", "p", "h1", "h2", "span", "a", "br", "img"}
	// mailAttributes may stand in any tag.
	mailAttributes = []string{"style", "class", "lang", "xmlns:o", "charset", "name", "content", "role", "aria-label", "width", "height", "align",
		"valign", "bgcolor", "cellpadding", "cellspacing", "border", "scope", "href", "src", "alt", "title"}
	mailProperties = []string{"color", "background-color", "font-family", "font-size", "font-weight", "margin", "padding", "border-bottom", "text-align",
		"line-height", "vertical-align", "text-decoration", "display", "mso-hide", "max-height", "max-width", "overflow", "letter-spacing", "width", "height"}
)

// Lint says what a mail program would do harm to in a page: tags, attributes
// and properties that some do not know, pictures that are fetched or that web
// mail removes, style sheets too long for it. Nil is good.
func Lint(page string) []string {
	l := &linter{seen: map[string]bool{}}
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return l.faults
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			l.tag(t)
			if t.Data == "style" && z.Next() == html.TextToken {
				if n := len(z.Raw()); n > 16_000 {
					l.add("the style sheet has %d bytes (want at most 16000)", n)
				}
			}
		}
	}
}

type linter struct {
	faults []string
	seen   map[string]bool
}

func (l *linter) add(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !l.seen[text] {
		l.seen[text] = true
		l.faults = append(l.faults, text)
	}
}

func (l *linter) tag(t html.Token) {
	if !slices.Contains(mailTags, t.Data) {
		l.add("the tag <%s> does not work in mails", t.Data)
	}
	for _, a := range t.Attr {
		switch {
		case !slices.Contains(mailAttributes, a.Key):
			l.add("the attribute %s of <%s> does not work in mails", a.Key, t.Data)
		case a.Key == "src" && !strings.HasPrefix(a.Val, "cid:"):
			l.add("a picture is not in the mail itself (%s)", shorten(a.Val, 40))
		case a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "mailto:"):
			l.add("a link leads to %s", shorten(a.Val, 40))
		case a.Key == "style":
			l.style(a.Val)
		}
	}
}

func (l *linter) style(text string) {
	for declaration := range strings.SplitSeq(text, ";") {
		name, value, ok := strings.Cut(declaration, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" && !ok {
			continue
		}
		if !slices.Contains(mailProperties, name) {
			l.add("the property %s does not work in mails", name)
		}
		if v := strings.ToLower(value); strings.Contains(v, "url(") || strings.Contains(v, "var(") || strings.Contains(v, "expression(") || strings.Contains(v, "zgotmplz") {
			l.add("the value %s of %s does not work in mails", strings.TrimSpace(value), name)
		}
	}
}
