package measure

import (
	"math"
	"slices"
)

// run gives P(win), and P(win) with the key vote against.
func (b *rangeRuns) run(w []int, q int) (win float64, against *float64) {
	all := b.join(w)
	if b.key < 0 {
		return reach(all, []float64{1}, q), nil
	}
	g := &b.groups[len(b.groups)-1]
	mix := &g.mixes[b.mix(g, w, g.against, g.favour)]
	no, yes := reach(all, mix.f[0], q), reach(all, mix.f[1], q-w[b.key])
	return min(1, g.share*yes+(1-g.share)*no), &no
}

// join adds up the units but the key vote's. Two tables that weigh them the
// same have one sum.
func (b *rangeRuns) join(w []int) []float64 {
	groups := b.groups[:len(b.groups)-b2i(b.key >= 0)]
	if b.joined == len(b.joins) {
		b.joins = append(b.joins, join{})
	}
	j := &b.joins[b.joined]
	j.mixes = j.mixes[:0]
	for i := range groups {
		j.mixes = append(j.mixes, b.mix(&groups[i], w, groups[i].weight))
	}
	for i := range b.joins[:b.joined] {
		if slices.Equal(b.joins[i].mixes, j.mixes) {
			return b.joins[i].f
		}
	}
	b.joined++
	b.all = append(b.all[:0], 1)
	for i := range groups {
		b.convolve(groups[i].mixes[j.mixes[i]].f[0])
	}
	j.f = append(j.f[:0], b.all...)
	return j.f
}

// convolve adds an independent unit to the units so far.
func (b *rangeRuns) convolve(f []float64) {
	b.next = resize(b.next, len(b.all)+len(f)-1)
	clear(b.next)
	for s, p := range b.all {
		if p == 0 {
			continue
		}
		to := b.next[s:][:len(f)]
		for t, v := range f {
			to[t] += p * v
		}
	}
	b.all, b.next = b.next, b.all
}

// reach is the probability that two independent sets of voters reach q.
func reach(all, f []float64, q int) float64 {
	tail, at, won := 0.0, len(all), 0.0
	for s, p := range f {
		for at > 0 && at-1+s >= q {
			at--
			tail += all[at]
		}
		won += p * tail
	}
	return min(1, won)
}

// exactWork is the number of steps up to which a unit is computed exactly.
const exactWork = 8_000_000

// mix gives a unit's distribution under one or two weightings of its moods: an
// index of its mixes. Two tables often weigh a unit the same; then it is
// computed once.
func (b *rangeRuns) mix(g *group, w []int, weightings ...[]float64) int {
	for i := range g.mixes[:g.mixed] {
		if g.mixes[i].of(g, w) {
			return i
		}
	}
	if g.mixed == len(g.mixes) {
		g.mixes = append(g.mixes, mix{})
	}
	out := &g.mixes[g.mixed]
	g.mixed++
	out.w = out.w[:0]
	sumW := 0
	for _, i := range g.members {
		out.w = append(out.w, w[i])
		sumW += w[i]
	}
	for k := range weightings {
		out.f[k] = resize(out.f[k], sumW+1)
	}
	z := len(g.weight)
	if len(g.members) > 100 && z > 1 && float64(len(g.members))*float64(sumW)*float64(z) > 2*exactWork {
		clear(out.f[0])
		clear(out.f[1])
		g.nearlyNormal(w, sumW, out.f, weightings)
		return g.mixed - 1
	}
	f := b.inEachMood(g, out.w, sumW)
	for k, weighting := range weightings {
		weigh(out.f[k], f, weighting)
	}
	return g.mixed - 1
}

// of tells whether the mix is that of a unit under a table of weights.
func (x *mix) of(g *group, w []int) bool {
	for k, i := range g.members {
		if x.w[k] != w[i] {
			return false
		}
	}
	return true
}

