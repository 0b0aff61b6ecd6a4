package dataset

import (
	"cmp"
	"fmt"
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
	for i := range b.personRows {
		row := &b.personRows[i]
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

// touched finds the people of a touch and their account; nil when the row was
// rejected.
func (b *builder) touched(t *touchRow) (*customer, []*person) {
	if t.flat != 0 {
		return b.flatPeople(t)
	}
	c, ok := b.touchAccount(t)
	if !ok {
		return nil, nil
	}
	if t.personID != 0 {
		if c, people, done := b.byPersonID(t, c); done {
			return c, people
		}
	}
	if t.email != 0 {
		if same := within(b.persons.byMail[t.email], c); len(same) == 1 {
			return same[0].customer, same
		} else if len(same) > 1 {
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[t.email], personNames(same))
			return nil, nil
		}
	}
	if t.people != 0 {
		return b.byPersonName(t, c)
	}
	b.unknownKey(t)
	return nil, nil
}

func (b *builder) unknownKey(t *touchRow) {
	if t.personID != 0 {
		b.reject(t.row, int32(t.peopleColumn), "unknown_person_id", b.pool.texts[t.personID], "add the person to the list of contacts")
		return
	}
	b.reject(t.row, int32(t.peopleColumn), "unknown_address", b.pool.texts[t.email], "add the person to the list of contacts")
}

func (b *builder) flatPeople(t *touchRow) (*customer, []*person) {
	var c *customer
	var people []*person
	for i := t.flat - 1; i < t.flat-1+t.flatCount; i++ {
		p := b.personRows[i].person
		if p == nil {
			continue
		}
		if c == nil {
			c = p.customer
		}
		if p.customer == c && !slices.Contains(people, p) {
			people = append(people, p)
		}
	}
	if c == nil && b.sheets[t.row.Sheet].outcomeOf(int(t.row.Row)) != rejected {
		if b.personRows[t.flat-1].vacant {
			b.reject(t.row, b.personRows[t.flat-1].column, "no_person")
		} else {
			// The row continues a person whose own row was rejected.
			b.reject(t.row, b.personRows[t.flat-1].column, "unknown_person", b.pool.texts[b.personRows[t.flat-1].name], b.refText(b.personRows[t.flat-1].account), "correct the row above first")
		}
	}
	return c, people
}

// touchAccount finds the account that a touch names; nil, true when it names
// none.
func (b *builder) touchAccount(t *touchRow) (*customer, bool) {
	if t.account.empty() {
		return nil, true
	}
	c, result, same := b.find(t.account)
	switch {
	case result == found:
		return c, true
	case result == several:
		if t.personID != 0 || t.email != 0 {
			return nil, true
		}
		b.reject(t.row, int32(t.accountColumn), "ambiguous_account", b.refText(t.account), namesOf(same))
		return nil, false
	case t.personID != 0 && b.persons.byID[t.personID] != nil, t.email != 0 && b.persons.byMail[t.email] != nil:
		return nil, true
	case b.settings.Unlisted == "add" && t.account.name != 0:
		return b.newCustomer(t.account), true
	}
	text := b.refText(t.account)
	b.reject(t.row, int32(t.accountColumn), "unknown_account", text,
		didYouMean(b.nearAccount(text, nil), "add it to the list of accounts, or set input: {unlisted: add} in rapport.yaml"))
	return nil, false
}

// within keeps the people of an account; all of them when it is not known.
func within(people []*person, c *customer) []*person {
	if c == nil {
		return people
	}
	strange := func(p *person) bool { return p.customer != c }
	if !slices.ContainsFunc(people, strange) {
		return people
	}
	var out []*person
	for _, p := range people {
		if p.customer == c {
			out = append(out, p)
		}
	}
	return out
}

// byPersonID finds people by one or several IDs; done is false when a name or
// an address has to decide.
func (b *builder) byPersonID(t *touchRow, c *customer) (*customer, []*person, bool) {
	ids := []int32{t.personID}
	if text := b.pool.texts[t.personID]; b.persons.byID[t.personID] == nil && strings.ContainsAny(text, ";,\n、；") {
		ids = ids[:0]
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,\n、；", r) }) {
			ids = append(ids, b.pool.intern(strings.TrimSpace(part)))
		}
	}
	var people []*person
	for _, id := range ids {
		all := b.persons.byID[id]
		same := within(all, c)
		if len(same) > 1 && t.people != 0 {
			names := b.people(t.people)
			same = slices.DeleteFunc(slices.Clone(same), func(p *person) bool {
				return !slices.ContainsFunc(names, func(n personName) bool { return n.key == p.key })
			})
		}
		switch {
		case len(same) == 1 && people == nil:
			people = same[:1:1]
		case len(same) == 1:
			people = append(people, same[0])
		case len(same) > 1:
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[id], personNames(same))
			return nil, nil, true
		case len(all) == 1 && c != nil:
			b.problems.add(b.cell(t.row, int32(t.accountColumn)), "account_differs", b.refText(t.account), all[0].Name, all[0].customer.Name)
			people = append(people, all[0])
		case len(ids) > 1:
			b.problems.add(b.cell(t.row, int32(t.peopleColumn)), "person_left_out", b.pool.texts[id], b.refText(t.account), "add the person to the list of contacts")
		}
	}
	if len(people) == 0 {
		if t.people == 0 && t.email == 0 {
			b.unknownKey(t)
			return nil, nil, true
		}
		return nil, nil, false
	}
	if c = people[0].customer; len(people) > 1 {
		people = within(people, c)
	}
	return c, people, true
}

