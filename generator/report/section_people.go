package report

import (
	"strconv"

	"rapport/generator/analysis"
)

// listLimit bounds the lists inside the argument; the roster has everybody.
const listLimit = 12

// peopleBlocks lists people in short: who, right, last met, how often, where
// the input names them. Beyond a hundred the roster takes over.
func (v *accountView) peopleBlocks(id, caption string, people []int) []Block {
	const limit = 100
	t := &Table{ID: id, Caption: caption, Columns: []Column{{Text: v.T("column.who")}, {Text: v.T("column.unit")},
		{Text: v.T("column.last")}, {v.T("column.touches_year"), "num"}, {v.T("column.touches_period"), "num"}, {Text: v.T("column.source")}}}
	t.Many = &LongRows{min(limit, len(people)), func(b []byte, row int) []byte {
		p := person(v.a, people[row])
		return appendRow(b, "", v.personCell(people[row]), Cell{Text: v.unit(p.Data.Unit)}, v.last(p),
			Cell{Text: v.Number(p.Touches), Class: "num"}, Cell{Text: v.Number(p.InPeriod), Class: "num"}, v.source(p.Data.Rows...))
	}}
	out := []Block{{Table: t}}
	if n := len(people) - limit; n > 0 {
		out = append(out, Block{Text: emphasise(v.T("say.more_in_roster", "n", n))})
	}
	return out
}

// personCell is a person's name above the title, linked to the roster.
func (v *accountView) personCell(i int) Cell {
	p := v.a.People[i].Data
	return Cell{Text: v.scribe.name(p), Small: clean(p.Title), Href: anchor(i), Strong: true}
}

func (v *accountView) last(p *analysis.Person) Cell {
	c := Cell{Text: v.ago(p.DaysSince), Key: "999999", Class: "nb"}
	if p.DaysSince == nil {
		c.Class = "nb hot"
	} else {
		c.Key = padded(*p.DaysSince, 6)
	}
	return c
}

// notMet names the people whom nobody of ours touched in the lookback.
func (v *accountView) notMet() *Section {
	all := v.a.NotMet
	if len(v.a.People) == 0 {
		return nil
	}
	s := &Section{ID: "s-not-met", Nav: v.T("nav.notmet"), How: v.T("notmet.how", "days", v.r.Settings.Lookback)}
	if v.r.Hides("rival") {
		s.How = v.T("edition.notmet_how", "days", v.r.Settings.Lookback)
	}
	unlisted, where := v.unlisted()
	if unlisted > 0 {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("notmet.unlisted", "n", unlisted, "levels", v.List(where)))})
	}
	if len(all) == 0 {
		s.Title = v.T("notmet.title_nobody", "n", len(v.a.People))
		if unlisted > 0 {
			s.Title = v.T("notmet.title_unlisted", "n", len(v.a.People), "more", v.people(unlisted))
		}
		return s
	}
	rivals, say := 0, 0
	for _, i := range all {
		if v.a.People[i].Data.Rival > 0 {
			rivals++
		}
		if hasSay(v.a.People[i].Data) {
			say++
		}
	}
	switch {
	case rivals > 0:
		s.Title = v.T("notmet.title_rivals", "parts", v.ofPeople(len(all), len(v.a.People)), "n", rivals)
	case say > 0:
		s.Title = v.T("notmet.title_say", "parts", v.ofPeople(len(all), len(v.a.People)), "n", say)
	default:
		s.Title = v.T("notmet.title", "n", len(all), "of", len(v.a.People))
	}
	s.Blocks = append(s.Blocks, Block{Table: v.notMetTable("t-not-met", s.Title, all[:min(listLimit, len(all))])})
	if rest := all[min(listLimit, len(all)):]; len(rest) > 0 {
		fold := &Fold{ID: "not-met-rest", Summary: v.T("notmet.rest", "n", len(rest))}
		fold.Blocks = []Block{{Table: v.notMetTable("t-not-met-rest", fold.Summary, rest)}}
		s.Blocks = append(s.Blocks, Block{Fold: fold})
	}
	return s
}

