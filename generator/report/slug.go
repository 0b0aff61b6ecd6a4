package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// slugBytes bounds a slug, so that path and suffixes fit every file system.
const slugBytes = 80

// Slug makes a file name of any name: letters and digits of any script in
// folded case and composed form, everything else a single hyphen, at most 80
// bytes. A name that Windows reserves, that the portfolio's own files have,
// that is too long or that has no letter gets a hash. Equal names give equal slugs; see Slugs for different names.
func Slug(name string) string {
	folded := norm.NFKC.String(cases.Fold().String(norm.NFKC.String(name)))
	var b strings.Builder
	gap, cut := false, false
	for _, r := range folded {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(unicode.IsMark(r) && b.Len() > 0 && !gap) || r == unicode.ReplacementChar {
			gap = true
			continue
		}
		if b.Len() > slugBytes-16 {
			cut = true
			break
		}
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteRune(r)
	}
	slug := b.String()
	if slug == "" {
		return "account-" + hash(name)
	}
	if cut || reserved(slug) {
		return slug + "-" + hash(name)
	}
	return slug
}

// Slugs gives each of the distinct keys a slug of its own from its name.
// Accounts whose names give the same slug all get a hash of their key, so
// that the order of the accounts does not matter.
func Slugs(keys, names []string) []string {
	slugs := make([]string, len(keys))
	count := map[string]int{}
	for i, name := range names {
		slugs[i] = Slug(name)
		count[slugs[i]]++
	}
	for i, key := range keys {
		if count[slugs[i]] > 1 {
			slugs[i] += "-" + hash(key)
		}
	}
	// A name may look like another's slug with its hash; the whole hash of
	// the key then settles it.
	for _, i := range doubles(slugs) {
		sum := sha256.Sum256([]byte(keys[i]))
		slugs[i] = "account-" + hex.EncodeToString(sum[:])
	}
	return slugs
}

func doubles(slugs []string) []int {
	count := map[string]int{}
	for _, s := range slugs {
		count[s]++
	}
	var out []int
	for i, s := range slugs {
		if count[s] > 1 {
			out = append(out, i)
		}
	}
	return out
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:5])
}

// reserved tells whether Windows keeps the name for a device, whatever the
// extension, or a file of the whole portfolio has it.
func reserved(slug string) bool {
	switch slug {
	case "con", "prn", "aux", "nul", "conin", "conout", "portfolio", "intake", "index":
		return true
	}
	device := strings.HasPrefix(slug, "com") || strings.HasPrefix(slug, "lpt")
	return device && len(slug) == 4 && slug[3] >= '0' && slug[3] <= '9'
}
