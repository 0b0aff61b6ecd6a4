package report

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"rapport/templates"
)

const note = `---
author: Chen Lei
date: 2026-09-30
audience: leadership
decisions:
  - Send the Heshan branch.
---
# What {{account}} needs

The unit met **{{recent}}** of {{ known }} people.

| who | what |
|:----|-----:|
| Luo | optics |

- [x] done
- [ ] open

A claim.[^1] ~~wrong~~ ` + "`{{literal}}`" + `

<script>alert(1)</script>

Inline <b onclick="x()">html</b> and ![a chart](https://example.org/x.png) and [link](javascript:alert(1)).

[^1]: From the log.
`

func renderNote(t *testing.T, text, edition string) (string, []Warning, error) {
	t.Helper()
	r := sample(t, 20)
	set, err := Render(r, Options{Catalog: catalog(t, "en"), Templates: templates.Files, Edition: edition,
		Notes: map[string]Note{"donghai-telecom": {File: "notes/donghai-telecom.md", Source: []byte(text)}}})
	if err != nil {
		return "", nil, err
	}
	for _, f := range set.Files {
		if f.Path == "accounts/donghai-telecom.html" {
			var page strings.Builder
			err := f.Render(&page)
			return page.String(), set.Warnings, err
		}
	}
	return "", set.Warnings, fmt.Errorf("the set has no such page")
}

func TestNote(t *testing.T) {
	page, warnings, err := renderNote(t, note, "internal")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Chen Lei comments", "2026-09-30", `<h3 id="note-1">What Donghai Telecom needs</h3>`, `<th align="left">who</th>`, "<del>wrong</del>",
		"☑ done", "☐ open", "note-fn", "<code>{{literal}}</code>", "&lt;script&gt;alert(1)&lt;/script&gt;",
		"&lt;b onclick=&quot;x()&quot;&gt;", "a chart", "Send the Heshan branch.",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	for _, bad := range []string{"example.org", `href="javascript`, "<script>alert"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			checkElement(t, "note", "shared", n)
		}
	}
	var got []string
	for _, w := range warnings {
		got = append(got, w.String())
	}
	for _, want := range []string{"notes/donghai-telecom.md:21: HTML", "notes/donghai-telecom.md:23: HTML", "notes/donghai-telecom.md:23: the image"} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("warnings are %q, want one with %q", got, want)
		}
	}
}

func TestNoteAudience(t *testing.T) {
	for _, tc := range []struct {
		audience, edition string
		want              bool
	}{
		{"internal", "internal", true}, {"internal", "leadership", false}, {"leadership", "leadership", true},
		{"leadership", "customer", false}, {"customer", "customer", true}, {"customer", "internal", true},
	} {
		page, _, err := renderNote(t, "---\naudience: "+tc.audience+"\n---\nsecret words\n", tc.edition)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(page, "secret words"); got != tc.want {
			t.Errorf("a note for %s in the %s edition: shown %v, want %v", tc.audience, tc.edition, got, tc.want)
		}
	}
}

func TestNoteRefused(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"a\n\nb {{knwon}} c\n", "notes/donghai-telecom.md:3:3: no metric is named \"knwon\""},
		{"---\nautor: x\n---\n", "notes/donghai-telecom.md:2:1: unknown key \"autor\""},
		{"---\naudience: everybody\n---\n", "audience \"everybody\" is not known"},
		{"---\nauthor: [\n---\n", "notes/donghai-telecom.md:"},
	} {
		_, _, err := renderNote(t, tc.text, "internal")
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("note %q: error %v, want %q", tc.text, err, tc.want)
		}
	}
}

func TestLoadNotes(t *testing.T) {
	notes, err := LoadNotes(fstest.MapFS{"Donghai Telecom.md": {Data: []byte("x")}, "other.txt": {}}, "notes")
	if err != nil || len(notes) != 1 || notes["donghai-telecom"].File != "notes/Donghai Telecom.md" {
		t.Errorf("LoadNotes = %v, %v", notes, err)
	}
	if _, err := LoadNotes(fstest.MapFS{"a b.md": {}, "a-b.md": {}}, "notes"); err == nil {
		t.Error("LoadNotes took two notes for one account")
	}
	page, warnings, err := func() (string, []Warning, error) {
		set, err := Render(sample(t, 3), Options{Catalog: catalog(t, "en"), Templates: templates.Files,
			Notes: map[string]Note{"donghai-telecomm": {File: "notes/donghai-telecomm.md", Source: []byte("x")}}})
		return "", set.Warnings, err
	}()
	if err != nil || page != "" || len(warnings) != 1 || !strings.Contains(warnings[0].String(), "did you mean donghai-telecom.md") {
		t.Errorf("a stray note gives %v, %v", warnings, err)
	}
}

func FuzzNote(f *testing.F) {
	f.Add(note)
	for _, s := range hostile {
		f.Add(s)
	}
	r := sample(f, 3)
	s := newScribe(r, Options{Catalog: catalog(f, "en"), Templates: templates.Files, Edition: "internal"})
	f.Fuzz(func(t *testing.T, text string) {
		c, _, err := s.readNote(0, Note{File: "n.md", Source: []byte(text)})
		if err != nil {
			return
		}
		root, err := html.Parse(strings.NewReader(string(c.html)))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			checkNote(t, text, n)
		}
	})
}

func checkNote(t *testing.T, text string, n *html.Node) {
	t.Helper()
	if n.Type != html.ElementNode {
		return
	}
	if n.Data == "script" || n.Data == "img" || n.Data == "style" {
		t.Errorf("note %q makes <%s>", text, n.Data)
	}
	for _, a := range n.Attr {
		if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "href" && strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
			t.Errorf("note %q makes %s=%q", text, a.Key, a.Val)
		}
	}
}
