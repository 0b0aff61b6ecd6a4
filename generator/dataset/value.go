package dataset

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"rapport/generator/workbook"
)

// memos remember what a text means, once per text of a run.
type memos struct {
	total                                    memo[bool]
	name                                     memo[int32] // name key
	account                                  memo[int32] // account key
	mail                                     memo[int32] // e-mail in lower case, or 0
	date                                     memo[date]
	level                                    memo[levelWord]
	title                                    memo[titled]
	right, stance, rival, channel, direction memo[string]
	status                                   memo[string]
	people                                   memo[namesAt]
}

// cellChars is the most characters that a cell of a workbook can hold.
const cellChars = 32767

// traits gives the traits of a text.
func (b *builder) traits(id int32) traits {
	if t := b.pool.traits[id]; t != 0 {
		return t
	}
	t, text := learnt, b.pool.texts[id]
	if b.words.null(text) {
		t |= nullText
	}
	if b.words.nullName(text) {
		t |= nullName
	}
	if len(text) > cellChars {
		t |= longText
	}
	b.pool.traits[id] = t
	return t
}

// text gives the text of a field as a pool number, reporting what is odd
// about the cell; 0 is none.
func (r *sheetReader) text(f field) int32 {
	c := r.cells[f]
	if c == nil {
		return 0
	}
	if c.Kind == workbook.Error {
		r.warn(f, "error_value", c.Text)
		return 0
	}
	id, dirty := r.b.pool.cell(r.p.texts, c)
	if dirty {
		r.warn(f, "hidden_characters", r.b.pool.texts[id])
	}
	if r.b.traits(id)&longText != 0 {
		r.warnLong(f, r.b.pool.texts[id])
	}
	return id
}

func (r *sheetReader) warnLong(f field, text string) {
	if n := utf8.RuneCountInString(text); n > cellChars {
		r.warn(f, "long_text", strconv.Itoa(n))
	}
}

// value is text without the words that stand for nothing.
func (r *sheetReader) value(f field) int32 {
	id := r.text(f)
	if r.b.traits(id)&nullText != 0 {
		return 0
	}
	return id
}

// name is text in a column of names, where Null, None and Na are surnames.
func (r *sheetReader) name(f field) int32 {
	id := r.text(f)
	t := r.b.traits(id)
	if t&nullName != 0 {
		return 0
	}
	if r.cells[f].Kind != workbook.Text || t&nullText != 0 {
		if text := r.b.pool.texts[id]; !r.b.words.vacant[wordKey(text)] {
			r.warn(f, "odd_name", text)
		}
	}
	return id
}

// meaning looks a field's word up in a vocabulary; unknown words are reported
// with the nearest known one and give "".
func (r *sheetReader) meaning(f field, m *memo[string], v vocabulary, code string) string {
	id := r.text(f)
	if id == 0 {
		return ""
	}
	word := m.get(id, func(id int32) string { return v[wordKey(r.b.pool.texts[id])] })
	if word == "" {
		text := r.b.pool.texts[id]
		if r.b.words.null(text) {
			return ""
		}
		r.warn(f, code, text, didYouMean(v.near(text), "write one of the known words, or explain it in rapport.yaml under input"))
	}
	return word
}

func didYouMean(near, otherwise string) string {
	if near == "" {
		return otherwise
	}
	return "did you mean " + strconv.Quote(near) + "?"
}

// yes reads a field of yes or no.
func (r *sheetReader) yes(f field) bool {
	c := r.cells[f]
	if c == nil {
		return false
	}
	if c.Kind == workbook.Bool || c.Kind == workbook.Number {
		return c.Number != 0
	}
	id := r.text(f)
	if id == 0 {
		return false
	}
	text := r.b.pool.texts[id]
	switch ofWord(r.b.words.yesNo, text) {
	case "yes":
		return true
	case "no":
		return false
	}
	if !r.b.words.null(text) {
		r.warn(f, "unknown_yes_no", text)
	}
	return false
}

// number reads a field as a number; nil when empty or not one.
func (r *sheetReader) number64(f field) *float64 {
	c := r.cells[f]
	if c == nil {
		return nil
	}
	if c.Kind == workbook.Number && c.Text == "" {
		v := c.Number
		return &v
	}
	id := r.value(f)
	if id == 0 {
		return nil
	}
	v, ok := parseNumber(r.b.pool.texts[id])
	if !ok {
		r.warn(f, "bad_number", r.b.pool.texts[id])
		return nil
	}
	return &v
}

