package measure

import (
	"cmp"
	"maps"
	"slices"
)

// GiniResult is inequality over people: METRICS 4.5.
type GiniResult struct {
	G          *float64 `json:"G"`      // [0,(n−1)/n]
	Corr       *float64 `json:"G_corr"` // for few people; nil for one
	Sparse     *float64 `json:"G_sparse"`
	SparseCorr *float64 `json:"G_sparse_corr"`
}

// Gini measures how unevenly values lie over people. Undefined when all are 0;
// the sparse variants, for fewer touches than people, exist for whole numbers
// only. Gini 1912, Deltas 2003, Bernasco & Steenbeek 2017; METRICS 4.5.
func Gini[T Number](x []T) GiniResult {
	total, n := sum(x), float64(len(x))
	if total <= 0 {
		return GiniResult{}
	}
	sorted := slices.Sorted(slices.Values(x))
	rank := 0.0
	for i, v := range sorted {
		rank += float64(i+1) * float64(v)
	}
	g := max(0, 2*rank/(n*total)-(n+1)/n)
	r := GiniResult{G: &g, Corr: ratio(g*n, n-1)}
	if whole(x) {
		s := max(0, max(1, n/total)*(g-1)+1)
		m := min(n, total)
		r.Sparse, r.SparseCorr = &s, ratio(s*m, m-1)
	}
	return r
}

// TheilGroup is one group of a decomposition.
type TheilGroup struct {
	TouchShare  float64 `json:"touch_share"`
	PopShare    float64 `json:"pop_share"`
	T           float64 `json:"T_g"` // 0 for a group without touches
	BetweenTerm float64 `json:"between_term"`
	WithinTerm  float64 `json:"within_term"`
}

// TheilResult is Theil's T with its parts.
type TheilResult[G comparable] struct {
	T            *float64         `json:"T"` // [0, ln n]
	Between      *float64         `json:"between"`
	Within       *float64         `json:"within"`
	BetweenShare *float64         `json:"between_share"` // nil when T is 0
	Groups       map[G]TheilGroup `json:"groups"`        // empty when T is undefined
}

// Theil splits the inequality of values over people into a part between groups
// and a part within them; groups names the group of each value. Undefined when
// all values are 0. Theil 1967, Shorrocks 1980; METRICS 4.5.
func Theil[T Number, G cmp.Ordered](x []T, groups []G) TheilResult[G] {
	r := TheilResult[G]{Groups: map[G]TheilGroup{}}
	total, n := sum(x), float64(len(x))
	if total <= 0 {
		return r
	}
	values := map[G][]float64{}
	all := make([]float64, len(x))
	for i, v := range x {
		all[i] = float64(v)
		values[groups[i]] = append(values[groups[i]], float64(v))
	}
	between, within := 0.0, 0.0
	for _, name := range slices.Sorted(maps.Keys(values)) {
		v := values[name]
		g := TheilGroup{TouchShare: sum(v) / total, PopShare: float64(len(v)) / n, T: theil(v)}
		g.BetweenTerm = relative(g.TouchShare, g.PopShare)
		g.WithinTerm = g.TouchShare * g.T
		between += g.BetweenTerm
		within += g.WithinTerm
		r.Groups[name] = g
	}
	t := theil(all)
	between = max(0, between)
	r.T, r.Between, r.Within, r.BetweenShare = &t, &between, &within, ratio(between, t)
	return r
}

// theil is Theil's T of values; 0 when they are equal or nothing.
func theil(x []float64) float64 {
	total := sum(x)
	if total <= 0 || allEqual(x) {
		return 0
	}
	mean, t := total/float64(len(x)), 0.0
	for _, v := range x {
		t += xlogx(v / mean)
	}
	return max(0, t/float64(len(x)))
}

// ConcentrationIndex tells how far values lie with those who rank high:
// 2/(nμ)·Σ value·rank − 1 with mid-ranks for ties, in ±(n−1)/n. Undefined when
// all values are 0. METRICS 7.1.
func ConcentrationIndex(value, rankBy []float64) *float64 {
	total, n := sum(value), float64(len(value))
	if total <= 0 {
		return nil
	}
	rank := midRanks(rankBy)
	c := 0.0
	for i, v := range value {
		c += v * (rank[i] - 0.5) / n
	}
	return ptr(2*c/total - 1)
}

// midRanks ranks from 1, ties sharing the mean of their ranks.
func midRanks(x []float64) []float64 {
	order := ascending(x)
	rank := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, at := range order[i:j] {
			rank[at] = float64(i+j+1) / 2
		}
		i = j
	}
	return rank
}

