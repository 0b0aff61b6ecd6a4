package words

import (
	"testing"
	"testing/fstest"
	"time"
)

func catalog(t *testing.T, lang string) *Catalog {
	t.Helper()
	files := fstest.MapFS{
		"messages/en.yaml":            {Data: []byte("met:\n  people:\n    one: \"{{.n}} person of {{.of}}\"\n    other: \"{{.n}} people of {{.of}}\"\nplain: \"yes\"\n")},
		"messages/zh-CN.yaml":         {Data: []byte("met:\n  people: \"{{.of}}人中的{{.n}}人\"\nplain: 是\n")},
		"messages/parts/a.en.yaml":    {Data: []byte("part: x\n")},
		"messages/parts/a.zh-CN.yaml": {Data: []byte("part: 甲\n")},
	}
	c, err := Load(files, lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestT(t *testing.T) {
	for _, tc := range []struct {
		lang, key string
		pairs     []any
		want      string
	}{
		{"en", "met.people", []any{"n", 1, "of", 7}, "1 person of 7"},
		{"en", "met.people", []any{"n", 0, "of", 1234}, "0 people of 1,234"},
		{"zh-CN", "met.people", []any{"n", 1, "of", 7}, "7人中的1人"},
		{"en", "plain", nil, "yes"},
		{"zh-CN", "part", nil, "甲"},
		{"en", "absent", nil, "⟦absent⟧"},
		{"en", "met.people", []any{"n", 2}, "2 people of ⟦of⟧"},
	} {
		if got := catalog(t, tc.lang).T(tc.key, tc.pairs...); got != tc.want {
			t.Errorf("%s T(%q, %v) = %q, want %q", tc.lang, tc.key, tc.pairs, got, tc.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, file := range map[string]string{
		"expression": "a: \"{{if .n}}x{{end}}\"",
		"open":       "a: \"{{.n\"",
		"not yaml":   "a: [",
	} {
		if _, err := Load(fstest.MapFS{"messages/en.yaml": {Data: []byte(file)}}, "en"); err == nil {
			t.Errorf("%s: Load accepted %q", name, file)
		}
	}
	if _, err := Load(fstest.MapFS{}, "fr"); err == nil {
		t.Error("Load accepted an unknown language")
	}
}

func TestFormats(t *testing.T) {
	en, zh := catalog(t, "en"), catalog(t, "zh-CN")
	day := time.Date(2026, 9, 30, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct{ got, want string }{
		{en.Number(-1234567), "−1,234,567"},
		{en.Number(999), "999"},
		{en.Percent(0.384), "38\u202f%"},
		{zh.Percent(0.384), "38%"},
		{en.Date(day), "30 Sep 2026"},
		{zh.Date(day), "2026年9月30日"},
		{en.Period("2026-Q3"), "Q3 2026"},
		{zh.Period("2026-Q3"), "2026年第3季度"},
		{en.List([]string{"a", "b", "c"}), "a, b and c"},
		{zh.List([]string{"甲", "乙"}), "甲和乙"},
	} {
		if tc.got != tc.want {
			t.Errorf("got %q, want %q", tc.got, tc.want)
		}
	}
}
