package measure

import (
	"math"
	"slices"
)

// MaxGap is the longest time in days without a touch inside the lookback, the
// open gaps at both ends included; ages outside it are ignored. METRICS 3.4.
func MaxGap(ages []int, lookback int) int {
	if !slices.IsSorted(ages) {
		ages = slices.Sorted(slices.Values(ages))
	}
	gap, last := lookback, -1
	for _, a := range ages {
		switch {
		case a < 0 || a >= lookback:
			continue
		case last < 0:
			gap = a
		default:
			gap = max(gap, a-last)
		}
		last = a
	}
	if last < 0 {
		return lookback
	}
	return max(gap, lookback-last)
}

// Steps is how far one contact came in the funnel of METRICS 3.1.
type Steps struct{ Touched, TwoWay, Recent bool }

// Funnel places one contact by its touches: touched and two-way in the
// lookback, recent with the two-way condition in the recent window. METRICS 3.1.
func Funnel(touches []Touch, lookback, recent int) Steps {
	var s Steps
	var all, near [4]bool
	for _, t := range touches {
		if t.Age < 0 || t.Age >= lookback {
			continue
		}
		s.Touched = true
		all[t.Direction&3] = true
		if t.Age < recent {
			near[t.Direction&3] = true
		}
	}
	s.TwoWay = all[TwoWay] || all[Inbound] && all[Outbound]
	s.Recent = near[TwoWay] || near[Inbound] && near[Outbound]
	return s
}

// PopulationResult is the denominator of a group's coverage.
type PopulationResult struct {
	N           int
	Denominator string // headcount or known
	Flag        string // headcount_below_known or ""
}

// Population is the number of people of a group: the head count, at least the
// known; the known when the head count is not given. METRICS 3.1.
func Population(known, headcount int, given bool) PopulationResult {
	r := PopulationResult{N: known, Denominator: "known"}
	if given {
		r.N, r.Denominator = max(headcount, known), "headcount"
		if headcount < known {
			r.Flag = "headcount_below_known"
		}
	}
	return r
}

// CoverageResult is the nested funnel of a group of people: METRICS 3.1.
type CoverageResult struct {
	Headcount   *int     `json:"headcount"`
	Known       int      `json:"known"`
	Touched     int      `json:"touched"`
	TwoWay      int      `json:"two_way"`
	Recent      int      `json:"recent"`
	N           int      `json:"N"`
	Denominator string   `json:"denominator"` // headcount or known
	Flag        *string  `json:"flag"`        // headcount_below_known or nil
	KnownCov    *float64 `json:"known_cov"`
	TouchedCov  *float64 `json:"touched_cov"`
	TwoWayCov   *float64 `json:"two_way_cov"`
	RecentCov   *float64 `json:"recent_cov"`
}

// Coverage counts the funnel of a group from the touches of each known contact
// (an empty slice for one without); headcount nil is unknown. The ratios are
// undefined for a group without people. METRICS 3.1.
func Coverage(contacts [][]Touch, headcount *int, lookback, recent int) CoverageResult {
	r := CoverageResult{Headcount: headcount, Known: len(contacts)}
	for _, touches := range contacts {
		s := Funnel(touches, lookback, recent)
		r.Touched += b2i(s.Touched)
		r.TwoWay += b2i(s.TwoWay)
		r.Recent += b2i(s.Recent)
	}
	given := 0
	if headcount != nil {
		given = *headcount
	}
	p := Population(r.Known, given, headcount != nil)
	r.N, r.Denominator = p.N, p.Denominator
	if p.Flag != "" {
		r.Flag = &p.Flag
	}
	n := float64(r.N)
	r.KnownCov, r.TouchedCov = ratio(float64(r.Known), n), ratio(float64(r.Touched), n)
	r.TwoWayCov, r.RecentCov = ratio(float64(r.TwoWay), n), ratio(float64(r.Recent), n)
	return r
}

// Bounds is an interval; a nil end is not known.
type Bounds struct {
	Lo *float64 `json:"lo"`
	Hi *float64 `json:"hi"`
}

// CoverageBounds bounds a coverage whose head count is a range, or unknown
// (nil): then only the upper bound exists. A reversed range is turned round.
// METRICS 3.2.
func CoverageBounds(covered, known int, hcLo, hcHi *int) Bounds {
	if hcLo != nil && hcHi != nil && *hcLo > *hcHi {
		hcLo, hcHi = hcHi, hcLo
	}
	var b Bounds
	if hcHi != nil {
		b.Lo = ratio(float64(covered), float64(max(*hcHi, known)))
	}
	least := known
	if hcLo != nil {
		least = max(*hcLo, known)
	}
	b.Hi = ratio(float64(covered), float64(least))
	return b
}

// CoverageGap is the number of people missing to a target coverage. The target
// is read as the simple fraction it stands for, so that 0.7 of 10 is 7.
// METRICS 3.2.
func CoverageGap(covered, n int, target float64) int {
	num, den := fraction(target)
	return max(0, (num*n+den-1)/den-covered)
}

// fraction is the simplest num/den within 1e-12 of a share, by continued
// fractions up to a denominator of a million; 0 for what is no share.
func fraction(x float64) (num, den int) {
	if !(x > 0) || x > 1_000_000 {
		return 0, 1
	}
	num, den = 1, 0
	before, below := 0, 1
	for rest := x; ; {
		whole := int(math.Floor(rest))
		if den > 0 && (whole*den+below > 1_000_000 || whole > 1_000_000) {
			return num, den
		}
		num, before = whole*num+before, num
		den, below = whole*den+below, den
		if math.Abs(x-float64(num)/float64(den)) <= 1e-12 {
			return num, den
		}
		rest = 1 / (rest - float64(whole))
	}
}

// Chao1Result estimates how many people can be reached: METRICS 3.2.
type Chao1Result struct {
	SObs           int     `json:"S_obs"`
	F1             int     `json:"f1"`
	F2             int     `json:"f2"`
	Chao1          float64 `json:"chao1"`
	SampleCoverage float64 `json:"sample_coverage"`
}

// Chao1 is a lower bound on the number of reachable people from the touches
// per contact, with Good-Turing sample coverage; nil without a touch.
// Chao 1984; METRICS 3.2.
func Chao1(touchesPerContact []int) *Chao1Result {
	var r Chao1Result
	n := 0
	for _, x := range touchesPerContact {
		if x <= 0 {
			continue
		}
		n += x
		r.SObs++
		r.F1 += b2i(x == 1)
		r.F2 += b2i(x == 2)
	}
	if n == 0 {
		return nil
	}
	f1 := float64(r.F1)
	r.Chao1 = float64(r.SObs) + f1*(f1-1)/(2*float64(r.F2+1))
	r.SampleCoverage = 1 - f1/float64(n)
	return &r
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
