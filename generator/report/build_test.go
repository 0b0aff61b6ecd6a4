package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/source"
	"rapport/templates"
)

// hostile are texts that an export may hold.
var hostile = []string{
	`</script><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `__f__alert(1)__f__`,
	`=cmd|' /C calc'!A0`, "../../etc/passwd", "a\r\nBcc: x@example.org", "\u202egnp.exe\u202c", `{{.Name}} ${x} ` + "`", "javascript:alert(1)",
	"-->", "]]>", "\x00null\x07bell", "'); drop table x; --", "**not strong**",
}

// sample builds a dataset of invented accounts and analyses it: one that is
// courted at the top, one without a touch, one with hostile names, one with a
// name of sixty letters and of people people.
func sample(t testing.TB, people int) *analysis.Result {
	t.Helper()
	ds := &dataset.Dataset{
		Files: []dataset.File{{Name: "donghai-export.xlsx", SHA256: "4f1c7c0f8f1f6f0d9a4b7d6f5a3c2b1e4f1c7c0f8f1f6f0d9a4b7d6f5a3c2ba9", Format: "xlsx", Size: 48211}},
		Sheets: []dataset.Sheet{
			{Name: "Contacts", Role: "contacts", HeaderRow: 4, Rows: 210, Used: 200, Merged: 3, NotData: 5, Rejected: 2,
				Columns: []dataset.ColumnUse{{Field: "contact.name", Column: 1, Header: "Name"}, {Field: "contact.title", Column: 2, Header: "Job Title"}},
				Ignored: []dataset.ColumnUse{{Column: 9, Header: "Fax <b>"}}, NotDataBy: []dataset.Count{{Code: "title", N: 5}}},
			{Name: "Activities <2026>", Role: "activities", HeaderRow: 1, Rows: 120, Used: 119, NotData: 1},
		},
		Problems: source.Problems{
			{Cell: source.Cell{File: "donghai-export.xlsx", Sheet: "Contacts", Row: 17, Column: 4}, Severity: source.Rejection, Code: "date-bad", Args: []string{"31/02/2026"}, Message: `date "31/02/2026" is not a date (want YYYY-MM-DD)`, Hint: "correct the cell"},
			{Cell: source.Cell{File: "donghai-export.xlsx"}, Severity: source.Note, Code: "no-such-code", Message: "two <sheets> were hidden"},
		},
		Team: []dataset.Member{{Name: "Chen Lei", Level: 2, Title: "Head of sales", Listed: true}, {Name: "Mei Fang", Level: 4, Manager: "Chen Lei", Listed: true}, {Name: "Wu Gang", Level: 1, Listed: true}},
	}
	for l := 1; l <= 5; l++ {
		ds.Ladder.Steps = append(ds.Ladder.Steps, dataset.Step{Level: l, Key: fmt.Sprintf("level.%d", l)})
	}
	ds.Accounts = []*dataset.Account{courted(people), quiet(), nasty(), long()}
	period := analysis.Period{Label: "2026-Q3", From: dataset.DayOf(2026, time.July, 1), To: dataset.DayOf(2026, time.September, 30)}
	o := analysis.Options{Period: period, AsOf: period.To, Jobs: 1}
	r := analysis.Analyse(ds, analysis.Defaults(), o)
	base := analysis.Recompute(ds, analysis.Defaults(), o, 1)
	analysis.Compare(r, []*analysis.Baseline{base})
	analysis.JudgePromises(r, base, nil)
	return r
}

func row(n int) []dataset.Row { return []dataset.Row{{Sheet: 0, Row: int32(n)}} }