// inEachMood gives the distributions of a unit, whose members have the weights
// w: row s holds the probability of the sum s in each mood.
func (b *rangeRuns) inEachMood(g *group, w []int, sumW int) []float64 {
	z := len(g.weight)
	b.f = resize(b.f, (sumW+1)*z)
	f := b.f
	for m := range z {
		f[m] = 1
	}
	top := 0
	for k, v := range w {
		switch {
		case v == 0:
		case z == 1:
			addOne(f, g.at[k][0], v, top)
		default:
			addVoter(f, g.at[k], v, top)
		}
		top += v
	}
	return f
}

// addVoter multiplies a voter of weight w into the distributions of all moods
// at once; f reaches up to the sum top before the voter, and up to top+w,
// where any content may be, after.
func addVoter(f, p []float64, w, top int) {
	z := len(p)
	for s := top + w; s > top; s-- {
		to := f[s*z:][:len(p)]
		if s < w {
			clear(to)
			continue
		}
		from := f[(s-w)*z:][:len(p)]
		for k, v := range p {
			to[k] = v * from[k]
		}
	}
	for s := top; s >= w; s-- {
		to, from := f[s*z:][:len(p)], f[(s-w)*z:][:len(p)]
		for k, v := range p {
			to[k] += v * (from[k] - to[k])
		}
	}
	for s := range min(w, top+1) {
		to := f[s*z:][:len(p)]
		for k, v := range p {
			to[k] *= 1 - v
		}
	}
}

// addOne is addVoter for a single mood.
func addOne(f []float64, p float64, w, top int) {
	f = f[:top+w+1]
	for s := top + w; s > top; s-- {
		f[s] = 0
		if s >= w {
			f[s] = p * f[s-w]
		}
	}
	for s := top; s >= w; s-- {
		f[s] += p * (f[s-w] - f[s])
	}
	for s := range f[:min(w, top+1)] {
		f[s] *= 1 - p
	}
}

// weigh mixes the moods of each row of f. Four rows go side by side, since each
// sum waits for its last addition.
func weigh(out, f, weight []float64) {
	z := len(weight)
	s := 0
	for ; s+4 <= len(out); s += 4 {
		a, b, c, d := f[s*z:][:z], f[(s+1)*z:][:z], f[(s+2)*z:][:z], f[(s+3)*z:][:z]
		var v, w, x, y float64
		for m, share := range weight {
			v += share * a[m]
			w += share * b[m]
			x += share * c[m]
			y += share * d[m]
		}
		out[s], out[s+1], out[s+2], out[s+3] = v, w, x, y
	}
	for ; s < len(out); s++ {
		v, row := 0.0, f[s*z:][:z]
		for m, share := range weight {
			v += share * row[m]
		}
		out[s] = v
	}
}

// nearlyNormal takes the vote of a large unit in each mood as normal with the
// skewness of the exact sum (one Edgeworth term) and a continuity correction.
func (g *group) nearlyNormal(w []int, sumW int, out [2][]float64, weightings [][]float64) {
	for m := range g.weight {
		mean, variance, third := 0.0, 0.0, 0.0
		for k, i := range g.members {
			x, p := float64(w[i]), g.at[k][m]
			mean += x * p
			variance += x * x * p * (1 - p)
			third += x * x * x * p * (1 - p) * (1 - 2*p)
		}
		sd := math.Sqrt(max(variance, 1e-12))
		skew := third / (sd * sd * sd) / 6
		if math.Abs(skew) > 0.1 {
			skew = 0
		}
		before := 0.0
		for s := 0; s <= sumW; s++ {
			x := (float64(s) + 0.5 - mean) / sd
			if x < -9 {
				continue
			}
			c := 1.0
			if s < sumW && x < 9 {
				c = quickNormal(x) - skew*(x*x-1)*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
			}
			for k, weighting := range weightings {
				out[k][s] += weighting[m] * (c - before)
			}
			before = c
			if x >= 9 {
				break
			}
		}
	}
}
