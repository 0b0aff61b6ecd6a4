package dataset

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/generator/source"
	"rapport/generator/workbook"
	"rapport/templates"
)

// TestCanonicalWorkbook reads every column of the canonical workbook.
func TestCanonicalWorkbook(t *testing.T) {
	ds, ps := buildSheets(t, Settings{}, map[string]string{
		"accounts.csv": `Account ID|Account Name|Parent|Domain|Segment|Region|Revenue|Owner
A1|Alpha AG|Alpha Group|alpha.example|Rail|West|1.200.000|Otto Ringer`,
		"contacts.csv": `Contact ID|Contact Name|Account|Email|Title|Department|Org Unit|Level|Decision Right|Veto|Stance|Stance Date|Rival|Reports To|Active From|Active To|Support Override|Do Not Profile
C1|Anna Berg|Alpha AG|anna@alpha.example|Chief Executive Officer|Board|HQ|1|decide|yes|supporter|2026-05-01|close|||2026-12-31|0.8|
C2|Bo Chen|A1||Deputy Head of Procurement|Buying|HQ|Frontline management|evaluate|no|opponent||some|Anna Berg|2020-01-01|||yes
C3|Cy Diaz|Alpha AG||Wizard||||veto||leading||none||||
|Vacant|Alpha AG||Engineer|||5|||||||||`,
		"activities.csv": `Activity ID|Date|Type|Direction|Contact ID|Account|Our People|Status|Subject
T1|2026-06-01|Meeting|two-way|C1|Alpha AG|Otto Ringer, Pia Sol|Completed|Review
T1|2026-06-01|Meeting|two-way|C2|Alpha AG|Otto Ringer, Pia Sol|Completed|Review
T2|2026-06-02|Inbound call||C2|Alpha AG|Pia Sol|done|Question
T3|2026-06-03|Task||C2|Alpha AG|Pia Sol|done|Remember
T4|2026-06-04|Meeting||C2|Alpha AG|Pia Sol|cancelled|Off
T5|2026-06-05|Email|outbound|C2|Alpha AG|Pia Sol|planned|Later`,
		"team.csv": `Name|Level|Title|Manager|Email
Otto Ringer|1|Chief Executive Officer||otto@us.example
Pia Sol|4|Account Manager|Otto Ringer|pia@us.example`,
		"headcount.csv": `Account|Level|Org Unit|People
Alpha AG|2||3-5
Alpha AG|Staff|HQ|40`,
		"decisions.csv": `Account|Decision|Stage|Kind|Date|Quota|Rivals
Alpha AG|Fleet 2027|evaluate|advisory|2026-11-30|2/3|4`,
		"recipients.csv": `Account|Email|Name|Kind|Send|Edition|Language
*|boss@us.example|Boss|to|yes|leadership|en
Alpha AG|Pia@US.example|Pia|cc|no||zh-CN`,
	})
	if ds == nil || ps.Count(source.Rejection) != 0 {
		t.Fatalf("problems: %v", ps)
	}
	a := ds.Accounts[0]
	if a.Key != "A1" || a.Parent != "Alpha Group" || a.Domain != "alpha.example" || a.Segment != "Rail" || a.Region != "West" || *a.Revenue != 1.2e6 || a.Owner != "Otto Ringer" || !a.Listed {
		t.Errorf("account %+v", a)
	}
	if len(a.Stakeholders) != 3 {
		t.Fatalf("%d people, want 3 and a vacant post", len(a.Stakeholders))
	}
	anna, bo, cy := a.Stakeholders[0], a.Stakeholders[1], a.Stakeholders[2]
	if anna.Right != Decide || !anna.Veto || anna.Stance != Supporter || anna.StanceDay.String() != "2026-05-01" || anna.Rival != 1 || *anna.Override != 0.8 || anna.To.String() != "2026-12-31" || anna.LevelRule != "column" {
		t.Errorf("Anna Berg %+v", anna)
	}
	if bo.Level != 4 || bo.Post != Deputy || bo.Right != Evaluate || bo.Stance != Opponent || bo.Rival != 0.5 || bo.ReportsTo != "Anna Berg" || !bo.Private || bo.Unit != "HQ" || bo.Department != "Buying" {
		t.Errorf("Bo Chen %+v", bo)
	}
	if cy.Level != 0 || cy.LevelRule != "" || cy.Right != NoRight || !cy.Veto || cy.Stance != Supporter {
		t.Errorf("Cy Diaz %+v, want unclassified, veto without a right, supporter", cy)
	}
	if a.Activities.Len() != 2 {
		t.Fatalf("%d activities, want 2: %+v", a.Activities.Len(), a.Activities.List())
	}
	t1, t2 := a.Activities.At(0), a.Activities.At(1)
	if len(t1.People) != 2 || len(t1.Ours) != 2 || t1.Direction != TwoWay || len(t1.More) != 1 || t1.Channel != Meeting {
		t.Errorf("T1 %+v, want one meeting with two people on each side", t1)
	}
	if t2.Channel != Call || t2.Direction != Inbound {
		t.Errorf("T2 %+v, want an inbound call", t2)
	}
	for _, s := range ds.Sheets {
		if s.Name == "activities" {
			want := []Count{{isCancelled, 1}, {isHeader, 1}, {isNotTouch, 1}, {isPlanned, 1}}
			if !slices.Equal(s.NotDataBy, want) || s.Used != 3 {
				t.Errorf("ledger of activities %+v, want %v", s, want)
			}
		}
	}
	if len(ds.Team) != 2 || ds.Team[0].Level != 1 || ds.Team[1].Manager != "Otto Ringer" || !ds.Team[1].Listed {
		t.Errorf("team %+v", ds.Team)
	}
	want := []Headcount{{Level: 2, Lo: 3, Hi: 5}, {Level: 5, Unit: "HQ", Lo: 40, Hi: 40}}
	for i := range a.Headcounts {
		a.Headcounts[i].Row = Row{}
	}
	if !slices.Equal(a.Headcounts, want) {
		t.Errorf("headcounts %+v, want %+v", a.Headcounts, want)
	}
	if d := a.Decisions[0]; d.Stage != "evaluate" || d.Gate || d.Num != 2 || d.Den != 3 || !d.AtLeast || *d.Rivals != 4 || d.Day.String() != "2026-11-30" {
		t.Errorf("decision %+v", d)
	}
	if r := ds.Recipients; len(r) != 2 || r[0].Account != "*" || r[1].Account != "A1" || r[1].Email != "pia@us.example" || r[1].Send || r[1].Kind != "cc" || r[0].Edition != "leadership" {
		t.Errorf("recipients %+v", r)
	}
}

