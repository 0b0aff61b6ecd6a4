package analysis_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/analysis"
)

// TestRecomputeIsTheReviewOfThatQuarter holds the short way to the quarter
// before against its whole review: all that a comparison reads is the same.
func TestRecomputeIsTheReviewOfThatQuarter(t *testing.T) {
	ds := synthetic(8, 40, 200)
	ds.Accounts[2].Headcounts = nil
	s := analysis.Defaults()
	now := analysis.Analyse(ds, s, analysis.Options{AsOf: reviewDay, Jobs: 1})
	b := analysis.Recompute(ds, s, analysis.Options{Period: now.Period, Jobs: 3}, 1)
	then := analysis.Analyse(ds, s, analysis.Options{Period: b.Period, AsOf: b.AsOf, Jobs: 1})
	for i, a := range then.Accounts {
		want := analysis.SnapshotOf(then, a)
		want.Proposals, want.Headline.PWin = nil, nil // neither is compared
		if diff := cmp.Diff(want, b.Accounts[i]); diff != "" {
			t.Errorf("account %d (-review +recomputed):\n%s", i, diff)
		}
		if len(want.People) == 0 || want.Headline.Touches == 0 {
			t.Errorf("account %d has nothing to compare: %+v", i, want.Headline)
		}
	}
}
