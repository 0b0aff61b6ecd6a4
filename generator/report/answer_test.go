package report

import (
	"testing"

	"rapport/generator/analysis"
)

// TestAHandfulOfTouchesCourtsNobody: the top is courted only where the spread
// goes beyond chance, however much it leans.
func TestAHandfulOfTouchesCourtsNobody(t *testing.T) {
	yes, no := true, false
	target, share, none := 0.2, 1.0, 0.0
	rest := 0.8
	a := &analysis.Account{Levels: []analysis.Level{{Level: 1, N: 1, Target: &target, Share: &share}, {Level: 5, N: 4, Target: &rest, Share: &none}},
		Spread: analysis.Spread{N: 1, Top: &analysis.TopHeaviness{LQ: 5, Lo: 1.2, Hi: 9}}}
	for beyond, want := range map[*bool]bool{nil: false, &no: false, &yes: true} {
		a.Spread.BeyondChance = beyond
		if got := topHeavy(a); got != want {
			t.Errorf("beyond chance %v: top-heavy %v, want %v", beyond, got, want)
		}
	}
}
