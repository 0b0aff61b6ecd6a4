package dataset

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// column is a column of a table that gives a field.
type column struct {
	field  field
	header headerCell
	rank   uint8 // of the alias; explicit mappings have none
	loose  bool  // only the part before a hint in brackets matched
}

// better orders the columns of one field, best first.
func (c column) better(o column) int {
	loose := func(c column) int {
		if c.loose {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(c.rank, o.rank), cmp.Compare(loose(c), loose(o)))
}

// rival is a second column that fits a field as well as the one used.
type rival struct {
	field field
	a, b  headerCell
	equal bool // both hold the same in every row of the head, or one is empty
}

// table is a table found in a sheet: where its header stands and which
// column gives which field.
type table struct {
	role        role
	profile     string
	header      int // row of the header; with two rows, the lower one
	top         int // first row of the header
	first, last int // columns
	columns     []column
	ignored     []headerCell
	rivals      []rival
	splits      []splitColumn
	score       int
	account     string // fixed account of every row, "" is none
	explicit    bool   // mapped in the settings
	dateOrder   string

	rows rowReader // set when the sheet is read
}

// splitColumn is a column whose text is taken apart.
type splitColumn struct {
	header  headerCell
	pattern pattern
}

// column finds the column of a field.
func (t *table) column(f field) (column, bool) {
	for _, c := range t.columns {
		if c.field == f {
			return c, true
		}
	}
	return column{}, false
}

// has tells whether a field has a column or comes out of a split text.
func (t *table) has(fields ...field) bool {
	for _, f := range fields {
		if _, ok := t.column(f); ok {
			return true
		}
		for _, s := range t.splits {
			if slices.Contains(s.pattern.fields, f) {
				return true
			}
		}
	}
	return false
}

// namesPerson tells whether the rows name a person.
func (t *table) namesPerson() bool { return t.has(contactName, contactFirst, contactLast) }

// namesAccount tells whether the rows name the account.
func (t *table) namesAccount() bool {
	return t.account != "" || t.has(accountID, accountName, accountDomain)
}

// detail are the columns that make a list of activities a list of people too.
var detail = []field{contactTitle, contactLevel, contactDepartment, contactUnit, contactRight, contactStance, contactReportsTo}

// missing names what a table of the role cannot do without and does not
// have; "" when it is complete.
func (t *table) missing() string {
	switch t.role {
	case accountsRole:
		if !t.has(accountName) {
			return "account.name"
		}
	case contactsRole:
		if !t.namesPerson() {
			return "contact.name"
		}
	case activitiesRole, flatRole:
		switch {
		case !t.has(activityDate):
			return "activity.date"
		case t.role == flatRole && !t.namesPerson():
			return "contact.name"
		case !t.namesPerson() && !t.has(contactID, contactEmail, activityContacts, activityFrom, activityTo):
			return "contact.name"
		}
	case teamRole:
		if !t.has(memberName) {
			return "member.name"
		}
	case headcountRole:
		switch {
		case !t.has(headcountPeople):
			return "headcount.people"
		case !t.has(headcountLevel, headcountUnit):
			return "headcount.level"
		}
	case decisionsRole:
		switch {
		case !t.has(decisionName):
			return "decision.name"
		case !t.namesAccount():
			return "account.name"
		}
	case recipientsRole:
		switch {
		case !t.has(recipientEmail):
			return "recipient.email"
		case !t.namesAccount():
			return "account.name"
		}
	}
	return ""
}

// plausible tells whether detection may take the table for its role. said is
// true when the sheet's name is one of the role's, asked when the settings
// name the role.
func (t *table) plausible(said, asked bool) bool {
	if t.missing() != "" || asked {
		return t.missing() == ""
	}
	switch t.role {
	case accountsRole:
		return said || len(t.columns) >= 2
	case flatRole:
		return t.has(detail...)
	case teamRole:
		return said
	case recipientsRole:
		return t.has(recipientSend, recipientEdition, recipientKind, recipientLanguage)
	case decisionsRole:
		return t.has(decisionStage, decisionQuota, decisionGate) || said
	}
	return len(t.columns)+2*len(t.splits) >= 2
}

// mapTable maps header cells for one role. Own names columns explicitly.
func mapTable(p *profile, r role, cells []headerCell, own *SheetSettings) *table {
	t := &table{role: r, profile: p.name}
	found := map[field][]column{}
	var taken []headerCell
	for _, c := range cells {
		if t.first == 0 || c.column < t.first {
			t.first = c.column
		}
		t.last = max(t.last, c.column)
		t.header = max(t.header, c.row)
		if t.top == 0 || c.row < t.top {
			t.top = c.row
		}
		if f, ok := own.column(c); ok {
			if f == noField || !r.allows(f) {
				t.ignored = append(t.ignored, c)
				continue
			}
			t.columns = append(t.columns, column{field: f, header: c})
			taken = append(taken, c)
			continue
		}
		if s, ok := own.splitOf(c); ok {
			t.splits = append(t.splits, s)
			continue
		}
		if a, loose, ok := matchCell(p, r, c); ok {
			found[a.field] = append(found[a.field], column{a.field, c, a.rank, loose})
			continue
		}
		t.ignored = append(t.ignored, c)
	}
	t.take(found)
	t.score = len(t.columns) + 2*len(t.splits)
	for _, s := range t.splits {
		t.score += len(s.pattern.fields)
	}
	t.explicit = len(taken)+len(t.splits) > 0
	if own != nil {
		t.account, t.dateOrder = own.Account, own.DateOrder
	}
	return t
}

// matchCell tries the header with its group, then alone, then the group.
func matchCell(p *profile, r role, c headerCell) (a alias, loose, ok bool) {
	if c.group != "" {
		if a, loose, ok = p.match(r, c.keys.joined, ""); ok {
			return a, loose, ok
		}
	}
	if c.text == "" {
		return p.match(r, c.keys.group, c.keys.groupShort)
	}
	return p.match(r, c.keys.text, c.keys.short)
}

// take gives each field that is not mapped explicitly its best column and
// remembers the others.
func (t *table) take(found map[field][]column) {
	for f := accountID; f < fieldCount; f++ {
		columns := found[f]
		if len(columns) == 0 {
			continue
		}
		if t.has(f) {
			for _, c := range columns {
				t.ignored = append(t.ignored, c.header)
			}
			continue
		}
		slices.SortStableFunc(columns, column.better)
		if f == activityStatus {
			// Calls, meetings and tasks may have a status column each.
			t.columns = append(t.columns, columns...)
			continue
		}
		t.columns = append(t.columns, columns[0])
		for _, c := range columns[1:] {
			if columns[0].better(c) == 0 {
				t.rivals = append(t.rivals, rival{field: f, a: columns[0].header, b: c.header})
			}
			t.ignored = append(t.ignored, c.header)
		}
	}
	t.halfNames()
	if _, named := t.column(contactName); named {
		t.drop(contactFirst)
		t.drop(contactLast)
		t.drop(contactMiddle)
	}
	slices.SortFunc(t.columns, func(a, b column) int { return cmp.Compare(a.header.column, b.header.column) })
	slices.SortFunc(t.ignored, func(a, b headerCell) int { return cmp.Compare(a.column, b.column) })
}

// halfNames reads a column "Name" beside one of first names as last names, as
// "Nom" and "Prénom" or "Name" and "Vorname" are meant, and the other way
// round ("Имя" and "Фамилия").
func (t *table) halfNames() {
	_, first := t.column(contactFirst)
	_, last := t.column(contactLast)
	if first == last {
		return
	}
	for i := range t.columns {
		if c := &t.columns[i]; c.field == contactName && c.rank > 0 {
			c.field = contactLast
			if last {
				c.field = contactFirst
			}
		}
	}
}

// drop stops using a field's column.
func (t *table) drop(f field) {
	t.columns = slices.DeleteFunc(t.columns, func(c column) bool {
		if c.field == f {
			t.ignored = append(t.ignored, c.header)
		}
		return c.field == f
	})
	t.rivals = slices.DeleteFunc(t.rivals, func(r rival) bool { return r.field == f })
}

// swap uses the other column of a rivalry.
func (t *table) swap(r rival) {
	for i := range t.columns {
		if t.columns[i].field == r.field {
			t.columns[i].header = r.b
		}
	}
	for i := range t.ignored {
		if t.ignored[i] == r.b {
			t.ignored[i] = r.a
		}
	}
}

// column finds what the settings say about a header: by its text, by the text
// with its group, or by the column's letters with a colon.
func (s *SheetSettings) column(c headerCell) (field, bool) {
	if s == nil {
		return noField, false
	}
	for _, key := range slices.Sorted(maps.Keys(s.Columns)) {
		if !c.called(key) {
			continue
		}
		name := s.Columns[key]
		if name == ignoredColumn {
			return noField, true
		}
		f, ok := fieldByName(name)
		return f, ok
	}
	return noField, false
}

func (s *SheetSettings) splitOf(c headerCell) (splitColumn, bool) {
	if s == nil {
		return splitColumn{}, false
	}
	for _, split := range s.Split {
		if c.called(split.Column) {
			if p, err := parsePattern(split.Pattern); err == nil {
				return splitColumn{c, p}, true
			}
		}
	}
	return splitColumn{}, false
}

// called tells whether a key of the settings means this header.
func (c headerCell) called(key string) bool {
	if letters, ok := strings.CutSuffix(key, ":"); ok && letters != "" {
		return strings.EqualFold(letters, lettersOf(c.column))
	}
	k := wordKey(key)
	return k == wordKey(c.text) && c.text != "" || k == wordKey(c.joined())
}
