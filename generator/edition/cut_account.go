package edition

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// accountCut works on one account.
type accountCut struct {
	*cutter
	a     *analysis.Account // the copy
	from  *dataset.Account  // as it was
	met   []bool            // by stakeholder
	views []view            // by stakeholder
	keys  map[string]string // stakeholder keys that tell a name, and what stands for them
	roles map[string]int    // people counted by role
}

func (c *cutter) account(from *analysis.Account) *analysis.Account {
	if len(c.e.hidden()) == 0 && !slices.ContainsFunc(from.Data.Stakeholders, func(d dataset.Stakeholder) bool { return d.Private }) {
		return from
	}
	out, data := *from, *from.Data
	out.Data = &data
	k := &accountCut{cutter: c, a: &out, from: from.Data, keys: map[string]string{}, roles: map[string]int{}}
	k.findMet()
	k.stakeholders()
	k.facts()
	k.people()
	k.lists()
	k.model()
	k.changes()
	k.promises()
	return &out
}

// allNames tells whether every person has their name.
func (c *cutter) allNames() bool { return c.e.Fields["name"] == "all" && !c.e.Roles }

// findMet tells who took part in an activity up to the as-of date.
func (k *accountCut) findMet() {
	k.met = make([]bool, len(k.a.Data.Stakeholders))
	log := &k.a.Data.Activities
	for i := range log.Len() {
		if log.Day(i) <= k.r.AsOf {
			for _, p := range log.People(i) {
				k.met[p] = true
			}
		}
	}
}

// stakeholders cuts the people as they stand in the dataset.
func (k *accountCut) stakeholders() {
	list := slices.Clone(k.a.Data.Stakeholders)
	k.a.Data.Stakeholders = list
	k.views = make([]view, len(list))
	for i := range list {
		d := &list[i]
		v := k.e.personView(d, k.met[i])
		k.views[i] = v
		if !v.stance {
			d.Stance, d.StanceDay = dataset.StanceUnknown, 0
		}
		if !v.rival {
			d.Rival = 0
		}
		if !v.support {
			d.Override = nil
		}
		if !k.allNames() {
			d.ReportsTo = ""
		}
		if !v.email {
			k.withhold("e-mail", d.Email)
			d.Email = ""
		}
		if !v.title {
			k.withhold("title", d.Title)
			d.Title = ""
		}
		role := k.role(d.Level, d.Unit)
		if !v.name {
			k.withhold("name", d.Name)
			k.withhold("identifier", d.ID)
			d.Name, d.ID = role, ""
		}
		if !v.name || !v.email {
			key := "person-" + strconv.Itoa(i+1)
			k.keys[d.Key], d.Key = key, key
		}
	}
}

// role names a person by level, unit and a number among those alike, in the
// order of the dataset.
func (k *accountCut) role(level int, unit string) string {
	word := cmp.Or(k.levels[level], k.words.T("level.number", "n", level))
	if level == 0 {
		word = k.words.T("level.unclassified")
	}
	at := fmt.Sprint(level, "\x00", unit)
	k.roles[at]++
	if unit == "" {
		return k.words.T("edition.role_no_unit", "level", word, "n", k.roles[at])
	}
	return k.words.T("edition.role", "level", word, "unit", unit, "n", k.roles[at])
}

// facts cuts what concerns the account as a whole.
func (k *accountCut) facts() {
	d := k.a.Data
	if !k.e.Shows("money") {
		for _, sum := range []*float64{d.Revenue, d.Profit} {
			if sum != nil && math.Abs(*sum) >= 1e5 {
				k.withhold("money", strconv.FormatFloat(*sum, 'f', -1, 64))
			}
		}
		d.Revenue, d.Profit = nil, nil
	}
	if k.e.Fields["rival"] == "" {
		d.Rivals = nil
	}
	if !k.e.Shows("odds") {
		d.Decisions = nil
	}
	if k.e.Shows("subjects") && k.allNames() {
		return
	}
	for _, subject := range d.Activities.Subjects() {
		k.withhold("subject", subject)
	}
	d.Activities = d.Activities.WithoutSubjects()
}

// people cuts what the analysis says of each person.
func (k *accountCut) people() {
	k.a.People = slices.Clone(k.a.People)
	odds := k.e.Shows("odds")
	for i := range k.a.People {
		p := &k.a.People[i]
		v := k.views[p.Index]
		p.Data = &k.a.Data.Stakeholders[p.Index]
		p.Withheld = !v.stance || !v.rival || !v.support
		if !v.support {
			p.P, p.PAfter, p.Objects, p.Birnbaum, p.Gain = 0, 0, 0, nil, nil
		}
		if !odds {
			p.Power = nil
		}
	}
}

// withoutRival gives the reason that would stand there without a rival.
func withoutRival(r analysis.Reason) analysis.Reason {
	values := r.Values()
	if _, told := values["rival"]; !told {
		return r
	}
	r.Key = plainKey(r.Key)
	var rest analysis.ArgList
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if name != "rival" {
			rest = append(rest, name, values[name])
		}
	}
	r.Args = rest
	return r
}

