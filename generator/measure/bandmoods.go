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
	joins  []join // of the present moods
	joined int    // how many of them are in use
	// Scratch of one run: a unit's distributions by mood, and two sets of units.
	f, all, next []float64
	nodes        []float64
}

// join is the distribution of all units but the key vote's.
type join struct {
	mixes []int // which of its mixes each unit has
	f     []float64
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
	b.joined = 0
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
