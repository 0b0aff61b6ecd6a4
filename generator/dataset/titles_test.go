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
// hand. Every list was labelled before the tool had read it. Of the long lists
// at least 95 % must agree in every language and fewer than 1 % may be
// promoted by two or more levels; of the lists of titles as they stand in
// exports (abbreviated, misspelt, two languages in one cell, departments and
// committees in the place of titles) 97 %, with none promoted so.
func TestTitles(t *testing.T) {
	long := wanted{titles: 400, exact: 95, exactInLanguage: 95, promoted: 1}
	export := wanted{titles: 150, exact: 97, exactInLanguage: 88}
	for name, want := range map[string]wanted{
		"titles.tsv": long, "titles_field.tsv": long, "titles_trades.tsv": long,
		"titles_export1.tsv": export, "titles_export2.tsv": export, "titles_export4.tsv": export, "titles_export5.tsv": export, "titles_export7.tsv": export,
		"titles_export6.tsv": {titles: 150, exact: 97, exactInLanguage: 85},
		"titles_export8.tsv": {titles: 100, exact: 97, exactInLanguage: 75},
		"titles_export3.tsv": {titles: 150, exact: 96, exactInLanguage: 88},
	} {
		t.Run(name, func(t *testing.T) { testTitles(t, labelledTitles(t, name), want) })
	}
}

// wanted is what a list of titles must reach, in per cent.
type wanted struct {
	titles                 int // in the list, at least
	exact, exactInLanguage int // at least
	promoted               int // by two or more levels, or to the top three from none: fewer than this, 0 is none
}

func testTitles(t *testing.T, titles []labelled, want wanted) {
	c := classifier(t, nil)
	if len(titles) < want.titles {
		t.Fatalf("only %d titles, want %d", len(titles), want.titles)
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
		if s.exact*100 < s.n*want.exactInLanguage {
			t.Errorf("%s: %d of %d titles exact, want %d %%", language, s.exact, s.n, want.exactInLanguage)
		}
	}
	if all.exact*100 < all.n*want.exact || all.promoted > 0 && all.promoted*100 >= all.n*want.promoted {
		t.Errorf("%d of %d titles exact, %d promoted; want %+v", all.exact, all.n, all.promoted, want)
	}
}