// plainKey is the message key without its rival.
func plainKey(key string) string {
	return strings.TrimSuffix(strings.Replace(key, ".rival_", ".", 1), "_rival")
}

// lists cuts the lists of people. Their order must not tell what was cut.
func (k *accountCut) lists() {
	keep := func(list []int, shown func(view) bool) []int {
		return slices.DeleteFunc(slices.Clone(list), func(i int) bool { return !shown(k.viewAt(i)) })
	}
	a := k.a
	a.RivalOnly = keep(a.RivalOnly, func(v view) bool { return v.rival })
	a.Neutralise = keep(a.Neutralise, func(v view) bool { return v.stance })
	a.CheckManual = keep(a.CheckManual, func(v view) bool { return v.support })
	a.Ranking = keep(a.Ranking, func(v view) bool { return v.support })
	a.NotMet = slices.Clone(a.NotMet)
	slices.SortStableFunc(a.NotMet, func(x, y int) int {
		p, q := &a.People[x], &a.People[y]
		return cmp.Or(cmp.Compare(q.Data.Rival, p.Data.Rival), cmp.Compare(silence(q), silence(p)),
			cmp.Compare(q.Weight, p.Weight), cmp.Compare(x, y))
	})
	a.Next, a.Plan = k.meetings(a.Next), k.meetings(a.Plan)
	if !k.e.Shows("next") {
		a.Next, a.Plan, a.Ranking = nil, nil, nil
	}
	if !k.e.Shows("odds") {
		a.Notices = slices.DeleteFunc(slices.Clone(a.Notices), func(n analysis.Notice) bool {
			return slices.Contains(modelNotices, strings.TrimPrefix(n.Key, "reason.notice."))
		})
		a.Quality.Undated, a.Quality.Overrides, a.Quality.Unasked = 0, 0, 0
	}
}

// modelNotices are warnings about the vote model.
var modelNotices = []string{"no_decider", "no_voters", "stances_undated", "overrides", "stage_no_voters", "vote_too_large"}

func silence(p *analysis.Person) int {
	if p.DaysSince == nil {
		return math.MaxInt
	}
	return *p.DaysSince
}

func (k *accountCut) viewAt(person int) view { return k.views[k.a.People[person].Index] }

// meetings cuts the effect of a meeting, which tells the stance, and the
// rival in its reason.
func (k *accountCut) meetings(list []analysis.Meeting) []analysis.Meeting {
	list = slices.Clone(list)
	for i := range list {
		m := &list[i]
		v := k.viewAt(m.Person)
		if !v.rival {
			m.Reason = withoutRival(m.Reason)
		}
		if !v.support {
			m.Gain, m.PAfter = 0, nil
		}
		if !k.e.Shows("odds") || k.a.People[m.Person].Data.Private {
			m.Dots, m.Robust = 0, false
		}
	}
	return list
}

// model cuts the vote model and what follows from it.
func (k *accountCut) model() {
	a := k.a
	if !k.e.Shows("odds") {
		a.Vote, a.WhatIsLeft, a.Scenarios, a.ScenarioMean = nil, nil, nil, nil
		return
	}
	a.WhatIsLeft = slices.DeleteFunc(slices.Clone(a.WhatIsLeft), func(l analysis.Left) bool {
		return l.Person != nil && !k.viewAt(*l.Person).support
	})
	for i := range a.WhatIsLeft {
		if l := &a.WhatIsLeft[i]; l.Person != nil {
			l.Name = a.People[*l.Person].Data.Name
		}
	}
	if !k.allNames() {
		a.Scenarios = slices.DeleteFunc(slices.Clone(a.Scenarios), func(s analysis.Scenario) bool { return s.Key == "own" })
		a.ScenarioMean = nil
		for i := range a.Scenarios {
			a.Scenarios[i].Args = k.renamed(a.Scenarios[i].Args)
		}
	}
	if a.Vote == nil {
		return
	}
	vote := *a.Vote
	a.Vote = &vote
	// Who comes after somebody who is left out is not the first of anything.
	vote.Objection.Likely = until(vote.Objection.Likely, func(i int) bool { return !k.viewAt(i).support })
	vote.Drivers = until(vote.Drivers, func(i int) bool { return !k.viewAt(i).stance || !k.viewAt(i).support })
	if vote.Key != nil && !k.viewAt(*vote.Key).support {
		// The chance of the key vote follows from these together with P(win).
		vote.PWinKeyFor, vote.Resilience = nil, nil
	}
}

// until is what stands in a list before the first that is hidden.
func until(list []int, hidden func(int) bool) []int {
	if at := slices.IndexFunc(list, hidden); at >= 0 {
		return slices.Clone(list[:at])
	}
	return list
}

// renamed puts the role of a person in the place of the name among the values
// of a statement.
func (k *accountCut) renamed(args analysis.ArgList) analysis.ArgList {
	name, ok := args.Map()["person"].(string)
	if !ok {
		return args
	}
	role := k.words.T("edition.person_left")
	for i := range k.views {
		if k.from.Stakeholders[i].Name == name {
			role = k.a.Data.Stakeholders[i].Name
			break
		}
	}
	return analysis.ArgList{"person", role}
}
