package measure

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// CopulaResult is the vote with correlated voters: METRICS 5.11.
type CopulaResult struct {
	PWin           float64  `json:"P_win"`
	PWinKeyAgainst *float64 `json:"P_win_key_against"`
	PWinKeyFor     *float64 `json:"P_win_key_for"`
}

// CopulaTail is P(win) when the voters of a unit share a mood: a one-factor
// Gaussian copula per unit with correlation rho in [0,1], mixed over the mood
// by the trapezoidal rule. rho ≤ 0 is independence, rho ≥ 1 one will per unit.
// units names the unit of each voter (nil: all in one); key is the index of
// the key vote, -1 for none. Probabilities of exactly 0 and 1 stay certain.
// Li 2000, Andersen, Sidenius & Basu 2003; METRICS 5.11.
func CopulaTail(w []int, p []float64, units []string, rho float64, q, key int) CopulaResult {
	hasKey := key >= 0 && key < len(w)
	if rho <= 0 {
		return independent(w, p, q, key, hasKey)
	}
	w, q = reduced(w, q)
	members := map[string][]int{}
	for i := range w {
		name := ""
		if units != nil {
			name = units[i]
		}
		members[name] = append(members[name], i)
	}
	all := ballot{q: max(q, 0)}.start()
	var own []int
	for _, name := range slices.Sorted(maps.Keys(members)) {
		group := members[name]
		if hasKey && slices.Contains(group, key) {
			own = group
			continue
		}
		all = all.join(unitBallots(w, group, moods(p, group, rho), all.q)[0])
	}
	if !hasKey {
		return CopulaResult{PWin: min(1, all.won)}
	}
	return withKey(w, p, all, own, rho, key)
}

// independent is the vote without correlation.
func independent(w []int, p []float64, q, key int, hasKey bool) CopulaResult {
	if !hasKey {
		return CopulaResult{PWin: WpbTail(w, p, q)}
	}
	against, with := KeyVote(w, p, q, key)
	return CopulaResult{PWin: p[key]*with + (1-p[key])*against, PWinKeyAgainst: &against, PWinKeyFor: &with}
}

// withKey adds the key vote's unit, once with each vote of his: every mood
// counts as much as it makes him vote that way.
func withKey(w []int, p []float64, others ballot, own []int, rho float64, key int) CopulaResult {
	nodes := moods(p, own, rho)
	at := slices.Index(own, key)
	var share [2]float64
	for i := range nodes {
		m := &nodes[i]
		k := m.p[at]
		m.weights = []float64{m.weights[0] * (1 - k), m.weights[0] * k}
		share[0] += m.weights[0]
		share[1] += m.weights[1]
		m.p = slices.Delete(m.p, at, at+1)
	}
	units := unitBallots(w, slices.Delete(slices.Clone(own), at, at+1), nodes, others.q)
	var r CopulaResult
	for vote, unit := range units {
		if share[vote] <= 0 {
			continue
		}
		q := max(0, others.q-vote*w[key])
		won := others.cut(q).join(unit.cut(q)).won
		r.PWin += won
		v := ptr(min(1, won/share[vote]))
		if vote == 0 {
			r.PWinKeyAgainst = v
		} else {
			r.PWinKeyFor = v
		}
	}
	r.PWin = min(1, r.PWin)
	return r
}

// ballot is a distribution of supporting weight: mass below the quota by
// weight, and what has won already.
type ballot struct {
	q   int
	f   []float64 // up to min(q, weight+1) entries
	won float64
}

func (b ballot) start() ballot {
	if b.q == 0 {
		b.won = 1
	} else {
		b.f = []float64{1}
	}
	return b
}

// cut lowers the quota.
func (b ballot) cut(q int) ballot {
	if q >= b.q {
		return b
	}
	c := ballot{q: q, won: b.won, f: b.f[:min(q, len(b.f))]}
	for _, m := range b.f[len(c.f):] {
		c.won += m
	}
	return c
}

// join adds independent voters; both have the same quota.
func (b ballot) join(o ballot) ballot {
	size := min(b.q, max(0, len(b.f)+len(o.f)-1))
	r := ballot{q: b.q, f: make([]float64, size)}
	r.won = b.won*(massOf(o.f)+o.won) + massOf(b.f)*o.won
	for s, m := range b.f {
		if m == 0 {
			continue
		}
		for t, n := range o.f {
			if s+t < b.q {
				r.f[s+t] += m * n
			} else {
				r.won += m * n
			}
		}
	}
	return r
}

