package measure

import (
	"math"
	"testing"
)

// TestExactPAgainstAllVectors holds the branch and bound against the plain sum
// over all count vectors.
func TestExactPAgainstAllVectors(t *testing.T) {
	for _, target := range [][]float64{{1}, {0.5, 0.5}, {0.01, 0.99}, {0.2, 0.3, 0.5}, {1. / 3, 1. / 3, 1. / 3},
		{0.06, 0.15, 0.22, 0.57}, {0.05, 0.1, 0.2, 0.3, 0.35}, {0.25, 0.25, 0.25, 0.25}} {
		for n := 1; n <= 11; n++ {
			e := newEnumeration(n, shares(target))
			e.each(func(x []int, _ float64) {
				if n > 6 && (x[0]*7+x[len(x)-1]*3+n)%23 != 0 {
					return
				}
				observed := Divergence(x, target)
				want := 0.0
				newEnumeration(n, shares(target)).each(func(y []int, p float64) {
					if kl := *Divergence(y, target).KL; kl >= *observed.KL-1e-12*max(1, *observed.KL) {
						want += p
					}
				})
				if got := *MultinomialExactP(x, target).P; math.Abs(got-min(1, want)) > 1e-11 {
					t.Fatalf("MultinomialExactP(%v, %v) = %v, want %v", x, target, got, want)
				}
			})
		}
	}
}
