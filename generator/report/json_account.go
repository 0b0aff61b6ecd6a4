package report

// AccountData is data/SLUG.json: everything the page of an account says, raw.
// Fields are only ever added. Undefined is null.
type AccountData struct {
	Schema    string         `json:"schema"`
	Edition   string         `json:"edition"`
	Lang      string         `json:"lang"`
	Account   accountJSON    `json:"account"`
	Period    periodJSON     `json:"period"`
	AsOf      string         `json:"as_of"`
	Answer    []string       `json:"answer"`
	Decisions []decisionJSON `json:"decisions"`
	Levels    []levelJSON    `json:"levels"`
	Heat      heatJSON       `json:"heat"`
	Units     []unitJSON     `json:"units"`
	Spread    spreadJSON     `json:"spread"`
	Vote      *voteJSON      `json:"vote"`
	Totals    totalsJSON     `json:"totals"`
	People    []personJSON   `json:"people"`
	NotMet    []refJSON      `json:"not_met"`
	Next      []nextJSON     `json:"next"`
	Plan      []nextJSON     `json:"plan"`
	Left      []leftJSON     `json:"what_is_left"`
	Threads   []threadJSON   `json:"one_thread"`
	Ladder    ladderJSON     `json:"ladder"`
	Changes   *changesJSON   `json:"changes"`
	Promises  *promisesJSON  `json:"promises"`
	Scenarios []scenarioJSON `json:"scenarios"`
	Index     indexJSON      `json:"index"`
	Notices   []reasonJSON   `json:"notices"`
	Touches   []touchJSON    `json:"touches"`
	Intake    accountIntake  `json:"intake"`
}

type accountJSON struct {
	ID      string `json:"id"`
	Key     string `json:"key"`
	Name    string `json:"name"`
	Slug    string `json:"slug"`
	Parent  string `json:"parent"`
	Domain  string `json:"domain"`
	Segment string `json:"segment"`
	Region  string `json:"region"`
	Owner   string `json:"owner"`
	// OwnerEmail is that of the team sheet, "" when it is unknown, when two
	// people share the name, or when the edition withholds it.
	OwnerEmail string   `json:"owner_email"`
	Revenue    *float64 `json:"revenue"`
	Profit     *float64 `json:"profit"`
	Rivals     *int     `json:"rivals"`
	Listed     bool     `json:"listed"`
	Rows       []string `json:"rows"`
}

type periodJSON struct {
	Label string `json:"label"`
	From  string `json:"from"`
	To    string `json:"to"`
}

type decisionJSON struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

type levelJSON struct {
	Level       *int     `json:"level"` // null is unclassified
	Name        string   `json:"name"`
	Headcount   *int     `json:"headcount"`
	HeadcountLo *int     `json:"headcount_lo"`
	Assumed     bool     `json:"assumed"`
	Known       int      `json:"known"`
	Touched     int      `json:"touched"`
	TwoWay      int      `json:"two_way"`
	Recent      int      `json:"recent"`
	N           int      `json:"N"`
	Denominator string   `json:"denominator"`
	Touches     int      `json:"touches"`
	Target      *float64 `json:"target"`
	Share       *float64 `json:"share"`
	HeadShare   *float64 `json:"head_share"`
	Attainment  *float64 `json:"attainment"`
	RecentLo    *float64 `json:"recent_lo"`
	RecentHi    *float64 `json:"recent_hi"`
	Gap         *int     `json:"gap"`
}

type heatJSON struct {
	Months []string  `json:"months"`
	Rows   []heatRow `json:"rows"`
}

type heatRow struct {
	Level   *int   `json:"level"`
	Name    string `json:"name"`
	Touches []int  `json:"touches"`
}

type unitJSON struct {
	Unit       string         `json:"unit"`
	Rights     []string       `json:"rights"`
	AdviseOnly bool           `json:"advise_only"`
	Known      int            `json:"known"`
	Touched    int            `json:"touched"`
	Recent     int            `json:"recent"`
	N          int            `json:"N"`
	Levels     []unitCellJSON `json:"levels"`
}

type unitCellJSON struct {
	Level   *int `json:"level"`
	Known   int  `json:"known"`
	Touched int  `json:"touched"`
	Recent  int  `json:"recent"`
	N       int  `json:"N"`
	Touches int  `json:"touches"`
}

type spreadJSON struct {
	N            int       `json:"n"`
	NAll         int       `json:"n_all"`
	NEff         *float64  `json:"n_eff"`
	TVD          *float64  `json:"tvd"`
	Moves        *float64  `json:"moves"`
	LuckLine     *float64  `json:"luck_line"`
	BeyondChance *bool     `json:"beyond_chance"`
	ExactP       *float64  `json:"exact_p"`
	ExpectedTVD  *float64  `json:"expected_tvd"`
	KL           *float64  `json:"kl"`
	JSD          *float64  `json:"jsd"`
	Pielou       *float64  `json:"pielou"`
	Effective    *float64  `json:"effective_levels"`
	Top          *spanJSON `json:"top_heaviness"`
	UnknownShare *float64  `json:"unknown_level_share"`
	Unreliable   bool      `json:"unreliable"`
	Gini         *float64  `json:"gini"`
	Theil        *float64  `json:"theil"`
	TheilBetween *float64  `json:"theil_between"`
}

