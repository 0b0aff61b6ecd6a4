package measure

import "math"

// BetaBinomialResult is coverage shrunk towards the mean of all accounts.
type BetaBinomialResult struct {
	Mean   *float64   `json:"mean"`
	M      *float64   `json:"M"` // prior strength; nil when all accounts are pooled
	Alpha  *float64   `json:"alpha"`
	Beta   *float64   `json:"beta"`
	Shrunk []*float64 `json:"shrunk"` // nil for an account with n = 0
}

// EbBetaBinomial shrinks coverages x_i of n_i; accounts with n_i = 0 are left
// out. Kleinman 1973; METRICS 7.2.
func EbBetaBinomial(x, n []int) BetaBinomialResult {
	r := BetaBinomialResult{Shrunk: make([]*float64, len(n))}
	k, sx, sn := 0, 0.0, 0.0
	for i, v := range n {
		if v > 0 {
			k++
			sx += float64(x[i])
			sn += float64(v)
		}
	}
	if k == 0 {
		return r
	}
	m, mean := sx/sn, sn/float64(k)
	s2 := 0.0
	for i, v := range n {
		if v > 0 {
			d := float64(x[i])/float64(v) - m
			s2 += float64(v) * d * d / sn
		}
	}
	a := 0.0
	if mean > 1 && m > 0 && m < 1 {
		a = clamp((s2-m*(1-m)/mean)/(1-1/mean), 0, 0.999*m*(1-m))
	}
	strength := 0.0
	r.Mean = &m
	if a > 1e-15 {
		strength = m*(1-m)/a - 1
		r.M, r.Alpha, r.Beta = &strength, ptr(m*strength), ptr((1-m)*strength)
	}
	for i, v := range n {
		if v > 0 {
			s := m
			if r.M != nil {
				s = (float64(x[i]) + m*strength) / (float64(v) + strength)
			}
			r.Shrunk[i] = &s
		}
	}
	return r
}

// GammaPoissonResult is touch rates shrunk towards the mean of all accounts.
type GammaPoissonResult struct {
	Mean   *float64   `json:"mean"`
	A      *float64   `json:"A"`      // variance between accounts; 0 pools all
	Shrunk []*float64 `json:"shrunk"` // nil for an account without exposure
}

// EbGammaPoisson shrinks rates y_i per exposure. Marshall 1991; METRICS 7.2.
func EbGammaPoisson(y, exposure []float64) GammaPoissonResult {
	r := GammaPoissonResult{Shrunk: make([]*float64, len(y))}
	k, sy, se := 0, 0.0, 0.0
	for i, e := range exposure {
		if e > 0 {
			k++
			sy += y[i]
			se += e
		}
	}
	if k == 0 {
		return r
	}
	m, s2 := sy/se, 0.0
	for i, e := range exposure {
		if e > 0 {
			s2 += e * (y[i]/e - m) * (y[i]/e - m) / se
		}
	}
	a := max(0, s2-m/(se/float64(k)))
	r.Mean, r.A = &m, &a
	for i, e := range exposure {
		if e > 0 {
			s := m
			if a > 0 {
				s += a / (a + m/e) * (y[i]/e - m)
			}
			r.Shrunk[i] = &s
		}
	}
	return r
}

// KitagawaResult splits a change of a pooled rate.
type KitagawaResult struct {
	Total      float64 `json:"total"`
	RateEffect float64 `json:"rate_effect"`
	MixEffect  float64 `json:"mix_effect"`
}

// Kitagawa splits the change of a pooled coverage into what changed within the
// levels and what changed in their mix; w are shares of people, r rates, before
// and after. Kitagawa 1955; METRICS 7.3.
func Kitagawa(w0, r0, w1, r1 []float64) KitagawaResult {
	var r KitagawaResult
	for i := range w0 {
		r.RateEffect += (w0[i] + w1[i]) / 2 * (r1[i] - r0[i])
		r.MixEffect += (w1[i] - w0[i]) * (r0[i] + r1[i]) / 2
	}
	r.Total = r.RateEffect + r.MixEffect
	return r
}

// McnemarExact is the two-sided exact test of b newly covered against c lost
// contacts; undefined when nothing changed. McNemar 1947; METRICS 7.3.
func McnemarExact(b, c int) *float64 {
	n, k := b+c, min(b, c)
	if n == 0 {
		return nil
	}
	tail := 0.0
	term := math.Exp(logChoose(float64(n), float64(k)) - float64(n)*math.Ln2)
	for ; k >= 0 && term > 0; k-- {
		tail += term
		term *= float64(k) / float64(n-k+1)
	}
	return ptr(min(1, 2*tail))
}

// StandardizedResponseMean is the mean change over its sample standard
// deviation; undefined below two changes or when all are equal. METRICS 7.3.
func StandardizedResponseMean(d []float64) *float64 {
	n := float64(len(d))
	if n < 2 || allEqual(d) {
		return nil
	}
	mean, squares := sum(d)/n, 0.0
	for _, v := range d {
		squares += (v - mean) * (v - mean)
	}
	return ratio(mean, math.Sqrt(squares/(n-1)))
}

// RboExt is the extrapolated rank-biased overlap of two rankings at the depth
// of the shorter, with persistence p in [0,1]: 1 the same, 0 nothing in common.
// Undefined when a list is empty. Webber, Moffat & Zobel 2010; METRICS 7.3.
func RboExt[T comparable](a, b []T, p float64) *float64 {
	k := min(len(a), len(b))
	if k == 0 {
		return nil
	}
	seenA, seenB := map[T]bool{}, map[T]bool{}
	overlap, s, power := 0, 0.0, 1.0 // power is p^(d−1)
	for d := 1; d <= k; d++ {
		x, y := a[d-1], b[d-1]
		if !seenA[x] {
			seenA[x] = true
			overlap += b2i(seenB[x])
		}
		if !seenB[y] {
			seenB[y] = true
			overlap += b2i(seenA[y])
		}
		s += (1 - p) * float64(overlap) / float64(d) * power
		power *= p
	}
	return ptr(s + float64(overlap)/float64(k)*power)
}

// KendallTauB is the rank correlation with ties, [−1,1]; undefined when one
// side is all ties. Kendall 1945; METRICS 7.3.
func KendallTauB(x, y []float64) *float64 {
	both, onlyX, onlyY := 0.0, 0.0, 0.0
	for i := range x {
		for j := range i {
			dx, dy := sign(x[i]-x[j]), sign(y[i]-y[j])
			both += dx * dy
			onlyX += dx * dx
			onlyY += dy * dy
		}
	}
	return ratio(both, math.Sqrt(onlyX)*math.Sqrt(onlyY))
}

func sign(v float64) float64 { return float64(b2i(v > 0) - b2i(v < 0)) }
