package dataset

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

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
	complement map[string]bool
	and        map[string]bool
	rules      []rule
	words      map[string][]phrase // by first word
	loose      []phrase            // first word has a wildcard
	runes      map[rune][]phrase   // ideographic: by first character, longest first
}

type rule struct {
	name  string
	level int
	below int
	post  Post
}

type phrase struct {
	words []string
	text  []rune // ideographic
	rule  int
}

const gapWord = "..."

func newLanguage(file languageFile, code string) (*language, error) {
	l := &language{name: code, script: file.Script, headLast: file.Head == "last", marks: file.Marks,
		complement: set(file.Complement, foldTitle), and: set(file.And, foldTitle),
		words: map[string][]phrase{}, runes: map[rune][]phrase{}}
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
		l.rules = append(l.rules, rule{code + "." + r.Name, r.Level, r.Below, post})
		for _, text := range r.Phrases {
			key := foldTitle(text)
			if other, taken := owner[key]; taken && other != r.Name {
				return nil, fmt.Errorf("phrase %q stands under both %s and %s", text, other, r.Name)
			}
			owner[key] = r.Name
			l.addPhrase(text, len(l.rules)-1)
		}
	}
	for _, list := range l.runes {
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
	return l, nil
}

func (l *language) addPhrase(text string, rule int) {
	if l.script == "ideographic" {
		runes := []rune(foldTitle(text))
		l.runes[runes[0]] = append(l.runes[runes[0]], phrase{text: runes, rule: rule})
		return
	}
	words := strings.Fields(foldTitle(text))
	p := phrase{words: words, rule: rule}
	if strings.Contains(words[0], "*") {
		l.loose = append(l.loose, p)
	} else {
		l.words[words[0]] = append(l.words[words[0]], p)
	}
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

// titlePart is a run of words between signs.
type titlePart []string

// builtin gives the built-in level of a title.
func (c *Classifier) builtin(title string) classified {
	if len(title) > 400 {
		title = strings.ToValidUTF8(title[:400], "")
	}
	s := foldTitle(title)
	latin, cyrillic, ideographs := scripts(s)
	var out classified
	if ideographs {
		out = c.ideographicTitle(s)
	}
	if cyrillic {
		out = higher(out, c.wordTitle(s, "cyrillic"))
	}
	if latin {
		out = higher(out, c.wordTitle(s, "latin"))
	}
	return out
}

func scripts(s string) (latin, cyrillic, ideographs bool) {
	for _, r := range s {
		switch {
		case r < 0x250 && unicode.IsLetter(r):
			latin = true
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic = true
		case unicode.Is(unicode.Han, r), unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r):
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
	var out classified
	for _, part := range c.parts(s, script) {
		got, shield := c.part(part, script)
		out = higher(out, got)
		if shield {
			break
		}
	}
	return out
}

// parts cuts a title at signs and at words that join two posts. Points inside
// abbreviations vanish: "V.P." is "vp".
func (c *Classifier) parts(s, script string) []titlePart {
	var parts []titlePart
	var part titlePart
	var word []rune
	flush := func() {
		if len(word) == 0 {
			return
		}
		w := string(word)
		word = word[:0]
		for _, l := range c.languages {
			if l.script == script && l.and[w] {
				parts, part = append(parts, part), nil
				return
			}
		}
		part = append(part, w)
	}
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		case r == '.' && len(word) == 1 && i+1 < len(runes) && unicode.IsLetter(runes[i+1]) && (i+2 >= len(runes) || !unicode.IsLetter(runes[i+2])):
			// inside V.P. or C.E.O.
		case r == '.' && abbreviation(runes[:i]):
			flush()
		case r == '\'' || r == '’':
			flush()
		case r == '-' && len(word) > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i+1]):
			flush() // IT-Manager, Vice-President
		case strings.ContainsRune("/,;|()[]&+:•·–—\n", r) || r == '-' && (i == 0 || runes[i-1] == ' '):
			flush()
			parts, part = append(parts, part), nil
		default:
			flush()
		}
	}
	flush()
	return append(parts, part)
}

// abbreviation tells that "C.E.O." ends here.
func abbreviation(before []rune) bool { return len(before) >= 3 && before[len(before)-2] == '.' }

// hit is a phrase found in a part.
type hit struct {
	rule     *rule
	language *language
	at, end  int
	behind   bool // in a complement
}

// part reads one part of a title. shield tells that nothing behind it is held.
func (c *Classifier) part(words titlePart, script string) (out classified, shield bool) {
	var hits []hit
	complement := -1
	for i := 0; i < len(words); {
		h := c.longest(words, i, script)
		if h.rule != nil {
			h.behind = complement >= 0
			hits = append(hits, h)
			if i = h.end; complement < 0 && h.rule.post == Assistant && h.rule.below == 0 {
				complement = i // whom an assistant assists is not the assistant
			}
			continue
		}
		if complement < 0 && len(hits) > 0 {
			for _, l := range c.languages {
				if l.script == script && l.complement[words[i]] {
					complement = i
				}
			}
		}
		i++
	}
	return judge(hits, complement >= 0)
}

// longest finds the longest phrase of any language that begins at a word.
func (c *Classifier) longest(words []string, i int, script string) hit {
	best := hit{}
	consider := func(l *language, p phrase) {
		if end := p.fits(words, i); end > 0 && (best.rule == nil || end > best.end) {
			best = hit{rule: &l.rules[p.rule], language: l, at: i, end: end}
		}
	}
	for _, l := range c.languages {
		if l.script != script {
			continue
		}
		for _, p := range l.words[words[i]] {
			consider(l, p)
		}
	}
	if best.rule != nil {
		return best
	}
	for _, l := range c.languages {
		if l.script != script {
			continue
		}
		for _, p := range l.loose {
			consider(l, p)
		}
	}
	return best
}

