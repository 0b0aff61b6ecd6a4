package analysis

import (
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// people fills the lists of people. Lists are in the order of the people's
// keys.
func (c *comparer) people(ch *Changes, a *Account, then *Snapshot, w *withholding) {
	found := matchPeople(then.People, a.Data.Stakeholders)
	levels, touches := w.shows("levels"), w.shows("people")
	active := make([]bool, len(then.People))
	contacts := ContactChange{}
	for i := range a.People {
		p := &a.People[i]
		k := found[p.Index]
		if k < 0 {
			ch.Joined = append(ch.Joined, c.joined(a, i))
			if touches && p.Touched {
				ch.Met = append(ch.Met, PersonChange{Person: ptr(i), Reason: Reason{"change.met", metFact(p)}, Rows: p.Data.Rows})
			}
			continue
		}
		before := &then.People[k]
		active[k] = true
		add := func(list *[]PersonChange, reason Reason) {
			*list = append(*list, PersonChange{Person: ptr(i), Before: renamed(p.Data, before), Reason: reason, Rows: p.Data.Rows})
		}
		c.posts(p, before, levels, add, ch)
		if touches {
			contacts.Panel++
			contacts.Gained += b2i(p.Recent && !before.Recent)
			contacts.Lost += b2i(before.Recent && !p.Recent)
			c.relations(p, before, add, ch)
		}
	}
	for k := range then.People {
		if !active[k] {
			ch.Left = append(ch.Left, c.left(a, found, then, k))
		}
	}
	for _, list := range []*[]PersonChange{&ch.Met, &ch.Again, &ch.Quiet, &ch.Joined, &ch.Left} {
		*list = slices.Clone(*list) // without room to grow: they live as long as the result
	}
	if touches {
		contacts.P = measure.McnemarExact(contacts.Gained, contacts.Lost)
		ch.Contacts = &contacts
	}
}

// renamed copies who it was when today's entry does not say the same: the
// baseline is not kept for the sake of those who are as they were.
func renamed(d *dataset.Stakeholder, before *SnapshotPerson) *SnapshotPerson {
	if d.ID == before.ID && d.Name == before.Name && d.Title == before.Title && strings.ToLower(d.Email) == before.Email {
		return nil
	}
	return ptr(*before)
}

type listAdder = func(*[]PersonChange, Reason)

// posts notes a new level, unit or right.
func (c *comparer) posts(p *Person, before *SnapshotPerson, levels bool, add listAdder, ch *Changes) {
	d := p.Data
	if c.base.Recomputed {
		return // people are today's in both quarters
	}
	if levels && d.Level != before.Level {
		a := args{"before_level", before.Level, "level", d.Level}
		sameTitle := plainName(d.Title) == plainName(before.Title)
		byHand := d.LevelRule == "column" && before.Rule == "column"
		switch {
		case d.Level == 0 || before.Level == 0 || sameTitle && !byHand:
			add(&ch.Reclassified, change("reclassified", a))
		case d.Level < before.Level:
			add(&ch.Promoted, change("promoted", a))
		default:
			add(&ch.Demoted, change("demoted", a))
		}
	}
	if d.Unit != before.Unit {
		add(&ch.Moved, change("moved", args{"before_unit", before.Unit, "unit", d.Unit}))
	}
	if d.Right.String() != before.Right {
		add(&ch.Rights, change("right", args{"before_right", before.Right, "right", d.Right.String()}))
	}
}

// relations notes who was met for the first time, again, or not any more.
func (c *comparer) relations(p *Person, before *SnapshotPerson, add listAdder, ch *Changes) {
	switch {
	case p.Touched && !before.Touched && before.Last == 0:
		add(&ch.Met, Reason{"change.met", metFact(p)})
	case p.Recent && !before.Recent:
		add(&ch.Again, Reason{"change.again", metFact(p)})
	case before.Recent && !p.Recent:
		f := metFact(p)
		f.days = int32(c.silent(p))
		add(&ch.Quiet, Reason{"change.quiet", f})
	}
}

// silent is the number of days since the last two-way touch, or since the
// last one when none was two-way.
func (c *comparer) silent(p *Person) int {
	if p.LastTwoWay != 0 {
		return int(c.r.AsOf - p.LastTwoWay)
	}
	if p.DaysSince != nil {
		return *p.DaysSince
	}
	return 0
}

func metFact(p *Person) *fact {
	f := factOf(p.Data)
	f.touches = int32(p.Touches)
	return &f
}

func (c *comparer) joined(a *Account, i int) PersonChange {
	d := a.People[i].Data
	return PersonChange{Person: ptr(i), Reason: Reason{"change.joined", ptr(factOf(d))}, Rows: d.Rows}
}

// left tells whether a person of the baseline is gone from the list, or still
// on it with an end date.
func (c *comparer) left(a *Account, found []int, then *Snapshot, k int) PersonChange {
	before := ptr(then.People[k]) // a copy, so that the other people of then can go
	x := args{"level", before.Level, "unit", before.Unit, "right", before.Right}
	for i := range found {
		if found[i] == k {
			d := &a.Data.Stakeholders[i]
			x = append(x, "date", d.To)
			return PersonChange{Before: before, Reason: change("left_dated", x), Rows: d.Rows}
		}
	}
	return PersonChange{Before: before, Reason: change("left", x)}
}

// coverageChange splits the change of recent coverage by level: METRICS 7.3.
// Nil when a quarter has nobody.
func coverageChange(then, now []SnapshotLevel) (*CoverageChange, []LevelChange) {
	levels := pairLevels(then, now)
	c := CoverageChange{}
	for _, l := range levels {
		c.Recent0, c.N0 = c.Recent0+l.Before.Recent, c.N0+l.Before.N
		c.Recent1, c.N1 = c.Recent1+l.After.Recent, c.N1+l.After.N
	}
	if c.N0 == 0 || c.N1 == 0 {
		return nil, levels
	}
	var w0, r0, w1, r1 []float64
	for _, l := range levels {
		b, a := l.Before, l.After
		if b.N == 0 && a.N == 0 {
			continue
		}
		rate := func(x, other SnapshotLevel) float64 {
			if x.N == 0 { // nobody there: the level moves the mix alone
				return float64(other.Recent) / float64(other.N)
			}
			return float64(x.Recent) / float64(x.N)
		}
		w0, w1 = append(w0, float64(b.N)/float64(c.N0)), append(w1, float64(a.N)/float64(c.N1))
		r0, r1 = append(r0, rate(b, a)), append(r1, rate(a, b))
	}
	got := measure.Kitagawa(w0, r0, w1, r1)
	c.Before, c.After = float64(c.Recent0)/float64(c.N0), float64(c.Recent1)/float64(c.N1)
	c.Total, c.Rate, c.Mix = got.Total, got.RateEffect, got.MixEffect
	return &c, levels
}

// pairLevels puts the levels of two quarters beside each other, top first,
// the unclassified last.
func pairLevels(then, now []SnapshotLevel) []LevelChange {
	out := make([]LevelChange, 0, len(now)+1)
	at := func(level int) *LevelChange {
		for i := range out {
			if out[i].Level == level {
				return &out[i]
			}
		}
		out = append(out, LevelChange{Level: level, Before: SnapshotLevel{Level: level}, After: SnapshotLevel{Level: level}})
		return &out[len(out)-1]
	}
	for _, l := range now {
		at(l.Level).After = l
	}
	for _, l := range then {
		at(l.Level).Before = l
	}
	sortLevels(out)
	return out
}