type spanJSON struct {
	LQ *float64 `json:"lq"`
	Lo *float64 `json:"lo"`
	Hi *float64 `json:"hi"`
}

type voteJSON struct {
	Voters         int            `json:"voters"`
	W              int            `json:"W"`
	Quota          int            `json:"quota"`
	PWin           *float64       `json:"P_win"`
	Range          [2]*float64    `json:"range"`
	Runs           int            `json:"runs"`
	ExpectedShare  *float64       `json:"expected_share"`
	Key            *keyJSON       `json:"key"`
	KeyIsBlocker   bool           `json:"key_is_blocker"`
	PWinKeyAgainst *float64       `json:"P_win_key_against"`
	AgainstRange   [2]*float64    `json:"range_key_against"`
	PWinKeyFor     *float64       `json:"P_win_key_for"`
	Resilience     *float64       `json:"resilience_ratio"`
	MinCoalition   *int           `json:"min_coalition_without_key"`
	PFinal         *float64       `json:"P_final"`
	PNoBlock       *float64       `json:"P_no_block"`
	PWinUnlisted   *float64       `json:"P_win_unlisted"` // with those on no list as voters
	Drivers        []refJSON      `json:"drivers"`        // whose unknown stance drives the range
	Objection      *objectionJSON `json:"objection"`
	Staged         *stagedJSON    `json:"staged"`
	Rho            float64        `json:"rho"`
	Refused        string         `json:"refused"`
}

type keyJSON struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	P    *float64 `json:"p"`
}

type objectionJSON struct {
	P        *float64  `json:"p"`
	Lo       *float64  `json:"lo"`
	Hi       *float64  `json:"hi"`
	Expected *float64  `json:"expected"`
	Likely   []refJSON `json:"likely"`
}

type stagedJSON struct {
	Stages []stageJSON `json:"stages"`
	PWin   *float64    `json:"P_win"`
}

type stageJSON struct {
	Name   string   `json:"name"`
	Gate   bool     `json:"gate"`
	Voters int      `json:"voters"`
	W      int      `json:"W"`
	Quota  int      `json:"quota"`
	P      *float64 `json:"p"`
}

type totalsJSON struct {
	Known          int      `json:"known"`
	Touched        int      `json:"touched"`
	TwoWay         int      `json:"two_way"`
	Recent         int      `json:"recent"`
	N              int      `json:"N"`
	Micro          *float64 `json:"micro"`
	Macro          *float64 `json:"macro"`
	Weakest        *float64 `json:"weakest"`
	WeakestLevel   *int     `json:"weakest_level"`
	Weighted       *float64 `json:"weighted"`
	TwoWayShare    *float64 `json:"two_way_share"`
	CadenceShare   *float64 `json:"cadence_share"`
	EventOnlyShare *float64 `json:"event_only_share"`
}

type ladderJSON struct {
	Matrix        [][]int      `json:"matrix"`
	OurLevels     []int        `json:"our_levels"`
	Expected      [][]float64  `json:"expected"`
	Residuals     [][]*float64 `json:"residuals"`
	N             int          `json:"n"`
	MeanGap       *float64     `json:"mean_gap"`
	ExecDaysSince *int         `json:"exec_days_since"`
	ExecMember    *string      `json:"exec_member"`
	LayersBetween *int         `json:"layers_between"`
	EventOnly     bool         `json:"event_only"`
	MaxGap        *int         `json:"max_gap"`
}

type scenarioJSON struct {
	Key            string         `json:"key"`
	Name           string         `json:"name"`
	Args           map[string]any `json:"args"`
	MovedUnit      *float64       `json:"moved_unit"`
	MovedLevel     *float64       `json:"moved_level"`
	Weighted       *float64       `json:"weighted_coverage"`
	Capital        *float64       `json:"capital"`
	Retention      *float64       `json:"retention"`
	PWin           *float64       `json:"P_win"`
	PWinKeyAgainst *float64       `json:"P_win_key_against"`
	Objection      *float64       `json:"objection"`
	Retained       *float64       `json:"retained_right"`
	Worst          bool           `json:"worst"`
}

type indexJSON struct {
	Value      *float64        `json:"value"`
	Components []componentJSON `json:"components"`
	Waterfall  []fallJSON      `json:"waterfall"`
	Reason     *string         `json:"reason"`
}

type componentJSON struct {
	Name   string   `json:"name"`
	Value  *float64 `json:"value"`
	Weight float64  `json:"weight"`
}

type fallJSON struct {
	Name string   `json:"name"`
	Lost *float64 `json:"lost"`
}

type reasonJSON struct {
	Key  string   `json:"key"`
	Text string   `json:"text"`
	Rows []string `json:"rows"`
}

type touchJSON struct {
	Date      string   `json:"date"`
	Channel   string   `json:"channel"`
	Direction string   `json:"direction"`
	People    []string `json:"people"`
	Ours      []string `json:"ours"`
	Subject   string   `json:"subject"`
	Rows      []string `json:"rows"`
}

type accountIntake struct {
	Files    []FileData    `json:"files"`
	Problems []ProblemData `json:"problems"`
}
