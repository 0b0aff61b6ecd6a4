package report

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"rapport/generator/internal/strictyaml"
)

// Note is the commentary on one account, Markdown with optional front matter:
//
//	---
//	author: Chen Lei
//	date: 2026-09-30
//	audience: leadership
//	decisions:
//	  - Send the Heshan branch to both county companies.
//	---
//
// Audience is the widest edition that shows the note: internal, leadership
// (the default) or customer. Decisions are put before those that the page
// finds by itself. {{touches}} and the other names of metrics are replaced by
// their values as text.
type Note struct {
	File   string // as named in messages
	Source []byte
}

// Warning is something in a note that a page may not hold; it was replaced by
// its text.
type Warning struct {
	File    string
	Line    int
	Message string
}

// String writes file:line: message.
func (w Warning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Message) }

// LoadNotes reads the *.md files of a folder: the note of an account has the
// account's slug as its name. A folder that does not exist has no notes.
func LoadNotes(files fs.FS, folder string) (map[string]Note, error) {
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, err
	}
	notes := map[string]Note{}
	for _, name := range names {
		if strings.EqualFold(name, "readme.md") {
			continue // explains the folder
		}
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading notes: %w", err)
		}
		slug := Slug(strings.TrimSuffix(name, ".md"))
		if other, twice := notes[slug]; twice {
			return nil, fmt.Errorf("%s and %s are notes on the same account; keep one of them", other.File, path.Join(folder, name))
		}
		notes[slug] = Note{File: path.Join(folder, name), Source: source}
	}
	return notes, nil
}

// commentary is a note after reading.
type commentary struct {
	Author    string   `yaml:"author"`
	Date      string   `yaml:"date"`
	Audience  string   `yaml:"audience"`
	Decisions []string `yaml:"decisions"`

	html template.HTML
}

// readNotes renders the notes of all accounts, by account; nil has no note.
// All faults of all notes are found before any page is written.
func (s *scribe) readNotes(notes map[string]Note) ([]*commentary, []Warning, error) {
	out := make([]*commentary, len(s.r.Accounts))
	index := make(map[string]int, len(s.slugs))
	for i, slug := range s.slugs {
		index[slug] = i
	}
	var warnings []Warning
	for _, slug := range slices.Sorted(maps.Keys(notes)) {
		note := notes[slug]
		i, known := index[slug]
		if !known {
			warnings = append(warnings, s.strayNote(note, slug))
			continue
		}
		c, warned, err := s.readNote(i, note)
		if err != nil {
			return nil, nil, err
		}
		warnings = append(warnings, warned...)
		if s.mayRead(c.Audience) {
			out[i] = c
		}
	}
	return out, warnings, nil
}

func (s *scribe) strayNote(note Note, slug string) Warning {
	w := Warning{File: note.File, Line: 1, Message: "no account of this review has such a page; the note is not used"}
	if near := strictyaml.Nearest(slug, s.slugs); near != "" {
		w.Message += fmt.Sprintf(" (did you mean %s.md?)", near)
	}
	return w
}

// mayRead tells whether the edition shows notes for an audience.
func (s *scribe) mayRead(audience string) bool {
	rank := map[string]int{"internal": 0, "leadership": 1, "customer": 2}
	if audience == "" {
		audience = "leadership"
	}
	return rank[s.audience] <= rank[audience]
}

func (s *scribe) readNote(i int, note Note) (*commentary, []Warning, error) {
	source := []byte(strings.ReplaceAll(strings.TrimPrefix(string(note.Source), "\ufeff"), "\r\n", "\n"))
	c := &commentary{}
	front, body := cutFront(source)
	if err := strictyaml.Decode(note.File, front, c); err != nil {
		return nil, nil, err
	}
	switch c.Audience {
	case "", "internal", "leadership", "customer":
	default:
		return nil, nil, fmt.Errorf("%s: audience %q is not known (want internal, leadership or customer)", note.File, c.Audience)
	}
	md := newMarkdown()
	// Lines are counted in the whole file: the front matter becomes blank.
	blank := append(bytes.Repeat([]byte("\n"), bytes.Count(source[:len(source)-len(body)], []byte("\n"))), body...)
	tree := md.Parser().Parse(text.NewReader(blank))
	p := &purge{file: note.File, source: blank, metrics: s.metrics(i)}
	if err := p.run(tree); err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, blank, tree); err != nil {
		return nil, nil, fmt.Errorf("rendering %s: %w", note.File, err)
	}
	c.html = template.HTML(b.String())
	return c, p.warnings, nil
}

