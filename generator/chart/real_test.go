package chart_test

import (
	"testing"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/chart"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/workbook"
	"rapport/templates"
)

// every figure of the sample carries the same numbers in its four faces, in
// both languages, and all of its words exist.
func TestSampleFacesAgree(t *testing.T) {
	books, problems := workbook.Read([]string{"../../sample/crm-export.xlsx", "../../sample/south-office.xlsx"}, workbook.Limits{})
	defer func() {
		for _, b := range books {
			b.Close()
		}
	}()
	if refused := problems.Refused(); len(refused) > 0 {
		t.Fatal(refused)
	}
	asOf := dataset.DayOf(2026, time.September, 30)
	ds, err := dataset.Build(books, dataset.Settings{Today: asOf}, templates.Files)
	if err != nil {
		t.Fatal(err)
	}
	period := analysis.Period{Label: "2026-Q3", From: dataset.DayOf(2026, time.July, 1), To: asOf}
	r := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{Period: period, AsOf: asOf, Jobs: 1})
	for _, lang := range words.Languages() {
		c, err := words.Load(templates.Files, lang)
		if err != nil {
			t.Fatal(err)
		}
		x := chart.Context{Words: c, Ladder: ds.Ladder, Settings: r.Settings}
		kinds := map[string]int{}
		check := func(account string, figures []chart.Figure) {
			for _, f := range figures {
				kinds[f.ID]++
				if err := f.Agree(); err != nil {
					t.Errorf("%s, %s: %v", lang, account, err)
				}
			}
		}
		for _, a := range r.Accounts {
			check(a.Data.Name, chart.Account(a, x))
		}
		check("portfolio", chart.Portfolio(r, x))
		for _, id := range []string{"spread", "months", "units", "concentration", "odds", "objection", "left", "meetings", "index", "accounts", "value", "funnel", "executives"} {
			if kinds[id] == 0 {
				t.Errorf("%s: the sample has no figure %q", lang, id)
			}
		}
	}
}