// TestOrderDoesNotMatter shuffles rows and files: what is said about people
// and touches stays the same.
func TestOrderDoesNotMatter(t *testing.T) {
	accounts, contacts, activities := register()
	// The same person twice with different facts, the same account twice,
	// equal activities without an ID, and an ID for two people.
	contacts = append(contacts, slices.Clone(contacts[5]), slices.Clone(contacts[6]))
	contacts[41][4], contacts[41][8] = "Senior Director", "decide"
	contacts[42][0], contacts[42][1] = "C07", "Zoe Zimmer"
	accounts = append(accounts, []string{"", "Alpha Rail", "", "", "Rail", "East", "5", "Pia"})
	for range 3 {
		activities = append(activities, []string{"", "2026-02-02", "Call", "", "", "Anna Ahlberg", "Alpha Rail", "Pia Sol", "Completed", "Same"})
	}
	activities = append(activities, []string{"T05", "2026-03-03", "Call", "", "C05", "", "Alpha Rail", "Pia Sol; Otto Ringer", "Completed", "Other day"})
	dir := t.TempDir()
	read := func(seed uint64) string {
		rnd := rand.New(rand.NewPCG(seed, seed))
		var paths []string
		for name, rows := range map[string][][]string{"accounts": accounts, "contacts": contacts, "activities": activities} {
			// Two files a sheet; which row stands in which file matters only
			// for equal rows, so the cut stays.
			body := slices.Clone(rows[1:])
			for half, part := range [][][]string{body[:len(body)/2], body[len(body)/2:]} {
				if seed > 0 {
					rnd.Shuffle(len(part), func(i, j int) { part[i], part[j] = part[j], part[i] })
				}
				text := joinRows(append([][]string{rows[0]}, part...))
				paths = append(paths, writeCSV(t, filepath.Join(dir, fmt.Sprintf("%s%d.csv", name, half)), text))
			}
		}
		slices.Sort(paths)
		if seed > 0 {
			rnd.Shuffle(len(paths), func(i, j int) { paths[i], paths[j] = paths[j], paths[i] })
		}
		return withoutPlaces(mustBuild(t, Settings{}, paths...))
	}
	want := read(0)
	for seed := uint64(1); seed <= 8; seed++ {
		if got := read(seed); got != want {
			t.Fatalf("shuffle %d changes the dataset:\n%s\nwant\n%s", seed, diffLines(got, want), diffLines(want, got))
		}
	}
}

