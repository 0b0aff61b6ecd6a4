package report_test

import (
	"fmt"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/report"
	"rapport/templates"
)

// The pages of a result are rendered when they are asked for, here one by one;
// Each renders several at a time.
func Example() {
	ds := &dataset.Dataset{
		Ladder: dataset.Ladder{Steps: []dataset.Step{{Level: 1, Key: "level.1"}, {Level: 2, Key: "level.5"}}},
		Files:  []dataset.File{{Name: "export.xlsx"}},
		Sheets: []dataset.Sheet{{Name: "Contacts", Role: "contacts", Rows: 3, Used: 2, NotData: 1}},
		Accounts: []*dataset.Account{{Key: "1", Name: "Linhai Water / 临海水务", Stakeholders: []dataset.Stakeholder{
			{Key: "a", Name: "Anna Berg", Level: 1, Right: dataset.Decide, RightGiven: true, Rows: []dataset.Row{{Row: 2}}},
			{Key: "b", Name: "Bo Chen", Level: 2, Right: dataset.Influence, Rows: []dataset.Row{{Row: 3}}},
		}}},
	}
	period, _ := analysis.ParsePeriod("2026-Q3", 1)
	result := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{Period: period})
	catalog, err := words.Load(templates.Files, "en")
	if err != nil {
		fmt.Println(err)
		return
	}
	set, err := report.Render(result, report.Options{Catalog: catalog, Templates: templates.Files, Assets: "none"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, file := range set.Files {
		var page strings.Builder
		if err := file.Render(&page); err != nil {
			fmt.Println(err)
		}
		fmt.Println(file.Path, strings.Contains(page.String(), "Anna Berg"))
	}
	// Output:
	// index.html false
	// accounts/linhai-water-临海水务.html true
	// data/linhai-water-临海水务.json true
	// data/portfolio.json false
	// data/intake.json false
}
