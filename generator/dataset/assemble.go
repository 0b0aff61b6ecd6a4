package dataset

import (
	"cmp"
	"fmt"
	"slices"
)

// key is the account's identity: its ID, else its normalised name.
func (c *customer) key(b *builder) string {
	if c.ID != "" {
		return c.ID
	}
	return b.pool.texts[c.nameKey]
}

// assemble turns what was joined into the dataset: sorted, indexed, and
// without references to what built it.
func (b *builder) assemble() {
	for _, c := range b.customers {
		c.Key = c.key(b)
	}
	slices.SortFunc(b.customers, func(x, y *customer) int { return cmp.Or(compareText(x.Key, y.Key), compareText(x.Name, y.Name)) })
	taken := map[string]bool{}
	for _, c := range b.customers {
		c.Key = unique(taken, c.Key)
	}
	renumber := b.assembleTeam()
	touches := 0
	b.letGo()
	b.settle(renumber)
	for _, c := range b.customers {
		b.assembleHeadcounts(c)
		touches += c.Activities.Len()
		sortRows(c.Rows)
		account := c.Account // a copy, so that what built it can be let go
		b.out.Accounts = append(b.out.Accounts, &account)
	}
	if touches == 0 && len(b.customers) > 0 && !b.touchesRejected() {
		b.problems.add(b.firstCell(), "no_touches")
	}
}

// letGo drops what nothing asks for once everything is joined. People are let
// go by their accounts.
func (b *builder) letGo() {
	b.persons.letGo()
	b.pool = &pool{texts: b.pool.texts}
	b.memos, b.names, b.rows, b.personRows, b.newcomers = memos{}, nil, nil, personRows{}, nil
}

// touchesRejected tells whether there were activities at all.
func (b *builder) touchesRejected() bool {
	for _, p := range b.sheets {
		for _, t := range p.tables {
			if (t.role == activitiesRole || t.role == flatRole) && t.rows.rows > 0 {
				return true
			}
		}
	}
	return false
}

func unique(taken map[string]bool, key string) string {
	name := key
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s (%d)", key, n)
	}
	taken[name] = true
	return name
}

// assembleTeam sorts our people by name and gives each old index its new one.
func (b *builder) assembleTeam() []int32 {
	order := make([]int32, len(b.team.members))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int {
		return cmp.Or(compareText(b.team.members[x].Name, b.team.members[y].Name), compareText(b.team.members[x].Email, b.team.members[y].Email))
	})
	renumber := make([]int32, len(order))
	for at, i := range order {
		renumber[i] = int32(at)
		sortRows(b.team.members[i].Rows)
		b.out.Team = append(b.out.Team, *b.team.members[i])
	}
	return renumber
}

func (b *builder) assemblePeople(c *customer) {
	type keyed struct {
		key string
		*person
	}
	people := make([]keyed, len(c.people))
	for i, p := range c.people {
		key := p.key
		switch {
		case p.id != 0 && !p.sharesID:
			key = p.id
		case p.email != 0:
			key = p.email
		}
		people[i] = keyed{b.pool.texts[key], p}
	}
	slices.SortFunc(people, func(x, y keyed) int {
		if c := compareText(x.key, y.key); c != 0 {
			return c
		}
		return cmp.Or(b.compareTexts(x.name, y.name), b.compareTexts(x.title, y.title))
	})
	taken := make(map[string]bool, len(people))
	for i := range people {
		p := &people[i]
		if taken[p.key] && p.id == 0 {
			p.key = b.pool.texts[p.person.key]
		}
		p.key = unique(taken, p.key)
	}
	slices.SortFunc(people, func(x, y keyed) int { return compareText(x.key, y.key) })
	c.Stakeholders = make([]Stakeholder, len(people))
	for i, p := range people {
		b.persons.index[p.number] = int32(i)
		sortRows(p.rows[1:])
		c.Stakeholders[i] = b.stakeholder(p.person, p.key)
	}
	c.people = nil
}

func (b *builder) assembleHeadcounts(c *customer) {
	for _, h := range c.headcounts {
		c.Headcounts = append(c.Headcounts, Headcount{Level: int(h.level), Unit: b.pool.texts[h.unit], Lo: h.lo, Hi: h.hi, Row: h.row})
	}
	slices.SortFunc(c.Headcounts, func(x, y Headcount) int { return cmp.Or(cmp.Compare(x.Level, y.Level), compareText(x.Unit, y.Unit)) })
	slices.SortFunc(c.Decisions, func(x, y Decision) int {
		return cmp.Or(cmp.Compare(x.Row.Sheet, y.Row.Sheet), cmp.Compare(x.Row.Row, y.Row.Row))
	})
}

func sortRows(rows []Row) {
	slices.SortFunc(rows, compareRows)
}

func compareRows(x, y Row) int {
	return cmp.Or(cmp.Compare(x.Sheet, y.Sheet), cmp.Compare(x.Row, y.Row))
}
