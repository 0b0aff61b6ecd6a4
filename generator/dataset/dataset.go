// Package dataset turns the rows of workbooks into accounts, stakeholders and
// touches that are valid and joined, with the place of origin of each. What
// it returns never changes afterwards; every row of every sheet is used,
// merged, known not to be data, or listed as rejected, and the ledger proves
// it.
package dataset

import "rapport/generator/source"

// Dataset is everything that was read, ready for analysis. Slices are sorted
// so that the order of rows and files in the input does not show.
type Dataset struct {
	Accounts   []*Account // by Key
	Team       []Member   // our people, by Name; Activity.Ours points here
	Recipients []Recipient
	Ladder     Ladder
	Files      []File  // in the order given
	Sheets     []Sheet // by file, then position; Row.Sheet points here
	Problems   source.Problems
}

// Row is the place of origin of a record: a row of a sheet. Sheet is an index
// into Dataset.Sheets, Row counts from 1.
type Row struct{ Sheet, Row int32 }

// Cell names a row of the input as the user finds it.
func (ds *Dataset) Cell(r Row) source.Cell {
	s := &ds.Sheets[r.Sheet]
	return source.Cell{File: ds.Files[s.File].Name, Sheet: s.Name, Row: int(r.Row)}
}

// Account is a customer.
type Account struct {
	Key      string // ID, else the normalised name; unique, the sort key
	ID       string
	Name     string // as written first
	Parent   string
	Domain   string
	Segment  string
	Region   string
	Owner    string
	Revenue  *float64 // nil when unknown; may be negative in the input
	Profit   *float64
	Rivals   *int // credible rival bidders; nil when unknown
	Listed   bool // false when only contacts or activities name it
	FromName bool // true when the sheet's name gave the account

	Stakeholders []Stakeholder // by Key
	Activities   Activities    // by Day, then ID, then what they say, then Row
	Headcounts   []Headcount   // by Level, then Unit
	Decisions    []Decision    // by Row
	Rows         []Row
}

// Stakeholder is one person at a customer.
type Stakeholder struct {
	Key        string // ID, else e-mail, else normalised name; unique in the account
	ID         string
	Name       string // as written; "Berg, Anna" is turned to "Anna Berg"
	Email      string
	Title      string // verbatim
	Department string
	Unit       string // organisational unit; "" is unknown
	Level      int    // 1 is the top; 0 is unclassified
	LevelRule  string // what decided the level: "column", "ladder: P6", or a title rule's name; "" when unclassified
	Post       Post
	Right      Right
	RightGiven bool // false when the export had none and influence was assumed
	Veto       bool
	Stance     Stance
	StanceDay  Day
	Rival      float64 // 0 none, 0.5 some, 1 close
	ReportsTo  string
	From, To   Day      // active from and to; 0 is open
	Override   *float64 // probability of support set by hand, 0 to 1
	Private    bool     // do not profile
	Assumed    bool     // the export says that the entry is assumed, not confirmed
	Unlisted   bool     // known only from an activity
	Rows       []Row    // first the row that named the person
}

// Post tells how a person holds the post in the title.
type Post uint8

// The kinds of posts. A deputy, an assistant, an acting or a former holder
// never has the level of the post that the title names.
const (
	Holder Post = iota
	Deputy
	Assistant
	Acting
	Former
)

// Right is a decision right.
type Right uint8

// The rights, weakest first.
const (
	NoRight Right = iota
	Influence
	Recommend
	Evaluate
	Decide
)

// String gives the right in the words of the JSON contract.
func (r Right) String() string {
	return [...]string{"none", "influence", "recommend", "evaluate", "decide"}[r]
}

// Stance is a person's attitude to us.
type Stance uint8

// The stances.
const (
	StanceUnknown Stance = iota
	Opponent
	Neutral
	Supporter
)

// String gives the stance in the words of the JSON contract.
func (s Stance) String() string {
	return [...]string{"unknown", "opponent", "neutral", "supporter"}[s]
}

