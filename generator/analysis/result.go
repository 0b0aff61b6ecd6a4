// Package analysis turns a dataset into numbers, lists and reasons: one
// result for each account and one for the portfolio. Its input is valid, so
// it cannot fail. Formulas live in package measure; this package decides what
// they are fed with. Undefined values are nil, never 0.
package analysis

import "rapport/generator/dataset"

// Result is what the pages show.
type Result struct {
	Data      *dataset.Dataset
	Settings  Settings
	Period    Period
	AsOf      dataset.Day
	Accounts  []*Account // by dataset key
	Portfolio Portfolio
	LeftOut   []string // names of input files that could not be read whole; "" where not to be named
	Hidden    []string // what the edition leaves out, sorted; see package edition
}

// Period is the quarter under review; both days are inside.
type Period struct {
	Label    string // 2026-Q3
	From, To dataset.Day
}

// Notice is a warning with the rows it rests on.
type Notice struct {
	Reason
	Rows []dataset.Row
}

// Account is the review of one customer, in the terms of METRICS.
type Account struct {
	Data *dataset.Account

	Levels  []Level // the ladder's levels in order, then Unclassified (Level 0) when it has people
	Units   []Unit  // by name; the unknown unit "" last
	Months  []Month // the twelve months that end with the period, oldest first
	Spread  Spread
	Vote    *Vote    // nil: nobody has a vote
	People  []Person // active stakeholders, by key
	NotMet  []int    // indexes of People not touched in the lookback, rivals first, then longest
	Next    []Meeting
	Quality Quality

	// The fields below are filled by later steps of the analysis; nil or
	// empty when they do not apply.
	Totals       Totals
	WhatIsLeft   []Left
	Ranking      []int     // everybody whom a meeting can move, by gain: indexes of People
	Plan         []Meeting // greedy plan for the next meetings, in order
	Neutralise   []int     // opponents: indexes of People
	CheckManual  []int     // people whose probability was set by hand
	RivalOnly    []int
	EventOnly    []int
	WhiteSpace   []Cell
	OneThread    []Thread // relationships resting on one colleague
	Deputies     []Pair   // deputies beside heads of the same unit
	Ladder       OurLadder
	Scenarios    []Scenario
	ScenarioMean *float64 // of P(win), when the user gave every scenario of theirs a likelihood
	Index        Index
	Notices      []Notice // warnings of the account: list bias, levels unreliable, settings changed

	Changes  *Changes  // since the baseline; nil without one
	Promises *Promises // nil until JudgePromises
}

// Level is one row of the scorecard: the coverage funnel of METRICS 3.1.
type Level struct {
	Level       int // 0 is Unclassified
	Headcount   *int
	HeadcountLo *int // set with Headcount when a range was given
	Known       int
	Touched     int
	TwoWay      int
	Recent      int
	N           int
	Denominator string // headcount or known
	Flag        string // headcount_below_known or ""
	Assumed     bool   // the head count comes from the span rule
	Touches     int    // contact-touches in the period, after the daily cap
	Target      *float64
	Share       *float64 // of the touches at eligible levels
	HeadShare   *float64
	Attainment  *float64
	RecentLo    *float64 // bounds of recent coverage
	RecentHi    *float64
	Gap         *int    // people missing to the coverage target
	FullWeight  float64 // votes of the level, unlisted people included
	ByMonth     []int   // contact-touches by Account.Months
	People      []int   // indexes of Account.People
}

// Month is a calendar month.
type Month struct {
	Year, Month int
	InPeriod    bool
}

// Unit is an organisational unit of the customer.
type Unit struct {
	Unit    string
	Rights  []dataset.Right // the rights its people hold, strongest first
	Known   int
	Touched int
	Recent  int
	N       int
	Levels  []UnitLevel // one for each of Account.Levels
	// AdviseOnly: somebody recommends or evaluates, nobody decides.
	AdviseOnly bool
}

// UnitLevel is a cell of the unit and level grid.
type UnitLevel struct {
	Level, Known, Touched, Recent, N, Touches int
	People                                    []int
}

// Spread says how the touches of the period lie over the levels: METRICS 4.
type Spread struct {
	N             int // contact-touches at eligible levels
	NAll          int // with unclassified people
	NEff          *float64
	TVD           *float64 // index of dissimilarity
	Moves         *float64
	LuckLine      *float64
	BeyondChance  *bool
	ExactP        *float64
	ExpectedTVD   *float64
	KL            *float64
	JSD           *float64
	Pielou        *float64
	Effective     *float64 // effective number of levels, Hill order 1
	Top           *TopHeaviness
	UnknownShare  *float64 // share of touches with unclassified people
	Unreliable    bool     // above the limit: level figures are greyed
	Concentration *float64 // of touches over people ranked from the bottom to the top; > 0 leans to the top
	Gini          *float64
	Theil         *float64
	TheilBetween  *float64
}

