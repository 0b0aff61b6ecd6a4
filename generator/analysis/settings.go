package analysis

// Settings are the thresholds and weights of METRICS 14. The zero value is
// not usable; start from Defaults.
type Settings struct {
	Lookback         int                `yaml:"lookback"`
	Recent           int                `yaml:"recent"`
	HalfLife         float64            `yaml:"half_life"`
	SHalf            float64            `yaml:"s_half"`
	DailyCap         bool               `yaml:"daily_cap"`
	EventMinContacts int                `yaml:"event_min_contacts"`
	ChannelValues    map[string]float64 `yaml:"channel_values"`
	Target           Target             `yaml:"target"`
	TopLevels        []int              `yaml:"top_levels"`
	Cadence          map[int]int        `yaml:"cadence"`
	Vote             VoteSettings       `yaml:"vote"`
	Support          Support            `yaml:"support"`
	Objection        map[string]float64 `yaml:"objection_given_no_support"`
	Veto             float64            `yaml:"veto_given_no_support"`
	Index            IndexSettings      `yaml:"index"`
	Portfolio        PortfolioSettings  `yaml:"portfolio"`
	UnknownLimit     float64            `yaml:"unknown_level_limit"`
	Span             int                `yaml:"span"` // 0: unknown head counts stay unknown
	PlanLength       int                `yaml:"plan_length"`
	Scenarios        []Shift            `yaml:"scenarios"`
}

// Shift is a what-if of the user on decision rights: METRICS 6.
type Shift struct {
	Name    string `yaml:"name"`
	Account string `yaml:"account"` // key, id or name; "" is every account
	// Unit or Level receives the decision: the holders of the decision right
	// elsewhere lose it, the highest person there gains it. Both may be given.
	Unit  string `yaml:"unit"`
	Level int    `yaml:"level"`
	// Rights sets the right of single people, by key, id or name, last.
	Rights map[string]string `yaml:"rights"`
	// Likelihood weights the scenario in the mean over scenarios; the mean is
	// given only when every scenario of the account has one.
	Likelihood float64 `yaml:"likelihood"`
}

// Target blends head shares and vote shares: METRICS 4.1.
type Target struct {
	Lambda float64   `yaml:"lambda"`
	Eps    float64   `yaml:"eps"`
	Custom []float64 `yaml:"custom"`
}

// VoteSettings weigh the decision rights: METRICS 5.1.
type VoteSettings struct {
	Points    map[string]int `yaml:"points"`
	LevelMult LevelMult      `yaml:"level_mult"`
	Quota     Quota          `yaml:"quota"`
	KeyVote   string         `yaml:"key_vote"`
	Mode      string         `yaml:"mode"`
	Band      Band           `yaml:"band"`
}

// Quota is the share of the weights that wins; Mode is more_than or at_least.
type Quota struct {
	Num  int    `yaml:"num"`
	Den  int    `yaml:"den"`
	Mode string `yaml:"mode"`
}

// Band spans the runs behind the printed range: METRICS 10.
type Band struct {
	Delta  []float64 `yaml:"delta"`
	Rho    []float64 `yaml:"rho"`
	Tables []string  `yaml:"tables"`
}

// Support turns stance, relationship and rivals into a probability: METRICS 5.2.
type Support struct {
	Prior             string     `yaml:"prior"` // auto, or a number
	BFStance          float64    `yaml:"bf_stance"`
	BFRelationship    float64    `yaml:"bf_relationship"`
	BFRival           float64    `yaml:"bf_rival"`
	StanceHalfLife    float64    `yaml:"stance_half_life"`
	UndatedConfidence float64    `yaml:"undated_confidence"`
	Clamp             [2]float64 `yaml:"clamp"`
}

// IndexSettings weigh the leadership index: METRICS 9.
type IndexSettings struct {
	Weights        map[string]float64 `yaml:"weights"`
	Floor          float64            `yaml:"floor"`
	TargetCoverage float64            `yaml:"target_coverage"`
	ExecGrace      float64            `yaml:"exec_grace"`
	ExecHalfLife   float64            `yaml:"exec_half_life"`
	ExecMaxLevel   int                `yaml:"exec_max_level"`
}

// PortfolioSettings set the ABC cut: METRICS 7.1.
type PortfolioSettings struct {
	TailCut float64 `yaml:"tail_cut"`
}

// Defaults are the values of METRICS 14.
func Defaults() Settings {
	return Settings{
		Lookback: 365, Recent: 90, HalfLife: 60, SHalf: 1, DailyCap: true,
		EventMinContacts: 8,
		ChannelValues:    map[string]float64{"meeting": 1, "call": 0.5, "email": 0.1, "event": 0.2, "other": 0},
		Target:           Target{Lambda: 0.5, Eps: 0.01},
		TopLevels:        []int{1},
		Vote: VoteSettings{
			Points:  map[string]int{"decide": 5, "evaluate": 3, "recommend": 2, "influence": 1, "none": 0},
			Quota:   Quota{Num: 1, Den: 2, Mode: "more_than"},
			KeyVote: "auto", Mode: "single_ballot",
			Band: Band{Delta: []float64{-0.5, 0, 0.5}, Rho: []float64{0, 0.3}, Tables: []string{"default", "flat", "steep"}},
		},
		Support: Support{Prior: "auto", BFStance: 6, BFRelationship: 3, BFRival: 4, StanceHalfLife: 180,
			UndatedConfidence: 0.5, Clamp: [2]float64{0.02, 0.98}},
		Objection: map[string]float64{"supporter": 0, "neutral": 0.02, "unknown": 0.05, "opponent": 0.25},
		Veto:      1,
		Index: IndexSettings{
			Weights: map[string]float64{"reach": 0.35, "levels": 0.30, "votes_without_key": 0.25, "executive": 0.10},
			Floor:   0.05, TargetCoverage: 0.5, ExecGrace: 90, ExecHalfLife: 90, ExecMaxLevel: 2,
		},
		Portfolio:    PortfolioSettings{TailCut: 0.8},
		UnknownLimit: 0.2,
		PlanLength:   3,
	}
}