// cutFront splits front matter from the body. Front matter comes back with
// its first line blank, so that lines in messages are those of the file.
func cutFront(source []byte) (front, body []byte) {
	if !bytes.HasPrefix(source, []byte("---\n")) {
		return nil, source
	}
	end := bytes.Index(source[3:], []byte("\n---\n"))
	if end < 0 {
		if bytes.HasSuffix(source, []byte("\n---")) && len(source) > 7 {
			return source[3 : len(source)-3], nil
		}
		return nil, source
	}
	return source[3 : end+4], source[end+8:]
}

// asks are the decisions that a note asks for.
func (c *commentary) asks(s *scribe) []Ask {
	if c == nil {
		return nil
	}
	var out []Ask
	for _, text := range c.Decisions {
		ask := Ask{Text: clean(text), Href: "#s-note"}
		if c.Author != "" {
			ask.Why = s.T("decision.author", "author", clean(c.Author))
		}
		out = append(out, ask)
	}
	return out
}

// section shows a note in its own words.
func (c *commentary) section(s *scribe) func() *Section {
	return func() *Section {
		if c == nil || c.html == "" && len(c.Decisions) == 0 {
			return nil
		}
		title := s.T("note.title")
		if c.Author != "" {
			title = s.T("note.title_by", "author", clean(c.Author))
		}
		section := &Section{ID: "s-note", Nav: s.T("nav.note"), Title: title, Blocks: []Block{{Note: c.html}}}
		if c.html == "" {
			section.Blocks = nil
		}
		if c.Date != "" {
			section.How = s.T("note.dated", "date", clean(c.Date))
		}
		return section
	}
}

// metrics are the values that a note may name.
func (s *scribe) metrics(i int) map[string]string {
	a := s.r.Accounts[i]
	v := &accountView{scribe: s, a: a}
	t := &a.Totals
	out := map[string]string{
		"account": v.title(), "owner": clean(a.Data.Owner), "period": s.Period(s.r.Period.Label), "as_of": s.r.AsOf.String(),
		"known": s.Number(t.Known), "touched": s.Number(t.Touched), "two_way": s.Number(t.TwoWay), "recent": s.Number(t.Recent),
		"people": s.Number(t.N), "touches": s.Number(a.Spread.NAll), "not_met": s.Number(len(a.NotMet)), "last_touch": s.ago(v.lastTouch()),
		"exec_last": s.ago(a.Ladder.ExecDaysSince), "revenue": s.money(a.Data.Revenue),
		"index": s.T("say.undefined"), "odds": s.T("say.undefined"), "key_vote": s.T("say.unknown"),
	}
	if a.Index.Value != nil {
		out["index"] = fmt.Sprintf("%.0f", *a.Index.Value)
	}
	if m := a.Vote; m != nil && m.Refused == "" {
		out["odds"] = s.odds(m.PWin, m.Lo, m.Hi)
		if m.Key != nil {
			out["key_vote"] = v.who(*m.Key)
		}
	}
	return out
}

// line counts the line of an offset, from 1.
func line(source []byte, offset int) int { return 1 + bytes.Count(source[:offset], []byte("\n")) }

// offset finds where a node of the tree stands; nodes without text of their
// own stand where their parent does.
func offset(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if t, ok := n.(*ast.Text); ok {
			return t.Segment.Start
		}
		if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
			return n.Lines().At(0).Start
		}
		if c := n.FirstChild(); c != nil {
			if t, ok := c.(*ast.Text); ok {
				return t.Segment.Start
			}
		}
	}
	return 0
}

// HiddenNotes gives the sources of the notes that an edition does not show,
// by the order of their slugs. Edition is internal, leadership or customer. A
// note whose front matter is wrong counts as hidden; Render refuses it.
func HiddenNotes(notes map[string]Note, edition string) [][]byte {
	s := &scribe{audience: edition}
	var out [][]byte
	for _, slug := range slices.Sorted(maps.Keys(notes)) {
		c := &commentary{}
		front, _ := cutFront([]byte(strings.ReplaceAll(strings.TrimPrefix(string(notes[slug].Source), "\ufeff"), "\r\n", "\n")))
		if strictyaml.Decode(notes[slug].File, front, c) != nil || !s.mayRead(c.Audience) {
			out = append(out, notes[slug].Source)
		}
	}
	return out
}
