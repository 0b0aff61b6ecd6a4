package history_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/history"
	"rapport/generator/internal/words"
	"rapport/generator/report"
	"rapport/generator/workbook"
	"rapport/templates"
)

func day(t *testing.T, s string) dataset.Day {
	t.Helper()
	d, err := dataset.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// review analyses two small accounts; met is the day of the one meeting.
func review(t *testing.T, label, met string, accounts ...string) *analysis.Result {
	t.Helper()
	ds := &dataset.Dataset{Team: []dataset.Member{{Name: "Mei Lin", Level: 2, Listed: true}},
		Ladder: dataset.Ladder{Steps: []dataset.Step{{Level: 1, Key: "level.1"}, {Level: 2, Key: "level.2"}}}}
	for _, name := range accounts {
		ds.Accounts = append(ds.Accounts, &dataset.Account{Key: name, ID: name, Name: "Account " + name,
			Stakeholders: []dataset.Stakeholder{
				{Key: "p1", ID: "p1", Name: "Anna \"A\" Berg", Email: "Anna@X.example", Title: "CEO", Level: 1, LevelRule: "column", Right: dataset.Decide, Unit: "HQ"},
				{Key: "p2", ID: "p2", Name: "周敏", Title: "=cmd|x", Level: 2, LevelRule: "column", Right: dataset.Evaluate, Private: true,
					Stance: dataset.Opponent, StanceDay: day(t, "2020-02-02"), Rival: 1},
				{Key: "p3", ID: "p3", Name: "Cy Dorn", Level: 2, LevelRule: "column", Right: dataset.Influence},
				{Key: "p4", ID: "p4", Name: "Di Eck", Level: 2, LevelRule: "column", Right: dataset.Recommend},
			},
			Activities: dataset.NewActivities(dataset.Activity{Day: day(t, met), Channel: dataset.Meeting, Direction: dataset.TwoWay, People: []int32{0}, Ours: []int32{0}}),
		})
	}
	p, err := analysis.ParsePeriod(label, 1)
	if err != nil {
		t.Fatal(err)
	}
	return analysis.Analyse(ds, analysis.Defaults(), analysis.Options{Period: p})
}

func slugs(r *analysis.Result) []string {
	var out []string
	for _, a := range r.Accounts {
		out = append(out, strings.ToLower(a.Data.Key))
	}
	return out
}

// keep writes a quarter into dir as a run does.
func keep(t *testing.T, dir string, r *analysis.Result) {
	t.Helper()
	history.Write(r, slugs(r), func(path string, render func(*bytes.Buffer) error) {
		name := filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, rendered(t, render), 0o644); err != nil {
			t.Fatal(err)
		}
	})
}

