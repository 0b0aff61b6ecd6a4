package mail

import (
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	allowed := []string{"example.test", "@bücher.example", "firma.example"}
	good := map[string]string{
		"a@example.test":          "a@example.test",
		" A.B+c@Example.Test ":    "a.b+c@example.test",
		"x@sub.example.test":      "x@sub.example.test",
		"x@bücher.example":        "x@xn--bcher-kva.example",
		"x@xn--bcher-kva.example": "x@xn--bcher-kva.example",
		"o'neil@firma.example":    "o'neil@firma.example",
	}
	for in, want := range good {
		if got, err := Address(in, allowed); err != nil || got != want {
			t.Errorf("Address(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	bad := map[string]string{
		"":                                   "empty",
		"a":                                  "name@domain",
		"@example.test":                      "name@domain",
		"a@":                                 "name@domain",
		"a@localhost":                        "no dot",
		"a@example.test.":                    "two dots",
		"a@example。test":                     "looks like",
		"a@example．test":                     "looks like",
		"a@ｅxample.test":                     "looks like",
		"a@exаmple.test":                     "mixes Latin and Cyrillic",
		"a@xn--exmple-4nf.test":              "mixes Latin and Cyrillic",
		"a@еxаmрlе.test":                     "mixes",
		"a@аррӏе.example":                    "allowed_domains",
		"a@notexample.test":                  "allowed_domains",
		"a@example.test.evil.com":            "allowed_domains",
		"\"a b\"@example.test":               "before the @",
		"\"a\"@example.test":                 "before the @",
		"a b@example.test":                   "before the @",
		"a@b@example.test":                   "before the @",
		".a@example.test":                    "before the @",
		"a..b@example.test":                  "before the @",
		"ä@example.test":                     "few servers",
		"а@example.test":                     "few servers",
		"a\r\nRCPT TO:<x@y.zz>@example.test": "before the @",
		"a@example.test\r\nBcc: b@c.de":      "before the @",
		"a@exam\u200bple.test":               "looks like",
		"a@\u202eexample.test":               "looks like",
		"<a@example.test>":                   "before the @",
		"a@[127.0.0.1]":                      "the domain has",
		"a@127.0.0.1":                        "number",
		"a@-example.test":                    "not valid",
		"a@exa_mple.test":                    "the domain has",
		strings.Repeat("a", 65) + "@example.test": "64",
		"a@" + strings.Repeat("a", 300) + ".test": "254",
	}
	for in, want := range bad {
		if got, err := Address(in, allowed); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Address(%q) = %q, %v, want an error with %q", in, got, err, want)
		}
	}
	if _, err := Address("a@example.test", nil); err == nil {
		t.Error("an empty list of domains allows a domain")
	}
}

// FuzzAddress holds that what is accepted can stand in an SMTP command and a
// header as it is.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"a@example.test", "a@bücher.example.test", "\"q\"@x.yy", "a@b。example.test", "a\n@example.test"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got, err := Address(in, []string{"example.test"})
		if err != nil {
			return
		}
		if strings.ContainsFunc(got, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("<>\",:;()[]\\", r) }) {
			t.Errorf("Address(%q) = %q", in, got)
		}
		if again, err := Address(got, []string{"example.test"}); err != nil || again != got {
			t.Errorf("Address(%q) = %q, %v: not stable", got, again, err)
		}
	})
}
