package analysis_test

import (
	"math"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// TestSettingsNeverBreak reviews odd accounts under settings that Check lets
// pass; encoding refuses NaN and infinities, so that none can hide.
func TestSettingsNeverBreak(t *testing.T) {
	for name, change := range map[string]func(*analysis.Settings){
		"defaults":       func(*analysis.Settings) {},
		"no band":        func(s *analysis.Settings) { s.Vote.Band = analysis.Band{} },
		"strong moods":   func(s *analysis.Settings) { s.Vote.Band.Rho = []float64{0.95} },
		"no top":         func(s *analysis.Settings) { s.TopLevels = nil },
		"several tops":   func(s *analysis.Settings) { s.TopLevels = []int{1, 2, 3, 4, 5, 99} },
		"nobody counts":  func(s *analysis.Settings) { s.Vote.LevelMult = map[int]int{0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0} },
		"few count":      func(s *analysis.Settings) { s.Vote.LevelMult = map[int]int{2: 0, 3: 0, 4: 7, 5: 0} },
		"heavy votes":    func(s *analysis.Settings) { s.Vote.Points = map[string]int{"decide": 9999, "influence": 9998} },
		"all must agree": func(s *analysis.Settings) { s.Vote.Quota = analysis.Quota{Num: 1, Den: 1, Mode: "at_least"} },
		"span":           func(s *analysis.Settings) { s.Span = 5 },
		"own target":     func(s *analysis.Settings) { s.Target.Custom = []float64{1, 0, 3} },
		"by heads":       func(s *analysis.Settings) { s.Target.Lambda = 0 },
		"no cap":         func(s *analysis.Settings) { s.DailyCap = false },
		"short memory":   func(s *analysis.Settings) { s.Lookback, s.Recent, s.HalfLife = 1, 1, 0.001 },
		"no plan":        func(s *analysis.Settings) { s.PlanLength = 0 },
		"long plan":      func(s *analysis.Settings) { s.PlanLength = 50 },
		"one component":  func(s *analysis.Settings) { s.Index.Weights = map[string]float64{"reach": 1, "levels": 0} },
		"staged":         func(s *analysis.Settings) { s.Vote.Mode = "staged" },
		"key by name":    func(s *analysis.Settings) { s.Vote.KeyVote = "p00003" },
		"fixed prior":    func(s *analysis.Settings) { s.Support.Prior = "0.999" },
		"half of nothing": func(s *analysis.Settings) {
			s.ChannelValues = map[string]float64{"meeting": 0, "call": 0, "email": 0, "event": 0}
		},
	} {
		s := analysis.Defaults()
		change(&s)
		if err := s.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, o := range []analysis.Options{
			{AsOf: reviewDay},
			{AsOf: reviewDay - 5000},
			{AsOf: reviewDay + 5000, Period: analysis.QuarterOf(reviewDay, 1)},
			{Period: analysis.QuarterOf(reviewDay+9000, 4)},
		} {
			for _, a := range analysis.Analyse(oddities(), s, o).Accounts {
				if got := figures(t, a); len(got) < 100 {
					t.Errorf("%s: %s", name, got)
				}
				checkInvariants(t, name, a)
			}
		}
	}
}

// oddities are accounts at the edge of what the dataset stage lets through.
func oddities() *dataset.Dataset {
	ds := synthetic(3, 14, 60)
	a := ds.Accounts[0]
	for i := range a.Stakeholders {
		a.Stakeholders[i].Right = dataset.NoRight
	}
	b := ds.Accounts[1]
	b.Headcounts = []dataset.Headcount{{Level: 1, Lo: 0, Hi: 0}, {Level: 7, Lo: 5, Hi: 9}, {Unit: "city", Lo: 1, Hi: 1},
		{Lo: 500, Hi: 500}, {Level: 3, Lo: 100000, Hi: 200000}}
	for i := range b.Stakeholders {
		zero, one := 0.0, 1.0
		b.Stakeholders[i].Override = []*float64{&zero, &one, nil}[i%3]
		b.Stakeholders[i].Veto = i%4 == 0
		b.Stakeholders[i].StanceDay = reviewDay + 40
	}
	list := b.Activities.List()
	list[3].People = []int32{0, 1, 2, 3, 4, 5, 6, 7, 8}
	list[4].People, list[4].Ours = nil, nil
	b.Activities = dataset.NewActivities(list...)
	c := ds.Accounts[2]
	for i := range c.Stakeholders {
		c.Stakeholders[i].Level = 0
		c.Stakeholders[i].From = reviewDay - 10
	}
	rivals := 50
	c.Rivals, c.Revenue = &rivals, nil
	return ds
}

// checkInvariants holds an account against invariants 1, 5, 7, 10, 11 and 13.
func checkInvariants(t *testing.T, name string, a *analysis.Account) {
	t.Helper()
	for _, l := range a.Levels {
		if l.N < l.Known || l.Known < l.Touched || l.Touched < l.TwoWay || l.TwoWay < l.Recent {
			t.Errorf("%s: the funnel of level %d is not nested: %+v", name, l.Level, l)
		}
	}
	if sp := a.Spread; sp.TVD != nil && sp.KL != nil && *sp.TVD > math.Sqrt(*sp.KL/2)+1e-12 {
		t.Errorf("%s: D %v is above Pinsker's bound of KL %v", name, *sp.TVD, *sp.KL)
	}
	if x := a.Index; x.Value != nil {
		lost := 100 - *x.Value
		for _, c := range x.Components {
			lost -= c.Lost
		}
		if math.Abs(lost) > 1e-9 {
			t.Errorf("%s: the waterfall misses %v points", name, lost)
		}
	}
	v := a.Vote
	if v == nil || v.Refused != "" {
		return
	}
	if v.PFinal < v.PWin*v.PNoStop-1e-12 || v.PFinal > v.PNoStop+1e-12 {
		t.Errorf("%s: P final %v against %v times %v", name, v.PFinal, v.PWin, v.PNoStop)
	}
	if o := v.Objection; *o.P < o.Lo-1e-12 || *o.P > o.Hi+1e-12 {
		t.Errorf("%s: objection %v outside %v to %v", name, *o.P, o.Lo, o.Hi)
	}
	if v.Key != nil {
		p := a.People[*v.Key].P
		if math.Abs(p**v.PWinKeyFor+(1-p)**v.PWinKeyAgainst-v.PWin) > 1e-9 {
			t.Errorf("%s: P %v is not the mean of %v and %v", name, v.PWin, *v.PWinKeyFor, *v.PWinKeyAgainst)
		}
	}
}
