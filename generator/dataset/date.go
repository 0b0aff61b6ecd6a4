package dataset

import (
	"math"
	"strings"
	"time"
	"unicode"

	"rapport/generator/workbook"
)

// dateForm is how a date is written.
type dateForm uint8

const (
	notDate        dateForm = iota
	isoForm                 // year first
	dottedForm              // 31.12.2026
	slashForm               // 12/31/2026 or 31/12/2026
	namedForm               // 31 December 2026
	cjkForm                 // 2026年12月31日
	serialForm              // a cell with a date format
	bareForm                // a number without one
	compactForm             // 20261231
	unixForm                // seconds or milliseconds since 1970
	destroyedForm           // 00:00.0
	impossibleForm          // a number or a date that no touch has
)

// date is a date as read. With pending true, day and month may be either of
// A and B, and the column must decide.
type date struct {
	form    dateForm
	day     Day
	pending bool
	year    int16
	a, b    int8
	short   bool // the year has two digits
	// order is what the text itself proves: 'd' day first, 'm' month first.
	order byte
}

// Limits of a plausible day; serial 60 does not exist and what lies before
// is damage.
const (
	firstSerial     = 61
	firstBareSerial = 18264 // 1950: smaller numbers are counts or years
	lastSerial      = 109574
)

var firstDay, lastDay = DayOf(1900, time.March, 1), DayOf(2200, time.December, 31)

// cellDate reads a numeric cell.
func cellDate(c *workbook.Cell, is1904 bool) date {
	v := c.Number
	styled := c.Kind == workbook.Date
	if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 {
		return date{form: impossibleForm}
	}
	if v == math.Trunc(v) && v >= 19000101 && v <= 22001231 {
		n := int(v)
		if d, ok := calendar(n/10000, n/100%100, n%100); ok {
			return date{form: compactForm, day: d}
		}
	}
	if d, ok := unixDay(v); ok && !styled {
		return date{form: unixForm, day: d}
	}
	if is1904 {
		v += 1462
	}
	first := float64(firstSerial)
	if !styled {
		first = firstBareSerial
	}
	if v < first || v >= lastSerial+1 {
		return date{form: impossibleForm}
	}
	if styled {
		return date{form: serialForm, day: Day(v)}
	}
	return date{form: bareForm, day: Day(v)}
}

// unixDay reads seconds or milliseconds since 1970, from 1990 to 2200.
func unixDay(v float64) (Day, bool) {
	const first, last = 631152000, 7258118400
	for _, scale := range []float64{1, 1000} {
		if s := v / scale; s >= first && s < last && v > 22001231 {
			return DayOf(1970, time.January, 1) + Day(s/86400), true
		}
	}
	return 0, false
}

func calendar(year, month, day int) (Day, bool) {
	if month < 1 || month > 12 || day < 1 || day > 31 || year < 1 || year > 9999 {
		return 0, false
	}
	d := DayOf(year, time.Month(month), day)
	if _, m, dd := d.Date(); int(m) != month || dd != day {
		return 0, false
	}
	return d, true
}

// textDate reads a written date. Times of day behind it are dropped.
func (w *words) textDate(s string) date {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return date{}
	}
	if destroyed(s) {
		return date{form: destroyedForm}
	}
	tokens, ok := w.dateTokens(s)
	if !ok {
		return date{}
	}
	if len(tokens) == 1 && tokens[0].digits > 4 && tokens[0].month == 0 {
		return numberDate(tokens[0])
	}
	if len(tokens) != 3 {
		return date{}
	}
	return ordered(tokens)
}

// numberDate reads a date that is one run of digits.
func numberDate(t dateToken) date {
	n := t.value
	if t.digits == 14 {
		n /= 1_000_000
	}
	if t.digits == 8 || t.digits == 14 {
		if d, ok := calendar(int(n/10000), int(n/100%100), int(n%100)); ok {
			return inRange(date{form: compactForm, day: d})
		}
		return date{}
	}
	d := cellDate(&workbook.Cell{Kind: workbook.Number, Number: float64(n)}, false)
	if d.form == impossibleForm {
		return date{}
	}
	return d
}

