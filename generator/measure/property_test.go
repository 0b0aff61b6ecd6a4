package measure_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"rapport/generator/measure"
)

// instances is how many random cases each property is tried on.
const instances = 10_000

// property tries a property on random cases from a fixed seed.
func property(t *testing.T, name string, try func(t *testing.T, r *rand.Rand)) {
	t.Run(name, func(t *testing.T) {
		r := rand.New(rand.NewPCG(20250331, 7))
		for i := range instances {
			if try(t, r); t.Failed() {
				t.Fatalf("instance %d", i)
			}
		}
	})
}

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func atLeast(t *testing.T, what string, big, small float64) {
	t.Helper()
	if !(big >= small-1e-12) {
		t.Errorf("%s: %v is below %v", what, big, small)
	}
}

func randomInts(r *rand.Rand, n, below int) []int {
	x := make([]int, n)
	for i := range x {
		x[i] = r.IntN(below)
	}
	return x
}

func randomShares(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.Float64()
		if r.IntN(20) == 0 {
			x[i] = float64(r.IntN(2))
		}
	}
	return x
}

// randomBallot is a body of up to n voters with a quota that may be out of reach.
func randomBallot(r *rand.Rand, n int) (w []int, p []float64, q int) {
	k := 1 + r.IntN(n)
	w, p = randomInts(r, k, 7), randomShares(r, k)
	return w, p, r.IntN(sumOf(w)+4) - 1
}

func TestFunnelProperties(t *testing.T) {
	property(t, "1 nested", func(t *testing.T, r *rand.Rand) {
		contacts := make([][]measure.Touch, r.IntN(6))
		for i := range contacts {
			for range r.IntN(5) {
				contacts[i] = append(contacts[i], measure.Touch{Age: r.IntN(500) - 20, Direction: measure.Direction(r.IntN(4))})
			}
		}
		var headcount *int
		if r.IntN(3) > 0 {
			n := r.IntN(8)
			headcount = &n
		}
		c := measure.Coverage(contacts, headcount, 365, 90)
		if !(c.N >= c.Known && c.Known >= c.Touched && c.Touched >= c.TwoWay && c.TwoWay >= c.Recent && c.Recent >= 0) {
			t.Errorf("not nested: %+v", c)
		}
		if (c.RecentCov == nil) != (c.N == 0) {
			t.Errorf("recent coverage %v of %d people", c.RecentCov, c.N)
		}
	})
	property(t, "14 a new two-way touch lowers nothing", func(t *testing.T, r *rand.Rand) {
		n := 2 + r.IntN(5)
		touches := make([][]measure.Touch, n)
		for i := range touches {
			for range r.IntN(4) {
				touches[i] = append(touches[i], measure.Touch{Age: r.IntN(400), Value: 1, Direction: measure.Direction(r.IntN(4))})
			}
		}
		w, target := randomInts(r, n, 6), randomShares(r, n)
		days := r.IntN(400)
		before := components(touches, w, target, &days)
		i, age := r.IntN(n), r.IntN(90)
		touches[i] = append(touches[i], measure.Touch{Age: age, Value: 1, Direction: measure.TwoWay})
		days = min(days, age)
		for k, v := range components(touches, w, target, &days) {
			atLeast(t, "component", v, before[k])
		}
	})
	property(t, "14 naming a person of the head count changes nothing", func(t *testing.T, r *rand.Rand) {
		known, hidden := 1+r.IntN(5), 1+r.IntN(6)
		w, recent, own := randomInts(r, known, 6), 0, 0.0
		for _, v := range w {
			own += float64(v)
			recent += r.IntN(2) * v
		}
		mean := own / float64(known)
		full := own + mean*float64(hidden)
		listed := own + mean // the newcomer has the level's mean weight
		again := listed + listed/float64(known+1)*float64(hidden-1)
		near(t, "full weight", again, full, 1e-9)
		near(t, "reach", float64(recent)/math.Max(again, 1), float64(recent)/math.Max(full, 1), 1e-9)
	})
}

