package dataset

import (
	"slices"
	"strings"
)

// person is a stakeholder while it is being joined.
type person struct {
	Stakeholder
	customer *customer
	key      int32 // name key
	number   int32 // in personIndex
	sharesID bool // another person of the account has the same ID
}

// vacancy is a post that nobody holds.
type vacancy struct {
	row   Row
	level int
	unit  string
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
	p.Title, p.Department, p.Unit = b.pool.texts[row.title], b.pool.texts[row.department], b.pool.texts[row.unit]
	p.ReportsTo = b.pool.texts[row.reportsTo]
	p.Level, p.LevelRule, p.Post = b.levelOf(row)
	p.Right, p.RightGiven, p.Veto = row.right, row.rightGiven, row.veto
	p.Stance, p.Rival, p.Override, p.Private, p.Assumed = row.stance, float64(row.rival), row.override, row.private, row.assumed
	p.StanceDay, p.From, p.To = b.personDay(row, row.stanceDay), b.personDay(row, row.from), b.personDay(row, row.to)
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
	b.mergeText(&p.Title, row.title, "contact.title", p, row)
	b.mergeText(&p.Department, row.department, "contact.department", p, row)
	b.mergeText(&p.Unit, row.unit, "contact.unit", p, row)
	b.mergeText(&p.ReportsTo, row.reportsTo, "contact.reports_to", p, row)
	if p.ID == "" {
		p.ID = b.pool.texts[row.id]
	}
	if p.Email == "" {
		p.Email = b.pool.texts[row.email]
	}
	first := b.persons.first[p.number]
	level, rule, post := b.levelOf(row)
	switch {
	case p.Level == 0 || row.level != 0 && p.LevelRule != "column" && first.level == 0:
		if level != 0 {
			p.Level, p.LevelRule, p.Post = level, rule, post
		}
	case row.level != 0 && first.level != 0 && level != p.Level:
		b.conflict(row.row, "contact.level", itoa(level), itoa(p.Level), first.row)
	}
	if row.rightGiven && !p.RightGiven {
		p.Right, p.RightGiven = row.right, true
	} else if row.rightGiven && row.right != p.Right {
		b.conflict(row.row, "contact.right", row.right.String(), p.Right.String(), first.row)
	}
	if p.Stance == StanceUnknown {
		p.Stance, p.StanceDay = row.stance, b.personDay(row, row.stanceDay)
	} else if row.stance != StanceUnknown && row.stance != p.Stance {
		b.conflict(row.row, "contact.stance", row.stance.String(), p.Stance.String(), first.row)
	}
	p.Veto = p.Veto || row.veto
	p.Private = p.Private || row.private
	p.Rival = max(p.Rival, float64(row.rival))
	if p.Override == nil {
		p.Override = row.override
	}
	if p.From == 0 {
		p.From = b.personDay(row, row.from)
	}
	if p.To == 0 {
		p.To = b.personDay(row, row.to)
	}
}

func (b *builder) mergeText(target *string, id int32, field string, p *person, row *personRow) {
	text := b.pool.texts[id]
	switch {
	case text == "":
	case *target == "":
		*target = text
	case spacedKey(*target) != spacedKey(text):
		b.conflict(row.row, field, text, *target, b.persons.first[p.number].row)
	}
}

func (b *builder) personNames(list []int32) string {
	var names []string
	for _, n := range list {
		p := b.persons.all[n]
		name := p.Name
		if p.ID != "" {
			name += " (" + p.ID + ")"
		}
		names = append(names, name+", "+p.customer.Name)
	}
	slices.Sort(names)
	if len(names) > 5 {
		names = append(names[:5], "…")
	}
	return strings.Join(names, "; ")
}

// nearPerson says in a hint who may have been meant.
func (b *builder) nearPerson(name, key int32, c *customer) string {
	if elsewhere := b.persons.byName.list(key); len(elsewhere) > 0 {
		return "a person of this name belongs to " + b.personNames(elsewhere)
	}
	var known []string
	if text := b.pool.texts[name]; c != nil && len([]rune(text)) > 2 {
		for _, p := range c.people {
			known = append(known, p.Name)
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
