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
	variants   map[rune]rune // written forms folded before reading
	complement map[string]bool
	owner      map[string]bool // begin a complement even of an unknown post
	and        map[string]bool
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
	rule  int
}

const gapWord = "..."

func newLanguage(file languageFile, code string) (*language, error) {
	l := &language{name: code, script: file.Script, headLast: file.Head == "last", marks: file.Marks,
		complement: set(file.Complement, foldTitle), owner: set(file.Owner, foldTitle), and: set(file.And, foldTitle),
		variants: map[rune]rune{}, whole: map[string]int{}, rank: file.Rank, words: map[string][]phrase{}, runes: map[rune][]phrase{}}
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
		slices.SortStableFunc(list, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
	return l, nil
}

func (l *language) addPhrase(text string, rule int) error {
	if foldTitle(text) == "" {
		return fmt.Errorf("rule %s has an empty phrase", l.rules[rule].name)
	}
	if l.script == "ideographic" {
		runes := []rune(foldTitle(text))
		l.runes[runes[0]] = append(l.runes[runes[0]], phrase{text: runes, rule: rule})
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
	p := phrase{words: words, rule: rule}
	p.exact = strings.Fields(foldTitle(text))[0]
	if strings.Contains(words[0], "*") {
		l.loose = append(l.loose, p)
	} else {
		l.words[words[0]] = append(l.words[words[0]], p)
	}
	return nil
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
		var place bool
		if out, place = c.ideographicTitle(s); place {
			return out // "CEO办公室" is an office
		}
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
	for _, part := range parts(s, script) {
		for _, got := range c.part(part, script) {
			if got.modifier {
				out = got.modify(out)
				continue
			}
			if out = higher(out, got.classified); got.shield {
				return out
			}
		}
	}
	return out
}

// reading is what one part of a title says.
type reading struct {
	classified
	below    int
	modifier bool // names no post: "(acting)", "retired"
	shield   bool // nothing behind it is held
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

// hit is a phrase found in a part.
type hit struct {
	rule     *rule
	language *language
	at, end  int
	behind   bool // in a complement
	oblique  bool // in another case than the nominative: not held by itself
}

// part reads one part of a title. Words such as "and" part it further.
func (c *Classifier) part(words titlePart, script string) []reading {
	var out []reading
	var hits []hit
	keys := []string(words)
	if script == "cyrillic" {
		keys = make([]string, len(words))
		for i, w := range words {
			keys[i] = stem(w)
		}
	}
	complement, names, start := false, false, 0
	for i := 0; i < len(words); {
		h := c.longest(keys, words, i, script)
		switch {
		case h.rule != nil:
			h.behind = complement && !(h.end == len(words) && h.rule.below > 0 && !h.language.headLast)
			hits = append(hits, h)
			names = names || h.rule.level > 0 || h.rule.below > 0
			// Whom an assistant assists is not the assistant; an office of
			// somebody is not that person.
			complement = complement || h.rule.post == Assistant && h.rule.below == 0 || c.leads(words[h.end-1], script)
			i = h.end
		case words[i] == andSign || c.joins(words[i], script):
			out = append(out, judge(hits))
			hits, names, complement = nil, false, complement && len(hits) > 0
			i++
			start = i
		default:
			complement = complement || names && c.leads(words[i], script) || i > start && c.owns(words, i, script)
			i++
		}
	}
	return append(out, judge(hits))
}

// leads tells whether a word begins a complement.
func (c *Classifier) leads(word, script string) bool {
	return slices.ContainsFunc(c.languages, func(l *language) bool { return l.script == script && l.complement[word] })
}

// owns tells whether a word, or it and the next, begins a complement of a post
// that no rule knows: "right hand of the CEO".
func (c *Classifier) owns(words []string, i int, script string) bool {
	return slices.ContainsFunc(c.languages, func(l *language) bool {
		return l.script == script && (l.owner[words[i]] || i+1 < len(words) && l.owner[words[i]+" "+words[i+1]])
	})
}

// joins tells whether a word joins two posts.
func (c *Classifier) joins(word, script string) bool {
	return slices.ContainsFunc(c.languages, func(l *language) bool { return l.script == script && l.and[word] })
}

// longest finds the longest phrase of any language that begins at a word.
// Keys are the words as they are compared.
func (c *Classifier) longest(keys, words []string, i int, script string) hit {
	best := hit{}
	consider := func(l *language, p phrase) {
		if end := p.fits(keys, i); end > 0 && (best.rule == nil || end > best.end) {
			best = hit{rule: &l.rules[p.rule], language: l, at: i, end: end}
			best.oblique = script == "cyrillic" && !strings.Contains(p.exact, "*") && p.exact != words[i]
		}
	}
	for _, l := range c.languages {
		if l.script == script {
			for _, p := range l.words[keys[i]] {
				consider(l, p)
			}
		}
	}
	if best.rule != nil {
		return best
	}
	for _, l := range c.languages {
		if l.script == script {
			for _, p := range l.loose {
				consider(l, p)
			}
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
func judge(hits []hit) reading {
	var posts, lowering []hit
	strong := false
	for _, h := range hits {
		switch {
		case h.behind:
		case h.rule.post == Former && h.rule.below == 0:
			return reading{classified: classified{0, h.rule.name, Former}, modifier: len(hits) == 1}
		case h.rule.below > 0:
			lowering = append(lowering, h)
		case !h.oblique || len(lowering) > 0:
			posts = append(posts, h)
			strong = strong || !h.rule.weak
		}
	}
	if strong {
		posts = slices.DeleteFunc(posts, func(h hit) bool { return h.rule.weak })
	}
	if len(posts) == 0 {
		return onlyModifiers(hits, lowering)
	}
	head := posts[0]
	if last := posts[len(posts)-1]; last.language.headLast {
		head = last
	}
	for _, m := range lowering {
		// "Director Assistant": the assistant is the head.
		if m.rule.post == Assistant && m.at > head.at && m.language.headLast {
			return reading{classified: classified{builtinLevels, m.rule.name, Assistant}, shield: true}
		}
	}
	switch {
	case head.rule.level == 0:
		return reading{}
	case head.rule.post == Assistant:
		return reading{classified: classified{head.rule.level, head.rule.name, Assistant}, shield: true}
	}
	return reading{classified: lowered(head, lowering)}
}

// onlyModifiers reads a part that names no post of its own: an assistant or a
// deputy of what stands behind "of", or a modifier of another part.
func onlyModifiers(hits, lowering []hit) reading {
	if len(lowering) == 0 {
		return reading{}
	}
	m := lowering[0]
	if m.rule.post == Assistant {
		return reading{classified: classified{builtinLevels, m.rule.name, Assistant}, shield: true}
	}
	for _, h := range hits {
		if h.behind && h.rule.level > 0 && h.rule.post == Holder {
			return reading{classified: lowered(h, lowering)}
		}
	}
	return reading{classified: classified{m.rule.level, m.rule.name, m.rule.post}, below: m.rule.below, modifier: m.rule.level == 0}
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
// place tells that the title names a place instead.
func (c *Classifier) ideographicTitle(s string) (out classified, place bool) {
	for _, l := range c.ideographicLanguages(s) {
		if out, place = l.title(s); out.rule != "" || place {
			break
		}
	}
	return out, place && out.rule == ""
}

func (l *language) title(s string) (out classified, place bool) {
	runes := []rune(s)
	for i, r := range runes {
		if v, ok := l.variants[r]; ok {
			runes[i] = v
		}
	}
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && !strings.ContainsRune("/,;|()[]&+:•·、，；（）／兼 \n　", runes[i]) {
			continue
		}
		if i > start {
			got := l.ideographicPart(runes[start:i])
			place = place || got.place
			if got.modifier {
				out = got.modify(out)
			} else if out = higher(out, got.classified); got.shield {
				break
			}
		}
		start = i + 1
	}
	return out, place
}

// ideographicLanguages orders the files for a title: first those of whose
// marks it has one, then the rest.
func (c *Classifier) ideographicLanguages(s string) []*language {
	var marked, rest []*language
	for _, l := range c.languages {
		switch {
		case l.script != "ideographic":
		case l.marks != "" && strings.ContainsAny(s, l.marks):
			marked = append(marked, l)
		default:
			rest = append(rest, l)
		}
	}
	// Files without marks of their own script come last among the marked:
	// a sign that only one language has decides.
	slices.SortStableFunc(marked, func(a, b *language) int { return a.rank - b.rank })
	slices.SortStableFunc(rest, func(a, b *language) int { return a.rank - b.rank })
	return append(marked, rest...)
}

func (l *language) ideographicPart(runes []rune) reading {
	if rule := l.whole[string(runes)]; rule != 0 {
		r := l.rules[rule-1]
		return reading{classified: classified{r.level, r.name, r.post}}
	}
	var hits []hit
	for i := 0; i < len(runes); {
		end := 0
		for _, p := range l.runes[runes[i]] {
			if i+len(p.text) <= len(runes) && slices.Equal(runes[i:i+len(p.text)], p.text) && !insideWord(runes, i, i+len(p.text)) {
				end = i + len(p.text)
				hits = append(hits, hit{rule: &l.rules[p.rule], language: l, at: i, end: end})
				break
			}
		}
		i = max(i+1, end)
	}
	return judgeIdeographic(hits)
}

// insideWord tells whether runes[from:to] is part of a longer Latin word, as
// "cto" is of "director".
func insideWord(runes []rune, from, to int) bool {
	latin := func(i int) bool { return i >= 0 && i < len(runes) && runes[i] >= 'a' && runes[i] <= 'z' }
	return latin(from) && latin(from-1) || latin(to-1) && latin(to)
}

// judgeIdeographic takes the last post; modifiers count when they stand right
// before it, or behind it ("課長代理").
func judgeIdeographic(hits []hit) reading {
	head := -1
	for i, h := range hits {
		if h.rule.post == Former && h.rule.below == 0 {
			return reading{classified: classified{0, h.rule.name, Former}, modifier: len(hits) == 1}
		}
		if h.rule.below == 0 {
			head = i
		}
	}
	if head < 0 {
		if len(hits) > 0 {
			m := hits[0].rule
			return reading{classified: classified{m.level, m.name, m.post}, below: m.below, modifier: true}
		}
		return reading{}
	}
	h := hits[head]
	switch {
	case h.rule.level == 0:
		return reading{place: true}
	case h.rule.post == Assistant:
		return reading{classified: classified{h.rule.level, h.rule.name, Assistant}, shield: true}
	}
	for i, m := range hits {
		if m.rule.below > 0 && (i > head || m.end == h.at || i == head-1) {
			return reading{classified: classified{min(builtinLevels, h.rule.level+m.rule.below), m.rule.name + "+" + h.rule.name, m.rule.post}}
		}
	}
	return reading{classified: classified{h.rule.level, h.rule.name, h.rule.post}}
}