// components is c1 to c4 of people who are a level each.
func components(touches [][]measure.Touch, w []int, target []float64, days *int) []float64 {
	n := len(touches)
	recent, size, strength, reach := make([]int, n), make([]int, n), make([]float64, n), 0.0
	for i, ts := range touches {
		size[i] = 2
		if measure.Funnel(ts, 365, 90).Recent {
			recent[i] = 1
			reach += float64(w[i])
		}
		strength[i] = measure.Decay(ts, 60, 1, true).Strength
	}
	out := []float64{reach, measure.ExecutivePresence(days, 90, 90)}
	for _, v := range []*float64{
		measure.LevelAttainment(recent, size, 0.5, target, 0.05).Value,
		measure.EngagedVotesWithoutKey(w, strength, float64(1+sumOf(w))/2, 0),
	} {
		if v != nil {
			out = append(out, *v)
		}
	}
	return out
}

func TestSpreadProperties(t *testing.T) {
	property(t, "2 3 5 diversity and divergence", func(t *testing.T, r *rand.Rand) {
		k := 1 + r.IntN(7)
		x := randomInts(r, k, 6)
		d := measure.Diversity(x)
		if sumOf(x) == 0 {
			if d.H != nil || d.D1 != nil || measure.Divergence(x, randomShares(r, k)).TVD != nil {
				t.Error("defined without a touch")
			}
			return
		}
		atLeast(t, "D0, D1", *d.D0, *d.D1)
		atLeast(t, "D1, D2", *d.D1, *d.D2)
		atLeast(t, "D2, Dinf", *d.D2, *d.DInf)
		near(t, "Hill near 1", *measure.Hill(x, 1+1e-9), *d.D1, 1e-6)
		uniform := make([]float64, k)
		for i := range uniform {
			uniform[i] = 1
		}
		near(t, "exp(-KL) of the uniform", *measure.Divergence(x, uniform).ExpNegKL, *d.D1/float64(k), 1e-12)
		v := measure.Divergence(x, measure.TargetFloor(append(randomShares(r, k-1), 1), 0.01))
		atLeast(t, "Pinsker", math.Sqrt(*v.KL/2), *v.TVD)
		atLeast(t, "ln 2", math.Ln2, *v.JSD)
	})
	property(t, "4 Theil", func(t *testing.T, r *rand.Rand) {
		n := 1 + r.IntN(9)
		x, groups := randomInts(r, n, 5), randomInts(r, n, 3)
		d := measure.Theil(x, groups)
		if sumOf(x) == 0 {
			if d.T != nil {
				t.Error("defined without a touch")
			}
			return
		}
		near(t, "T", *d.T, *d.Between+*d.Within, 1e-12)
		touches, people := make([]float64, 3), make([]float64, 3)
		for i, g := range groups {
			touches[g] += float64(x[i])
			people[g]++
		}
		near(t, "between", *d.Between, *measure.Divergence(touches, people).KL, 1e-12)
		g := measure.Gini(x)
		atLeast(t, "Gini bound", float64(n-1)/float64(n), *g.G)
	})
	property(t, "luck line and exact p", func(t *testing.T, r *rand.Rand) {
		n, k := 1+r.IntN(7), 2+r.IntN(3)
		target := append(randomShares(r, k-1), 1)
		line := measure.LuckLine(n, target, 0.05)
		atLeast(t, "luck line", *line.Cum, 0.95)
		x := make([]int, k)
		for range n {
			x[r.IntN(k)]++
		}
		if p := measure.MultinomialExactP(x, target); !p.Exact || *p.P < 0 || *p.P > 1 {
			t.Errorf("exact p %v", p)
		}
	})
}

