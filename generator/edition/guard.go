package edition

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Guard searches output for what was cut. It is safe for concurrent use.
type Guard struct {
	find    *finder
	Skipped int // values that are not searched for, since they stand elsewhere with good reason
}

// Guard prepares the search. Values that the readership may see elsewhere
// are left out: those inside a name that stays, and those inside the given
// templates, which are the built-in ones: what a user's template says may be a
// leak.
func (c *Cutting) Guard(templates fs.FS) (*Guard, error) {
	all := newFinder(c.Withheld)
	if len(all.index) == 0 {
		return &Guard{find: all}, nil
	}
	told := map[int]bool{}
	note := func(text string) {
		all.in(plain(text), func(i int) { told[i] = true })
	}
	for _, text := range c.allowed {
		note(text)
	}
	err := fs.WalkDir(templates, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && name == "new" {
			return fs.SkipDir // the starter's files, with example people, are no part of a page
		}
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates, name)
		note(string(data))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("preparing the search for withheld values: %w", err)
	}
	guard := &Guard{find: newFinder(c.Withheld), Skipped: len(told)}
	for text, values := range guard.find.index {
		if slices.ContainsFunc(values, func(i int) bool { return told[i] }) {
			delete(guard.find.index, text)
		}
	}
	return guard, nil
}

// Leak is a withheld value in the output. It names the file and the kinds,
// never the value.
type Leak struct {
	File  string
	Kinds []string
}

// Error says where what kind of value was found.
func (l *Leak) Error() string {
	return fmt.Sprintf("%s would show a withheld %s; nothing was written (look for it in free text such as notes, units or subjects)",
		l.File, strings.Join(l.Kinds, " and a withheld "))
}

// Check searches one output file, its path included. The error is a *Leak, or
// tells that the file cannot be searched, which fails a run too.
func (g *Guard) Check(path string, data []byte) error {
	if len(g.find.index) == 0 {
		return nil
	}
	found := map[string]bool{}
	look := func(text string) {
		g.find.in(plain(text), func(i int) { found[g.find.values[i].Kind] = true })
	}
	look(path)
	if err := unfold(data, look, 0); err != nil {
		return fmt.Errorf("searching %s for withheld values: %w", path, err)
	}
	if len(found) == 0 {
		return nil
	}
	l := &Leak{File: path}
	for kind := range found {
		l.Kinds = append(l.Kinds, kind)
	}
	slices.Sort(l.Kinds)
	return l
}

// Searched is the number of values that are searched for.
func (g *Guard) Searched() int { return len(g.find.index) }

// plain is text as values are compared: case aside, runs of space as one,
// invisible marks dropped.
func plain(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	space := false
	for _, r := range text {
		if r > ' ' && r < 127 {
			if space {
				b.WriteByte(' ')
				space = false
			}
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			continue
		}
		switch {
		case unicode.IsSpace(r) || r == '\u0085':
			space = true
			continue
		case r < ' ' || r == unicode.ReplacementChar || r > 127 && unicode.In(r, unicode.Cf, unicode.Cc):
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// prefix is the number of bytes by which values are looked up.
const prefix = 4

// finder searches for many values at once: the first bytes tell how long a
// value there could be, and a table whether it is one.
type finder struct {
	values []Withheld
	length map[[prefix]byte][]int // of the values that begin so, without doubles
	index  map[string][]int       // of the values, by their text as plain writes it
	first  [256]bool
}

func newFinder(values []Withheld) *finder {
	f := &finder{length: map[[prefix]byte][]int{}, index: map[string][]int{}}
	for _, w := range pieces(values) {
		text := strings.TrimSpace(plain(w.Value))
		if !telling(w.Kind, text) {
			continue
		}
		f.index[text] = append(f.index[text], len(f.values))
		f.values = append(f.values, w)
		key := [prefix]byte([]byte(text)[:prefix])
		if !slices.Contains(f.length[key], len(text)) {
			f.length[key] = append(f.length[key], len(text))
		}
		f.first[text[0]] = true
	}
	return f
}

// pieces are the values, and of names in two scripts, such as Wei Changlin
// 卫长霖, each half.
func pieces(values []Withheld) []Withheld {
	out := slices.Clone(values)
	wide := func(r rune) bool { return r >= 0x2e80 }
	for _, w := range values {
		if w.Kind != "name" {
			continue
		}
		first, rest := strings.IndexFunc(w.Value, wide), strings.LastIndexFunc(w.Value, wide)
		if first < 0 {
			continue
		}
		_, size := utf8.DecodeRuneInString(w.Value[rest:])
		for _, part := range []string{w.Value[:first], w.Value[first : rest+size], w.Value[rest+size:]} {
			if part = strings.Trim(part, " ()（）/·,"); part != w.Value && part != "" {
				out = append(out, Withheld{w.Kind, part})
			}
		}
	}
	return out
}

// telling decides whether a value is long enough to mean itself: five letters,
// two characters of a script without spaces, for identifiers six signs with a
// letter and a digit.
func telling(kind, text string) bool {
	if len(text) < prefix {
		return false
	}
	runes := utf8.RuneCountInString(text)
	wide := strings.ContainsFunc(text, func(r rune) bool { return r >= 0x2e80 })
	switch {
	case kind == "identifier":
		return runes >= 6 && strings.ContainsFunc(text, unicode.IsLetter) && strings.ContainsFunc(text, unicode.IsDigit)
	case kind == "title" || kind == "subject" || kind == "comment" || kind == "note":
		return runes >= 12 || wide && runes >= 6
	}
	return runes >= 5 || wide && runes >= 2
}

// in calls found with every value that stands in the text as a whole word.
func (f *finder) in(text string, found func(int)) {
	if len(f.index) == 0 {
		return
	}
	for i := 0; i+prefix <= len(text); i++ {
		if !f.first[text[i]] {
			continue
		}
		for _, n := range f.length[[prefix]byte{text[i], text[i+1], text[i+2], text[i+3]}] {
			if i+n > len(text) {
				continue
			}
			if values := f.index[text[i:i+n]]; values != nil && whole(text, i, i+n) {
				for _, v := range values {
					found(v)
				}
			}
		}
	}
}

// whole tells whether the letters before and after belong to other words.
// Scripts without spaces have no such border.
func whole(text string, from, to int) bool {
	joins := func(a, b rune) bool {
		word := func(r rune) bool { return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
		return word(a) && word(b)
	}
	first, _ := utf8.DecodeRuneInString(text[from:])
	last, _ := utf8.DecodeLastRuneInString(text[:to])
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return (from == 0 || !joins(before, first)) && (to == len(text) || !joins(last, after))
}

// NoteValues are the pieces of a note that is not shown, to be withheld: its
// text between the marks of Markdown and the names of metrics.
func NoteValues(source []byte) []Withheld {
	var out []Withheld
	for _, piece := range strings.FieldsFunc(string(source), func(r rune) bool { return strings.ContainsRune("\r\n|*[]`{}<>#", r) }) {
		out = append(out, Withheld{"note", strings.TrimLeft(strings.TrimSpace(piece), "- x0123456789.")})
	}
	return out
}
