package analysis

import (
	"rapport/generator/measure"
)

// fewestAccounts is the number from which accounts are shrunk towards their
// mean: METRICS 7.2.
const fewestAccounts = 10

// portfolio puts the accounts together: METRICS 7 and 8.
func (f *frame) portfolio(accounts []*Account) Portfolio {
	var pf Portfolio
	for i, a := range accounts {
		pf.Lines = append(pf.Lines, f.line(i, a))
		if a.Ladder.EventOnly {
			pf.EventOnly = append(pf.EventOnly, i)
		}
		if a.Spread.NAll == 0 {
			pf.Untouched = append(pf.Untouched, i)
		}
		if rev := a.Data.Revenue; rev != nil && *rev < 0 {
			pf.ExcludedNeg = append(pf.ExcludedNeg, i)
		}
		if p, ok := funnelPoint(i, a); ok {
			pf.Funnel = append(pf.Funnel, p)
		}
	}
	pf.Levels = f.sumLevels(accounts)
	f.shrink(&pf)
	f.engagement(&pf, accounts)
	pf.Executives = f.executives(accounts)
	pf.Mean, pf.Weighted = meanIndex(accounts)
	return pf
}

// line is an account's row in the table.
func (f *frame) line(i int, a *Account) Line {
	l := Line{Account: i, Touches: a.Spread.NAll, TwoWay: a.Totals.TwoWayTouches, Known: a.Totals.Known,
		Recent: a.Totals.Recent, N: a.Totals.N, TVD: a.Spread.TVD, Index: a.Index.Value}
	if a.Vote != nil && a.Vote.Refused == "" {
		l.PWin = ptr(a.Vote.PWin)
	}
	for k := range a.Levels {
		if a.Levels[k].Level > 0 {
			l.ByLevel = append(l.ByLevel, a.Levels[k].Touches)
		}
	}
	l.DaysLast = a.Totals.DaysLast
	return l
}

// funnelPoint places an account in the funnel plot: METRICS 4.6.
func funnelPoint(i int, a *Account) (FunnelPoint, bool) {
	sp := &a.Spread
	if sp.TVD == nil || sp.NEff == nil || int(*sp.NEff) < fewestTouches {
		return FunnelPoint{}, false
	}
	return FunnelPoint{Account: i, N: int(*sp.NEff), TVD: *sp.TVD, Luck: sp.LuckLine, Beyond: sp.BeyondChance != nil && *sp.BeyondChance}, true
}

// sumLevels adds up the scorecards; people are not indexed there.
func (f *frame) sumLevels(accounts []*Account) []Level {
	var sums []Level
	add := func(level int) *Level {
		for i := range sums {
			if sums[i].Level == level {
				return &sums[i]
			}
		}
		sums = append(sums, Level{Level: level, ByMonth: make([]int, monthsShown), Denominator: "headcount", Headcount: ptr(0)})
		return &sums[len(sums)-1]
	}
	for _, l := range f.levels {
		add(l)
	}
	for _, a := range accounts {
		for i := range a.Levels {
			from := &a.Levels[i]
			to := add(from.Level)
			to.Known += from.Known
			to.Touched += from.Touched
			to.TwoWay += from.TwoWay
			to.Recent += from.Recent
			to.N += from.N
			to.Touches += from.Touches
			to.FullWeight += from.FullWeight
			to.Assumed = to.Assumed || from.Assumed
			for m, n := range from.ByMonth {
				to.ByMonth[m] += n
			}
			switch {
			case from.Headcount == nil && from.N > 0:
				to.Denominator, to.Headcount = "known", nil
			case from.Headcount != nil && to.Headcount != nil:
				*to.Headcount += *from.Headcount
			}
		}
	}
	for i := range sums {
		if sums[i].Level == 0 || sums[i].N == 0 {
			sums[i].Headcount, sums[i].Denominator = nil, "known"
		}
	}
	f.shareLevels(sums)
	return sums
}

// shareLevels fills the shares of touches and of people over known levels.
func (f *frame) shareLevels(sums []Level) {
	touches, people := 0, 0
	for i := range sums {
		if sums[i].Level > 0 {
			touches += sums[i].Touches
			people += sums[i].N
		}
	}
	for i := range sums {
		if sums[i].Level > 0 && sums[i].N > 0 {
			sums[i].Share = ratio(float64(sums[i].Touches), float64(touches))
			sums[i].HeadShare = ratio(float64(sums[i].N), float64(people))
		}
	}
}

