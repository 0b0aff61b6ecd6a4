package workbook

import (
	"bytes"
	"unicode/utf8"
)

// What bytes of text mean to the scanner, one bit each.
const (
	isHigh    = 1 << iota // not ASCII: must be valid UTF-8
	isEntity              // &
	isUnder               // _ may begin an escape
	isReturn              // carriage return: becomes a line feed
	isGreater             // > must not end ]]>
	isIllegal             // control characters
	isEnd     = 0x80      // <
)

var textBits = func() (t [256]byte) {
	for c := range t {
		switch {
		case c >= 0x80:
			t[c] = isHigh
		case c == '&':
			t[c] = isEntity
		case c == '_':
			t[c] = isUnder
		case c == '\r':
			t[c] = isReturn
		case c == '>':
			t[c] = isGreater
		case c == '<':
			t[c] = isEnd
		case c < 0x20 && c != '\t' && c != '\n':
			t[c] = isIllegal
		}
	}
	return t
}()

// textEnd finds the next < from i on, or the end of b, and tells what stands
// before it.
func textEnd(b []byte, i int) (end int, flags byte) {
	for ; i < len(b); i++ {
		f := textBits[b[i]]
		if f == isEnd {
			return i, flags
		}
		flags |= f
	}
	return i, flags
}

// decodeText appends character data to dst, without its entities, and without
// the escapes of strings being touched. Ill-formed data are errDialect.
func decodeText(dst, raw []byte, flags byte) ([]byte, error) {
	switch {
	case flags&^(isUnder) == 0:
		return append(dst, raw...), nil
	case flags&isIllegal != 0,
		flags&isHigh != 0 && !validXML(raw),
		flags&isGreater != 0 && bytes.Contains(raw, []byte("]]>")):
		return dst, errDialect
	}
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '\r':
			dst = append(dst, '\n')
			if i+1 < len(raw) && raw[i+1] == '\n' {
				i++
			}
		case '&':
			end := bytes.IndexByte(raw[i:min(i+12, len(raw))], ';')
			if end < 0 {
				return dst, errDialect
			}
			r, ok := entity(raw[i+1 : i+end])
			if !ok {
				return dst, errDialect
			}
			dst = utf8.AppendRune(dst, r)
			i += end
		default:
			dst = append(dst, c)
		}
	}
	return dst, nil
}

// validXML tells valid UTF-8 without the two characters XML forbids.
func validXML(raw []byte) bool {
	if !utf8.Valid(raw) {
		return false
	}
	for rest := raw; ; {
		i := bytes.IndexByte(rest, 0xef)
		if i < 0 {
			return true
		}
		if rest = rest[i:]; len(rest) >= 3 && rest[1] == 0xbf && rest[2] >= 0xbe {
			return false
		}
		rest = rest[1:]
	}
}

// entity reads the name between & and ; .
func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, false
	}
	r := rune(0)
	for _, c := range digits {
		d := rune(99)
		switch {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		}
		if d >= base || r > utf8.MaxRune {
			return 0, false
		}
		r = r*base + d
	}
	legal := r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && utf8.ValidRune(r) && r != 0xfffe && r != 0xffff
	return r, legal
}

// scanRich appends the text of an open is or si element to dst, up to and
// with its end tag: plain or in runs, without phonetic hints.
func scanRich(b []byte, i int, end string, dst []byte) (text []byte, next int, err error) {
	inRun := false
	for {
		i = blanks(b, i)
		if i+5 > len(b) {
			return dst, 0, errShort
		}
		if b[i] != '<' {
			return dst, 0, errDialect
		}
		switch {
		case b[i+1] == 't' && (b[i+2] == '>' || b[i+2] == ' ' || b[i+2] == '/'):
			if dst, i, err = scanT(b, i+2, dst); err != nil {
				return dst, 0, err
			}
		case string(b[i:i+5]) == end && !inRun:
			return dst, i + 5, nil
		case b[i+1] == 'r' && b[i+2] == '>' && !inRun:
			i, inRun = i+3, true
		case string(b[i:i+4]) == "</r>" && inRun:
			i, inRun = i+4, false
		case string(b[i:i+4]) == "<rPr":
			i, err = skipElement(b, i, "</rPr>")
		case string(b[i:i+4]) == "<rPh":
			i, err = skipElement(b, i, "</rPh>")
		case string(b[i:i+5]) == "<phon":
			i, err = skipElement(b, i, "</phoneticPr>")
		default:
			return dst, 0, errDialect
		}
		if err != nil {
			return dst, 0, err
		}
	}
}

// scanT reads a t element from behind its name.
func scanT(b []byte, i int, dst []byte) (text []byte, next int, err error) {
	if b[i] == '>' {
		i++
	} else {
		var empty bool
		if i, empty, err = skipTag(b, i); err != nil || empty {
			return dst, i, err
		}
	}
	j, flags := textEnd(b, i)
	if j+4 > len(b) {
		return dst, 0, errShort
	}
	if string(b[j:j+4]) != "</t>" {
		return dst, 0, errDialect
	}
	start := len(dst)
	if dst, err = decodeText(dst, b[i:j], flags); err != nil {
		return dst, 0, err
	}
	if flags&(isUnder|isEntity) != 0 {
		dst = append(dst[:start], unescapeX(dst[start:])...)
	}
	return dst, j + 4, nil
}

// skipElement reads over an element at i whose content is not used. Only text,
// t elements and empty ones may stand in it, as in run properties and
// phonetic hints.
func skipElement(b []byte, i int, end string) (int, error) {
	name := i + 1
	i = afterName(b, i)
	if i < len(b) && string(b[name:i]) != end[2:len(end)-1] {
		return 0, errDialect
	}
	i, empty, err := skipTag(b, i)
	if err != nil || empty {
		return i, err
	}
	for {
		j, flags := textEnd(b, i)
		if j+len(end) > len(b) {
			return 0, errShort
		}
		if flags != 0 {
			if _, err := decodeText(nil, b[i:j], flags); err != nil {
				return 0, err
			}
		}
		if string(b[j:j+len(end)]) == end {
			return j + len(end), nil
		}
		i = afterName(b, j)
		switch name := string(b[j+1 : i]); name {
		case "":
			return 0, errDialect // an end tag, a comment or CDATA
		case "t":
			if i >= len(b) {
				return 0, errShort
			}
			_, i, err = scanT(b, i, nil)
		default:
			if !plainName(b[j+1 : i]) {
				return 0, errDialect
			}
			if i, empty, err = skipTag(b, i); err == nil && !empty {
				err = errDialect
			}
		}
		if err != nil {
			return 0, err
		}
	}
}

// afterName returns where the name of the tag at i ends.
func afterName(b []byte, i int) int {
	for i++; i < len(b) && nameByte(b[i]); i++ {
	}
	return i
}
