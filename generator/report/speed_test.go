package report

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/templates"
)

// large is a portfolio of accounts of 50 people and 500 touches each, the
// shape that the speed of the whole is measured on.
func large(accounts int) *analysis.Result {
	ds := &dataset.Dataset{
		Files:  []dataset.File{{Name: "export.xlsx", SHA256: "00"}},
		Sheets: []dataset.Sheet{{Name: "Contacts", Role: "contacts"}, {Name: "Activities", Role: "activities"}},
		Team:   []dataset.Member{{Name: "Chen Lei", Level: 2}, {Name: "Mei Fang", Level: 4}, {Name: "Wu Gang", Level: 1}},
	}
	for l := 1; l <= 5; l++ {
		ds.Ladder.Steps = append(ds.Ladder.Steps, dataset.Step{Level: l, Key: fmt.Sprintf("level.%d", l)})
	}
	for i := range accounts {
		a := courted(50)
		a.Key = fmt.Sprintf("A-%05d", i)
		a.ID, a.Name = a.Key, fmt.Sprintf("Account %d", i)
		var list []dataset.Activity
		for k := range 500 {
			list = append(list, dataset.Activity{Day: dataset.DayOf(2024, time.September, 1) + dataset.Day(k*3/2),
				Channel: dataset.Channel(1 + k%3), Direction: dataset.Direction(k % 4), People: []int32{int32((k*k + i) % 50)}, Ours: []int32{int32(k % 3)},
				Subject: "Review of the network plan", Row: dataset.Row{Sheet: 1, Row: int32(i*500 + k + 2)}})
		}
		a.Activities = dataset.NewActivities(list...)
		ds.Accounts = append(ds.Accounts, a)
	}
	return analysis.Analyse(ds, analysis.Defaults(), analysis.Options{AsOf: dataset.DayOf(2026, time.September, 30), Jobs: 2})
}

// BenchmarkSet renders pages and data of 100 accounts with 50 people and 500
// touches each on two goroutines.
func BenchmarkSet(b *testing.B) {
	const accounts = 100
	r := large(accounts)
	for _, assets := range []string{"shared", "none"} {
		b.Run(assets, func(b *testing.B) {
			set, err := Render(r, Options{Catalog: catalog(b, "en"), Templates: templates.Files, Assets: assets, Jobs: 2})
			if err != nil {
				b.Fatal(err)
			}
			var bytes atomic.Int64
			for b.Loop() {
				bytes.Store(0)
				if err := set.Each(func(_ string, data []byte) error { bytes.Add(int64(len(data))); return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(accounts)*float64(b.N)/b.Elapsed().Seconds(), "accounts/s")
			b.ReportMetric(float64(bytes.Load())/accounts, "B/account")
		})
	}
}
