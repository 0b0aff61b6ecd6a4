package dataset

// Rows as read, before they are joined. Texts are numbers of the pool; 0 is
// empty.

// accountRef is how a row names an account.
type accountRef struct {
	id, name, domain int32
	column           int32 // of the cell that names it
}

func (a accountRef) empty() bool { return a.id == 0 && a.name == 0 && a.domain == 0 }

type accountRow struct {
	row                     Row
	ref                     accountRef
	parent, segment, region int32
	owner                   int32
	revenue, profit         *float64
	rivals                  *int
}

// personRow is a row, or one of several names in a row, of a list of people.
type personRow struct {
	row        Row
	account    accountRef
	column     int32 // of the name
	idColumn   int32
	mailColumn int32
	flat       bool // the row is an activity too
	vacant     bool
	unnamed    int32 // further holders of the post, or further such posts, that the row does not name

	id, name, key, email, title, department, unit, reportsTo int32

	level          int8
	levelRule      int32
	right          Right
	rightGiven     bool
	veto, private  bool
	assumed        bool
	stance         Stance
	stanceDay      Day
	rival          float32
	from, to       Day
	override       *float64
	lastTouch      Day
	lastTouchType  int32
	lastTouchOwner int32
	lastColumn     int32
	person         int32 // 1 + the number of the person where the row went
}

// touchRow is a row of activities.
type touchRow struct {
	row          Row
	account      accountRef
	id           int32 // in builder.activityIDs, 0 is none
	subject      int32
	people       int32 // text with one or several names
	personID     int32
	email        int32
	ours         int32
	flat         int32 // 1 + index of the first personRow of the row, 0 is none
	flatCount    int32
	day          Day // negative: -1 - index into builder.dates
	channel      Channel
	direction    Direction
	sender       bool // direction still to be found from activity.from/to
	bothSides    bool // people holds sender and recipient: whoever is on no list is ours
	peopleColumn int16
	dateColumn   int16
}

// personRows are the staged people, in chunks that never move.
type personRows struct {
	chunks [][]personRow
	n      int
}

const personChunk = 1 << 10

func (p *personRows) add(row personRow) {
	if p.n%personChunk == 0 {
		p.chunks = append(p.chunks, make([]personRow, 0, personChunk))
	}
	last := &p.chunks[len(p.chunks)-1]
	*last = append(*last, row)
	p.n++
}

// at gives a row by its number, from 0.
func (p *personRows) at(i int32) *personRow { return &p.chunks[i/personChunk][i%personChunk] }

type memberRow struct {
	row                         Row
	name, title, manager, email int32
	level                       int8
}

type headcountRow struct {
	row     Row
	account accountRef
	level   int8
	unit    int32
	lo, hi  int
}

type decisionRow struct {
	row      Row
	account  accountRef
	decision Decision
}

type recipientRow struct {
	row       Row
	account   accountRef
	all       bool
	recipient Recipient
}
