package report

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSlug(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"Donghai Telecom", "donghai-telecom"},
		{"  A&B   GmbH & Co. KG ", "a-b-gmbh-co-kg"},
		{"../../etc/passwd", "etc-passwd"},
		{"东海电信（集团）", "东海电信-集团"},
		{"ＡＢＣ１２", "abc12"},
		{"Straße", "strasse"},
		{"Ünïted", "ünïted"},
		{"U\u0308ni\u0308ted", "ünïted"},
		{"a\r\nb", "a-b"},
	} {
		if got := Slug(tc.in); got != tc.want {
			t.Errorf("Slug(%q) = %q, want %q", tc.in, got, tc.want)
		}
	}
	for _, name := range append(slices.Clone(hostile), "", "...", "CON", "nul", "Com1", "LPT¹", strings.Repeat("长", 400), strings.Repeat("x", 400), "\xff\xfe") {
		checkSlug(t, name)
	}
}

func checkSlug(t *testing.T, name string) {
	t.Helper()
	slug := Slug(name)
	bad := slug == "" || len(slug) > 100 || !utf8.ValidString(slug) || strings.ContainsAny(slug, `/\:*?"<>|.% `) || strings.HasPrefix(slug, "-") || reserved(slug)
	for _, r := range slug {
		bad = bad || r < ' ' || isDirection(r)
	}
	if bad {
		t.Errorf("Slug(%q) = %q, not safe", name, slug)
	}
	if again := Slug(name); again != slug {
		t.Errorf("Slug(%q) is not stable", name)
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) { checkSlug(t, name) })
}

func TestSlugsNeverCollide(t *testing.T) {
	keys := []string{"1", "2", "3", "4", "5", "6"}
	names := []string{"ACME", "Acme!", "acme-" + hash("1"), "", "...", "Other"}
	got := Slugs(keys, names)
	seen := map[string]bool{}
	for _, s := range got {
		if seen[s] {
			t.Errorf("Slugs gave %q twice: %q", s, got)
		}
		seen[s] = true
	}
	if got[5] != "other" {
		t.Errorf("Slugs(Other) = %q, want other", got[5])
	}
	slices.Reverse(keys)
	slices.Reverse(names)
	back := Slugs(keys, names)
	slices.Reverse(back)
	if !slices.Equal(got, back) {
		t.Errorf("Slugs depend on the order: %q and %q", got, back)
	}
}

func TestSlugsLeaveThePortfoliosFilesAlone(t *testing.T) {
	names := []string{"Portfolio", "PORTFOLIO", "Intake", "index", "Ｉｎｄｅｘ", "  portfolio ", "Port folio", "Manifest"}
	slugs := Slugs(names, names)
	seen := map[string]bool{}
	for i, slug := range slugs {
		if seen[slug] || slug == "portfolio" || slug == "intake" || slug == "index" {
			t.Errorf("%q gets the slug %q", names[i], slug)
		}
		seen[slug] = true
	}
	if slugs[6] != "port-folio" {
		t.Errorf("%q gets the slug %q, want port-folio", names[6], slugs[6])
	}
}