// TopHeaviness is the location quotient of the top level with its interval.
type TopHeaviness struct{ LQ, Lo, Hi float64 }

// Vote is the weighted-majority model of METRICS 5.
type Vote struct {
	Voters          int
	W, Quota        int
	PWin            float64
	Lo, Hi          float64 // range over the 18 runs
	Runs            int
	ExpectedShare   float64
	Key             *int // index of People; nil: decision maker unknown
	KeyIsBlocker    bool
	PWinKeyAgainst  *float64
	PWinKeyFor      *float64
	AgainstLo       *float64 // range of PWinKeyAgainst over the same runs
	AgainstHi       *float64
	Resilience      *float64
	MinCoalition    *int // smallest number of others that reach the quota
	PFinal, PNoStop float64
	PWinUnlisted    *float64 // with the people we have not listed as voters of whom nothing is known
	Drivers         []int    // people whose unknown stance drives the range, most important first
	Objection       Objection
	Staged          *Staged
	// Above 30 voters independence is not believed: PWinCorrelated and
	// CorrelatedKeyAgainst are the same figures with the correlation Rho inside
	// each unit. Rho is 0 and they are nil up to 30 voters.
	Rho                  float64
	PWinCorrelated       *float64
	CorrelatedKeyAgainst *float64
	Refused              string // a sentence's message key when the model was too large
}

// Objection is the chance that somebody objects in a public notice.
type Objection struct {
	P        *float64
	Lo, Hi   float64 // bounds under any dependence
	Expected float64
	Likely   []int // indexes of People, most likely first
}

// Staged is the outcome of a recommend, evaluate, decide sequence.
type Staged struct {
	Stages []Stage
	PWin   float64
}

// Stage is one step of a staged decision.
type Stage struct {
	Name     string
	Gate     bool
	Voters   int
	W, Quota int
	P        float64
}

// Person is an active stakeholder with what the model says.
type Person struct {
	Data        *dataset.Stakeholder
	Index       int // in Data's account's Stakeholders
	Weight      int
	Touches     int // in the lookback
	History     int // all up to the as-of date
	InPeriod    int // in the period, after the daily cap
	DaysSince   *int
	MaxGap      int
	Score       float64
	Strength    float64
	Reciprocity *float64
	P           float64
	PAfter      float64
	Birnbaum    *float64
	Gain        *float64
	Power       *float64       // normalised Banzhaf
	Objects     float64        // probability of blocking given no support
	MetBy       []Acquaintance // of ours, most touches first
	LastTwoWay  dataset.Day    // 0 is never
	Touched     bool
	TwoWay      bool
	Recent      bool
	EventOnly   bool
	CadenceOK   bool
	Withheld    bool // stance, rival and odds are left out, by the edition or the person's wish
}

// Acquaintance is one of our people who met a person. There are many of them.
type Acquaintance struct {
	Member  int32 // index of Dataset.Team
	Touches int32
	Last    dataset.Day
}

// Meeting proposes whom to meet.
type Meeting struct {
	Person int // index of People
	Reason Reason
	By     *int32 // index of Dataset.Team
	ByWhy  Reason
	Gain   float64 // of P(win) by one two-way meeting
	Rank   int     // 1 is first
	Dots   int     // 0 to 3: effect in steps
	Robust bool    // in the top five under all three weight tables
	Counts bool    // the gain is large enough to be called one: a hundredth
	// PAfter is P(win) after the meeting, in a plan after those before it
	// too; nil without a vote.
	PAfter *float64
}

// Quality counts what the analysis had to leave out or assume.
type Quality struct {
	Future         int // activities after the as-of date
	Levels         int // people without a level
	RightsAssumed  int
	Undated        int // stances without a date
	Unasked        int // voters whose stance nobody knows, overrides left out
	Overrides      int
	HeadcountKnown int // eligible levels with a head count
	Grade          string
}

// Totals are the account's aggregates of METRICS 3.1 and 3.5.
type Totals struct {
	Known, Touched, TwoWay, Recent, N int
	Micro, Macro, Weakest, Weighted   *float64
	WeakestLevel                      *int
	TwoWayShare                       *float64
	CadenceShare                      *float64
	Capital                           []Sensitivity // relationship capital under other half-lives
	UpperBound                        bool          // a head count is unknown: the coverages are upper bounds
	TwoWayTouches                     int           // two-way contact-touches in the period, after the daily cap
	DaysLast                          *int          // since the last touch with an active person
	EventOnlyShare                    *float64
}

