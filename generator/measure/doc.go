// Package measure holds the formulas of the method on plain numbers: coverage,
// spread over levels, the weighted-majority vote, the portfolio and the index.
// It knows no accounts, no people and no files; package analysis decides what
// the formulas are fed with.
//
// A figure whose denominator is 0 is undefined: a nil *float64 (*int, *bool,
// or a nil slice), which encoding/json writes as null. No function returns NaN,
// an infinity or a stand-in such as -1. Parallel slices must have the same
// length; probabilities lie in [0,1], weights and counts are not negative.
// Logarithms are natural, 0·ln 0 is 0, ages are whole days before the as-of
// date. Results are structs whose JSON names are those of the method.
//
// Citations such as "METRICS 5.3" name the section of the method.
package measure

import "math"

// Number is what can be counted: touches, or touches weighted by age.
type Number interface{ ~int | ~float64 }

// ptr gives a defined figure, and nil for what is not a number.
func ptr(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// ratio is a/b, undefined when b is 0.
func ratio(a, b float64) *float64 {
	if b == 0 {
		return nil
	}
	return ptr(a / b)
}

// shares divides each value by the total; nil when the total is 0.
func shares[T Number](x []T) []float64 {
	total := sum(x)
	if total <= 0 {
		return nil
	}
	p := make([]float64, len(x))
	for i, v := range x {
		p[i] = float64(v) / total
	}
	return p
}

// compensated is the number of terms above which sums are compensated.
const compensated = 100_000

// sum adds; long sums are compensated after Neumaier.
func sum[T Number](x []T) float64 {
	total, lost := 0.0, 0.0
	if len(x) <= compensated {
		for _, v := range x {
			total += float64(v)
		}
		return total
	}
	for _, n := range x {
		v := float64(n)
		t := total + v
		if math.Abs(total) >= math.Abs(v) {
			lost += (total - t) + v
		} else {
			lost += (v - t) + total
		}
		total = t
	}
	return total + lost
}

// allEqual tells whether no value differs from the first.
func allEqual(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}

// whole tells whether every value is an integer.
func whole[T Number](x []T) bool {
	for _, v := range x {
		if f := float64(v); f != math.Trunc(f) {
			return false
		}
	}
	return true
}

// xlogx is x·ln x with 0·ln 0 = 0.
func xlogx(x float64) float64 {
	if x <= 0 {
		return 0
	}
	return x * math.Log(x)
}

func clamp(x, lo, hi float64) float64 { return min(max(x, lo), hi) }
