package measure

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"
)

// MaxVectors is the number of count vectors up to which null distributions are
// enumerated: METRICS 4.6.
const MaxVectors = 500_000

// sameDistance is how far apart equal distances may fall by rounding.
const sameDistance = 1e-10

// vectors is the number of ways to lay n touches on k levels, cut just above
// MaxVectors.
func vectors(n, k int) int {
	c := 1.0
	for i := 1; i < k; i++ {
		c *= float64(n+i) / float64(i)
		if c > MaxVectors+0.5 {
			return MaxVectors + 1
		}
	}
	return int(math.Round(c))
}

// LuckLineResult is the largest distance that chance explains.
type LuckLineResult struct {
	D   *float64 `json:"d"`
	Cum *float64 `json:"cum"` // P(D ≤ d) of an on-target team
}

// LuckLine is the smallest distance d with P(D ≤ d) ≥ 1−alpha when n touches
// are drawn from the target: the exact null distribution of the index of
// dissimilarity. Undefined for n = 0, without a target and when more than
// MaxVectors count vectors would have to be enumerated. METRICS 4.6.
func LuckLine(n int, target []float64, alpha float64) LuckLineResult {
	t := positive(shares(target))
	if n <= 0 || len(t) == 0 || vectors(n, len(t)) > MaxVectors {
		return LuckLineResult{}
	}
	cells := distances(n, t)
	slices.SortFunc(cells, func(a, b mass) int { return cmp.Compare(a.d, b.d) })
	total := 0.0
	for i, c := range cells {
		total += c.p
		if i+1 < len(cells) && cells[i+1].d-c.d < sameDistance {
			continue
		}
		if total >= 1-alpha-1e-12 || i+1 == len(cells) {
			return LuckLineResult{D: ptr(c.d), Cum: ptr(min(1, total))}
		}
	}
	return LuckLineResult{}
}

// positive drops the levels with no share: nothing is drawn from them.
func positive(t []float64) []float64 {
	return slices.DeleteFunc(t, func(v float64) bool { return v <= 0 })
}

// mass is probability at a distance.
type mass struct{ d, p float64 }

// distances gives the distribution of the index of dissimilarity. It depends
// only on which levels have less than their share and how many touches those
// have together, so no count vector is visited: the two sides of each set of
// levels are convolved on their own, and touches in total join them.
func distances(n int, t []float64) []mass {
	e := newEnumeration(n, t)
	k := len(t)
	if k > maxSubsetLevels {
		return e.distances(t)
	}
	under, over := make([][]float64, 1<<k), make([][]float64, 1<<k)
	under[0], over[0] = []float64{1}, []float64{1}
	for s := 1; s < 1<<k; s++ {
		top := bits.Len(uint(s)) - 1
		rest := s &^ (1 << top)
		split := int(math.Ceil(float64(n) * t[top])) // the first count that is no less than its share
		for split > 0 && float64(split-1) >= float64(n)*t[top] {
			split--
		}
		for split <= n && float64(split) < float64(n)*t[top] {
			split++
		}
		under[s] = convolve(under[rest], e.pmf[top][:min(split, n+1)], 0, n)
		over[s] = convolve(over[rest], e.pmf[top], split, n)
	}
	var cells []mass
	for s := range 1 << k {
		share := 0.0
		for i, q := range t {
			if s>>i&1 == 1 {
				share += q
			}
		}
		u, o := under[s], over[1<<k-1-s]
		for m, p := range u {
			if n-m >= len(o) {
				continue
			}
			if p *= o[n-m] / e.total; p > 0 {
				cells = append(cells, mass{max(0, share-float64(m)/float64(n)), p})
			}
		}
	}
	return cells
}

// maxSubsetLevels is the number of levels up to which their sets are listed.
const maxSubsetLevels = 12

// distances visits every count vector; with many levels there are few.
func (e *enumeration) distances(t []float64) []mass {
	var cells []mass
	e.each(func(x []int, p float64) {
		d := 0.0
		for k, v := range x {
			d += math.Abs(float64(v)/float64(e.n)-t[k]) / 2
		}
		cells = append(cells, mass{d, p})
	})
	return cells
}

// convolve adds an independent count with probabilities f, of which only
// those from first on count, to a distribution; sums above n are cut.
func convolve(g, f []float64, first, n int) []float64 {
	if first >= len(f) || len(g) == 0 {
		return nil
	}
	out := make([]float64, min(n, len(g)-1+len(f)-1)+1)
	for a, p := range g {
		if p == 0 {
			continue
		}
		for b := first; b < len(f) && a+b < len(out); b++ {
			out[a+b] += p * f[b]
		}
	}
	return out
}

// enumeration walks all count vectors of n touches on the target's levels.
// Factors are Poisson probabilities, so that products neither grow nor vanish;
// their total is that of a Poisson(n) at n.
type enumeration struct {
	n     int
	pmf   [][]float64 // by level and count
	total float64
}

func newEnumeration(n int, t []float64) *enumeration {
	e := &enumeration{n: n, pmf: make([][]float64, len(t)), total: poisson(n, float64(n), math.Log(float64(n)))}
	for k, q := range t {
		e.pmf[k] = poissons(n, float64(n)*q)
	}
	return e
}

// poissons are the probabilities of 0 to n events.
func poissons(n int, mean float64) []float64 {
	row := make([]float64, n+1)
	each := math.Log(mean)
	for x := range row {
		row[x] = poisson(x, mean, each)
	}
	return row
}

// poisson is the probability of x events; logMean is the logarithm of mean.
func poisson(x int, mean, logMean float64) float64 {
	return math.Exp(float64(x)*logMean - mean - logFactorial(x))
}