// Activity is one contact with one or several people of a customer. Only what
// took place is kept: planned or cancelled activities, tasks and notes are
// counted in the ledger instead.
type Activity struct {
	Day       Day
	Channel   Channel
	Direction Direction
	People    []int32 // indexes of Account.Stakeholders, ascending
	Ours      []int32 // indexes of Dataset.Team, ascending
	Subject   string
	Row       Row
	More      []Row // further rows of the same activity
}

// Channel is the way a touch took place.
type Channel uint8

// The channels.
const (
	OtherChannel Channel = iota
	Meeting
	Call
	Email
	Event
)

// String gives the channel in the words of the JSON contract.
func (c Channel) String() string {
	return [...]string{"other", "meeting", "call", "email", "event"}[c]
}

// Direction tells who turned to whom.
type Direction uint8

// The directions. An unknown direction is never two-way.
const (
	DirectionUnknown Direction = iota
	Inbound
	Outbound
	TwoWay
)

// String gives the direction in the words of the JSON contract.
func (d Direction) String() string {
	return [...]string{"unknown", "inbound", "outbound", "two_way"}[d]
}

// Member is one of our people.
type Member struct {
	Name    string
	Level   int // 1 is our top executive; 0 is unknown
	Title   string
	Manager string
	Email   string
	Listed  bool // false when only activities name the person
	Rows    []Row
}

// Headcount is how many people a level, a unit or a cell of both has. Lo and
// Hi are equal unless the input gave a range. Level 0 means all levels, Unit
// "" means the whole account.
type Headcount struct {
	Level  int
	Unit   string
	Lo, Hi int
	Row    Row
}

// Decision is a bid or one stage of it.
type Decision struct {
	Name  string
	Stage string // recommend, evaluate or decide; "" is a single ballot
	Gate  bool   // false is advisory
	Day   Day
	Num   int // quota as a fraction Num/Den; 0 when not given
	Den   int
	// AtLeast tells that the quota is met by equality; otherwise more is
	// needed.
	AtLeast bool
	Rivals  *int
	Row     Row
}

// Recipient is one line of the Recipients sheet.
type Recipient struct {
	Account  string // Account.Key, or "*"
	Email    string
	Name     string
	Kind     string // to, cc or bcc
	Send     bool
	Edition  string // "" is the default edition
	Language string // "" is the language of the run
	Row      Row
}

// Ladder names the hierarchy levels, top first.
type Ladder struct{ Steps []Step }

// Step is one level of the ladder. Key is a message key for the built-in
// levels ("level.1"); Name, when set, is the user's own word and wins.
type Step struct {
	Level int
	Key   string
	Name  string
}

// File is one input file.
type File struct {
	Name   string
	SHA256 string
	Format string
	Size   int64
}

// Sheet is the ledger of one sheet: Rows = Used + Merged + NotData + Rejected.
type Sheet struct {
	File      int // index into Dataset.Files
	Name      string
	Hidden    bool
	Profile   string // the list of headers that fitted best
	Role      string // accounts, contacts, activities, flat, team, headcount, decisions, recipients, or "" when not used
	HeaderRow int    // 0 when no table was found
	Columns   []ColumnUse
	Ignored   []ColumnUse // columns with a header that nothing uses; Field is ""
	Rows      int         // rows with at least one cell
	Used      int
	Merged    int // duplicates of rows already used
	NotData   int // titles, headers, totals, blank and repeated header rows, examples, activities that did not take place
	Rejected  int
	// NotDataBy tells the reasons of NotData by code, in code order.
	NotDataBy []Count
}

// ColumnUse says which column gave which field.
type ColumnUse struct {
	Field  string // canonical field name such as "contact.title"
	Column int    // counts from 1
	Header string
}

// Count is a number of rows under a reason code.
type Count struct {
	Code string
	N    int
}
