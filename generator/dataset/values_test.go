package dataset

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/generator/workbook"
	"rapport/templates"
)

func loadedWords(t testing.TB) *words {
	t.Helper()
	w, err := loadWords(templates.Files, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTextDate(t *testing.T) {
	w := loadedWords(t)
	day := func(y int, m time.Month, d int) Day { return DayOf(y, m, d) }
	tests := []struct {
		in      string
		want    Day
		form    dateForm
		pending bool
	}{
		{"2026-09-30", day(2026, 9, 30), isoForm, false},
		{"2026-09-30T23:59:59.999+08:00", day(2026, 9, 30), isoForm, false},
		{"2026/9/3 14:05", day(2026, 9, 3), isoForm, false},
		{"2026.09.30", day(2026, 9, 30), isoForm, false},
		{"30.09.2026", day(2026, 9, 30), dottedForm, false},
		{"1. 9. 2026", day(2026, 9, 1), dottedForm, false},
		{"30.09.26", day(2026, 9, 30), dottedForm, false},
		{"31/12/2026", day(2026, 12, 31), slashForm, false},
		{"12/31/2026 3:15 PM", day(2026, 12, 31), slashForm, false},
		{"5/5/2026", day(2026, 5, 5), slashForm, false},
		{"3/4/2026", 0, slashForm, true},
		{"03-04-2026", 0, slashForm, true},
		{"May 1, 2024 3:15 PM", day(2024, 5, 1), namedForm, false},
		{"Fri, 1 May 2026", day(2026, 5, 1), namedForm, false},
		{"1. März 2026", day(2026, 3, 1), namedForm, false},
		{"12 août 2026", day(2026, 8, 12), namedForm, false},
		{"3 de octubre de 2026", day(2026, 10, 3), namedForm, false},
		{"5 марта 2026 г.", day(2026, 3, 5), namedForm, false},
		{"01-May-26", day(2026, 5, 1), namedForm, false},
		{"2024年01月18日 15:00", day(2024, 1, 18), cjkForm, false},
		{"２０２４年１月１８日", day(2024, 1, 18), cjkForm, false},
		{"20260930", day(2026, 9, 30), compactForm, false},
		{"1717200000000", day(2024, 6, 1), unixForm, false},
		{"45292", day(2024, 1, 1), bareForm, false},
		{"00:00.0", 0, destroyedForm, false},
		{"2026-02-30", 0, notDate, false},
		{"31/02/2026", 0, notDate, false},
		{"2024-13-01", 0, notDate, false},
		{"0024-02-01", 0, impossibleForm, false},
		{"2999-01-01", 0, impossibleForm, false},
		{"TBD", 0, notDate, false},
		{"2026", 0, notDate, false},
		{"Q3 2026", 0, notDate, false},
		{"14:30", 0, notDate, false},
		{"", 0, notDate, false},
		{strings.Repeat("9", 400), 0, notDate, false},
	}
	for _, tt := range tests {
		if got := w.textDate(tt.in); got.day != tt.want || got.form != tt.form || got.pending != tt.pending {
			t.Errorf("textDate(%q) = %s, form %d, pending %v; want %s, form %d, %v", tt.in, got.day, got.form, got.pending, tt.want, tt.form, tt.pending)
		}
	}
}

func TestCellDate(t *testing.T) {
	tests := []struct {
		number float64
		kind   workbook.Kind
		is1904 bool
		want   Day
		form   dateForm
	}{
		{45292, workbook.Date, false, DayOf(2024, 1, 1), serialForm},
		{45292.99, workbook.Date, false, DayOf(2024, 1, 1), serialForm},
		{43830, workbook.Date, true, DayOf(2024, 1, 1), serialForm},
		{45292, workbook.Number, false, DayOf(2024, 1, 1), bareForm},
		{61, workbook.Date, false, DayOf(1900, 3, 1), serialForm},
		{60, workbook.Date, false, 0, impossibleForm},
		{0, workbook.Date, false, 0, impossibleForm},
		{-1, workbook.Date, false, 0, impossibleForm},
		{2958466, workbook.Date, false, 0, impossibleForm},
		{1e300, workbook.Date, false, 0, impossibleForm},
		{math.NaN(), workbook.Date, false, 0, impossibleForm},
		{2026, workbook.Number, false, 0, impossibleForm},
		{20240101, workbook.Number, false, DayOf(2024, 1, 1), compactForm},
		{1704067200, workbook.Number, false, DayOf(2024, 1, 1), unixForm},
		{1704067200000, workbook.Number, false, DayOf(2024, 1, 1), unixForm},
	}
	for _, tt := range tests {
		got := cellDate(&workbook.Cell{Kind: tt.kind, Number: tt.number}, tt.is1904)
		if got.day != tt.want || got.form != tt.form {
			t.Errorf("cellDate(%v, %d, %v) = %s, form %d; want %s, form %d", tt.number, tt.kind, tt.is1904, got.day, got.form, tt.want, tt.form)
		}
	}
}

func TestParseNumber(t *testing.T) {
	tests := []struct {
		in   string
		want float64
		ok   bool
	}{
		{"1200000", 1.2e6, true}, {"1,200,000", 1.2e6, true}, {"1.200.000", 1.2e6, true}, {"1 200 000", 1.2e6, true},
		{"1'200'000.50", 1200000.5, true}, {"1.200,50", 1200.5, true}, {"1,200.50", 1200.5, true}, {"12,5", 12.5, true},
		{"1,234", 1234, true}, {"1.5", 1.5, true}, {"€ 12,5", 12.5, true}, {"$1,200", 1200, true}, {"1200 EUR", 1200, true},
		{"(500)", -500, true}, {"500-", -500, true}, {"-500", -500, true}, {"−500", -500, true}, {"12%", 0.12, true},
		{"3.5M", 3.5e6, true}, {"48万", 480000, true}, {"1.2亿元", 1.2e8, true}, {"１２３", 123, true},
		{"abc", 0, false}, {"", 0, false}, {"1,2,3", 0, false}, {"12-34", 0, false}, {"NaN", 0, false}, {"1e999", 0, false}, {"0x10", 0, false},
	}
	for _, tt := range tests {
		got, ok := parseNumber(tt.in)
		if ok != tt.ok || math.Abs(got-tt.want) > 1e-9*math.Abs(tt.want) {
			t.Errorf("parseNumber(%q) = %v, %v; want %v, %v", tt.in, got, ok, tt.want, tt.ok)
		}
	}
}

func TestNameKey(t *testing.T) {
	w := loadedWords(t)
	same := [][]string{
		{"Anna Berg", "anna  berg", "Berg, Anna", "Dr. Anna Berg", "Ms Anna Berg, PhD", "ANNA BERG", "Frau Dr. Anna Berg", "Anna\u200b Berg"},
		{"Zoë Müller", "Zoe\u0308 Mu\u0308ller"},
		{"王伟", "王 伟", "王伟先生"},
		{"Null"}, {"None"}, {"Na"},
		{"Anne Berg"}, {"Ann Berg"}, {"Jean-Luc Petit", "Jean Luc Petit"},
		{"Berg, Jr.", "Berg"},
	}
	keys := map[string]int{}
	for i, group := range same {
		for _, name := range group {
			key := w.nameKey(name)
			if other, taken := keys[key]; taken && other != i {
				t.Errorf("%q and %q are one person by key %q", name, same[other][0], key)
			}
			keys[key] = i
			if key != w.nameKey(group[0]) {
				t.Errorf("nameKey(%q) = %q, want %q like %q", name, key, w.nameKey(group[0]), group[0])
			}
		}
	}
}

func TestPeopleOfACell(t *testing.T) {
	ds, _ := buildSheets(t, Settings{}, map[string]string{"contacts.csv": "Account|Contact Name\nA|B C"})
	if ds == nil {
		t.Fatal("refused")
	}
	b := &builder{words: loadedWords(t), pool: newPool()}
	tests := []struct {
		in   string
		want []string
	}{
		{"Anna Berg; Bo Chen", []string{"Anna Berg", "Bo Chen"}},
		{"Anna Berg\nBo Chen", []string{"Anna Berg", "Bo Chen"}},
		{"金嘉博、赵文", []string{"金嘉博", "赵文"}},
		{"金嘉博，赵文", []string{"金嘉博", "赵文"}},
		{"Berg, Anna", []string{"Anna Berg"}},
		{"Berg, Anna; Chen, Bo", []string{"Anna Berg", "Bo Chen"}},
		{"Anna Berg, Bo Chen, Cy Diaz", []string{"Anna Berg", "Bo Chen", "Cy Diaz"}},
		{"Eli Fox & Dee Evans", []string{"Eli Fox", "Dee Evans"}},
		{"Ada & Co", []string{"Ada & Co"}},
		{"Dee Evans (Head of Procurement)", []string{"Dee Evans"}},
		{"Anna Berg (customer); Hans Meier (us)", []string{"Anna Berg", "!Hans Meier"}},
		{"'; DROP TABLE x;--", []string{"'; DROP TABLE x;--"}},
		{"Anna\nBerg", []string{"Anna Berg"}},
		{"-; Anna Berg", []string{"-; Anna Berg"}},
		{"=cmd|'/c calc'!A1", []string{"=cmd|'/c calc'!A1"}},
		{"Franz von und zu Hohenfels", []string{"Franz von und zu Hohenfels"}},
		{"anna berg and bo chen", []string{"anna berg", "bo chen"}},
	}
	for _, tt := range tests {
		var got []string
		for _, n := range b.people(b.pool.intern(tt.in)) {
			name := b.pool.texts[n.name]
			if n.ours {
				name = "!" + name
			}
			got = append(got, name)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("people(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestParseQuota(t *testing.T) {
	tests := []struct {
		in       string
		num, den int
		atLeast  bool
		ok       bool
	}{
		{"1/2", 1, 2, false, true}, {"2/3", 2, 3, true, true}, {"60%", 3, 5, true, true}, {"at least 60%", 3, 5, true, true},
		{"more than 1/2", 1, 2, false, true}, {"> 50 %", 1, 2, false, true}, {">= 2/3", 2, 3, true, true},
		{"simple majority", 1, 2, false, true}, {"三分之二", 2, 3, true, true}, {"75", 3, 4, true, true},
		{"3/2", 0, 0, false, false}, {"most", 0, 0, false, false}, {"0", 0, 0, false, false},
	}
	for _, tt := range tests {
		num, den, atLeast, ok := parseQuota(tt.in)
		if ok != tt.ok || ok && (num != tt.num || den != tt.den || atLeast != tt.atLeast) {
			t.Errorf("parseQuota(%q) = %d/%d, %v, %v; want %d/%d, %v, %v", tt.in, num, den, atLeast, ok, tt.num, tt.den, tt.atLeast, tt.ok)
		}
	}
}

func TestPattern(t *testing.T) {
	p, err := parsePattern("{contact.name} - {account.name} - {activity.date}")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := p.split("Anna Berg - North - South Rail - 2026-05-10")
	if want := []string{"Anna Berg", "North - South Rail", "2026-05-10"}; !ok || !slices.Equal(got, want) {
		t.Errorf("split = %q, %v; want %q", got, ok, want)
	}
	for _, bad := range []string{"", "{contact.name}", "{contact.name}{account.name}", "{contact.name} - {acount.name}", "{contact.name - {account.name}"} {
		if _, err := parsePattern(bad); err == nil {
			t.Errorf("parsePattern(%q) gives no error", bad)
		}
	}
}

// FuzzValues: no text makes the readers of dates, names, numbers, headers and
// titles panic, and what they return is in range.
func FuzzValues(f *testing.F) {
	w := loadedWords(f)
	c := classifier(f, nil)
	for _, seed := range []string{"2026-09-30", "31/12/26", "Berg, Anna; (us)", "１２３", "1.200,50", "副总裁兼CFO", "И.о. зам. директора", "(((", ") - {", "00:00.0", "\u202eabc", "a\x00b", "Head of (Acting) &", "部長代理補佐"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := w.textDate(s)
		if d.day != 0 && (d.day < firstDay || d.day > lastDay) {
			t.Errorf("textDate(%q) = %s, out of range", s, d.day)
		}
		if d.pending {
			for _, order := range []byte{'d', 'm'} {
				if day, ok := d.decided(order); ok && (day < firstDay || day > lastDay) {
					t.Errorf("decided(%q) = %s, out of range", s, day)
				}
			}
		}
		if v, ok := parseNumber(s); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
			t.Errorf("parseNumber(%q) = %v", s, v)
		}
		if lo, hi, ok := peopleRange(s); ok && (lo < 0 || lo > hi) {
			t.Errorf("peopleRange(%q) = %d to %d", s, lo, hi)
		}
		level, rule, _ := c.Classify(s)
		if level < 0 || level > builtinLevels || level > 0 && rule == "" {
			t.Errorf("Classify(%q) = %d, %q", s, level, rule)
		}
		text, _ := clean(s)
		if again, dirty := clean(text); again != text || dirty {
			t.Errorf("clean(%q) = %q, again %q", s, text, again)
		}
		w.nameKey(text)
		accountKey(text)
		wordKey(text)
		unhinted(text)
		address(text)
		domainOf(text)
		b := &builder{words: w, pool: newPool()}
		for _, n := range b.people(b.pool.intern(text)) {
			if n.name == 0 {
				t.Errorf("people(%q) has an empty name", s)
			}
		}
		if _, err := parsePattern(text); err == nil && !strings.Contains(text, "{") {
			t.Errorf("parsePattern(%q) is accepted", s)
		}
	})
}
