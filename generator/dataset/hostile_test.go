package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/generator/source"
)

// digest writes what a review would be made of: accounts, people, levels and
// touches.
func digest(ds *Dataset) string {
	var b strings.Builder
	for _, a := range ds.Accounts {
		fmt.Fprintf(&b, "%s\n", a.Name)
		for i, p := range a.Stakeholders {
			fmt.Fprintf(&b, "  %s, %s, level %d, %s, %d touches\n", p.Name, p.Title, p.Level, p.Department, touchesOf(a, i))
		}
		for _, act := range a.Activities.List() {
			fmt.Fprintf(&b, "  %s %s %s\n", act.Day, act.Channel, act.Subject)
		}
	}
	return b.String()
}

// judged are entries of index.tsv that this project judges differently, or
// whose result cannot equal that of base.xlsx, and why.
var judged = map[string]string{
	"xml-xxe-http.xlsx":          "refuse", // a declared document type is refused, wherever it points: no workbook needs one
	"lay-no-header.xlsx":         "refuse", // without a header nothing says which column is what
	"lay-duplicate-headers.xlsx": "refuse", // two columns called Name: which one is the name would be a guess

	// Read whole and without any doubt, so that a warning would only tire.
	"xml-utf16.xlsx":                 "ok", // an encoding that the format allows
	"ref-lower-case.xlsx":            "ok", // b2 can only mean B2
	"cols-16384-defined-hidden.xlsx": "ok", // widths of columns that hold nothing
}

// changed are files whose people or touches are not those of base.xlsx,
// because the file says something else. Each is usable.
var changed = map[string]string{
	"ref-sparse-row-1m.xlsx":             "has only the people of Alpha AG",
	"val-html-injection.xlsx":            "has other names",
	"val-formula-injection.xlsx":         "has other names",
	"val-nfd-vs-nfc.xlsx":                "has another name, written in two ways",
	"date-text-dmy-decidable.xlsx":       "has other dates",
	"val-newlines-tabs.xlsx":             "has other subjects",
	"lay-many-contacts-in-one-cell.xlsx": "has more people in a touch",
}

// TestHostileFiles: "ok" gives the same result as base.xlsx, "warn" is usable
// and says so, "refuse" is an error.
func TestHostileFiles(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(hostileDir, "index.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	base := digest(mustBuild(t, Settings{}, filepath.Join(hostileDir, "base.xlsx")))
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")[1:]
	if len(lines) < 100 {
		t.Fatalf("index.tsv has %d entries", len(lines))
	}
	for _, line := range lines {
		fields := strings.Split(line, "\t")
		file, want := fields[0], fields[2]
		if own := judged[file]; own != "" {
			want = own
		}
		t.Run(file, func(t *testing.T) {
			ds, ps := build(t, Settings{}, filepath.Join(hostileDir, file))
			switch want {
			case "refuse":
				if ds != nil || len(ps.Refused()) == 0 {
					t.Errorf("was read, want a refusal")
				}
			case "warn":
				if ds == nil {
					t.Fatalf("is refused, want a warning: %v", ps)
				}
				if ps.Count(source.Warning)+ps.Count(source.Note)+ps.Count(source.Rejection) == 0 {
					t.Errorf("nothing was said")
				}
			case "ok":
				if ds == nil {
					t.Fatalf("is refused: %v", ps)
				}
				if got := digest(ds); got != base && changed[file] == "" {
					t.Errorf("differs from base.xlsx:\n%s", got)
				} else if got == base && changed[file] != "" {
					t.Errorf("does not differ from base.xlsx, although it %s", changed[file])
				}
			}
		})
	}
}

// TestHostileValues looks at what the odd files say.
func TestHostileValues(t *testing.T) {
	read := func(file string) (*Dataset, map[string]int) {
		ds := mustBuild(t, Settings{}, filepath.Join(hostileDir, file))
		return ds, codes(ds.Problems)
	}
	ds, _ := read("lay-many-contacts-in-one-cell.xlsx")
	for name, want := range map[string]int{"Ada Byron": 1, "Bo Chen": 2, "Cy Diaz": 3} {
		if a, i := stakeholder(t, ds, "Alpha AG", name); touchesOf(a, i) != want {
			t.Errorf("%s has %d touches, want %d", name, touchesOf(a, i), want)
		}
	}
	if a, i := stakeholder(t, ds, "Beta Ltd", "Dee Evans"); touchesOf(a, i) != 2 {
		t.Errorf("Dee Evans (Head of Procurement) has %d touches, want 2", touchesOf(a, i))
	}
	ds, n := read("val-null-words.xlsx")
	if len(ds.Accounts) != 1 || len(ds.Accounts[0].Stakeholders) != 3 || n["no_name"] != 2 || ds.Sheets[0].Merged != 1 {
		t.Errorf("null words: %+v, %v; want None, NaN and Null as people, \\N and #N/A rejected", ds.Accounts, n)
	}
	ds, n = read("date-serial-edge.xlsx")
	if n["impossible_date"] != 5 || ds.Accounts[0].Activities.Len() != 0 {
		t.Errorf("serials at the edge: %v", n)
	}
	_, n = read("date-text-mixed.xlsx")
	if n["undecided_date"] != 1 || n["several_forms"] != 1 {
		t.Errorf("mixed dates: %v, want one undecided", n)
	}
	ds, n = read("date-future-and-typo.xlsx")
	if n["bad_date"]+n["impossible_date"] != 4 || ds.Accounts[0].Activities.Len() != 1 {
		t.Errorf("typing errors in dates: %v", n)
	}
	today := mustBuild(t, Settings{Today: DayOf(2026, 1, 1)}, filepath.Join(hostileDir, "date-future-and-typo.xlsx"))
	if codes(today.Problems)["future_date"] != 1 {
		t.Errorf("2042 is accepted although today is 2026-01-01: %v", today.Problems)
	}
	ds, n = read("lay-one-sheet-per-account.xlsx")
	if len(ds.Accounts) != 2 || n["account_from_sheet"] != 2 || !ds.Accounts[0].FromName {
		t.Errorf("one sheet per account: %d accounts, %v", len(ds.Accounts), n)
	}
	_, ps := build(t, Settings{}, filepath.Join(hostileDir, "lay-duplicate-headers.xlsx"))
	if r := ps.Refused(); len(r) != 1 || !strings.Contains(r[0].Message, "B1") || !strings.Contains(r[0].Message, "C1") {
		t.Errorf("two columns called Name: %v, want both cells named", ps)
	}
	ds, _ = read("val-bool-and-number-as-text.xlsx")
	if len(ds.Accounts) != 1 || ds.Accounts[0].Name != "1001" {
		t.Errorf("account 1001 and \"1001\" are %d accounts, want one", len(ds.Accounts))
	}
}
