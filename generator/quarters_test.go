package generator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

// quarter reviews one of the sample's quarters into out.
func quarter(t *testing.T, inputs []string, out, period string, change func(*generator.Options)) error {
	t.Helper()
	o := generator.Options{Inputs: inputs, Out: out, Period: period, Templates: templates.Files, Today: dataset.DayOf(2026, 10, 5), Assets: "none"}
	if change != nil {
		change(&o)
	}
	_, err := generator.Run(o)
	return err
}

func mustQuarter(t *testing.T, inputs []string, out, period string, change func(*generator.Options)) map[string]string {
	t.Helper()
	if err := quarter(t, inputs, out, period, change); err != nil {
		t.Fatal(err)
	}
	return hashes(t, out)
}

const donghai = "Donghai Telecom 东海电信"

// account is what the tests read of data/<slug>.json.
type account struct {
	Changes *struct {
		Since  struct{ Label string }
		People map[string][]struct{ Name string }
	}
	Promises *struct {
		Period              string
		Kept, Late, Dropped int
	}
}

func readAccount(t *testing.T, out, slug string) account {
	t.Helper()
	var a account
	data, err := os.ReadFile(filepath.Join(out, "data", slug+".json"))
	if err == nil {
		err = json.Unmarshal(data, &a)
	}
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTwoQuartersInOneFolder(t *testing.T) {
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	q2 := mustQuarter(t, before, out, "2026-Q2", nil)
	q3 := mustQuarter(t, after, out, "2026-Q3", nil)
	for path, sum := range q2 {
		if strings.HasPrefix(path, "history/2026-Q2/") && q3[path] != sum {
			t.Errorf("%s was not carried over", path)
		}
	}
	a := readAccount(t, out, "donghai-telecom-东海电信")
	if a.Changes == nil || a.Changes.Since.Label != "2026-Q2" {
		t.Fatalf("changes = %+v", a.Changes)
	}
	named := func(list string) string {
		var names []string
		for _, p := range a.Changes.People[list] {
			names = append(names, p.Name)
		}
		return strings.Join(names, ", ")
	}
	for list, want := range map[string]string{"left": "Tian Guoqiang 田帼强", "joined": "Gu Mingxia 顾明霞", "promoted": "Shen Yinuo 沈一喏", "moved": "Ding Haisheng 丁海笙"} {
		if named(list) != want {
			t.Errorf("%s = %q, want %q", list, named(list), want)
		}
	}
	if a.Promises == nil || a.Promises.Period != "2026-Q2" {
		t.Fatalf("promises = %+v", a.Promises)
	}
	if again := mustQuarter(t, after, out, "2026-Q3", nil); !maps.Equal(again, q3) {
		t.Error("a second run of the same quarter changes files")
	}
	other := filepath.Join(t.TempDir(), "other")
	mustQuarter(t, after, other, "2026-Q3", func(o *generator.Options) { o.Baseline = out })
	if b := readAccount(t, other, "donghai-telecom-东海电信"); b.Changes.Since.Label != "2026-Q2" {
		t.Errorf("with a baseline elsewhere the changes are since %q", b.Changes.Since.Label)
	}
}

// editActions writes a status and a comment into every row of the sheet of next
// actions, as a person would.
func editActions(t *testing.T, path string) {
	t.Helper()
	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var tables []workbook.Table
	for _, sheet := range book.Sheets {
		if sheet.Hidden {
			continue
		}
		table := workbook.Table{Name: sheet.Name}
		err := sheet.Rows(func(row *workbook.Row) error {
			cells := make([]workbook.Value, 12)
			for _, c := range row.Cells {
				cells[c.Column-1] = workbook.Value{Kind: c.Kind, Text: strings.Clone(c.Text), Number: c.Number}
			}
			if len(table.Columns) == 0 {
				for _, c := range cells {
					table.Columns = append(table.Columns, workbook.Column{Header: c.Text})
				}
				return nil
			}
			if len(tables) == 0 {
				cells[8], cells[9] = workbook.TextValue("dropped"), workbook.TextValue("moved abroad until spring")
			}
			table.Rows = append(table.Rows, cells)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
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

func TestWhatPeopleWriteIntoTheActionListIsKept(t *testing.T) {
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	mustQuarter(t, before, out, "2026-Q2", nil)
	list := filepath.Join(out, "actions.xlsx")
	editActions(t, list)
	has := func(comment string) bool {
		t.Helper()
		book, err := workbook.Open(list, workbook.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		found := false
		for _, sheet := range book.Sheets {
			if err := sheet.Rows(func(row *workbook.Row) error {
				found = found || slices.ContainsFunc(row.Cells, func(c workbook.Cell) bool { return c.Text == comment })
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		return found
	}
	for _, step := range []struct {
		name, period string
		inputs       []string
		change       func(*generator.Options)
	}{
		{"again", "2026-Q2", before, nil},
		{"one account", "2026-Q2", before, func(o *generator.Options) { o.Accounts = []string{"Merrowdale Rail"} }},
		{"whole again", "2026-Q2", before, nil},
		{"next quarter", "2026-Q3", after, nil},
		{"next quarter again", "2026-Q3", after, nil},
	} {
		mustQuarter(t, step.inputs, out, step.period, step.change)
		if !has("moved abroad until spring") {
			t.Fatalf("%s: the comment is lost", step.name)
		}
	}
	dropped, kept := 0, 0
	for _, path := range slices.Sorted(maps.Keys(hashes(t, filepath.Join(out, "accounts")))) {
		if p := readAccount(t, out, strings.TrimSuffix(path, ".html")).Promises; p != nil {
			dropped += p.Dropped
			kept += p.Kept
		}
	}
	if dropped < 20 || kept == 0 {
		t.Errorf("%d promises count as dropped and %d as kept; a status does not undo a meeting, and a reason excuses the others", dropped, kept)
	}
}

func TestEditionsKeepToThemselves(t *testing.T) {
	inputs := workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	mustQuarter(t, inputs, out, "2026-Q3", nil)
	for name, tt := range map[string]struct {
		change func(*generator.Options)
		want   string
	}{
		"leadership into the internal folder": {func(o *generator.Options) { o.Edition = "leadership" }, "choose another folder"},
		"customer, all accounts":              {func(o *generator.Options) { o.Edition, o.Out = "customer", out+"-c" }, "name one with --account"},
		"unknown edition":                     {func(o *generator.Options) { o.Edition = "press" }, "is not known"},
		"no baseline there":                   {func(o *generator.Options) { o.Baseline = t.TempDir() }, "keeps no quarter before 2026-Q3"},
	} {
		if err := quarter(t, inputs, out, "2026-Q3", tt.change); !errors.Is(err, generator.ErrUsage) || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want %q", name, err, tt.want)
		}
	}
	customer := func(o *generator.Options) { o.Edition, o.Out, o.Accounts = "customer", out+"-c", []string{donghai} }
	files := mustQuarter(t, inputs, out+"-c", "2026-Q3", customer)
	for path := range files {
		if strings.HasPrefix(path, "history/") || path == "actions.xlsx" || path == "index.html" || path == "data/portfolio.json" || path == "data/intake.json" {
			t.Errorf("the customer's folder has %s", path)
		}
	}
	// A note for the customer that names somebody whom we have not met.
	notes := t.TempDir()
	if err := os.WriteFile(filepath.Join(notes, donghai+".md"), []byte("---\naudience: customer\n---\n\nWe look forward to meeting 卫长霖.\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := quarter(t, inputs, out+"-c", "2026-Q3", func(o *generator.Options) { customer(o); o.Notes = notes })
	if err == nil || !strings.Contains(err.Error(), "withheld name") || strings.Contains(err.Error(), "卫长霖") {
		t.Errorf("a note with a withheld name gives %v", err)
	}
	if got := hashes(t, out+"-c"); !maps.Equal(got, files) {
		t.Error("the failed run changed the customer's folder")
	}
}

func TestThePortfolioHasOneLinePerQuarterAndAccount(t *testing.T) {
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	for _, lang := range []string{"en", "zh-CN"} {
		out := filepath.Join(t.TempDir(), "reviews")
		inLang := func(o *generator.Options) { o.Lang = lang }
		mustQuarter(t, before, out, "2026-Q2", inLang)
		mustQuarter(t, after, out, "2026-Q3", inLang)
		var portfolio struct {
			Accounts []struct {
				Name    string
				History []struct {
					Period   string
					Headline struct{ Recent, N int }
					Same     bool `json:"same_method"`
				}
			}
		}
		data, err := os.ReadFile(filepath.Join(out, "data", "portfolio.json"))
		if err == nil {
			err = json.Unmarshal(data, &portfolio)
		}
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile(filepath.Join(out, "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		_, section, found := strings.Cut(string(page), `id="s-history"`)
		section, _, _ = strings.Cut(section, "</section>")
		if n := strings.Count(section, `<svg class="trace"`); !found || n != len(portfolio.Accounts) {
			t.Errorf("%s: %d panels for %d accounts", lang, n, len(portfolio.Accounts))
		}
		for _, a := range portfolio.Accounts {
			if len(a.History) != 2 || a.History[0].Period != "2026-Q2" || a.History[1].Period != "2026-Q3" || !a.History[0].Same {
				t.Errorf("%s: the history of %s is %+v", lang, a.Name, a.History)
				continue
			}
			h := a.History[0].Headline
			parts := map[string]string{"en": fmt.Sprintf("<small>%d of %d</small>", h.Recent, h.N), "zh-CN": fmt.Sprintf("<small>%d/%d</small>", h.Recent, h.N)}[lang]
			if !strings.Contains(section, parts) {
				t.Errorf("%s: the table does not say %s for %s", lang, parts, a.Name)
			}
		}
	}
}
