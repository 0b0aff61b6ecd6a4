package report

import (
	"strings"
	"testing"

	"rapport/generator/dataset"
)

func TestEveryProblemIsTranslated(t *testing.T) {
	en, zh := catalog(t, "en"), catalog(t, "zh-CN")
	for _, code := range dataset.Codes() {
		if strings.HasPrefix(code, "not_data.") {
			if !en.Has(code) || !zh.Has(code) {
				t.Errorf("no words for %s", code)
			}
			continue
		}
		if !zh.Has("problem." + code) {
			t.Errorf("problem.%s has no Chinese", code)
		}
	}
}
