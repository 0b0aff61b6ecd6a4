package measure

import (
	"math"
	"slices"
)

// Direction tells who turned to whom in a touch.
type Direction uint8

// The directions. Unstated counts neither as inbound nor as outbound.
const (
	Unstated Direction = iota
	Inbound
	Outbound
	TwoWay
)

// Touch is one contact-touch on plain numbers.
type Touch struct {
	Age       int     // days before the as-of date; negative is the future
	Value     float64 // value of its channel, at least 0
	Direction Direction
}

// DecayResult is what the touches of one contact say: METRICS 3.3 to 3.5.
type DecayResult struct {
	Score         float64  `json:"score"`           // decayed sum, ≥ 0
	Strength      float64  `json:"strength"`        // [0,1)
	DaysSinceLast *int     `json:"days_since_last"` // nil: never
	N             int      `json:"n"`               // touches that are not in the future
	Future        int      `json:"future"`
	Reciprocity   *float64 `json:"reciprocity"` // [0,1]; nil without a directed touch
}

// Decay scores the touches of one contact with a half-life in days; sHalf is
// the score at which the strength is ½. With dailyCap only the best touch of a
// day counts for the score. Touches in the order of their age, either way, are
// scored without allocating for the order. METRICS 3.3.
func Decay(touches []Touch, halfLife, sHalf float64, dailyCap bool) DecayResult {
	return (&HalfLife{days: halfLife}).Decay(touches, sHalf, dailyCap)
}

// HalfLife fades the value of touches with their age.
type HalfLife struct {
	days  float64
	parts []float64 // what remains by age in days
}

// NewHalfLife is a half-life in days for many contacts.
func NewHalfLife(days float64) *HalfLife {
	h := &HalfLife{days: days, parts: make([]float64, 1024)}
	for age := range h.parts {
		h.parts[age] = math.Exp2(-float64(age) / days)
	}
	return h
}

// part is what remains of a value.
func (h *HalfLife) part(age int) float64 {
	if age < len(h.parts) {
		return h.parts[age]
	}
	return math.Exp2(-float64(age) / h.days)
}

// Decay is the function of that name.
func (h *HalfLife) Decay(touches []Touch, sHalf float64, dailyCap bool) DecayResult {
	var r DecayResult
	in, out, last, turns := 0, 0, -1, 0
	before := 0
	for i, t := range touches {
		if i > 0 && t.Age != before {
			if d := 2*b2i(t.Age > before) - 1; turns == 0 {
				turns = d
			} else if turns != d {
				turns = 2
			}
		}
		before = t.Age
		if t.Age < 0 {
			r.Future++
			continue
		}
		r.N++
		if last < 0 || t.Age < last {
			last = t.Age
		}
		in += b2i(t.Direction == Inbound || t.Direction == TwoWay)
		out += b2i(t.Direction == Outbound || t.Direction == TwoWay)
	}
	if r.N > 0 {
		r.DaysSinceLast = &last
	}
	r.Reciprocity = ratio(2*float64(min(in, out)), float64(in+out))
	if dailyCap && turns == 2 {
		touches = slices.Clone(touches)
		slices.SortFunc(touches, func(a, b Touch) int { return a.Age - b.Age })
	}
	r.Score = h.Score(touches, dailyCap)
	r.Strength = Strength(r.Score, sHalf)
	return r
}

// Score adds the decayed values of touches. With the daily cap, touches of one
// day must stand together. METRICS 3.3.
func (h *HalfLife) Score(touches []Touch, dailyCap bool) float64 {
	total := 0.0
	for i := 0; i < len(touches); i++ {
		t := touches[i]
		best := t.Value
		for dailyCap && i+1 < len(touches) && touches[i+1].Age == t.Age {
			i++
			best = max(best, touches[i].Value)
		}
		switch {
		case t.Age < 0 || best <= 0:
		case t.Age == 0:
			total += best
		case h.days > 0:
			total += best * h.part(t.Age)
		}
	}
	return total
}

// Strength turns a decayed score into relationship strength in [0,1):
// 1 − 2^(−score/sHalf). METRICS 3.3.
func Strength(score, sHalf float64) float64 {
	if score <= 0 {
		return 0
	}
	if sHalf <= 0 {
		return 1
	}
	return -math.Expm1(-score / sHalf * math.Ln2)
}
