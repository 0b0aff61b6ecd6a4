package mail

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// Address checks an e-mail address and returns it in lower case with its
// domain in ASCII. It takes less than RFC 5321 does, and all that people
// have: an unquoted ASCII local part, a domain with a dot that IDNA's lookup
// profile accepts, written without characters that only look like a dot, and
// no label that mixes alphabets. A domain that is not among the allowed, nor
// below one of them, is refused: a look-alike in one alphabet is a domain
// like any other, so that only a list can tell.
func Address(raw string, allowed []string) (string, error) {
	text := strings.Trim(raw, " ")
	if text == "" {
		return "", errors.New("is empty: want name@domain")
	}
	if len(text) > 254 {
		return "", fmt.Errorf("is %d characters long: want at most 254", len(text))
	}
	at := strings.LastIndexByte(text, '@')
	if at < 1 || at == len(text)-1 {
		return "", fmt.Errorf("is %q: want name@domain", text)
	}
	if err := checkLocal(text[:at]); err != nil {
		return "", fmt.Errorf("is %q: %w", text, err)
	}
	domain, err := checkDomain(text[at+1:])
	if err != nil {
		return "", fmt.Errorf("is %q: %w", text, err)
	}
	if !slices.ContainsFunc(allowed, func(a string) bool { return within(domain, a) }) {
		return "", fmt.Errorf("is %q: %s is not among mail.allowed_domains (%s)", text, domain, strings.Join(allowed, ", "))
	}
	return strings.ToLower(text[:at]) + "@" + domain, nil
}

// within tells whether domain is the allowed one or below it.
func within(domain, allowed string) bool {
	a, err := idna.Lookup.ToASCII(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(allowed)), "@"))
	return err == nil && a != "" && (domain == a || strings.HasSuffix(domain, "."+a))
}

func checkLocal(local string) error {
	if len(local) > 64 {
		return errors.New("the part before the @ is longer than 64 characters")
	}
	for i, r := range local {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
		case strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r):
		case r == '.' && i > 0 && i < len(local)-1 && local[i-1] != '.':
		case r > unicode.MaxASCII:
			return fmt.Errorf("the part before the @ has %q (%U), which few servers take: want letters a to z, digits and signs", r, r)
		default:
			return fmt.Errorf("the part before the @ has %q: want letters a to z, digits and signs, without quotes, spaces or doubled dots", r)
		}
	}
	return nil
}

func checkDomain(domain string) (string, error) {
	for _, r := range domain {
		switch {
		case r == '.' || r == '-' || r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		case r <= unicode.MaxASCII:
			return "", fmt.Errorf("the domain has %q: want letters, digits, hyphens and dots", r)
		case !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r), r >= 0xFF00 && r <= 0xFFEF:
			return "", fmt.Errorf("the domain has %q (%U), which only looks like something else", r, r)
		}
	}
	if !strings.Contains(domain, ".") {
		return "", errors.New("the domain has no dot")
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" {
			return "", errors.New("the domain has two dots in a row, or one at an end")
		}
		if a := alphabets(label); len(a) > 1 {
			return "", fmt.Errorf("%q mixes %s letters", label, strings.Join(a, " and "))
		}
	}
	ascii, err := idna.Lookup.ToASCII(strings.ToLower(domain))
	if err != nil {
		return "", fmt.Errorf("the domain is not valid (%w)", err)
	}
	if i := strings.LastIndexByte(ascii, '.'); strings.Trim(ascii[i+1:], "0123456789") == "" {
		return "", errors.New("the domain ends in a number")
	}
	// A label that comes encoded is judged by what people will see.
	if shown, err := idna.Lookup.ToUnicode(ascii); err == nil {
		for label := range strings.SplitSeq(shown, ".") {
			if a := alphabets(label); len(a) > 1 {
				return "", fmt.Errorf("%q mixes %s letters", label, strings.Join(a, " and "))
			}
		}
	}
	return ascii, nil
}

// alphabets names the scripts of a label that cannot stand together without
// deceiving the eye. East Asian text mixes with Latin in good faith.
func alphabets(label string) []string {
	var found []string
	for _, name := range []string{"Latin", "Cyrillic", "Greek", "Armenian", "Cherokee"} {
		if strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Scripts[name], r) }) {
			found = append(found, name)
		}
	}
	return found
}