// destroyed recognises what a spreadsheet program leaves of a date and time
// that it showed as minutes and seconds: 00:00.0, 15:30.0.
func destroyed(s string) bool {
	minutes, rest, ok := strings.Cut(s, ":")
	seconds, tenths, dot := strings.Cut(rest, ".")
	return ok && dot && digits(minutes) && digits(seconds) && digits(tenths) && len(minutes) <= 2 && len(seconds) == 2
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// dateToken is a number or the name of a month.
type dateToken struct {
	value  int64
	digits int
	month  int
	after  rune // the sign behind it, 0 at the end
}

var weekdays = map[string]bool{
	"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true,
	"monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true,
	"mo": true, "di": true, "mi": true, "do": true, "fr": true, "sa": true, "so": true,
	"montag": true, "dienstag": true, "mittwoch": true, "donnerstag": true, "freitag": true, "samstag": true, "sonntag": true,
	"de": true, "of": true, "den": true, "le": true, "г": true, "года": true, "st": true, "nd": true, "rd": true, "th": true,
}

// dateTokens takes a text apart into numbers and names of months, up to the
// time of day. Unknown words make it no date.
func (w *words) dateTokens(s string) ([]dateToken, bool) {
	var tokens []dateToken
	runes := []rune(s)
	for i := 0; i < len(runes); {
		r := runes[i]
		switch {
		case unicode.IsDigit(r):
			t := dateToken{}
			for ; i < len(runes) && unicode.IsDigit(runes[i]); i++ {
				if t.digits++; t.digits > 15 {
					return nil, false
				}
				t.value = t.value*10 + digitValue(runes[i])
			}
			for j := i; j < len(runes); j++ {
				if t.after = runes[j]; runes[j] != ' ' {
					break
				}
			}
			if t.after == ':' || t.after == '时' || t.after == '時' || t.after == '点' {
				return tokens, len(tokens) == 3
			}
			tokens = append(tokens, t)
		case unicode.IsLetter(r):
			start := i
			for i < len(runes) && unicode.IsLetter(runes[i]) && !cjkUnit(runes[i]) {
				i++
			}
			if i == start { // 年, 月, 日
				i++
				continue
			}
			word := strings.ToLower(string(runes[start:i]))
			if len(tokens) == 3 {
				return tokens, true // T, AM, Uhr, names of zones
			}
			if m := w.months[wordKey(word)]; m != 0 {
				tokens = append(tokens, dateToken{month: m})
			} else if !weekdays[word] {
				return nil, false
			}
		default:
			i++
		}
		if len(tokens) == 3 && i < len(runes) && (runes[i] == ' ' || runes[i] == 'T' || runes[i] == 't') {
			return tokens, true
		}
	}
	return tokens, true
}

func cjkUnit(r rune) bool { return r == '年' || r == '月' || r == '日' || r == '号' || r == '號' }

// digitValue reads full-width digits too.
func digitValue(r rune) int64 {
	if r >= '０' && r <= '９' {
		return int64(r - '０')
	}
	if r >= '0' && r <= '9' {
		return int64(r - '0')
	}
	return 0
}

// ordered makes a date of three tokens.
func ordered(t []dateToken) date {
	for i := range t {
		if t[i].month == 0 {
			continue
		}
		rest := append(append([]dateToken{}, t[:i]...), t[i+1:]...)
		if rest[0].month != 0 || rest[1].month != 0 {
			return date{}
		}
		day, year := rest[0], rest[1]
		if day.digits >= 3 {
			day, year = year, day
		}
		return made(namedForm, year, int64(t[i].month), day.value)
	}
	switch {
	case t[0].digits == 4:
		form := isoForm
		if t[0].after == '年' {
			form = cjkForm
		}
		return made(form, t[0], t[1].value, t[2].value)
	case t[2].digits != 4 && t[2].digits != 2:
		return date{}
	case t[0].after == '.':
		return dotted(t)
	}
	return slashed(t)
}

// dotted reads 31.12.2026; the other order is taken when it alone fits.
func dotted(t []dateToken) date {
	if t[1].value > 12 && t[0].value <= 12 {
		d := made(dottedForm, t[2], t[0].value, t[1].value)
		d.order = 'm'
		return d
	}
	return made(dottedForm, t[2], t[1].value, t[0].value)
}

// slashed reads 12/31/2026 and 31/12/2026. When both numbers can be a month
// the column decides.
func slashed(t []dateToken) date {
	a, b := t[0].value, t[1].value
	switch {
	case a > 12 && b <= 12:
		d := made(slashForm, t[2], b, a)
		d.order = 'd'
		return d
	case b > 12 && a <= 12:
		d := made(slashForm, t[2], a, b)
		d.order = 'm'
		return d
	case a == b:
		return made(slashForm, t[2], a, b)
	case a > 12 || a < 1 || b < 1:
		return date{}
	}
	year, short := fullYear(t[2])
	if year < 1900 || year > 2200 {
		return date{form: impossibleForm}
	}
	return date{form: slashForm, pending: true, year: int16(year), a: int8(a), b: int8(b), short: short}
}

// decided gives a pending date its day; first is 'd' or 'm'.
func (d date) decided(first byte) (Day, bool) {
	if first == 'd' {
		return calendar(int(d.year), int(d.b), int(d.a))
	}
	return calendar(int(d.year), int(d.a), int(d.b))
}

func fullYear(t dateToken) (year int64, short bool) {
	if t.digits == 2 {
		return 2000 + t.value, true
	}
	return t.value, false
}

func made(form dateForm, yearToken dateToken, month, day int64) date {
	year, short := fullYear(yearToken)
	if month > 12 || day > 31 || yearToken.digits == 1 || yearToken.digits == 3 {
		return date{}
	}
	d, ok := calendar(int(year), int(month), int(day))
	if !ok {
		if year == 0 {
			return date{form: impossibleForm}
		}
		return date{}
	}
	return inRange(date{form: form, day: d, short: short})
}

// inRange turns days outside 1900 to 2200 into impossible ones.
func inRange(d date) date {
	if d.day < firstDay || d.day > lastDay {
		return date{form: impossibleForm}
	}
	return d
}
