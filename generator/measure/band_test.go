package measure

import (
	"fmt"
	"math"
	"testing"
)

// TestRangeOfAgreesWithCopula holds each run of the range against CopulaTail.
func TestRangeOfAgreesWithCopula(t *testing.T) {
	for _, c := range []struct {
		n, units int
		rho, tol float64
	}{
		{1, 1, 0.3, 1e-6}, {2, 1, 0.3, 1e-6}, {7, 2, 0.3, 1e-6}, {10, 4, 0, 1e-12}, {12, 5, 0.3, 1e-6}, {30, 1, 0.3, 1e-6},
		{60, 3, 0.6, 1e-6}, {150, 1, 0.3, 1e-6}, {200, 7, 0.2, 1e-6}, {400, 1, 0.3, 1e-3}, {400, 2, 0.6, 1e-3}, {800, 1, 0.3, 1e-3},
	} {
		w, p, units := make([]int, c.n), make([]float64, c.n), make([]string, c.n)
		sum := 0
		for i := range w {
			w[i] = []int{5, 1, 0, 2, 3, 1, 1}[i*i%7]
			p[i] = 0.02 + 0.96*math.Mod(float64(i)*0.618034, 1)
			units[i] = fmt.Sprint(i % c.units)
			sum += w[i]
		}
		for _, q := range []int{1, sum / 3, sum/2 + 1, sum} {
			for _, key := range []int{-1, 0, c.n - 1} {
				want := CopulaTail(w, p, units, c.rho, q, key)
				got := RangeOf([]WeightTable{{w, q}}, p, units, []float64{0}, []float64{c.rho}, key)
				if math.Abs(got.Lo-want.PWin) > c.tol || got.Lo != got.Hi || got.Runs != 1 {
					t.Errorf("%+v q %d key %d: range %v to %v, want %v", c, q, key, got.Lo, got.Hi, want.PWin)
				}
				if (got.AgainstLo == nil) != (want.PWinKeyAgainst == nil) ||
					got.AgainstLo != nil && math.Abs(*got.AgainstLo-*want.PWinKeyAgainst) > c.tol {
					t.Errorf("%+v q %d key %d: against %v, want %v", c, q, key, got.AgainstLo, want.PWinKeyAgainst)
				}
			}
		}
	}
}

func TestQuickNormal(t *testing.T) {
	for x := -9.5; x <= 9.5; x += 0.00137 {
		if got, want := quickNormal(x), normal(x); math.Abs(got-want) > 2e-10 {
			t.Fatalf("quickNormal(%v) = %v, want %v", x, got, want)
		}
	}
	if quickNormal(math.NaN()) != 0 || quickNormal(math.Inf(1)) != 1 || quickNormal(math.Inf(-1)) != 0 {
		t.Error("quickNormal does not hold outside its table")
	}
}

// TestRangeOfLargeWeights compares weights in thousands with the same in ones.
func TestRangeOfLargeWeights(t *testing.T) {
	w, p := make([]int, 40), make([]float64, 40)
	large := make([]int, len(w))
	for i := range w {
		w[i] = 1 + i%5
		large[i] = 1000 * w[i]
		p[i] = 0.3 + 0.01*float64(i)
	}
	large[0]++ // no common divisor
	exact := CopulaTail(w, p, nil, 0.3, 61, 3)
	got := RangeOf([]WeightTable{{large, 60_500}}, p, nil, []float64{0}, []float64{0.3}, 3)
	if math.Abs(got.Lo-exact.PWin) > 1e-3 || math.Abs(*got.AgainstLo-*exact.PWinKeyAgainst) > 1e-3 {
		t.Errorf("range %v, %v, want %v, %v", got.Lo, *got.AgainstLo, exact.PWin, *exact.PWinKeyAgainst)
	}
}