// withoutPlaces writes a dataset without the rows it came from.
func withoutPlaces(ds *Dataset) string {
	var b strings.Builder
	for _, a := range ds.Accounts {
		c := *a
		c.Rows, c.Stakeholders, c.Activities, c.Headcounts, c.Decisions = nil, nil, Activities{}, nil, nil
		revenue := "?"
		if c.Revenue != nil {
			revenue = fmt.Sprint(*c.Revenue)
		}
		c.Revenue = nil
		fmt.Fprintf(&b, "%+v %s\n", c, revenue)
		for _, p := range a.Stakeholders {
			p.Rows, p.Override = nil, nil
			fmt.Fprintf(&b, "  %+v\n", p)
		}
		for _, act := range a.Activities.List() {
			act.Row, act.More = Row{}, nil
			fmt.Fprintf(&b, "  %+v\n", act)
		}
	}
	for _, m := range ds.Team {
		m.Rows = nil
		fmt.Fprintf(&b, "%+v\n", m)
	}
	n := codes(ds.Problems)
	for _, code := range slices.Sorted(maps.Keys(n)) {
		fmt.Fprintf(&b, "%s %d\n", code, n[code])
	}
	return b.String()
}

// diffLines gives the lines of a from the first that differs from b on, at
// most five.
func diffLines(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	at := 0
	for at < len(x) && at < len(y) && x[at] == y[at] {
		at++
	}
	return strings.Join(x[at:min(at+5, len(x))], "\n")
}

// TestLadder: the user's ladder renames, adds and reorders levels and maps
// local grades.
func TestLadder(t *testing.T) {
	c := classifier(t, []LevelSettings{
		{Name: "Minister", Grades: []string{"部级"}},
		{Name: "Director general", Is: []int{1}, Grades: []string{"SCS3", "厅级"}},
		{Name: "Head of division", Is: []int{2, 3}, Grades: []string{"SCS1", "处级", "P6"}},
		{Name: "Officer", Is: []int{4, 5}},
	})
	for title, want := range map[string]int{"CEO": 2, "VP Sales": 3, "Head of IT": 3, "Team Lead": 4, "Engineer": 4, "Wizard": 0} {
		if level, _, _ := c.Classify(title); level != want {
			t.Errorf("Classify(%q) = %d, want %d", title, level, want)
		}
	}
	for word, want := range map[string]int{"Minister": 1, "部级": 1, "scs3": 2, "SCS1": 3, "处级": 3, "P6": 3, "officer": 4, "C-Level": 2, "2": 2, "Level 4": 4, "5": 0, "P7": 0} {
		if w := c.word(word); int(w.level) != want {
			t.Errorf("word(%q) = %d, want %d", word, w.level, want)
		}
	}
	if w := c.word("P6"); w.rule != "ladder: P6" {
		t.Errorf("rule of P6 is %q", w.rule)
	}
	if steps := c.Ladder().Steps; len(steps) != 4 || steps[1].Name != "Director general" || steps[1].Level != 2 {
		t.Errorf("ladder %+v", steps)
	}
	if s := classifier(t, nil).Ladder().Steps; len(s) != 5 || s[0].Key != "level.1" {
		t.Errorf("built-in ladder %+v", s)
	}
}

