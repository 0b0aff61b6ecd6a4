package analysis_test

import (
	"testing"

	"rapport/generator/analysis"
)

// TestRunsOfManyVotersSideBySide: the runs of an account with many voters give
// the same figures on one processor and on several.
func TestRunsOfManyVotersSideBySide(t *testing.T) {
	ds := synthetic(2, 400, 1200)
	one, more := analyseAll(ds, analysis.Defaults(), 1), analyseAll(ds, analysis.Defaults(), 4)
	for i := range one.Accounts {
		if v := one.Accounts[i].Vote; v == nil || v.Voters < 300 || v.Runs != 18 {
			t.Fatalf("account %d has the vote %+v, want one of many voters and 18 runs", i, v)
		}
		if got, want := figures(t, more.Accounts[i]), figures(t, one.Accounts[i]); got != want {
			t.Errorf("account %d on four processors:\n%s\nwant\n%s", i, got, want)
		}
	}
}
