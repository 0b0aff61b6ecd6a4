package measure_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"rapport/generator/measure"
)

// committee is a body of n voters with weights 1 to top.
func committee(n, top int) (w []int, p []float64, q int) {
	r := rand.New(rand.NewPCG(1, 2))
	w, p = make([]int, n), make([]float64, n)
	for i := range w {
		w[i], p[i] = 1+r.IntN(top), 0.02+0.96*r.Float64()
	}
	return w, p, measure.Quota(sumOf(w), 1, 2, false)
}

func BenchmarkPWin(b *testing.B) {
	for _, n := range []int{50, 500, 2000} {
		w, p, q := committee(n, 18)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				measure.WpbTail(w, p, q)
			}
		})
	}
}

func BenchmarkBirnbaum(b *testing.B) {
	for _, n := range []int{50, 500, 2000} {
		w, p, q := committee(n, 18)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				measure.Birnbaum(w, p, q)
			}
		})
	}
}

func BenchmarkVote10(b *testing.B) {
	w, p, q := committee(10, 5)
	for b.Loop() {
		if _, err := measure.Vote(w, p, q, 0); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBanzhaf2000(b *testing.B) {
	w, _, q := committee(2000, 18)
	for b.Loop() {
		measure.Banzhaf(w, q)
	}
}

func BenchmarkShapley500(b *testing.B) {
	w, _, q := committee(500, 10)
	for b.Loop() {
		measure.ShapleyShubik(w, q)
	}
}

func BenchmarkShapley2000(b *testing.B) {
	w, _, q := committee(2000, 10)
	for b.Loop() {
		measure.ShapleyShubik(w, q)
	}
}

func BenchmarkCopula50(b *testing.B) {
	w, p, q := committee(50, 5)
	for b.Loop() {
		measure.CopulaTail(w, p, nil, 0.3, q, 0)
	}
}

func BenchmarkCopula2000(b *testing.B) {
	w, p, q := committee(2000, 18)
	for b.Loop() {
		measure.CopulaTail(w, p, nil, 0.3, q, -1)
	}
}

func BenchmarkRangeOf10(b *testing.B) {
	w, p, q := committee(10, 5)
	tables := []measure.WeightTable{{W: w, Q: q}, {W: w, Q: q}, {W: w, Q: q}}
	for b.Loop() {
		measure.RangeOf(tables, p, nil, []float64{-0.5, 0, 0.5}, []float64{0, 0.3}, 0)
	}
}

func BenchmarkLuckLine(b *testing.B) {
	target := []float64{.05, .1, .2, .3, .35}
	for name, n := range map[string]int{"n=12": 12, "n=50": 50} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				measure.LuckLine(n, target, 0.05)
			}
		})
	}
}

func BenchmarkExactP50(b *testing.B) {
	for b.Loop() {
		measure.MultinomialExactP([]int{10, 10, 10, 10, 10}, []float64{.05, .1, .2, .3, .35})
	}
}

func BenchmarkDecay(b *testing.B) {
	touches := make([]measure.Touch, 10)
	for i := range touches {
		touches[i] = measure.Touch{Age: 30 * i, Value: 1, Direction: measure.TwoWay}
	}
	for b.Loop() {
		measure.Decay(touches, 60, 1, true)
	}
}

func BenchmarkObjection1000(b *testing.B) {
	_, p, _ := committee(1000, 5)
	for b.Loop() {
		measure.Objection(p)
	}
}
