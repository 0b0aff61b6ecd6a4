package dataset

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/generator/source"
	"rapport/generator/workbook"
	"rapport/templates"
)

// crmDir and hostileDir hold workbooks of several systems and damaged ones.
const (
	crmDir     = "../workbook/testdata/crm"
	hostileDir = "../workbook/testdata/hostile"
	sharedDir  = "../../../shared/fixtures" // not part of the project
)

// build reads files; refusals of the reader and of Build come back as
// problems.
func build(t testing.TB, s Settings, paths ...string) (*Dataset, source.Problems) {
	t.Helper()
	books, ps := workbook.Read(paths, workbook.Limits{})
	for _, b := range books {
		defer b.Close()
	}
	if len(ps.Refused()) > 0 {
		return nil, ps
	}
	ds, err := Build(books, s, templates.Files)
	var problems source.Problems
	if errors.As(err, &problems) {
		return nil, problems
	}
	if err != nil {
		t.Fatalf("Build(%q): %v", paths, err)
	}
	checkDataset(t, ds)
	return ds, ds.Problems
}

// mustBuild fails when the input is refused.
func mustBuild(t testing.TB, s Settings, paths ...string) *Dataset {
	t.Helper()
	ds, ps := build(t, s, paths...)
	if ds == nil {
		t.Fatalf("%q is refused: %v", paths, ps)
	}
	return ds
}

// buildSheets writes each text as a CSV file named by its key and reads them
// together. Lines are rows, cells are parted by "|".
func buildSheets(t testing.TB, s Settings, sheets map[string]string) (*Dataset, source.Problems) {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for _, name := range sortedKeys(sheets) {
		paths = append(paths, writeCSV(t, filepath.Join(dir, name), sheets[name]))
	}
	return build(t, s, paths...)
}

func writeCSV(t testing.TB, path, text string) string {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	for line := range strings.SplitSeq(strings.Trim(text, "\n"), "\n") {
		if err := w.Write(strings.Split(line, "|")); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkDataset asserts what holds for every dataset: the ledger adds up, keys
// are unique and sorted, indexes point somewhere, rejected rows are told.
func checkDataset(t testing.TB, ds *Dataset) {
	t.Helper()
	rejected := map[int]map[int]bool{}
	for _, p := range ds.Problems {
		if p.Severity == source.Rejection {
			for i, s := range ds.Sheets {
				if s.Name == p.Cell.Sheet && ds.Files[s.File].Name == p.Cell.File {
					if rejected[i] == nil {
						rejected[i] = map[int]bool{}
					}
					rejected[i][p.Cell.Row] = true
				}
			}
		}
	}
	for i, s := range ds.Sheets {
		if s.Rows != s.Used+s.Merged+s.NotData+s.Rejected {
			t.Errorf("ledger of %s: %d rows, %d used + %d merged + %d not data + %d rejected", s.Name, s.Rows, s.Used, s.Merged, s.NotData, s.Rejected)
		}
		if len(rejected[i]) != s.Rejected {
			t.Errorf("ledger of %s: %d rows rejected, problems tell of %d", s.Name, s.Rejected, len(rejected[i]))
		}
		sum := 0
		for _, c := range s.NotDataBy {
			sum += c.N
		}
		if sum != s.NotData {
			t.Errorf("ledger of %s: reasons of not data add up to %d, want %d", s.Name, sum, s.NotData)
		}
	}
	last := ""
	for _, a := range ds.Accounts {
		if a.Key <= last || a.Name == "" {
			t.Errorf("account %q (%q) after %q", a.Key, a.Name, last)
		}
		last = a.Key
		key := ""
		for _, p := range a.Stakeholders {
			if p.Key <= key || p.Name == "" || len(p.Rows) == 0 || p.Level < 0 || p.Level > len(ds.Ladder.Steps) {
				t.Errorf("account %q: stakeholder %+v after %q", a.Key, p, key)
			}
			key = p.Key
		}
		for _, act := range a.Activities.List() {
			if len(act.People) == 0 || act.Day <= 0 {
				t.Errorf("account %q: activity %+v without people or day", a.Key, act)
			}
			for _, i := range act.People {
				if int(i) >= len(a.Stakeholders) {
					t.Errorf("account %q: activity points to person %d of %d", a.Key, i, len(a.Stakeholders))
				}
			}
			for _, i := range act.Ours {
				if int(i) >= len(ds.Team) {
					t.Errorf("account %q: activity points to member %d of %d", a.Key, i, len(ds.Team))
				}
			}
		}
	}
}

// touchesOf counts the activities of a stakeholder.
func touchesOf(a *Account, person int) int {
	n := 0
	for _, act := range a.Activities.List() {
		for _, p := range act.People {
			if int(p) == person {
				n++
			}
		}
	}
	return n
}

// stakeholder finds a person by name, or fails.
func stakeholder(t testing.TB, ds *Dataset, account, name string) (*Account, int) {
	t.Helper()
	for _, a := range ds.Accounts {
		for i := range a.Stakeholders {
			if a.Name == account && a.Stakeholders[i].Name == name {
				return a, i
			}
		}
	}
	t.Fatalf("no stakeholder %q at %q", name, account)
	return nil, 0
}

// codes counts problems by code.
func codes(ps source.Problems) map[string]int {
	n := map[string]int{}
	for _, p := range ps {
		n[p.Code]++
	}
	return n
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	for i := range keys {
		for j := i; j > 0 && keys[j] < keys[j-1]; j-- {
			keys[j], keys[j-1] = keys[j-1], keys[j]
		}
	}
	return keys
}
