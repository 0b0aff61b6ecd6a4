package dataset

import (
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// activity is an activity while it is being joined. Most have one person and
// one row; what others have besides stands in rest.
type activity struct {
	person            *person // the first one
	rest              *rest
	row               Row
	id, subject, ours int32 // texts of the pool
	day               Day
	dateColumn        int16
	channel           Channel
	direction         Direction
}

// rest is what only few activities have.
type rest struct {
	people []*person // all of them
	ours   []int32   // of the further rows
	more   []Row
}

// people are the people of the activity.
func (a *activity) people() []*person {
	if a.rest != nil && a.rest.people != nil {
		return a.rest.people
	}
	return []*person{a.person}
}

// count is the number of people.
func (a *activity) count() int {
	if a.rest != nil && a.rest.people != nil {
		return len(a.rest.people)
	}
	return 1
}

// more gives room for what a further row adds.
func (a *activity) more() *rest {
	if a.rest == nil {
		a.rest = &rest{}
	}
	return a.rest
}

// joinTouches gives every touch its people and puts the rows of one activity
// together.
func (b *builder) joinTouches() {
	b.lastTouches()
	byID := newActivityIDs(len(b.pool.texts), b.touchRows.n)
	equal := newEqualRows()
	senders := map[int32]sender{}
	for _, s := range b.senders {
		senders[s.touch] = s
	}
	at := int32(0)
	for i, chunk := range b.touchRows.chunks {
		for k := range chunk {
			b.joinTouch(&chunk[k], senders[at], byID, equal)
			at++
		}
		b.touchRows.chunks[i] = nil
	}
	equal.report(b)
}

func (b *builder) joinTouch(t *touchRow, s sender, byID *activityIDs, equal *equalRows) {
	day, text, ok := b.day(t.day)
	if !ok {
		b.reject(t.row, int32(t.dateColumn), "undecided_date", text)
		return
	}
	if today := b.settings.Today; today != 0 && day > today {
		b.reject(t.row, int32(t.dateColumn), "future_date", day.String(), today.String())
		return
	}
	if parts := b.byCompany(t); len(parts) > 0 {
		for i := range parts {
			b.joinPart(&parts[i], day, s, byID, equal)
		}
		return
	}
	b.joinPart(t, day, s, byID, equal)
}

// byCompany parts a touch without an account whose people have theirs in
// brackets ("Anna Berg (Velo Bank)"); nil when not all of them have.
func (b *builder) byCompany(t *touchRow) []touchRow {
	if t.flat != 0 || t.people == 0 || !t.account.empty() || t.personID != 0 || t.email != 0 ||
		!strings.ContainsAny(b.pool.texts[t.people], ")）]】") {
		return nil
	}
	names := b.people(t.people)
	if len(names) == 1 {
		names = b.listed(t.people)
	}
	var parts []touchRow
	var customers []*customer
	for _, n := range names {
		if n.ours || n.vacant {
			continue
		}
		if n.side == 0 {
			return nil
		}
		ref := accountRef{name: n.side, column: int32(t.peopleColumn)}
		c, result, _ := b.find(ref)
		if result != found {
			return nil
		}
		if i := slices.Index(customers, c); i >= 0 {
			parts[i].people = b.pool.intern(b.pool.texts[parts[i].people] + ";" + b.pool.texts[n.name])
			continue
		}
		part := *t
		part.account, part.accountColumn, part.people = ref, t.peopleColumn, n.name
		parts, customers = append(parts, part), append(customers, c)
	}
	return parts
}

// joinPart joins a touch of people of one account.
func (b *builder) joinPart(t *touchRow, day Day, s sender, byID *activityIDs, equal *equalRows) {
	c, people := b.touched(t)
	if c == nil {
		return
	}
	b.ourPeople(t.ours)
	a := activity{person: people[0], row: t.row, id: t.id, subject: t.subject, ours: t.ours, day: day,
		dateColumn: t.dateColumn, channel: t.channel, direction: t.direction}
	if len(people) > 1 {
		a.more().people = slices.Clone(people)
	}
	if t.sender {
		a.direction = b.directionOf(s, people)
	}
	if t.id != 0 {
		b.joinByID(c, a, byID)
		return
	}
	if equal.seen(c, &a) {
		b.markRow(t.row, merging)
		return
	}
	b.markRow(t.row, used)
	c.activities = append(c.activities, a)
}

// activityIDs finds the activities with an ID: first holds by text of the
// pool 1 + the number of the first reference, and each tells the next.
type activityIDs struct {
	first []int32
	refs  []activityRef
}

// activityRef is where an activity with an ID stands.
type activityRef struct {
	customer *customer
	at, next int32
}

func newActivityIDs(texts, touches int) *activityIDs {
	return &activityIDs{make([]int32, texts), make([]activityRef, 0, touches)}
}

func (ids *activityIDs) add(id int32, c *customer, at int) {
	if grow := int(id) + 1 - len(ids.first); grow > 0 {
		ids.first = append(ids.first, make([]int32, grow)...)
	}
	ids.refs = append(ids.refs, activityRef{customer: c, at: int32(at)})
	link := &ids.first[id]
	for *link != 0 {
		link = &ids.refs[*link-1].next
	}
	*link = int32(len(ids.refs))
}

// all visits the activities with an ID until visit says stop.
func (ids *activityIDs) all(id int32, visit func(activityRef) bool) {
	if int(id) >= len(ids.first) {
		return
	}
	for at := ids.first[id]; at != 0; at = ids.refs[at-1].next {
		if !visit(ids.refs[at-1]) {
			return
		}
	}
}

// joinByID puts rows with one ID together: they are one activity with several
// people. An ID used for two days stands for two activities, and is said.
func (b *builder) joinByID(c *customer, a activity, byID *activityIDs) {
	joined := false
	byID.all(a.id, func(ref activityRef) bool {
		if ref.customer != c {
			return true
		}
		have := &c.activities[ref.at]
		if have.day != a.day {
			b.problems.add(b.cell(a.row, int32(a.dateColumn)), "activity_differs",
				b.pool.texts[a.id], a.day.String(), have.day.String(), b.cell(have.row, int32(have.dateColumn)).String())
			return true
		}
		b.addRow(have, &a)
		joined = true
		return false
	})
	if joined {
		return
	}
	byID.add(a.id, c, len(c.activities))
	c.activities = append(c.activities, a)
	b.markRow(a.row, used)
}

// addRow adds a further row to an activity.
func (b *builder) addRow(have, a *activity) {
	added := false
	people := have.people()
	for _, p := range a.people() {
		if !slices.Contains(people, p) {
			people = append(people, p)
			added = true
		}
	}
	have.more().people = people
	ours := b.oursOf(have)
	for _, o := range b.ourPeople(a.ours) {
		if !slices.Contains(ours, o) {
			ours = append(slices.Clip(ours), o)
			have.rest.ours = append(have.rest.ours, o)
			added = true
		}
	}
	have.rest.more = append(have.rest.more, a.row)
	if added {
		b.markRow(a.row, used)
	} else {
		b.markRow(a.row, merging)
	}
}

// oursOf gives our people of an activity as indexes into the team as joined.
func (b *builder) oursOf(a *activity) []int32 {
	ours := b.ourPeople(a.ours)
	if a.rest != nil && len(a.rest.ours) > 0 {
		ours = append(slices.Clip(ours), a.rest.ours...)
	}
	return ours
}

// lastTouches makes touches of the dates of last activities, when nothing
// else tells of activities.
func (b *builder) lastTouches() {
	real := false
	for _, chunk := range b.touchRows.chunks {
		for i := range chunk {
			real = real || !chunk[i].last
		}
	}
	for _, p := range b.sheets {
		for _, t := range p.tables {
			real = real || t.role == activitiesRole || t.role == flatRole
		}
	}
	said := map[int32]bool{}
	for i := range b.personRows.n {
		row := b.personRows.at(int32(i))
		if row.lastTouch == 0 || row.person == nil {
			continue
		}
		if !said[row.row.Sheet] {
			said[row.row.Sheet] = true
			code := "last_touch_used"
			if real {
				code = "last_touch_not_used"
			}
			b.problems.add(b.sheets[row.row.Sheet].sheet.At(0, int(row.lastColumn)), code, b.headerOf(row.row.Sheet, row.lastColumn))
		}
		if !real {
			b.touchRows.add(touchRow{row: row.row, flat: int32(i) + 1, flatCount: 1, day: row.lastTouch,
				channel: b.channelOf(row.lastTouchType), ours: row.lastTouchOwner, dateColumn: int16(row.lastColumn), last: true})
		}
	}
}

func (b *builder) headerOf(sheet, column int32) string {
	for _, c := range b.sheets[sheet].ledger.Columns {
		if int32(c.Column) == column {
			return c.Header
		}
	}
	return lettersOf(int(column))
}

func (b *builder) channelOf(id int32) Channel {
	if id == 0 {
		return OtherChannel
	}
	switch b.memos.channel.get(id, b.channelWord) {
	case "meeting":
		return Meeting
	case "call":
		return Call
	case "email":
		return Email
	case "event":
		return Event
	}
	return OtherChannel
}
