package dataset

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

type fact struct {
	account, contact, chinese, title string
	level, touches                   int
}

func truth(t testing.TB) []fact {
	t.Helper()
	f, err := os.Open(filepath.Join(crmDir, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]int{"C-Level": 1, "VP": 2, "Director": 3, "Manager": 4, "Staff": 5}
	var facts []fact
	for _, r := range rows[1:] {
		n, err := strconv.Atoi(r[5])
		if err != nil || levels[r[4]] == 0 {
			t.Fatalf("truth.csv: %q", r)
		}
		facts = append(facts, fact{r[0], r[1], r[2], r[3], levels[r[4]], n})
	}
	return facts
}

// TestCRMExports reads the same customers as seven systems export them, with
// no settings at all.
func TestCRMExports(t *testing.T) {
	tests := []struct {
		file    string
		profile string
		// onlyTouched: the report lists activities, so people without one
		// are not in it. once: the list has only the date of each person's
		// last activity.
		onlyTouched, once bool
		chinese, german   bool
		// planned are activities that the file itself marks "To do".
		planned map[string]int
		// extra are touches that the file has and the truth has not: 赵文 is
		// put beside another person in some rows, once at his own company.
		extra map[string]int
	}{
		{file: "salesforce-formatted.xlsx", onlyTouched: true},
		{file: "report1719759731000.xls", onlyTouched: true},
		{file: "report1719759731001.csv", onlyTouched: true},
		{file: "dynamics365.xlsx", profile: "dynamics365"},
		{file: "odoo-res.partner.xlsx", profile: "odoo"},
		{file: "pipedrive.xlsx", profile: "pipedrive", planned: map[string]int{
			"Jonas Reyes": 1, "Kwame Lindqvist": 2, "Jonas Marek": 1, "Nils Marek": 1, "Jonas Lindqvist": 1}},
		{file: "中文CRM导出.xlsx", chinese: true, extra: map[string]int{"赵文": 1}},
		{file: "hubspot-crm-exports-all-contacts-2024-06-30.csv", profile: "hubspot", once: true},
		{file: "Ansprechpartner.xlsx", once: true, german: true},
	}
	accounts := map[string]string{"Orlane Energy": "奥岚能源有限公司", "Tessaly Foods": "泰瑟食品集团", "Veddern Rail AG": "维登铁路股份公司", "Quillmark Insurance": "奎马保险"}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			ds := mustBuild(t, Settings{}, filepath.Join(crmDir, tt.file))
			people := 0
			for _, f := range truth(t) {
				want := f.touches - tt.planned[f.contact]
				if tt.once {
					want = min(1, want)
				}
				if tt.onlyTouched && want == 0 {
					continue
				}
				people++
				account, name := f.account, f.contact
				if tt.chinese {
					account, name = accounts[f.account], f.chinese
				}
				want += tt.extra[name]
				a, i := stakeholder(t, ds, account, name)
				p := a.Stakeholders[i]
				if p.Level != f.level {
					t.Errorf("%s (%s) has level %d by %s, want %d", name, p.Title, p.Level, p.LevelRule, f.level)
				}
				if !tt.chinese && !tt.german && p.Title != f.title {
					t.Errorf("%s has title %q, want %q", name, p.Title, f.title)
				}
				if got := touchesOf(a, i); got != want {
					t.Errorf("%s has %d activities, want %d", name, got, want)
				}
			}
			got := 0
			for _, a := range ds.Accounts {
				got += len(a.Stakeholders)
			}
			if len(ds.Accounts) != 4 || got != people {
				t.Errorf("%d accounts and %d people, want 4 and %d", len(ds.Accounts), got, people)
			}
			if tt.profile != "" && ds.Sheets[0].Profile != tt.profile {
				t.Errorf("profile %q, want %q", ds.Sheets[0].Profile, tt.profile)
			}
			for _, s := range ds.Sheets {
				if s.Rejected > 0 {
					t.Errorf("sheet %q: %d rows rejected: %v", s.Name, s.Rejected, ds.Problems)
				}
			}
		})
	}
}

// TestSeveralWorkbooksAreOneDataset: the same report as workbook, web page and
// text is one report; three offices' files are one customer list.
func TestSeveralWorkbooksAreOneDataset(t *testing.T) {
	one := mustBuild(t, Settings{}, filepath.Join(crmDir, "report1719759731001.csv"))
	two := mustBuild(t, Settings{}, filepath.Join(crmDir, "report1719759731001.csv"), filepath.Join(crmDir, "report1719759731000.xls"))
	if len(one.Accounts) != len(two.Accounts) {
		t.Fatalf("%d accounts of one file, %d of two", len(one.Accounts), len(two.Accounts))
	}
	merged := 0
	for _, s := range two.Sheets {
		merged += s.Merged
	}
	if merged != 73 {
		t.Errorf("%d rows merged, want the 73 of one file", merged)
	}
	for i, a := range one.Accounts {
		b := two.Accounts[i]
		if a.Key != b.Key || a.Activities.Len() != b.Activities.Len() || len(a.Stakeholders) != len(b.Stakeholders) {
			t.Errorf("%s: %d activities of %d people, of two files %d of %d", a.Name, a.Activities.Len(), len(a.Stakeholders), b.Activities.Len(), len(b.Stakeholders))
		}
	}
}
