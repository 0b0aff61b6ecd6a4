package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// fieldCase is an export as a system or a person writes it, with the truth:
// files of rows whose cells are parted by "|" (or as they are, when they have
// semicolons), and lines of account, person, level and touches.
type fieldCase struct {
	files map[string]string
	want  []string
	s     Settings
}

func readFieldCase(t *testing.T, path string) fieldCase {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := fieldCase{files: map[string]string{}, s: Settings{Today: DayOf(2026, time.September, 30)}}
	for _, section := range strings.Split("\n"+string(data), "\n== ")[1:] {
		name, body, _ := strings.Cut(section, "\n")
		body = strings.TrimRight(body, "\n")
		switch name {
		case "want":
			c.want = strings.Split(body, "\n")
		case "settings":
			c.setting(t, body)
		default:
			c.files[name] = body
		}
	}
	return c
}

// setting reads lines of key and value; a ladder is "Name=is:maps;…".
func (c *fieldCase) setting(t *testing.T, body string) {
	t.Helper()
	for line := range strings.SplitSeq(body, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		value = strings.Trim(value, `"`)
		switch key {
		case "date_order":
			c.s.DateOrder = value
		case "unlisted":
			c.s.Unlisted = value
		case "ladder":
			for step := range strings.SplitSeq(value, ";") {
				name, rest, _ := strings.Cut(step, "=")
				is, words, _ := strings.Cut(rest, ":")
				l := LevelSettings{Name: name, Is: []int{int(is[0] - '0')}}
				if words != "" {
					l.Grades = strings.Split(words, ",")
				}
				c.s.Ladder = append(c.s.Ladder, l)
			}
		default:
			t.Fatalf("setting %q", key)
		}
	}
}

// TestFieldExports reads exports with known truth: nothing lost, nothing
// guessed.
func TestFieldExports(t *testing.T) {
	paths, err := filepath.Glob("testdata/field/*.txt")
	if err != nil || len(paths) < 25 {
		t.Fatal("cases are missing")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			c := readFieldCase(t, path)
			dir := t.TempDir()
			var files []string
			for _, name := range sortedKeys(c.files) {
				file := filepath.Join(dir, name)
				if text := c.files[name]; strings.Contains(text, "|") {
					writeCSV(t, file, text)
				} else if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
			ds, ps := build(t, c.s, files...)
			var got []string
			if ds != nil {
				got = truthOf(ds)
			}
			want := slices.Clone(c.want)
			for code := range codes(ps) {
				if line := "code " + code; slices.Contains(want, line) {
					got = append(got, line)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				for _, p := range ps {
					t.Logf("%v", p)
				}
			}
		})
	}
}

// truthOf tells people with their levels and touches, and how many rows were
// rejected.
func truthOf(ds *Dataset) []string {
	var out []string
	for _, a := range ds.Accounts {
		for i, p := range a.Stakeholders {
			out = append(out, fmt.Sprintf("%s|%s|%d|%d", a.Name, p.Name, p.Level, touchesOf(a, i)))
		}
	}
	rejected := 0
	for _, s := range ds.Sheets {
		rejected += s.Rejected
	}
	out = append(out, fmt.Sprintf("rejected %d", rejected))
	slices.Sort(out)
	return out
}
