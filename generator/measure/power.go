package measure

import (
	"math"
	"math/big"
)

// maxExactSwings is the number of voters up to which coalitions are counted.
const maxExactSwings = 62

// BanzhafResult is structural voting power: METRICS 5.6.
type BanzhafResult struct {
	Swings     []uint64   `json:"swings"`     // nil above 62 voters
	Penrose    []float64  `json:"penrose"`    // Penrose-Banzhaf measure, [0,1]
	Normalized []*float64 `json:"normalized"` // adds up to 1; nil entries when nobody is ever decisive
}

// Banzhaf is the share of coalitions of the others in which each voter is
// decisive. Penrose 1946, Banzhaf 1965; METRICS 5.6.
func Banzhaf(w []int, q int) BanzhafResult {
	n := len(w)
	w, q = reduced(w, q)
	var r BanzhafResult
	if n <= maxExactSwings {
		r.Swings = swings(w, q)
		r.Penrose = make([]float64, n)
		for i, s := range r.Swings {
			r.Penrose[i] = math.Ldexp(float64(s), 1-n)
		}
	} else {
		half := make([]float64, n)
		for i := range half {
			half[i] = 0.5
		}
		r.Penrose = Birnbaum(w, half, q)
	}
	r.Normalized = make([]*float64, n)
	all := sum(r.Penrose)
	for i, v := range r.Penrose {
		r.Normalized[i] = ratio(v, all)
	}
	return r
}

// swings counts, in integers, the coalitions of the others that a voter turns.
func swings(w []int, q int) []uint64 {
	out := make([]uint64, len(w))
	if q <= 0 || q > total(w) {
		return out
	}
	all := make([]uint64, q) // coalitions by weight below the quota
	all[0] = 1
	for _, v := range w {
		if v == 0 {
			for s := range all {
				all[s] *= 2
			}
			continue
		}
		for s := q - 1; s >= v; s-- {
			all[s] += all[s-v]
		}
	}
	others, known := make([]uint64, q), map[int]uint64{0: 0}
	for i, v := range w {
		count, ok := known[v]
		if !ok {
			for s := range others {
				others[s] = all[s]
				if s >= v {
					others[s] -= others[s-v]
				}
				if s >= q-v {
					count += others[s]
				}
			}
			known[v] = count
		}
		out[i] = count
	}
	return out
}

// maxExactShapley is the work up to which Shapley values are exact fractions.
const maxExactShapley = 2_000_000

// ShapleyResult is the power of being pivotal in a random order: METRICS 5.6.
type ShapleyResult struct {
	Phi   []float64 `json:"phi"`   // adds up to 1 when the quota can be reached
	Exact []string  `json:"exact"` // fractions such as "5/12"; nil for large bodies
}

// ShapleyShubik is the chance of each voter to turn a losing into a winning
// coalition when all join in random order. Small bodies are counted in
// fractions; larger ones integrate the importances at equal probabilities t
// over t by Gauss-Legendre. Shapley & Shubik 1954, Owen 1972; METRICS 5.6, 11.
func ShapleyShubik(w []int, q int) ShapleyResult {
	w, q = reduced(w, q)
	n := len(w)
	if n <= maxExactSwings && float64(n)*float64(n)*float64(max(0, min(q, total(w)))) <= maxExactShapley {
		return shapleyExact(w, q)
	}
	return ShapleyResult{Phi: shapleyQuadrature(w, q)}
}

// shapleyExact counts coalitions by size and weight.
func shapleyExact(w []int, q int) ShapleyResult {
	n := len(w)
	r := ShapleyResult{Phi: make([]float64, n), Exact: make([]string, n)}
	fractions := map[int]*big.Rat{}
	all := coalitions(w, q)
	for i, v := range w {
		phi, ok := fractions[v]
		if !ok {
			phi = new(big.Rat)
			if q > 0 && q <= total(w) {
				phi = pivotal(all, n, q, v)
			}
			fractions[v] = phi
		}
		r.Phi[i], _ = phi.Float64()
		r.Exact[i] = phi.RatString()
	}
	return r
}

// coalitions counts subsets by number of members and weight below q.
func coalitions(w []int, q int) [][]uint64 {
	q = max(0, min(q, total(w)))
	all := make([][]uint64, len(w)+1)
	for k := range all {
		all[k] = make([]uint64, q)
	}
	if q > 0 {
		all[0][0] = 1
	}
	for i, v := range w {
		for k := i; k >= 0; k-- {
			for s := q - 1 - v; s >= 0; s-- {
				all[k+1][s+v] += all[k][s]
			}
		}
	}
	return all
}

// pivotal adds up k!(n−1−k)!/n! over the coalitions of k others that a voter of
// weight v turns.
func pivotal(all [][]uint64, n, q, v int) *big.Rat {
	phi := new(big.Rat)
	before := make([]uint64, q) // one member fewer, without the voter
	for k := range n {
		now := make([]uint64, q)
		var count uint64
		for s := range now {
			now[s] = all[k][s]
			if s >= v && k > 0 {
				now[s] -= before[s-v]
			}
			if s >= q-v {
				count += now[s]
			}
		}
		before = now
		// k!(n−1−k)!/n! = 1/(n·C(n−1,k))
		orders := new(big.Int).Binomial(int64(n-1), int64(k))
		orders.Mul(orders, big.NewInt(int64(n)))
		phi.Add(phi, new(big.Rat).SetFrac(new(big.Int).SetUint64(count), orders))
	}
	return phi
}

// shapleyQuadrature integrates over t. A node above ½ is computed as 1−t of the
// dual vote, whose quota is W−q+1, so that removing a voter is always stable.
func shapleyQuadrature(w []int, q int) []float64 {
	n, sumW := len(w), total(w)
	phi := make([]float64, n)
	if q <= 0 || q > sumW {
		return phi
	}
	m := min((n+1)/2, int(math.Ceil(4*math.Sqrt(float64(n)))))
	node, weight := legendre(max(1, m))
	byWeight := map[int]float64{}
	var distinct []int
	for _, v := range w {
		if _, ok := byWeight[v]; !ok && v > 0 {
			byWeight[v] = 0
			distinct = append(distinct, v)
		}
	}
	for k, t := range node {
		need := q
		if t > 0.5 {
			t, need = 1-t, sumW-q+1
		}
		b := band{f: make([]float64, need), cut: negligible}
		b.start()
		for _, v := range w {
			b.add(v, t, 1-t)
		}
		g := make([]float64, need)
		for _, v := range distinct {
			byWeight[v] += weight[k] * without(b.f, g, b.lo, v, t)
		}
	}
	for i, v := range w {
		phi[i] = byWeight[v]
	}
	return phi
}

// without removes one voter of weight v and probability p ≤ ½ from f and gives
// the mass of the v sums below the quota; g is scratch, lo the first sum with
// mass.
func without(f, g []float64, lo, v int, p float64) float64 {
	scale := 1 / (1 - p)
	clear(g[:lo])
	for s := lo; s < min(lo+v, len(f)); s++ {
		g[s] = f[s] * scale
	}
	for s := lo + v; s < len(f); s++ {
		g[s] = (f[s] - p*g[s-v]) * scale
	}
	return massOf(g[max(0, len(g)-v):])
}
