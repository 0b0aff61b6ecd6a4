package measure_test

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"rapport/generator/measure"
)

// TestWorkspaceForgets computes many ballots in one workspace, one after the
// other, and each in a new one: what was there before must not show.
func TestWorkspaceForgets(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var ws measure.Workspace
	for run := range 400 {
		n := 1 + r.IntN(40)
		b := ballot(r, n)
		var fresh measure.Workspace
		if got, want := ws.WpbTail(b.w, b.p, b.q), measure.WpbTail(b.w, b.p, b.q); got != want {
			t.Fatalf("run %d: WpbTail = %v, want %v", run, got, want)
		}
		if got, want := ws.Birnbaum(b.w, b.p, b.q), measure.Birnbaum(b.w, b.p, b.q); !reflect.DeepEqual(got, want) {
			t.Fatalf("run %d: Birnbaum = %v, want %v", run, got, want)
		}
		key := r.IntN(n)
		got1, got2 := ws.KeyVote(b.w, b.p, b.q, key)
		if want1, want2 := measure.KeyVote(b.w, b.p, b.q, key); got1 != want1 || got2 != want2 {
			t.Fatalf("run %d: KeyVote = %v %v, want %v %v", run, got1, got2, want1, want2)
		}
		other := ballot(r, n)
		flat := make([]int, n)
		for i := range flat {
			flat[i] = min(1, b.w[i])
		}
		tables := []measure.WeightTable{{W: b.w, Q: b.q}, {W: flat, Q: n/2 + 1}, {W: other.w, Q: other.q}, {W: b.w, Q: b.q - 1}}
		shifts, rhos := []float64{-0.5, 0.5}, []float64{0, 0.3}
		got, want := ws.RangeOf(tables, b.p, b.units, shifts, rhos, key-1), fresh.RangeOf(tables, b.p, b.units, shifts, rhos, key-1)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("run %d: RangeOf = %+v, want %+v", run, got, want)
		}
		// Each table alone, so that nothing is shared between them.
		for k := range tables {
			alone := fresh.RangeOf(tables[k:k+1], b.p, b.units, shifts[1:], rhos[1:], key-1)
			if got := got.Each[len(got.Each)-len(tables)+k]; !reflect.DeepEqual(got, alone.Each[0]) {
				t.Fatalf("run %d table %d: %+v among others, %+v alone", run, k, got, alone.Each[0])
			}
		}
	}
}

type voters struct {
	w     []int
	p     []float64
	units []string
	q     int
}

// ballot makes voters of a few units, some without a vote, some with large
// weights that have a common divisor.
func ballot(r *rand.Rand, n int) voters {
	b := voters{w: make([]int, n), p: make([]float64, n), units: make([]string, n)}
	factor := 1 + r.IntN(3)
	for i := range n {
		b.w[i] = factor * []int{0, 1, 1, 2, 3, 5}[r.IntN(6)]
		b.p[i] = r.Float64()
		b.units[i] = string(rune('a' + r.IntN(4)))
	}
	b.w[r.IntN(n)] = factor
	b.q = measure.Quota(sumOf(b.w), 1, 2, false)
	return b
}

// TestHalfLifeRemembers holds the remembered factors against the formula, also
// beyond what is remembered.
func TestHalfLifeRemembers(t *testing.T) {
	h := measure.NewHalfLife(60)
	for _, age := range []int{0, 1, 59, 60, 1023, 1024, 5000} {
		touch := []measure.Touch{{Age: age, Value: 0.7, Direction: measure.TwoWay}}
		if got, want := h.Decay(touch, 1, true), measure.Decay(touch, 60, 1, true); !reflect.DeepEqual(got, want) {
			t.Errorf("age %d: %+v, want %+v", age, got, want)
		}
	}
}
