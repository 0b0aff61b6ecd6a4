package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

var (
	rightWords    = []string{"none", "influence", "recommend", "evaluate", "decide"}
	stanceWords   = []string{"unknown", "opponent", "neutral", "supporter"}
	channelWords  = []string{"other", "meeting", "call", "email", "event"}
	tableWords    = []string{"default", "flat", "steep"}
	componentKeys = []string{"reach", "levels", "votes_without_key", "executive"}
)

// Check tells the first setting, in the order of METRICS 14, whose value
// cannot be used, as a sentence that names it and what is wanted. Settings
// that pass are safe for Analyse.
func (s Settings) Check() error {
	return cmp.Or(
		s.checkTouches(), s.checkTarget(), s.Vote.check(), s.Support.check(),
		s.checkObjection(), s.Index.check(), s.checkRest(),
	)
}

func (s Settings) checkTouches() error {
	return cmp.Or(
		atLeast("lookback", s.Lookback, 1),
		atLeast("recent", s.Recent, 1),
		wanted(s.Recent <= s.Lookback, "recent", s.Recent, "no more days than lookback"),
		above("half_life", s.HalfLife),
		above("s_half", s.SHalf),
		atLeast("event_min_contacts", s.EventMinContacts, 2),
		checkTable("channel_values", s.ChannelValues, channelWords, 0, 1000),
	)
}

func (s Settings) checkTarget() error {
	err := cmp.Or(
		between("target.lambda", s.Target.Lambda, 0, 1),
		between("target.eps", s.Target.Eps, 0, 0.5),
		above("target.eps", s.Target.Eps),
	)
	total := 0.0
	for i, v := range s.Target.Custom {
		err = cmp.Or(err, between("target.custom["+strconv.Itoa(i)+"]", v, 0, 1e9))
		total += v
	}
	if len(s.Target.Custom) > 0 {
		err = cmp.Or(err, wanted(total > 0, "target.custom", s.Target.Custom, "at least one value above 0"))
	}
	for _, l := range s.TopLevels {
		err = cmp.Or(err, atLeast("top_levels", l, 1))
	}
	for _, l := range slices.Sorted(maps.Keys(s.Cadence)) {
		err = cmp.Or(err, atLeast("cadence", l, 1), atLeast(fmt.Sprintf("cadence.%d", l), s.Cadence[l], 1))
	}
	return err
}

func (v VoteSettings) check() error {
	var err error
	for _, k := range slices.Sorted(maps.Keys(v.Points)) {
		err = cmp.Or(err, known("vote.points", k, rightWords),
			wanted(v.Points[k] >= 0 && v.Points[k] <= 10000, "vote.points."+k, v.Points[k], "a whole number from 0 to 10000"))
	}
	for _, l := range slices.Sorted(maps.Keys(v.LevelMult)) {
		err = cmp.Or(err, wanted(v.LevelMult[l] >= 0 && v.LevelMult[l] <= 1000,
			fmt.Sprintf("vote.level_mult.%d", l), v.LevelMult[l], "a whole number from 0 to 1000"))
	}
	err = cmp.Or(err,
		atLeast("vote.quota.den", v.Quota.Den, 1),
		atLeast("vote.quota.num", v.Quota.Num, 1),
		wanted(v.Quota.Num <= v.Quota.Den && v.Quota.Den <= 1_000_000, "vote.quota",
			fmt.Sprintf("%d/%d", v.Quota.Num, v.Quota.Den), "a share up to 1/1"),
		known("vote.quota.mode", v.Quota.Mode, []string{"more_than", "at_least"}),
		wanted(v.Quota.Mode == "at_least" || v.Quota.Num < v.Quota.Den, "vote.quota",
			fmt.Sprintf("more_than %d/%d", v.Quota.Num, v.Quota.Den), "a share that votes can exceed"),
		known("vote.mode", v.Mode, []string{"single_ballot", "staged"}),
	)
	for _, d := range v.Band.Delta {
		err = cmp.Or(err, between("vote.band.delta", d, -10, 10))
	}
	for _, r := range v.Band.Rho {
		err = cmp.Or(err, between("vote.band.rho", r, 0, 0.95))
	}
	for _, t := range v.Band.Tables {
		err = cmp.Or(err, known("vote.band.tables", t, tableWords))
	}
	runs := len(v.Band.Delta) * len(v.Band.Rho) * len(v.Band.Tables)
	return cmp.Or(err, wanted(runs <= 100, "vote.band", runs, "at most 100 runs"))
}

