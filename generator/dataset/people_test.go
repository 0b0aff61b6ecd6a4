package dataset

import (
	"slices"
	"strings"
	"testing"

	"rapport/templates"
)

// FuzzPlainNames: the short way through a plain name gives what taking it
// apart gives, and the key of a name is made of its words.
func FuzzPlainNames(f *testing.F) {
	for _, s := range []string{
		"Anna Berg", "Dr Anna Berg", "Prof Dr Berg", "Dr", "Mr Dr", "Anna Berg PhD", "Berg MBA", "Anna Berg MBA PhD", "Anna and Bo", "Anna Berg and Bo Chen",
		"NN", "Nn", "nn", "TBD", "vacant", "Vacant Post", "null", "None", "N A", "Jürgen Müßig", "Ana y Bo", "A  B", " A", "A ", "Zoë O0", "王 Anna", "王先生", "先生", "田中 様", "x", "",
		"Anna\u00a0Berg", "Anna\tBerg", "Ana, Bo", "Ana (us)", "Ana/Bo", "Ana & Bo Li", "12", "À×Ý", "ŸÝ",
	} {
		f.Add(s)
	}
	b, err := newBuilder(nil, Settings{}, templates.Files)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if s, _ = clean(s); s == "" {
			return
		}
		id := b.pool.intern(s)
		if got, want := b.people(id), b.splitPeople(s, false); !slices.Equal(got, want) {
			t.Errorf("people(%q) = %+v, taken apart %+v", s, got, want)
		}
		if got, want := oneBlank(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("oneBlank(%q) = %q, want %q", s, got, want)
		}
		key := b.words.nameKey(s)
		if want := keyOfWords(b.words, s); key != want {
			t.Errorf("nameKey(%q) = %q, want %q", s, key, want)
		}
		if short := b.pool.texts[b.nameKey(id)]; short != key {
			t.Errorf("nameKey(%q) in short = %q, want %q", s, short, key)
		}
		if got, want := b.words.null(s), b.words.nulls[plainKey(s)]; got != want {
			t.Errorf("null(%q) = %v", s, got)
		}
		if got, want := ofWord(b.words.vacant, s), b.words.vacant[wordKey(s)]; got != want {
			t.Errorf("ofWord(vacant, %q) = %v", s, got)
		}
		if got, want := cleansTo(" "+s+"\u200b", s), true; got != want {
			t.Errorf("cleansTo(%q) = %v", s, got)
		}
	})
}

// keyOfWords is nameKey, word by word.
func keyOfWords(w *words, s string) string {
	k := spacedKey(w.turned(s))
	if k == "" {
		return strings.TrimSpace(s)
	}
	if ideographic(k) {
		k = strings.ReplaceAll(k, " ", "")
		for _, suffix := range w.nameSuffixes {
			if short, found := strings.CutSuffix(k, suffix); found && short != "" {
				return short
			}
		}
		return k
	}
	parts := strings.Fields(k)
	for len(parts) > 1 && w.honorifics[parts[0]] {
		parts = parts[1:]
	}
	for len(parts) > 2 && w.postnominals[parts[len(parts)-1]] {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, " ")
}

// TestPostsWithSeveralHolders: a post with a number of holders counts those
// whom nobody names among the heads of its level, each once.
func TestPostsWithSeveralHolders(t *testing.T) {
	const head = "Account|Contact Name|Title|Level|Number in Post\n"
	ds, ps := buildSheets(t, Settings{}, map[string]string{
		"a.csv": head + "Alpha|Anna Berg|Engineer|5|3\nAlpha|Bo Chen|Engineer|5|1\nAlpha|Cy Diaz; Di Eng|Engineer|5|4\nAlpha|Vacant|Team Leader|4|2\nAlpha|Ed Fox|CEO|1|",
		"b.csv": head + "Alpha|Anna Berg|Engineer|5|3",
	})
	if ds == nil {
		t.Fatal(ps)
	}
	a := ds.Accounts[0]
	got := map[int]int{}
	for _, h := range a.Headcounts {
		got[h.Level] = h.Hi
	}
	// Level 5: Anna, two more; Bo; Cy and Di, two more.
	if len(a.Stakeholders) != 5 || len(got) != 2 || got[5] != 8 || got[4] != 2 {
		t.Errorf("%d people and the heads %v, want 5 people, 8 heads on level 5, 2 on level 4", len(a.Stakeholders), got)
	}
	if n := codes(ps)["vacant_posts"]; n != 1 {
		t.Errorf("%d notes about posts without a holder, want 1: %v", n, ps)
	}
}
