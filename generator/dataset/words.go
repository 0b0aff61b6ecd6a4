package dataset

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rapport/generator/internal/strictyaml"
)

const wordsFile = "words.yaml"

// wordsData is profiles/words.yaml.
type wordsData struct {
	Rights            map[string][]string `yaml:"rights"`
	Veto              []string            `yaml:"veto"`
	Stances           map[string][]string `yaml:"stances"`
	Rivals            map[string][]string `yaml:"rivals"`
	Channels          map[string][]string `yaml:"channels"`
	NotTouches        []string            `yaml:"not_touches"`
	Directions        map[string][]string `yaml:"directions"`
	Statuses          map[string][]string `yaml:"statuses"`
	Yes               []string            `yaml:"yes"`
	No                []string            `yaml:"no"`
	Nulls             []string            `yaml:"nulls"`
	NameNulls         []string            `yaml:"name_nulls"`
	Vacant            []string            `yaml:"vacant"`
	Honorifics        []string            `yaml:"honorifics"`
	HonorificSuffixes []string            `yaml:"honorific_suffixes"`
	Postnominals      []string            `yaml:"postnominals"`
	Sides             map[string][]string `yaml:"sides"`
	Totals            []string            `yaml:"totals"`
	Examples          []string            `yaml:"examples"`
	Footers           []string            `yaml:"footers"`
	Pages             []string            `yaml:"pages"`
	PlainSheets       []string            `yaml:"plain_sheets"`
	Months            [][]string          `yaml:"months"`
	FreeMail          []string            `yaml:"free_mail"`
}

// vocabulary gives texts a meaning by their word key.
type vocabulary map[string]string

// words is what texts in cells mean.
type words struct {
	rights, stances, rivals, channels, directions, statuses, sides vocabulary
	yesNo                                                          vocabulary
	nulls, nameNulls, vacant, totals, examples, plainSheets        map[string]bool
	honorifics, postnominals, freeMail                             map[string]bool
	nameSuffixes                                                   []string
	footers, pages                                                 []string
	months                                                         map[string]int
}

// meanings lists what the words of each vocabulary may stand for.
var meanings = map[string][]string{
	"rights":     {"decide", "evaluate", "recommend", "influence", "none"},
	"stances":    {"supporter", "neutral", "opponent", "unknown"},
	"rivals":     {"none", "some", "close"},
	"channels":   {"meeting", "call", "email", "event", "other"},
	"directions": {"inbound", "outbound", "two-way"},
	"statuses":   {"done", "planned", "cancelled"},
	"sides":      {"ours", "theirs"},
}

const (
	notTouch = "not_touch"
	vetoWord = "veto"
)

