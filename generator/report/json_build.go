package report

import "fmt"

// accountData gathers the raw facts of account i, without its people and
// touches and the files, which writeAccount adds.
func (s *scribe) accountData(i int, note *commentary) *AccountData {
	a := s.r.Accounts[i]
	v := &accountView{scribe: s, a: a, slug: s.slugs[i]}
	d := &AccountData{
		Schema: "rapport/account/1", Edition: s.edition, Lang: s.Lang(), AsOf: s.r.AsOf.String(),
		Account: accountJSON{ID: a.Data.ID, Key: a.Data.Key, Name: a.Data.Name, Slug: v.slug, Parent: a.Data.Parent, Domain: a.Data.Domain,
			Segment: a.Data.Segment, Region: a.Data.Region, Owner: a.Data.Owner, OwnerEmail: s.address(a.Data.Owner),
			Revenue: finite(a.Data.Revenue), Profit: finite(a.Data.Profit),
			Rivals: a.Data.Rivals, Listed: a.Data.Listed, Rows: s.rowList(a.Data.Rows)},
		Period: periodJSON{s.r.Period.Label, s.r.Period.From.String(), s.r.Period.To.String()},
		Levels: []levelJSON{}, Units: []unitJSON{}, Answer: []string{}, Decisions: []decisionJSON{},
		NotMet: v.refs(a.NotMet), Next: v.nextData(a.Next), Plan: v.nextData(a.Plan),
		Left: []leftJSON{}, Threads: []threadJSON{}, Scenarios: []scenarioJSON{}, Notices: []reasonJSON{}, People: []personJSON{}, Touches: []touchJSON{},
	}
	for _, sentence := range v.answer() {
		d.Answer = append(d.Answer, plain(sentence))
	}
	for _, ask := range v.decisions(note) {
		d.Decisions = append(d.Decisions, decisionJSON{plain(ask.Text), plain(ask.Why)})
	}
	v.levelData(d)
	v.spreadData(d)
	v.voteData(d)
	v.modelData(d)
	d.Changes, d.Promises = v.changesData(), v.promisesData()
	d.Intake = accountIntake{Files: []FileData{}, Problems: []ProblemData{}}
	for _, p := range v.mine() {
		d.Intake.Problems = append(d.Intake.Problems, problemData(s.ds, p))
	}
	return d
}

func (v *accountView) levelData(d *AccountData) {
	d.Heat = heatJSON{Months: []string{}, Rows: []heatRow{}}
	for _, m := range v.a.Months {
		d.Heat.Months = append(d.Heat.Months, fmt.Sprintf("%04d-%02d", m.Year, m.Month))
	}
	for i := range v.a.Levels {
		l := &v.a.Levels[i]
		name := v.level(l.Level)
		d.Levels = append(d.Levels, levelJSON{Level: levelOrNull(l.Level), Name: name, Headcount: l.Headcount, HeadcountLo: l.HeadcountLo,
			Assumed: l.Assumed, Known: l.Known, Touched: l.Touched, TwoWay: l.TwoWay, Recent: l.Recent, N: l.N, Denominator: l.Denominator,
			Touches: l.Touches, Target: finite(l.Target), Share: finite(l.Share), HeadShare: finite(l.HeadShare),
			Attainment: finite(l.Attainment), RecentLo: finite(l.RecentLo), RecentHi: finite(l.RecentHi), Gap: l.Gap})
		months := l.ByMonth
		if months == nil {
			months = []int{}
		}
		d.Heat.Rows = append(d.Heat.Rows, heatRow{levelOrNull(l.Level), name, months})
	}
	for _, u := range v.a.Units {
		unit := unitJSON{Unit: u.Unit, Rights: []string{}, AdviseOnly: u.AdviseOnly, Known: u.Known, Touched: u.Touched, Recent: u.Recent, N: u.N, Levels: []unitCellJSON{}}
		for _, r := range u.Rights {
			unit.Rights = append(unit.Rights, r.String())
		}
		for _, c := range u.Levels {
			unit.Levels = append(unit.Levels, unitCellJSON{levelOrNull(c.Level), c.Known, c.Touched, c.Recent, c.N, c.Touches})
		}
		d.Units = append(d.Units, unit)
	}
	t := &v.a.Totals
	d.Totals = totalsJSON{t.Known, t.Touched, t.TwoWay, t.Recent, t.N, finite(t.Micro), finite(t.Macro), finite(t.Weakest), t.WeakestLevel,
		finite(t.Weighted), finite(t.TwoWayShare), finite(t.CadenceShare), finite(t.EventOnlyShare)}
}

func (v *accountView) spreadData(d *AccountData) {
	s := &v.a.Spread
	d.Spread = spreadJSON{N: s.N, NAll: s.NAll, NEff: finite(s.NEff), TVD: finite(s.TVD), Moves: finite(s.Moves), LuckLine: finite(s.LuckLine),
		BeyondChance: s.BeyondChance, ExactP: finite(s.ExactP), ExpectedTVD: finite(s.ExpectedTVD), KL: finite(s.KL), JSD: finite(s.JSD),
		Pielou: finite(s.Pielou), Effective: finite(s.Effective), UnknownShare: finite(s.UnknownShare), Unreliable: s.Unreliable,
		Gini: finite(s.Gini), Theil: finite(s.Theil), TheilBetween: finite(s.TheilBetween)}
	if s.Top != nil {
		d.Spread.Top = &spanJSON{value(s.Top.LQ), value(s.Top.Lo), value(s.Top.Hi)}
	}
}

