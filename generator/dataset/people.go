package dataset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// personName is one name out of a cell.
type personName struct {
	name, key    int32
	side         int32 // what stands in brackets, unless it is a known side
	ours, vacant bool
}

// separatorsOfPeople always part several people in one cell.
const separatorsOfPeople = ";；\n、|"

// people takes a cell of names apart. One comma is read as "Berg, Anna"; see
// listed for the other reading.
func (b *builder) people(id int32) []personName {
	at := b.memos.people.get(id, func(id int32) namesAt {
		from := len(b.names)
		if text := b.pool.texts[id]; plainName(text) {
			b.names = b.appendPlain(b.names, id, text)
		} else {
			b.names = append(b.names, b.splitPeople(text, false)...)
		}
		return namesAt{int32(from), int32(len(b.names))}
	})
	return b.names[at.from:at.to:at.to]
}

// namesAt are names of builder.names.
type namesAt struct{ from, to int32 }

// plainName tells that a text is one name without anything to take apart: no
// sign that parts names, halves of a name or a remark, no word that joins two
// names, one blank between words.
func plainName(s string) bool {
	last := ' '
	for _, r := range s {
		switch {
		case 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z':
		case r == ' ' && last == ' ', strings.ContainsRune(structuralSigns, r), r != ' ' && unicode.IsSpace(r):
			return false
		}
		last = r
	}
	if last == ' ' {
		return false
	}
	for _, word := range conjunctions {
		if strings.Contains(s, word) {
			return false
		}
	}
	return true
}

// structuralSigns are all signs that mean something in a cell of names.
const structuralSigns = separatorsOfPeople + ",，()（）[]【】/&＆+"

// appendPlain is splitPeople for a plain name.
func (b *builder) appendPlain(names []personName, id int32, s string) []personName {
	vacant := ofWord(b.words.vacant, s)
	if !vacant && b.traits(id)&nullName != 0 {
		return names
	}
	return append(names, personName{name: id, key: b.nameKey(id), vacant: vacant && !sigla(s)})
}

// listed takes a cell of names apart at commas too.
func (b *builder) listed(id int32) []personName {
	return b.splitPeople(b.pool.texts[id], true)
}

func (b *builder) splitPeople(s string, commas bool) []personName {
	if oneName(s) {
		n, ok := b.onePerson(s)
		if !ok {
			return nil
		}
		return []personName{n}
	}
	var parts []string
	for _, part := range outsideBrackets(s, func(r rune) bool { return strings.ContainsRune(separatorsOfPeople, r) }) {
		switch {
		case commas || strings.Count(part, ",")+strings.Count(part, "，") > 1 || ideographic(part):
			parts = append(parts, outsideBrackets(part, func(r rune) bool { return r == ',' || r == '，' })...)
		default:
			parts = append(parts, part)
		}
	}
	var names []personName
	for _, part := range parts {
		for _, one := range conjoined(part) {
			if n, ok := b.onePerson(one); ok {
				names = append(names, n)
			}
		}
	}
	return names
}

// oneName tells that signs in a text do not part several people: a name of
// two words broken over two lines, or parts that are no names: without a
// letter, or with signs of a formula.
func oneName(s string) bool {
	lines := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separatorsOfPeople, r) })
	if len(lines) < 2 {
		return false
	}
	single := strings.Contains(s, "\n") && !strings.ContainsAny(s, ";；、|") && len(lines) == 2
	for _, line := range lines {
		if !strings.ContainsFunc(line, unicode.IsLetter) || strings.ContainsAny(line, "=!{}\\") {
			return true
		}
		single = single && len(strings.Fields(line)) == 1 && !ideographic(line)
	}
	return single
}

// outsideBrackets parts a text at signs that stand outside brackets.
func outsideBrackets(s string, isSign func(rune) bool) []string {
	var parts []string
	depth, start := 0, 0
	for i, r := range s {
		switch {
		case r == '(' || r == '（' || r == '[' || r == '【':
			depth++
		case r == ')' || r == '）' || r == ']' || r == '】':
			depth = max(0, depth-1)
		case depth == 0 && isSign(r):
			parts = append(parts, s[start:i])
			start = i + len(string(r))
		}
	}
	return append(parts, s[start:])
}

// conjunctions stand between two names.
var conjunctions = [...]string{" & ", " and ", " und ", " et ", " y ", " и ", " / ", " + ", "＆"}

// conjoined parts "Anna Berg & Bo Chen", not "Smith & Co" and not "Franz von
// und zu Berg".
func conjoined(s string) []string {
	for _, word := range conjunctions {
		if !strings.Contains(s, word) {
			continue
		}
		parts := strings.Split(s, word)
		for _, part := range parts {
			if len(strings.Fields(part)) < 2 && !ideographic(part) || openEnded(part) {
				return []string{s}
			}
		}
		return parts
	}
	return []string{s}
}

// openEnded tells that a name does not end with its last word: the first word
// has a capital, the last has none.
func openEnded(name string) bool {
	words := strings.Fields(name)
	if len(words) < 2 {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words[0])
	last, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return unicode.IsUpper(first) && unicode.IsLower(last)
}

// onePerson reads one name with what stands behind it in brackets: a side
// ("us", "customer"), else a remark that is no part of the name.
func (b *builder) onePerson(s string) (personName, bool) {
	s = oneBlank(s)
	bare, remark := bracketed(s)
	n := personName{}
	if remark != "" {
		switch side, known := b.words.sides[wordKey(remark)]; {
		case side == "ours":
			n.ours = true
		case !known:
			n.side = b.pool.intern(remark)
		}
		if bare != "" {
			s = bare
		}
	}
	if s == "" || b.words.nullName(s) && !b.words.vacant[wordKey(s)] {
		return n, false
	}
	n.vacant = b.words.vacant[wordKey(s)] && !sigla(s) || strings.EqualFold(s, "n/d")
	n.name = b.pool.intern(b.words.turned(s))
	n.key = b.nameKey(n.name)
	return n, true
}

// oneBlank writes one blank between the words of a text.
func oneBlank(s string) string {
	last := ' '
	for _, r := range s {
		if unicode.IsSpace(r) && (r != ' ' || last == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
		last = r
	}
	return strings.TrimSuffix(s, " ")
}

// sigla tells "NN", an abbreviation for nobody, from the name "Nn".
func sigla(s string) bool {
	return strings.EqualFold(s, "nn") && s != "NN"
}

// bracketed parts a text from the brackets at its end.
func bracketed(s string) (bare, inside string) {
	for _, pair := range [][2]string{{"(", ")"}, {"（", "）"}, {"[", "]"}, {"【", "】"}} {
		if !strings.HasSuffix(s, pair[1]) {
			continue
		}
		if i := strings.LastIndex(s, pair[0]); i >= 0 {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(pair[0]) : len(s)-len(pair[1])])
		}
	}
	return s, ""
}

// nameKey gives the identity of a name as a pool number.
func (b *builder) nameKey(id int32) int32 {
	return b.memos.name.get(id, func(id int32) int32 {
		var buf [32]byte // so short a text is not kept to be interned
		if key, ok := b.words.plainNameKey(&buf, b.pool.texts[id]); ok {
			return b.pool.intern(string(key))
		}
		var long [64]byte
		return b.pool.intern(string(b.words.appendNameKey(long[:0], b.pool.texts[id])))
	})
}

// accountKey gives the identity of an account's name as a pool number.
func (b *builder) accountKey(id int32) int32 {
	return b.memos.account.get(id, func(id int32) int32 { return b.pool.intern(accountKey(b.pool.texts[id])) })
}
