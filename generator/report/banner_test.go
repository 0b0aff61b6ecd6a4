package report

import (
	"strings"
	"testing"

	"rapport/generator/internal/words"
	"rapport/templates"
)

func TestBannerNamesEveryEdition(t *testing.T) {
	for _, lang := range words.Languages() {
		catalog, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, audience := range []string{"internal", "leadership", "customer"} {
			style := banner(catalog, audience)
			for _, want := range []string{cssString(catalog.T("page.classification." + audience)), cssString(notForJudging(catalog, audience)), "@page"} {
				if !strings.Contains(style, want) {
					t.Errorf("%s, %s: %s is not in %s", lang, audience, want, style)
				}
			}
		}
		if strings.Contains(notForJudging(catalog, "customer"), catalog.T("page.not_for_judging")) {
			t.Errorf("%s: the customer reads of opinions", lang)
		}
	}
}

func TestCSSString(t *testing.T) {
	for in, want := range map[string]string{
		"INTERNAL 1":                `"INTERNAL 1"`,
		`"} </style><script>`:       `"\000022 \00007d  \00003c \00002f style\00003e \00003c script\00003e "`,
		"内\n\\":                     `"\005185 \00000a \00005c "`,
		"a\u2028\U0001f600\x00":     `"a\002028 \01f600 \000000 "`,
		"don't; color: red /* */ }": `"don\000027 t\00003b  color\00003a  red \00002f \00002a  \00002a \00002f  \00007d "`,
	} {
		if got := cssString(in); got != want {
			t.Errorf("cssString(%q) = %s, want %s", in, got, want)
		}
	}
}