// unlisted counts the people who are there by the head count and whom no list
// names, and tells where, the top first. Head counts that were only assumed
// prove nobody.
func (v *accountView) unlisted() (n int, where []string) {
	for i := range v.a.Levels {
		l := &v.a.Levels[i]
		if more := l.N - l.Known; l.Level > 0 && l.Headcount != nil && !l.Assumed && more > 0 {
			n += more
			where = append(where, v.T("notmet.unlisted_level", "n", more, "level", v.level(l.Level)))
		}
	}
	return n, where
}

func (v *accountView) notMetTable(id, caption string, people []int) *Table {
	t := &Table{ID: id, Caption: caption, Sort: true, Columns: []Column{{Text: v.T("column.who")}, {Text: v.T("column.level")},
		{Text: v.T("column.unit")}, {Text: v.T("column.right")}, {Text: v.T("column.rival")}, {Text: v.T("column.last")}, {Text: v.T("column.source")}}}
	t.Many = &LongRows{len(people), func(b []byte, row int) []byte {
		p := person(v.a, people[row])
		rival := Cell{Text: "–"}
		if p.Withheld {
			rival.Text = v.T("edition.withheld")
		} else if text := v.rival(p.Data.Rival); text != "" {
			rival = Cell{Text: text, Class: "hot"}
		}
		return appendRow(b, "", v.personCell(people[row]), Cell{Text: v.level(p.Data.Level), Key: levelKey(p.Data.Level)},
			Cell{Text: v.unit(p.Data.Unit)}, Cell{Text: v.right(p.Data)}, rival, v.last(p), v.source(p.Data.Rows...))
	}}
	return t
}

func levelKey(l int) string {
	if l == 0 {
		return "99"
	}
	return padded(l, 2)
}

// next is whom to meet next, by the effect of one two-way meeting.
func (v *accountView) next() *Section {
	if v.a.Vote == nil || len(v.a.Next) == 0 {
		return nil
	}
	s := &Section{ID: "s-next", Nav: v.T("nav.next"), How: v.T("next.how"), Title: v.nextTitle()}
	shown := v.a.Next[:min(listLimit, len(v.a.Next))]
	t := &Table{ID: "t-next", Caption: s.Title, Columns: []Column{{v.T("column.rank"), "num"}, {Text: v.T("column.who_why")},
		{Text: v.T("column.by")}, {Text: v.T("column.effect")}}}
	for _, m := range shown {
		t.Rows = append(t.Rows, v.meetingRow(m))
	}
	s.Blocks = append(s.Blocks, Block{Table: t})
	if n := len(v.a.Next) - len(shown); n > 0 {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("next.more", "n", n))})
	}
	if plan := v.planText(); plan != "" {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(plan)})
	}
	for _, list := range []struct {
		key    string
		people []int
	}{{"next.neutralise", v.a.Neutralise}, {"next.check_manual", v.a.CheckManual}} {
		if len(list.people) > 0 {
			names := make([]string, len(list.people))
			for i, p := range list.people {
				names[i] = v.who(p)
			}
			s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T(list.key, "n", len(names), "names", v.someNames(names, 8)))})
		}
	}
	return s
}

func (v *accountView) meetingRow(m analysis.Meeting) Row {
	p := v.a.People[m.Person].Data
	who := Cell{Text: v.scribe.name(p), Small: v.reason(m.Reason), Href: anchor(m.Person), Strong: true}
	if title := clean(p.Title); title != "" {
		who.Part = title
	}
	by := Cell{Text: "–"}
	if m.By != nil {
		by = Cell{Text: v.member(*m.By), Small: v.reason(m.ByWhy)}
	}
	effect := Cell{Text: dots(m.Dots), Small: v.T("next.dots_" + strconv.Itoa(min(3, max(0, m.Dots)))), Class: "dots", Key: strconv.Itoa(-m.Rank)}
	if p.Private {
		effect = Cell{Text: v.T("edition.withheld"), Class: "dots", Key: effect.Key}
	}
	if m.Robust {
		effect.Small += v.T("say.comma") + v.T("next.robust")
	}
	return Row{Cells: []Cell{{Text: v.Number(m.Rank), Class: "num"}, who, by, effect}}
}

func dots(n int) string {
	return [...]string{"○○○", "●○○", "●●○", "●●●"}[min(3, max(0, n))]
}