// Sensitivity is a figure under another half-life of the touch score.
type Sensitivity struct {
	HalfLife float64 // days
	Value    *float64
}

// Cell is a cell of the unit and level grid.
type Cell struct {
	Unit     string
	Level, N int
}

// Left is what remains of the votes we hold without a person, level or unit.
type Left struct {
	Kind   string // person, level or unit
	Name   string
	Level  int
	Person *int
	PWin   float64
	Share  float64 // of the relationship capital that remains
}

// Thread is a person whom only one of ours knows.
type Thread struct {
	Person  int
	Member  int32
	Touches int
}

// Pair is a deputy beside the head of the same unit: indexes of People.
type Pair struct{ Head, Deputy int }

// OurLadder is our levels against theirs: METRICS 8.
type OurLadder struct {
	Matrix        [][]int // our level by their level (rows: OurLevels, columns: the ladder's)
	OurLevels     []int
	Expected      [][]float64
	Residuals     [][]*float64
	N             int
	MeanGap       *float64
	ExecDaysSince *int
	ExecPerson    *int   // highest active person met then: index of People
	ExecMember    *int32 // who of ours: index of Dataset.Team
	ExecTouches   int    // (activity, executive) pairs in the lookback
	LayersBetween *int
	// ExecContactDays and ContactDays count (our person, person, day) triples
	// of two-way touches in the period, events left out.
	ExecContactDays, ContactDays int
	EventOnly                    bool // our executives saw the account only at events
	MaxGap                       *int
}

// Scenario is a what-if on decision rights: METRICS 6.
type Scenario struct {
	Key            string
	Args           ArgList
	MovedUnit      *float64
	MovedLevel     *float64
	Weighted       *float64
	Capital        *float64
	Retention      *float64
	PWin           *float64
	PWinKeyAgainst *float64
	Objection      *float64
	Retained       *float64 // value of the retained recommendation right
	Worst          bool
}

// Index is the leadership index of METRICS 9.
type Index struct {
	Value      *float64
	Components []Component
	Reason     *Reason // why there is no value
}

// Component is one part of the index.
type Component struct {
	Name   string // reach, levels, votes_without_key, executive
	Value  float64
	Weight float64
	Lost   float64 // points lost by it
}

// Portfolio is all accounts together: METRICS 7 and 8.
type Portfolio struct {
	Lines         []Line // one for each of Result.Accounts
	Levels        []Level
	Concentration *Concentration
	Tail          *Tail
	Executives    Executives
	EventOnly     []int // indexes of Result.Accounts
	Untouched     []int
	Funnel        []FunnelPoint
	Mean          *float64 // of the index
	Weighted      *float64 // revenue-weighted mean of the index
	ExcludedNeg   []int    // accounts with negative revenue, left out of ratios
	Changes       *PortfolioChanges
}

// Line is an account in the portfolio table.
type Line struct {
	Account int // index of Result.Accounts
	Slug    string
	Touches int // contact-touches in the period
	TwoWay  int
	Known   int
	Recent  int
	N       int
	Shrunk  *float64 // empirical Bayes coverage; nil below ten accounts
	// ShrunkRate is the same for the touches of the period per person.
	ShrunkRate *float64
	TVD        *float64
	PWin       *float64
	Index      *float64
	DaysLast   *int
	Tail       bool
	ByLevel    []int // touches in the period by ladder level
}

// Concentration is engagement against revenue.
type Concentration struct {
	C, G, K    float64
	Engagement []Point
	Revenue    []Point
}

// Point is a point of a curve in the unit square.
type Point struct{ X, Y float64 }

// Tail is the ABC analysis.
type Tail struct {
	ClassA                                    []int
	N                                         int
	CountShare, RevenueShare, EngagementShare float64
	ProfitShare                               *float64
	NeglectRatio                              *float64
	UntouchedN                                int
	AllUntouchedRevenueShare                  float64
}

// Executives tells how far our executives reach.
type Executives struct {
	Median, P90                 *int // days; nil is "never"
	WeightedMedian, WeightedP90 *int
	Never                       int
	FrontlineShare              *float64
	PerHeadRatio                *float64
	Layers                      *float64 // revenue-weighted mean of layers between
	OurLayers                   int      // levels of ours
}

// FunnelPoint is an account in the funnel plot of D against n.
type FunnelPoint struct {
	Account int
	N       int
	TVD     float64
	Luck    *float64 // nil: too many touches to enumerate
	Beyond  bool     // farther than chance explains, by the luck line or else by the G test
}
