package analysis_test

import (
	"testing"

	"rapport/generator/analysis"
)

// BenchmarkAnalyse reviews 2,000 accounts of 50 stakeholders and 500 touches
// on one goroutine.
func BenchmarkAnalyse(b *testing.B) {
	ds := synthetic(2000, 50, 500)
	for b.Loop() {
		analysis.Analyse(ds, analysis.Defaults(), analysis.Options{AsOf: reviewDay, Jobs: 1})
	}
}

// BenchmarkAnalyseManyVoters reviews one account of 2,000 stakeholders, where
// the vote model is dearest.
func BenchmarkAnalyseManyVoters(b *testing.B) {
	ds := synthetic(1, 2000, 20000)
	for b.Loop() {
		analysis.Analyse(ds, analysis.Defaults(), analysis.Options{AsOf: reviewDay, Jobs: 1})
	}
}
