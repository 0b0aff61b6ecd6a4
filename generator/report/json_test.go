package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/templates"
)

// contract is what readers of data/SLUG.json rely on; keys are only added.
var contract = map[string][]string{
	"":                        {"schema", "account", "period", "as_of", "levels", "units", "spread", "vote", "people", "not_met", "next", "ladder", "changes", "promises", "scenarios", "index", "intake", "answer", "decisions", "heat", "edition", "lang"},
	"account":                 {"id", "name", "owner", "owner_email"},
	"period":                  {"label", "from", "to"},
	"levels.0":                {"level", "name", "headcount", "known", "touched", "two_way", "recent", "N", "denominator", "touches", "target", "attainment"},
	"units.0":                 {"unit", "rights", "known", "recent", "N", "levels"},
	"spread":                  {"n", "n_eff", "tvd", "moves", "luck_line", "beyond_chance", "pielou", "effective_levels", "top_heaviness"},
	"vote":                    {"voters", "W", "quota", "P_win", "range", "expected_share", "key", "P_win_key_against", "P_win_key_for", "resilience_ratio", "min_coalition_without_key", "P_final", "P_no_block", "objection"},
	"people.0":                {"id", "name", "title", "level", "level_rule", "unit", "right", "veto", "stance", "w", "p", "score", "strength", "days_since_last", "n", "birnbaum", "gain", "met_by", "rows"},
	"next.0":                  {"id", "reason", "by", "gain", "rank"},
	"ladder":                  {"matrix", "mean_gap", "exec_days_since", "layers_between", "event_only"},
	"index":                   {"value", "components", "waterfall", "reason"},
	"heat":                    {"months", "rows"},
	"intake":                  {"files", "problems"},
	"intake.files.0":          {"name", "sha256", "sheets"},
	"intake.files.0.sheets.0": {"name", "role", "header_row", "columns", "rows", "used", "merged", "not_data", "rejected"},
}

func TestAccountContract(t *testing.T) {
	files := render(t, sample(t, 40), Options{})
	var data any
	if err := json.Unmarshal([]byte(files["data/donghai-telecom.json"]), &data); err != nil {
		t.Fatal(err)
	}
	for path, keys := range contract {
		object, ok := at(data, path).(map[string]any)
		if !ok {
			t.Errorf("%q is no object", path)
			continue
		}
		for _, key := range keys {
			if _, ok := object[key]; !ok {
				t.Errorf("%q has no key %q", path, key)
			}
		}
	}
	if got := at(data, "schema"); got != "rapport/account/1" {
		t.Errorf("schema = %v", got)
	}
}

func TestUndefinedIsNull(t *testing.T) {
	files := render(t, sample(t, 10), Options{})
	var data any
	if err := json.Unmarshal([]byte(files["data/quiet-water-works.json"]), &data); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"spread.tvd", "spread.luck_line", "index.value", "people.0.days_since_last", "ladder.exec_days_since", "account.revenue"} {
		if got := at(data, path); got != nil {
			t.Errorf("%s = %v, want null", path, got)
		}
	}
}

func TestPortfolioAndIntakeContract(t *testing.T) {
	files := render(t, sample(t, 10), Options{})
	var portfolio, intake any
	for path, into := range map[string]*any{"data/portfolio.json": &portfolio, "data/intake.json": &intake} {
		if err := json.Unmarshal([]byte(files[path]), into); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{"accounts.0.id", "accounts.0.name", "accounts.0.slug", "accounts.0.revenue"} {
		if at(portfolio, path) == nil {
			t.Errorf("portfolio has no %s", path)
		}
	}
	for _, key := range []string{"concentration", "tail", "executives"} {
		if _, ok := portfolio.(map[string]any)[key]; !ok {
			t.Errorf("portfolio has no key %q", key)
		}
	}
	if got := at(intake, "problems.0.cell"); got != "donghai-export.xlsx[Contacts!D17]" {
		t.Errorf("problems[0].cell = %v", got)
	}
	if got := at(intake, "files.0.sheets.0.columns.contact.name"); got != nil {
		t.Errorf("columns is nested: %v", got)
	}
	if got := at(intake, "files.0.sheets.0.columns").(map[string]any)["contact.name"]; got != 1.0 {
		t.Errorf(`columns["contact.name"] = %v, want 1`, got)
	}
}

// at walks a decoded document by keys and indexes.
func at(data any, path string) any {
	if path == "" {
		return data
	}
	for _, step := range strings.Split(path, ".") {
		switch v := data.(type) {
		case map[string]any:
			data = v[step]
		case []any:
			if step != "0" || len(v) == 0 {
				return nil
			}
			data = v[0]
		default:
			return nil
		}
	}
	return data
}

// TestDataAndPageAgree compares the answer and the decisions of the data with
// those on the page.
func TestDataAndPageAgree(t *testing.T) {
	r := sample(t, 60)
	s := newScribe(r, Options{Catalog: catalog(t, "en"), Templates: templates.Files, Edition: "internal", Assets: "none"})
	sh, err := newShell(Options{Catalog: catalog(t, "en"), Templates: templates.Files, Assets: "none"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Accounts {
		page, err := s.accountPage(new(bytes.Buffer), sh, i, nil)
		if err != nil {
			t.Fatal(err)
		}
		data := s.accountData(i, nil)
		var said []string
		for _, spans := range page.Answer {
			text := ""
			for _, span := range spans {
				text += span.Text
			}
			said = append(said, text)
		}
		if !slices.Equal(said, data.Answer) {
			t.Errorf("account %d: the page says %q, the data %q", i, said, data.Answer)
		}
		if len(said) != 3 || len(page.Decisions) > 5 || len(page.Decisions) != len(data.Decisions) {
			t.Errorf("account %d: %d sentences, %d and %d decisions", i, len(said), len(page.Decisions), len(data.Decisions))
		}
	}
}

func TestOwnerAddress(t *testing.T) {
	s := &scribe{r: &analysis.Result{Data: &dataset.Dataset{Team: []dataset.Member{{Name: "Olga Owner", Email: "olga@example.test"}, {Name: "Olga Owner", Email: "olga@example.test"},
		{Name: "Twin", Email: "a@example.test"}, {Name: "Twin", Email: "b@example.test"}, {Email: "nobody@example.test"}}}}}
	for name, want := range map[string]string{"Olga Owner": "olga@example.test", "Twin": "", "": "", "Stranger": ""} {
		if got := s.address(name); got != want {
			t.Errorf("the address of %q is %q, want %q", name, got, want)
		}
	}
}
