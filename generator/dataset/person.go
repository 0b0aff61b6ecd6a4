package dataset

import (
	"cmp"
	"slices"
	"strings"
)

// person is a stakeholder while it is being joined. Texts are numbers of the
// pool, since there may be very many.
type person struct {
	override *float64
	rows     []Row // first the row that named the person
	number   int32 // in personIndex
	key      int32 // name key

	id, name, email, title, department, unit, reportsTo int32

	levelRule           int32 // text
	level               int32
	rival               float32
	stanceDay, from, to Day
	post                Post
	right               Right
	stance              Stance

	rightGiven, veto, private, assumed, unlisted bool
	sharesID                                     bool // another person of the account has the same ID
}

// stakeholder is the person as the dataset has it.
func (b *builder) stakeholder(p *person, key string) Stakeholder {
	texts := b.pool.texts
	return Stakeholder{
		Key: key, ID: texts[p.id], Name: texts[p.name], Email: texts[p.email], Title: texts[p.title],
		Department: texts[p.department], Unit: texts[p.unit], Level: int(p.level), LevelRule: texts[p.levelRule], Post: p.post,
		Right: p.right, RightGiven: p.rightGiven, Veto: p.veto, Stance: p.stance, StanceDay: p.stanceDay,
		Rival: float64(p.rival), ReportsTo: texts[p.reportsTo], From: p.from, To: p.to, Override: p.override,
		Private: p.private, Assumed: p.assumed, Unlisted: p.unlisted, Rows: p.rows,
	}
}

// vacancy is a number of posts of a row that nobody holds or whose holders
// nobody names.
type vacancy struct {
	row      Row
	level, n int
}

func (r *personRow) fullness() int {
	n := 0
	for _, id := range []int32{r.title, r.department, r.unit, r.reportsTo, r.email, r.id} {
		if id != 0 {
			n++
		}
	}
	if r.level != 0 {
		n++
	}
	if r.rightGiven {
		n++
	}
	if r.stance != StanceUnknown {
		n++
	}
	return n
}

func (b *builder) setPerson(p *person, row *personRow) {
	p.title, p.department, p.unit, p.reportsTo = row.title, row.department, row.unit, row.reportsTo
	p.level, p.levelRule, p.post = b.levelOf(row)
	p.right, p.rightGiven, p.veto = row.right, row.rightGiven, row.veto
	p.stance, p.rival, p.override, p.private, p.assumed = row.stance, row.rival, row.override, row.private, row.assumed
	p.stanceDay, p.from, p.to = b.personDay(row, row.stanceDay), b.personDay(row, row.from), b.personDay(row, row.to)
}

// personDay settles a date whose order the column decides.
func (b *builder) personDay(row *personRow, d Day) Day {
	day, text, ok := b.day(d)
	if !ok {
		b.problems.add(b.cell(row.row, 0), "ignored_date", text)
		return 0
	}
	return day
}

// mergePerson fills what a person does not know yet from another row and
// reports contradictions.
func (b *builder) mergePerson(p *person, row *personRow) {
	b.mergeText(&p.title, row.title, "contact.title", p, row)
	b.mergeText(&p.department, row.department, "contact.department", p, row)
	b.mergeText(&p.unit, row.unit, "contact.unit", p, row)
	b.mergeText(&p.reportsTo, row.reportsTo, "contact.reports_to", p, row)
	p.id, p.email = cmp.Or(p.id, row.id), cmp.Or(p.email, row.email)
	first := b.persons.first[p.number]
	level, rule, post := b.levelOf(row)
	switch {
	case p.level == 0 || row.level != 0 && b.pool.texts[p.levelRule] != "column" && first.level == 0:
		if level != 0 {
			p.level, p.levelRule, p.post = level, rule, post
		}
	case row.level != 0 && first.level != 0 && level != p.level:
		b.conflict(row.row, "contact.level", itoa(int(level)), itoa(int(p.level)), first.row)
	}
	if row.rightGiven && !p.rightGiven {
		p.right, p.rightGiven = row.right, true
	} else if row.rightGiven && row.right != p.right {
		b.conflict(row.row, "contact.right", row.right.String(), p.right.String(), first.row)
	}
	if p.stance == StanceUnknown {
		p.stance, p.stanceDay = row.stance, b.personDay(row, row.stanceDay)
	} else if row.stance != StanceUnknown && row.stance != p.stance {
		b.conflict(row.row, "contact.stance", row.stance.String(), p.stance.String(), first.row)
	}
	p.veto = p.veto || row.veto
	p.private = p.private || row.private
	p.rival = max(p.rival, row.rival)
	if p.override == nil {
		p.override = row.override
	}
	if p.from == 0 {
		p.from = b.personDay(row, row.from)
	}
	if p.to == 0 {
		p.to = b.personDay(row, row.to)
	}
}

func (b *builder) mergeText(target *int32, id int32, field string, p *person, row *personRow) {
	switch {
	case id == 0 || id == *target:
	case *target == 0:
		*target = id
	case spacedKey(b.pool.texts[*target]) != spacedKey(b.pool.texts[id]):
		b.conflict(row.row, field, b.pool.texts[id], b.pool.texts[*target], b.persons.first[p.number].row)
	}
}

func (b *builder) personNames(list []int32) string {
	var names []string
	for _, n := range list {
		p := b.persons.all[n]
		name := b.pool.texts[p.name]
		if p.id != 0 {
			name += " (" + b.pool.texts[p.id] + ")"
		}
		names = append(names, name+", "+b.persons.owners[n].Name)
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return strings.Join(names, "; ")
}

// nearPerson says in a hint who may have been meant.
func (b *builder) nearPerson(name, key int32, c *customer) string {
	if elsewhere := b.persons.named(key); len(elsewhere) > 0 {
		return "a person of this name belongs to " + b.personNames(elsewhere)
	}
	var known []string
	if text := b.pool.texts[name]; c != nil && len([]rune(text)) > 2 {
		for _, p := range c.people {
			known = append(known, b.pool.texts[p.name])
		}
		if near := nearest(text, known); near != "" {
			return didYouMean(near, "")
		}
	}
	if b.settings.Unlisted == "add" {
		return "add the person to the list of contacts"
	}
	return "add the person to the list of contacts, or set input: {unlisted: add} in rapport.yaml"
}
