package measure

import "math"

// SupportConfig holds the odds multipliers of METRICS 5.2.
type SupportConfig struct {
	BFStance          float64    `json:"bf_stance"`
	BFRelationship    float64    `json:"bf_relationship"`
	BFRival           float64    `json:"bf_rival"`
	StanceHalfLife    float64    `json:"stance_half_life"` // days
	UndatedConfidence float64    `json:"undated_confidence"`
	Clamp             [2]float64 `json:"clamp"`
}

// DefaultSupport gives the defaults of METRICS 14.
func DefaultSupport() SupportConfig {
	return SupportConfig{
		BFStance: 6, BFRelationship: 3, BFRival: 4, StanceHalfLife: 180, UndatedConfidence: 0.5,
		Clamp: [2]float64{0.02, 0.98},
	}
}

// Support is what is known of a person's support.
type Support struct {
	Prior     float64  // probability when nothing is known; kept in [0.05, 0.95]
	Stance    string   // supporter, opponent; anything else is neutral or unknown
	StanceAge *float64 // days; nil or negative: undated
	Strength  float64  // relationship strength, [0,1)
	Rival     float64  // 0 none, 0.5 some, 1 close
	Override  *float64 // a value set by hand wins
	Config    SupportConfig
}

// Prior is the probability of support before anything is known: one in
// rivals+1, a half when the number of rivals is unknown (nil), within
// [0.05, 0.95]. METRICS 5.2.
func Prior(rivals *int) float64 {
	if rivals == nil || *rivals < 0 {
		return 0.5
	}
	return clamp(1/float64(1+*rivals), 0.05, 0.95)
}

// SupportProbability adds weights of evidence to the log-odds of the prior.
// Meetings with an opponent are no evidence of support. METRICS 5.2.
func SupportProbability(s Support) float64 {
	c := s.Config
	if s.Override != nil {
		return clamp(*s.Override, c.Clamp[0], c.Clamp[1])
	}
	prior := clamp(s.Prior, 0.05, 0.95)
	logit := math.Log(prior/(1-prior)) - s.Rival*math.Log(c.BFRival)
	sure := c.UndatedConfidence
	if s.StanceAge != nil && *s.StanceAge >= 0 {
		sure = 1
		if *s.StanceAge > 0 {
			sure = math.Exp2(-*s.StanceAge / c.StanceHalfLife)
		}
	}
	switch s.Stance {
	case "supporter":
		logit += sure * math.Log(c.BFStance)
	case "opponent":
		logit -= sure * math.Log(c.BFStance)
	}
	if s.Stance != "opponent" {
		logit += s.Strength * math.Log(c.BFRelationship)
	}
	return clamp(1/(1+math.Exp(-logit)), c.Clamp[0], c.Clamp[1])
}

// Brier is the mean squared error of probabilities against outcomes 0 or 1;
// undefined without any. Brier 1950; METRICS 5.2.
func Brier(p, y []float64) *float64 {
	s := 0.0
	for i := range p {
		s += (p[i] - y[i]) * (p[i] - y[i])
	}
	return ratio(s, float64(len(p)))
}
