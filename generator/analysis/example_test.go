package analysis_test

import (
	"fmt"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// Example reviews one account: a director met two weeks ago, an engineer whom
// nobody met though a rival knows him well.
func Example() {
	asOf := dataset.DayOf(2026, time.September, 30)
	ds := &dataset.Dataset{
		Team: []dataset.Member{{Name: "Li Wei", Level: 2, Listed: true}},
		Accounts: []*dataset.Account{{
			Key: "northern grid", Name: "Northern Grid",
			Stakeholders: []dataset.Stakeholder{
				{Key: "berg", Name: "Anna Berg", Level: 1, Right: dataset.Decide, RightGiven: true},
				{Key: "chen", Name: "Bo Chen", Level: 5, Right: dataset.Recommend, RightGiven: true, Rival: 1},
			},
			Activities: dataset.NewActivities(dataset.Activity{Day: asOf - 14, Channel: dataset.Meeting, Direction: dataset.TwoWay,
				People: []int32{0}, Ours: []int32{0}}),
			Headcounts: []dataset.Headcount{{Level: 1, Lo: 1, Hi: 1}, {Level: 5, Lo: 30, Hi: 30}},
		}},
	}
	result := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{AsOf: asOf})
	account := result.Accounts[0]
	for _, l := range account.Levels {
		fmt.Printf("level %d: %d of %d met two-way in 90 days\n", l.Level, l.Recent, l.N)
	}
	for _, i := range account.NotMet {
		p := account.People[i]
		fmt.Printf("%s: %d touches, rival %v\n", p.Data.Name, p.Touches, p.Data.Rival)
	}
	m := account.Next[0]
	fmt.Printf("meet %s: %s, by %s: %s\n", account.People[m.Person].Data.Name, m.Reason.Key, ds.Team[*m.By].Name, m.ByWhy.Key)
	// Output:
	// level 1: 1 of 1 met two-way in 90 days
	// level 5: 0 of 30 met two-way in 90 days
	// Bo Chen: 0 touches, rival 1
	// meet Bo Chen: reason.next.rival_never, by Li Wei: reason.by.account
}
