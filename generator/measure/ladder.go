package measure

import "math"

// LadderResult is a meeting matrix against independence: METRICS 8.
type LadderResult struct {
	N         int          `json:"n"`
	Expected  [][]float64  `json:"expected"`     // nil without meetings
	Residuals [][]*float64 `json:"adj_residual"` // nil without meetings
	MeanGap   *float64     `json:"mean_gap"`     // [−1,1]; > 0: ours sit lower than theirs
}

// Ladder compares counts of meetings, our levels in rows and theirs in columns,
// with what row and column totals alone would give. A residual is undefined
// where its row or column holds nothing or everything; the mean gap when one
// side has one level. Haberman 1973; METRICS 8.
func Ladder(m [][]int) LadderResult {
	var r LadderResult
	cols := 0
	for _, row := range m {
		cols = max(cols, len(row))
	}
	rowSum, colSum := make([]float64, len(m)), make([]float64, cols)
	for a, row := range m {
		for b, v := range row {
			r.N += v
			rowSum[a] += float64(v)
			colSum[b] += float64(v)
		}
	}
	if r.N == 0 {
		return r
	}
	n, gap := float64(r.N), 0.0
	r.Expected, r.Residuals = make([][]float64, len(m)), make([][]*float64, len(m))
	for a, row := range m {
		r.Expected[a], r.Residuals[a] = make([]float64, len(row)), make([]*float64, len(row))
		for b, v := range row {
			e := rowSum[a] * colSum[b] / n
			r.Expected[a][b] = e
			spread := e * (1 - rowSum[a]/n) * (1 - colSum[b]/n)
			if spread > 0 {
				r.Residuals[a][b] = ptr((float64(v) - e) / math.Sqrt(spread))
			}
			if len(m) > 1 && cols > 1 {
				gap += float64(v) * (float64(a)/float64(len(m)-1) - float64(b)/float64(cols-1)) / n
			}
		}
	}
	if len(m) > 1 && cols > 1 {
		r.MeanGap = &gap
	}
	return r
}

// LayersBetween is the least depth below the boss among the active people of a
// reporting tree, given as person → superior; 0 is the boss. Nil when nobody is
// active or in the tree; circles are not in the tree. METRICS 8.
func LayersBetween(parents map[string]string, boss string, active []string) *int {
	var best *int
	for _, who := range active {
		depth := 0
		for who != boss && depth <= len(parents) {
			up, ok := parents[who]
			if !ok {
				break
			}
			who = up
			depth++
		}
		if who == boss && (best == nil || depth < *best) {
			best = &depth
		}
	}
	return best
}

// WeightedQuantile is the smallest value at which the cumulated weight reaches
// share q of the total; a nil value is "never" and counts as infinite. Nil when
// that is reached or there is no weight. METRICS 8.
func WeightedQuantile(values []*int, weights []float64, q float64) *int {
	known, size := []float64{}, []float64{}
	for i, v := range values {
		if v != nil {
			known, size = append(known, float64(*v)), append(size, weights[i])
		}
	}
	need, reached := q*sum(weights)*(1-1e-12), 0.0
	if need <= 0 {
		return nil
	}
	for _, i := range ascending(known) {
		if reached += size[i]; reached >= need {
			v := int(known[i])
			return &v
		}
	}
	return nil
}
