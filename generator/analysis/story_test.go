package analysis_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// grid is an account in which everything that a list can show happens once.
func grid() *dataset.Dataset {
	ds := synthetic(0, 0, 0)
	ds.Team = []dataset.Member{
		{Name: "Chief", Level: 1, Listed: true},
		{Name: "Li", Level: 3, Manager: "Wang", Listed: true},
		{Name: "Wang", Level: 2, Manager: "Chief", Listed: true},
		{Name: "Wu", Level: 4, Manager: "Li", Listed: true},
	}
	person := func(key string, level int, unit string, right dataset.Right) dataset.Stakeholder {
		return dataset.Stakeholder{Key: key, Name: key, Level: level, Unit: unit, Right: right, RightGiven: true}
	}
	a := &dataset.Account{Key: "grid", Name: "Grid", Stakeholders: []dataset.Stakeholder{
		person("a head", 1, "city", dataset.Decide), person("b deputy", 2, "city", dataset.Evaluate),
		person("c county", 3, "county", dataset.Recommend), person("d staff", 5, "county", dataset.Influence),
		person("e rival", 5, "tech", dataset.Evaluate), person("f opponent", 3, "tech", dataset.Evaluate),
	}}
	a.Stakeholders[1].Post = dataset.Deputy
	a.Stakeholders[4].Rival = 1
	a.Stakeholders[5].Stance = dataset.Opponent
	touch := func(days int, ch dataset.Channel, dir dataset.Direction, ours int32, people ...int32) {
		a.Activities = dataset.NewActivities(append(a.Activities.List(), dataset.Activity{Day: reviewDay - dataset.Day(days), Channel: ch, Direction: dir,
			Ours: []int32{ours}, People: people, Row: dataset.Row{Sheet: 1, Row: int32(a.Activities.Len() + 2)}})...)
	}
	touch(300, dataset.Meeting, dataset.TwoWay, 3, 2)
	touch(200, dataset.Event, dataset.TwoWay, 0, 1)
	touch(40, dataset.Meeting, dataset.TwoWay, 1, 0)
	touch(20, dataset.Call, dataset.TwoWay, 3, 0)
	touch(3, dataset.Email, dataset.Outbound, 1, 3)
	touch(-5, dataset.Meeting, dataset.TwoWay, 1, 4)
	ds.Accounts = []*dataset.Account{a}
	return ds
}

func keysOf(a *analysis.Account, people []int) string {
	var out []string
	for _, i := range people {
		out = append(out, a.People[i].Data.Key)
	}
	return strings.Join(out, ", ")
}

