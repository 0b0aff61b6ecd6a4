package dataset

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// joinPeople gives every row of a list of people its account and its person:
// first rows that name the account by ID, then by name, then by domain.
func (b *builder) joinPeople() {
	b.persons = newPersonIndex(b.personRows.n)
	rows := b.sortedPeople()
	owners := make([]*customer, len(rows))
	for pass := range 3 {
		for i, row := range rows {
			if b.accountPass(row) == pass {
				owners[i] = b.ownerOf(row)
			}
		}
	}
	for pass := range 3 {
		for i, row := range rows {
			if owners[i] == nil || row.vacant {
				continue
			}
			switch {
			case row.id != 0 && pass == 0, row.id == 0 && row.email != 0 && pass == 1, row.id == 0 && row.email == 0 && pass == 2:
				b.enter(owners[i], row)
			}
		}
	}
	b.heads(rows, owners)
	b.reportSharedIDs(rows)
}

// reportSharedIDs says which IDs stand for several people.
func (b *builder) reportSharedIDs(rows []*personRow) {
	said := map[int32]bool{}
	for _, row := range rows {
		if said[row.id] || !b.persons.byID.several(row.id) {
			continue
		}
		said[row.id] = true
		list := b.persons.byID.list(row.id)
		all, rows := b.persons.all, b.persons.first
		slices.SortFunc(list, func(x, y int32) int {
			return cmp.Or(compareRows(rows[x].row, rows[y].row), b.compareTexts(all[x].name, all[y].name))
		})
		first, firstRow := all[list[0]], rows[list[0]]
		for _, n := range list[1:] {
			p, row := all[n], rows[n]
			p.sharesID = b.persons.owners[n] == b.persons.owners[list[0]]
			first.sharesID = first.sharesID || p.sharesID
			b.problems.add(b.cell(row.row, row.idColumn), "same_id", b.pool.texts[p.id], b.pool.texts[first.name], b.cell(firstRow.row, firstRow.idColumn).String())
		}
	}
}

func (b *builder) accountPass(row *personRow) int {
	switch {
	case row.account.id != 0:
		return 0
	case row.account.name != 0:
		return 1
	}
	return 2
}

// ownerOf finds or makes the account of a row of people; nil when the row was
// rejected.
func (b *builder) ownerOf(row *personRow) *customer {
	name := b.pool.texts[row.name]
	ref := row.account
	byMail := false
	if ref.empty() && row.email != 0 {
		_, domain, _ := strings.Cut(b.pool.texts[row.email], "@")
		if !b.words.freeMail[domain] {
			ref.domain, ref.column, byMail = b.pool.intern(domain), row.mailColumn, true
		}
	}
	if ref.empty() {
		b.reject(row.row, b.accountColumn(row), "no_account", name)
		return nil
	}
	c, result, same := b.find(ref)
	switch {
	case result == found:
		if byMail && b.namesAccounts(row.row.Sheet) {
			b.problems.add(b.cell(row.row, b.accountColumn(row)), "account_from_email", b.pool.texts[row.email], c.Name)
		}
		return c
	case result == several:
		b.reject(row.row, ref.column, "ambiguous_account", b.refText(ref), namesOf(same))
		return nil
	case ref.id == 0 && ref.name == 0 && byMail:
		b.reject(row.row, ref.column, "unknown_domain", b.pool.texts[ref.domain], name)
		return nil
	case ref.id == 0 && ref.name == 0:
		if b.listedAccounts() {
			b.reject(row.row, ref.column, "unknown_domain", b.pool.texts[ref.domain], name)
			return nil
		}
		ref.name = ref.domain
	}
	c = b.newCustomer(ref)
	c.FromName = row.account.column == 0
	if b.listedAccounts() {
		b.problems.add(b.cell(row.row, ref.column), "unlisted_account", b.refText(ref),
			didYouMean(b.nearAccount(c.Name, c), "add it to the list of accounts"))
	}
	return c
}

// namesAccounts tells whether a sheet has a column for the account's name.
func (b *builder) namesAccounts(sheet int32) bool {
	return slices.ContainsFunc(b.sheets[sheet].ledger.Columns, func(c ColumnUse) bool { return c.Field == "account.name" })
}

func (b *builder) listedAccounts() bool { return b.index.listed }

func (b *builder) accountColumn(row *personRow) int32 {
	for _, name := range []string{"account.name", "account.id", "account.domain"} {
		if c := b.fieldColumn(row.row, name); c != 0 {
			return c
		}
	}
	return row.mailColumn
}

func (b *builder) refText(ref accountRef) string {
	for _, id := range []int32{ref.name, ref.id, ref.domain} {
		if id != 0 {
			return b.pool.texts[id]
		}
	}
	return ""
}

