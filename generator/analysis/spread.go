package analysis

import (
	"math"
	"slices"

	"rapport/generator/measure"
)

// fewestTouches is the number of touches from which the spread is judged:
// METRICS 4.6.
const fewestTouches = 6

// luckLevel is the share of on-target teams beyond the luck line.
const luckLevel = 0.05

// setTargets finds the eligible levels, their full weights and target shares:
// METRICS 4 and 4.1.
func (r *review) setTargets() {
	var size, weight, custom []float64
	for at := range r.out.Levels {
		l := &r.out.Levels[at]
		own := 0.0
		for _, i := range l.People {
			own += float64(r.out.People[i].Weight)
		}
		if l.Level == 0 {
			l.FullWeight = own
			r.full += own
			continue
		}
		if l.N == 0 {
			continue
		}
		mean := 1.0
		if l.Known > 0 {
			mean = own / float64(l.Known)
		}
		l.FullWeight = own + mean*float64(l.N-l.Known)
		r.full += l.FullWeight
		r.eligible = append(r.eligible, at)
		size, weight = append(size, float64(l.N)), append(weight, l.FullWeight)
		if at < len(r.s.Target.Custom) {
			custom = append(custom, r.s.Target.Custom[at])
		} else {
			custom = append(custom, 0)
		}
	}
	if len(r.eligible) == 0 {
		return
	}
	people := 0.0
	for _, n := range size {
		people += n
	}
	target := measure.BlendedTarget(size, weight, r.s.Target.Lambda, r.s.Target.Eps)
	if slices.ContainsFunc(custom, func(v float64) bool { return v > 0 }) {
		target = measure.TargetFloor(custom, r.s.Target.Eps)
	}
	for k, at := range r.eligible {
		l := &r.out.Levels[at]
		l.Target = ptr(target[k])
		l.HeadShare = ptr(size[k] / people)
	}
}

// measureSpread says how the touches of the period lie over the levels, and
// what chance and single people have to do with it.
func (r *review) measureSpread() {
	counts, target := r.compareWithTarget()
	if r.out.Spread.N > 0 {
		r.luck(counts, target)
		r.inequality()
	}
}

// compareWithTarget fills the counts of the spread and its distances from the
// target; it gives touches and target shares by eligible level.
func (r *review) compareWithTarget() (counts []int, target []float64) {
	sp := &r.out.Spread
	counts = make([]int, len(r.eligible))
	target = make([]float64, len(r.eligible))
	heads := make([]float64, len(r.eligible))
	for k, at := range r.eligible {
		l := &r.out.Levels[at]
		counts[k], target[k], heads[k] = l.Touches, *l.Target, float64(l.N)
		sp.N += l.Touches
	}
	for i := range r.out.Levels {
		sp.NAll += r.out.Levels[i].Touches
	}
	if sp.NAll > 0 {
		sp.UnknownShare = ptr(float64(sp.NAll-sp.N) / float64(sp.NAll))
		sp.Unreliable = *sp.UnknownShare > r.s.UnknownLimit
	}
	if sp.N == 0 {
		return counts, target
	}
	for k, at := range r.eligible {
		r.out.Levels[at].Share = ptr(float64(counts[k]) / float64(sp.N))
	}
	r.spreadOverLevels(counts, target, heads)
	return counts, target
}

// inequality compares people within and between levels: METRICS 4.4 and 4.5.
func (r *review) inequality() {
	var all, classified, standing []float64
	var groups []int
	for i := range r.out.People {
		p := &r.out.People[i]
		all = append(all, float64(p.InPeriod))
		if p.Data.Level > 0 {
			classified = append(classified, float64(p.InPeriod))
			groups = append(groups, p.Data.Level)
			standing = append(standing, -float64(p.Data.Level))
		}
	}
	sp := &r.out.Spread
	sp.Gini = measure.Gini(all).Sparse
	t := measure.Theil(classified, groups)
	sp.Theil, sp.TheilBetween = t.T, t.Between
	sp.Concentration = measure.ConcentrationIndex(classified, standing)
}

// luck tells whether an on-target team could look like this: METRICS 4.6.
func (r *review) luck(counts []int, target []float64) {
	sp := &r.out.Spread
	if sp.TVD == nil {
		return
	}
	sp.NEff = ptr(measure.KishNeff(r.meetingSizes()))
	n := max(1, int(math.Floor(*sp.NEff)))
	sp.LuckLine = measure.LuckLine(n, target, luckLevel).D
	sp.ExpectedTVD = measure.KlNull(sp.N, target).TVD
	sp.ExactP = measure.MultinomialExactP(counts, target).P
	switch {
	case n < fewestTouches:
	case sp.LuckLine != nil:
		sp.BeyondChance = ptr(*sp.TVD > *sp.LuckLine)
	default: // too many touches to enumerate
		levels := 0
		for _, t := range target {
			levels += b2i(t > 0)
		}
		sp.BeyondChance = ptr(measure.GTest(n, sp.KL, levels) < luckLevel)
	}
}

