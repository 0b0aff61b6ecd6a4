package chart

import (
	"strings"
	"unicode"
)

// longest is how many letters of a name a figure keeps.
const longest = 120

// name makes a name from the input fit to print: one line, without control
// characters and marks that turn the direction of writing, and not endless.
func name(s string) string {
	if len(s) <= longest && !strings.ContainsFunc(s, unfit) {
		return s
	}
	var b strings.Builder
	kept, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = kept > 0
			continue
		}
		if unfit(r) {
			continue
		}
		if kept >= longest {
			b.WriteString("…")
			break
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
		kept++
	}
	return b.String()
}

// unfit tells what has no place in a name: white space other than a blank,
// control characters, marks of direction, byte order marks and replacement
// characters.
func unfit(r rune) bool {
	switch {
	case r == ' ':
		return false
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff, r == unicode.ReplacementChar:
		return true
	}
	return unicode.IsControl(r) || unicode.IsSpace(r)
}