func (s Support) check() error {
	var err error
	if s.Prior != "auto" {
		p, perr := strconv.ParseFloat(s.Prior, 64)
		err = wanted(perr == nil && p > 0 && p < 1, "support.prior", s.Prior, "auto or a number between 0 and 1")
	}
	return cmp.Or(err,
		between("support.bf_stance", s.BFStance, 1, 1e6),
		between("support.bf_relationship", s.BFRelationship, 1, 1e6),
		between("support.bf_rival", s.BFRival, 1, 1e6),
		above("support.stance_half_life", s.StanceHalfLife),
		between("support.undated_confidence", s.UndatedConfidence, 0, 1),
		wanted(s.Clamp[0] > 0 && s.Clamp[0] < s.Clamp[1] && s.Clamp[1] < 1, "support.clamp", s.Clamp,
			"two rising numbers between 0 and 1"),
	)
}

func (s Settings) checkObjection() error {
	return cmp.Or(
		checkTable("objection_given_no_support", s.Objection, stanceWords, 0, 1),
		between("veto_given_no_support", s.Veto, 0, 1),
	)
}

func (x IndexSettings) check() error {
	err := checkTable("index.weights", x.Weights, componentKeys, 0, 1e6)
	total := 0.0
	for _, w := range x.Weights {
		total += w
	}
	return cmp.Or(err,
		wanted(total > 0, "index.weights", total, "a sum above 0"),
		wanted(x.Floor > 0 && x.Floor < 1, "index.floor", x.Floor, "a number between 0 and 1"),
		wanted(x.TargetCoverage > 0 && x.TargetCoverage <= 1, "index.target_coverage", x.TargetCoverage,
			"a share above 0, up to 1"),
		between("index.exec_grace", x.ExecGrace, 0, 1e6),
		above("index.exec_half_life", x.ExecHalfLife),
		atLeast("index.exec_max_level", x.ExecMaxLevel, 1),
	)
}

func (s Settings) checkRest() error {
	err := cmp.Or(
		wanted(s.Portfolio.TailCut > 0 && s.Portfolio.TailCut < 1, "portfolio.tail_cut", s.Portfolio.TailCut,
			"a share between 0 and 1"),
		between("unknown_level_limit", s.UnknownLimit, 0, 1),
		wanted(s.Span >= 0 && s.Span <= 100, "span", s.Span, "0 (off) or up to 100 people for each one above"),
		wanted(s.PlanLength >= 0 && s.PlanLength <= 50, "plan_length", s.PlanLength, "0 to 50 meetings"),
	)
	for i, sh := range s.Scenarios {
		at := fmt.Sprintf("scenarios[%d]", i)
		err = cmp.Or(err,
			wanted(sh.Name != "", at+".name", sh.Name, "a name"),
			wanted(sh.Unit != "" || sh.Level > 0 || len(sh.Rights) > 0, at, sh.Name, "a unit, a level or rights"),
			wanted(sh.Level >= 0, at+".level", sh.Level, "a level from 1"),
			between(at+".likelihood", sh.Likelihood, 0, 1e6),
		)
		for _, k := range slices.Sorted(maps.Keys(sh.Rights)) {
			err = cmp.Or(err, known(at+".rights."+k, sh.Rights[k], rightWords))
		}
	}
	return err
}

func wanted(ok bool, name string, got any, want string) error {
	if ok {
		return nil
	}
	return fmt.Errorf("setting %s is %v (want %s)", name, got, want)
}

func atLeast(name string, v, lowest int) error {
	return wanted(v >= lowest && v <= 1_000_000, name, v, fmt.Sprintf("a whole number from %d", lowest))
}

func above(name string, v float64) error {
	return wanted(v > 0 && v <= 1e9, name, v, "a number above 0")
}

func between(name string, v, lo, hi float64) error {
	return wanted(v >= lo && v <= hi, name, v, fmt.Sprintf("a number from %v to %v", lo, hi))
}

func known(name, word string, words []string) error {
	return wanted(slices.Contains(words, word), name, strconv.Quote(word), fmt.Sprintf("one of %q", words))
}

func checkTable(name string, table map[string]float64, words []string, lo, hi float64) error {
	for _, k := range slices.Sorted(maps.Keys(table)) {
		if err := cmp.Or(known(name, k, words), between(name+"."+k, table[k], lo, hi)); err != nil {
			return err
		}
	}
	return nil
}
