package dataset

import (
	"cmp"
	"slices"
	"strings"
)

// teamIndex finds our people.
type teamIndex struct {
	members []*Member
	byName  map[int32]int32
	byMail  map[int32]int32
	cells   memo[[]int32] // by text of a cell of our people
}

// joinTeam enters the lists of our people, by name.
func (b *builder) joinTeam() {
	b.team = teamIndex{byName: map[int32]int32{}, byMail: map[int32]int32{}}
	rows := make([]*memberRow, len(b.memberRows))
	for i := range b.memberRows {
		rows[i] = &b.memberRows[i]
	}
	slices.SortStableFunc(rows, func(x, y *memberRow) int {
		return cmp.Or(b.compareTexts(x.name, y.name), b.compareTexts(y.title, x.title), cmp.Compare(y.level, x.level), b.compareTexts(x.email, y.email))
	})
	for _, row := range rows {
		key := b.nameKey(row.name)
		if at, known := b.team.byName[key]; known {
			m := b.team.members[at]
			m.Rows = append(m.Rows, row.row)
			b.markRow(row.row, merging)
			continue
		}
		at := int32(len(b.team.members))
		m := &Member{Name: b.words.turned(b.pool.texts[row.name]), Level: int(row.level), Title: b.pool.texts[row.title],
			Manager: b.pool.texts[row.manager], Email: b.pool.texts[row.email], Listed: true, Rows: []Row{row.row}}
		if m.Level == 0 {
			m.Level, _, _ = b.classifier.Classify(m.Title)
		}
		b.team.members = append(b.team.members, m)
		b.team.byName[key] = at
		if row.email != 0 {
			b.team.byMail[row.email] = at
		}
		b.markRow(row.row, used)
	}
}

// ourPeople gives our people of a cell as indexes into the team as joined;
// assemble renumbers them.
func (b *builder) ourPeople(id int32) []int32 {
	if id == 0 {
		return nil
	}
	return b.team.cells.get(id, b.findOurPeople)
}

func (b *builder) findOurPeople(id int32) []int32 {
	names := b.people(id)
	if len(names) == 1 && strings.ContainsAny(b.pool.texts[id], ",，") {
		if _, known := b.team.byName[names[0].key]; !known {
			if listed := b.listed(id); b.isList(listed) {
				names = listed
			}
		}
	}
	var out []int32
	for _, n := range names {
		if n.vacant {
			continue
		}
		if at := b.ourPerson(n); !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

// isList tells whether names parted at commas are people rather than the
// halves of one name: one is on the team, or each has two words.
func (b *builder) isList(names []personName) bool {
	whole := len(names) > 1
	for _, n := range names {
		if _, known := b.team.byName[n.key]; known {
			return true
		}
		whole = whole && strings.Contains(b.pool.texts[n.name], " ")
	}
	return whole
}

func (b *builder) ourPerson(n personName) int32 {
	if mail := b.mail(n.name); mail != 0 {
		if at, known := b.team.byMail[mail]; known {
			return at
		}
	}
	at, known := b.team.byName[n.key]
	if !known {
		at = int32(len(b.team.members))
		m := &Member{Name: b.pool.texts[n.name]}
		if mail := b.mail(n.name); mail != 0 {
			m.Email = b.pool.texts[mail]
			b.team.byMail[mail] = at
		}
		b.team.members = append(b.team.members, m)
		b.team.byName[n.key] = at
	}
	return at
}
