package analysis

import "rapport/generator/measure"

// buildIndex makes the leadership index and its waterfall: METRICS 9.
func (r *review) buildIndex() {
	x := &r.out.Index
	x.Reason = r.indexRefusal()
	if r.full <= 0 || len(r.eligible) == 0 {
		return
	}
	reached := 0.0
	for i := range r.out.People {
		if r.out.People[i].Recent {
			reached += float64(r.out.People[i].Weight)
		}
	}
	values := []float64{
		reached / r.full,
		r.attain(),
		r.engagedVotes(),
		measure.ExecutivePresence(r.out.Ladder.ExecDaysSince, r.s.Index.ExecGrace, r.s.Index.ExecHalfLife),
	}
	weights := make([]float64, len(componentKeys))
	defaults := r.defaults.Index.Weights
	for k, name := range componentKeys {
		weights[k] = pick(r.s.Index.Weights, defaults, name)
	}
	got := measure.Index(values, weights, r.s.Index.Floor)
	for k, name := range componentKeys {
		x.Components = append(x.Components, Component{
			Name: name, Value: values[k], Weight: weights[k], Lost: got.PointsLost[k],
		})
	}
	if x.Reason == nil {
		x.Value = got.Index
	}
}

// engagedVotes is component c3.
func (r *review) engagedVotes() float64 {
	w := make([]int, len(r.out.People))
	strength := make([]float64, len(r.out.People))
	for i := range r.out.People {
		w[i], strength[i] = r.out.People[i].Weight, r.out.People[i].Strength
	}
	return *measure.EngagedVotesWithoutKey(w, strength, r.full/2, r.keyVote())
}

// attain is component c2; it fills the attainment of the levels.
func (r *review) attain() float64 {
	n := len(r.eligible)
	recent, size, target := make([]int, n), make([]int, n), make([]float64, n)
	for k, at := range r.eligible {
		l := &r.out.Levels[at]
		recent[k], size[k], target[k] = l.Recent, l.N, *l.Target
	}
	got := measure.LevelAttainment(recent, size, r.s.Index.TargetCoverage, target, r.s.Index.Floor)
	for k, at := range r.eligible {
		r.out.Levels[at].Attainment = got.Attainment[k]
	}
	return *got.Value
}

// indexRefusal tells why the index must not be published, or nil:
// METRICS 3.2 and 9.5.
func (r *review) indexRefusal() *Reason {
	refuse := func(key string, a args) *Reason { return ptr(because("index."+key, a)) }
	out := r.out
	switch {
	case len(out.People) == 0:
		return refuse("no_people", nil)
	case len(out.People) < fewest:
		return refuse("few_people", args{"known", len(out.People)})
	case len(r.eligible) == 0:
		return refuse("no_levels", nil)
	case r.full <= 0:
		return refuse("no_votes", nil)
	case out.Spread.Unreliable:
		return refuse("levels_unclear", args{"share", *out.Spread.UnknownShare, "limit", r.s.UnknownLimit})
	}
	for _, at := range r.eligible {
		if l := &out.Levels[at]; l.Headcount == nil {
			return refuse("no_headcount", args{"level", l.Level})
		}
	}
	return nil
}

// fewest is the number of known people from which an index is published.
const fewest = 3
