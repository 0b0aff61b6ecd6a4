package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// method says what was computed and with which thresholds, so that a reader
// can repeat it.
func (v *accountView) method() *Section {
	return &Section{ID: "s-method", Nav: v.T("nav.method"), Title: v.T("method.title"), How: v.T("method.how"), Blocks: []Block{v.methods}}
}

func (s *scribe) methodBlocks() []Block {
	var out []Block
	set := s.r.Settings
	for _, key := range []string{"touch", "coverage", "spread", "vote", "uncertainty", "limits"} {
		if s.r.Hides("odds") && (key == "vote" || key == "uncertainty") {
			continue
		}
		out = append(out, Block{Text: emphasise(s.T("method."+key, "lookback", set.Lookback, "recent", set.Recent,
			"events", set.EventMinContacts, "half_life", number(set.HalfLife), "limit", s.Percent(set.UnknownLimit)))})
	}
	fold := &Fold{ID: "thresholds", Summary: s.T("method.thresholds")}
	fold.Blocks = []Block{{Table: s.settingsTable(fold.Summary)}}
	return append(out, Block{Fold: fold})
}

func (s *scribe) settingsTable(caption string) *Table {
	set := s.r.Settings
	t := &Table{ID: "t-settings", Caption: caption, Columns: []Column{{Text: s.T("column.setting")}, {Text: s.T("column.value")}}}
	for _, row := range [][2]string{
		{"lookback", strconv.Itoa(set.Lookback)}, {"recent", strconv.Itoa(set.Recent)}, {"half_life", number(set.HalfLife)},
		{"s_half", number(set.SHalf)}, {"daily_cap", strconv.FormatBool(set.DailyCap)},
		{"event_min_contacts", strconv.Itoa(set.EventMinContacts)}, {"channel_values", numbers(set.ChannelValues)},
		{"target.lambda", number(set.Target.Lambda)}, {"target.eps", number(set.Target.Eps)}, {"top_levels", list(set.TopLevels)},
		{"vote.points", integers(set.Vote.Points)}, {"vote.quota", fmt.Sprintf("%s %d/%d", set.Vote.Quota.Mode, set.Vote.Quota.Num, set.Vote.Quota.Den)},
		{"vote.key_vote", set.Vote.KeyVote}, {"vote.mode", set.Vote.Mode},
		{"vote.band", fmt.Sprintf("delta %s, rho %s, %s", floats(set.Vote.Band.Delta), floats(set.Vote.Band.Rho), strings.Join(set.Vote.Band.Tables, " "))},
		{"support.prior", set.Support.Prior}, {"support.bf_stance", number(set.Support.BFStance)},
		{"support.bf_relationship", number(set.Support.BFRelationship)}, {"support.bf_rival", number(set.Support.BFRival)},
		{"support.stance_half_life", number(set.Support.StanceHalfLife)}, {"support.undated_confidence", number(set.Support.UndatedConfidence)},
		{"support.clamp", floats(set.Support.Clamp[:])}, {"objection_given_no_support", numbers(set.Objection)},
		{"veto_given_no_support", number(set.Veto)}, {"index.weights", numbers(set.Index.Weights)}, {"index.floor", number(set.Index.Floor)},
		{"index.target_coverage", number(set.Index.TargetCoverage)}, {"index.exec_grace", number(set.Index.ExecGrace)},
		{"index.exec_half_life", number(set.Index.ExecHalfLife)}, {"index.exec_max_level", strconv.Itoa(set.Index.ExecMaxLevel)},
		{"portfolio.tail_cut", number(set.Portfolio.TailCut)}, {"unknown_level_limit", number(set.UnknownLimit)},
		{"span", strconv.Itoa(set.Span)}, {"plan_length", strconv.Itoa(set.PlanLength)},
	} {
		if group, _, _ := strings.Cut(row[0], "."); s.r.Hides("odds") && slices.Contains(modelSettings, group) {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: row[0], Head: true, Class: "src"}, {Text: clean(row[1])}}})
	}
	return t
}

// modelSettings are the groups of settings that only the vote model has.
var modelSettings = []string{"vote", "support", "objection_given_no_support", "veto_given_no_support", "plan_length"}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func numbers(m map[string]float64) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+" "+number(m[k]))
	}
	return strings.Join(out, ", ")
}

func integers(m map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, k+" "+strconv.Itoa(m[k]))
	}
	return strings.Join(out, ", ")
}

func floats(list []float64) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = number(x)
	}
	return strings.Join(out, " ")
}

func list(ints []int) string {
	out := make([]string, len(ints))
	for i, x := range ints {
		out[i] = strconv.Itoa(x)
	}
	return strings.Join(out, " ")
}
