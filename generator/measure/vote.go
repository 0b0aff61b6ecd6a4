package measure

import "math"

// VoteResult is the weighted majority with and without the key vote: METRICS
// 5.3 to 5.5. Without any weight everything but W is undefined; without a key
// vote the figures about it are.
type VoteResult struct {
	PWin            *float64  `json:"P_win"`
	W               int       `json:"W"`
	Mean            *float64  `json:"mean"` // expected supporting weight
	SD              *float64  `json:"sd"`
	ExpectedShare   *float64  `json:"expected_share"` // mean/W
	Birnbaum        []float64 `json:"birnbaum"`
	PWinKeyAgainst  *float64  `json:"P_win_key_against"`
	PWinKeyFor      *float64  `json:"P_win_key_for"`
	KeyDependence   *float64  `json:"key_dependence"`   // for − against
	ResilienceRatio *float64  `json:"resilience_ratio"` // against/for, nil when for is 0
	KeyIsBlocker    *bool     `json:"key_is_blocker"`   // nobody can win without the key vote
}

// Vote runs the weighted majority of voters with weights w, probabilities of
// support p and quota q; key is the index of the key vote, -1 for none. The
// error says that the ballot is too large.
func Vote(w []int, p []float64, q, key int) (VoteResult, error) {
	r := VoteResult{W: total(w)}
	if err := CheckSize(w); err != nil {
		return r, err
	}
	if r.W <= 0 {
		return r, nil
	}
	mean, variance := 0.0, 0.0
	for i, v := range w {
		x := float64(v)
		mean += x * p[i]
		variance += x * x * p[i] * (1 - p[i])
	}
	r.PWin, r.Mean, r.SD = ptr(WpbTail(w, p, q)), &mean, ptr(math.Sqrt(variance))
	r.ExpectedShare = ratio(mean, float64(r.W))
	r.Birnbaum = Birnbaum(w, p, q)
	if key < 0 || key >= len(w) {
		return r, nil
	}
	against, with := KeyVote(w, p, q, key)
	blocker := r.W-w[key] < q
	r.PWinKeyAgainst, r.PWinKeyFor, r.KeyIsBlocker = &against, &with, &blocker
	r.KeyDependence, r.ResilienceRatio = ptr(with-against), ratio(against, with)
	return r, nil
}

// KeyVote is P(win) when voter key is against and when for. METRICS 5.4.
func KeyVote(w []int, p []float64, q, key int) (against, with float64) {
	return new(Workspace).KeyVote(w, p, q, key)
}

// KeyVote is the function of that name.
func (ws *Workspace) KeyVote(w []int, p []float64, q, key int) (against, with float64) {
	ow, op := ws.without(w, p, key)
	return ws.WpbTail(ow, op, q), ws.WpbTail(ow, op, q-w[key])
}

// without gives all voters but one.
func (ws *Workspace) without(w []int, p []float64, key int) ([]int, []float64) {
	ws.others = append(append(ws.others[:0], w[:key]...), w[key+1:]...)
	ws.chances = append(append(ws.chances[:0], p[:key]...), p[key+1:]...)
	return ws.others, ws.chances
}

// Gain is what moving voter i's probability to pNew adds to P(win): the
// importance times the move, exactly. METRICS 5.5.
func Gain(w []int, p []float64, q, i int, pNew float64) float64 {
	against, with := KeyVote(w, p, q, i)
	return (with - against) * (pNew - p[i])
}

// JointImportance is R(1,1) − R(1,0) − R(0,1) + R(0,0) of two voters, of either
// sign: what two meetings bring beyond the sum of one each. METRICS 5.5.
func JointImportance(w []int, p []float64, q, i, j int) float64 {
	if i == j {
		return 0
	}
	var ow []int
	var op []float64
	for k := range w {
		if k != i && k != j {
			ow, op = append(ow, w[k]), append(op, p[k])
		}
	}
	return WpbTail(ow, op, q-w[i]-w[j]) - WpbTail(ow, op, q-w[i]) - WpbTail(ow, op, q-w[j]) + WpbTail(ow, op, q)
}

// KillResult is the vote with vetoes and objections: METRICS 5.7.
type KillResult struct {
	PWin     float64 `json:"P_win"`
	PNoBlock float64 `json:"P_no_block"`
	PFinal   float64 `json:"P_final"` // won and not blocked; at least the product of both
}

// VoteWithKill lets every voter who does not support block with probability
// o_i; people without a vote take part with weight 0. METRICS 5.7.
func VoteWithKill(w []int, p, o []float64, q int) KillResult {
	return new(Workspace).VoteWithKill(w, p, o, q)
}

