package dataset

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/generator/source"
)

// outside gives the path of a fixture that is not part of the project, and
// skips the test where it is absent.
func outside(t testing.TB, name string) string {
	t.Helper()
	path := filepath.Join(sharedDir, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here: it must not be copied into the project", name)
	}
	return path
}

// TestVisitsNeedOneLine: exports of visits name the people under headers of
// their own. The refusal says the line of settings that reads them.
func TestVisitsNeedOneLine(t *testing.T) {
	path := outside(t, "dynamics/Active Visits (Dynamics export, hiddenSheet).xlsx")
	_, ps := build(t, Settings{}, path)
	want := `input: {sheets: [{sheet: "Active Visits", columns: {Visitor: contact.name, Building: account.name, Scheduled Start: activity.date}}]}`
	if r := ps.Refused(); len(r) != 1 || r[0].Code != "no_people" || !strings.Contains(r[0].Hint, want) {
		t.Fatalf("refusal is %v with hint %q, want the line\n%s", r, r[0].Hint, want)
	}
	ds := mustBuild(t, Settings{Sheets: []SheetSettings{{Sheet: "Active Visits",
		Columns: map[string]string{"Visitor": "contact.name", "Building": "account.name", "Scheduled Start": "activity.date"}}}}, path)
	touches := 0
	for _, a := range ds.Accounts {
		touches += a.Activities.Len()
	}
	if len(ds.Accounts) != 5 || touches != 134 {
		t.Errorf("%d accounts with %d visits, want 5 with 134", len(ds.Accounts), touches)
	}
	if s := ds.Sheets[1]; s.Name != "hiddenSheet" || s.NotData != 1 {
		t.Errorf("the hidden sheet of keys: %+v", s)
	}
}

// TestPackedVisits: "Person - Account - date" in one cell is taken apart only
// when a mapping says so.
func TestPackedVisits(t *testing.T) {
	path := outside(t, "dynamics/Visits-2023-two-sheets.xlsx")
	_, ps := build(t, Settings{}, path)
	want := `split: [{column: "name", pattern: "{contact.name} - {account.name} - {activity.date}"}]`
	r := ps.Refused()
	if len(r) != 2 || r[0].Code != "packed_column" || !strings.Contains(r[0].Hint, want) {
		t.Fatalf("refusals %v, want two that say %s", r, want)
	}
	split := Settings{Sheets: []SheetSettings{{Split: []SplitSettings{{Column: "name", Pattern: "{contact.name} - {account.name} - {activity.date}"}}}}}
	ds := mustBuild(t, split, path)
	one := mustBuild(t, split, outside(t, "dynamics/Visits-2023.xlsx"))
	both := mustBuild(t, split, path, outside(t, "dynamics/Visits-2023.xlsx"))
	if digest(both) != digest(ds) {
		t.Errorf("the visits of a sheet that stands in two files count twice")
	}
	names := func(ds *Dataset) string {
		var list []string
		for _, a := range ds.Accounts {
			list = append(list, a.Name)
		}
		return strings.Join(list, ", ")
	}
	if got := names(one); got != "Alpine Ski House, Contoso Suites, Fabrikam Residences, Fourth Coffee House, Northwind Traders Tower" {
		t.Errorf("accounts %s", got)
	}
	if names(ds) != names(one) {
		t.Errorf("accounts of two sheets %s, of one %s", names(ds), names(one))
	}
}

// TestHubSpotObjects: contacts, companies and activities are joined by
// address and domain; what joins nothing is listed.
func TestHubSpotObjects(t *testing.T) {
	ds := mustBuild(t, Settings{}, outside(t, "hubspot-four-objects.xlsx"))
	byName := map[string]Sheet{}
	for _, s := range ds.Sheets {
		byName[strings.TrimPrefix(s.Name, "hubspot-crm-exports-")] = s
	}
	if s := byName["companies"]; s.Used != 200 || s.Role != "accounts" {
		t.Errorf("companies: %+v, want 200 used", s)
	}
	contacts, activities := byName["contacts"], byName["activities"]
	people := 0
	for _, a := range ds.Accounts {
		people += len(a.Stakeholders)
	}
	if contacts.Used != people || contacts.Used+contacts.Rejected != 950 || people < 500 {
		t.Errorf("contacts: %+v, %d people", contacts, people)
	}
	n := codes(ds.Problems)
	if n["no_account"]+n["unknown_domain"]+n["ambiguous_account"] != contacts.Rejected {
		t.Errorf("contacts without an account: %v, want %d", n, contacts.Rejected)
	}
	if n["unknown_address"] != activities.Rejected || activities.Used < 400 {
		t.Errorf("activities: %+v, %v", activities, n)
	}
	if s := byName["deals"]; s.NotData != 501 || n["sheet_not_used"] != 1 {
		t.Errorf("deals: %+v, want them not used and that said", s)
	}
	if !slices.ContainsFunc(activities.NotDataBy, func(c Count) bool { return c.Code == isPlanned && c.N > 50 }) {
		t.Errorf("meetings that are only scheduled count as held: %+v", activities)
	}
}

