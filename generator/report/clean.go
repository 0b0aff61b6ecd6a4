package report

import (
	"strings"
	"unicode"
)

// lengthLimit bounds a text on a page, in characters.
const lengthLimit = 300

// clean makes a text of the input fit for one line: control characters and
// marks that turn the direction of writing are dropped, white space becomes
// single spaces, and more than 300 characters are cut.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	var b strings.Builder
	n, space := 0, false
	for _, r := range text {
		if unicode.IsSpace(r) || r == '\u0085' {
			space = b.Len() > 0
			continue
		}
		if unicode.IsControl(r) || isDirection(r) || r == '\ufeff' || r == unicode.ReplacementChar {
			continue
		}
		if n >= lengthLimit {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
			n++
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// isClean tells quickly that most texts need nothing: short, single spaces,
// and no byte that begins a character which may have to go.
func isClean(text string) bool {
	if len(text) > lengthLimit {
		return false
	}
	for i := range len(text) {
		c := text[i]
		switch {
		case c < ' ' || c == 0x7f:
			return false
		case c == ' ' && (i == 0 || i == len(text)-1 || text[i-1] == ' '):
			return false
		case c >= 0xc2 && c <= 0xe3 || c == 0xef: // U+0080 to U+3FFF, U+F000 to U+FFFF
			return false
		}
	}
	return true
}

// isDirection tells the marks that reorder the text around them.
func isDirection(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x061c
}
