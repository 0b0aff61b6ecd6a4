package report

import (
	"fmt"
	"strings"

	"rapport/generator/internal/words"
)

// banner is the style that repeats the classification, and what the page must
// not be used for, in the margin of every printed sheet.
func banner(catalog *words.Catalog, audience string) string {
	box := func(where, font, words string) string {
		return fmt.Sprintf("@%s { content: %s; font: %s system-ui, \"Noto Sans CJK SC\", \"Microsoft YaHei\", sans-serif; white-space: nowrap; vertical-align: middle; }\n",
			where, cssString(words), font)
	}
	return "@media print { @page {\n" + box("top-left", "700 8pt", catalog.T("page.classification."+audience)) +
		box("top-right", "8pt", notForJudging(catalog, audience)) + "} }\n"
}

// notForJudging is the sentence at the foot of a page. The customer's pages
// hold no opinions.
func notForJudging(catalog *words.Catalog, audience string) string {
	if audience == "customer" {
		return catalog.T("page.not_for_judging_customer")
	}
	return catalog.T("page.not_for_judging")
}

// cssString quotes a text for a style sheet. Everything that is no plain letter,
// digit or space is written as its number and a space that ends the number, so
// that no text ends the string or the sheet.
func cssString(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r == ' ' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "\\%06x ", r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
