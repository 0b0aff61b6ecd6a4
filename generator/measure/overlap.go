package measure

import "fmt"

// OverlapResult is two gates in which people vote with one mind.
type OverlapResult struct {
	P1    float64 `json:"P1"`
	P2    float64 `json:"P2"`
	PBoth float64 `json:"P_both"` // at least P1·P2
}

// StagedOverlap is the chance to pass two gates whose voters overlap: a person
// supports in both or in none. The error says that the table of both weights
// would exceed MaxWork. METRICS 5.9.
func StagedOverlap(w1, w2 []int, p []float64, q1, q2 int) (OverlapResult, error) {
	r := OverlapResult{P1: WpbTail(w1, p, q1), P2: WpbTail(w2, p, q2)}
	if q1 > total(w1) || q2 > total(w2) {
		return r, nil
	}
	w1, q1 = reduced(w1, q1)
	w2, q2 = reduced(w2, q2)
	t1, t2 := total(w1), total(w2)
	if work := float64(t1) * float64(t2) * float64(len(w1)); work > MaxWork {
		return r, fmt.Errorf("the two stages are too large to be joined: weights of %d and %d for %d voters make %.0f steps "+
			"(at most %d); use smaller points per decision right or fewer voters", t1, t2, len(w1), work, MaxWork)
	}
	q1, q2 = max(q1, 0), max(q2, 0)
	// Sums at the quota and above share the last row and column.
	f, g := make([]float64, (q1+1)*(q2+1)), make([]float64, (q1+1)*(q2+1))
	f[0] = 1
	for i, v := range w1 {
		clear(g)
		for a := range q1 + 1 {
			for b := range q2 + 1 {
				m := f[a*(q2+1)+b]
				if m == 0 {
					continue
				}
				g[a*(q2+1)+b] += (1 - p[i]) * m
				g[min(q1, a+v)*(q2+1)+min(q2, b+w2[i])] += p[i] * m
			}
		}
		f, g = g, f
	}
	r.PBoth = min(1, f[len(f)-1])
	return r, nil
}

// TernaryResult is a vote with abstentions.
type TernaryResult struct {
	PWin float64 `json:"P_win"`
	PTie float64 `json:"P_tie"`
}

// Ternary lets voters support, abstain or oppose; it is won when the weight
// for exceeds the weight against. METRICS 5.10.
func Ternary(w []int, pFor, pAbstain []float64) TernaryResult {
	w, _ = reduced(w, 0)
	sumW := total(w)
	f, g := make([]float64, 2*sumW+1), make([]float64, 2*sumW+1)
	f[0] = 1
	top := 0
	for i, v := range w {
		clear(g)
		for s, m := range f[:top+1] {
			if m == 0 {
				continue
			}
			g[s] += max(0, 1-pFor[i]-pAbstain[i]) * m
			g[s+v] += pAbstain[i] * m
			g[s+2*v] += pFor[i] * m
		}
		top += 2 * v
		f, g = g, f
	}
	return TernaryResult{PWin: min(1, massOf(f[sumW+1:])), PTie: f[sumW]}
}
