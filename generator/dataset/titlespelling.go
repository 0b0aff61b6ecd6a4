package dataset

import (
	"slices"
	"strings"
)

// shortestRespelt is the number of letters below which a word is never taken
// for another: too many short words differ by one letter.
const shortestRespelt = 4

// umlauts are the letters by which German umlauts are written out, and what
// foldTitle makes of the umlauts.
var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// respelt gives the words of a part with those that no rule knows put right:
// umlauts written out ("Geschaeftsfuehrer") and one slip of the pen in a word
// of the lists Spelling ("Cheif", "Directer", "Mananger").
func (c *Classifier) respelt(words titlePart, script string) titlePart {
	var out titlePart
	for i, w := range words {
		if len(w) < shortestRespelt {
			continue
		}
		right := c.respell(w, script)
		if right == "" {
			continue
		}
		if out == nil {
			out = slices.Clone(words)
		}
		out[i] = right
	}
	if out == nil {
		return words
	}
	return out
}

// respell gives the word for which an unknown one stands, or "".
func (c *Classifier) respell(word, script string) string {
	if c.listed(word, script) {
		return ""
	}
	if script == "latin" {
		if plain := umlauts.Replace(word); plain != word && (c.listed(plain, script) || !c.ends(word, script) && c.ends(plain, script)) {
			return plain
		}
	}
	if c.ends(word, script) {
		return ""
	}
	letters := []rune(word)
	for _, l := range c.languages {
		if l.script != script {
			continue
		}
		for _, right := range l.spelling {
			if oneSlip(letters, right) {
				return string(right)
			}
		}
	}
	return ""
}

// listed tells whether a word stands in the rules.
func (c *Classifier) listed(word, script string) bool {
	if script == "cyrillic" {
		word = stem(masculine(word))
	}
	return slices.ContainsFunc(c.languages, func(l *language) bool { return l.script == script && l.vocabulary[word] })
}

// ends tells whether a word ends, or begins, as the posts of a rule do.
func (c *Classifier) ends(word, script string) bool {
	if script == "cyrillic" {
		word = stem(masculine(word))
	}
	return slices.ContainsFunc(c.languages, func(l *language) bool {
		return l.script == script && slices.ContainsFunc(l.loose, func(p phrase) bool {
			return !l.rules[p.rule].weak && len(p.words) == 1 && matchWord(p.words[0], word)
		})
	})
}

// oneSlip tells whether two words differ by one letter that is wrong, missing
// or too many, or by two neighbours that are swapped (Damerau 1964). The first
// and the last letter must agree, which keeps "resident" from "president" and
// "directory" from "director".
func oneSlip(word, right []rune) bool {
	n, m := len(word), len(right)
	if n < shortestRespelt || n-m > 1 || m-n > 1 || word[0] != right[0] || word[n-1] != right[m-1] {
		return false
	}
	head := 0
	for head < min(n, m) && word[head] == right[head] {
		head++
	}
	tail := 0
	for tail < min(n, m)-head && word[n-1-tail] == right[m-1-tail] {
		tail++
	}
	a, b := word[head:n-tail], right[head:m-tail]
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}
