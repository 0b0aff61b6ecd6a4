package dataset

import (
	"cmp"
	"slices"
	"strings"
)

func compareText(a, b string) int { return cmp.Compare(a, b) }

// customer is an account while it is being joined.
type customer struct {
	Account
	idKey, nameKey int32
	domain         string
	people         []*person
	number         int32 // in index.customers
	vacancies      []vacancy
	activities     activityList
	rests          []rest
	headcounts     []headcountRow
}

// index finds accounts and people.
type index struct {
	customers []*customer
	byID      map[int32]*customer
	byName    map[int32][]*customer
	byDomain  map[string][]*customer
	listed    bool // there is a list of accounts
	persons   *personIndex
	senders   []sender
	team      teamIndex
}

// join turns staged rows into accounts, people and activities. Rows are taken
// in an order that depends on what they say and not on where they stand.
func (b *builder) join() {
	b.byID, b.byName, b.byDomain = map[int32]*customer{}, map[int32][]*customer{}, map[string][]*customer{}
	b.index.listed = len(b.accountRows) > 0
	b.joinAccounts()
	b.joinTeam()
	b.letGoNames()
	b.joinPeople()
	b.joinTouches()
	b.joinHeadcounts()
	b.joinDecisions()
	b.joinRecipients()
	b.assemble()
}

// joinAccounts groups the rows of lists of accounts: by ID, else by name.
func (b *builder) joinAccounts() {
	slices.SortStableFunc(b.accountRows, func(x, y accountRow) int {
		return cmp.Or(
			-cmp.Compare(min(x.ref.id, 1), min(y.ref.id, 1)),
			b.compareTexts(x.ref.id, y.ref.id), b.compareTexts(x.ref.name, y.ref.name),
			b.compareTexts(x.parent, y.parent), b.compareTexts(x.ref.domain, y.ref.domain),
			b.compareTexts(x.segment, y.segment), b.compareTexts(x.region, y.region), b.compareTexts(x.owner, y.owner),
			compareFloats(x.revenue, y.revenue),
		)
	})
	for i := range b.accountRows {
		row := &b.accountRows[i]
		key := b.accountKey(row.ref.name)
		var c *customer
		if row.ref.id != 0 {
			c = b.byID[row.ref.id]
		} else if same := b.byName[key]; len(same) == 1 {
			c = same[0]
		} else if len(same) > 1 {
			b.reject(row.row, row.ref.column, "ambiguous_account", b.pool.texts[row.ref.name], namesOf(same))
			continue
		}
		if c == nil {
			c = b.newCustomer(row.ref)
			c.Listed = true
			b.markRow(row.row, used)
		} else {
			b.markRow(row.row, merging)
		}
		b.enrich(c, row)
	}
}

// enrich fills what an account does not know yet and reports contradictions.
func (b *builder) enrich(c *customer, row *accountRow) {
	c.Rows = append(c.Rows, row.row)
	b.fillText(&c.Parent, row.parent, "account.parent", c, row.row)
	b.fillText(&c.Segment, row.segment, "account.segment", c, row.row)
	b.fillText(&c.Region, row.region, "account.region", c, row.row)
	b.fillText(&c.Owner, row.owner, "account.owner", c, row.row)
	if row.ref.domain != 0 {
		b.setDomain(c, domainOf(b.pool.texts[row.ref.domain]))
	}
	if c.Revenue != nil && row.revenue != nil && *c.Revenue != *row.revenue {
		b.conflict(row.row, "account.revenue", numberText(*row.revenue), numberText(*c.Revenue), c.Rows[0])
	}
	if c.Revenue == nil {
		c.Revenue = row.revenue
	}
	if c.Profit == nil {
		c.Profit = row.profit
	}
	if c.Rivals == nil {
		c.Rivals = row.rivals
	}
}

