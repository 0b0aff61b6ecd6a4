package measure

import "math"

// AttainmentResult is how far the levels reach their coverage target.
type AttainmentResult struct {
	Attainment []*float64 `json:"attainment"` // nil for a level without people
	Value      *float64   `json:"value"`      // nil without an eligible level
}

// LevelAttainment is component c2 of the index: the geometric mean, weighted by
// the target shares t of the levels with people, of recent coverage over its
// target, each capped at 1 and floored. METRICS 9.2.
func LevelAttainment(recent, n []int, targetCov float64, t []float64, floor float64) AttainmentResult {
	r := AttainmentResult{Attainment: make([]*float64, len(n))}
	logs, weight := 0.0, 0.0
	for i := range n {
		if n[i] <= 0 {
			continue
		}
		a := 1.0
		if targetCov > 0 {
			a = min(1, float64(recent[i])/float64(n[i])/targetCov)
		}
		r.Attainment[i] = &a
		if t[i] > 0 {
			logs += t[i] * math.Log(max(floor, a))
			weight += t[i]
		}
	}
	if weight > 0 {
		r.Value = ptr(math.Exp(logs / weight))
	}
	return r
}

// EngagedVotesWithoutKey is component c3: the votes of everybody but the key
// vote (-1: nobody is left out), each times its relationship strength, over the
// needed weight q, capped at 1. Undefined when nothing is needed. METRICS 9.2.
func EngagedVotesWithoutKey[T Number](w []T, strength []float64, q float64, key int) *float64 {
	if q <= 0 {
		return nil
	}
	engaged := 0.0
	for i, v := range w {
		if i != key {
			engaged += float64(v) * strength[i]
		}
	}
	return ptr(min(1, engaged/q))
}

// ExecutivePresence is component c4: 1 within the grace, halved every half-life
// after it, 0 when an executive never came (nil). Days. METRICS 9.2.
func ExecutivePresence(days *int, grace, halfLife float64) float64 {
	switch {
	case days == nil:
		return 0
	case float64(*days) <= grace:
		return 1
	case halfLife <= 0:
		return 0
	}
	return math.Exp2(-(float64(*days) - grace) / halfLife)
}

// IndexResult is the index with its waterfall.
type IndexResult struct {
	Index      *float64  `json:"index"`       // 0 to 100; nil without weights
	PointsLost []float64 `json:"points_lost"` // by component; adds up to 100 − index; nil when that is 0 for want of a floor
}

// Index is 100 times the weighted geometric mean of components, each capped at
// 1 and floored; weights need not add up to 1. METRICS 9.2 and 9.3.
func Index(components, weights []float64, floor float64) IndexResult {
	omega := shares(weights)
	if omega == nil {
		return IndexResult{}
	}
	v := 100 * math.Exp(meanLog(components, omega, floor))
	r := IndexResult{Index: &v}
	if v == 0 {
		return r
	}
	r.PointsLost = make([]float64, len(components))
	scale := logMean(100, v)
	for k, c := range components {
		if l := math.Log(limit(c, floor)); omega[k] > 0 && l < 0 {
			r.PointsLost[k] = -scale * omega[k] * l
		}
	}
	return r
}

// limit keeps a component in [floor, 1].
func limit(c, floor float64) float64 { return max(floor, min(1, c)) }

func meanLog(components, omega []float64, floor float64) float64 {
	s := 0.0
	for k, c := range components {
		if omega[k] > 0 {
			s += omega[k] * math.Log(limit(c, floor))
		}
	}
	return s
}

// IndexChangeResult explains a change of the index.
type IndexChangeResult struct {
	Index0        *float64  `json:"index0"`
	Index1        *float64  `json:"index1"`
	Contributions []float64 `json:"contributions"` // add up to index1 − index0
}

// IndexChange splits the change between two quarters by component, exactly:
// logarithmic mean Divisia index. Ang 2004; METRICS 9.3.
func IndexChange(c0, c1, weights []float64, floor float64) IndexChangeResult {
	a, b := Index(c0, weights, floor), Index(c1, weights, floor)
	r := IndexChangeResult{Index0: a.Index, Index1: b.Index}
	if a.PointsLost == nil || b.PointsLost == nil {
		return r
	}
	scale, omega := logMean(*b.Index, *a.Index), shares(weights)
	r.Contributions = make([]float64, len(c0))
	for k := range c0 {
		if omega[k] > 0 {
			r.Contributions[k] = scale * omega[k] * math.Log(limit(c1[k], floor)/limit(c0[k], floor))
		}
	}
	return r
}
