package dataset

import (
	"slices"
	"strings"
)

// touched finds the people of a touch and their account; nil when the row was
// rejected.
func (b *builder) touched(t *touchRow) (*customer, []int32) {
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
		if same := b.persons.within(b.persons.byMail.list(t.email), c); len(same) == 1 {
			return b.persons.owners[same[0]], same
		} else if len(same) > 1 {
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[t.email], b.personNames(same))
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

func (b *builder) flatPeople(t *touchRow) (*customer, []int32) {
	var c *customer
	var people []int32
	for i := t.flat - 1; i < t.flat-1+t.flatCount; i++ {
		p := b.personRows.at(i).person - 1
		if p < 0 {
			continue
		}
		owner := b.persons.owners[p]
		if c == nil {
			c = owner
		}
		switch {
		case owner == c && people == nil:
			people = b.persons.one(p)
		case owner == c && !slices.Contains(people, p):
			people = append(people, p)
		}
	}
	if c == nil && b.sheets[t.row.Sheet].outcomeOf(int(t.row.Row)) != rejected {
		if b.personRows.at(t.flat - 1).vacant {
			b.reject(t.row, b.personRows.at(t.flat-1).column, "no_person")
		} else {
			// The row continues a person whose own row was rejected.
			b.reject(t.row, b.personRows.at(t.flat-1).column, "unknown_person", b.pool.texts[b.personRows.at(t.flat-1).name], b.refText(b.personRows.at(t.flat-1).account), "correct the row above first")
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
		b.reject(t.row, t.account.column, "ambiguous_account", b.refText(t.account), namesOf(same))
		return nil, false
	case t.personID != 0 && b.persons.byID.has(t.personID), t.email != 0 && b.persons.byMail.has(t.email):
		return nil, true
	case b.settings.Unlisted == "add" && t.account.name != 0:
		text := b.refText(t.account)
		b.problems.add(b.cell(t.row, t.account.column), "unlisted_account", text,
			didYouMean(b.nearAccount(text, nil), "add it to the list of accounts"))
		return b.newCustomer(t.account), true
	}
	text := b.refText(t.account)
	b.reject(t.row, t.account.column, "unknown_account", text,
		didYouMean(b.nearAccount(text, nil), "add it to the list of accounts, or set input: {unlisted: add} in rapport.yaml"))
	return nil, false
}

// byPersonID finds people by one or several IDs; done is false when a name or
// an address has to decide.
func (b *builder) byPersonID(t *touchRow, c *customer) (*customer, []int32, bool) {
	if one := b.persons.byID.list(t.personID); len(one) == 1 && (c == nil || b.persons.owners[one[0]] == c) {
		return b.persons.owners[one[0]], one, true // as nearly always
	}
	ids := []int32{t.personID}
	if text := b.pool.texts[t.personID]; !b.persons.byID.has(t.personID) && strings.ContainsAny(text, ";,\n、；") {
		ids = ids[:0]
		for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(";,\n、；", r) }) {
			ids = append(ids, b.pool.intern(strings.TrimSpace(part)))
		}
	}
	var people []int32
	for _, id := range ids {
		all := b.persons.byID.list(id)
		same := b.persons.within(all, c)
		if len(same) > 1 && t.people != 0 {
			names := b.people(t.people)
			same = slices.DeleteFunc(slices.Clone(same), func(p int32) bool {
				return !slices.ContainsFunc(names, func(n personName) bool { return n.key == b.persons.keys[p] })
			})
		}
		switch {
		case len(same) == 1 && people == nil:
			people = same[:1:1]
		case len(same) == 1:
			people = append(people, same[0])
		case len(same) > 1:
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[id], b.personNames(same))
			return nil, nil, true
		case len(all) == 1 && c != nil:
			b.problems.add(b.cell(t.row, t.account.column), "account_differs", b.refText(t.account), b.pool.texts[b.persons.all[all[0]].name], b.persons.owners[all[0]].Name)
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
	if c = b.persons.owners[people[0]]; len(people) > 1 {
		people = b.persons.within(people, c)
	}
	return c, people, true
}

// byPersonName finds the people whose names a cell lists.
func (b *builder) byPersonName(t *touchRow, c *customer) (*customer, []int32) {
	names := b.people(t.people)
	if len(names) == 1 && strings.ContainsAny(b.pool.texts[t.people], ",，") && len(b.named(names[0], c)) == 0 {
		if listed := b.listed(t.people); len(listed) > 1 && b.anyKnown(listed, c) {
			names = listed
		}
	}
	var people []int32
	var unknown []personName
	for _, n := range names {
		if n.ours || n.vacant {
			continue
		}
		same := b.named(n, c)
		switch {
		case len(same) == 1:
			if c == nil {
				c = b.persons.owners[same[0]]
			}
			switch {
			case people == nil:
				people = same
			case !slices.Contains(people, same[0]):
				people = append(people, same[0])
			}
		case len(same) > 1:
			b.reject(t.row, int32(t.peopleColumn), "ambiguous_person", b.pool.texts[n.name], b.personNames(same))
			return nil, nil
		default:
			unknown = append(unknown, n)
		}
	}
	return b.unknownNames(t, c, people, unknown)
}

// named finds the people of a name, in the account when it is known.
func (b *builder) named(n personName, c *customer) []int32 {
	if mail := b.mail(n.name); mail != 0 {
		return b.persons.within(b.persons.byMail.list(mail), c)
	}
	if c != nil {
		return b.persons.inAccount.list(nameInAccount{c.number, n.key})
	}
	return b.persons.named(n.key)
}

func (b *builder) anyKnown(names []personName, c *customer) bool {
	return slices.ContainsFunc(names, func(n personName) bool { return len(b.named(n, c)) > 0 })
}

// unknownNames says who is on no list, adds them when the user said so, and
// rejects a touch that is left with nobody.
func (b *builder) unknownNames(t *touchRow, c *customer, people []int32, unknown []personName) (*customer, []int32) {
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
			hint := b.nearPerson(n.name, n.key, c) // before the person is added
			people = append(people, b.addUnlisted(t, c, n))
			b.problems.add(b.cell(t.row, int32(t.peopleColumn)), "unlisted_person", name, account, hint)
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
func (b *builder) addUnlisted(t *touchRow, c *customer, n personName) int32 {
	row := &personRow{row: t.row, name: n.name, key: n.key, email: b.mail(t.email), right: Influence}
	p := b.newPerson(n.key)
	p.number = b.persons.add(p, c, row)
	p.name, p.email, p.right, p.unlisted = n.name, row.email, Influence, true
	c.people = append(c.people, p)
	b.remember(p, row)
	p.rows = []Row{t.row}
	return p.number
}

// directionOf tells who turned to whom from sender and recipient.
func (b *builder) directionOf(s sender, people []int32) Direction {
	matches := func(id int32) bool {
		if id == 0 {
			return false
		}
		mail, key := b.mail(id), b.nameKey(id)
		return slices.ContainsFunc(people, func(n int32) bool {
			p := b.persons.all[n]
			return p.key == key || mail != 0 && p.email == mail
		})
	}
	switch from, to := matches(s.from), matches(s.to); {
	case from && !to:
		return Inbound
	case to && !from:
		return Outbound
	}
	return DirectionUnknown
}