// TestExplicitMapping: what the settings say wins over detection.
func TestExplicitMapping(t *testing.T) {
	sheet := map[string]string{"list.csv": "Nobody's report\nWho|Whom|Name|When\nAnna Berg|Alpha|Beta|2026-05-01\nBo Chen|Alpha|Beta|2026-05-02"}
	s := Settings{Sheets: []SheetSettings{{File: "list.csv", HeaderRow: 2, Role: "flat",
		Columns: map[string]string{"Who": "contact.name", "B:": "account.name", "Name": "ignore", "When": "activity.date"}}}}
	ds, ps := buildSheets(t, s, sheet)
	if ds == nil || len(ds.Accounts) != 1 || ds.Accounts[0].Name != "Alpha" || len(ds.Accounts[0].Stakeholders) != 2 || ds.Accounts[0].Activities.Len() != 2 {
		t.Fatalf("explicit mapping: %+v, %v", ds, ps)
	}
	s.Sheets[0].Account = "Gamma"
	delete(s.Sheets[0].Columns, "B:")
	if ds, _ = buildSheets(t, s, sheet); ds == nil || ds.Accounts[0].Name != "Gamma" {
		t.Errorf("fixed account: %+v", ds)
	}
	s.Sheets[0].Sheet, s.Sheets[0].Columns["Whose"] = "list", "contact.title"
	if _, ps = buildSheets(t, s, sheet); codes(ps)["unknown_header"] != 1 || !strings.Contains(ps.Refused()[0].Hint, "Who") {
		t.Errorf("a header that is not there: %v", ps)
	}
	ignoring := Settings{Ignore: []string{"list.csv!*"}}
	if _, ps = buildSheets(t, ignoring, sheet); len(ps.Refused()) != 1 {
		t.Errorf("the only sheet ignored: %v", ps)
	}
}

// TestUnlisted: people whom only activities name are rejected, unless the
// user wants them added.
func TestUnlisted(t *testing.T) {
	sheets := map[string]string{
		"contacts.csv":   "Account|Contact Name|Title\nAlpha|Anna Berg|CEO\nAlpha|Bo Chen|Buyer",
		"activities.csv": "Date|Account|Contact|Type\n2026-05-01|Alpha|Anna Berg; Cy Diaz|Meeting\n2026-05-02|Alpha|Dee Evans|Call\n2026-05-03|Alhpa|Bo Chen|Call",
	}
	ds, ps := buildSheets(t, Settings{}, sheets)
	n := codes(ps)
	if len(ds.Accounts[0].Stakeholders) != 2 || n["person_left_out"] != 1 || n["unknown_person"] != 1 || n["unknown_account"] != 1 {
		t.Errorf("reject: %v", ps)
	}
	for _, p := range ps {
		if p.Code == "unknown_account" && p.Hint != `did you mean "Alpha"?` {
			t.Errorf("hint %q", p.Hint)
		}
	}
	ds, ps = buildSheets(t, Settings{Unlisted: "add"}, sheets)
	a, i := stakeholder(t, ds, "Alpha", "Dee Evans")
	if p := a.Stakeholders[i]; !p.Unlisted || touchesOf(a, i) != 1 || p.RightGiven || p.Right != Influence {
		t.Errorf("add: %+v, %v", p, ps)
	}
	for _, p := range ps {
		switch { // what is added is told as what it may be instead, not as itself
		case p.Code == "unlisted_account" && p.Hint != `did you mean "Alpha"?`,
			p.Code == "unlisted_person" && p.Args[0] == "Dee Evans" && p.Hint != "add the person to the list of contacts":
			t.Errorf("%v: hint %q", p, p.Hint)
		}
	}
	if n := codes(ps); n["unlisted_account"] != 1 || n["unlisted_person"] != 3 {
		t.Errorf("add: %v", ps)
	}
}