// byPersonName finds the people whose names a cell lists.
func (b *builder) byPersonName(t *touchRow, c *customer) (*customer, []*person) {
	names := b.people(t.people)
	if len(names) == 1 && strings.ContainsAny(b.pool.texts[t.people], ",，") && len(b.named(names[0], c)) == 0 {
		if listed := b.listed(t.people); len(listed) > 1 && b.anyKnown(listed, c) {
			names = listed
		}
	}
	var people []*person
	var unknown []personName
	for _, n := range names {
		if n.ours || n.vacant {
			continue
		}
		same := b.named(n, c)
		switch {
		case len(same) == 1:
			if c == nil {
				c = same[0].customer
			}
			if !slices.Contains(people, same[0]) {
				people = append(people, same[0])
			}
		case len(same) > 1:
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[n.name], personNames(same))
			return nil, nil
		default:
			unknown = append(unknown, n)
		}
	}
	return b.unknownNames(t, c, people, unknown)
}

// named finds the people of a name, in the account when it is known.
func (b *builder) named(n personName, c *customer) []*person {
	if mail := b.mail(n.name); mail != 0 {
		return within(b.persons.byMail[mail], c)
	}
	if c != nil {
		return c.byName[n.key]
	}
	return b.persons.byName[n.key]
}

func (b *builder) anyKnown(names []personName, c *customer) bool {
	return slices.ContainsFunc(names, func(n personName) bool { return len(b.named(n, c)) > 0 })
}

// unknownNames says who is on no list, adds them when the user said so, and
// rejects a touch that is left with nobody.
func (b *builder) unknownNames(t *touchRow, c *customer, people []*person, unknown []personName) (*customer, []*person) {
	account := b.refText(t.account)
	if c != nil {
		account = c.Name
	}
	if t.bothSides && len(people) > 0 {
		var ours []string
		for _, n := range unknown {
			ours = append(ours, b.pool.texts[n.name])
		}
		if t.ours == 0 {
			t.ours = b.pool.intern(strings.Join(ours, "; "))
		}
		unknown = nil
	}
	for _, n := range unknown {
		name := b.pool.texts[n.name]
		switch {
		case b.settings.Unlisted == "add" && c != nil:
			people = append(people, b.addUnlisted(t, c, n))
			b.problems.add(b.cell(t.row, int32(t.peopleColumn)), "unlisted_person", name, account, b.nearPerson(n.name, n.key, c))
		case len(people) > 0:
			b.problems.add(b.cell(t.row, int32(t.peopleColumn)), "person_left_out", name, account, b.nearPerson(n.name, n.key, c))
		default:
			b.reject(t.row, int32(t.peopleColumn), "unknown_person", name, account, b.nearPerson(n.name, n.key, c))
		}
	}
	if len(people) == 0 {
		if len(unknown) == 0 {
			b.reject(t.row, int32(t.peopleColumn), "no_person")
		}
		return nil, nil
	}
	return c, people
}

