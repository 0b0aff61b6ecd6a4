package measure

import (
	"cmp"
	"math"
	"slices"
)

// Ballot is who has what weight, and how much is needed; Key is the index of
// the key vote, -1 for none.
type Ballot struct {
	W   []int
	Q   int
	Key int
}

// Voters are the people of a scenario in parallel slices; they keep their
// opinions and relations when rights move.
type Voters struct {
	P        []float64 // probability of support
	Strength []float64 // relationship strength
	Recent   []bool
	Unit     []string
}

// ScenarioResult compares two ballots of the same people: METRICS 6. Figures
// of a ballot without weight are undefined.
type ScenarioResult struct {
	PWinBefore             *float64           `json:"P_win_before"`
	PWinAfter              *float64           `json:"P_win_after"`
	PWinKeyAgainstBefore   *float64           `json:"P_win_key_against_before"`
	PWinKeyAgainstAfter    *float64           `json:"P_win_key_against_after"`
	WeightedCoverageBefore *float64           `json:"weighted_coverage_before"`
	WeightedCoverageAfter  *float64           `json:"weighted_coverage_after"`
	CapitalBefore          *float64           `json:"capital_before"` // relationship capital, [0,1)
	CapitalAfter           *float64           `json:"capital_after"`
	CapitalRetention       *float64           `json:"capital_retention"` // nil when nothing was there to retain
	WeightMoved            *float64           `json:"weight_moved"`      // between units, [0,1]
	UnitShareBefore        map[string]float64 `json:"unit_share_before"`
	UnitShareAfter         map[string]float64 `json:"unit_share_after"`
}

// ScenarioShift says what moving decision rights does: METRICS 6.
func ScenarioShift(v Voters, before, after Ballot) ScenarioResult {
	r := new(Workspace).ScenarioShifts(v, before, after)[0]
	r.UnitShareBefore, r.UnitShareAfter = GroupShares(v.Unit, before.W), GroupShares(v.Unit, after.W)
	return r
}

// ScenarioShifts compares several ballots with the same one before; the shares
// of the units are left out.
func (ws *Workspace) ScenarioShifts(v Voters, before Ballot, after ...Ballot) []ScenarioResult {
	var base ScenarioResult
	base.PWinBefore, base.PWinKeyAgainstBefore, base.WeightedCoverageBefore, base.CapitalBefore = v.outcome(ws, before)
	units := NewGroups(v.Unit)
	out := make([]ScenarioResult, len(after))
	for i, b := range after {
		r := base
		if b.Q == before.Q && b.Key == before.Key && slices.Equal(b.W, before.W) {
			r.PWinAfter, r.PWinKeyAgainstAfter = base.PWinBefore, base.PWinKeyAgainstBefore
			r.WeightedCoverageAfter, r.CapitalAfter = base.WeightedCoverageBefore, base.CapitalBefore
		} else {
			r.PWinAfter, r.PWinKeyAgainstAfter, r.WeightedCoverageAfter, r.CapitalAfter = v.outcome(ws, b)
		}
		if r.CapitalBefore != nil && r.CapitalAfter != nil {
			r.CapitalRetention = ratio(*r.CapitalAfter, *r.CapitalBefore)
		}
		r.WeightMoved = units.Moved(before.W, b.W)
		out[i] = r
	}
	return out
}

func (v Voters) outcome(ws *Workspace, b Ballot) (win, against, coverage, capital *float64) {
	if total(b.W) == 0 {
		return nil, nil, nil, nil
	}
	met, strong := 0.0, 0.0
	for i, w := range b.W {
		met += float64(w * b2i(v.Recent[i]))
		strong += float64(w) * v.Strength[i]
	}
	win = ptr(ws.WpbTail(b.W, v.P, b.Q))
	if b.Key >= 0 && b.Key < len(b.W) {
		ow, op := ws.without(b.W, v.P, b.Key)
		against = ptr(ws.WpbTail(ow, op, b.Q))
	}
	all := float64(total(b.W))
	return win, against, ratio(met, all), ratio(strong, all)
}

// GroupShares is each group's share of the weight; nil without any weight.
func GroupShares[G cmp.Ordered](groups []G, w []int) map[G]float64 {
	all := total(w)
	if all == 0 {
		return nil
	}
	sums := map[G]int{}
	for i, g := range groups {
		sums[g] += w[i]
	}
	out := map[G]float64{}
	for g, s := range sums {
		out[g] = float64(s) / float64(all)
	}
	return out
}

// WeightMoved is the share of the weight that changes its group (unit or
// level), in [0,1]; undefined when either side has no weight. METRICS 6.
func WeightMoved[G cmp.Ordered](groups []G, before, after []int) *float64 {
	return NewGroups(groups).Moved(before, after)
}

// Groups says who belongs to which unit or level, for many comparisons.
type Groups struct {
	of   []int // group of each person, in the order of the groups' names
	sums [2][]int
}

// NewGroups orders people by the names of their groups.
func NewGroups[G cmp.Ordered](groups []G) *Groups {
	names := slices.Sorted(slices.Values(groups))
	names = slices.Compact(names)
	g := &Groups{of: make([]int, len(groups))}
	for i, name := range groups {
		g.of[i], _ = slices.BinarySearch(names, name)
	}
	g.sums = [2][]int{make([]int, len(names)), make([]int, len(names))}
	return g
}

// Moved is WeightMoved between the groups.
func (g *Groups) Moved(before, after []int) *float64 {
	all := [2]int{total(before), total(after)}
	if all[0] == 0 || all[1] == 0 {
		return nil
	}
	for k, w := range [2][]int{before, after} {
		clear(g.sums[k])
		for i, v := range w {
			g.sums[k][g.of[i]] += v
		}
	}
	moved := 0.0
	for i, b := range g.sums[0] {
		moved += math.Abs(float64(b)/float64(all[0])-float64(g.sums[1][i])/float64(all[1])) / 2
	}
	return &moved
}