// TestAmbiguousDates: the order of day and month comes from the column, else
// from the settings, else it is an error.
func TestAmbiguousDates(t *testing.T) {
	sheets := map[string]string{"list.csv": "Account|Contact|Title|Date\nAlpha|Anna Berg|CEO|03/04/2026\nAlpha|Anna Berg|CEO|05/06/2026"}
	_, ps := buildSheets(t, Settings{}, sheets)
	if r := ps.Refused(); len(r) != 1 || r[0].Code != "ambiguous_dates" || !strings.Contains(r[0].Message, "D2") {
		t.Fatalf("ambiguous dates: %v, want a refusal that names D2", ps)
	}
	for order, want := range map[string]string{"dmy": "2026-04-03", "mdy": "2026-03-04"} {
		ds, _ := buildSheets(t, Settings{DateOrder: order}, sheets)
		if got := ds.Accounts[0].Activities.At(0).Day.String(); got != want {
			t.Errorf("order %s gives %s, want %s", order, got, want)
		}
	}
	sheets["list.csv"] += "\nAlpha|Anna Berg|CEO|31/07/2026"
	ds, ps := buildSheets(t, Settings{DateOrder: "mdy"}, sheets)
	if ds == nil || ds.Accounts[0].Activities.At(0).Day.String() != "2026-04-03" {
		t.Errorf("a column that decides itself: %v", ps)
	}
}

// TestAmbiguousColumns: two columns that fit a required field are an error
// with both cells, unless they hold the same.
func TestAmbiguousColumns(t *testing.T) {
	_, ps := buildSheets(t, Settings{}, map[string]string{"a.csv": "Account|Company|Contact Name|Title\nAlpha|Beta|Anna Berg|CEO"})
	if r := ps.Refused(); len(r) != 1 || !strings.Contains(r[0].Message, "(A1)") || !strings.Contains(r[0].Message, "(B1)") || !strings.Contains(r[0].Hint, "account.name") {
		t.Errorf("two accounts: %v", ps)
	}
	ds, ps := buildSheets(t, Settings{}, map[string]string{"a.csv": "Account|Company|Contact Name|Title\nAlpha|Alpha|Anna Berg|CEO\nBeta||Bo Chen|CFO"})
	if ds == nil || len(ds.Accounts) != 2 || codes(ps)["equal_columns"] != 1 {
		t.Errorf("two equal columns: %v", ps)
	}
}

// TestFillDown: an account written once belongs to the rows below, unless the
// list repeats it: then a blank is a mistake.
func TestFillDown(t *testing.T) {
	ds, ps := buildSheets(t, Settings{}, map[string]string{"a.csv": "Account|Contact Name|Title\nAlpha|Anna Berg|CEO\n|Bo Chen|Buyer\nBeta|Cy Diaz|CEO\n|Dee Evans|Buyer"})
	if ds == nil || len(ds.Accounts) != 2 || len(ds.Accounts[1].Stakeholders) != 2 || codes(ps)["filled_down"] != 1 {
		t.Errorf("written once: %v", ps)
	}
	ds, ps = buildSheets(t, Settings{}, map[string]string{"a.csv": "Account|Contact Name|Title\nAlpha|Anna Berg|CEO\nAlpha|Bo Chen|Buyer\n|Cy Diaz|CEO\nAlpha|Dee Evans|Buyer"})
	if ds == nil || len(ds.Accounts[0].Stakeholders) != 3 || codes(ps)["no_account"] != 1 {
		t.Errorf("repeated: %v", ps)
	}
	ds, ps = buildSheets(t, Settings{}, map[string]string{"a.csv": "Account|Contact Name|Title\nAlpha||\n|Anna Berg|CEO\n|Bo Chen|Buyer\nBeta||\n|Cy Diaz|CEO"})
	if ds == nil || len(ds.Accounts) != 2 || len(ds.Accounts[0].Stakeholders) != 2 || ps.Count(source.Rejection) != 0 {
		t.Errorf("lines that head a group: %v", ps)
	}
}