func (v *accountView) voteData(d *AccountData) {
	m := v.a.Vote
	if m == nil {
		return
	}
	out := &voteJSON{Voters: m.Voters, W: m.W, Quota: m.Quota, Runs: m.Runs, KeyIsBlocker: m.KeyIsBlocker, Rho: m.Rho, Refused: m.Refused}
	if m.Refused == "" {
		out.PWin, out.Range, out.ExpectedShare = value(m.PWin), [2]*float64{value(m.Lo), value(m.Hi)}, value(m.ExpectedShare)
		out.PWinKeyAgainst, out.AgainstRange, out.PWinKeyFor = finite(m.PWinKeyAgainst), [2]*float64{finite(m.AgainstLo), finite(m.AgainstHi)}, finite(m.PWinKeyFor)
		out.Resilience, out.MinCoalition = finite(m.Resilience), m.MinCoalition
		out.PFinal, out.PNoBlock = value(m.PFinal), value(m.PNoStop)
		out.PWinUnlisted = finite(m.PWinUnlisted)
	}
	out.Drivers = v.refs(m.Drivers)
	if m.Key != nil {
		p := person(v.a, *m.Key)
		out.Key = &keyJSON{ID: personID(p.Data), Name: p.Data.Name}
		if !p.Withheld {
			out.Key.P = value(p.P)
		}
	}
	o := m.Objection
	out.Objection = &objectionJSON{finite(o.P), value(o.Lo), value(o.Hi), value(o.Expected), v.refs(o.Likely)}
	if m.Staged != nil {
		out.Staged = &stagedJSON{Stages: []stageJSON{}, PWin: value(m.Staged.PWin)}
		for _, st := range m.Staged.Stages {
			out.Staged.Stages = append(out.Staged.Stages, stageJSON{st.Name, st.Gate, st.Voters, st.W, st.Quota, value(st.P)})
		}
	}
	d.Vote = out
}

func (v *accountView) modelData(d *AccountData) {
	for _, l := range v.a.WhatIsLeft {
		name := l.Name
		switch l.Kind {
		case "person":
			if l.Person != nil {
				name = v.a.People[*l.Person].Data.Name
			}
		case "level":
			name = v.level(l.Level)
		}
		d.Left = append(d.Left, leftJSON{l.Kind, name, value(l.PWin), value(l.Share)})
	}
	for _, t := range v.a.OneThread {
		p := v.a.People[t.Person].Data
		d.Threads = append(d.Threads, threadJSON{personID(p), p.Name, v.ds.Team[t.Member].Name, t.Touches})
	}
	l := &v.a.Ladder
	d.Ladder = ladderJSON{Matrix: l.Matrix, OurLevels: l.OurLevels, Expected: l.Expected, Residuals: l.Residuals, N: l.N, MeanGap: finite(l.MeanGap),
		ExecDaysSince: l.ExecDaysSince, LayersBetween: l.LayersBetween, EventOnly: l.EventOnly, MaxGap: l.MaxGap}
	if l.ExecMember != nil {
		d.Ladder.ExecMember = &v.ds.Team[*l.ExecMember].Name
	}
	for i := range v.a.Scenarios {
		sc := &v.a.Scenarios[i]
		d.Scenarios = append(d.Scenarios, scenarioJSON{sc.Key, v.scenario(sc), sc.Args.Map(), finite(sc.MovedUnit), finite(sc.MovedLevel), finite(sc.Weighted),
			finite(sc.Capital), finite(sc.Retention), finite(sc.PWin), finite(sc.PWinKeyAgainst), finite(sc.Objection), finite(sc.Retained), sc.Worst})
	}
	x := &v.a.Index
	d.Index = indexJSON{Value: finite(x.Value), Components: []componentJSON{}, Waterfall: []fallJSON{}}
	for _, c := range x.Components {
		d.Index.Components = append(d.Index.Components, componentJSON{c.Name, value(c.Value), c.Weight})
		d.Index.Waterfall = append(d.Index.Waterfall, fallJSON{c.Name, value(c.Lost)})
	}
	if x.Reason != nil {
		text := v.reason(*x.Reason)
		d.Index.Reason = &text
	}
	for _, n := range v.a.Notices {
		d.Notices = append(d.Notices, reasonJSON{n.Key, v.reason(n.Reason), v.rowList(n.Rows)})
	}
}

// address gives the e-mail address of one of our people, "" when two share
// the name and have different ones.
func (s *scribe) address(name string) string {
	found := ""
	for _, m := range s.r.Data.Team {
		if m.Name != name || name == "" {
			continue
		}
		if found != "" && m.Email != found {
			return ""
		}
		found = m.Email
	}
	return found
}
