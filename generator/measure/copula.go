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
	w, q = reduced(w, q)
	members := map[string][]int{}
	for i := range w {
		name := ""
		if units != nil {
			name = units[i]
		}
		members[name] = append(members[name], i)
	}
	hasKey := key >= 0 && key < len(w)
	all := ballot{q: max(q, 0)}.start()
	var own []int
	for _, name := range slices.Sorted(maps.Keys(members)) {
		group := members[name]
		if hasKey && slices.Contains(group, key) {
			own = group
			continue
		}
		all = all.join(unitBallot(w, p, group, moods(p, group, rho), all.q))
	}
	if !hasKey {
		return CopulaResult{PWin: min(1, all.won)}
	}
	return withKey(w, p, all, own, rho, key)
}

// withKey adds the key vote's unit, once with each vote of his: every mood
// counts as much as it makes him vote that way.
func withKey(w []int, p []float64, others ballot, own []int, rho float64, key int) CopulaResult {
	nodes := moods(p, own, rho)
	rest := slices.DeleteFunc(slices.Clone(own), func(i int) bool { return i == key })
	at := slices.Index(own, key)
	var conditional [2]*float64
	for vote := range conditional {
		given := make([]mood, 0, len(nodes))
		share := 0.0
		for _, m := range nodes {
			f := m.p[at]
			if vote == 0 {
				f = 1 - f
			}
			share += m.weight * f
			given = append(given, mood{m.weight * f, slices.Delete(slices.Clone(m.p), at, at+1)})
		}
		if share <= 0 {
			continue
		}
		for i := range given {
			given[i].weight /= share
		}
		q := max(0, others.q-vote*w[key])
		unit := unitBallot(w, p, rest, given, q)
		conditional[vote] = ptr(min(1, others.cut(q).join(unit).won))
	}
	r := CopulaResult{PWinKeyAgainst: conditional[0], PWinKeyFor: conditional[1]}
	for vote, v := range conditional {
		share := p[key]
		if vote == 0 {
			share = 1 - share
		}
		if v != nil {
			r.PWin += share * *v
		}
	}
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

// mood is a node of the mixture: its weight and the voters' probabilities.
type mood struct {
	weight float64
	p      []float64
}

// moods gives the nodes of a unit: z from −8 to 8 in steps that shrink with
// the size of the unit; one node for independent voters.
func moods(p []float64, group []int, rho float64) []mood {
	own := make([]float64, len(group))
	for k, i := range group {
		own[k] = p[i]
	}
	if rho <= 0 || len(group) < 2 {
		return []mood{{1, own}}
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
		m := mood{math.Exp(-z * z / 2), make([]float64, len(own))}
		for k := range own {
			m.p[k] = normal((limit[k] - a*z) / b)
		}
		all += m.weight
		nodes = append(nodes, m)
	}
	for i := range nodes {
		nodes[i].weight /= all
	}
	return nodes
}

// oneWill is perfect correlation: those support whose probability exceeds one
// common uniform number.
func oneWill(p []float64) []mood {
	levels := slices.Compact(slices.SortedFunc(slices.Values(append([]float64{0, 1}, p...)), cmp.Compare))
	var nodes []mood
	for k := 1; k < len(levels); k++ {
		m := mood{levels[k] - levels[k-1], make([]float64, len(p))}
		for i, v := range p {
			m.p[i] = float64(b2i(v >= levels[k]))
		}
		nodes = append(nodes, m)
	}
	return nodes
}

// unitBallot mixes the distributions of a unit's voters over its moods.
func unitBallot(w []int, p []float64, group []int, nodes []mood, q int) ballot {
	sumW := 0
	for _, i := range group {
		sumW += w[i]
	}
	mix := ballot{q: q, f: make([]float64, min(q, sumW+1))}
	b := band{f: make([]float64, len(mix.f)), cut: negligible}
	for _, m := range nodes {
		won := b.start()
		for k, i := range group {
			won += b.add(w[i], m.p[k], 1-m.p[k])
		}
		mix.won += m.weight * won
		for s, x := range b.f[b.lo:b.hi] {
			mix.f[b.lo+s] += m.weight * x
		}
	}
	return mix
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
	s := 0.0
	for x := q; x <= n; x++ {
		if rho <= 0 {
			s += binomial(n, x, mean)
			continue
		}
		a, b := mean*(1/rho-1), (1-mean)*(1/rho-1)
		k, m := float64(x), float64(n)
		s += math.Exp(logChoose(m, k) + lgamma(k+a) + lgamma(m-k+b) - lgamma(m+a+b) -
			lgamma(a) - lgamma(b) + lgamma(a+b))
	}
	return min(1, s)
}
