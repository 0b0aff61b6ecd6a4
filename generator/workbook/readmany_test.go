package workbook

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestNames(t *testing.T) {
	for _, test := range []struct{ in, want []string }{
		{[]string{"a.xlsx", "in/b.xlsx"}, []string{"a.xlsx", "b.xlsx"}},
		{[]string{"north/export.xlsx", "south/export.xlsx", "c.xlsx"}, []string{"north/export.xlsx", "south/export.xlsx", "c.xlsx"}},
		{[]string{"q/2/x.csv", "r/2/x.csv", "r/3/x.csv"}, []string{"q/2/x.csv", "r/2/x.csv", "3/x.csv"}},
		{[]string{"a.xlsx", "./a.xlsx"}, []string{"a.xlsx", "a.xlsx"}},
	} {
		if got := Names(test.in); !slices.Equal(got, test.want) {
			t.Errorf("Names(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

// TestReadManyKeepsTheOrder reads files several at a time, some of them
// unreadable.
func TestReadManyKeepsTheOrder(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for i := range 40 {
		text := fmt.Sprintf("Account,Contact Name\nAccount %d,Anna Berg\n", i)
		if i%10 == 3 {
			text = ""
		}
		path := filepath.Join(dir, fmt.Sprintf("%02d.csv", i))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	one, problems := Read(paths, Limits{})
	many, again := ReadMany(paths, Limits{}, 8, func() bool { return true })
	if len(one) != 36 || len(problems) != 4 || len(many) != 36 || len(again) != 4 {
		t.Fatalf("read %d and %d files with %d and %d problems, want 36 and 4", len(one), len(many), len(problems), len(again))
	}
	for i := range one {
		if one[i].Name != many[i].Name {
			t.Errorf("book %d is %s, want %s", i, many[i].Name, one[i].Name)
		}
		one[i].Close()
		many[i].Close()
	}
	for i := range problems {
		if problems[i].Error() != again[i].Error() {
			t.Errorf("problem %d is %v, want %v", i, again[i], problems[i])
		}
	}
}
