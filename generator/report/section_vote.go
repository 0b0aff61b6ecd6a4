package report

import (
	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// vote is the what-if on the decision: METRICS 5, in the words of METRICS 10.
func (v *accountView) vote() *Section {
	if len(v.a.People) == 0 {
		return nil
	}
	m := v.a.Vote
	s := &Section{ID: "s-vote", Nav: v.T("nav.vote")}
	switch {
	case m == nil:
		s.Title = v.T("vote.title_nobody")
		return s
	case m.Refused != "":
		s.Title = v.T("vote.title_refused", "n", m.Voters)
		return s
	}
	s.Title = v.voteTitle(m)
	s.How = v.T("vote.how", "n", m.Runs)
	if f, ok := chart.Odds(v.a, v.chart); ok {
		s.Blocks = append(s.Blocks, v.lead(f))
	}
	add := func(text string) { s.Blocks = append(s.Blocks, Block{Text: emphasise(text)}) }
	add(v.T("vote.share", "share", v.Percent(m.ExpectedShare), "voters", v.people(m.Voters), "w", m.W, "quota", m.Quota))
	if m.Key != nil {
		add(v.keyText(m))
	} else {
		s.Blocks = append(s.Blocks, Block{Notice: emphasise(v.T("vote.no_key"))})
	}
	if v.wide() {
		add(v.wideText(m))
	}
	if more, _ := v.unlisted(); more > 0 && m.PWinUnlisted != nil {
		add(v.T("vote.unlisted", "n", more, "odds", v.point(*m.PWinUnlisted)))
	}
	if m.Rho > 0 {
		add(v.T("vote.correlated", "rho", ratio(m.Rho)))
	}
	s.Blocks = append(s.Blocks, v.objectionBlocks(m)...)
	s.Blocks = append(s.Blocks, v.stageBlocks(m)...)
	s.Blocks = append(s.Blocks, v.notices("vote")...)
	s.Blocks = append(s.Blocks, Block{Fold: v.votersFold(m)})
	return s
}

// voteTitle takes the first that holds: nobody is known to decide, the key
// vote cannot be outvoted, the others would carry it, the key vote tips it, it
// makes no difference.
func (v *accountView) voteTitle(m *analysis.Vote) string {
	if m.Key == nil {
		return v.T("vote.title_no_key")
	}
	key := v.who(*m.Key)
	if m.KeyIsBlocker {
		return v.T("vote.title_blocker", "name", key)
	}
	if m.PWinKeyAgainst == nil {
		return v.T("vote.title_plain", "odds", v.chance(m.PWin))
	}
	if m.Hi-m.Lo > 0.4 {
		return v.T("vote.title_open")
	}
	against := *m.PWinKeyAgainst
	switch {
	case chanceKey(against) == "likely" || chanceKey(against) == "very_likely":
		return v.T("vote.title_carried", "name", key)
	case m.PWin-against > 0.2:
		return v.T("vote.title_tipped", "name", key)
	case chanceKey(m.PWin) == chanceKey(against):
		return v.T("vote.title_lost", "name", key, "odds", v.chance(against))
	}
	return v.T("vote.title_against", "name", key, "odds", v.chance(against))
}

// driversNamed is how many people are named whose stance drives the range.
const driversNamed = 5

// wideText says why there is no number, and whose stance would give one.
func (v *accountView) wideText(m *analysis.Vote) string {
	text := v.T("vote.wide")
	if len(m.Drivers) == 0 {
		return text
	}
	names := make([]string, len(m.Drivers))
	for i, p := range m.Drivers {
		names[i] = v.who(p)
	}
	return text + v.T("say.next_sentence") + v.T("vote.drivers", "names", v.someNames(names, driversNamed), "n", len(names))
}

// wide tells whether the range of the odds is too wide for a number: METRICS
// 10.2.
func (v *accountView) wide() bool { return v.a.Vote != nil && v.a.Vote.Hi-v.a.Vote.Lo > 0.4 }

// point says one computed chance, with a number only where the range allows
// it.
func (v *accountView) point(p float64) string {
	if v.wide() {
		return v.chance(p)
	}
	return v.T("chance.with_count", "words", v.chance(p), "count", v.twenty(p))
}

// pointCell is a chance in words, with the number below where the range
// allows it.
func (v *accountView) pointCell(p float64) Cell {
	c := Cell{Text: v.chance(p), Key: ratioKey(p)}
	if !v.wide() {
		c.Small = v.twenty(p)
	}
	return c
}

// keyText says the state of the relation with the key vote and what it takes
// without it.
func (v *accountView) keyText(m *analysis.Vote) string {
	p := person(v.a, *m.Key)
	stance, support := v.stanceWords[p.Data.Stance], v.chance(p.P)
	if p.Withheld {
		stance, support = v.T("edition.withheld"), v.T("edition.withheld")
	}
	text := v.T("vote.key", "name", v.who(*m.Key), "stance", stance, "ago", v.ago(p.DaysSince), "support", support, "w", p.Weight, "of", m.W)
	switch {
	case m.KeyIsBlocker || m.MinCoalition == nil:
		text += v.T("say.next_sentence") + v.T("vote.key_blocks")
	default:
		text += v.T("say.next_sentence") + v.T("vote.coalition", "n", *m.MinCoalition)
	}
	return text
}

// objectionBlocks say the risk of a public notice: METRICS 5.8.
func (v *accountView) objectionBlocks(m *analysis.Vote) []Block {
	o := m.Objection
	if o.P == nil {
		return nil
	}
	text := v.T("vote.objection", "odds", v.odds(*o.P, o.Lo, o.Hi), "lo", v.Percent(o.Lo), "hi", v.Percent(o.Hi))
	if len(o.Likely) > 0 {
		names := make([]string, 0, 3)
		for _, i := range o.Likely[:min(3, len(o.Likely))] {
			names = append(names, v.who(i))
		}
		text += v.T("say.next_sentence") + v.T("vote.objection_who", "names", v.List(names))
	}
	out := []Block{{Text: emphasise(text)}}
	if m.PWin-m.PFinal > 0.02 {
		out = append(out, Block{Text: emphasise(v.T("vote.final", "count", v.point(m.PFinal)))})
	}
	return out
}

// stageBlocks show a decision in stages: METRICS 5.9.
func (v *accountView) stageBlocks(m *analysis.Vote) []Block {
	if m.Staged == nil {
		return nil
	}
	t := &Table{ID: "t-stages", Caption: v.T("vote.stages"), Columns: []Column{{Text: v.T("column.stage")}, {Text: v.T("column.kind")},
		{v.T("column.voters"), "num"}, {v.T("column.quota"), "num"}, {Text: v.T("column.chance")}}}
	for _, st := range m.Staged.Stages {
		kind := v.T("vote.advisory")
		if st.Gate {
			kind = v.T("vote.gate")
		}
		name := clean(st.Name)
		if v.Has("right." + st.Name) {
			name = v.T("right." + st.Name)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: name, Head: true}, {Text: kind}, {Text: v.Number(st.Voters), Class: "num"},
			{Text: v.of(st.Quota, st.W), Class: "num"}, v.pointCell(st.P)}})
	}
	return []Block{{Table: t}, {Text: emphasise(v.T("vote.staged", "count", v.point(m.Staged.PWin)))}}
}

