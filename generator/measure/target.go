package measure

import "math"

// TargetFloor turns a profile into target shares of at least about eps:
// t ∝ max(eps, share). Nil when the profile adds up to 0. METRICS 4.1.
func TargetFloor(target []float64, eps float64) []float64 {
	p := shares(target)
	for i := range p {
		p[i] = max(eps, p[i])
	}
	return shares(p)
}

// BlendedTarget is the target profile t ∝ max(eps, (1−lambda)·π + lambda·ω) of
// head shares π and vote shares ω. Levels without people and votes stay 0.
// Without any vote the heads decide, without heads the votes; nil when there
// are neither. METRICS 4.1.
func BlendedTarget(heads, weights []float64, lambda, eps float64) []float64 {
	pi, omega := shares(heads), shares(weights)
	if omega == nil {
		omega = pi
	}
	if pi == nil {
		pi = omega
	}
	if pi == nil {
		return nil
	}
	t := make([]float64, len(heads))
	for i := range t {
		if heads[i] > 0 || weights[i] > 0 {
			t[i] = max(eps, (1-lambda)*pi[i]+lambda*omega[i])
		}
	}
	return shares(t)
}

// DivergenceResult is the distance of touches from their target: METRICS 4.3.
type DivergenceResult struct {
	KL       *float64 `json:"KL"`         // nil also when infinite
	ExpNegKL *float64 `json:"exp_neg_KL"` // spread score, 0 when KL is infinite
	JSD      *float64 `json:"JSD"`        // [0, ln 2]
	TVD      *float64 `json:"TVD"`        // index of dissimilarity, [0,1]
	G        *float64 `json:"G_stat"`
	Moves    *float64 `json:"moves"` // touches that would have to go elsewhere
}

// Divergence compares counts per level with target weights, which need not
// add up to 1. Undefined without a touch or without a target. METRICS 4.3.
func Divergence[T Number](counts []T, target []float64) DivergenceResult {
	p, t := shares(counts), shares(target)
	if p == nil || t == nil {
		return DivergenceResult{}
	}
	n := sum(counts)
	kl, jsd, tvd := 0.0, 0.0, 0.0
	for i := range p {
		kl += relative(p[i], t[i])
		m := (p[i] + t[i]) / 2
		jsd += (relative(p[i], m) + relative(t[i], m)) / 2
		tvd += math.Abs(p[i]-t[i]) / 2
	}
	kl, jsd = max(0, kl), max(0, jsd)
	return DivergenceResult{
		KL: ptr(kl), ExpNegKL: ptr(math.Exp(-kl)), JSD: &jsd, TVD: &tvd,
		G: ptr(2 * n * kl), Moves: ptr(n * tvd),
	}
}

// relative is p·ln(p/t), infinite when only t is 0.
func relative(p, t float64) float64 {
	switch {
	case p <= 0:
		return 0
	case t <= 0:
		return math.Inf(1)
	}
	return p * math.Log(p/t)
}

// NullResult is the expected distance of an on-target team.
type NullResult struct {
	KL  *float64 `json:"E_KL"`
	TVD *float64 `json:"E_TVD"`
}

// KlNull is the exact expected distance of n touches drawn at random from the
// target itself. Undefined for n = 0 or without a target. METRICS 4.6.
func KlNull(n int, target []float64) NullResult {
	t := shares(target)
	if n <= 0 || t == nil {
		return NullResult{}
	}
	kl, tvd, size := 0.0, 0.0, float64(n)
	for _, q := range t {
		if q <= 0 {
			continue
		}
		for x, b := range binomials(n, q) {
			share := float64(x) / size
			kl += b * relative(share, q)
			tvd += b * math.Abs(share-q) / 2
		}
	}
	return NullResult{KL: ptr(max(0, kl)), TVD: &tvd}
}

// binomials are the probabilities of 0 to n of n.
func binomials(n int, p float64) []float64 {
	row := make([]float64, n+1)
	switch {
	case p <= 0:
		row[0] = 1
	case p >= 1:
		row[n] = 1
	default:
		yes, no := math.Log(p), math.Log1p(-p)
		for x := range row {
			choose := logFactorial(n) - logFactorial(x) - logFactorial(n-x)
			row[x] = math.Exp(choose + float64(x)*yes + float64(n-x)*no)
		}
	}
	return row
}

// WilsonResult is an interval of a share.
type WilsonResult struct {
	Lo *float64 `json:"lo"`
	Hi *float64 `json:"hi"`
}

// Wilson is the score interval of x of n at z standard deviations, in [0,1];
// undefined for n = 0. Wilson 1927; METRICS 4.4.
func Wilson(x, n, z float64) WilsonResult {
	if n <= 0 {
		return WilsonResult{}
	}
	p, zz := x/n, z*z
	mid := (p + zz/(2*n)) / (1 + zz/n)
	half := z / (1 + zz/n) * math.Sqrt(max(0, p*(1-p)/n+zz/(4*n*n)))
	lo, hi := clamp(mid-half, 0, 1), clamp(mid+half, 0, 1)
	if x <= 0 {
		lo = 0
	}
	if x >= n {
		hi = 1
	}
	return WilsonResult{Lo: &lo, Hi: &hi}
}

// Z90 is the normal quantile of two-sided 90 % intervals.
const Z90 = 1.6448536269514722

// TopHeavinessResult is a location quotient with its interval.
type TopHeavinessResult struct {
	LQ   *float64 `json:"LQ"` // 1 is proportional
	Log2 *float64 `json:"log2_LQ"`
	Lo   *float64 `json:"lo"`
	Hi   *float64 `json:"hi"`
}

// TopHeaviness is the share of touches at the top levels over their share of
// people; top holds 1-based levels. Undefined without touches, without people
// at the top, or when everybody is at the top. METRICS 4.4.
func TopHeaviness[T, H Number](touches []T, heads []H, top []int, z float64) TopHeavinessResult {
	n, people := sum(touches), sum(heads)
	isTop := make([]bool, len(touches))
	for _, l := range top {
		if l >= 1 && l <= len(isTop) {
			isTop[l-1] = true
		}
	}
	x, h := 0.0, 0.0
	for i := range touches {
		if isTop[i] {
			x += float64(touches[i])
			h += float64(heads[i])
		}
	}
	if n <= 0 || h <= 0 || h >= people {
		return TopHeavinessResult{}
	}
	pi := h / people
	lq := x / n / pi
	w := Wilson(x, n, z)
	return TopHeavinessResult{LQ: &lq, Log2: ptr(math.Log2(lq)), Lo: ptr(*w.Lo / pi), Hi: ptr(*w.Hi / pi)}
}
