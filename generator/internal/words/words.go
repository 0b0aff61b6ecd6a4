// Package words is the catalogue of everything the pages and mails say, in
// English and 简体中文. Messages live in templates/messages/*.LANG.yaml and
// templates/messages/parts/*.LANG.yaml, keyed by dotted names, with plural
// forms where a number decides the form. It keeps the message library in one
// place.
package words

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"rapport/generator/internal/strictyaml"
)

// Languages are the languages that the product speaks, the default first.
func Languages() []string { return []string{"en", "zh-CN"} }

// Catalog holds the messages of one language. It is safe for concurrent use.
type Catalog struct {
	lang     string
	tag      language.Tag
	messages map[string]message
	one      [100]bool // numbers that take the form for one
}

// message is one entry: the form for one and the form for other numbers.
type message struct{ one, other []segment }

// segment is literal text or the name of a value.
type segment struct {
	text string
	name string
}

// Load reads the catalogue of a language from the templates folder. A broken
// file or a key defined twice is an error.
func Load(templates fs.FS, lang string) (*Catalog, error) {
	if !slices.Contains(Languages(), lang) {
		return nil, fmt.Errorf("language %q is not known (want %s)", lang, strings.Join(Languages(), " or "))
	}
	c := &Catalog{lang: lang, tag: language.Make(lang), messages: map[string]message{}}
	for n := range c.one {
		c.one[n] = isOne(c.tag, n)
	}
	var names []string
	for _, pattern := range []string{"messages/*." + lang + ".yaml", "messages/" + lang + ".yaml", "messages/parts/*." + lang + ".yaml"} {
		files, err := fs.Glob(templates, pattern)
		if err != nil {
			return nil, err
		}
		names = append(names, files...)
	}
	// Parsing is most of a small run's start, so the files are parsed side by
	// side and entered in order.
	parsed, errs := make([]*i18n.MessageFile, len(names)), make([]error, len(names))
	var done sync.WaitGroup
	for i, name := range names {
		done.Go(func() { parsed[i], errs[i] = parse(templates, name) })
	}
	done.Wait()
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if err := c.enter(name, parsed[i]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func parse(templates fs.FS, name string) (*i18n.MessageFile, error) {
	data, err := fs.ReadFile(templates, name)
	if err != nil {
		return nil, err
	}
	file, err := i18n.ParseMessageFileBytes(data, path.Base(name), map[string]i18n.UnmarshalFunc{"yaml": strictyaml.Unmarshal})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return file, nil
}

func (c *Catalog) enter(name string, file *i18n.MessageFile) error {
	for _, m := range file.Messages {
		if _, twice := c.messages[m.ID]; twice {
			return fmt.Errorf("reading %s: message %q is defined twice", name, m.ID)
		}
		other, err := split(m.Other)
		if err != nil {
			return fmt.Errorf("reading %s: message %q: %w", name, m.ID, err)
		}
		one, err := split(m.One)
		if err != nil {
			return fmt.Errorf("reading %s: message %q: %w", name, m.ID, err)
		}
		c.messages[m.ID] = message{one: one, other: other}
	}
	return nil
}

// split cuts "a {{.n}} b" into literals and names. Only plain names are
// allowed: words take values, they do not compute.
func split(s string) ([]segment, error) {
	var out []segment
	for s != "" {
		before, rest, found := strings.Cut(s, "{{")
		if before != "" {
			out = append(out, segment{text: before})
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(rest, "}}")
		name = strings.TrimSpace(name)
		if !closed || !strings.HasPrefix(name, ".") || strings.ContainsAny(name[1:], " .|()") {
			return nil, fmt.Errorf("want {{.name}}, have {{%s", rest)
		}
		out = append(out, segment{name: name[1:]})
		s = after
	}
	return out, nil
}

// Lang is the language's tag, en or zh-CN.
func (c *Catalog) Lang() string { return c.lang }

// Has tells whether the key has a message.
func (c *Catalog) Has(key string) bool { _, ok := c.messages[key]; return ok }

// Keys lists all keys, sorted.
func (c *Catalog) Keys() []string {
	keys := make([]string, 0, len(c.messages))
	for k := range c.messages {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Names lists the value names that a message takes, sorted, without doubles.
func (c *Catalog) Names(key string) []string {
	var names []string
	m := c.messages[key]
	for _, s := range slices.Concat(m.one, m.other) {
		if s.name != "" {
			names = append(names, s.name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// T gives the message of the key with its values, given as name, value pairs.
// The value named n chooses the plural form. Integers are grouped, other
// values are written plainly. A missing key or value is shown between ⟦ ⟧, so
// that it is seen and no page fails.
func (c *Catalog) T(key string, pairs ...any) string {
	m, ok := c.messages[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	segments := m.other
	if m.one != nil && c.isOne(pairs) {
		segments = m.one
	}
	if len(segments) == 1 && segments[0].name == "" {
		return segments[0].text
	}
	b := make([]byte, 0, 256) // stays on the stack unless the message is long
	for i := range segments {
		if s := &segments[i]; s.name == "" {
			b = append(b, s.text...)
		} else {
			b = c.value(b, s.name, pairs)
		}
	}
	return string(b)
}

// Counts are the texts of a message whose only value is n.
type Counts struct {
	catalog *Catalog
	key     string
	made    []string // for small numbers
}

// Counts makes the texts of a message for the numbers below limit once and for
// all; those of other numbers are made when they are asked for.
func (c *Catalog) Counts(key string, limit int) Counts {
	x := Counts{c, key, make([]string, limit)}
	for n := range x.made {
		x.made[n] = c.T(key, "n", n)
	}
	return x
}

// Of gives the text for a number.
func (x *Counts) Of(n int) string {
	if n >= 0 && n < len(x.made) {
		return x.made[n]
	}
	return x.catalog.T(x.key, "n", n)
}

// TM is T with the values in a map, as analysis.Reason holds them.
func (c *Catalog) TM(key string, values map[string]any) string {
	pairs := make([]any, 0, 2*len(values))
	for k, v := range values {
		pairs = append(pairs, k, v)
	}
	return c.T(key, pairs...)
}

func (c *Catalog) isOne(pairs []any) bool {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != "n" {
			continue
		}
		if n, ok := pairs[i+1].(int); ok && n >= 0 {
			if n < len(c.one) {
				return c.one[n]
			}
			return isOne(c.tag, n)
		}
	}
	return false
}

func isOne(tag language.Tag, n int) bool {
	return plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0) == plural.One
}

// value appends the value of a name.
func (c *Catalog) value(b []byte, name string, pairs []any) []byte {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return c.append(b, pairs[i+1])
		}
	}
	return append(append(append(b, "⟦"...), name...), "⟧"...)
}
