package dataset

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"rapport/templates"
)

type labelled struct {
	language, title string
	level           int
}

func labelledTitles(t testing.TB, name string) []labelled {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for line := range strings.Lines(string(data)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		level, err := strconv.Atoi(f[1])
		if err != nil || len(f) != 3 {
			t.Fatalf("%s: %q", name, line)
		}
		out = append(out, labelled{f[0], f[2], level})
	}
	return out
}

func classifier(t testing.TB, ladder []LevelSettings) *Classifier {
	t.Helper()
	c, err := LoadClassifier(templates.Files, ladder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestTitles classifies titles in seven languages whose level was set by
// hand: at least 95 % must agree and fewer than 1 % may be promoted by two or
// more levels, in every language. The lists behind the first were labelled
// before the tool had read them.
func TestTitles(t *testing.T) {
	for _, name := range []string{"titles.tsv", "titles_field.tsv", "titles_trades.tsv"} {
		t.Run(name, func(t *testing.T) { testTitles(t, labelledTitles(t, name)) })
	}
}

func testTitles(t *testing.T, titles []labelled) {
	c := classifier(t, nil)
	if len(titles) < 400 {
		t.Fatalf("only %d titles", len(titles))
	}
	type score struct{ n, exact, promoted int }
	scores := map[string]*score{}
	for _, l := range titles {
		s := scores[l.language]
		if s == nil {
			s = &score{}
			scores[l.language] = s
		}
		level, rule, post := c.Classify(l.title)
		s.n++
		switch {
		case level == l.level:
			s.exact++
		default:
			t.Logf("%s %q: level %d by %s (post %d), labelled %d", l.language, l.title, level, rule, post, l.level)
		}
		if level != 0 && (l.level == 0 && level <= 3 || l.level-level >= 2) {
			s.promoted++
			t.Logf("%s %q is promoted", l.language, l.title)
		}
		if level != 0 && rule == "" {
			t.Errorf("%q has level %d and no rule", l.title, level)
		}
	}
	all := score{}
	for language, s := range scores {
		t.Logf("%s: %d of %d exact, %d promoted", language, s.exact, s.n, s.promoted)
		all.n, all.exact, all.promoted = all.n+s.n, all.exact+s.exact, all.promoted+s.promoted
		if s.exact*100 < s.n*95 {
			t.Errorf("%s: %d of %d titles exact, want 95 %%", language, s.exact, s.n)
		}
	}
	if all.exact*100 < all.n*95 || all.promoted*100 >= all.n {
		t.Errorf("%d of %d titles exact, %d promoted; want 95 %% and fewer than 1 %%", all.exact, all.n, all.promoted)
	}
}