// each visits every count vector with its probability; x is reused.
func (e *enumeration) each(visit func(x []int, p float64)) {
	x := make([]int, len(e.pmf))
	var walk func(k, left int, p float64)
	walk = func(k, left int, p float64) {
		if k == len(x)-1 {
			x[k] = left
			visit(x, p*e.pmf[k][left])
			return
		}
		for v := 0; v <= left; v++ {
			x[k] = v
			walk(k+1, left-v, p*e.pmf[k][v])
		}
	}
	walk(0, e.n, 1/e.total)
}

// ExactPResult is the probability of counts as far from the target or farther.
type ExactPResult struct {
	P     *float64 `json:"p"`
	Exact bool     `json:"exact"` // false: χ² approximation of the G statistic
}

// MultinomialExactP is the exact multinomial test with vectors ordered by
// their Kullback-Leibler distance; beyond MaxVectors the G statistic is held
// against χ²(K−1). Undefined without a touch or without a target. METRICS 4.6.
func MultinomialExactP(counts []int, target []float64) ExactPResult {
	t := shares(target)
	n := int(sum(counts))
	if n <= 0 || t == nil {
		return ExactPResult{}
	}
	observed := 0.0
	for k, c := range counts {
		observed += relative(float64(c)/float64(n), t[k])
	}
	if math.IsInf(observed, 1) {
		return ExactPResult{P: ptr(0), Exact: true}
	}
	t = positive(t)
	if vectors(n, len(t)) > MaxVectors {
		return ExactPResult{P: ptr(chiSquareTail(2*float64(n)*observed, len(t)-1))}
	}
	return ExactPResult{P: ptr(clamp(tailByKL(n, t, observed-1e-12*max(1, observed)), 0, 1)), Exact: true}
}

// GTest is the probability that n touches of an on-target team lie as far from
// the target as a Kullback-Leibler distance in nats, by the χ²(K−1)
// approximation of the G statistic: what METRICS 4.6 uses where there are too
// many touches to enumerate. The distance nil is infinite; levels is K, those
// with a share of the target.
func GTest(n int, kl *float64, levels int) float64 {
	if kl == nil {
		return 0
	}
	return chiSquareTail(2*float64(n)**kl, levels-1)
}

// tailByKL adds the probability of all count vectors whose KL reaches the
// limit. Whole branches fall on one side when even the best or the worst way
// to lay the remaining touches does; the last two levels are settled by
// bisection, as KL is convex along them.
func tailByKL(n int, t []float64, limit float64) float64 {
	if len(t) == 1 {
		return 1
	}
	c := &klTail{enumeration: newEnumeration(n, t), limit: limit}
	for k, q := range t {
		rest, least := 0.0, q
		for _, v := range t[k:] {
			rest += v
			least = min(least, v)
		}
		row, all := make([]klBound, n+1), poissons(n, float64(n)*rest)
		for x := range row {
			share := float64(x) / float64(n)
			row[x] = klBound{relative(share, q), relative(share, rest), relative(share, least), all[x]}
		}
		c.bound = append(c.bound, row)
	}
	c.pairs = make([][]float64, n+1)
	c.walk(0, n, 1/c.total, 0)
	return c.tail
}

// klTail is the state of one run of tailByKL.
type klTail struct {
	*enumeration
	limit float64
	bound [][]klBound // by level and touches
	pairs [][]float64 // by touches left for the last two levels: cumulated probability
	tail  float64
}

// klBound is the KL of some touches on one level, the least and the greatest
// of the same touches on it and all later levels, and their probability there.
type klBound struct{ own, least, most, p float64 }

func (c *klTail) walk(k, left int, p, d float64) {
	b := &c.bound[k][left]
	if d+b.least >= c.limit {
		c.tail += p * b.p
		return
	}
	if d+b.most < c.limit {
		return
	}
	if k == len(c.pmf)-2 {
		c.tail += p * c.lastTwo(left, d)
		return
	}
	for x := 0; x <= left; x++ {
		c.walk(k+1, left-x, p*c.pmf[k][x], d+c.bound[k][x].own)
	}
}

// lastTwo is the probability of the splits of left touches over the last two
// levels whose KL reaches the limit: those outside an interval.
func (c *klTail) lastTwo(left int, d float64) float64 {
	k := len(c.pmf) - 2
	a, b := c.bound[k], c.bound[k+1]
	out := func(x int) bool { return d+a[x].own+b[left-x].own >= c.limit }
	low := c.bottom(left)
	if out(low) {
		return c.bound[k][left].p
	}
	from := sort.Search(low, func(x int) bool { return !out(x) })
	to := low + 1 + sort.Search(left-low, func(x int) bool { return out(low + 1 + x) })
	sums := c.pair(left)
	return sums[from] + sums[left+1] - sums[to]
}

// bottom is the split of left touches over the last two levels with the least
// KL.
func (c *klTail) bottom(left int) int {
	k := len(c.pmf) - 2
	a, b := c.bound[k], c.bound[k+1]
	return sort.Search(left, func(x int) bool {
		return a[x+1].own+b[left-x-1].own >= a[x].own+b[left-x].own
	})
}

// pair cumulates the probabilities of the splits of left touches.
func (c *klTail) pair(left int) []float64 {
	if c.pairs[left] == nil {
		k := len(c.pmf) - 2
		sums := make([]float64, left+2)
		for x := range left + 1 {
			sums[x+1] = sums[x] + c.pmf[k][x]*c.pmf[k+1][left-x]
		}
		c.pairs[left] = sums
	}
	return c.pairs[left]
}
