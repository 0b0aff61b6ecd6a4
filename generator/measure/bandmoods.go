package measure

import (
	"math"
	"slices"
)

// rangeRuns holds what the runs of a range share: the moods of each unit depend on
// shift and correlation, not on the weights. All of it is used again.
type rangeRuns struct {
	key    int
	groups []group // by name, the key vote's unit last
	at     map[string]int
	names  []string
	// Scratch of one run: a unit's distributions by mood and the units so far.
	f, all, next []float64
	nodes        []float64
}

// group is a unit without the key vote. Row k of at holds the probabilities of
// voter k in each mood.
type group struct {
	members []int
	at      [][]float64
	slab    []float64 // memory of at
	weight  []float64 // of each mood, adding up to 1
	favour  []float64 // of each mood given that the key vote, of this unit, is for
	against []float64
	key     bool
	share   float64 // the key vote's probability over all moods
	mixes   []mix   // of the present moods, one for each table of weights
	mixed   int     // how many of them are in use
}

// mix is a unit's distribution under one or two weightings of its moods.
type mix struct {
	w []int // of the members
	f [2][]float64
}

// reset sorts the voters into their units.
func (b *rangeRuns) reset(p []float64, units []string, key int) {
	b.key = -1
	if key >= 0 && key < len(p) {
		b.key = key
	}
	unit := func(i int) string {
		if units == nil {
			return ""
		}
		return units[i]
	}
	if b.at == nil {
		b.at = map[string]int{}
	}
	clear(b.at)
	b.names = b.names[:0]
	for i := range p {
		if _, there := b.at[unit(i)]; !there {
			b.at[unit(i)] = 0
			b.names = append(b.names, unit(i))
		}
	}
	slices.Sort(b.names)
	if b.key >= 0 {
		own := slices.Index(b.names, unit(b.key))
		b.names = append(slices.Delete(b.names, own, own+1), unit(b.key))
	}
	b.groups = append(b.groups[:cap(b.groups)], make([]group, max(0, len(b.names)-cap(b.groups)))...)[:len(b.names)]
	for k, name := range b.names {
		b.at[name] = k
		b.groups[k].members, b.groups[k].key = b.groups[k].members[:0], false
	}
	for i := range p {
		g := &b.groups[b.at[unit(i)]]
		if i == b.key {
			g.key = true
			continue
		}
		g.members = append(g.members, i)
	}
}

// moodReach is how many standard deviations of a mood are kept, and moodDigits
// twice the logarithm of the error that the step may add: both are below 1e-7.
const (
	moodReach  = 5.5
	moodDigits = 34
)

// setMoods finds every unit's moods. The trapezoidal rule errs by about
// exp(−(2π/h)²/(2(1+n·rho/(1−rho)))), from which the step h follows.
func (b *rangeRuns) setMoods(p []float64, rho float64) {
	for i := range b.groups {
		g := &b.groups[i]
		n := len(g.members) + b2i(g.key)
		nodes := append(b.nodes[:0], 0)
		a, scale := 0.0, 1.0
		if rho > 0 && n > 1 {
			rho = min(rho, 0.999)
			h := min(0.5, 2*math.Pi/math.Sqrt(moodDigits*(1+float64(n)*rho/(1-rho))))
			steps := int(math.Ceil(moodReach / h))
			nodes = nodes[:0]
			for s := -steps; s <= steps; s++ {
				nodes = append(nodes, float64(s)*moodReach/float64(steps))
			}
			a, scale = math.Sqrt(rho), 1/math.Sqrt(1-rho)
		}
		b.nodes = nodes
		g.fill(p, nodes, a, scale)
		if g.key {
			g.condition(p[b.key], nodes, a, scale)
		}
	}
}