func TestVoteProperties(t *testing.T) {
	property(t, "6 7 8 weighted majority", func(t *testing.T, r *rand.Rand) {
		w, p, q := randomBallot(r, 9)
		n := len(w)
		win := measure.WpbTail(w, p, q)
		mass := 0.0
		for s, m := range measure.WpbPmf(w, p) {
			if s >= q {
				mass += m
			}
		}
		near(t, "P(win) by the whole distribution", win, mass, 1e-12)
		i := r.IntN(n)
		importance := measure.Birnbaum(w, p, q)
		against, with := measure.KeyVote(w, p, q, i)
		near(t, "P(win) by the key vote", p[i]*with+(1-p[i])*against, win, 1e-12)
		near(t, "importance", importance[i], with-against, 1e-12)
		more := slices.Clone(p)
		more[i] += r.Float64() * (1 - more[i])
		atLeast(t, "monotone", measure.WpbTail(w, more, q), win)
		near(t, "gain", measure.Gain(w, p, q, i, more[i]), measure.WpbTail(w, more, q)-win, 1e-12)
		pw, pp := make([]int, n), make([]float64, n)
		for to, from := range r.Perm(n) {
			pw[to], pp[to] = w[from], p[from]
		}
		near(t, "order of voters", measure.WpbTail(pw, pp, q), win, 1e-12)

		sumW := sumOf(w)
		quota := measure.Quota(sumW, 1, 2, false)
		them := make([]float64, n)
		for k := range p {
			them[k] = 1 - p[k]
		}
		tie := 0.0
		if sumW%2 == 0 {
			tie = measure.WpbPmf(w, p)[sumW/2]
		}
		near(t, "us, them, tie", measure.WpbTail(w, p, quota)+measure.WpbTail(w, them, quota)+tie, 1, 1e-12)
	})
	property(t, "9 power", func(t *testing.T, r *rand.Rand) {
		w, _, q := randomBallot(r, 7)
		s := measure.ShapleyShubik(w, q)
		b := measure.Banzhaf(w, q)
		all := 0.0
		for i, v := range s.Phi {
			all += v
			if w[i] == 0 && (v != 0 || b.Swings[i] != 0) {
				t.Errorf("power %v without weight", v)
			}
			if (v == 0) != (b.Swings[i] == 0) {
				t.Errorf("Shapley %v with %d swings", v, b.Swings[i])
			}
		}
		want := 1.0
		if q <= 0 || q > sumOf(w) {
			want = 0
		}
		near(t, "sum of Shapley values", all, want, 1e-12)
		for i, v := range measure.ShapleyByQuadrature(w, q) {
			near(t, "quadrature", v, s.Phi[i], 1e-12)
		}
		half := make([]float64, len(w))
		for i := range half {
			half[i] = 0.5
		}
		for i, v := range measure.Birnbaum(w, half, q) {
			near(t, "Penrose", b.Penrose[i], v, 1e-12)
		}
	})
	property(t, "10 11 blocking", func(t *testing.T, r *rand.Rand) {
		w, p, q := randomBallot(r, 9)
		k := measure.VoteWithKill(w, p, randomShares(r, len(w)), q)
		atLeast(t, "positive association", k.PFinal, k.PWin*k.PNoBlock)
		atLeast(t, "final below win", k.PWin, k.PFinal)
		o := measure.Objection(p)
		atLeast(t, "Fréchet, low", o.Any, o.FrechetLo)
		atLeast(t, "Fréchet, high", o.FrechetHi, o.Any)
	})
}

func TestStageProperties(t *testing.T) {
	property(t, "overlapping gates", func(t *testing.T, r *rand.Rand) {
		w, p, q := randomBallot(r, 6)
		other := randomInts(r, len(w), 4)
		got, err := measure.StagedOverlap(w, other, p, q, r.IntN(sumOf(other)+2))
		if err != nil {
			t.Fatal(err)
		}
		atLeast(t, "both", got.PBoth, got.P1*got.P2)
		same, _ := measure.StagedOverlap(w, w, p, q, q)
		near(t, "the same gate twice", same.PBoth, same.P1, 1e-12)
	})
	property(t, "ternary without abstention", func(t *testing.T, r *rand.Rand) {
		w, p, _ := randomBallot(r, 6)
		got := measure.Ternary(w, p, make([]float64, len(w)))
		near(t, "win", got.PWin, measure.WpbTail(w, p, measure.Quota(sumOf(w), 1, 2, false)), 1e-12)
	})
}

