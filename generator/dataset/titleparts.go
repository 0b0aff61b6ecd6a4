package dataset

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// titlePart is a run of words between signs.
type titlePart []string

// builtin gives the built-in level of a title.
func (c *Classifier) builtin(title string) classified {
	if len(title) > 400 {
		title = strings.ToValidUTF8(title[:400], "")
	}
	s := foldTitle(title)
	if today := c.today(s); today != "" {
		if out := c.held(today); out.rule != "" {
			return out
		}
	}
	return c.held(s)
}

// today gives what stands behind a word such as "now", or "".
func (c *Classifier) today(s string) string {
	at := 0
	for _, l := range c.languages {
		for _, w := range l.now {
			i := strings.LastIndex(s, w)
			if i < 0 {
				continue
			}
			before, _ := utf8.DecodeLastRuneInString(s[:i])
			after, _ := utf8.DecodeRuneInString(s[i+len(w):])
			if l.script == "ideographic" || !unicode.IsLetter(before) && !unicode.IsLetter(after) {
				at = max(at, i+len(w))
			}
		}
	}
	if at == 0 {
		return ""
	}
	return s[at:]
}

// held gives the post that a folded title says is held.
func (c *Classifier) held(s string) classified {
	latin, cyrillic, ideographs := scripts(s)
	var out classified
	if ideographs {
		var place bool
		if out, place = c.ideographicTitle(s); place {
			return out // "CEO办公室" is an office
		}
	}
	var words classified
	if cyrillic {
		words = c.wordTitle(s, "cyrillic")
	}
	if latin {
		words = higher(words, c.wordTitle(s, "latin"))
	}
	if out.level == 0 && (out.post == Acting || out.post == Deputy) {
		// "CEO（代理）"
		return reading{classified: out, below: 1}.modify(words)
	}
	return higher(out, words)
}

func scripts(s string) (latin, cyrillic, ideographs bool) {
	for _, r := range s {
		switch {
		case r < 0x250 && unicode.IsLetter(r):
			latin = true
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic = true
		case isIdeograph(r):
			ideographs = true
		}
	}
	return latin, cyrillic, ideographs
}

// higher takes the higher of two posts; one that is not held (assistant,
// former) beats nothing but an empty one.
func higher(a, b classified) classified {
	switch {
	case a.rule == "":
		return b
	case b.rule == "" || b.level == 0:
		return a
	case a.post == Assistant || a.post == Former:
		return a
	case a.level == 0 || b.level < a.level && b.post != Assistant:
		return b
	}
	return a
}

// wordTitle reads a title in a script with blanks between the words.
func (c *Classifier) wordTitle(s, script string) classified {
	for _, l := range c.languages {
		if l.script == script {
			s = l.expand(s)
		}
	}
	var out, past classified
	for _, part := range parts(s, script) {
		for _, got := range c.part(part, script) {
			if got.bygone || got.modifier && got.post == Former && out.rule != "" {
				// "Brigadier (ret.), Head of Logistics" holds the second post.
				past = got.classified
				if got.modifier {
					out = classified{}
				}
				continue
			}
			if got.modifier {
				out = got.modify(out)
				continue
			}
			if got.degree && out.rule != "" {
				continue
			}
			if out = higher(out, got.classified); got.shield {
				return out
			}
		}
	}
	if out.rule == "" {
		return past
	}
	return out
}

// reading is what one part of a title says.
type reading struct {
	classified
	below    int
	modifier bool // names no post: "(acting)", "retired"
	shield   bool // nothing behind it is held
	bygone   bool // a post with "emeritus" behind it: another may be held
	degree   bool // behind a post a degree, not another post: "Surgeon, MD"
	place    bool // names an office or a department
}

// modify applies a modifier that stands by itself to the post before it.
func (m reading) modify(out classified) classified {
	switch {
	case out.rule == "" || out.post == Assistant:
		return higher(out, m.classified)
	case m.post == Former:
		return classified{0, m.rule, Former}
	case m.post == Acting || m.post == Deputy:
		return classified{min(builtinLevels, out.level+m.below), m.rule + "+" + out.rule, m.post}
	}
	return out
}

// andSign stands for the signs that join two posts.
const andSign = "&"

// parts cuts a title at signs. Points inside abbreviations vanish: "V.P." is
// "vp". Letters of another script end a part.
func parts(s, script string) []titlePart {
	var parts []titlePart
	var part titlePart
	var word []rune
	flush := func() {
		if len(word) > 0 {
			part = append(part, string(word))
			word = word[:0]
		}
	}
	runes := []rune(s)
	letter := func(i int) bool { return i >= 0 && i < len(runes) && unicode.IsLetter(runes[i]) }
	for i, r := range runes {
		switch {
		case foreign(r, script) && script == "cyrillic":
			flush() // "Зам. HR директора" is one part
		case foreign(r, script):
			// A word glued to another script is read there: "轮值CEO".
			word = word[:0]
			parts, part = append(parts, part), nil
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !glued(runes, i, script) {
				word = append(word, r)
			}
		case r == '.' && letter(i-1) && !letter(i-2) && letter(i+1) && !letter(i+2):
			// inside V.P. or C.E.O.
		case r == '.' && letter(i-1) && !letter(i-2) && i+3 < len(runes) && runes[i+1] == ' ' && letter(i+2) && runes[i+3] == '.':
			// inside "V. P."
		case r == ' ' && i > 1 && runes[i-1] == '.' && letter(i-2) && !letter(i-3) && letter(i+1) && i+2 < len(runes) && runes[i+2] == '.':
		case r == '&' || r == '+':
			flush()
			part = append(part, andSign)
		case strings.ContainsRune("/,;|()[]:•·–—\n", r) || r == '-' && (i == 0 || runes[i-1] == ' '):
			flush()
			parts, part = append(parts, part), nil
		default:
			flush()
		}
	}
	flush()
	return append(parts, part)
}

// foreign tells whether a letter belongs to another script.
func foreign(r rune, script string) bool {
	return unicode.IsLetter(r) && (r > 0x2ff) != (script == "cyrillic")
}

// glued tells whether the word around runes[i] began right behind a letter of
// another script.
func glued(runes []rune, i int, script string) bool {
	for i > 0 && (unicode.IsLetter(runes[i-1]) || unicode.IsDigit(runes[i-1])) {
		if i--; foreign(runes[i], script) {
			return true
		}
	}
	return false
}

// stem cuts the endings of Russian cases, so that "генерального директора"
// is found under "генеральный директор".
func stem(word string) string {
	runes := []rune(word)
	for _, ending := range stems {
		if n := len(runes) - len(ending); n >= 4 && slices.Equal(runes[n:], ending) {
			return string(runes[:n])
		}
	}
	return word
}

// stems are endings of cases, longest first, as foldTitle writes them: й is и.
var stems = [][]rune{
	[]rune("ого"), []rune("его"), []rune("ому"), []rune("ему"), []rune("ыми"), []rune("ими"),
	[]rune("ои"), []rune("еи"), []rune("ыи"), []rune("ии"), []rune("ая"), []rune("яя"), []rune("ую"), []rune("юю"),
	[]rune("ым"), []rune("им"), []rune("ом"), []rune("ем"), []rune("ов"), []rune("ев"), []rune("ых"), []rune("их"),
	[]rune("а"), []rune("я"), []rune("у"), []rune("ю"), []rune("ы"), []rune("и"), []rune("е"), []rune("ь"),
}
