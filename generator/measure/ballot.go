package measure

import (
	"fmt"
	"slices"
)

// MaxWork is the largest number of voters times total weight that is computed.
const MaxWork = 200_000_000

// CheckSize refuses a ballot whose voters times total weight, the weights
// divided by their greatest common divisor, exceed MaxWork. METRICS 11.
func CheckSize(w []int) error {
	total := 0
	for _, v := range w {
		total += v / max(1, divisor(w))
	}
	if work := float64(len(w)) * float64(total); work > MaxWork {
		return fmt.Errorf("the vote model is too large: %d voters with a total weight of %d make %.0f steps (at most %d); "+
			"use smaller points per decision right or fewer voters", len(w), total, work, MaxWork)
	}
	return nil
}

// divisor is the greatest common divisor of the weights, 0 when all are 0.
func divisor(w []int) int {
	g := 0
	for _, v := range w {
		for a := v; a != 0; {
			g, a = a, g%a
		}
		if g == 1 {
			break
		}
	}
	return g
}

// reduced divides weights and quota by the weights' divisor; the outcome of
// the vote stays the same.
func reduced(w []int, q int) ([]int, int) { return new(Workspace).reduced(w, q) }

// reduced is the same in the workspace, until its next use.
func (ws *Workspace) reduced(w []int, q int) ([]int, int) {
	g := divisor(w)
	if g <= 1 {
		return w, q
	}
	out := resize(ws.weights, len(w))
	ws.weights = out
	for i, v := range w {
		out[i] = v / g
	}
	if q > 0 {
		q = (q + g - 1) / g
	}
	return out, q
}

// total is the sum of weights.
func total(w []int) int {
	s := 0
	for _, v := range w {
		s += v
	}
	return s
}

// Quota is the weight needed of a total: more than num/den, or at least num/den
// with atLeast, in integers. A den of 0 or less means more than half.
// METRICS 5.1.
func Quota(total, num, den int, atLeast bool) int {
	if den <= 0 {
		num, den, atLeast = 1, 2, false
	}
	whole, rest := total/den*num, total%den*num // no overflow for large totals
	if atLeast {
		return whole + (rest+den-1)/den
	}
	return whole + rest/den + 1
}

// WpbPmf is the distribution of the supporting weight: entry s is the
// probability that exactly s of W supports. No voter gives [1]. Generalized
// Poisson binomial; METRICS 5.3.
func WpbPmf(w []int, p []float64) []float64 {
	f := make([]float64, total(w)+1)
	f[0] = 1
	top := 0
	for i, v := range w {
		top += v
		multiply(f[:top+1], v, p[i], 1-p[i])
	}
	return f
}

// multiply adds a voter to a distribution in place: support moves mass up by
// w, the rest stays with factor stay.
func multiply(f []float64, w int, p, stay float64) {
	if w == 0 {
		stay += p
		if stay != 1 {
			for s := range f {
				f[s] *= stay
			}
		}
		return
	}
	if w < len(f) {
		to := f[w:]
		from := f[:len(to)]
		for s := len(to) - 1; s >= 0; s-- {
			to[s] = stay*to[s] + p*from[s]
		}
	}
	for s := range f[:min(w, len(f))] {
		f[s] *= stay
	}
}

// WpbTail is the chance that the supporting weight reaches q: 1 for q ≤ 0,
// 0 for q beyond the total weight. METRICS 5.3.
func WpbTail(w []int, p []float64, q int) float64 { return new(Workspace).WpbTail(w, p, q) }

// WpbTail is the function of that name.
func (ws *Workspace) WpbTail(w []int, p []float64, q int) float64 { return ws.tail(w, p, nil, q) }

// tail adds, for each voter, (1−p)(1−o) + p·z^w, o nil meaning 0, and returns
// the mass at q and above. Only sums below q are kept, and of those only the
// ones from which the remaining voters can still reach q.
func (ws *Workspace) tail(w []int, p, o []float64, q int) float64 {
	w, q = ws.reduced(w, q)
	rest := total(w)
	if q > rest {
		return 0
	}
	if o == nil && q <= 0 {
		return 1
	}
	q = max(q, 0)
	ws.f = resize(ws.f, q)
	b := band{f: ws.f, cut: tiny}
	won := b.start()
	for i, v := range w {
		stay := 1 - p[i]
		if o != nil {
			stay *= 1 - o[i]
			won *= 1 - (1-p[i])*o[i]
		}
		won += b.add(v, p[i], stay)
		rest -= v
		b.lo = max(b.lo, min(b.hi, q-rest))
	}
	return min(1, won)
}

