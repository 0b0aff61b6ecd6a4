package analysis

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// runVote fills the vote model of METRICS 5 and its range of METRICS 10.
func (r *review) runVote() {
	m := r.judgePeople()
	total := m.total()
	if total == 0 {
		return
	}
	m.q, m.key = r.quota(total, r.ballotRow()), r.keyVote()
	v := &Vote{Voters: m.voters(), W: total, Quota: m.q}
	r.out.Vote = v
	if measure.CheckSize(m.w) != nil {
		v.Refused = "reason.notice.vote_too_large"
		return
	}
	r.model = m
	got := m.vote(&r.scratch.votes)
	v.PWin, v.PWinKeyAgainst, v.PWinKeyFor = got.PWin, got.KeyAgainst, got.KeyFor
	v.ExpectedShare = got.ExpectedShare
	if m.key >= 0 {
		v.Key = ptr(m.key)
		v.KeyIsBlocker = total-m.w[m.key] < m.q
		v.MinCoalition = measure.MinCoalitionWithoutKey(m.w, m.q, m.key)
		if v.PWinKeyFor != nil && *v.PWinKeyFor > 0 {
			v.Resilience = ptr(*v.PWinKeyAgainst / *v.PWinKeyFor)
		}
	}
	final := r.scratch.votes.VoteWithKill(m.w, m.p, m.blocks, m.q)
	v.PFinal, v.PNoStop = final.PFinal, final.PNoBlock
	r.objection(v)
	r.rangeOver(v)
	r.stage(v)
	r.includeUnlisted(v)
	birnbaum := r.birnbaum(m)
	gain := make([]float64, len(birnbaum))
	power := measure.Banzhaf(m.w, m.q).Normalized
	for i := range r.out.People {
		p := &r.out.People[i]
		gain[i] = birnbaum[i] * (p.PAfter - p.P)
		p.Birnbaum, p.Gain = &birnbaum[i], &gain[i]
		p.Power = power[i]
		if p.Data.Stance == dataset.StanceUnknown && p.Data.Override == nil && birnbaum[i] > 0 {
			v.Drivers = append(v.Drivers, i)
		}
	}
	slices.SortStableFunc(v.Drivers, func(a, b int) int {
		if c := cmp.Compare(birnbaum[b], birnbaum[a]); c != 0 {
			return c
		}
		return r.byWeight(a, b)
	})
}

// unlistedShown bounds the voters that are added to the listed ones.
const unlistedShown = 5000

// includeUnlisted adds the people of each level that nobody listed, with the
// mean weight of those listed and the prior as probability: METRICS 5.3.
func (r *review) includeUnlisted(v *Vote) {
	w, p := append(r.scratch.w[:0], r.model.w...), append(r.scratch.p[:0], r.model.p...)
	defer func() { r.scratch.w, r.scratch.p = w, p }()
	for _, at := range r.eligible {
		l := &r.out.Levels[at]
		missing := l.N - l.Known
		if missing <= 0 || l.Headcount == nil {
			continue
		}
		if len(w)+missing > unlistedShown {
			return
		}
		each := int(math.Floor((l.FullWeight-r.listed(l))/float64(missing) + 0.5))
		for range missing {
			w, p = append(w, each), append(p, r.model.prior)
		}
	}
	if len(w) == len(r.model.w) || measure.CheckSize(w) != nil {
		return
	}
	total := 0
	for _, each := range w {
		total += each
	}
	v.PWinUnlisted = ptr(r.scratch.votes.WpbTail(w, p, r.quota(total, r.ballotRow())))
}

// listed is the weight of a level's known people.
func (r *review) listed(l *Level) float64 {
	sum := 0
	for _, i := range l.People {
		sum += r.model.w[i]
	}
	return float64(sum)
}

func (m *model) voters() int {
	n := 0
	for _, w := range m.w {
		n += b2i(w > 0)
	}
	return n
}

func (m *model) clone() *model {
	c := *m
	c.p = slices.Clone(m.p)
	return &c
}

// underTable weighs the votes by another table; nil when nobody has a vote
// then.
func (r *review) underTable(table string) *model {
	c := *r.model
	c.w = make([]int, len(c.w))
	points := r.points[table]
	for i := range c.w {
		d := r.out.People[i].Data
		c.w[i] = r.weight(&points, d.Right, d.Level)
	}
	return r.reweighed(&c)
}

// underRights weighs the votes by other rights and finds the key vote anew.
func (r *review) underRights(rights []dataset.Right) *model {
	c := *r.model
	c.w = r.weigh(rights)
	c.key = -1
	for i, right := range rights {
		if right == dataset.Decide && (c.key < 0 || r.outranks(i, c.key)) {
			c.key = i
		}
	}
	return r.reweighed(&c)
}

func (r *review) reweighed(m *model) *model {
	total := m.total()
	if total == 0 {
		return nil
	}
	m.q = r.quota(total, r.ballotRow())
	return m
}

// objection measures the public notice: METRICS 5.8.
func (r *review) objection(v *Vote) {
	each := r.model.objections()
	risk := measure.Objection(each)
	v.Objection = Objection{P: ptr(risk.Any), Lo: risk.FrechetLo, Hi: risk.FrechetHi, Expected: risk.Expected}
	chance := func(i int) float64 { return each[i] }
	for i := range r.out.People {
		if chance(i) > 0 {
			v.Objection.Likely = append(v.Objection.Likely, i)
		}
	}
	slices.SortStableFunc(v.Objection.Likely, func(a, b int) int {
		if c := cmp.Compare(chance(b), chance(a)); c != 0 {
			return c
		}
		return r.byWeight(a, b)
	})
}