func (v *accountView) nextTitle() string {
	if len(v.a.Next) == 0 {
		return v.T("next.title_nobody")
	}
	first := v.a.Next[0]
	if !first.Counts {
		return v.T("next.title_little", "n", len(v.a.Next))
	}
	return v.T("next.title", "name", v.who(first.Person), "n", len(v.a.Next))
}

// planText says what the meetings of the plan do together.
func (v *accountView) planText() string {
	plan := v.a.Plan
	if len(plan) == 0 || plan[len(plan)-1].PAfter == nil {
		return ""
	}
	names := make([]string, len(plan))
	for i, m := range plan {
		names[i] = v.who(m.Person)
	}
	if v.wide() {
		return v.T("next.plan_open", "names", v.List(names), "n", len(plan))
	}
	before, after := v.twenty(v.a.Vote.PWin), v.twenty(*plan[len(plan)-1].PAfter)
	if before == after {
		return v.T("next.plan_same", "names", v.List(names), "odds", before, "n", len(plan))
	}
	return v.T("next.plan", "names", v.List(names), "before", before, "after", after, "n", len(plan))
}

// roster lists every active stakeholder.
func (v *accountView) roster() *Section {
	if len(v.a.People) == 0 {
		return nil
	}
	s := &Section{ID: "s-roster", Nav: v.T("nav.roster"), Title: v.T("roster.title", "n", len(v.a.People)), How: v.T("roster.how")}
	t := &Table{ID: "t-roster", Caption: s.Title, Tools: true, Sort: true, Class: "long", Columns: []Column{
		{Text: v.T("column.who")}, {Text: v.T("column.level")}, {Text: v.T("column.unit")}, {Text: v.T("column.right")},
		{Text: v.T("column.stance")}, {Text: v.T("column.rival")}, {Text: v.T("column.last")}, {v.T("column.touches_year"), "num"},
		{v.T("column.touches_period"), "num"}, {v.T("column.strength"), "num"}, {Text: v.T("column.met_by")}, {Text: v.T("column.source")}}}
	t.Many = &LongRows{len(v.a.People), v.rosterRow}
	s.Blocks = []Block{{Table: t}}
	return s
}

func (v *accountView) rosterRow(b []byte, i int) []byte {
	p := person(v.a, i)
	d := p.Data
	stance := v.stanceWords[d.Stance]
	if d.StanceDay != 0 {
		stance = v.T("say.dated", "what", stance, "date", d.StanceDay.String())
	}
	rival := v.rival(d.Rival)
	if p.Withheld {
		stance, rival = v.T("edition.withheld"), v.T("edition.withheld")
	}
	right := Cell{Text: v.right(d)}
	if !d.RightGiven {
		right.Small = v.T("roster.assumed")
	}
	return appendRow(b, anchor(i)[1:],
		Cell{Text: v.scribe.name(d), Small: clean(d.Title), Head: true, Strong: true},
		Cell{Text: v.level(d.Level), Small: v.rule(d.LevelRule), Key: levelKey(d.Level)},
		Cell{Text: v.unit(d.Unit)}, right, Cell{Text: stance}, Cell{Text: rival}, v.last(p),
		Cell{Text: v.Number(p.Touches), Class: "num"}, Cell{Text: v.Number(p.InPeriod), Class: "num"},
		Cell{Text: fixed(p.Strength, 2), Class: "num"}, Cell{Text: v.metBy(p)},
		v.source(d.Rows...))
}

// rule says what decided a level.
func (s *scribe) rule(rule string) string {
	switch rule {
	case "":
		return s.T("roster.no_rule")
	case "column":
		return s.T("roster.rule_column")
	}
	return s.T("roster.rule", "rule", clean(rule))
}

func (v *accountView) metBy(p *analysis.Person) string {
	const limit = 4
	names := make([]string, 0, limit)
	for _, m := range p.MetBy {
		if len(names) == limit-1 && len(p.MetBy) > limit {
			return v.List(append(names, v.T("say.more", "n", len(p.MetBy)-len(names))))
		}
		name := v.member(m.Member)
		if m.Touches > 1 {
			name += " " + v.T("say.times", "n", int(m.Touches))
		}
		names = append(names, name)
	}
	return v.List(names)
}