// VoteWithKill is the function of that name.
func (ws *Workspace) VoteWithKill(w []int, p, o []float64, q int) KillResult {
	r := KillResult{PWin: ws.WpbTail(w, p, q), PNoBlock: 1}
	for i := range p {
		r.PNoBlock *= 1 - (1-p[i])*o[i]
	}
	r.PFinal = min(r.PNoBlock, ws.tail(w, p, o, q))
	return r
}

// ObjectionResult is the chance of at least one objection: METRICS 5.8.
type ObjectionResult struct {
	Any       float64 `json:"any"`
	Expected  float64 `json:"expected"`   // number of objections
	FrechetLo float64 `json:"frechet_lo"` // bounds under any dependence
	FrechetHi float64 `json:"frechet_hi"`
}

// Objection combines the probabilities that each person objects; tiny ones
// keep their digits. Nobody gives 0. METRICS 5.8.
func Objection(p []float64) ObjectionResult {
	var r ObjectionResult
	logNone := 0.0
	for _, v := range p {
		logNone += math.Log1p(-min(v, 1))
		r.FrechetLo = max(r.FrechetLo, v)
	}
	r.Any = max(0, -math.Expm1(logNone))
	r.Expected = sum(p)
	r.FrechetHi = min(1, r.Expected)
	return r
}

// Stage is one step of a staged decision.
type Stage struct {
	W        []int     `json:"w"`
	P        []float64 `json:"p"`
	Q        int       `json:"q"`
	Advisory bool      `json:"advisory"` // shifts the next stage instead of having to pass
}

// StagedResult is the outcome of a sequence of stages.
type StagedResult struct {
	Stages []float64 `json:"stages"` // each alone
	PWin   float64   `json:"P_win"`
}

// StagedGate passes stages with voters of their own one after another: the
// product of their chances, 1 without a stage. METRICS 5.9.
func StagedGate(stages []Stage) StagedResult {
	r := StagedResult{Stages: []float64{}, PWin: 1}
	for _, s := range stages {
		v := WpbTail(s.W, s.P, s.Q)
		r.Stages = append(r.Stages, v)
		r.PWin *= v
	}
	return r
}

// Staged runs gates and advisory stages; the result of an advisory stage
// shifts the log-odds of the next by ±delta. METRICS 5.9.
func Staged(stages []Stage, delta float64) StagedResult {
	r := StagedResult{Stages: []float64{}}
	for _, s := range stages {
		r.Stages = append(r.Stages, WpbTail(s.W, s.P, s.Q))
	}
	// after holds P(win from stage k on) for a shift of 0, +delta and −delta.
	after := [3]float64{1, 1, 1}
	for k := len(stages) - 1; k >= 0; k-- {
		s, here := stages[k], [3]float64{}
		for i, shift := range [3]float64{0, delta, -delta} {
			v := r.Stages[k]
			if k > 0 && stages[k-1].Advisory && shift != 0 {
				v = WpbTail(s.W, ShiftLogOdds(s.P, shift), s.Q)
			}
			if s.Advisory {
				here[i] = v*after[1] + (1-v)*after[2]
			} else {
				here[i] = v * after[0]
			}
		}
		after = here
	}
	r.PWin = after[0]
	return r
}

// AdvisoryResult is a recommendation before a decision.
type AdvisoryResult struct {
	PStage1 float64 `json:"P_stage1"`
	P2Up    float64 `json:"P2_up"`
	P2Down  float64 `json:"P2_down"`
	PWin    float64 `json:"P_win"`
}

// StagedAdvisory lets a recommendation shift the deciders' log-odds by ±delta.
// METRICS 5.9.
func StagedAdvisory(first, second Stage, delta float64) AdvisoryResult {
	r := AdvisoryResult{
		PStage1: WpbTail(first.W, first.P, first.Q),
		P2Up:    WpbTail(second.W, ShiftLogOdds(second.P, delta), second.Q),
		P2Down:  WpbTail(second.W, ShiftLogOdds(second.P, -delta), second.Q),
	}
	r.PWin = r.PStage1*r.P2Up + (1-r.PStage1)*r.P2Down
	return r
}

// ShiftLogOdds moves all probabilities by a common shift of their log-odds,
// clamped to [0.02, 0.98]; a shift of 0 changes nothing. METRICS 5.9 and 5.11.
func ShiftLogOdds(p []float64, shift float64) []float64 {
	if shift == 0 {
		return p
	}
	limits := DefaultSupport().Clamp
	odds := math.Exp(shift)
	out := make([]float64, len(p))
	for i, v := range p {
		out[i] = clamp(v*odds/(1-v+v*odds), limits[0], limits[1])
	}
	return out
}
