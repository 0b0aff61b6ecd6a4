package analysis

import (
	"cmp"
	"slices"
	"strconv"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// correlatedAbove is the number of voters above which independence is not
// believed: METRICS 5.11.
const correlatedAbove = 30

// correlation is the one assumed above that number.
const correlation = 0.3

// model is the weighted majority of an account.
type model struct {
	w       []int     // by person
	p       []float64 // probability of support, by person
	after   []float64 // the same after one two-way meeting on the as-of date
	blocks  []float64 // probability of blocking given no support, veto included
	objects []float64 // the same without the veto
	units   []string
	q       int
	key     int // index of People, -1 when the decision maker is unknown
	prior   float64
}

// weight is a person's votes in one of the weight tables: METRICS 5.1.
func (r *review) weight(points *[5]int, right dataset.Right, level int) int {
	w := points[right]
	if m, ok := r.s.Vote.LevelMult[level]; ok {
		w *= m
	}
	return w
}

// judgePeople fills weights and probabilities: METRICS 5.1, 5.2 and 5.7.
func (r *review) judgePeople() *model {
	n := len(r.out.People)
	m := &model{
		w: make([]int, n), p: make([]float64, n), after: make([]float64, n),
		blocks: make([]float64, n), objects: make([]float64, n), units: make([]string, n),
		prior: r.prior(),
	}
	defaults := r.defaults.Objection
	var objection [4]float64
	for i := range objection {
		objection[i] = pick(r.s.Objection, defaults, dataset.Stance(i).String())
	}
	for i := range r.out.People {
		p := &r.out.People[i]
		d := p.Data
		p.P = r.support(m.prior, d, p.Strength)
		p.PAfter = p.P
		if d.Override == nil && d.Stance != dataset.Opponent {
			p.PAfter = r.support(m.prior, d, measure.Strength(p.Score+1, r.s.SHalf))
		}
		veto := 0.0
		if d.Veto {
			veto = r.s.Veto
		}
		m.objects[i] = objection[d.Stance]
		p.Objects = 1 - (1-veto)*(1-m.objects[i])
		m.w[i], m.p[i], m.after[i], m.blocks[i], m.units[i] = p.Weight, p.P, p.PAfter, p.Objects, d.Unit
	}
	return m
}

// prior is the support to expect of somebody nothing is known about.
func (r *review) prior() float64 {
	if r.s.Support.Prior != "auto" {
		if p, err := strconv.ParseFloat(r.s.Support.Prior, 64); err == nil {
			return p
		}
	}
	rivals := r.acc.Rivals
	for _, d := range r.decision() {
		if d.Rivals != nil && (rivals == r.acc.Rivals || *d.Rivals > *rivals) {
			rivals = d.Rivals
		}
	}
	return measure.Prior(rivals)
}

// support is the probability of METRICS 5.2.
func (r *review) support(prior float64, d *dataset.Stakeholder, strength float64) float64 {
	var age *float64
	if d.StanceDay != 0 && d.StanceDay <= r.asOf {
		age = ptr(float64(r.asOf - d.StanceDay))
	}
	return measure.SupportProbability(measure.Support{
		Prior: prior, Stance: d.Stance.String(), StanceAge: age, Strength: strength, Rival: d.Rival,
		Override: d.Override, Config: r.odds,
	})
}

// decision gives the rows of the decision under way: the first that is due on
// or after the as-of date, else the latest, else the first in the sheet.
func (r *review) decision() []dataset.Decision {
	all := r.acc.Decisions
	if len(all) == 0 {
		return nil
	}
	best := 0
	for i := range all {
		a, b := all[i].Day, all[best].Day
		due, dueBest := a >= r.asOf, b >= r.asOf
		if due && (!dueBest || a < b) || !due && !dueBest && a > b {
			best = i
		}
	}
	var rows []dataset.Decision
	for _, d := range all {
		if d.Name == all[best].Name {
			rows = append(rows, d)
		}
	}
	slices.SortStableFunc(rows, func(a, b dataset.Decision) int {
		return cmp.Compare(stageOrder(a.Stage), stageOrder(b.Stage))
	})
	return rows
}

// stageOrder puts recommendation before evaluation before decision.
func stageOrder(stage string) int {
	return slices.Index([]string{"recommend", "evaluate", "decide"}, stage)
}

// quota is the weight needed of a total: METRICS 5.1. The decision's own
// share wins over the settings.
func (r *review) quota(total int, d *dataset.Decision) int {
	q := r.s.Vote.Quota
	if d != nil && d.Den > 0 {
		q = Quota{Num: d.Num, Den: d.Den, Mode: "more_than"}
		if d.AtLeast {
			q.Mode = "at_least"
		}
	}
	return measure.Quota(total, q.Num, q.Den, q.Mode == "at_least")
}

// ballotRow is the row whose quota rules a single ballot, or nil.
func (r *review) ballotRow() *dataset.Decision {
	rows := r.decision()
	for i := range rows {
		if s := rows[i].Stage; s == "" || s == "decide" {
			return &rows[i]
		}
	}
	return nil
}

// keyVote is the holder of the decision right who stands highest, or -1.
func (r *review) keyVote() int {
	if want := r.s.Vote.KeyVote; want != "auto" && want != "" {
		for i := range r.out.People {
			if is(r.out.People[i].Data, want) {
				return i
			}
		}
	}
	best := -1
	for i := range r.out.People {
		if r.out.People[i].Data.Right == dataset.Decide && (best < 0 || r.outranks(i, best)) {
			best = i
		}
	}
	return best
}

// is tells whether the user's word means the person.
func is(d *dataset.Stakeholder, word string) bool {
	return word == d.Key || word == d.Name || (d.ID != "" && word == d.ID)
}

// outranks orders people by level, then weight, then key; the unclassified
// stand below everybody.
func (r *review) outranks(a, b int) bool {
	x, y := &r.out.People[a], &r.out.People[b]
	if x.Data.Level != y.Data.Level {
		return rank(x.Data.Level) < rank(y.Data.Level)
	}
	return r.byWeight(a, b) < 0
}

// rank makes levels comparable: unclassified is below all.
func rank(level int) int {
	if level == 0 {
		return 1 << 30
	}
	return level
}

func (m *model) total() int {
	total := 0
	for _, w := range m.w {
		total += w
	}
	return total
}

// unasked tells whether somebody has a vote and nobody knows how it stands.
func (r *review) unasked(p *Person) bool {
	return p.Weight > 0 && p.Data.Stance == dataset.StanceUnknown && p.Data.Override == nil
}
