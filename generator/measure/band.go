package measure

import (
	"math"
	"slices"
)

// WeightTable is one assignment of weights with its quota.
type WeightTable struct {
	W []int
	Q int
}

// VoteRange is the range of P(win) over a set of runs.
type VoteRange struct {
	Lo   float64 `json:"lo"`
	Hi   float64 `json:"hi"`
	Runs int     `json:"runs"`
	// The same with the key vote against; nil without a key vote.
	AgainstLo *float64 `json:"against_lo"`
	AgainstHi *float64 `json:"against_hi"`
	// Each run, by shift, then correlation, then table; nil for a table without
	// weight.
	Each []*VoteRun `json:"-"`
}

// VoteRun is one run of a range.
type VoteRun struct {
	PWin           float64
	PWinKeyAgainst *float64 // nil without a key vote
}

// RangeOf runs the vote for every weight table, common shift of the log-odds
// and correlation, and gives the extremes: the band comes from shared errors,
// as independent ones cancel. Tables without weight are left out. It agrees
// with CopulaTail to 1e-6 while a unit's voters times its weight stay small
// (about 500 voters), and to about 1e-3 beyond, where the vote of a unit in a
// given mood is taken as nearly normal and large weights are rounded.
// METRICS 10.
func RangeOf(tables []WeightTable, p []float64, units []string, shifts, rhos []float64, key int) VoteRange {
	return new(Workspace).RangeOf(tables, p, units, shifts, rhos, key)
}

// RangeOf is the function of that name.
func (ws *Workspace) RangeOf(tables []WeightTable, p []float64, units []string, shifts, rhos []float64, key int) VoteRange {
	n := len(shifts) * len(rhos) * len(tables)
	r := VoteRange{Each: make([]*VoteRun, 0, n)}
	runs := make([]VoteRun, n)
	b := &ws.runs
	b.reset(p, units, key)
	for _, shift := range shifts {
		moved := ShiftLogOdds(p, shift)
		for _, rho := range rhos {
			b.setMoods(moved, rho)
			for _, t := range tables {
				if total(t.W) == 0 {
					r.Each = append(r.Each, nil)
					continue
				}
				run := &runs[len(r.Each)]
				run.PWin, run.PWinKeyAgainst = b.run(coarse(ws.reduced(t.W, t.Q)))
				r.Each = append(r.Each, run)
				if r.Runs == 0 {
					r.Lo, r.Hi = run.PWin, run.PWin
				}
				r.Lo, r.Hi, r.Runs = min(r.Lo, run.PWin), max(r.Hi, run.PWin), r.Runs+1
				r.AgainstLo, r.AgainstHi = widen(r.AgainstLo, r.AgainstHi, run.PWinKeyAgainst)
			}
		}
	}
	return r
}

// Join is the range over the runs of two ranges, those of r first.
func (r VoteRange) Join(more VoteRange) VoteRange {
	out := VoteRange{Lo: r.Lo, Hi: r.Hi, Runs: r.Runs + more.Runs, Each: slices.Concat(r.Each, more.Each)}
	switch {
	case r.Runs == 0:
		out.Lo, out.Hi = more.Lo, more.Hi
	case more.Runs > 0:
		out.Lo, out.Hi = min(r.Lo, more.Lo), max(r.Hi, more.Hi)
	}
	out.AgainstLo, out.AgainstHi = widen(r.AgainstLo, r.AgainstHi, more.AgainstLo)
	out.AgainstLo, out.AgainstHi = widen(out.AgainstLo, out.AgainstHi, more.AgainstHi)
	return out
}

// coarseWeight is the total weight above which weights are rounded.
const coarseWeight = 30_000

// coarse scales large weights down, rounded, so that a range stays cheap.
func coarse(w []int, q int) ([]int, int) {
	all := total(w)
	if all <= coarseWeight {
		return w, q
	}
	scale := float64(coarseWeight) / float64(all)
	out := make([]int, len(w))
	for i, v := range w {
		out[i] = int(math.Round(float64(v) * scale))
	}
	return out, int(math.Ceil(float64(q) / float64(all) * float64(total(out))))
}

func widen(lo, hi, v *float64) (*float64, *float64) {
	switch {
	case v == nil:
		return lo, hi
	case lo == nil:
		return v, v
	}
	return ptr(min(*lo, *v)), ptr(max(*hi, *v))
}