// fits gives the word behind the phrase when it stands at word i, else 0.
func (p phrase) fits(words []string, i int) int {
	at := i
	for k, w := range p.words {
		if w == gapWord {
			for gap := 1; gap <= 4 && at+gap < len(words); gap++ {
				if matchWord(p.words[k+1], words[at+gap]) {
					return at + gap + 1
				}
			}
			return 0
		}
		if at >= len(words) || !matchWord(w, words[at]) {
			return 0
		}
		at++
	}
	return at
}

// matchWord compares a word of a phrase; * at an end stands for any letters.
func matchWord(pattern, word string) bool {
	head, tail := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	switch {
	case head && tail:
		return strings.Contains(word, pattern[1:len(pattern)-1])
	case head:
		return strings.HasSuffix(word, pattern[1:])
	case tail:
		return strings.HasPrefix(word, pattern[:len(pattern)-1])
	}
	return pattern == word
}

// judge weighs the phrases found in one part: modifiers, and the post they
// modify.
func judge(hits []hit, complemented bool) (out classified, shield bool) {
	var posts, lowering []hit
	for _, h := range hits {
		switch {
		case h.behind:
		case h.rule.below > 0:
			lowering = append(lowering, h)
		default:
			posts = append(posts, h)
		}
	}
	for _, h := range posts {
		if h.rule.post == Former {
			return classified{0, h.rule.name, Former}, false
		}
	}
	if len(posts) == 0 {
		if len(lowering) == 0 {
			return classified{}, false
		}
		// A deputy of what stands behind "of": the post itself is the one
		// lowered; an assistant to it is staff.
		m := lowering[0]
		if m.rule.post == Assistant {
			return classified{builtinLevels, m.rule.name, Assistant}, true
		}
		for _, h := range hits {
			if h.behind && h.rule.level > 0 && h.rule.post == Holder {
				return lowered(h, lowering), false
			}
		}
		return classified{m.rule.level, m.rule.name, m.rule.post}, false
	}
	head := posts[0]
	if last := posts[len(posts)-1]; last.language.headLast {
		head = last
	}
	if head.rule.level == 0 {
		return classified{}, false
	}
	if head.rule.post == Assistant {
		return classified{head.rule.level, head.rule.name, Assistant}, true
	}
	for _, m := range lowering {
		// "Director Assistant": the assistant is the head.
		if m.rule.post == Assistant && m.at > head.at && m.language.headLast {
			return classified{builtinLevels, m.rule.name, Assistant}, true
		}
	}
	return lowered(head, lowering), false
}

// lowered applies modifiers to a post.
func lowered(head hit, modifiers []hit) classified {
	out := classified{head.rule.level, head.rule.name, head.rule.post}
	for _, m := range modifiers {
		out.level = min(builtinLevels, out.level+m.rule.below)
		out.rule = m.rule.name + "+" + head.rule.name
		out.post = m.rule.post
		if out.post == Assistant {
			out.post = Deputy // an assistant manager is a rank, not an assistant
		}
		break
	}
	return out
}

// ideographicTitle reads a title in Chinese or Japanese: the last post of a
// part is the one held.
func (c *Classifier) ideographicTitle(s string) classified {
	l := c.ideographicLanguage(s)
	if l == nil {
		return classified{}
	}
	var out classified
	runes := []rune(s)
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && !strings.ContainsRune("/,;|()[]&+:•·、，；（）／兼 \n　", runes[i]) {
			continue
		}
		if i > start {
			got, shield := l.ideographicPart(runes[start:i])
			out = higher(out, got)
			if shield {
				break
			}
		}
		start = i + 1
	}
	return out
}

// ideographicLanguage picks the file that reads a title: one whose marks it
// has, else the first without kana.
func (c *Classifier) ideographicLanguage(s string) *language {
	var plain *language
	for _, l := range c.languages {
		if l.script != "ideographic" {
			continue
		}
		if l.marks != "" && strings.ContainsAny(s, l.marks) {
			return l
		}
		if plain == nil || l.marks == "" {
			plain = l
		}
	}
	return plain
}

func (l *language) ideographicPart(runes []rune) (classified, bool) {
	var hits []hit
	for i := 0; i < len(runes); {
		end := 0
		for _, p := range l.runes[runes[i]] {
			if i+len(p.text) <= len(runes) && slices.Equal(runes[i:i+len(p.text)], p.text) {
				end = i + len(p.text)
				hits = append(hits, hit{rule: &l.rules[p.rule], language: l, at: i, end: end})
				break
			}
		}
		i = max(i+1, end)
	}
	return judgeIdeographic(hits)
}

// judgeIdeographic takes the last post; modifiers count when they stand right
// before it, or behind it ("課長代理").
func judgeIdeographic(hits []hit) (classified, bool) {
	for _, h := range hits {
		if h.rule.post == Former && h.rule.below == 0 {
			return classified{0, h.rule.name, Former}, false
		}
	}
	head := -1
	for i, h := range hits {
		if h.rule.below == 0 {
			head = i
		}
	}
	if head < 0 {
		return classified{}, false
	}
	h := hits[head]
	if h.rule.level == 0 {
		return classified{}, false
	}
	if h.rule.post == Assistant {
		return classified{h.rule.level, h.rule.name, Assistant}, true
	}
	for i, m := range hits {
		if m.rule.below > 0 && (i > head || m.end == h.at || i == head-1) {
			return classified{min(builtinLevels, h.rule.level+m.rule.below), m.rule.name + "+" + h.rule.name, m.rule.post}, false
		}
	}
	return classified{h.rule.level, h.rule.name, h.rule.post}, false
}