// Masses below tiny slow the processor down; those below negligible do not
// show where many distributions are added up.
const (
	tiny       = 1e-290
	negligible = 1e-30
)

// band is a distribution of sums below len(f) of which only f[lo:hi] counts.
type band struct {
	f      []float64
	lo, hi int
	cut    float64 // ends with less mass are dropped
}

// start puts all mass at 0 and gives what has won: all if nothing is needed.
func (b *band) start() float64 {
	clear(b.f)
	b.lo, b.hi = 0, min(1, len(b.f))
	if b.hi == 0 {
		return 1
	}
	b.f[0] = 1
	return 0
}

// add adds a voter and gives the mass that he lifts out of the band.
func (b *band) add(v int, p, stay float64) float64 {
	moved := 0.0
	for s := max(b.lo, len(b.f)-v); s < b.hi; s++ {
		moved += b.f[s]
	}
	b.hi = min(len(b.f), b.hi+v)
	multiply(b.f[b.lo:b.hi], v, p, stay)
	for b.lo < b.hi && b.f[b.lo] < b.cut {
		b.f[b.lo] = 0
		b.lo++
	}
	for b.lo < b.hi && b.f[b.hi-1] < b.cut {
		b.hi--
		b.f[b.hi] = 0
	}
	return p * moved
}

// Birnbaum gives the importance of every voter, ∂P(win)/∂p_i, the probability
// of being decisive, in [0,1]. Divide and conquer leave-one-out: each half of
// the voters is multiplied into what the other half sees; additions only, so
// nothing cancels. A part with weight V needs only the V sums below the quota.
// Birnbaum 1969; METRICS 5.5 and 11.
func Birnbaum(w []int, p []float64, q int) []float64 { return new(Workspace).Birnbaum(w, p, q) }

// Birnbaum is the function of that name.
func (ws *Workspace) Birnbaum(w []int, p []float64, q int) []float64 {
	w, q = ws.reduced(w, q)
	out := make([]float64, len(w))
	sumW := total(w)
	if q <= 0 || q > sumW {
		return out
	}
	ws.voters = ws.voters[:0]
	for i, v := range w {
		if v > 0 {
			ws.voters = append(ws.voters, i)
		}
	}
	ws.f = resize(ws.f, q)
	clear(ws.f)
	ws.f[0] = 1
	l := leaveOneOut{w: w, p: p, q: q, out: out, depth: ws.depth}
	l.split(ws.voters, sumW, 0, ws.f)
	ws.depth = l.depth
	return out
}

// leaveOneOut is the state of one Birnbaum run.
type leaveOneOut struct {
	w     []int
	p     []float64
	q     int
	out   []float64
	depth [][]float64 // scratch by depth
	level int
}

// split gives part, of weight v, the distribution f of everybody else over the
// sums base..q−1.
func (l *leaveOneOut) split(part []int, v, base int, f []float64) {
	if len(part) == 1 {
		s := 0.0
		for _, m := range f {
			s += m
		}
		l.out[part[0]] = min(1, s)
		return
	}
	if l.level == len(l.depth) {
		l.depth = append(l.depth, make([]float64, len(f)))
	}
	if len(l.depth[l.level]) < len(f) {
		l.depth[l.level] = make([]float64, len(f))
	}
	half := len(part) / 2
	for _, side := range [2][2][]int{{part[:half], part[half:]}, {part[half:], part[:half]}} {
		g := l.depth[l.level][:len(f)]
		copy(g, f)
		own := v
		for _, i := range side[1] {
			own -= l.w[i]
			multiply(g, l.w[i], l.p[i], 1-l.p[i])
		}
		// Sums below the new base lack mass from below the old one; they are cut.
		low := max(0, l.q-own)
		l.level++
		l.split(side[0], own, low, g[low-base:])
		l.level--
	}
}

// MinCoalitionWithoutKey is the fewest voters without the key vote whose
// weights reach q: descending greedy, which is exact. Nil when they cannot;
// key -1 is nobody. METRICS 5.4.
func MinCoalitionWithoutKey(w []int, q, key int) *int {
	others := make([]int, 0, len(w))
	for i, v := range w {
		if i != key {
			others = append(others, v)
		}
	}
	slices.SortFunc(others, func(a, b int) int { return b - a })
	k, reached := 0, 0
	for ; reached < q; k++ {
		if k == len(others) {
			return nil
		}
		reached += others[k]
	}
	return &k
}
