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

// TestGTest checks points of the χ² table: 9.488 with four degrees of freedom
// is passed once in twenty, 6.635 with one once in a hundred.
func TestGTest(t *testing.T) {
	for _, tt := range []struct {
		g      float64
		levels int
		want   float64
	}{{9.4877290367, 5, 0.05}, {6.6348966010, 2, 0.01}, {0, 5, 1}} {
		kl := tt.g / 200
		if got := GTest(100, &kl, tt.levels); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("G %v on %d levels: %v, want %v", tt.g, tt.levels, got, tt.want)
		}
	}
	if got := GTest(100, nil, 5); got != 0 {
		t.Errorf("an infinite distance has %v, want 0", got)
	}
}
