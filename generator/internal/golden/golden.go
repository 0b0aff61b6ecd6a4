// Package golden compares what a test made with files that were looked at and
// committed. With -update the files are rewritten instead; read the diff
// before committing it.
package golden

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// update is set by the test's command line, once, before any test runs.
var update = flag.Bool("update", false, "rewrite the golden files of this package")

// Folder asserts that the folders got and want hold the same files with the
// same bytes, except those that skip names by slash-separated path.
func Folder(t *testing.T, got, want string, skip ...string) {
	t.Helper()
	made := read(t, got, skip)
	if *update {
		rewrite(t, want, made)
		return
	}
	expected := read(t, want, skip)
	for _, name := range union(made, expected) {
		a, there := made[name]
		b, wanted := expected[name]
		switch {
		case !there:
			t.Errorf("%s was not made", name)
		case !wanted:
			t.Errorf("%s was made but is not in %s", name, want)
		case !bytes.Equal(a, b):
			t.Errorf("%s differs (-want +got):\n%s", name, excerpt(cmp.Diff(lines(b), lines(a))))
		}
	}
	if t.Failed() {
		t.Logf("if the change is meant: go test %s -run %s -update, then read the diff", ".", t.Name())
	}
}

func read(t *testing.T, dir string, skip []string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if rel = filepath.ToSlash(rel); slices.Contains(skip, rel) {
			return nil
		}
		files[rel], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func rewrite(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func union(a, b map[string][]byte) []string {
	var names []string
	for n := range a {
		names = append(names, n)
	}
	for n := range b {
		if _, both := a[n]; !both {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

func lines(data []byte) []string {
	var out []string
	for line := range bytes.Lines(data) {
		out = append(out, string(line))
	}
	return out
}

// excerpt keeps a failure readable.
func excerpt(diff string) string {
	const limit = 4000
	if len(diff) <= limit {
		return diff
	}
	return diff[:limit] + "\n… and more"
}