// shrink pulls the coverage of small accounts towards the mean: METRICS 7.2.
func (f *frame) shrink(pf *Portfolio) {
	var x, n []int
	var at []int
	for i := range pf.Lines {
		if l := &pf.Lines[i]; l.N > 0 {
			x, n, at = append(x, l.Recent), append(n, l.N), append(at, i)
		}
	}
	if len(at) < fewestAccounts {
		return
	}
	touches, people := make([]float64, len(at)), make([]float64, len(at))
	for k, i := range at {
		touches[k], people[k] = float64(pf.Lines[i].Touches), float64(n[k])
	}
	got, rate := measure.EbBetaBinomial(x, n), measure.EbGammaPoisson(touches, people)
	for k, i := range at {
		pf.Lines[i].Shrunk, pf.Lines[i].ShrunkRate = got.Shrunk[k], rate.Shrunk[k]
	}
}

// engagement sets engagement against revenue: METRICS 7.1. Accounts without
// revenue, or with a negative one, are left out of the ratios.
func (f *frame) engagement(pf *Portfolio, accounts []*Account) {
	var at []int
	var revenue, engaged, profit []float64
	for i, a := range accounts {
		if a.Data.Revenue == nil || *a.Data.Revenue < 0 {
			continue
		}
		at = append(at, i)
		revenue = append(revenue, *a.Data.Revenue)
		engaged = append(engaged, float64(pf.Lines[i].TwoWay))
		if a.Data.Profit != nil {
			profit = append(profit, *a.Data.Profit)
		}
	}
	if total(revenue) <= 0 {
		return
	}
	if len(profit) < len(at) {
		profit = nil
	}
	if k := measure.Kakwani(engaged, revenue); k.K != nil {
		pf.Concentration = &Concentration{C: *k.C, G: *k.G, K: *k.K,
			Engagement: points(measure.ConcentrationCurve(engaged, revenue)),
			Revenue:    points(measure.ConcentrationCurve(revenue, revenue))}
	}
	got := measure.TailNeglect(revenue, engaged, profit, f.s.Portfolio.TailCut)
	t := &Tail{N: got.TailN, CountShare: *got.TailCountShare, RevenueShare: *got.TailRevenueShare,
		ProfitShare: got.TailProfitShare, NeglectRatio: got.NeglectRatio,
		UntouchedN: got.TailUntouchedN, AllUntouchedRevenueShare: *got.AllUntouchedRevenueShare}
	if got.TailEngagementShare != nil {
		t.EngagementShare = *got.TailEngagementShare
	}
	for _, i := range at {
		pf.Lines[i].Tail = true
	}
	for _, k := range got.ClassA {
		t.ClassA = append(t.ClassA, at[k])
		pf.Lines[at[k]].Tail = false
	}
	pf.Tail = t
}

func points(curve []measure.CurvePoint) []Point {
	out := make([]Point, len(curve))
	for i, p := range curve {
		out[i] = Point(p)
	}
	return out
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}

// executives tells how far ours reach: METRICS 8.
func (f *frame) executives(accounts []*Account) Executives {
	var e Executives
	var days []*int
	var ones, revenue []float64
	exec, all := 0, 0
	layers, weight := 0.0, 0.0
	for _, a := range accounts {
		d := a.Ladder.ExecDaysSince
		e.Never += b2i(d == nil)
		rev := 0.0
		if a.Data.Revenue != nil && *a.Data.Revenue > 0 {
			rev = *a.Data.Revenue
		}
		days, ones, revenue = append(days, d), append(ones, 1), append(revenue, rev)
		exec += a.Ladder.ExecContactDays
		all += a.Ladder.ContactDays
		if n := a.Ladder.LayersBetween; n != nil {
			layers += rev * float64(*n)
			weight += rev
		}
	}
	e.Median, e.P90 = measure.WeightedQuantile(days, ones, 0.5), measure.WeightedQuantile(days, ones, 0.9)
	e.WeightedMedian, e.WeightedP90 = measure.WeightedQuantile(days, revenue, 0.5), measure.WeightedQuantile(days, revenue, 0.9)
	e.Layers, e.OurLayers = ratio(layers, weight), len(f.team.levels)
	e.FrontlineShare = ratio(float64(exec), float64(all))
	executives := 0
	for _, m := range f.ds.Team {
		executives += b2i(m.Level > 0 && m.Level <= f.s.Index.ExecMaxLevel)
	}
	if executives > 0 && all > 0 {
		e.PerHeadRatio = ptr(float64(exec) / float64(executives) / (float64(all) / float64(len(f.ds.Team))))
	}
	return e
}

// meanIndex gives the simple and the revenue-weighted mean of the published
// indexes.
func meanIndex(accounts []*Account) (mean, weighted *float64) {
	sum, n, wsum, w := 0.0, 0, 0.0, 0.0
	for _, a := range accounts {
		if a.Index.Value == nil {
			continue
		}
		sum += *a.Index.Value
		n++
		if rev := a.Data.Revenue; rev != nil && *rev > 0 {
			wsum += *rev * *a.Index.Value
			w += *rev
		}
	}
	return ratio(sum, float64(n)), ratio(wsum, w)
}