// TestTablesFarDown: a second table and repeated headers are found below the
// rows that are searched first.
func TestTablesFarDown(t *testing.T) {
	var b strings.Builder
	b.WriteString("Account|Contact Name|Title|Level")
	for i := range 150 {
		if i%40 == 39 {
			b.WriteString("\nAccount|Contact Name|Title|Level")
		}
		fmt.Fprintf(&b, "\nAlpha|Person Number%c%c|Engineer|5", 'a'+i/26, 'a'+i%26)
	}
	b.WriteString("\nDate|Account|Contact|Type")
	b.WriteString("\n2026-05-01|Alpha|Person Numberaa|Meeting\n2026-05-02|Alpha|Person Numberab|Call\nTotal|||2")
	ds, ps := buildSheets(t, Settings{}, map[string]string{"a.csv": b.String()})
	if ds == nil || len(ds.Accounts) != 1 || len(ds.Accounts[0].Stakeholders) != 150 || ds.Accounts[0].Activities.Len() != 2 {
		t.Fatalf("problems %v, %+v", ps, ds.Sheets)
	}
	want := []Count{{isHeader, 2}, {isRepeated, 3}, {isTotal, 1}}
	if s := ds.Sheets[0]; !slices.Equal(s.NotDataBy, want) || s.Role != "contacts+activities" {
		t.Errorf("ledger %+v, want %v", s, want)
	}
}

// TestCodes: every code that is reported anywhere in the package has a text,
// and is listed.
func TestCodes(t *testing.T) {
	listed := Codes()
	if !slices.IsSorted(listed) || len(slices.Compact(slices.Clone(listed))) != len(listed) {
		t.Errorf("codes are not sorted or not unique")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, f := range files {
		if data, err := os.ReadFile(f); err == nil && !strings.HasSuffix(f, "_test.go") && f != "problem.go" {
			all.Write(data)
		}
	}
	for _, code := range listed {
		if strings.HasPrefix(code, "not_data.") {
			continue
		}
		if text := texts[code]; text.message == "" {
			t.Errorf("%s has no message", code)
		}
		if code != "more" && !strings.Contains(all.String(), fmt.Sprintf("%q", code)) {
			t.Errorf("%s is listed and never reported", code)
		}
	}
}

// FuzzCells: whatever stands in the cells, nothing panics, the ledger adds up
// and every row that is left out has a problem (checkDataset).
func FuzzCells(f *testing.F) {
	f.Add("2026-05-01", "Alpha", "Anna Berg", "Meeting", "CEO")
	f.Add("", "", "", "", "")
	f.Add("00:00.0", "=cmd|' /C calc'!A0", "</script>", "../x", "Total")
	f.Add("31/02/2026", "Account", "Contact Name", "Date", "Title")
	f.Add("1", "\\N", "N/A; -", "\u202e", "副")
	f.Fuzz(func(t *testing.T, a, b, c, d, e string) {
		dir := t.TempDir()
		write := func(name string, rows [][]string) string {
			var buf bytes.Buffer
			w := csv.NewWriter(&buf)
			_ = w.WriteAll(rows)
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			return path
		}
		paths := []string{
			write("contacts.csv", [][]string{{"Account", "Contact Name", "Title", "Email", "Level", "Stance Date"}, {"Alpha", "Anna Berg", "CEO", "", "1", ""}, {b, c, e, d, a, a}, {c, b, a, e, d, e}}),
			write("activities.csv", [][]string{{"Date", "Account", "Contact", "Type", "Direction", "Status", "Our People"}, {"2026-05-01", "Alpha", "Anna Berg", "Meeting", "", "", ""}, {a, b, c, d, e, d, c}, {a, "Alpha", c, d, d, e, b}}),
		}
		books, ps := workbook.Read(paths, workbook.Limits{})
		if len(ps) > 0 {
			return
		}
		ds, err := Build(books, Settings{}, templates.Files)
		if err == nil {
			checkDataset(t, ds)
		}
		for _, b := range books {
			b.Close()
		}
	})
}

// BenchmarkBuild builds a dataset of 10,000 activities, 1,000 people and 50
// accounts from a workbook.
func BenchmarkBuild(b *testing.B) {
	contacts := workbook.Table{Name: "Contacts", Columns: []workbook.Column{{Header: "Contact ID"}, {Header: "Contact Name"}, {Header: "Account"}, {Header: "Title"}}}
	activities := workbook.Table{Name: "Activities", Columns: []workbook.Column{{Header: "Activity ID"}, {Header: "Date"}, {Header: "Type"}, {Header: "Contact ID"}, {Header: "Account"}, {Header: "Our People"}}}
	texts := func(list ...string) []workbook.Value {
		var row []workbook.Value
		for _, s := range list {
			row = append(row, workbook.TextValue(s))
		}
		return row
	}
	titles := []string{"Chief Executive Officer", "VP Sales", "Head of IT", "Team Lead", "Engineer"}
	for i := range 1000 {
		contacts.Rows = append(contacts.Rows, texts(fmt.Sprintf("C%d", i), fmt.Sprintf("Person No%d", i), fmt.Sprintf("Account %d", i%50), titles[i%5]))
	}
	first := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 10000 {
		row := texts(fmt.Sprintf("T%d", i), "", "Meeting", fmt.Sprintf("C%d", i%1000), fmt.Sprintf("Account %d", i%50), "Otto Ringer")
		year, month, day := first.AddDate(0, 0, i%600).Date()
		row[1] = workbook.DateValue(year, int(month), day)
		activities.Rows = append(activities.Rows, row)
	}
	path := filepath.Join(b.TempDir(), "bench.xlsx")
	file, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	if err := workbook.Write(file, []workbook.Table{contacts, activities}); err != nil {
		b.Fatal(err)
	}
	if err := file.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		books, _ := workbook.Read([]string{path}, workbook.Limits{})
		ds, err := Build(books, Settings{}, templates.Files)
		if err != nil || len(ds.Accounts) != 50 || ds.Accounts[0].Activities.Len() != 200 {
			b.Fatalf("%v", err)
		}
		books[0].Close()
	}
}

