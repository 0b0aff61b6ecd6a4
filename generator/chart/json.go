package chart

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Quote appends a JSON string as encoding/json writes it.
func Quote(b []byte, s string) []byte {
	ascii := true
	for i := range len(s) {
		switch signs[s[i]] {
		case escaped:
			return quoteSlow(b, s)
		case separator: // U+2028 and U+2029, and many others
			if strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029") {
				return quoteSlow(b, s)
			}
			ascii = false
		case foreign:
			ascii = false
		}
	}
	if !ascii && !utf8.ValidString(s) {
		return quoteSlow(b, s)
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// What a byte means in a JSON string.
const (
	plain     = iota
	escaped   // is written otherwise
	separator // begins a letter that may be
	foreign   // belongs to a letter beyond ASCII
)

var signs = func() (s [256]uint8) {
	for c := range s {
		switch {
		case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&', c == 0x7f:
			s[c] = escaped
		case c == 0xe2:
			s[c] = separator
		case c >= utf8.RuneSelf:
			s[c] = foreign
		}
	}
	return s
}()

func quoteSlow(b []byte, s string) []byte {
	text, _ := json.Marshal(s) // a string cannot fail
	return append(b, text...)
}

// AppendNumber appends a finite number as encoding/json writes it: plainly,
// or with an exponent where it is very small or very large.
func AppendNumber(b []byte, v float64) []byte {
	if i := int(v); float64(i) == v && v != 0 && i > -1<<53 && i < 1<<53 {
		return strconv.AppendInt(b, int64(i), 10)
	}
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	b = strconv.AppendFloat(b, v, format, -1, 64)
	if n := len(b); format == 'e' && n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
		b[n-2] = b[n-1] // e-09 is written as e-9
		b = b[:n-1]
	}
	return b
}
