package analysis

import (
	"slices"
	"sync"

	"rapport/generator/dataset"
)

// Recompute makes a baseline of the quarter before o.Period from the same
// export, for a first review that has no kept one. Only what rests on dated
// touches is that quarter's own: people, levels, rights, stances and head
// counts are today's. It is nil when no touch is older than the period.
// Options must hold the period.
func Recompute(ds *dataset.Dataset, s Settings, o Options, fiscalStart int) *Baseline {
	if !spans(ds, o.Period.From) {
		return nil
	}
	before := o
	before.Period = QuarterOf(o.Period.From-1, fiscalStart)
	before.AsOf = before.Period.To
	res := &Result{Data: ds, Settings: s, Period: before.Period, AsOf: before.AsOf}
	f := newFrame(ds, &res.Settings, before.complete(ds))
	var wanted []*dataset.Account
	for _, a := range ds.Accounts {
		if len(o.Accounts) == 0 || slices.ContainsFunc(o.Accounts, func(name string) bool { return names(a, name) }) {
			wanted = append(wanted, a)
		}
	}
	b := &Baseline{Period: before.Period, AsOf: before.AsOf, Recomputed: true, Accounts: make([]Snapshot, len(wanted))}
	method := Method(s, ds.Ladder)
	next := make(chan int)
	var done sync.WaitGroup
	for range min(max(1, o.Jobs), max(1, len(wanted))) {
		done.Go(func() {
			scratch := newScratch(len(ds.Team))
			for i := range next {
				b.Accounts[i] = snapshot(res, f.lookBack(wanted[i], scratch), method)
			}
		})
	}
	for i := range wanted {
		next <- i
	}
	close(next)
	done.Wait()
	return b
}

// spans tells whether a touch is older than the day.
func spans(ds *dataset.Dataset, day dataset.Day) bool {
	for _, a := range ds.Accounts {
		if a.Activities.Len() > 0 && a.Activities.Day(0) < day {
			return true
		}
	}
	return false
}

// lookBack is the part of a review that a comparison needs.
func (f *frame) lookBack(acc *dataset.Account, sc *scratch) *Account {
	r := &review{frame: f, scratch: sc, acc: acc, out: &Account{Data: acc, Months: f.cal.months}}
	r.collect()
	r.describePeople()
	r.scoreLevels()
	r.compareWithTarget()
	r.sumTotals()
	r.executives()
	r.buildIndex()
	return r.out
}