// parseNumber reads a written number: blanks and apostrophes group, the last
// of point and comma is the decimal sign unless it groups by threes, brackets
// and a trailing minus negate, currency signs and units such as 万 and M are
// understood.
func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '，':
			return ','
		case r == '．':
			return '.'
		case r == '−' || r == '–' || r == '－':
			return '-'
		case r == ' ' || r == '\u00a0' || r == '\u202f' || r == '\u2009' || r == '\'' || r == '’':
			return -1
		}
		return r
	}, s))
	negative := false
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		negative, s = true, s[1:len(s)-1]
	}
	s, scale := scaled(s)
	for _, sign := range []string{"€", "$", "£", "¥", "￥", "元", "EUR", "USD", "CNY", "RMB", "GBP", "CHF", "JPY", "RUB", "₽", "+"} {
		s = strings.TrimSuffix(strings.TrimPrefix(s, sign), sign)
	}
	if rest, ok := strings.CutSuffix(s, "-"); ok {
		negative, s = !negative, rest
	} else if rest, ok := strings.CutPrefix(s, "-"); ok {
		negative, s = !negative, rest
	}
	for _, sign := range []string{"€", "$", "£", "¥", "￥"} {
		s = strings.TrimPrefix(s, sign)
	}
	plain, ok := decimalPoint(s)
	if !ok {
		return 0, false
	}
	v, err := strconv.ParseFloat(plain, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, false
	}
	if v *= scale; negative {
		v = -v
	}
	return v, true
}

func scaled(s string) (string, float64) {
	for _, unit := range []struct {
		sign  string
		scale float64
	}{{"万元", 1e4}, {"亿元", 1e8}, {"万", 1e4}, {"億", 1e8}, {"亿", 1e8}, {"%", 0.01}, {"Mio", 1e6}, {"bn", 1e9}, {"Mrd", 1e9}, {"m", 1e6}, {"M", 1e6}, {"k", 1e3}, {"K", 1e3}} {
		if rest, ok := strings.CutSuffix(s, unit.sign); ok && rest != "" {
			return rest, unit.scale
		}
	}
	return s, 1
}

// decimalPoint rewrites a grouped number so that ParseFloat can read it.
func decimalPoint(s string) (string, bool) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && c != '.' && c != ',' && !(i > 0 && (c == 'e' || c == 'E' || c == '+' || c == '-')) {
			return "", false
		}
	}
	point, comma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case comma < 0 && strings.Count(s, ".") > 1:
		return strings.ReplaceAll(s, ".", ""), grouped(s, '.')
	case comma < 0:
		return s, s != "" && s != "."
	case point < 0 && (strings.Count(s, ",") > 1 || grouped(s, ',')):
		return strings.ReplaceAll(s, ",", ""), grouped(s, ',')
	case point < 0:
		return strings.Replace(s, ",", ".", 1), true
	case point > comma:
		return strings.ReplaceAll(s, ",", ""), grouped(s[:point], ',')
	}
	return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), grouped(s[:comma], '.')
}

// grouped tells whether a sign parts a number into groups of three.
func grouped(s string, sign byte) bool {
	parts := strings.Split(s, string(sign))
	for i, part := range parts {
		if i == 0 && (part == "" || len(part) > 3) || i > 0 && len(part) != 3 {
			return false
		}
	}
	return true
}

// count reads a field as a whole number of things; nil when empty.
func (r *sheetReader) count(f field) *int {
	v := r.number64(f)
	if v == nil {
		return nil
	}
	if *v < 0 || *v > 1e6 || *v != math.Trunc(*v) {
		r.warn(f, "bad_number", numberText(*v))
		return nil
	}
	n := int(*v)
	return &n
}

// share reads a field as a number from 0 to 1; percentages are understood.
func (r *sheetReader) share(f field) *float64 {
	v := r.number64(f)
	if v == nil {
		return nil
	}
	if *v < 0 || *v > 1 {
		r.warn(f, "bad_share", numberText(*v))
		return nil
	}
	return v
}

// email gives a field's address in lower case, or 0; what is no address is
// reported.
func (r *sheetReader) email(f field) int32 {
	id := r.value(f)
	if id == 0 {
		return 0
	}
	mail := r.b.mail(id)
	if mail == 0 {
		r.warn(f, "doubtful_email", r.b.pool.texts[id])
	}
	return mail
}

// mail gives the address in a text, in lower case, or 0.
func (b *builder) mail(id int32) int32 {
	return b.memos.mail.get(id, func(id int32) int32 {
		if m := address(b.pool.texts[id]); m != "" {
			return b.pool.intern(m)
		}
		return 0
	})
}

// address extracts an e-mail address: "Anna <anna@x.example>" and
// "mailto:anna@x.example" are understood. "" is none.
func address(s string) string {
	if i := strings.LastIndexByte(s, '<'); i >= 0 {
		s = strings.TrimSuffix(s[i+1:], ">")
	}
	s = strings.TrimSpace(strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "mailto:")))
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " \t\n,;<>()\"") ||
		strings.Contains(domain, "@") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") {
		return ""
	}
	return s
}

// domainOf reduces a web address or a domain to its host without www.
func domainOf(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	s, _, _ = strings.Cut(s, "/")
	s, _, _ = strings.Cut(s, ":")
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	s = strings.TrimPrefix(strings.TrimSuffix(s, "."), "www.")
	if !strings.Contains(s, ".") || strings.ContainsAny(s, " \t,;") {
		return ""
	}
	return s
}
