package generator_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/generator"
	"rapport/generator/workbook"
)

// rewrite writes a workbook again with every table edited.
func rewrite(t *testing.T, path string, edit func(*workbook.Table)) {
	t.Helper()
	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var tables []workbook.Table
	for _, sheet := range book.Sheets {
		table := workbook.Table{Name: sheet.Name}
		width := 0
		err := sheet.Rows(func(row *workbook.Row) error {
			if width == 0 && len(row.Cells) < 3 {
				return nil // a title above the table
			}
			cells := make([]workbook.Value, max(width, int(row.Cells[len(row.Cells)-1].Column)))
			for _, c := range row.Cells {
				cells[c.Column-1] = workbook.Value{Kind: c.Kind, Text: strings.Clone(c.Text), Number: c.Number}
			}
			if width == 0 {
				width = len(cells)
				for _, c := range cells {
					table.Columns = append(table.Columns, workbook.Column{Header: c.Text})
				}
				return nil
			}
			table.Rows = append(table.Rows, cells)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		edit(&table)
		tables = append(tables, table)
	}
	book.Close()
	var b bytes.Buffer
	if err := workbook.Write(&b, tables); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// at finds a column of a table by its header.
func at(table *workbook.Table, header string) int {
	return slices.IndexFunc(table.Columns, func(c workbook.Column) bool { return c.Header == header })
}

// changeHaldvik promotes one person and adds a meeting with another, at the
// end of the sheet.
func changeHaldvik(table *workbook.Table) {
	switch table.Name {
	case "Contacts":
		for _, row := range table.Rows {
			if row[at(table, "Contact Name")].Text == "Solveig Tronnes" {
				row[at(table, "Title")] = workbook.TextValue("Fleet Director")
			}
		}
	case "Activities":
		for _, row := range table.Rows {
			if row[at(table, "Account")].Text != "Haldvik Fisheries" {
				continue
			}
			again := slices.Clone(row)
			again[at(table, "Activity ID")] = workbook.TextValue("T-NEW-1")
			again[at(table, "Date")] = workbook.TextValue("2026-09-22")
			table.Rows = append(table.Rows, again)
			return
		}
	}
}

// withoutIntake is a data file without what it says of the input as a whole.
func withoutIntake(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "intake")
	rest, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(rest)
}

// TestAChangedAccountRewritesItsOwnFiles changes rows of one account and looks
// at which files have other bytes and which were replaced on disk.
func TestAChangedAccountRewritesItsOwnFiles(t *testing.T) {
	inputs := workbooks(t, "../sample")
	crm := slices.IndexFunc(inputs, func(f string) bool { return filepath.Base(f) == "crm-export.xlsx" })
	rewrite(t, inputs[crm], func(*workbook.Table) {})
	out := filepath.Join(t.TempDir(), "reviews")
	before := mustQuarter(t, inputs, out, "2026-Q3", func(o *generator.Options) { o.Assets = "shared" })
	infos, data := map[string]os.FileInfo{}, map[string]string{}
	for path := range before {
		if strings.HasPrefix(path, "data/") {
			data[path] = withoutIntake(t, filepath.Join(out, path))
		}
		info, err := os.Stat(filepath.Join(out, path))
		if err != nil {
			t.Fatal(err)
		}
		infos[path] = info
	}
	rewrite(t, inputs[crm], changeHaldvik)
	after := mustQuarter(t, inputs, out, "2026-Q3", func(o *generator.Options) { o.Assets = "shared" })
	own := []string{"accounts/haldvik-fisheries.html", "data/haldvik-fisheries.json", "history/2026-Q3/data/haldvik-fisheries.json"}
	whole := []string{"actions.xlsx", "data/intake.json", "data/portfolio.json", "index.html", "manifest.json"}
	for path, sum := range after {
		info, err := os.Stat(filepath.Join(out, path))
		if err != nil {
			t.Fatal(err)
		}
		replaced := !os.SameFile(info, infos[path]) || !info.ModTime().Equal(infos[path].ModTime())
		same := before[path] == sum
		switch {
		case slices.Contains(own, path):
			if same || !replaced {
				t.Errorf("%s: same bytes %t, replaced %t; want new bytes in a new file", path, same, replaced)
			}
		case strings.HasPrefix(path, "data/") && !slices.Contains(whole, path):
			if withoutIntake(t, filepath.Join(out, path)) != data[path] {
				t.Errorf("%s says something else of its account", path)
			}
		case !slices.Contains(whole, path) && (!same || replaced):
			t.Errorf("%s: same bytes %t, replaced %t; want it untouched", path, same, replaced)
		case same && replaced:
			t.Errorf("%s was written again with the same bytes", path)
		}
	}
	if before["index.html"] == after["index.html"] || before["data/intake.json"] == after["data/intake.json"] {
		t.Error("the portfolio does not show the change")
	}
	if len(before) != len(after) {
		t.Errorf("there were %d files and are %d", len(before), len(after))
	}
}