// courted is a customer whose three executives got most of our touches.
func courted(people int) *dataset.Account {
	revenue := 4_200_000.0
	a := &dataset.Account{Key: "A-001", ID: "A-001", Name: "Donghai Telecom", Owner: "Chen Lei", Listed: true, Revenue: &revenue, Rows: row(2)}
	titles := [...]string{"President", "Director of networks", "Department head", "Section chief, transmission", "Network planning engineer"}
	units := [...]string{"Provincial company", "City: Linhai", "City: Anping", "County: Heshan", "County: Qiaotou"}
	surnames := [...]string{"Luo", "Wang", "Zhao", "Sand", "Ortiz", "Berg", "Sun", "Qian"}
	for i := range people {
		level := 5
		switch {
		case i < 3:
			level = 1
		case i < 8:
			level = 2
		case i < 8+people/6:
			level = 3
		case i < 8+people/3:
			level = 4
		case i%17 == 0:
			level = 0
		}
		unit := units[min(4, max(0, i%7-1))]
		if level == 1 {
			unit = units[0]
		}
		p := dataset.Stakeholder{Key: fmt.Sprintf("p%05d", i), ID: fmt.Sprintf("C-%04d", i), Name: fmt.Sprintf("%s %c%s", surnames[i%8], 'A'+i%26, "ianping"),
			Title: titles[max(0, level-1)], Unit: unit, Level: level, LevelRule: "title: section chief", Right: dataset.Influence, Rows: row(5 + i)}
		switch {
		case i == 0:
			p.Right, p.RightGiven, p.Stance, p.StanceDay = dataset.Decide, true, dataset.Neutral, dataset.DayOf(2026, time.May, 2)
		case level == 2:
			p.Right, p.RightGiven, p.Stance = dataset.Evaluate, true, dataset.Supporter
		case unit == units[3] || unit == units[4]:
			p.Right, p.RightGiven = dataset.Recommend, true
		}
		if i%11 == 9 {
			p.Rival = 1
		}
		if level == 0 {
			p.LevelRule = ""
		}
		a.Stakeholders = append(a.Stakeholders, p)
	}
	var list []dataset.Activity
	for k := range 46 {
		who := []int32{int32([...]int{0, 1, 2, 3, 4, 0, 9, 1, 5, 2, 12, 0}[k%12] % people)}
		list = append(list, dataset.Activity{Day: dataset.DayOf(2025, time.October, 3) + dataset.Day(k*8),
			Channel: dataset.Meeting, Direction: dataset.TwoWay, People: who, Ours: []int32{int32(k % 3)}, Subject: "Network plan", Row: dataset.Row{Sheet: 1, Row: int32(k + 2)}})
	}
	a.Activities = dataset.NewActivities(list...)
	n := 3
	a.Headcounts = append(a.Headcounts, dataset.Headcount{Level: 1, Lo: n, Hi: n})
	return a
}

func quiet() *dataset.Account {
	return &dataset.Account{Key: "A-002", ID: "A-002", Name: "Quiet Water Works", Listed: true, Stakeholders: []dataset.Stakeholder{
		{Key: "q1", Name: "Dana Ortiz", Title: "Procurement specialist", Level: 5, LevelRule: "column", Right: dataset.Decide, RightGiven: true, Rows: row(3)},
		{Key: "q2", Name: "Erik Sand", Title: "Managing director", Level: 1, LevelRule: "column", Right: dataset.Influence, Rows: row(4)}}}
}

// nasty carries every hostile text in every field.
func nasty() *dataset.Account {
	a := &dataset.Account{Key: "A-003", Name: hostile[0], Owner: hostile[1], Listed: true}
	var list []dataset.Activity
	for i, text := range hostile {
		a.Stakeholders = append(a.Stakeholders, dataset.Stakeholder{Key: fmt.Sprintf("h%02d", i), Name: text, Title: text, Unit: text, Department: text,
			Level: 1 + i%5, LevelRule: text, Right: dataset.Right(i % 5), Rival: 1, ReportsTo: text, Rows: row(30 + i)})
		list = append(list, dataset.Activity{Day: dataset.DayOf(2026, time.August, 1+i), Channel: dataset.Call, Direction: dataset.Inbound,
			People: []int32{int32(i)}, Subject: text, Row: dataset.Row{Sheet: 1, Row: int32(60 + i)}})
	}
	a.Activities = dataset.NewActivities(list...)
	return a
}

func long() *dataset.Account {
	return &dataset.Account{Key: "A-004", Name: "东海沿岸各省联合通信网络建设与运营股份有限公司 Rheinisch-Westfaelische Elektrizitaetswerke"}
}

func catalog(t testing.TB, lang string) *words.Catalog {
	t.Helper()
	c, err := words.Load(templates.Files, lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// render gives all files of a result by path.
func render(t testing.TB, r *analysis.Result, o Options) map[string]string {
	t.Helper()
	if o.Catalog == nil {
		o.Catalog = catalog(t, "en")
	}
	o.Templates = templates.Files
	set, err := Render(r, o)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range set.Files {
		var b strings.Builder
		if err := f.Render(&b); err != nil {
			t.Fatal(err)
		}
		files[f.Path] = b.String()
	}
	return files
}

// TestPages writes the pages to the folder that RAPPORT_PAGES names, to be
// looked at in a browser.
func TestPages(t *testing.T) {
	out := os.Getenv("RAPPORT_PAGES")
	if out == "" {
		t.Skip("RAPPORT_PAGES names no folder")
	}
	for _, lang := range words.Languages() {
		for path, data := range render(t, sample(t, 123), Options{Catalog: catalog(t, lang), Version: "1.0"}) {
			writeFile(t, out+"/"+lang+"/"+path, data)
		}
	}
}

func writeFile(t *testing.T, path, data string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
}