func TestLists(t *testing.T) {
	ds := grid()
	res := analyseAll(ds, analysis.Defaults(), 1)
	a := res.Accounts[0]
	for _, c := range []struct{ name, got, want string }{
		{"not met", keysOf(a, a.NotMet), "e rival, f opponent"},
		{"rival only", keysOf(a, a.RivalOnly), "e rival"},
		{"event only", keysOf(a, a.EventOnly), "b deputy"},
		{"neutralise", keysOf(a, a.Neutralise), "f opponent"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	if len(a.Deputies) != 1 || a.Deputies[0] != (analysis.Pair{Head: 0, Deputy: 1}) {
		t.Errorf("deputies = %+v, want the deputy beside the head of the city", a.Deputies)
	}
	var threads []string
	for _, th := range a.OneThread {
		threads = append(threads, a.People[th.Person].Data.Key+" by "+ds.Team[th.Member].Name)
	}
	if got, want := strings.Join(threads, ", "), "b deputy by Chief, c county by Wu, d staff by Li"; got != want {
		t.Errorf("threads: %s, want %s", got, want)
	}
	if a.Quality.Future != 1 {
		t.Errorf("future = %d, want 1", a.Quality.Future)
	}
	for i, m := range a.Next {
		if m.By == nil {
			t.Errorf("meeting %d with %s has no colleague", i, a.People[m.Person].Data.Key)
		}
	}
	why := map[string]string{}
	for _, m := range a.Next {
		why[a.People[m.Person].Data.Key] = m.Reason.Key + " " + m.ByWhy.Key
	}
	for key, want := range map[string]string{
		"b deputy": "reason.next.event_only reason.by.knows",
		"c county": "reason.next.quiet reason.by.knows",
		"d staff":  "reason.next.one_way reason.by.knows",
		"e rival":  "reason.next.rival_never reason.by.account",
	} {
		if why[key] != want {
			t.Errorf("%s: %q, want %q", key, why[key], want)
		}
	}
	if len(why) != 4 || a.Next[0].Dots != 3 || a.Next[0].Gain < a.Next[3].Gain {
		t.Errorf("next = %+v", a.Next)
	}
}

func TestLadders(t *testing.T) {
	ds := grid()
	l := analyseAll(ds, analysis.Defaults(), 1).Accounts[0].Ladder
	want := [][]int{{0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}, {1, 0, 0, 0, 1}, {1, 0, 0, 0, 0}}
	for i := range want {
		if !slices.Equal(l.Matrix[i], want[i]) {
			t.Errorf("matrix row %d = %v, want %v", i+1, l.Matrix[i], want[i])
		}
	}
	if l.ExecDaysSince != nil || !l.EventOnly || *l.LayersBetween != 2 || *l.MaxGap != 160 {
		t.Errorf("ladder = %+v, want executives at events only, two layers, a gap of 160 days", l)
	}
	if l.ContactDays != 2 || l.ExecContactDays != 0 {
		t.Errorf("contact days = %d of %d, want 0 of 2", l.ExecContactDays, l.ContactDays)
	}
}

// TestDecisions takes quota, rivals and stages from the decision under way.
func TestDecisions(t *testing.T) {
	ds := grid()
	a := ds.Accounts[0]
	three := 3
	a.Decisions = []dataset.Decision{
		{Name: "old", Day: reviewDay - 100, Num: 9, Den: 10},
		{Name: "bid", Stage: "decide", Gate: true, Day: reviewDay + 30, Num: 2, Den: 3, AtLeast: true, Rivals: &three},
		{Name: "bid", Stage: "recommend", Day: reviewDay + 10},
		{Name: "bid", Stage: "evaluate", Gate: true, Day: reviewDay + 20},
		{Name: "later", Day: reviewDay + 300},
	}
	got := analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	v := got.Vote
	if v.W != 17 || v.Quota != 12 {
		t.Errorf("quota = %d of %d, want 12 of 17", v.Quota, v.W)
	}
	if p := got.People[4].P; math.Abs(p-1./13) > 1e-12 { // odds 1:3 for four bidders, a quarter for the rival
		t.Errorf("P = %v, want 1/13", p)
	}
	var names []string
	for _, s := range v.Staged.Stages {
		names = append(names, s.Name)
	}
	if !slices.Equal(names, []string{"recommend", "evaluate", "decide"}) || v.Staged.Stages[0].Gate || !v.Staged.Stages[1].Gate {
		t.Errorf("stages = %+v", v.Staged.Stages)
	}
	product := v.Staged.Stages[1].P * v.Staged.Stages[2].P
	if v.Staged.PWin <= 0 || v.Staged.PWin >= 1 || math.Abs(v.Staged.PWin-product) > 0.3 {
		t.Errorf("staged P = %v, gates alone %v", v.Staged.PWin, product)
	}
	a.Decisions = a.Decisions[:1]
	if got := analyseAll(ds, analysis.Defaults(), 1).Accounts[0].Vote; got.Quota != 16 || got.Staged != nil {
		t.Errorf("quota = %d, staged %v, want 16 and none", got.Quota, got.Staged)
	}
}

// TestScenarios moves the decision from the city to the county: the retained
// recommendation right has a value, and a scenario of the user is heard.
func TestScenarios(t *testing.T) {
	ds := grid()
	s := analysis.Defaults()
	s.Scenarios = []analysis.Shift{
		{Name: "reform", Account: "Grid", Unit: "county", Rights: map[string]string{"d staff": "evaluate"}, Likelihood: 1},
		{Name: "elsewhere", Account: "Other", Unit: "county"},
	}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	a := analyseAll(ds, s, 1).Accounts[0]
	byKey := map[string]analysis.Scenario{}
	worst := 0
	for _, sc := range a.Scenarios {
		byKey[sc.Key] = sc
		if sc.Worst {
			worst++
			for _, other := range a.Scenarios {
				if *other.PWin < *sc.PWin {
					t.Errorf("%s is marked the worst though %s is worse", sc.Key, other.Key)
				}
			}
		}
	}
	if worst != 1 {
		t.Errorf("%d scenarios are marked the worst", worst)
	}
	asIs, own := byKey["as_is"], byKey["own"]
	if *asIs.MovedUnit != 0 || math.Abs(*asIs.PWin-a.Vote.PWin) > 1e-12 || *asIs.Retention != 1 {
		t.Errorf("as is = %+v, want today's figures", asIs)
	}
	for _, key := range []string{"level_down", "unit", "single_head", "own"} {
		if _, ok := byKey[key]; !ok {
			t.Errorf("no scenario %s", key)
		}
	}
	if _, ok := byKey["level_up"]; ok {
		t.Error("a decision at the top moved up")
	}
	// City 5+3, county 2+1, tech 6 of 17; then city 2+3, county 5+3, tech 6 of 19.
	want := (8./17 - 5./19 + 8./19 - 3./17 + 6./17 - 6./19) / 2
	if math.Abs(*own.MovedUnit-want) > 1e-12 || own.Retained == nil || own.Args.Map()["name"] != "reform" {
		t.Errorf("own = %+v, want %v moved", own, want)
	}
	if a.ScenarioMean == nil || math.Abs(*a.ScenarioMean-*own.PWin) > 1e-12 {
		t.Errorf("mean = %v, want the one likely scenario", a.ScenarioMean)
	}
}

// TestWhatIsLeft takes the best-known person away.
func TestWhatIsLeft(t *testing.T) {
	a := analyseAll(grid(), analysis.Defaults(), 1).Accounts[0]
	if len(a.WhatIsLeft) != 5 || a.WhatIsLeft[0].Name != "a head" || a.WhatIsLeft[1].Kind != "level" {
		t.Fatalf("left = %+v, want person, level and three units", a.WhatIsLeft)
	}
	head := a.WhatIsLeft[0]
	if math.Abs(head.PWin-*a.Vote.PWinKeyAgainst) > 1e-12 || head.Share >= 0.5 {
		t.Errorf("without the head: %+v, want P %v and less than half the capital", head, *a.Vote.PWinKeyAgainst)
	}
}

// TestPortfolio sets engagement against revenue.
func TestPortfolio(t *testing.T) {
	ds := synthetic(12, 20, 60)
	for i, a := range ds.Accounts {
		*a.Revenue = math.Pow(2, float64(12-i))
	}
	*ds.Accounts[11].Revenue = -1
	ds.Accounts[10].Activities = dataset.Activities{}
	pf := analyseAll(ds, analysis.Defaults(), 3).Portfolio
	if len(pf.Lines) != 12 || !slices.Equal(pf.ExcludedNeg, []int{11}) || !slices.Equal(pf.Untouched, []int{10}) {
		t.Errorf("negative %v, untouched %v", pf.ExcludedNeg, pf.Untouched)
	}
	if !slices.Equal(pf.Tail.ClassA, []int{0, 1, 2}) || pf.Tail.N != 8 || pf.Lines[0].Tail || !pf.Lines[3].Tail || pf.Lines[11].Tail {
		t.Errorf("tail = %+v", pf.Tail)
	}
	c := pf.Concentration
	if math.Abs(c.K-(c.C-c.G)) > 1e-12 || c.G <= c.C || len(c.Revenue) != 12 {
		t.Errorf("concentration = %+v, want the tail better served than its revenue", c)
	}
	touches, known := 0, 0
	for _, l := range pf.Lines {
		if l.Shrunk == nil || l.ShrunkRate == nil {
			t.Error("a line is not shrunk")
		}
		for _, n := range l.ByLevel {
			touches += n
		}
		known += l.Known
	}
	for _, l := range pf.Levels {
		known -= l.Known
		if l.Level > 0 {
			touches -= l.Touches
		}
	}
	if touches != 0 || known != 0 {
		t.Errorf("levels and lines differ by %d touches and %d people", touches, known)
	}
}

// TestManyStakeholders reviews 2,000 people, one unit holding half of them.
func TestManyStakeholders(t *testing.T) {
	ds := synthetic(1, 2000, 6000)
	for i := range ds.Accounts[0].Stakeholders[:1000] {
		ds.Accounts[0].Stakeholders[i].Unit = ""
	}
	a := analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	checkInvariants(t, "2,000 people", a)
	v := a.Vote
	if v.Voters < 1900 || v.Runs != 18 || v.PWinCorrelated == nil || v.Rho != 0.3 {
		t.Fatalf("vote = %+v, want 18 runs and a correlated figure", v)
	}
	if v.Lo > *v.PWinCorrelated || *v.PWinCorrelated > v.Hi || v.Lo > v.PWin || v.PWin > v.Hi {
		t.Errorf("P %v and %v outside %v to %v", v.PWin, *v.PWinCorrelated, v.Lo, v.Hi)
	}
	if math.Abs(v.PWin-0.5) < math.Abs(*v.PWinCorrelated-0.5) {
		t.Errorf("correlation makes the outcome surer: %v against %v", *v.PWinCorrelated, v.PWin)
	}
	power := 0.0
	for i := range a.People {
		power += *a.People[i].Power
	}
	if math.Abs(power-1) > 1e-9 {
		t.Errorf("the powers add up to %v", power)
	}
}

// TestTopHeavy courts one director: nearly all touches go to one of 40.
func TestTopHeavy(t *testing.T) {
	ds := grid()
	a := ds.Accounts[0]
	a.Headcounts = []dataset.Headcount{{Level: 1, Lo: 1, Hi: 1}, {Level: 2, Lo: 3, Hi: 3}, {Level: 3, Lo: 11, Hi: 11}, {Level: 5, Lo: 25, Hi: 25}}
	var list []dataset.Activity
	for i := range 12 {
		who := int32(0)
		if i%3 == 2 {
			who = int32(1 + i/3)
		}
		list = append(list, dataset.Activity{Day: reviewDay - dataset.Day(60-i), Channel: dataset.Meeting,
			Direction: dataset.TwoWay, People: []int32{who}, Ours: []int32{1}})
	}
	a.Activities = dataset.NewActivities(list...)
	got := analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	wantNotice(t, got, "reason.notice.top_heavy")
	for _, n := range got.Notices {
		if got := n.Values(); n.Key == "reason.notice.top_heavy" && (got["touches"] != 8 || got["of"] != 12 || got["people"] != 1 ||
			got["of_people"] != 40 || len(n.Rows) != 8) {
			t.Errorf("top-heavy = %v from %d rows, want 8 of 12 touches to 1 of 40 people", got, len(n.Rows))
		}
	}
	if sp := got.Spread; !*sp.BeyondChance || sp.Top.LQ < 20 || *sp.Moves < 5 {
		t.Errorf("spread = %+v", sp)
	}
}

// TestSpan assumes head counts only when asked to.
func TestSpan(t *testing.T) {
	ds := grid()
	ds.Accounts[0].Headcounts = []dataset.Headcount{{Level: 1, Lo: 2, Hi: 2}}
	s := analysis.Defaults()
	if l := analyseAll(ds, s, 1).Accounts[0].Levels[2]; l.N != 2 || l.Assumed || l.Headcount != nil {
		t.Errorf("level 3 = %+v, want the two we know", l)
	}
	s.Span = 5
	a := analyseAll(ds, s, 1).Accounts[0]
	if l := a.Levels[2]; l.N != 50 || !l.Assumed || *l.HeadcountLo != 30 || l.Denominator != "headcount" {
		t.Errorf("level 3 = %+v, want 50 assumed, from 30", l)
	}
	wantNotice(t, a, "reason.notice.span_assumed")
	wantNotice(t, a, "reason.notice.settings_changed")
	if a.Index.Value == nil {
		t.Errorf("no index: %v", a.Index.Reason)
	}
}