func rendered(t testing.TB, render func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLoadGivesBackWhatWriteKept(t *testing.T) {
	dir := t.TempDir()
	r := review(t, "2026-Q2", "2026-05-05", "B", "A")
	keep(t, dir, r)
	got, err := history.Load(dir, "2026-Q2")
	if err != nil {
		t.Fatal(err)
	}
	want := &analysis.Baseline{Period: r.Period, AsOf: r.AsOf}
	for i, a := range r.Accounts {
		s := analysis.SnapshotOf(r, a)
		s.Slug = slugs(r)[i]
		want.Accounts = append(want.Accounts, s)
	}
	slices.SortFunc(want.Accounts, func(a, b analysis.Snapshot) int { return strings.Compare(a.Key, b.Key) })
	ignore := cmp.FilterPath(func(p cmp.Path) bool {
		name := p.Last().String()
		return name == ".Why" || name == ".Index" && strings.Contains(p.String(), "Proposals") || name == ".Rank"
	}, cmp.Ignore())
	if diff := cmp.Diff(want, got, ignore); diff != "" {
		t.Errorf("Load (-kept +loaded):\n%s", diff)
	}
	if len(got.Accounts[0].Proposals) == 0 {
		t.Error("the proposals were not kept")
	}
	data, err := os.ReadFile(filepath.Join(dir, "history", "2026-Q2", "data", "a.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{`"opponent"`, "2020-02-02", `"rival"`, `"stance`} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the snapshot holds %s; stances and rivals are not kept", secret)
		}
	}
	if len(data) > 6000 {
		t.Errorf("a snapshot of four people is %d bytes long", len(data))
	}
}

func TestNewestAndPastLookBeforeThePeriod(t *testing.T) {
	dir := t.TempDir()
	for _, q := range []string{"2025-Q4", "2026-Q1", "2026-Q3"} {
		keep(t, dir, review(t, q, "2025-11-05", "A"))
	}
	if err := os.Mkdir(filepath.Join(dir, "history", "my-own-folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	now, _ := analysis.ParsePeriod("2026-Q3", 1)
	if got, err := history.Newest(dir, now); err != nil || got != "2026-Q1" {
		t.Errorf("Newest = %q, %v, want 2026-Q1", got, err)
	}
	past, err := history.Past(dir, now)
	if err != nil || len(past) != 2 {
		t.Fatalf("Past = %d quarters, %v, want 2", len(past), err)
	}
	if past[0].Period.Label != "2025-Q4" || past[0].Accounts[0].People != nil || past[0].Accounts[0].Headline.Touches != 1 {
		t.Errorf("the head of 2025-Q4 = %+v", past[0])
	}
	if past[1].Period.Label != "2026-Q1" || len(past[1].Accounts[0].People) != 4 {
		t.Errorf("the baseline = %+v", past[1])
	}
	if past, err := history.Past(t.TempDir(), now); err != nil || past != nil {
		t.Errorf("a folder without history gives %v, %v", past, err)
	}
}

func TestHistoryLinesHaveOnePointPerQuarter(t *testing.T) {
	dir := t.TempDir()
	for _, q := range []string{"2026-Q1", "2026-Q2"} {
		keep(t, dir, review(t, q, "2026-05-05", "A"))
	}
	r := review(t, "2026-Q3", "2026-05-05", "A")
	past, err := history.Past(dir, r.Period)
	if err != nil {
		t.Fatal(err)
	}
	analysis.Compare(r, past)
	var got []string
	for _, q := range r.Accounts[0].Changes.History {
		got = append(got, q.Period+" "+string(rune('0'+q.Head.Touches)))
	}
	if diff := cmp.Diff([]string{"2026-Q1 0", "2026-Q2 1", "2026-Q3 0"}, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestDamagedSnapshotsAreNamed(t *testing.T) {
	r := review(t, "2026-Q2", "2026-05-05", "A")
	for name, spoil := range map[string]func([]byte) []byte{
		"cut":          func(b []byte) []byte { return b[:len(b)/2] },
		"empty":        func([]byte) []byte { return nil },
		"other schema": func(b []byte) []byte { return bytes.Replace(b, []byte("snapshot/1"), []byte("snapshot/9"), 1) },
		"no account":   func([]byte) []byte { return []byte(`{"schema":"rapport/snapshot/1","period":{"label":"x"}}`) },
		"wrong date":   func(b []byte) []byte { return bytes.Replace(b, []byte("2026-06-30"), []byte("2026-06-31"), 1) },
	} {
		dir := t.TempDir()
		keep(t, dir, r)
		file := filepath.Join(dir, "history", "2026-Q2", "data", "a.json")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, spoil(data), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := history.Load(dir, "2026-Q2"); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: Load = %v, want an error that names %s", name, err, file)
		}
	}
}

func TestCarryKeepsOtherQuartersAndOtherAccounts(t *testing.T) {
	dir := t.TempDir()
	keep(t, dir, review(t, "2026-Q1", "2026-05-05", "A", "B"))
	keep(t, dir, review(t, "2026-Q2", "2026-05-05", "A", "B"))
	r := review(t, "2026-Q2", "2026-05-06", "A")
	for _, tt := range []struct {
		partial bool
		want    []string
	}{
		{false, []string{"history/2026-Q1/data/a.json", "history/2026-Q1/data/b.json"}},
		{true, []string{"history/2026-Q1/data/a.json", "history/2026-Q1/data/b.json", "history/2026-Q2/data/b.json"}},
	} {
		var got []string
		err := history.Carry(dir, r, tt.partial, func(path string, render func(*bytes.Buffer) error) {
			old, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
			if err != nil || !bytes.Equal(old, rendered(t, render)) {
				t.Errorf("%s was not carried over byte by byte", path)
			}
			got = append(got, path)
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("partial %v (-want +got):\n%s", tt.partial, diff)
		}
	}
}

func catalogs(t *testing.T) []*words.Catalog {
	t.Helper()
	var out []*words.Catalog
	for _, lang := range words.Languages() {
		c, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// actionBook writes the action list of a result and opens it again.
func actionBook(t *testing.T, tables []workbook.Table) *workbook.Book {
	t.Helper()
	file := filepath.Join(t.TempDir(), "actions.xlsx")
	var b bytes.Buffer
	if err := workbook.Write(&b, tables); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	book, err := workbook.Open(file, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

func TestActionListComesBack(t *testing.T) {
	languages := catalogs(t)
	for _, words := range languages {
		then := review(t, "2026-Q2", "2026-05-05", "A")
		base := &analysis.Baseline{Period: then.Period, AsOf: then.AsOf, Accounts: []analysis.Snapshot{analysis.SnapshotOf(then, then.Accounts[0])}}
		r := review(t, "2026-Q3", "2026-07-20", "A")
		analysis.JudgePromises(r, base, nil)
		tables := report.Actions(r, words)
		for i := range tables {
			tables[i].Rows, tables[i].More = slices.Collect(tables[i].More), nil
		}
		if len(tables) != 2 || len(tables[0].Rows) == 0 || len(tables[1].Rows) == 0 {
			t.Fatalf("%s: tables = %+v", words.Lang(), tables)
		}
		columns := tables[0].Columns
		find := func(key string) int {
			return slices.IndexFunc(columns, func(c workbook.Column) bool { return c.Header == words.T("actions.column."+key) })
		}
		for i, c := range columns {
			if open := i == find("status") || i == find("due") || i == find("comment"); c.Editable != open {
				t.Errorf("%s: column %s editable = %v", words.Lang(), c.Header, c.Editable)
			}
		}
		if !tables[0].Protect || !columns[len(columns)-1].Hidden || len(columns[find("status")].Choices) != 3 {
			t.Errorf("%s: the sheet is not protected, its key not hidden or the status without a list", words.Lang())
		}
		row := tables[0].Rows[0]
		row[find("status")] = workbook.TextValue(words.T("actions.status.dropped"))
		row[find("comment")] = workbook.TextValue("=SUM(A1) on leave")
		row[find("due")] = workbook.DateValue(2026, 12, 24)
		tables[0].Rows[1][find("status")] = workbook.TextValue("perhaps")
		tables[0].Rows[1][find("due")] = workbook.TextValue("soon")
		tables[1].Rows[0][len(tables[1].Columns)-1] = workbook.TextValue("scribble")
		book := actionBook(t, tables)
		if !history.IsActions(book) {
			t.Fatalf("%s: the list is not recognised", words.Lang())
		}
		got, err := history.ReadActions(book, languages)
		if err != nil {
			t.Fatal(err)
		}
		next := r.Accounts[0].Promises.Next
		want := analysis.Edit{Account: "A", Person: next[0].Person, Period: "2026-Q3", Made: r.AsOf, By: next[0].By,
			Due: day(t, "2026-12-24"), Status: "dropped", Comment: "=SUM(A1) on leave"}
		if diff := cmp.Diff(want, got.Edits[0]); diff != "" {
			t.Errorf("%s: edit (-want +got):\n%s", words.Lang(), diff)
		}
		if e := got.Edits[1]; e.Status != "open" || e.Due != 0 {
			t.Errorf("%s: a wrong status and date give %+v", words.Lang(), e)
		}
		var codes []string
		for _, p := range got.Problems {
			codes = append(codes, p.Code+" "+p.Cell.Area())
		}
		slices.Sort(codes)
		if diff := cmp.Diff([]string{"action_due H3", "action_key L2", "action_status I3"}, codes); diff != "" {
			t.Errorf("%s: problems (-want +got):\n%s", words.Lang(), diff)
		}
		if rows := len(tables[0].Rows) + len(tables[1].Rows); len(got.Edits)+1 != rows {
			t.Errorf("%s: %d rows gave %d edits and one rejection", words.Lang(), rows, len(got.Edits))
		}
	}
}

func TestOtherWorkbooksAreNoActionLists(t *testing.T) {
	book := actionBook(t, []workbook.Table{{Name: "Contacts", Columns: []workbook.Column{{Header: "Name"}, {Header: "Status"}}}})
	if history.IsActions(book) {
		t.Error("a list of contacts is taken for an action list")
	}
}

func TestSnapshotsAreOneLineOfJSON(t *testing.T) {
	r := review(t, "2026-Q2", "2026-05-05", "A")
	var first []byte
	for range 2 {
		history.Write(r, slugs(r), func(path string, render func(*bytes.Buffer) error) {
			data := rendered(t, render)
			if path != "history/2026-Q2/data/a.json" || !json.Valid(data) || bytes.Count(data, []byte("\n")) != 1 {
				t.Errorf("%s = %s", path, data)
			}
			if first != nil && !bytes.Equal(first, data) {
				t.Error("the same result gives other bytes")
			}
			first = data
		})
	}
}
