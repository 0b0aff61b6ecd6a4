package edition_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"mime"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"testing"

	"rapport/generator/edition"
	"rapport/generator/workbook"
	"rapport/templates"
)

func guard(t *testing.T) *edition.Guard {
	t.Helper()
	g, err := edition.Cut(planted(t), load(t, "customer"), catalog(t)).Guard(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func entities(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "&#%d;", r)
	}
	return b.String()
}

func hexEntities(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, "&#x%X;", r)
	}
	return b.String()
}

func jsonEscapes(s string) string {
	var b strings.Builder
	for _, r := range s {
		fmt.Fprintf(&b, `\u%04x`, r)
	}
	return b.String()
}

func book(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	table := workbook.Table{Name: "Actions", Columns: []workbook.Column{{Header: "Person"}}, Rows: [][]workbook.Value{{workbook.TextValue(text)}}}
	if err := workbook.Write(&b, []workbook.Table{table}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func letter(encoding, kind, body string) string {
	return "MIME-Version: 1.0\r\nMessage-ID: <1@x.example>\r\nSubject: Review\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: " + kind + "\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + body + "\r\n--b--\r\n"
}

func lines(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\r\n")
		s = s[76:]
	}
	return b.String() + s
}

func quoted(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func TestCheckFindsWhatIsHiddenInEveryEncoding(t *testing.T) {
	g := guard(t)
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, name := range []string{"Uma Unmetová", "王隐", "uma@acme.example"} {
		pad := strings.Repeat("nothing to see here, ", 9)
		tests := map[string]string{
			"page.html, plain":            "<p>" + name + "</p>",
			"page.html, other case":       "<p>" + strings.ToUpper(name) + "</p>",
			"page.html, entities":         "<p>" + entities(name) + "</p>",
			"page.html, hex entities":     "<p>" + hexEntities(name) + "</p>",
			"page.html, attribute":        `<a title="` + html.EscapeString(name) + `">x</a>`,
			"page.html, broken by markup": "<b>" + name[:3] + "</b><i>" + name[3:] + "</i>",
			"page.html, after a heading":  "<h2>Acme</h2><p><b>" + name[:1] + "</b>" + name[1:] + "</p><p>and so on</p>",
			"page.html, in cells":         "<td>Acme</td><td>" + strings.ReplaceAll(name, " ", "</td><td>") + "</td>",
			"page.html, invisible marks":  "<p>" + strings.ReplaceAll(name, " ", "\u2003\u200b ") + "</p>",
			"page.html, chart data":       `<script type="application/json">{"name":"` + jsonEscapes(name) + `"}</script>`,
			"page.html, link":             `<a href="mailto:` + url.PathEscape(name) + `">x</a>`,
			"page.html, data address":     `<img src="data:image/svg+xml;base64,` + b64("<svg><title>"+name+"</title></svg>") + `">`,
			"data.json, escapes":          `{"people":[{"name":"` + jsonEscapes(name) + `"}]}`,
			"data.json, key":              `{"` + name + `":1}`,
			"chart.svg":                   "<svg><title>" + entities(name) + "</title></svg>",
			"actions.xlsx":                book(t, pad+name),
			"sharedStrings.xml, escape":   fmt.Sprintf("<t>_x%04X_</t>", []rune(name)[0]) + name[len(string([]rune(name)[0])):],
			"mail.eml, base64":            letter("base64", "text/plain; charset=utf-8", lines(b64(pad+name))),
			"mail.eml, quoted-printable":  letter("quoted-printable", "text/html", quoted("<p>"+pad+name+"</p>")),
			"mail.eml, attached workbook": letter("base64", "application/octet-stream", lines(b64(book(t, name)))),
			"mail.eml, subject":           "Message-ID: <1@x.example>\r\nSubject: " + mime.BEncoding.Encode("utf-8", pad+name) + "\r\n\r\nhello\r\n",
			"mail.eml, recipient":         "Message-ID: <1@x.example>\r\nTo: " + mime.QEncoding.Encode("utf-8", name) + " <a@b.example>\r\n\r\nhello\r\n",
			"accounts/" + name + ".html":  "<p>hello</p>",
		}
		for file, data := range tests {
			err := g.Check(file, []byte(data))
			var leak *edition.Leak
			if !errors.As(err, &leak) {
				t.Errorf("%s: %s was not found (%v)", file, name, err)
				continue
			}
			if leak.File != file || strings.Contains(strings.Replace(err.Error(), file, "", 1), name) {
				t.Errorf("%s: the message is %q; it must name the file and not the value", file, err)
			}
		}
	}
}

func TestCheckLetsEverythingElsePass(t *testing.T) {
	g := guard(t)
	for _, text := range []string{
		"<p>Quentin Topp and Olga Hatesson, Director of Grudges</p>",
		"<p>Trauma Unmetováque</p>", // inside other words
		`{"stance":"unknown","level":"Executive","n":98765}`,
		"<p>100%zz &unknown; \\u12 _x00 </p>",
		letter("7bit", "text/plain", "hello"), book(t, "Olga Hatesson"), "",
	} {
		if err := g.Check("page.html", []byte(text)); err != nil {
			t.Errorf("Check(%.60q) = %v", text, err)
		}
	}
	if g.Searched() < 10 {
		t.Errorf("only %d values are searched for", g.Searched())
	}
}

func TestValuesThatStandElsewhereAreNotSearchedFor(t *testing.T) {
	r := planted(t)
	// A second, met person has the same name as one whom nobody met.
	r.Accounts[0].Data.Stakeholders[2].Name = "Quentin Topp"
	// And one is named like a word of the pages.
	r.Accounts[0].Data.Stakeholders[4].Name = "Senior management"
	g, err := edition.Cut(r, load(t, "customer"), catalog(t)).Guard(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Check("page.html", []byte("Quentin Topp, Senior management")); err != nil {
		t.Errorf("a legitimate name fails the run: %v", err)
	}
	if g.Skipped == 0 {
		t.Error("nothing was skipped")
	}
}

func TestUnreadableFilesFailTheRun(t *testing.T) {
	g := guard(t)
	whole := book(t, "hello")
	for name, data := range map[string]string{
		"cut workbook":   whole[:len(whole)/2],
		"broken base64":  letter("base64", "text/plain", "!!!!"),
		"unclosed parts": "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello",
	} {
		if err := g.Check("file", []byte(data)); err == nil {
			t.Errorf("%s: passed without being searched", name)
		}
	}
}

func TestEachHalfOfANameInTwoScriptsIsSearchedFor(t *testing.T) {
	r := planted(t)
	r.Accounts[0].Data.Stakeholders[5].Name = "Wei Changlin (卫长霖)"
	g, err := edition.Cut(r, load(t, "customer"), catalog(t)).Guard(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"meet 卫长霖 soon", "meet Wei Changlin soon", "Wei Changlin (卫长霖)"} {
		if g.Check("page.html", []byte(text)) == nil {
			t.Errorf("%s was not found", text)
		}
	}
}

func TestNoteLinesAreSearchedFor(t *testing.T) {
	cut := edition.Cut(planted(t), load(t, "customer"), catalog(t))
	cut.Withheld = append(cut.Withheld, edition.NoteValues([]byte("---\naudience: internal\n---\n\n## Only between us two\n\n- [x] They will cut the budget in May.\n"))...)
	g, err := cut.Guard(templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"<h2>Only between us two</h2>", "<li>They will cut the budget in May.</li>"} {
		if g.Check("page.html", []byte(text)) == nil {
			t.Errorf("%s was not found", text)
		}
	}
}

func BenchmarkGuard(b *testing.B) {
	var names []edition.Withheld
	for i := range 20000 {
		names = append(names, edition.Withheld{Kind: "name", Value: fmt.Sprintf("Person Number%d Example", i)})
	}
	g, err := (&edition.Cutting{Withheld: names}).Guard(templates.Files)
	if err != nil {
		b.Fatal(err)
	}
	page := []byte(strings.Repeat(`<tr><td>Person Somebody Else</td><td class="num">12 of 31</td></tr>`, 900))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		if err := g.Check("page.html", page); err != nil {
			b.Fatal(err)
		}
	}
}
