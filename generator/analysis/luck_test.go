package analysis_test

import (
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// TestManyTouchesAreJudged: where there are too many touches for a luck line,
// the spread is still judged, and the same way as just below that number.
func TestManyTouchesAreJudged(t *testing.T) {
	spread := func(touches int, topOnly bool) analysis.Spread {
		ds := synthetic(0, 0, 0)
		a := &dataset.Account{Key: "grid", Name: "Grid"}
		for i := range 10 {
			a.Stakeholders = append(a.Stakeholders, dataset.Stakeholder{Key: string(rune('a' + i)), Name: "P", Level: 1 + i%5, Right: dataset.Influence, RightGiven: true})
		}
		var list []dataset.Activity
		for i := range touches {
			who := int32(i % 10)
			if topOnly && i%3 > 0 {
				who = int32(5 * (i % 2)) // level 1
			}
			list = append(list, dataset.Activity{Day: reviewDay - dataset.Day(80*(touches-i)/touches), Channel: dataset.Meeting, Direction: dataset.TwoWay, People: []int32{who}})
		}
		a.Activities = dataset.NewActivities(list...)
		ds.Accounts = []*dataset.Account{a}
		s := analysis.Defaults()
		s.DailyCap = false
		return analyseAll(ds, s, 1).Accounts[0].Spread
	}
	for _, touches := range []int{50, 600} {
		for _, topOnly := range []bool{false, true} {
			sp := spread(touches, topOnly)
			if (sp.LuckLine == nil) != (touches > 57) {
				t.Errorf("%d touches: luck line %v", touches, sp.LuckLine)
			}
			if sp.BeyondChance == nil || *sp.BeyondChance != topOnly {
				t.Errorf("%d touches, most to the top: %v; beyond chance %v, distance %v", touches, topOnly, sp.BeyondChance, *sp.TVD)
			}
		}
	}
}