// BenchmarkClassify classifies the labelled titles over and over.
func BenchmarkClassify(b *testing.B) {
	c := classifier(b, nil)
	titles := labelledTitles(b, "titles.tsv")
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c.Classify(titles[i%len(titles)].title)
		i++
	}
}

// TestMailsTellDirection: an export of mails has sender and recipient; the
// customer's side is the one on the list of contacts.
func TestMailsTellDirection(t *testing.T) {
	ds, ps := buildSheets(t, Settings{}, map[string]string{
		"contacts.csv": "Account|Contact Name|Email|Title\nAlpha|Anna Berg|anna@alpha.example|CEO",
		"mails.csv":    "Date|Type|From|To|Subject\n2026-05-01|Email|Anna <anna@alpha.example>|otto@us.example|Question\n2026-05-02|Email|otto@us.example|anna@alpha.example|Answer\n2026-05-03|Email|x@y.example|z@y.example|Spam",
	})
	if ds == nil || ds.Accounts[0].Activities.Len() != 2 || codes(ps)["unknown_person"] != 2 {
		t.Fatalf("mails: %v", ps)
	}
	in, out := ds.Accounts[0].Activities.At(0), ds.Accounts[0].Activities.At(1)
	if in.Direction != Inbound || out.Direction != Outbound || len(in.Ours) != 1 || ds.Team[in.Ours[0]].Email != "otto@us.example" {
		t.Errorf("%+v, %+v, team %+v", in, out, ds.Team)
	}
}

// TestLevelNames: level columns are understood in every language that has
// title rules.
func TestLevelNames(t *testing.T) {
	c := classifier(t, nil)
	for word, want := range map[string]int{
		"Executive": 1, "C-level": 1, "VP": 2, "Director": 3, "Team Lead": 4, "Individual Contributor": 5,
		"高层": 1, "局级": 2, "中层": 3, "科级": 4, "基层员工": 5, "Geschäftsleitung": 1, "Bereichsleitung": 2,
		"Abteilungsleiter": 3, "Teamleitung": 4, "Sachbearbeiter": 5, "Comité de direction": 1, "Chef d'équipe": 4,
		"Alta dirección": 1, "Mando intermedio": 3, "Топ-менеджмент": 1, "Начальник отдела": 3, "Специалист": 5,
		"役員": 1, "本部長": 2, "部長": 3, "課長": 4, "一般社員": 5, "Level 2": 2, "L4": 4, "层级3": 3, "3": 3, "６": 0, "Wizard": 0,
	} {
		if w := c.word(word); int(w.level) != want {
			t.Errorf("word(%q) = %d, want %d", word, w.level, want)
		}
	}
	if w := c.word("Mannager"); w.level != 0 || w.near != "manager" {
		t.Errorf("word(\"Mannager\") = %+v, want manager as what may be meant", w)
	}
}
