package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"rapport/generator/source"
)

// otherwise lists the fixtures judged differently than their index does.
var otherwise = map[string]string{
	// The index reads a sheet with an external DTD and does not fetch it. A
	// document type has no use in a workbook and the limits refuse it; a file
	// that carries one was made by hand.
	"xml-xxe-http.xlsx": "refuse",
}

func TestHostileFixtures(t *testing.T) {
	index, err := os.ReadFile("testdata/hostile/index.tsv")
	if err != nil {
		t.Fatal(err)
	}
	base := readRows(t, "testdata/hostile/base.xlsx")
	lines := strings.Split(strings.TrimSpace(string(index)), "\n")[1:]
	if len(lines) != 105 {
		t.Fatalf("the index has %d lines, want 105", len(lines))
	}
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		name, want := fields[0], fields[2]
		if w, ok := otherwise[name]; ok {
			want = w
		}
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata/hostile", name)
			start := time.Now()
			text, book, err := readFile(path)
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
			if want == "refuse" {
				if err == nil {
					t.Fatal("was read, want a refusal")
				}
				refused(t, name, err)
				return
			}
			if err != nil {
				t.Fatalf("was refused: %v, want %s", err, want)
			}
			for _, p := range book.Problems {
				if p.Severity == source.Refusal || p.Code == "" || p.Message == "" {
					t.Errorf("problem %+v of a book that was read", p)
				}
			}
			if unchanged(name) && text != base {
				t.Errorf("cells differ from base.xlsx:\n%s", text)
			}
			if text == "" {
				t.Error("no cell was read")
			}
		})
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Sys > 1<<30 {
		t.Errorf("the process took %d MB from the system, want less than 1 GB", m.Sys>>20)
	}
}

// unchanged tells the fixtures that say the same as base.xlsx in other words.
func unchanged(name string) bool {
	for _, prefix := range []string{"zip-", "xml-", "dim-", "ref-missing", "ref-lower", "merge-", "cols-", "pkg-no", "pkg-rel-absolute", "pkg-renamed", "sheet-all-hidden", "date-fmt", "val-formula-date", "val-javascript"} {
		if strings.HasPrefix(name, prefix) && !strings.Contains(name, "control-char") {
			return true
		}
	}
	return false
}

func readRows(t *testing.T, path string) string {
	t.Helper()
	text, _, err := readFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// readFile dumps a file; places lose the file's name, so that files compare.
func readFile(path string) (string, *Book, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", nil, err
	}
	fromDisk, err := Open(path, Limits{})
	if err != nil {
		return "", nil, err
	}
	defer fromDisk.Close()
	if _, err := dump(fromDisk); err != nil {
		return "", nil, err
	}
	return readAll("f", bytes.Clone(b), Limits{})
}

// What the fixtures with one remarkable cell must give.
func TestHostileValues(t *testing.T) {
	tests := []struct{ file, want string }{
		{"sst-x000D-escapes.xlsx", `"Ada\r\nByron _x000D_ ` + "\ufffd" + `"`},
		{"val-errors.xlsx", `f[Contacts!D2] error "#N/A"`},
		{"date-iso-t-d.xlsx", `f[Activities!A3] date "2024-02-01T12:00:00"`},
		{"date-1904.xlsx", `f[Activities!A2] date 43830`},
		{"ref-sparse-row-1m.xlsx", `f[Contacts!A1000000] text `},
		{"xml-control-char.xlsx", `f[Contacts!B2] text "Aa Byron"`},
		{"lay-hidden-rows.xlsx", ` hidden`},
		{"html-named.xls", `f[f!A2] text "Alpha AG"`},
		{"html-named.xls", `f[f!B2] text "Ada & Co"`},
		{"html-named.xls", `f[f!C2] text "CEO\nChair"`},
		{"html-named.xls", `f[f!B3] text "Bo"`},
		{"csv-semicolon-cp1252.csv", `ü`},
		{"csv-sep-line.csv", `f[f!A1] text "Account"`},
		{"csv-utf16le-tab.xls", `f[f!B1] text `},
	}
	for _, tt := range tests {
		if got := readRows(t, "testdata/hostile/"+tt.file); !strings.Contains(got, tt.want) {
			t.Errorf("%s lacks %s:\n%s", tt.file, tt.want, got)
		}
	}
}

func TestHostileWarnings(t *testing.T) {
	tests := []struct{ file, code string }{
		{"val-200k-char-cell.xlsx", "cell-too-long"},
		{"lay-16384-columns.xlsx", "columns"},
		{"sst-index-negative.xlsx", "string-missing"},
		{"sst-index-out-of-range.xlsx", "string-missing"},
		{"sst-missing-part.xlsx", "string-missing"},
		{"xml-control-char.xlsx", "control-characters"},
		{"xml-garbage-after-root.xlsx", "xml-garbage"},
		{"zip-backslash-names.xlsx", "zip-backslash"},
		{"pkg-missing-sheet-part.xlsx", "sheet-missing"},
		{"pkg-rel-external.xlsx", "sheet-external"},
		{"pkg-rel-traversal.xlsx", "sheet-missing"},
		{"pkg-rel-to-self.xlsx", "sheet-kind"},
		{"pkg-rel-same-part-twice.xlsx", "sheet-twice"},
		{"pkg-no-content-types.xlsx", "no-content-types"},
		{"pkg-no-root-rels.xlsx", "no-root-relations"},
		{"sheet-all-hidden.xlsx", "sheets-hidden"},
		{"sheet-duplicate-names-case.xlsx", "sheet-name-twice"},
		{"sheet-name-empty.xlsx", "sheet-name"},
		{"csv-named.xlsx", "csv"},
		{"html-named.xls", "html"},
		{"csv-semicolon-cp1252.csv", "encoding"},
	}
	for _, tt := range tests {
		_, book, err := readFile("testdata/hostile/" + tt.file)
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		found := false
		for _, p := range book.Problems {
			found = found || p.Code == tt.code
		}
		if !found {
			t.Errorf("%s: problems %v, want one of code %s", tt.file, book.Problems, tt.code)
		}
	}
}
