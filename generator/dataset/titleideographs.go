package dataset

import (
	"slices"
	"strings"
	"unicode"
)

// ideographicTitle reads a title in Chinese or Japanese: the last post of a
// part is the one held.
// place tells that the title names a place instead.
func (c *Classifier) ideographicTitle(s string) (out classified, place bool) {
	for _, l := range c.ideographicLanguages(s) {
		got, isPlace := l.title(s)
		// A language that knows no more than "deputy" leaves the post to the next.
		if out.rule == "" && !place || got.level > 0 && out.level == 0 && out.post == Deputy {
			out, place = got, isPlace
		}
		if place || out.level > 0 || out.rule != "" && out.post != Deputy {
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
	// Who holds one post and another ("总经理助理兼采购部部长", "总经理助理、
	// 采购部部长") is no assistant.
	if i := slices.IndexFunc(runes, func(r rune) bool { return r == '兼' || r == '、' }); i > 0 && i+1 < len(runes) {
		first, placeFirst := l.title(string(runes[:i]))
		second, placeSecond := l.title(string(runes[i+1:]))
		if first.post == Assistant && second.post != Assistant && second.level > 0 {
			return second, false
		}
		return higher(first, second), placeFirst || placeSecond
	}
	start := 0
	for i := 0; i <= len(runes); i++ {
		if i < len(runes) && !strings.ContainsRune("/,;|()[]&+:•·、，；（）／ \n　", runes[i]) {
			continue
		}
		// Latin words that stand free are read as such: "Deputy CEO 副总裁".
		if i > start && (i-start == len(runes) || slices.ContainsFunc(runes[start:i], isIdeograph)) {
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
		case slices.ContainsFunc(l.markWords, func(w string) bool { return strings.Contains(s, w) }):
			return []*language{l}
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
			if l.rules[p.rule].weak && i+len(p.text) < len(runes) {
				continue
			}
			if to := p.fitsRunes(runes, i); to > 0 && !insideWord(runes, i, to) {
				end = to
				hits = append(hits, hit{rule: &l.rules[p.rule], language: l, at: i, end: end})
				break
			}
		}
		i = max(i+1, end)
	}
	return judgeIdeographic(hits, len(runes))
}

// longestGap is the number of characters that a gap may stand for.
const longestGap = 10

// fitsRunes gives the place behind the phrase when it stands at runes[i], else
// 0.
func (p phrase) fitsRunes(runes []rune, i int) int {
	end := i + len(p.text)
	if end > len(runes) || !slices.Equal(runes[i:end], p.text) {
		return 0
	}
	if len(p.tail) == 0 {
		return end
	}
	for at := end + 1; at <= end+longestGap && at+len(p.tail) <= len(runes); at++ {
		if slices.Equal(runes[at:at+len(p.tail)], p.tail) {
			return at + len(p.tail)
		}
	}
	return 0
}

func isIdeograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// insideWord tells whether runes[from:to] is part of a longer Latin word, as
// "cto" is of "director".
func insideWord(runes []rune, from, to int) bool {
	latin := func(i int) bool { return i >= 0 && i < len(runes) && runes[i] >= 'a' && runes[i] <= 'z' }
	return latin(from) && latin(from-1) || latin(to-1) && latin(to)
}

// judgeIdeographic takes the last post; modifiers count when they stand right
// before it, or behind it ("課長代理").
func judgeIdeographic(hits []hit, length int) reading {
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
			// "CIO補佐" modifies the CIO, not the post beside it.
			alone := hits[0].end-hits[0].at == length
			return reading{classified: classified{m.level, m.name, m.post}, below: m.below, modifier: alone}
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