// meetingSizes counts the contact-touches of each activity of the period,
// people at eligible levels only; activities without any are skipped.
func (r *review) meetingSizes() []int {
	var sizes []int
	for i := r.past - 1; i >= 0; i-- {
		act := r.acc.Activities.At(i)
		if act.Day < r.period.From {
			break
		}
		if act.Day > r.period.To {
			continue
		}
		m := 0
		for _, st := range act.People {
			if r.person[st] >= 0 && r.acc.Stakeholders[st].Level > 0 {
				m++
			}
		}
		if m > 0 {
			sizes = append(sizes, m)
		}
	}
	return sizes
}

// sumTotals fills the aggregates of METRICS 3.1, 3.4, 3.5 and 3.6.
func (r *review) sumTotals() {
	t := &r.out.Totals
	sum := 0.0
	for i := range r.out.Levels {
		l := &r.out.Levels[i]
		t.Known += l.Known
		t.Touched += l.Touched
		t.TwoWay += l.TwoWay
		t.Recent += l.Recent
		t.N += l.N
		if l.Level == 0 || l.N == 0 {
			continue
		}
		t.UpperBound = t.UpperBound || l.Headcount == nil
		c := float64(l.Recent) / float64(l.N)
		sum += c
		if t.Weakest == nil || c < *t.Weakest {
			t.Weakest, t.WeakestLevel = ptr(c), ptr(l.Level)
		}
	}
	t.Micro = ratio(float64(t.Recent), float64(t.N))
	t.Macro = ratio(sum, float64(len(r.eligible)))
	t.TwoWayShare = ratio(float64(t.TwoWay), float64(t.Touched))
	votes, cadence, events := 0, 0, 0
	for i := range r.out.People {
		p := &r.out.People[i]
		votes += b2i(p.Recent) * p.Weight
		cadence += b2i(p.CadenceOK)
		if p.DaysSince != nil && (t.DaysLast == nil || *p.DaysSince < *t.DaysLast) {
			t.DaysLast = p.DaysSince
		}
		events += b2i(p.EventOnly)
	}
	t.Weighted = ratio(float64(votes), r.full)
	t.CadenceShare = ratio(float64(cadence), float64(len(r.out.People)))
	t.EventOnlyShare = ratio(float64(events), float64(t.Touched))
}

// ratio is undefined when there is nothing to divide by.
func ratio(a, b float64) *float64 {
	if b == 0 {
		return nil
	}
	return ptr(a / b)
}

// gradeQuality counts what was left out or assumed, and grades it: A when
// nothing of weight is missing, D when levels cannot be trusted.
func (r *review) gradeQuality() {
	q := &r.out.Quality
	overrides := 0
	for i := range r.out.People {
		d := r.out.People[i].Data
		q.Levels += b2i(d.Level == 0)
		q.RightsAssumed += b2i(!d.RightGiven)
		q.Undated += b2i(r.undated(&r.out.People[i]))
		q.Unasked += b2i(r.unasked(&r.out.People[i]))
		overrides += b2i(d.Override != nil)
	}
	q.Overrides = overrides
	for _, at := range r.eligible {
		q.HeadcountKnown += b2i(r.out.Levels[at].Headcount != nil && !r.out.Levels[at].Assumed)
	}
	q.Grade = r.grade()
}

// grade loses one step for each fault: more than a tenth of the people
// without a level, of the rights assumed or set by hand; a level without a
// head count; future touches. Unreliable levels are a D at once.
func (r *review) grade() string {
	q := &r.out.Quality
	n := len(r.out.People)
	if r.out.Spread.Unreliable || n == 0 {
		return "D"
	}
	faults := b2i(q.Levels*10 > n) + b2i(q.RightsAssumed*10 > n) + b2i(q.Overrides*10 > n) +
		b2i(q.HeadcountKnown < len(r.eligible)) + b2i(q.Future > 0)
	return string("ABCD"[min(faults, 3)])
}

// isTop tells whether the settings count a level as the top.
func (r *review) isTop(level int) bool { return slices.Contains(r.s.TopLevels, level) }

// spreadOverLevels fills distance from target, diversity and top-heaviness:
// METRICS 4.2 to 4.4.
func (r *review) spreadOverLevels(counts []int, target, heads []float64) {
	sp := &r.out.Spread
	d := measure.Divergence(counts, target)
	sp.KL, sp.JSD, sp.TVD, sp.Moves = d.KL, d.JSD, d.TVD, d.Moves
	v := measure.Diversity(counts)
	sp.Pielou, sp.Effective = v.J, v.D1
	var top []int
	for k, at := range r.eligible {
		if r.isTop(r.out.Levels[at].Level) {
			top = append(top, k+1)
		}
	}
	t := measure.TopHeaviness(counts, heads, top, measure.Z90)
	if t.LQ != nil {
		sp.Top = &TopHeaviness{LQ: *t.LQ, Lo: *t.Lo, Hi: *t.Hi}
	}
}