// rangeOver runs the model under every combination of the band, and with the
// correlation that many voters need.
func (r *review) rangeOver(v *Vote) {
	var tables []measure.WeightTable
	band := r.s.Vote.Band
	for _, table := range band.Tables {
		t := measure.WeightTable{W: make([]int, len(r.model.w))}
		if m := r.underTable(table); m != nil {
			t = measure.WeightTable{W: m.w, Q: m.q}
		}
		tables = append(tables, t)
	}
	got := r.runs(tables, band)
	v.Lo, v.Hi, v.Runs = v.PWin, v.PWin, got.Runs
	if got.Runs > 0 {
		v.Lo, v.Hi, v.AgainstLo, v.AgainstHi = got.Lo, got.Hi, got.AgainstLo, got.AgainstHi
	}
	if v.Voters <= correlatedAbove {
		return
	}
	v.Rho = correlation
	shift, rho, table := slices.Index(band.Delta, 0), slices.Index(band.Rho, correlation), slices.Index(band.Tables, "default")
	if shift < 0 || rho < 0 || table < 0 {
		own := []measure.WeightTable{{W: r.model.w, Q: r.model.q}}
		got = r.scratch.votes.RangeOf(own, r.model.p, r.model.units, []float64{0}, []float64{correlation}, r.model.key)
		shift, rho, table = 0, 0, 0
		tables, band = own, Band{Rho: []float64{correlation}}
	}
	run := got.Each[(shift*len(band.Rho)+rho)*len(tables)+table]
	v.PWinCorrelated, v.CorrelatedKeyAgainst = ptr(run.PWin), run.PWinKeyAgainst
}

// manyVoters is from how many voters on the runs of one account go on side by
// side.
const manyVoters = 300

// runs does the runs of the range, those of each shift on a processor of its
// own where there are many voters.
func (r *review) runs(tables []measure.WeightTable, band Band) measure.VoteRange {
	m := r.model
	if r.jobs < 2 || len(m.p) < manyVoters {
		return r.scratch.votes.RangeOf(tables, m.p, m.units, band.Delta, band.Rho, m.key)
	}
	parts := make([]measure.VoteRange, len(band.Delta))
	var done sync.WaitGroup
	for i := range parts {
		done.Go(func() { parts[i] = measure.RangeOf(tables, m.p, m.units, band.Delta[i:i+1], band.Rho, m.key) })
	}
	done.Wait()
	var all measure.VoteRange
	for _, part := range parts {
		all = all.Join(part)
	}
	return all
}

// outcome is what one run of the model gives.
type outcome struct {
	PWin, ExpectedShare float64
	KeyAgainst, KeyFor  *float64
}

// vote runs the model with independent voters.
func (m *model) vote(ws *measure.Workspace) outcome {
	mean, total := 0.0, 0.0
	for i, w := range m.w {
		mean += float64(w) * m.p[i]
		total += float64(w)
	}
	o := outcome{PWin: ws.WpbTail(m.w, m.p, m.q), ExpectedShare: mean / total}
	if m.key >= 0 {
		against, with := ws.KeyVote(m.w, m.p, m.q, m.key)
		o.KeyAgainst, o.KeyFor = &against, &with
	}
	return o
}

// objections gives each person's probability of objecting: METRICS 5.8.
func (m *model) objections() []float64 {
	out := make([]float64, len(m.p))
	for i := range out {
		out[i] = (1 - m.p[i]) * m.objects[i]
	}
	return out
}

// birnbaum gives everybody's importance.
func (r *review) birnbaum(m *model) []float64 { return r.scratch.votes.Birnbaum(m.w, m.p, m.q) }

// stage runs a decision in stages when the Decisions sheet or the settings
// ask for it: METRICS 5.9. A stage in which we know nobody counts as one
// voter of whom nothing is known.
func (r *review) stage(v *Vote) {
	rows := r.decision()
	var stages []measure.Stage
	var shown []Stage
	for k := range rows {
		row := &rows[k]
		right := dataset.Right(slices.Index(rightWords, row.Stage))
		if row.Stage == "" || right > dataset.Decide {
			continue
		}
		stages, shown = r.addStage(stages, shown, row, right)
	}
	if len(stages) == 0 && r.s.Vote.Mode == "staged" {
		for _, right := range []dataset.Right{dataset.Recommend, dataset.Evaluate, dataset.Decide} {
			row := &dataset.Decision{Stage: right.String(), Gate: right != dataset.Recommend}
			stages, shown = r.addStage(stages, shown, row, right)
		}
	}
	if len(stages) == 0 {
		return
	}
	stages[len(stages)-1].Advisory, shown[len(shown)-1].Gate = false, true
	got := measure.Staged(stages, math.Ln2)
	for k := range shown {
		shown[k].P = got.Stages[k]
	}
	v.Staged = &Staged{Stages: shown, PWin: got.PWin}
}

func (r *review) addStage(stages []measure.Stage, shown []Stage, row *dataset.Decision, right dataset.Right) ([]measure.Stage, []Stage) {
	var w []int
	var p []float64
	total := 0
	for i := range r.out.People {
		if r.out.People[i].Data.Right == right && r.model.w[i] > 0 {
			w, p = append(w, r.model.w[i]), append(p, r.model.p[i])
			total += r.model.w[i]
		}
	}
	s := Stage{Name: row.Stage, Gate: row.Gate, Voters: len(w), W: total}
	if len(w) == 0 {
		w, p, total = []int{1}, []float64{r.model.prior}, 1
	}
	s.Quota = r.quota(total, row)
	return append(stages, measure.Stage{W: w, P: p, Q: s.Quota, Advisory: !row.Gate}), append(shown, s)
}
