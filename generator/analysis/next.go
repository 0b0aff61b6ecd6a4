package analysis

import (
	"cmp"
	"math"
	"slices"

	"rapport/generator/dataset"
)

// robustTop is how far up a person must stand under every weight table to be
// marked robust: METRICS 5.5.
const robustTop = 5

// proposeMeetings fills Ranking, Next and Plan: METRICS 5.5.
func (r *review) proposeMeetings() {
	if r.model == nil {
		r.proposeWithoutVotes()
		return
	}
	gain := make([]float64, len(r.out.People))
	for i := range gain {
		gain[i] = *r.out.People[i].Gain
	}
	r.out.Ranking = r.rankByGain(gain, r.movable)
	next := r.rankByGain(gain, r.unengaged)
	robust := r.robust(next)
	largest := 0.0
	if len(next) > 0 {
		largest = *r.out.People[next[0]].Gain
		r.out.Next = r.scratch.meetings.take(len(next))[:0]
	}
	for k, i := range next {
		m := r.meeting(i, k+1, *r.out.People[i].Gain)
		m.PAfter = ptr(r.out.Vote.PWin + m.Gain)
		m.Robust = robust[i]
		m.Dots = dots(m.Gain, largest)
		r.out.Next = append(r.out.Next, m)
	}
	r.plan(gain, robust)
}

// proposeWithoutVotes lists who is left out when nobody has a vote: no gain
// can be computed, so the order is by neglect.
func (r *review) proposeWithoutVotes() {
	var next []int
	for i := range r.out.People {
		if r.unengaged(i) {
			next = append(next, i)
		}
	}
	slices.SortStableFunc(next, r.byNeglect)
	for k, i := range next {
		r.out.Next = append(r.out.Next, r.meeting(i, k+1, 0))
	}
}

// movable tells whether a meeting can move the person's probability.
func (r *review) movable(i int) bool {
	d := r.out.People[i].Data
	return d.Stance != dataset.Opponent && d.Override == nil
}

// unengaged tells whether the person belongs on the list of whom to meet.
func (r *review) unengaged(i int) bool { return r.movable(i) && !r.out.People[i].Recent }

// gains gives what one meeting with each person adds to P(win).
func (r *review) gains(m *model) []float64 {
	birnbaum := r.birnbaum(m)
	for i := range birnbaum {
		birnbaum[i] *= m.after[i] - m.p[i]
	}
	return birnbaum
}

// rankByGain orders people: gain, then weight, then key. Gains that differ by
// rounding alone are equal.
func (r *review) rankByGain(gain []float64, keep func(int) bool) []int {
	n := 0
	grains := sized(r.scratch.grains, len(gain))
	r.scratch.grains = grains
	for i, g := range gain {
		grains[i] = grain(g)
		n += b2i(keep(i))
	}
	if n == 0 {
		return nil
	}
	order := make([]int, 0, n)
	for i := range gain {
		if keep(i) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if x, y := grains[a], grains[b]; x != y {
			return cmp.Compare(y, x)
		}
		return r.byWeight(a, b)
	})
	return order
}

// first gives who would stand first in rankByGain, or -1.
func (r *review) first(gain []float64, keep func(int) bool) int {
	best := -1
	for i, g := range gain {
		if !keep(i) {
			continue
		}
		if best < 0 || grain(g) > grain(gain[best]) || grain(g) == grain(gain[best]) && r.byWeight(i, best) < 0 {
			best = i
		}
	}
	return best
}

// grain counts a gain in steps far above the rounding error of the importances
// and far below what anybody could tell apart.
func grain(gain float64) float64 { return math.Round(gain * 1e12) }

// robust tells who is in the top five under every weight table; next is the
// order under the default one.
func (r *review) robust(next []int) map[int]bool {
	count := map[int]int{}
	for _, table := range tableWords {
		order := next
		if table != "default" {
			m := r.underTable(table)
			if m == nil {
				return nil
			}
			order = r.rankByGain(r.gains(m), r.unengaged)
		}
		for _, i := range order[:min(robustTop, len(order))] {
			count[i]++
		}
	}
	all := map[int]bool{}
	for i, n := range count {
		all[i] = n == len(tableWords)
	}
	return all
}

// dots grades an effect in thirds of the largest.
func dots(gain, largest float64) int {
	switch {
	case gain <= 0 || largest <= 0:
		return 0
	case gain*3 >= largest*2:
		return 3
	case gain*3 >= largest:
		return 2
	}
	return 1
}