// fill computes the probabilities of the members in each mood.
func (g *group) fill(p, nodes []float64, a, scale float64) {
	g.weight = resize(g.weight, len(nodes))
	all := 0.0
	for k, z := range nodes {
		g.weight[k] = math.Exp(-z * z / 2)
		all += g.weight[k]
	}
	for k := range g.weight {
		g.weight[k] /= all
	}
	g.mixed = 0
	g.at = resize(g.at, len(g.members))
	z := len(nodes)
	g.slab = resize(g.slab, z*len(g.members))
	for k, i := range g.members {
		g.at[k] = g.slab[k*z : (k+1)*z]
		moodsOf(g.at[k], p[i], nodes, a, scale)
	}
}

// moodsOf gives one voter's probability in each mood.
func moodsOf(out []float64, p float64, nodes []float64, a, scale float64) {
	if a == 0 || p <= 0 || p >= 1 {
		for k := range out {
			out[k] = p
		}
		return
	}
	limit := normalQuantile(p)
	for k, z := range nodes {
		out[k] = quickNormal((limit - a*z) * scale)
	}
}

// condition weighs the moods by how the key vote falls in them.
func (g *group) condition(p float64, nodes []float64, a, scale float64) {
	g.favour, g.against = resize(g.favour, len(nodes)), resize(g.against, len(nodes))
	moodsOf(g.favour, p, nodes, a, scale)
	g.share = 0
	for k, v := range g.favour {
		g.against[k] = g.weight[k] * (1 - v)
		g.favour[k] = g.weight[k] * v
		g.share += g.favour[k]
	}
	for k := range g.favour {
		g.favour[k] /= max(g.share, math.SmallestNonzeroFloat64)
		g.against[k] /= max(1-g.share, math.SmallestNonzeroFloat64)
	}
}

// run gives P(win), and P(win) with the key vote against.
func (b *rangeRuns) run(w []int, q int) (win float64, against *float64) {
	b.all = append(b.all[:0], 1)
	for i := range b.groups {
		g := &b.groups[i]
		if !g.key {
			b.convolve(b.mix(g, w, g.weight)[0])
			continue
		}
		mix := b.mix(g, w, g.against, g.favour)
		no, yes := b.reach(mix[0], q), b.reach(mix[1], q-w[b.key])
		return min(1, g.share*yes+(1-g.share)*no), &no
	}
	return b.reach([]float64{1}, q), nil
}

// convolve adds an independent unit to the units so far.
func (b *rangeRuns) convolve(f []float64) {
	b.next = resize(b.next, len(b.all)+len(f)-1)
	clear(b.next)
	for s, p := range b.all {
		if p == 0 {
			continue
		}
		to := b.next[s : s+len(f)]
		for t, v := range f {
			to[t] += p * v
		}
	}
	b.all, b.next = b.next, b.all
}

// reach is the probability that the units so far and one more reach q.
func (b *rangeRuns) reach(f []float64, q int) float64 {
	tail, at, won := 0.0, len(b.all), 0.0
	for s, p := range f {
		for at > 0 && at-1+s >= q {
			at--
			tail += b.all[at]
		}
		won += p * tail
	}
	return min(1, won)
}

// exactWork is the number of steps up to which a unit is computed exactly.
const exactWork = 8_000_000

// mix gives a unit's distribution under one or two weightings of its moods. Two
// tables often weigh a unit the same; then it is computed once.
func (b *rangeRuns) mix(g *group, w []int, weightings ...[]float64) [2][]float64 {
	for i := range g.mixes[:g.mixed] {
		if g.mixes[i].of(g, w) {
			return g.mixes[i].f
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
		return out.f
	}
	b.f = resize(b.f, (sumW+1)*z)
	f := b.f
	for k := range z {
		f[k] = 1
	}
	top := 0
	for k, i := range g.members {
		if w[i] > 0 {
			addVoter(f, g.at[k], w[i], top)
			top += w[i]
		}
	}
	for k, weighting := range weightings {
		for s := range out.f[k] {
			v, row := 0.0, f[s*z:][:len(weighting)]
			for m, share := range weighting {
				v += share * row[m]
			}
			out.f[k][s] = v
		}
	}
	return out.f
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

// addVoter multiplies a voter of weight w into the distributions of all moods
// at once; row s of f holds the probability of sum s in each mood, up to top
// before the voter and up to top+w, where any content may be, after.
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
