package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// activity is an activity while it is being joined.
type activity struct {
	touch     *touchRow
	day       Day
	people    []*person
	ours      []int32
	more      []Row
	direction Direction
}

// joinTouches gives every touch its people and puts the rows of one activity
// together.
func (b *builder) joinTouches() {
	b.lastTouches()
	byID := map[int32][]*activityRef{}
	equal := newEqualRows()
	senders := map[int32]sender{}
	for _, s := range b.senders {
		senders[s.touch] = s
	}
	order := make([]int32, len(b.touchRows))
	for i := range order {
		order[i] = int32(i)
	}
	for _, i := range order {
		t := &b.touchRows[i]
		day, text, ok := b.day(t.day)
		if !ok {
			b.reject(t.row, int32(t.dateColumn), "undecided_date", text)
			continue
		}
		if today := b.settings.Today; today != 0 && day > today {
			b.reject(t.row, int32(t.dateColumn), "future_date", day.String(), today.String())
			continue
		}
		c, people := b.touched(t)
		if c == nil {
			continue
		}
		a := activity{touch: t, day: day, people: people, ours: b.ourPeople(t.ours), direction: t.direction}
		if t.sender {
			a.direction = b.directionOf(senders[i], people)
		}
		if t.id != 0 {
			b.joinByID(c, a, byID)
			continue
		}
		if equal.seen(c, &a) {
			b.markRow(t.row, merging)
			continue
		}
		b.markRow(t.row, used)
		c.activities = append(c.activities, a)
	}
	equal.report(b)
}

// activityRef is where an activity with an ID stands.
type activityRef struct {
	customer *customer
	at       int
}

// joinByID puts rows with one ID together: they are one activity with several
// people. An ID used for two days stands for two activities, and is said.
func (b *builder) joinByID(c *customer, a activity, byID map[int32][]*activityRef) {
	for _, ref := range byID[a.touch.id] {
		if ref.customer != c {
			continue
		}
		have := &c.activities[ref.at]
		if have.day != a.day {
			b.problems.add(b.cell(a.touch.row, int32(a.touch.dateColumn)), "activity_differs",
				b.pool.texts[a.touch.id], a.day.String(), have.day.String(), b.cell(have.touch.row, int32(have.touch.dateColumn)).String())
			continue
		}
		added := false
		for _, p := range a.people {
			if !slices.Contains(have.people, p) {
				have.people = append(have.people, p)
				added = true
			}
		}
		for _, o := range a.ours {
			if !slices.Contains(have.ours, o) {
				have.ours = append(have.ours, o)
				added = true
			}
		}
		have.more = append(have.more, a.touch.row)
		if added {
			b.markRow(a.touch.row, used)
		} else {
			b.markRow(a.touch.row, merging)
		}
		return
	}
	byID[a.touch.id] = append(byID[a.touch.id], &activityRef{c, len(c.activities)})
	c.activities = append(c.activities, a)
	b.markRow(a.touch.row, used)
}

// lastTouches makes touches of the dates of last activities, when nothing
// else tells of activities.
func (b *builder) lastTouches() {
	real := false
	for i := range b.touchRows {
		real = real || !b.touchRows[i].last
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
			b.touchRows = append(b.touchRows, touchRow{row: row.row, flat: int32(i) + 1, flatCount: 1, day: row.lastTouch,
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
type equalRows struct {
	counts map[equalKey]map[int32]int
	max    map[equalKey]int
	same   map[int32]int
}

type equalKey struct {
	customer      *customer
	day           Day
	channel       Channel
	direction     Direction
	subject, ours int32
	people        string
}

func newEqualRows() *equalRows {
	return &equalRows{map[equalKey]map[int32]int{}, map[equalKey]int{}, map[int32]int{}}
}

// seen tells whether an equal row of another sheet stands for this one.
func (e *equalRows) seen(c *customer, a *activity) bool {
	var who strings.Builder
	for _, p := range a.people {
		who.WriteString(strconv.Itoa(int(p.key)))
		who.WriteByte(' ')
	}
	k := equalKey{c, a.day, a.touch.channel, a.direction, a.touch.subject, a.touch.ours, who.String()}
	sheets := e.counts[k]
	if sheets == nil {
		sheets = map[int32]int{}
		e.counts[k] = sheets
	}
	sheet := a.touch.row.Sheet
	if sheets[sheet]++; sheets[sheet] > 1 {
		e.same[sheet]++
	}
	if sheets[sheet] <= e.max[k] {
		return true
	}
	e.max[k] = sheets[sheet]
	return false
}

func (e *equalRows) report(b *builder) {
	for sheet, n := range e.same {
		b.problems.add(b.sheets[sheet].sheet.At(0, 0), "same_rows", fmt.Sprint(n))
	}
}

// compareActivities orders activities by day, then ID, then what they say,
// then row.
func (b *builder) compareActivities(x, y activity) int {
	return cmp.Or(
		cmp.Compare(x.day, y.day), b.compareTexts(x.touch.id, y.touch.id),
		cmp.Compare(x.touch.channel, y.touch.channel), cmp.Compare(x.direction, y.direction),
		b.compareTexts(x.touch.subject, y.touch.subject),
		slices.CompareFunc(x.people, y.people, func(p, q *person) int { return cmp.Compare(p.index, q.index) }),
		slices.Compare(x.ours, y.ours),
		cmp.Compare(x.touch.row.Sheet, y.touch.row.Sheet), cmp.Compare(x.touch.row.Row, y.touch.row.Row),
	)
}