func (b *builder) fillText(target *string, id int32, field string, c *customer, row Row) {
	text := b.pool.texts[id]
	switch {
	case text == "":
	case *target == "":
		*target = text
	case accountKey(*target) != accountKey(text):
		b.conflict(row, field, text, *target, c.Rows[0])
	}
}

// conflict reports that two rows say different things; the value kept does
// not depend on the order of the rows.
func (b *builder) conflict(row Row, field, here, kept string, there Row) {
	b.problems.add(b.cell(row, b.fieldColumn(row, field)), "conflicting_value", field, here, kept, b.cell(there, 0).String(), kept)
}

// fieldColumn finds the column of a field in a staged row's sheet.
func (b *builder) fieldColumn(row Row, name string) int32 {
	for _, c := range b.sheets[row.Sheet].ledger.Columns {
		if c.Field == name {
			return int32(c.Column)
		}
	}
	return 0
}

func (b *builder) compareTexts(x, y int32) int {
	if x == y {
		return 0
	}
	return cmp.Compare(b.pool.texts[x], b.pool.texts[y])
}

func compareFloats(x, y *float64) int {
	switch {
	case x == nil && y == nil:
		return 0
	case x == nil:
		return 1
	case y == nil:
		return -1
	}
	return cmp.Compare(*x, *y)
}

// newCustomer enters an account.
func (b *builder) newCustomer(ref accountRef) *customer {
	c := &customer{idKey: ref.id, number: int32(len(b.customers))}
	c.ID, c.Name = b.pool.texts[ref.id], b.pool.texts[ref.name]
	if c.Name == "" {
		c.Name = c.ID
	}
	c.nameKey = b.accountKey(b.pool.intern(c.Name))
	b.customers = append(b.customers, c)
	if ref.id != 0 {
		b.byID[ref.id] = c
	}
	b.byName[c.nameKey] = append(b.byName[c.nameKey], c)
	if ref.domain != 0 {
		b.setDomain(c, domainOf(b.pool.texts[ref.domain]))
	}
	return c
}

func (b *builder) setDomain(c *customer, domain string) {
	if domain == "" || c.domain != "" {
		return
	}
	c.domain, c.Domain = domain, domain
	b.byDomain[domain] = append(b.byDomain[domain], c)
}

// lookup says what came of looking for an account.
type lookup uint8

const (
	found lookup = iota
	notFound
	several
)

// find looks an account up by ID, then name, then domain.
func (b *builder) find(ref accountRef) (*customer, lookup, []*customer) {
	if ref.id != 0 {
		if c := b.byID[ref.id]; c != nil {
			return c, found, nil
		}
	}
	if ref.name != 0 {
		if same := b.byName[b.accountKey(ref.name)]; len(same) == 1 {
			// A name with an ID of its own that differs is another account.
			if ref.id == 0 || same[0].idKey == 0 {
				return same[0], found, nil
			}
		} else if len(same) > 1 && ref.id == 0 {
			return nil, several, same
		}
		if c := b.byID[ref.name]; c != nil {
			return c, found, nil // the ID stands in the column of names
		}
	}
	if ref.domain != 0 && ref.name == 0 && ref.id == 0 {
		if same := b.byDomain[domainOf(b.pool.texts[ref.domain])]; len(same) == 1 {
			return same[0], found, nil
		} else if len(same) > 1 {
			return nil, several, same
		}
	}
	return nil, notFound, nil
}

func namesOf(list []*customer) string {
	var names []string
	for _, c := range list {
		name := c.Name
		if c.ID != "" {
			name += " (" + c.ID + ")"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return strings.Join(names, ", ")
}

// nearAccount gives the name of a known account that is close to a text.
func (b *builder) nearAccount(text string, except *customer) string {
	if len(b.customers) > nearLimit {
		return ""
	}
	known := make([]string, 0, len(b.customers))
	for _, c := range b.customers {
		if c != except {
			known = append(known, c.Name)
		}
	}
	return nearest(text, known)
}

// nearLimit bounds the search for the name that was meant.
const nearLimit = 5000
