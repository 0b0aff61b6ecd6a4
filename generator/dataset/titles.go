package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How a title is read. It is parted where signs or "and" join two posts. In
// each part the longest phrases are found from left to right. Words such as
// "of" begin a complement, and posts named there are not held. Of the posts
// left, English takes the last ("CEO Office Manager"), Chinese and Japanese
// too, the others the first. Deputies, acting and assistant posts lower it.
// Of several parts the highest post counts, but nothing behind "assistant to"
// and its like does.

// language is a compiled file of rules.
type language struct {
	name       string
	script     string
	headLast   bool
	marks      string
	markWords  []string
	short      [][2]string   // abbreviations, longest first
	variants   map[rune]rune // written forms folded before reading
	complement map[string]bool
	owner      map[string]bool // begin a complement even of an unknown post
	and        map[string]bool
	spelling   [][]rune
	now        []string
	vocabulary map[string]bool // every word of the rules, in Cyrillic its stem
	rules      []rule
	words      map[string][]phrase // by first word
	loose      []phrase            // first word has a wildcard
	runes      map[rune][]phrase   // ideographic: by first character, longest first
	whole      map[string]int      // titles that are one phrase and nothing else: rule + 1
	rank       int
}

type rule struct {
	name  string
	level int
	below int
	post  Post
	weak  bool
}

type phrase struct {
	words []string // in Cyrillic, stems
	exact string   // the first word as written
	text  []rune   // ideographic
	tail  []rune   // ideographic, behind a gap: 官 of 首席采购官
	rule  int
	// letters is the length of all words: of two phrases that fit the same
	// words the longer is meant.
	letters int
}

const gapWord = "..."

func newLanguage(file languageFile, code string) (*language, error) {
	l := &language{name: code, script: file.Script, headLast: file.Head == "last", marks: file.Marks,
		complement: set(file.Complement, foldTitle), owner: set(file.Owner, foldTitle), and: set(file.And, foldTitle),
		vocabulary: map[string]bool{}, variants: map[rune]rune{}, whole: map[string]int{}, rank: file.Rank, words: map[string][]phrase{}, runes: map[rune][]phrase{}}
	for _, w := range file.MarkWords {
		l.markWords = append(l.markWords, foldTitle(w))
	}
	for _, w := range file.Spelling {
		l.spelling = append(l.spelling, []rune(foldTitle(w)))
	}
	for _, w := range file.Now {
		l.now = append(l.now, foldTitle(w))
	}
	for short, long := range file.Abbreviations {
		l.short = append(l.short, [2]string{foldTitle(short), foldTitle(long)})
	}
	slices.SortFunc(l.short, func(a, b [2]string) int {
		return cmp.Or(len(b[0])-len(a[0]), strings.Compare(a[0], b[0]))
	})
	pairs := []rune(file.Variants)
	for i := 0; i+1 < len(pairs); i += 2 {
		l.variants[pairs[i]] = pairs[i+1]
	}
	if !slices.Contains([]string{"latin", "cyrillic", "ideographic"}, file.Script) {
		return nil, fmt.Errorf("script is %q, want latin, cyrillic or ideographic", file.Script)
	}
	if file.Head != "first" && file.Head != "last" {
		return nil, fmt.Errorf("head is %q, want first or last", file.Head)
	}
	owner := map[string]string{}
	for _, r := range file.Rules {
		post, known := posts[r.Post]
		if !known || r.Level < 0 || r.Level > builtinLevels || r.Below < 0 || r.Below > builtinLevels || r.Name == "" {
			return nil, fmt.Errorf("rule %q: level, below or post is not valid", r.Name)
		}
		l.rules = append(l.rules, rule{code + "." + r.Name, r.Level, r.Below, post, r.Weak})
		for _, text := range r.Phrases {
			key := foldTitle(text)
			if r.Whole {
				l.whole[key] = len(l.rules)
				l.vocabulary[key] = true
				continue
			}
			if other, taken := owner[key]; taken && other != r.Name {
				return nil, fmt.Errorf("phrase %q stands under both %s and %s", text, other, r.Name)
			}
			owner[key] = r.Name
			if err := l.addPhrase(text, len(l.rules)-1); err != nil {
				return nil, err
			}
		}
	}
	for _, list := range l.runes {
		slices.SortStableFunc(list, func(a, b phrase) int { return b.letters - a.letters })
	}
	return l, nil
}

func (l *language) addPhrase(text string, rule int) error {
	if foldTitle(text) == "" {
		return fmt.Errorf("rule %s has an empty phrase", l.rules[rule].name)
	}
	if l.script == "ideographic" {
		head, tail, _ := strings.Cut(foldTitle(text), gapWord)
		p := phrase{text: []rune(head), tail: []rune(tail), rule: rule, letters: len(head) + len(tail)}
		if head == "" {
			return fmt.Errorf("phrase %q begins with a gap", text)
		}
		l.runes[p.text[0]] = append(l.runes[p.text[0]], p)
		return nil
	}
	words := strings.FieldsFunc(foldTitle(text), func(r rune) bool { return strings.ContainsRune(" '’-", r) })
	if l.script == "cyrillic" {
		for i := range words {
			words[i] = stem(words[i])
		}
	}
	for i, w := range words {
		if strings.Trim(w, "*") == "" || w == gapWord && (i == 0 || i == len(words)-1) {
			return fmt.Errorf("phrase %q has a wildcard without letters around it", text)
		}
	}
	letters := 0
	for _, w := range words {
		l.vocabulary[w] = true
		letters += len(w)
	}
	p := phrase{words: words, rule: rule, letters: letters}
	p.exact = strings.Fields(foldTitle(text))[0]
	if strings.Contains(words[0], "*") {
		l.loose = append(l.loose, p)
	} else {
		l.words[words[0]] = append(l.words[words[0]], p)
	}
	return nil
}

// expand writes out the abbreviations of a title.
func (l *language) expand(s string) string {
	for _, pair := range l.short {
		for from := 0; ; {
			i := strings.Index(s[from:], pair[0])
			if i < 0 {
				break
			}
			at := from + i
			before, _ := utf8.DecodeLastRuneInString(s[:at])
			if unicode.IsLetter(before) || before == '.' {
				from = at + len(pair[0])
				continue
			}
			long := pair[1]
			if !strings.HasSuffix(pair[0], "-") {
				long += " "
			}
			s = s[:at] + long + s[at+len(pair[0]):]
			from = at + len(long)
		}
	}
	return s
}

// foldTitle is the comparison form of titles: compatibility form, lower case,
// without accents.
func foldTitle(s string) string {
	plain := true
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) && r != '\u3099' && r != '\u309a', hidden(r):
		case r == 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return norm.NFC.String(b.String())
}