// addUnlisted enters a person whom only an activity names.
func (b *builder) addUnlisted(t *touchRow, c *customer, n personName) *person {
	row := &personRow{row: t.row, name: n.name, key: n.key, email: b.mail(t.email), right: Influence}
	p := &person{customer: c, key: n.key, first: row}
	p.Name, p.Email, p.Right, p.Unlisted = b.pool.texts[n.name], b.pool.texts[row.email], Influence, true
	p.Rows = []Row{t.row}
	c.people = append(c.people, p)
	c.byName[n.key] = append(c.byName[n.key], p)
	b.persons.byName[n.key] = append(b.persons.byName[n.key], p)
	b.remember(p, row)
	return p
}

// directionOf tells who turned to whom from sender and recipient.
func (b *builder) directionOf(s sender, people []*person) Direction {
	matches := func(id int32) bool {
		if id == 0 {
			return false
		}
		mail, key := b.pool.texts[b.mail(id)], b.nameKey(id)
		return slices.ContainsFunc(people, func(p *person) bool { return p.key == key || mail != "" && p.Email == mail })
	}
	switch from, to := matches(s.from), matches(s.to); {
	case from && !to:
		return Inbound
	case to && !from:
		return Outbound
	}
	return DirectionUnknown
}

// equalRows counts activities without an ID that say the same. The same row
// in two sheets counts once: each sheet's n-th equal row is the others' n-th.
// Rows come sheet by sheet.
type equalRows struct {
	counts map[equalKey]equalCount
	same   map[int32]int
}

type equalKey struct {
	customer      *customer
	day           Day
	channel       Channel
	direction     Direction
	subject, ours int32
	first         int32  // name key of the first person
	others        string // name keys of the others
}

// equalCount counts equal rows in the sheet at hand, and in the sheet that
// had most so far.
type equalCount struct{ sheet, n, most int32 }

func newEqualRows() *equalRows { return &equalRows{map[equalKey]equalCount{}, map[int32]int{}} }

// seen tells whether an equal row of another sheet stands for this one.
func (e *equalRows) seen(c *customer, a *activity) bool {
	k := equalKey{c, a.day, a.channel, a.direction, a.subject, a.ours, a.person.key, ""}
	if a.count() > 1 {
		var who strings.Builder
		for _, p := range a.people()[1:] {
			who.WriteString(strconv.Itoa(int(p.key)))
			who.WriteByte(' ')
		}
		k.others = who.String()
	}
	count := e.counts[k]
	if count.sheet != a.row.Sheet {
		count.sheet, count.n = a.row.Sheet, 0
	}
	if count.n++; count.n > 1 {
		e.same[count.sheet]++
	}
	known := count.n <= count.most
	count.most = max(count.most, count.n)
	e.counts[k] = count
	return known
}

func (e *equalRows) report(b *builder) {
	for sheet, n := range e.same {
		b.problems.add(b.sheets[sheet].sheet.At(0, 0), "same_rows", fmt.Sprint(n))
	}
}

// compareActivities orders activities by day, then ID, then what they say,
// then row. Days and IDs settle nearly all, so the rest is asked only in a tie.
func (b *builder) compareActivities(x, y activity) int {
	if c := cmp.Or(cmp.Compare(x.day, y.day), b.compareTexts(x.id, y.id), cmp.Compare(x.channel, y.channel),
		cmp.Compare(x.direction, y.direction), b.compareTexts(x.subject, y.subject)); c != 0 {
		return c
	}
	if c := slices.CompareFunc(x.people(), y.people(), func(p, q *person) int { return cmp.Compare(p.index, q.index) }); c != 0 {
		return c
	}
	return cmp.Or(slices.Compare(b.oursOf(&x), b.oursOf(&y)),
		cmp.Compare(x.row.Sheet, y.row.Sheet), cmp.Compare(x.row.Row, y.row.Row))
}