// heads counts vacant posts, and of posts with a number of holders those whom
// nobody names. What two rows say of one person counts once.
func (b *builder) heads(rows []*personRow, owners []*customer) {
	counted := map[int32]bool{}
	for i, row := range rows {
		c := owners[i]
		if c == nil || !row.vacant && (row.unnamed == 0 || counted[row.person]) {
			continue
		}
		level, _, _ := b.levelOf(row)
		v := vacancy{row: row.row, level: int(level), n: int(row.unnamed)}
		if row.vacant {
			v.n++
			b.markRow(row.row, used)
		} else {
			counted[row.person] = true
		}
		c.vacancies = append(c.vacancies, v)
	}
}

// levelOf gives the level of a row: the column's, else the title's.
func (b *builder) levelOf(row *personRow) (level, rule int32, post Post) {
	t := b.titled(row.title)
	if row.level != 0 {
		return int32(row.level), row.levelRule, t.post
	}
	return t.level, t.rule, t.post
}

// enter gives a row its person: the same ID, else the same e-mail address,
// else the same name in the account.
func (b *builder) enter(c *customer, row *personRow) {
	p, ok := b.samePerson(c, row)
	if !ok {
		return
	}
	outcome := used
	if p == nil {
		p = b.newPerson(row.key)
		p.id, p.name, p.email = row.id, row.name, row.email
		p.number = b.persons.add(p, c, row)
		c.people = append(c.people, p)
		b.remember(p, row)
		b.setPerson(p, row)
	} else {
		outcome = merging
		b.remember(p, row)
		b.mergePerson(p, row)
	}
	if len(p.rows) == 0 {
		p.rows = b.rowOf(row.row)
	} else {
		p.rows = append(p.rows, row.row)
	}
	row.person = p.number + 1
	if !row.flat || outcome == merging {
		b.markRow(row.row, outcome)
	} else {
		b.markRow(row.row, used)
	}
}

// newPerson makes a person. A few share their memory, which spares most
// allocations and keeps hardly more than each alone.
func (b *builder) newPerson(key int32) *person {
	if len(b.newcomers) == cap(b.newcomers) {
		b.newcomers = make([]person, 0, 8)
	}
	b.newcomers = append(b.newcomers, person{key: key})
	return &b.newcomers[len(b.newcomers)-1]
}

// rowOf is a list of one row. The lists of all people lie side by side.
func (b *builder) rowOf(r Row) []Row {
	if len(b.rows) == cap(b.rows) {
		b.rows = make([]Row, 0, min(max(16, 2*cap(b.rows)), 1<<12))
	}
	n := len(b.rows)
	b.rows = append(b.rows, r)
	return b.rows[n : n+1 : n+1]
}

// remember makes a person found by ID and address.
func (b *builder) remember(p *person, row *personRow) {
	x := b.persons
	if row.id != 0 && !contains(x.byID.each(row.id), p.number) {
		x.byID.add(row.id, p.number)
	}
	if row.email != 0 && !contains(x.byMail.each(row.email), p.number) {
		x.byMail.add(row.email, p.number)
	}
}

func contains(list iter.Seq[int32], n int32) bool {
	for m := range list {
		if m == n {
			return true
		}
	}
	return false
}

// samePerson finds the person whom a row names; nil is a new one. ok is false
// when the row was rejected.
func (b *builder) samePerson(c *customer, row *personRow) (p *person, ok bool) {
	if row.id != 0 {
		for n := range b.persons.byID.each(row.id) {
			if b.persons.owners[n] == c && b.persons.all[n].key == row.key {
				return b.persons.all[n], true
			}
		}
	}
	if row.email != 0 {
		for n := range b.persons.byMail.each(row.email) {
			p, first := b.persons.all[n], b.persons.first[n]
			switch {
			case b.persons.owners[n] != c || p.id != 0 && row.id != 0:
			case p.key == row.key:
				return p, true
			default:
				b.problems.add(b.cell(row.row, row.mailColumn), "same_email", b.pool.texts[row.email], b.pool.texts[p.name], b.cell(first.row, first.mailColumn).String())
			}
		}
	}
	var same []int32
	for n := range b.persons.inAccount.each(nameInAccount{c.number, row.key}) {
		p := b.persons.all[n]
		if (row.id == 0 || p.id == 0) && (row.email == 0 || p.email == 0 || p.email == row.email) {
			same = append(same, n)
		}
	}
	switch {
	case len(same) == 1:
		return b.persons.all[same[0]], true
	case len(same) > 1:
		b.reject(row.row, row.column, "ambiguous_person", b.pool.texts[row.name], b.personNames(same))
		return nil, false
	}
	return nil, true
}
