package dataset

import (
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// activity is an activity while it is being joined. Most have one person and
// one row; what others have besides stands in customer.rests. It has no
// pointers and fills 32 bytes, since there may be millions.
type activity struct {
	row           Row
	id            int32 // in builder.activityIDs
	subject, ours int32 // texts of the pool
	person        int32 // the number of the only one, or -1 - index of customer.rests
	day           Day
	dateColumn    int16
	channel       Channel
	direction     Direction
}

// rest is what only few activities have.
type rest struct {
	people []int32
	ours   []int32 // of the further rows
	more   []Row
	parted bool // other accounts have a part of the row too
}

// activityList is a list that grows without being copied.
type activityList struct {
	blocks [][]activity
	n      int
}

func (l *activityList) add(a *activity) {
	last := len(l.blocks) - 1
	if last < 0 || len(l.blocks[last]) == cap(l.blocks[last]) {
		l.blocks = append(l.blocks, make([]activity, 0, min(max(8, l.n), 64)))
		last++
	}
	l.blocks[last] = append(l.blocks[last], *a)
	l.n++
}

// rest is what an activity has besides, or nil.
func (c *customer) rest(a *activity) *rest {
	if a.person >= 0 {
		return nil
	}
	return &c.rests[-1-a.person]
}

// more gives room for what an activity has besides.
func (b *builder) more(c *customer, a *activity) *rest {
	if a.person >= 0 {
		c.rests = append(c.rests, rest{people: b.persons.one(a.person)})
		a.person = -int32(len(c.rests))
	}
	return c.rest(a)
}

// peopleOf are the people of an activity.
func (b *builder) peopleOf(c *customer, a *activity) []int32 {
	if r := c.rest(a); r != nil {
		return r.people
	}
	return b.persons.one(a.person)
}

// oursOf gives our people of an activity as indexes into the team as joined.
func (b *builder) oursOf(c *customer, a *activity) []int32 {
	ours := b.ourPeople(a.ours)
	if r := c.rest(a); r != nil && len(r.ours) > 0 {
		ours = append(slices.Clip(ours), r.ours...)
	}
	return ours
}

// joinTouches gives every touch its account and its people, in the order of
// the rows. The rows of one activity are put together account by account, by
// settle.
func (b *builder) joinTouches() {
	b.lastTouches()
	b.letGoRows()
	senders := map[int32]sender{}
	for _, s := range b.senders {
		senders[s.touch] = s
	}
	at := int32(0)
	for i, chunk := range b.touchRows.chunks {
		for k := range chunk.n {
			t := chunk.touch(k)
			s := sender{}
			if t.sender {
				s = senders[at]
			}
			b.joinTouch(&t, s)
			at++
		}
		b.touchRows.chunks[i] = nil
	}
	b.touchRows, b.senders = touchRows{}, nil
}

// letGoNames drops what the names of people were found to mean, unless touches
// name people too.
func (b *builder) letGoNames() {
	if !b.touchRows.named {
		b.memos.people, b.memos.name, b.memos.mail, b.names = memo[namesAt]{}, memo[int32]{}, memo[int32]{}, nil
	}
}

// letGoRows drops what only rows of people needed, and the ways to people by
// which no touch will look for them.
func (b *builder) letGoRows() {
	b.persons.first = nil
	if !b.touchRows.flat {
		b.personRows = personRows{}
	}
	if b.touchRows.named {
		return
	}
	b.persons.inAccount = links[nameInAccount]{}
	if !b.touchRows.mailed {
		b.persons.byMail = links[int32]{}
	}
}

func (b *builder) joinTouch(t *touchRow, s sender) {
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
			b.joinPart(&parts[i], day, s, len(parts) > 1)
		}
		return
	}
	b.joinPart(t, day, s, false)
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
		part.account, part.people = ref, n.name
		parts, customers = append(parts, part), append(customers, c)
	}
	return parts
}

// joinPart joins a touch of people of one account. Whether its row is an
// activity or more of one is known when the account is settled.
func (b *builder) joinPart(t *touchRow, day Day, s sender, parted bool) {
	c, people := b.touched(t)
	if c == nil {
		return
	}
	b.ourPeople(t.ours)
	a := activity{person: people[0], row: t.row, id: t.id, subject: t.subject, ours: t.ours, day: day,
		dateColumn: t.dateColumn, channel: t.channel, direction: t.direction}
	if len(people) > 1 || parted {
		r := b.more(c, &a)
		r.people, r.parted = slices.Clone(people), parted
	}
	if t.sender {
		a.direction = b.directionOf(s, people)
	}
	b.markRow(t.row, merging)
	c.activities.add(&a)
}

// lastTouches makes touches of the dates of last activities, when nothing
// else tells of activities.
func (b *builder) lastTouches() {
	real := b.touchRows.n > 0
	for _, p := range b.sheets {
		for _, t := range p.tables {
			real = real || t.role == activitiesRole || t.role == flatRole
		}
	}
	said := map[int32]bool{}
	for i := range b.personRows.n {
		row := b.personRows.at(int32(i))
		if row.lastTouch == 0 || row.person == 0 {
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
			b.touchRows.add(&touchRow{row: row.row, flat: int32(i) + 1, flatCount: 1, day: row.lastTouch,
				channel: b.channelOf(row.lastTouchType), ours: row.lastTouchOwner, dateColumn: int16(row.lastColumn)})
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