// loadWords reads profiles/words.yaml and puts the user's own words on top.
func loadWords(assets fs.FS, s Settings) (*words, error) {
	name := "profiles/" + wordsFile
	data, err := fs.ReadFile(assets, name)
	if err != nil {
		return nil, err
	}
	var d wordsData
	if err := strictyaml.Decode(name, data, &d); err != nil {
		return nil, err
	}
	w := &words{
		yesNo: vocabulary{}, nulls: set(d.Nulls, plainKey), nameNulls: set(d.NameNulls, plainKey),
		vacant: set(d.Vacant, wordKey), totals: set(d.Totals, wordKey), examples: set(d.Examples, wordKey),
		plainSheets: set(d.PlainSheets, wordKey), honorifics: set(d.Honorifics, wordKey),
		postnominals: set(d.Postnominals, wordKey), freeMail: set(d.FreeMail, strings.ToLower),
		nameSuffixes: d.HonorificSuffixes, months: map[string]int{},
	}
	vocabularies := []struct {
		key    string
		data   map[string][]string
		own    map[string]string
		target *vocabulary
	}{
		{"rights", d.Rights, s.Rights, &w.rights}, {"stances", d.Stances, s.Stances, &w.stances},
		{"rivals", d.Rivals, nil, &w.rivals}, {"channels", d.Channels, s.Channels, &w.channels},
		{"directions", d.Directions, s.Directions, &w.directions}, {"statuses", d.Statuses, s.Statuses, &w.statuses},
		{"sides", d.Sides, nil, &w.sides},
	}
	for _, v := range vocabularies {
		if *v.target, err = newVocabulary(v.key, v.data, v.own); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, word := range d.Veto {
		w.rights[wordKey(word)] = vetoWord
	}
	for _, word := range d.NotTouches {
		if key := wordKey(word); w.channels[key] == "" {
			w.channels[key] = notTouch
		}
	}
	for _, word := range d.Yes {
		w.yesNo[wordKey(word)] = "yes"
	}
	for _, word := range d.No {
		w.yesNo[wordKey(word)] = "no"
	}
	for i, group := range d.Months {
		for _, word := range group {
			w.months[wordKey(word)] = i + 1
		}
	}
	for _, word := range d.Footers {
		w.footers = append(w.footers, strings.ToLower(strings.TrimSpace(word)))
	}
	for _, word := range d.Pages {
		w.pages = append(w.pages, strings.ToLower(word))
	}
	return w, nil
}

func newVocabulary(key string, data map[string][]string, own map[string]string) (vocabulary, error) {
	v := vocabulary{}
	for meaning, list := range data {
		if !slices.Contains(meanings[key], meaning) {
			return nil, unknownWord(key, meaning, meanings[key])
		}
		for _, word := range list {
			k := wordKey(word)
			if other, taken := v[k]; taken && other != meaning {
				return nil, fmt.Errorf("%s: %q stands for both %s and %s", key, word, min(other, meaning), max(other, meaning))
			}
			v[k] = meaning
		}
	}
	for word, meaning := range own {
		if !slices.Contains(meanings[key], meaning) && (key != "rights" || meaning != vetoWord) && (key != "channels" || meaning != notTouch) {
			return nil, unknownWord("input."+key+"."+word, meaning, meanings[key])
		}
		v[wordKey(word)] = meaning
	}
	return v, nil
}

// plainKey keeps the signs that tell "\N" from a name.
func plainKey(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func set(list []string, key func(string) string) map[string]bool {
	out := make(map[string]bool, len(list))
	for _, word := range list {
		out[key(word)] = true
	}
	return out
}

// near gives the known word closest to an unknown one, for a hint, or "".
func (v vocabulary) near(word string) string {
	known := make([]string, 0, len(v))
	for k := range v {
		known = append(known, k)
	}
	slices.Sort(known)
	near := strictyaml.Nearest(wordKey(word), known)
	if len([]rune(near)) < 3 {
		return ""
	}
	return near
}

// null tells whether a text stands for no value, outside columns of names.
func (w *words) null(s string) bool { return s == "" || hasPlain(w.nulls, s) }

// nullName tells whether a text in a column of names is no name.
func (w *words) nullName(s string) bool { return s == "" || hasPlain(w.nameNulls, s) }

// hasPlain looks a text's plain key up in a set. The key of a short text, as
// nearly all are, is not kept, since this is asked of every text.
func hasPlain(set map[string]bool, s string) bool {
	var buf [64]byte
	s = strings.TrimSpace(s)
	if len(s) > len(buf)/2 {
		return set[plainKey(s)]
	}
	key := buf[:0]
	for _, r := range s {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		} else if r >= utf8.RuneSelf {
			r = unicode.ToLower(r)
		}
		key = utf8.AppendRune(key, r)
	}
	return set[string(key)]
}

// footer tells whether a line is a heading or a foot of a printed page.
func (w *words) footer(s string) bool {
	s = strings.ToLower(s)
	if mark, meaning, ok := strings.Cut(s, "="); w.pageLine(s) || ok && meaning != "" && len([]rune(strings.TrimSpace(mark))) <= 3 {
		return true // a page's number, or a legend: "G = supporter"
	}
	for _, start := range w.footers {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}

// pageLine recognises "Page 1 of 2" and "第1页" in lower case.
func (w *words) pageLine(s string) bool {
	for _, word := range w.pages {
		rest, ok := strings.CutPrefix(s, word)
		letters := 0 // of "of", "von", "页共页"
		for _, r := range rest {
			if unicode.IsLetter(r) {
				letters++
			}
		}
		if ok && letters <= 3 && len(rest) < 30 && strings.ContainsAny(rest, "0123456789") {
			return true
		}
	}
	return false
}

// example tells whether a row's first text marks it as an example: the word
// and a colon, as in "EXAMPLE: C-001".
func (w *words) example(s string) bool {
	mark, _, marked := strings.Cut(s, ":")
	return marked && w.examples[wordKey(mark)]
}

// total tells whether a text labels a sum: "Total", "Alpha AG Total",
// "合计：5".
func (w *words) total(s string) bool {
	if cut := strings.IndexAny(s, "(:（："); cut > 0 {
		s = s[:cut] // "Grand Totals (73 records)"
	}
	if w.totals[wordKey(s)] || w.totals[strings.TrimRight(wordKey(s), "0123456789")] {
		return true
	}
	parts := strings.Fields(spacedKey(s))
	return len(parts) > 1 && w.totals[parts[len(parts)-1]]
}