func TestCopulaProperties(t *testing.T) {
	names := []string{"a", "b", "c"}
	property(t, "12 correlation", func(t *testing.T, r *rand.Rand) {
		w, p, q := randomBallot(r, 5)
		units := make([]string, len(w))
		for i := range units {
			units[i] = names[r.IntN(3)]
		}
		key := r.IntN(len(w)+1) - 1
		none := measure.CopulaTail(w, p, units, 0, q, key)
		near(t, "rho 0", none.PWin, measure.WpbTail(w, p, q), 1e-12)
		rho := r.Float64() * 0.6
		c := measure.CopulaTail(w, p, units, rho, q, key)
		near(t, "with and without a key vote", c.PWin, measure.CopulaTail(w, p, units, rho, q, -1).PWin, 1e-12)
		i := r.IntN(len(w))
		alone := make([]int, len(w))
		alone[i] = 1
		near(t, "marginal", measure.CopulaTail(alone, p, units, rho, 1, -1).PWin, p[i], 1e-12)
		if c.PWinKeyAgainst != nil && c.PWinKeyFor != nil {
			atLeast(t, "for and against", *c.PWinKeyFor, *c.PWinKeyAgainst)
		}
	})
}

func TestIndexAndPortfolioProperties(t *testing.T) {
	weights := []float64{0.35, 0.30, 0.25, 0.10}
	property(t, "13 waterfall, change, Kitagawa", func(t *testing.T, r *rand.Rand) {
		a, b := randomShares(r, 4), randomShares(r, 4)
		x := measure.Index(a, weights, 0.05)
		near(t, "waterfall", 100-addUp(x.PointsLost), *x.Index, 1e-9)
		c := measure.IndexChange(a, b, weights, 0.05)
		near(t, "change", addUp(c.Contributions), *c.Index1-*c.Index0, 1e-9)
		w0, w1 := randomShares(r, 4), randomShares(r, 4)
		k := measure.Kitagawa(w0, a, w1, b)
		change := 0.0
		for i := range a {
			change += w1[i]*b[i] - w0[i]*a[i]
		}
		near(t, "Kitagawa", k.Total, change, 1e-12)
		near(t, "Kitagawa parts", k.RateEffect+k.MixEffect, change, 1e-12)
	})
	property(t, "15 order of accounts", func(t *testing.T, r *rand.Rand) {
		n := 1 + r.IntN(8)
		revenue, engagement := make([]float64, n), make([]float64, n)
		for i := range n {
			revenue[i], engagement[i] = float64(r.IntN(9)), float64(r.IntN(3))
		}
		pr, pe := make([]float64, n), make([]float64, n)
		for to, from := range r.Perm(n) {
			pr[to], pe[to] = revenue[from], engagement[from]
		}
		a, b := measure.Kakwani(engagement, revenue), measure.Kakwani(pe, pr)
		if (a.K == nil) != (b.K == nil) || (a.K != nil && math.Abs(*a.K-*b.K) > 1e-12) {
			t.Errorf("Kakwani %v and %v", a.K, b.K)
		}
		same := measure.Kakwani(revenue, revenue)
		if same.K != nil {
			near(t, "proportional", *same.K, 0, 1e-12)
		}
		g := measure.Gini(revenue)
		if g.G != nil {
			near(t, "Gini by ranks", *same.G, *g.G, 1e-12)
		}
		x, y := measure.TailNeglect(revenue, engagement, nil, 0.8), measure.TailNeglect(pr, pe, nil, 0.8)
		if x.TailN != y.TailN || len(x.ClassA)+x.TailN != n {
			t.Errorf("tail of %d and %d", x.TailN, y.TailN)
		}
	})
}

func addUp(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v
	}
	return s
}