func massOf(f []float64) float64 {
	s := 0.0
	for _, m := range f {
		s += m
	}
	return s
}

// mood is a node of the mixture: its weight in each of the mixtures to be made,
// and the voters' probabilities.
type mood struct {
	weights []float64
	p       []float64
}

// moods gives the nodes of a unit: z from −8 to 8 in steps that shrink with
// the size of the unit; one node for a single voter.
func moods(p []float64, group []int, rho float64) []mood {
	own := make([]float64, len(group))
	for k, i := range group {
		own[k] = p[i]
	}
	if len(group) < 2 {
		return []mood{{[]float64{1}, own}}
	}
	if rho >= 1 {
		return oneWill(own)
	}
	steps := 40 // on each side of 0: h = 0.2
	if len(group) > 200 {
		steps = 160
	} else if len(group) > 50 {
		steps = 80
	}
	nodes := make([]mood, 0, 2*steps+1)
	limit := make([]float64, len(own))
	for k, v := range own {
		limit[k] = normalQuantile(v)
	}
	all, a, b := 0.0, math.Sqrt(rho), math.Sqrt(1-rho)
	for s := -steps; s <= steps; s++ {
		z := 8 * float64(s) / float64(steps)
		m := mood{[]float64{math.Exp(-z * z / 2)}, make([]float64, len(own))}
		for k := range own {
			m.p[k] = normal((limit[k] - a*z) / b)
		}
		all += m.weights[0]
		nodes = append(nodes, m)
	}
	for i := range nodes {
		nodes[i].weights[0] /= all
	}
	return nodes
}

// oneWill is perfect correlation: those support whose probability exceeds one
// common uniform number.
func oneWill(p []float64) []mood {
	levels := slices.Compact(slices.SortedFunc(slices.Values(append([]float64{0, 1}, p...)), cmp.Compare))
	var nodes []mood
	for k := 1; k < len(levels); k++ {
		m := mood{[]float64{levels[k] - levels[k-1]}, make([]float64, len(p))}
		for i, v := range p {
			m.p[i] = float64(b2i(v >= levels[k]))
		}
		nodes = append(nodes, m)
	}
	return nodes
}

// unitBallots mixes the distributions of a unit's voters over its moods.
func unitBallots(w []int, group []int, nodes []mood, q int) []ballot {
	sumW := 0
	for _, i := range group {
		sumW += w[i]
	}
	size := min(q, sumW+1)
	mixes := make([]ballot, len(nodes[0].weights))
	for i := range mixes {
		mixes[i] = ballot{q: q, f: make([]float64, size)}
	}
	b := band{f: make([]float64, size), cut: negligible}
	for _, m := range nodes {
		won := b.start()
		for k, i := range group {
			won += b.add(w[i], m.p[k], 1-m.p[k])
		}
		for i, weight := range m.weights {
			mixes[i].won += weight * won
			for s, x := range b.f[b.lo:b.hi] {
				mixes[i].f[b.lo+s] += weight * x
			}
		}
	}
	return mixes
}

// BetabinomialTail is P(X ≥ q) of n exchangeable voters with mean probability
// and correlation rho; a cross-check of the copula. METRICS 5.11.
func BetabinomialTail(n int, mean, rho float64, q int) float64 {
	switch {
	case q <= 0:
		return 1
	case q > n:
		return 0
	case mean <= 0 || mean >= 1:
		return clamp(mean, 0, 1)
	case rho >= 1:
		return mean
	}
	if rho <= 0 {
		return min(1, massOf(binomials(n, mean)[q:]))
	}
	s := 0.0
	for x := q; x <= n; x++ {
		a, b := mean*(1/rho-1), (1-mean)*(1/rho-1)
		k, m := float64(x), float64(n)
		s += math.Exp(logChoose(m, k) + lgamma(k+a) + lgamma(m-k+b) - lgamma(m+a+b) -
			lgamma(a) - lgamma(b) + lgamma(a+b))
	}
	return min(1, s)
}