// ascending gives the indexes of x by value, then by index.
func ascending(x []float64) []int {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	return order
}

// CurvePoint is a point of a concentration curve in the unit square.
type CurvePoint struct {
	X float64 `json:"x"`
	Y float64 `json:"y"`
}

// ConcentrationCurve cumulates value over accounts ascending by rankBy; ties
// make one step. It starts at (0,0) and ends at (1,1); nil when all values are
// 0. METRICS 7.1.
func ConcentrationCurve(value, rankBy []float64) []CurvePoint {
	total := sum(value)
	if total <= 0 {
		return nil
	}
	order := ascending(rankBy)
	curve := []CurvePoint{{}}
	y := 0.0
	for i, at := range order {
		y += value[at]
		if i+1 < len(order) && rankBy[order[i+1]] == rankBy[at] {
			continue
		}
		curve = append(curve, CurvePoint{float64(i+1) / float64(len(order)), min(1, y/total)})
	}
	curve[len(curve)-1].Y = 1
	return curve
}

// KakwaniResult is engagement against revenue.
type KakwaniResult struct {
	C *float64 `json:"C"` // concentration index of engagement by revenue
	G *float64 `json:"G"` // Gini of revenue
	K *float64 `json:"K"` // C − G; 0 is proportional
}

// Kakwani compares the concentration of engagement with that of revenue. Each
// index is undefined when its values are all 0. Kakwani 1977; METRICS 7.1.
func Kakwani(engagement, revenue []float64) KakwaniResult {
	r := KakwaniResult{C: ConcentrationIndex(engagement, revenue), G: ConcentrationIndex(revenue, revenue)}
	if r.C != nil && r.G != nil {
		r.K = ptr(*r.C - *r.G)
	}
	return r
}

// TailResult is the ABC analysis of a portfolio: METRICS 7.1.
type TailResult struct {
	ClassA                   []int    `json:"class_A"` // indexes, largest revenue first
	TailN                    int      `json:"tail_n"`
	TailCountShare           *float64 `json:"tail_count_share"`
	TailRevenueShare         *float64 `json:"tail_revenue_share"`
	TailProfitShare          *float64 `json:"tail_profit_share"`
	TailEngagementShare      *float64 `json:"tail_engagement_share"`
	NeglectRatio             *float64 `json:"neglect_ratio"` // nil when the tail has no engagement
	TailUntouchedN           int      `json:"tail_untouched_n"`
	AllUntouchedRevenueShare *float64 `json:"all_untouched_revenue_share"`
}

// TailNeglect splits accounts into class A, the fewest largest that reach the
// cut of the revenue, and the tail. Profit may be nil; a negative profit makes
// the profit share undefined, so that revenue speaks. METRICS 7.1.
func TailNeglect(revenue, engagement, profit []float64, cut float64) TailResult {
	total, effort := sum(revenue), sum(engagement)
	order := ascending(revenue)
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(revenue[b], revenue[a]), cmp.Compare(a, b))
	})
	r := TailResult{ClassA: []int{}}
	reached := 0.0
	for _, i := range order {
		if reached >= cut*total*(1-1e-12) {
			break
		}
		reached += revenue[i]
		r.ClassA = append(r.ClassA, i)
	}
	tail := order[len(r.ClassA):]
	r.TailN = len(tail)
	money, touched := 0.0, 0.0
	for _, i := range tail {
		money += revenue[i]
		touched += engagement[i]
		r.TailUntouchedN += b2i(engagement[i] <= 0)
	}
	untouched := 0.0
	for i, v := range revenue {
		if engagement[i] <= 0 {
			untouched += v
		}
	}
	r.TailCountShare = ratio(float64(r.TailN), float64(len(revenue)))
	r.TailRevenueShare = ratio(money, total)
	r.TailEngagementShare = ratio(touched, effort)
	r.AllUntouchedRevenueShare = ratio(untouched, total)
	r.TailProfitShare = profitShare(profit, tail)
	if r.TailRevenueShare != nil && r.TailEngagementShare != nil {
		r.NeglectRatio = ratio(*r.TailRevenueShare, *r.TailEngagementShare)
	}
	return r
}

func profitShare(profit []float64, tail []int) *float64 {
	if len(profit) == 0 || slices.Min(profit) < 0 {
		return nil
	}
	part := 0.0
	for _, i := range tail {
		part += profit[i]
	}
	return ratio(part, sum(profit))
}
