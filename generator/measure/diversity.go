package measure

import "math"

// DiversityResult describes how counts lie over K levels: METRICS 4.2.
type DiversityResult struct {
	N               float64  `json:"n"`
	K               int      `json:"K"`     // levels, empty ones included
	SObs            int      `json:"S_obs"` // levels with a count
	H               *float64 `json:"H"`     // Shannon, [0, ln K]
	J               *float64 `json:"J"`     // Pielou with K fixed, [0,1]
	JObs            *float64 `json:"J_obs"`
	HHI             *float64 `json:"HHI"`
	HHINorm         *float64 `json:"HHI_norm"`
	GiniSimpson     *float64 `json:"gini_simpson"`
	SimpsonUnbiased *float64 `json:"simpson_unbiased"` // nil below two, or for fractions
	D0              *float64 `json:"D0"`
	D1              *float64 `json:"D1"`
	D2              *float64 `json:"D2"`
	DInf            *float64 `json:"Dinf"`
	Heip            *float64 `json:"heip"`
}

// Diversity measures the counts per level; zeros are levels too. Everything
// but n, K and S_obs is undefined without a touch. METRICS 4.2.
func Diversity[T Number](counts []T) DiversityResult {
	r := DiversityResult{N: sum(counts), K: len(counts), SObs: observed(counts)}
	p := shares(counts)
	if p == nil {
		return r
	}
	h, hhi, top := shannon(p), 0.0, 0.0
	pairs := 0.0
	for i, v := range p {
		hhi += v * v
		top = max(top, v)
		pairs += float64(counts[i]) * (float64(counts[i]) - 1)
	}
	k, s := float64(r.K), float64(r.SObs)
	r.H, r.HHI, r.GiniSimpson = &h, &hhi, ptr(1-hhi)
	r.J = ratio(h, math.Log(k))
	r.JObs = ratio(h, math.Log(s))
	if r.K > 1 {
		r.HHINorm = ptr((hhi - 1/k) / (1 - 1/k))
	}
	if r.N >= 2 && whole(counts) {
		r.SimpsonUnbiased = ptr(1 - pairs/(r.N*(r.N-1)))
	}
	d1 := math.Exp(h)
	r.D0, r.D1, r.D2, r.DInf = &s, &d1, ptr(1/hhi), ptr(1/top)
	r.Heip = ratio(math.Expm1(h), k-1)
	return r
}

// observed counts the levels with a count.
func observed[T Number](counts []T) int {
	n := 0
	for _, c := range counts {
		n += b2i(c > 0)
	}
	return n
}

// shannon is −Σ p ln p.
func shannon(p []float64) float64 {
	h := 0.0
	for _, v := range p {
		h -= xlogx(v)
	}
	return max(0, h)
}

// Hill is the effective number of levels of order q, in [1, K]; q may be
// math.Inf(1). Undefined without a touch. Hill 1973; METRICS 4.2.
func Hill[T Number](counts []T, q float64) *float64 {
	p := shares(counts)
	if p == nil {
		return nil
	}
	top := 0.0
	for _, v := range p {
		top = max(top, v)
	}
	switch {
	case math.IsInf(q, 1):
		return ptr(1 / top)
	case q == 1:
		return ptr(math.Exp(shannon(p)))
	case math.Abs(q-1) < 0.1: // near the limit: no cancellation
		rest := 0.0
		for _, v := range p {
			if v > 0 {
				rest += v * math.Expm1((q-1)*math.Log(v))
			}
		}
		return ptr(math.Exp(math.Log1p(rest) / (1 - q)))
	}
	s := 0.0
	for _, v := range p {
		if v > 0 {
			s += math.Pow(v/top, q)
		}
	}
	return ptr(math.Exp((q*math.Log(top) + math.Log(s)) / (1 - q)))
}

// MillerMadowResult is an entropy corrected for few touches.
type MillerMadowResult struct {
	H      *float64 `json:"H_mm"`
	Capped *float64 `json:"H_mm_capped"` // at ln K
}

// EntropyMillerMadow adds (S_obs−1)/(2n) to the plug-in entropy. Undefined
// without a touch. Miller 1955; METRICS 4.6.
func EntropyMillerMadow[T Number](counts []T) MillerMadowResult {
	p := shares(counts)
	if p == nil {
		return MillerMadowResult{}
	}
	h := shannon(p) + float64(observed(counts)-1)/(2*sum(counts))
	return MillerMadowResult{H: &h, Capped: ptr(min(h, math.Log(float64(len(counts)))))}
}

// ChaoShenResult is an entropy for an unknown number of classes.
type ChaoShenResult struct {
	Coverage *float64 `json:"coverage"`
	H        *float64 `json:"H_cs"`
	Capped   *float64 `json:"H_cs_capped"` // at ln K
}

// EntropyChaoShen is the coverage-adjusted entropy, a cross-check only.
// Undefined without a touch. Chao & Shen 2003; METRICS 4.6.
func EntropyChaoShen[T Number](counts []T) ChaoShenResult {
	p := shares(counts)
	if p == nil {
		return ChaoShenResult{}
	}
	n, f1 := sum(counts), 0.0
	for _, c := range counts {
		if c == 1 {
			f1++
		}
	}
	if f1 == n {
		f1 = n - 1
	}
	c := 1 - f1/n
	h := 0.0
	for _, v := range p {
		if a := c * v; a > 0 {
			h -= a * math.Log(a) / -math.Expm1(n*math.Log1p(-a))
		}
	}
	h = max(0, h)
	return ChaoShenResult{Coverage: &c, H: &h, Capped: ptr(min(h, math.Log(float64(len(counts)))))}
}

// PosteriorResult is a posterior mean and standard deviation.
type PosteriorResult struct {
	Mean *float64 `json:"mean"`
	SD   *float64 `json:"sd"`
}

// EntropyDirichlet is the posterior of the entropy under a Dirichlet(a) prior;
// it exists without touches too. Undefined without levels, or when all of
// counts and a are 0. Wolpert & Wolf 1995; METRICS 4.6.
func EntropyDirichlet[T Number](counts []T, a float64) PosteriorResult {
	alpha := make([]float64, len(counts))
	for i, c := range counts {
		alpha[i] = float64(c) + a
	}
	total := sum(alpha)
	if total <= 0 {
		return PosteriorResult{}
	}
	mean := digamma(total + 1)
	psi, psi1 := digamma(total+2), trigamma(total+2)
	weighted, own, square := 0.0, 0.0, 0.0
	for _, v := range alpha {
		mean -= v / total * digamma(v+1)
		d := v * (digamma(v+1) - psi)
		weighted += d
		own += d * d
		square += v * (v + 1) * (math.Pow(digamma(v+2)-psi, 2) + trigamma(v+2) - psi1)
	}
	cross := weighted*weighted - own - psi1*(total*total-sumSquares(alpha))
	variance := (cross+square)/(total*(total+1)) - mean*mean
	return PosteriorResult{Mean: ptr(max(0, mean)), SD: ptr(math.Sqrt(max(0, variance)))}
}

func sumSquares(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return s
}

// KishNeff is the effective number of touches of activities with the given
// sizes, (Σm)²/Σm²; 0 when there are none. Kish 1965; METRICS 4.6.
func KishNeff(sizes []int) float64 {
	s, squares := 0.0, 0.0
	for _, m := range sizes {
		s += float64(m)
		squares += float64(m) * float64(m)
	}
	if squares == 0 {
		return 0
	}
	return s * s / squares
}
