package dataset

import (
	"slices"
	"strings"
)

// hit is a phrase found in a part.
type hit struct {
	rule     *rule
	language *language
	at, end  int
	letters  int  // of the phrase
	behind   bool // in a complement
	oblique  bool // in another case than the nominative: not held by itself
}

// part reads one part of a title. Words such as "and" part it further.
func (c *Classifier) part(words titlePart, script string) []reading {
	words = c.respelt(words, script)
	if r := c.whole(strings.Join(words, " "), script); r != nil {
		return []reading{{classified: classified{r.level, r.name, r.post}, degree: r.weak}}
	}
	var out []reading
	var hits []hit
	keys := []string(words)
	if script == "cyrillic" {
		keys = make([]string, len(words))
		for i, w := range words {
			keys[i] = stem(masculine(w))
		}
	}
	complement, names, start := false, false, 0
	for i := 0; i < len(words); {
		h := c.longest(keys, words, i, script)
		if h.rule == nil && complement {
			h = c.genitive(words, i, script)
		}
		if h.rule != nil && h.rule.weak && c.leads(words[i], script) {
			h = hit{} // "der" and "under" end like a trade
		}
		switch {
		case h.rule != nil:
			if h.rule.post == Assistant && i > 0 && words[i-1] == "s" {
				hits, complement = nil, false // "Chief of Surgery's Secretary"
			}
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

// whole gives the rule whose phrase is a whole part, or nil.
func (c *Classifier) whole(part, script string) *rule {
	for _, l := range c.languages {
		if at := l.whole[part]; at != 0 && l.script == script {
			return &l.rules[at-1]
		}
	}
	return nil
}

// genitive finds a post in the genitive of German: "des Abteilungsleiters".
func (c *Classifier) genitive(words []string, i int, script string) hit {
	root := strings.TrimSuffix(words[i], "s")
	if script != "latin" || root == words[i] || len(root) < 5 {
		return hit{}
	}
	h := c.longest([]string{root}, []string{root}, 0, script)
	h.at, h.end = i, i+1
	return h
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
	// The ending of a trade, too, must be that of the nominative.
	consider := func(l *language, p phrase) {
		r := &l.rules[p.rule]
		h := hit{rule: r, language: l, at: i, end: p.fits(keys, i), letters: p.letters}
		h.oblique = script == "cyrillic" && (r.weak || !strings.Contains(p.exact, "*")) && !nominative(p.exact, words[i])
		switch {
		case h.end == 0 || h.end < best.end:
			return
		case best.rule == nil || h.end > best.end:
			best = h
			return
		}
		// "*teamleiter" says more of a word than "*leiter", and "chief
		// engineer" more than "chief *er".
		more := r.weak == best.rule.weak && h.oblique == best.oblique &&
			(p.letters > best.letters || p.letters == best.letters && l.headLast && r.level == best.rule.level)
		if best.rule.weak && !r.weak || best.oblique && !h.oblique || more {
			best = h
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

// nominative tells whether a Russian word is the pattern itself or, of a post
// named by an adjective, its feminine form: "заведующая".
func nominative(pattern, word string) bool {
	root, isAdjective := strings.CutSuffix(pattern, "ии")
	return matchWord(pattern, word) || pattern == masculine(word) || isAdjective && word == root+"ая"
}

// masculine gives the masculine form of a Russian noun such as "начальница",
// and other words as they are.
func masculine(word string) string {
	if root, ok := strings.CutSuffix(word, "тельница"); ok {
		return root + "тель"
	}
	if root, ok := strings.CutSuffix(word, "ница"); ok {
		return root + "ник"
	}
	return word
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
			return reading{classified: classified{0, h.rule.name, Former}, modifier: len(hits) == 1, bygone: len(posts) > 0}
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
	head := headOf(posts)
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

// headOf gives the post of a part that is held: the last in languages whose
// head is last, else the first.
func headOf(posts []hit) hit {
	head, last := posts[0], posts[len(posts)-1]
	// Between two languages the lower post is taken: the "principal" of an
	// "ingénieur principal" is no principal, and "superviseur centre d'appels"
	// names no centre.
	if last.language.headLast && (head.language.headLast || last.rule.level >= max(3, head.rule.level)) {
		return last
	}
	// "GF-Assistenz": nobody at the top is an assistant besides.
	if head.rule.level == 1 && !head.language.headLast {
		if i := slices.IndexFunc(posts, func(h hit) bool { return h.rule.post == Assistant }); i > 0 {
			return posts[i]
		}
	}
	return head
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
		if h.behind && h.rule.level > 0 && (h.rule.post == Holder || h.rule.post == Deputy) {
			return reading{classified: lowered(h, lowering)}
		}
	}
	return reading{classified: classified{m.rule.level, m.rule.name, m.rule.post}, below: m.rule.below, modifier: m.rule.level == 0}
}

// lowered applies modifiers to a post.
func lowered(head hit, modifiers []hit) classified {
	out := classified{head.rule.level, head.rule.name, head.rule.post}
	if len(modifiers) > 0 {
		m := modifiers[0].rule
		out = classified{min(builtinLevels, out.level+m.below), m.name + "+" + out.rule, m.post}
		if m.post == Assistant {
			out.post = Deputy // an assistant manager is a rank, not an assistant
		}
	}
	return out
}
