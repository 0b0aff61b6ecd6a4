package workbook

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescapeX decodes the _xHHHH_ escapes of ECMA-376 ST_Xstring, each a UTF-16
// unit, in place: a pair makes one character, a lone half the replacement
// character, and _x005F_ the underscore that protects a literal escape.
func unescapeX(b []byte) []byte {
	first := bytes.Index(b, []byte("_x"))
	if first < 0 {
		return b
	}
	out := b[:first]
	for i := first; i < len(b); {
		unit, ok := hexEscape(b[i:])
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		i += 7
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, paired := hexEscape(b[min(i, len(b)):])
			if r = utf16.DecodeRune(r, rune(low)); paired && r != utf8.RuneError {
				i += 7
			}
		}
		// An escape takes seven bytes and its character at most four, so
		// that the write never overtakes the read.
		out = utf8.AppendRune(out, r)
	}
	return out
}

// hexEscape reads _xHHHH_ at the beginning of b.
func hexEscape(b []byte) (unit uint16, ok bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	for _, c := range b[2:6] {
		unit <<= 4
		switch {
		case c >= '0' && c <= '9':
			unit |= uint16(c - '0')
		case c >= 'a' && c <= 'f':
			unit |= uint16(c - 'a' + 10)
		case c >= 'A' && c <= 'F':
			unit |= uint16(c - 'A' + 10)
		default:
			return 0, false
		}
	}
	return unit, true
}

// protectEscapes writes text so that nothing in it is read as an escape: each
// underscore that begins what looks like one, even within another, is escaped
// itself. Its digits are small, since excelize escapes with capital ones to
// compare texts and would take one text for another that is written so.
func protectEscapes(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	text := []byte(s)
	out := make([]byte, 0, len(s)+6)
	for i, c := range text {
		out = append(out, c)
		if _, like := hexEscape(text[i:]); like {
			out = append(out, "x005f_"...)
		}
	}
	return string(out)
}
