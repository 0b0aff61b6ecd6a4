package chart

import (
	"math"
	"strconv"
	"testing"
)

func FuzzAppendFixed(f *testing.F) {
	for _, v := range []float64{0, math.Copysign(0, -1), 0.05, 0.15, 0.25, -0.25, -0.04, 1, 12.5, 719.95, 0.5, 1.0 / 3, 2.0 / 3, 0.9999999999999,
		1 << 24, 1<<24 - 0.0625, 1e300, 5e-324, math.SmallestNonzeroFloat64 * (1 << 52), math.Inf(1), math.NaN(), 0.125, 0.375, 1e-13} {
		for d := range 14 {
			f.Add(v, d)
		}
	}
	f.Fuzz(func(t *testing.T, v float64, decimals int) {
		if decimals < 0 || decimals > 20 {
			return
		}
		if got, want := string(AppendFixed(nil, v, decimals)), strconv.FormatFloat(v, 'f', decimals, 64); got != want {
			t.Errorf("AppendFixed(%v, %d) = %s, want %s", v, decimals, got, want)
		}
	})
}
