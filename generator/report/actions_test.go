package report

import (
	"slices"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/internal/words"
	"rapport/templates"
)

func TestChangesAndPromisesHaveTheirWords(t *testing.T) {
	for _, lang := range words.Languages() {
		c, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range analysis.ChangeKeys() {
			if !c.Has(key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
			for _, name := range c.Names(key) {
				if !slices.Contains(analysis.ChangeArgs(key), name) {
					t.Errorf("%s: the words of %s want %s, which the analysis does not give (it gives %v)", lang, key, name, analysis.ChangeArgs(key))
				}
			}
		}
		for _, key := range []string{"promise.outcome.kept", "promise.outcome.late", "promise.outcome.open", "promise.outcome.not_kept",
			"promise.outcome.dropped", "promise.outcome.gone", "change.figure.touches", "change.figure.coverage", "change.figure.tvd",
			"change.figure.p_win", "change.figure.index", "edition.role", "edition.role_no_unit", "edition.person_left", "actions.hint"} {
			if !c.Has(key) {
				t.Errorf("%s: no words for %s", lang, key)
			}
		}
	}
}

func TestHiddenNotes(t *testing.T) {
	note := func(audience string) Note {
		return Note{File: audience, Source: []byte("---\r\naudience: " + audience + "\r\n---\r\n" + audience)}
	}
	notes := map[string]Note{"a": note("internal"), "b": note("leadership"), "c": note("customer"), "d": {Source: []byte("no front matter")},
		"e": {Source: []byte("---\naudience: [\n---\n")}}
	for edition, want := range map[string]int{"internal": 1, "leadership": 2, "customer": 4} {
		if got := len(HiddenNotes(notes, edition)); got != want {
			t.Errorf("%s hides %d notes, want %d (one of them is broken)", edition, got, want)
		}
	}
}
