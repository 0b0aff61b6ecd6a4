package dataset

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// clean makes a cell's text safe to show without changing what it says: it
// trims blanks at both ends, drops control characters except line breaks and
// tabs, and drops the characters that reorder or hide text (bidi controls,
// zero-width ones, soft hyphens). dirty tells that something other than
// blanks at the ends was dropped.
func clean(s string) (out string, dirty bool) {
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < ' ' || c == 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return strings.Trim(s, " "), false
	}
	if strings.IndexFunc(s, unsafeRune) < 0 {
		return strings.TrimSpace(s), false
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case !unsafeRune(r):
			b.WriteRune(r)
		case r == '\r':
		case blankRune(r):
			b.WriteByte(' ')
		default:
			dirty = true
		}
	}
	return strings.TrimSpace(b.String()), dirty
}

// unsafeRune tells a character that clean drops or replaces.
func unsafeRune(r rune) bool {
	return r != '\n' && r != '\t' && (r == utf8.RuneError || unicode.Is(unicode.Cc, r) || hidden(r) || blankRune(r))
}

// blankRune tells a character that clean replaces by a blank.
func blankRune(r rune) bool {
	return r == '\u00a0' || r == '\u3000' || r == '\u2007' || r == '\u202f'
}

// hidden tells whether a character reorders or hides its neighbours. The
// joiners U+200C and U+200D stay: several scripts and emoji need them.
func hidden(r rune) bool {
	switch {
	case r == '\u00ad', r == '\u061c', r == '\u180e', r == '\u200b', r == '\u200e', r == '\u200f',
		r == '\u2060', r == '\ufeff', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069',
		r >= '\U000e0000' && r <= '\U000e007f':
		return true
	}
	return false
}

// wordKey is the form in which headers and the words of a vocabulary are
// compared: compatibility form, lower case, letters and digits only. A text
// without any letter or digit keeps its other characters, so that "+" and "-"
// can be words.
func wordKey(s string) string {
	if key, ok := plainWordKey(s); ok {
		return key
	}
	var buf [64]byte
	if key := appendWord(buf[:0], norm.NFKC.String(s)); len(key) > 0 {
		return string(key)
	}
	return strings.TrimSpace(s)
}

// plainWordKey is wordKey for short texts of ASCII with a letter or digit;
// most texts are.
func plainWordKey(s string) (string, bool) {
	var buf [64]byte
	n, ok := plainWord(&buf, s)
	return string(buf[:n]), ok
}

// ofWord looks a text's word key up.
func ofWord[V any](m map[string]V, s string) V {
	var buf [64]byte
	if n, ok := plainWord(&buf, s); ok {
		return m[string(buf[:n])]
	}
	if len(s) <= len(buf)/2 && norm.NFKC.IsNormalString(s) {
		if key := appendWord(buf[:0], s); len(key) > 0 {
			return m[string(key)]
		}
	}
	return m[wordKey(s)]
}

// appendWord adds the letters and digits of a text in compatibility form, in
// lower case.
func appendWord(key []byte, s string) []byte {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			key = utf8.AppendRune(key, unicode.ToLower(r))
		}
	}
	return key
}

// plainWord writes the word key of a short text of ASCII.
func plainWord(buf *[64]byte, s string) (n int, ok bool) {
	if len(s) > len(buf) {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return 0, false
		case c >= 'A' && c <= 'Z':
			buf[n] = c + 'a' - 'A'
			n++
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			buf[n] = c
			n++
		}
	}
	return n, n > 0
}

// spacedKey is a comparison form that keeps the words apart: compatibility
// form, lower case, every run of other characters one blank.
func spacedKey(s string) string {
	var buf [64]byte
	return string(appendSpaced(buf[:0], s))
}

func appendSpaced(key []byte, s string) []byte {
	start, gap := len(key), false
	for _, r := range norm.NFKC.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			if gap && len(key) > start {
				key = append(key, ' ')
			}
			gap = false
			key = utf8.AppendRune(key, unicode.ToLower(r))
			continue
		}
		if r == '\'' || r == '’' || r == '\u200c' || r == '\u200d' || hidden(r) {
			continue
		}
		gap = true
	}
	return key
}

// accountKey is the identity of a customer's name. Legal forms stay: Alpha AG
// and Alpha GmbH are two companies. A name of signs only keeps them.
func accountKey(s string) string {
	if k := spacedKey(s); k != "" {
		return k
	}
	return strings.TrimSpace(s)
}

// ideographic tells whether a text is written without blanks between words.
func ideographic(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) {
			return true
		}
	}
	return false
}

// nameKey is the identity of a person's name: compatibility form, lower case,
// without honorifics, degrees and punctuation, "Berg, Anna" turned. A name
// that is nothing but such words keeps them.
func (w *words) nameKey(s string) string {
	var buf [64]byte
	return string(w.appendNameKey(buf[:0], s))
}

// appendNameKey writes the key of a name into key, which must be empty.
func (w *words) appendNameKey(key []byte, s string) []byte {
	key = appendSpaced(key, w.turned(s))
	if len(key) == 0 {
		return append(key, strings.TrimSpace(s)...)
	}
	if !ideographic(string(key)) {
		return w.bareName(key)
	}
	key = slices.DeleteFunc(key, func(c byte) bool { return c == ' ' })
	for _, suffix := range w.nameSuffixes {
		if short, found := bytes.CutSuffix(key, []byte(suffix)); found && len(short) > 0 {
			return short
		}
	}
	return key
}

// plainNameKey is nameKey for a short name of ASCII letters and digits, one
// blank between words; most names are. It writes the key into buf.
func (w *words) plainNameKey(buf *[32]byte, s string) (key []byte, ok bool) {
	if len(s) > len(buf) {
		return nil, false
	}
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == ' ' && last != ' ':
		default:
			return nil, false
		}
		buf[i], last = c, c
	}
	return w.bareName(buf[:len(s)]), last != ' '
}

// bareName takes honorifics and degrees off the words of a name, which stand
// one blank apart.
func (w *words) bareName(k []byte) []byte {
	words := bytes.Count(k, []byte(" ")) + 1
	for ; words > 1; words-- {
		first := bytes.IndexByte(k, ' ')
		if !w.honorifics[string(k[:first])] {
			break
		}
		k = k[first+1:]
	}
	for ; words > 2; words-- {
		last := bytes.LastIndexByte(k, ' ')
		if !w.postnominals[string(k[last+1:])] {
			break
		}
		k = k[:last]
	}
	return k
}

// turned writes "Berg, Anna" as "Anna Berg". A comma before a degree or a
// generation ("Berg, Jr.") only ends the name.
func (w *words) turned(s string) string {
	last, first, found := strings.Cut(s, ",")
	last, first = strings.TrimSpace(last), strings.TrimSpace(first)
	if !found || last == "" || first == "" || strings.Contains(first, ",") || ideographic(s) {
		return s
	}
	if w.postnominals[spacedKey(first)] || w.postnominals[wordKey(first)] {
		return last
	}
	for _, r := range first {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" .-'’", r) {
			return s
		}
	}
	return first + " " + last
}