// TestDestroyedDates: a file whose dates were cut to minutes and seconds says
// so, and says where the people may be.
func TestDestroyedDates(t *testing.T) {
	path := outside(t, "adventureworks-employees-orders.xlsx")
	ds, ps := build(t, Settings{}, path)
	n := codes(ps)
	if ds != nil || n["no_people"] != 1 || n["dates_destroyed"] != 1 {
		t.Fatalf("problems %v, want no list of people and destroyed dates", ps)
	}
	if hint := ps.Refused()[0].Hint; !strings.Contains(hint, "LoginID: contact.name") {
		t.Errorf("hint %q does not name the nearest column", hint)
	}
	ds = mustBuild(t, Settings{
		Ladder: []LevelSettings{{Name: "CEO", Is: []int{1}}, {Name: "VP", Grades: []string{"1"}}, {Name: "Manager", Grades: []string{"2"}}, {Name: "Lead", Grades: []string{"3"}}, {Name: "Staff", Grades: []string{"4"}}},
		Sheets: []SheetSettings{
			{Sheet: "Contacts", Account: "Adventure Works", Columns: map[string]string{"LoginID": "contact.name", "OrganizationLevel": "contact.level"}},
			{Sheet: "Orders", Role: "activities", Account: "Adventure Works", Columns: map[string]string{"OrderDate": "activity.date", "LoginID": "contact.name"}},
		}}, path)
	if got := len(ds.Accounts[0].Stakeholders); got != 290 {
		t.Errorf("%d people with a mapping, want 290", got)
	}
	if s := ds.Sheets[1]; s.Rejected != 4012 || codes(ds.Problems)["destroyed_date"] != 4012 {
		t.Errorf("orders: %+v, want every row rejected for its date", s)
	}
	for _, p := range ds.Accounts[0].Stakeholders {
		if p.Title == "Vice President of Engineering" && p.Level != 2 {
			t.Errorf("depth 1 has level %d, want 2", p.Level)
		}
	}
}

// TestStakeholderRegister: people from row 8 on, header hints in brackets, no
// account anywhere, no touches.
func TestStakeholderRegister(t *testing.T) {
	ds := mustBuild(t, Settings{}, outside(t, "stakeholder-register.xlsx"))
	if len(ds.Accounts) != 1 || ds.Accounts[0].Name != "stakeholder-register" || len(ds.Accounts[0].Stakeholders) != 15 {
		t.Fatalf("%d accounts, %+v", len(ds.Accounts), ds.Accounts)
	}
	first := Row{0, 1 << 20}
	for _, p := range ds.Accounts[0].Stakeholders {
		if p.Rows[0].Row < first.Row {
			first = p.Rows[0]
		}
	}
	if first.Row != 8 || ds.Sheets[0].HeaderRow != 7 {
		t.Errorf("header in row %d, first person in row %d, want 7 and 8", ds.Sheets[0].HeaderRow, first.Row)
	}
	a, i := stakeholder(t, ds, "stakeholder-register", "Mr. Pam Waston")
	if p := a.Stakeholders[i]; p.Right != Decide || !p.RightGiven || p.Level != 0 {
		t.Errorf("Pam Waston: %+v, want right decide and no level", p)
	}
	n := codes(ds.Problems)
	for _, code := range []string{"account_from_file", "no_touches", "likely_column"} {
		if n[code] != 1 {
			t.Errorf("problem %s appears %d times, want once", code, n[code])
		}
	}
	if ds.Problems.Count(source.Rejection) != 0 {
		t.Errorf("rows rejected: %v", ds.Problems)
	}
}