// plan chooses meetings one after another, each with the largest gain after
// those chosen before it; gain is that of the first.
func (r *review) plan(gain []float64, robust map[int]bool) {
	m := r.model.clone()
	chosen := map[int]bool{}
	first, odds := 0.0, r.out.Vote.PWin
	for k := range r.s.PlanLength {
		if k > 0 {
			gain = r.gains(m)
		}
		i := r.first(gain, func(i int) bool { return r.movable(i) && !chosen[i] })
		if i < 0 || gain[i] <= 0 {
			return
		}
		chosen[i] = true
		m.p[i] = m.after[i]
		step := r.meeting(i, k+1, gain[i])
		odds += step.Gain // exact: P(win) is linear in each probability
		step.PAfter = ptr(odds)
		if k == 0 {
			first = step.Gain
		}
		step.Robust, step.Dots = robust[i], dots(step.Gain, first)
		r.out.Plan = append(r.out.Plan, step)
	}
}

// visibleGain is the least change of the odds that is called one.
const visibleGain = 0.01

// meeting proposes to meet a person, with the reason and the colleague.
func (r *review) meeting(i, rank int, gain float64) Meeting {
	m := Meeting{Person: i, Rank: rank, Gain: gain, Counts: gain >= visibleGain, Reason: r.whyMeet(i)}
	m.By, m.ByWhy = r.colleague(i)
	return m
}

// whyMeet gives the strongest reason to meet a person.
func (r *review) whyMeet(i int) Reason {
	p := &r.out.People[i]
	d := p.Data
	f := factOf(d)
	how := "never"
	if p.DaysSince != nil {
		how, f.days = "quiet", int32(r.asOf-p.LastTwoWay)
		if p.LastTwoWay == 0 {
			how, f.days, f.touches = "one_way", int32(*p.DaysSince), int32(p.History)
		}
	}
	switch {
	case p.Recent:
		how = "deepen"
	case r.model != nil && i == r.model.key:
		how = "key_" + how
	case d.Rival > 0:
		f.rival = uint8(1 + b2i(d.Rival >= 1))
		how = "rival_" + how
	case p.EventOnly:
		how, f.days, f.touches = "event_only", int32(*p.DaysSince), int32(p.Touches)
	}
	return Reason{"reason.next." + how, &f}
}

// colleague proposes who of ours should meet a person: who knows them best;
// else who knows others of their unit and stands nearest in level; else who
// knows others of the account; else whose level fits.
func (r *review) colleague(i int) (*int32, Reason) {
	p := &r.out.People[i]
	if len(p.MetBy) > 0 {
		a := &p.MetBy[0]
		return r.team.one(a.Member), Reason{"reason.by.knows", acquainted{a.Touches, a.Last}}
	}
	if p.Data.Unit != "" {
		if m := r.nearest(r.aroundUnit(p.Data.Unit), p.Data.Level); m != nil {
			return r.team.one(m.Member), Reason{"reason.by.unit", args{"unit", p.Data.Unit, "touches", int(m.Touches)}}
		}
	}
	if m := r.nearest(r.aroundAccount(), p.Data.Level); m != nil {
		return r.team.one(m.Member), Reason{"reason.by.account", args{"touches", int(m.Touches), "ours", r.ds.Team[m.Member].Level,
			"theirs", p.Data.Level}}
	}
	if p.Data.Level > 0 {
		if m := r.nearestMember(p.Data.Level); m >= 0 {
			return r.team.one(m), Reason{"reason.by.level", args{"ours", r.ds.Team[m].Level, "theirs", p.Data.Level}}
		}
	}
	return nil, Reason{}
}

// nearest chooses the member whose level is nearest, then who has most
// touches, then by name. Unknown levels count as far apart.
func (r *review) nearest(list []Acquaintance, level int) *Acquaintance {
	var best *Acquaintance
	for k := range list {
		a := &list[k]
		if best == nil || cmp.Or(
			cmp.Compare(distance(r.ds.Team[a.Member].Level, level), distance(r.ds.Team[best.Member].Level, level)),
			cmp.Compare(best.Touches, a.Touches), cmp.Compare(a.Member, best.Member)) < 0 {
			best = a
		}
	}
	return best
}

// distance is how many steps lie between our level and theirs.
func distance(ours, theirs int) int {
	if ours == 0 || theirs == 0 {
		return 100
	}
	return max(ours-theirs, theirs-ours)
}