// votersFold lists what the model assumes of each voter.
func (v *accountView) votersFold(m *analysis.Vote) *Fold {
	t := &Table{ID: "t-voters", Sort: true, Caption: v.T("vote.voters", "n", m.Voters), Columns: []Column{{Text: v.T("column.who")},
		{Text: v.T("column.right")}, {v.T("column.weight"), "num"}, {v.T("column.power"), "num"}, {Text: v.T("column.stance")}, {Text: v.T("column.rival")},
		{Text: v.T("column.support")}, {Text: v.T("column.objects")}}}
	var voters []int
	for i := range v.a.People {
		if p := person(v.a, i); p.Weight != 0 || p.Objects != 0 {
			voters = append(voters, i)
		}
	}
	t.Many = &LongRows{len(voters), func(b []byte, row int) []byte { return v.voterRow(b, voters[row]) }}
	return &Fold{ID: "voters", Summary: v.T("vote.voters", "n", m.Voters), Blocks: []Block{{Text: emphasise(v.T("vote.assumptions"))}, {Table: t}}}
}

func (v *accountView) voterRow(b []byte, i int) []byte {
	p := person(v.a, i)
	right, weight := Cell{Text: v.right(p.Data)}, Cell{Text: v.Number(p.Weight), Class: "num"}
	if p.Withheld {
		none := Cell{Text: v.T("edition.withheld"), Key: "-1"}
		return appendRow(b, "", v.personCell(i), right, weight, none, none, none, none, v.source(p.Data.Rows...))
	}
	support := Cell{Text: v.chance(p.P), Small: v.twenty(p.P), Key: ratioKey(p.P)}
	if p.Data.Override != nil {
		support.Small += v.T("say.comma") + v.T("vote.by_hand")
	}
	return appendRow(b, "", v.personCell(i), right, weight, v.power(p.Power), Cell{Text: v.stanceWords[p.Data.Stance]},
		Cell{Text: v.rival(p.Data.Rival)}, support, Cell{Text: v.objects(p.Objects), Key: ratioKey(p.Objects)})
}

// power is the normalised Banzhaf index: the share of the decisive positions
// that the rights alone give (METRICS 5.6).
func (v *accountView) power(share *float64) Cell {
	if share == nil {
		return Cell{Text: "–", Class: "num", Key: "-1"}
	}
	return Cell{Text: ratio(*share*100) + "\u202f%", Class: "num", Key: ratioKey(*share)}
}

func (v *accountView) objects(p float64) string {
	if p == 0 {
		return v.T("say.no")
	}
	return v.Percent(p)
}
