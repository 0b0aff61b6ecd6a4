package analysis_test

import (
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

func day(t testing.TB, s string) dataset.Day {
	t.Helper()
	d, err := dataset.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestQuarterOf(t *testing.T) {
	for _, c := range []struct {
		day         string
		start       int
		label       string
		first, last string
	}{
		{"2026-09-30", 1, "2026-Q3", "2026-07-01", "2026-09-30"},
		{"2026-01-01", 1, "2026-Q1", "2026-01-01", "2026-03-31"},
		{"2024-12-31", 1, "2024-Q4", "2024-10-01", "2024-12-31"},
		{"2026-09-30", 0, "2026-Q3", "2026-07-01", "2026-09-30"},
		{"2026-09-30", 4, "2027-Q2", "2026-07-01", "2026-09-30"},
		{"2026-03-31", 4, "2026-Q4", "2026-01-01", "2026-03-31"},
		{"2026-01-15", 2, "2026-Q4", "2025-11-01", "2026-01-31"},
		{"2026-02-01", 2, "2027-Q1", "2026-02-01", "2026-04-30"},
		{"2026-11-30", 12, "2026-Q4", "2026-09-01", "2026-11-30"},
		{"2024-02-29", 12, "2024-Q1", "2023-12-01", "2024-02-29"},
	} {
		got := analysis.QuarterOf(day(t, c.day), c.start)
		if got.Label != c.label || got.From != day(t, c.first) || got.To != day(t, c.last) {
			t.Errorf("QuarterOf(%s, %d) = %+v, want %s %s %s", c.day, c.start, got, c.label, c.first, c.last)
		}
		parsed, err := analysis.ParsePeriod(c.label, c.start)
		if err != nil || parsed != got {
			t.Errorf("ParsePeriod(%s, %d) = %+v, %v, want %+v", c.label, c.start, parsed, err, got)
		}
	}
}

func TestParsePeriodRefuses(t *testing.T) {
	for _, label := range []string{"", "2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-3", "Q3-2026", "2026-Q33", "+026-Q1"} {
		if p, err := analysis.ParsePeriod(label, 1); err == nil || !strings.Contains(err.Error(), "2026-Q3") {
			t.Errorf("ParsePeriod(%q) = %+v, %v, want an error with an example", label, p, err)
		}
	}
}

func TestDefaultPeriod(t *testing.T) {
	ds := &dataset.Dataset{Accounts: []*dataset.Account{{Key: "a", Activities: dataset.NewActivities(
		dataset.Activity{Day: day(t, "2026-05-02")}, dataset.Activity{Day: day(t, "2026-08-01")}, dataset.Activity{Day: day(t, "2027-01-01")},
	)}}}
	today := day(t, "2026-11-23")
	if got := analysis.DefaultPeriod(ds, today, 1); got.Label != "2026-Q3" {
		t.Errorf("DefaultPeriod = %s, want 2026-Q3", got.Label)
	}
	if got := analysis.DefaultAsOf(analysis.QuarterOf(today, 1), today); got != today {
		t.Errorf("DefaultAsOf = %s, want %s", got, today)
	}
	if got := analysis.DefaultPeriod(&dataset.Dataset{}, today, 1); got.Label != "2026-Q4" {
		t.Errorf("DefaultPeriod without touches = %s, want 2026-Q4", got.Label)
	}
}

func TestCheck(t *testing.T) {
	if err := analysis.Defaults().Check(); err != nil {
		t.Fatalf("Defaults().Check() = %v, want nil", err)
	}
	for _, c := range []struct {
		want  string
		spoil func(*analysis.Settings)
	}{
		{"lookback", func(s *analysis.Settings) { s.Lookback = 0 }},
		{"recent", func(s *analysis.Settings) { s.Recent = 400 }},
		{"half_life", func(s *analysis.Settings) { s.HalfLife = 0 }},
		{"event_min_contacts", func(s *analysis.Settings) { s.EventMinContacts = 1 }},
		{"channel_values", func(s *analysis.Settings) { s.ChannelValues["fax"] = 1 }},
		{"channel_values.call", func(s *analysis.Settings) { s.ChannelValues["call"] = -1 }},
		{"target.lambda", func(s *analysis.Settings) { s.Target.Lambda = 1.5 }},
		{"target.custom", func(s *analysis.Settings) { s.Target.Custom = []float64{0, 0} }},
		{"vote.points", func(s *analysis.Settings) { s.Vote.Points["approve"] = 1 }},
		{"vote.quota", func(s *analysis.Settings) { s.Vote.Quota = analysis.Quota{Num: 1, Den: 1, Mode: "more_than"} }},
		{"vote.quota.mode", func(s *analysis.Settings) { s.Vote.Quota.Mode = "most" }},
		{"vote.mode", func(s *analysis.Settings) { s.Vote.Mode = "runoff" }},
		{"vote.band.rho", func(s *analysis.Settings) { s.Vote.Band.Rho = []float64{1} }},
		{"vote.band.tables", func(s *analysis.Settings) { s.Vote.Band.Tables = []string{"soft"} }},
		{"support.prior", func(s *analysis.Settings) { s.Support.Prior = "half" }},
		{"support.clamp", func(s *analysis.Settings) { s.Support.Clamp = [2]float64{0.9, 0.1} }},
		{"objection_given_no_support", func(s *analysis.Settings) { s.Objection["angry"] = 0.1 }},
		{"veto_given_no_support", func(s *analysis.Settings) { s.Veto = 2 }},
		{"index.weights", func(s *analysis.Settings) { s.Index.Weights = map[string]float64{"reach": 0} }},
		{"index.floor", func(s *analysis.Settings) { s.Index.Floor = 0 }},
		{"portfolio.tail_cut", func(s *analysis.Settings) { s.Portfolio.TailCut = 1 }},
		{"span", func(s *analysis.Settings) { s.Span = -1 }},
		{"plan_length", func(s *analysis.Settings) { s.PlanLength = 51 }},
		{"scenarios[0].name", func(s *analysis.Settings) { s.Scenarios = []analysis.Shift{{Unit: "city"}} }},
		{"scenarios[0].rights.c1", func(s *analysis.Settings) {
			s.Scenarios = []analysis.Shift{{Name: "x", Rights: map[string]string{"c1": "sign"}}}
		}},
	} {
		s := analysis.Defaults()
		c.spoil(&s)
		err := s.Check()
		if err == nil || !strings.HasPrefix(err.Error(), "setting "+c.want+" is ") || !strings.Contains(err.Error(), "(want ") {
			t.Errorf("Check() = %v, want a sentence on %s", err, c.want)
		}
	}
}
