package measure_test

import "rapport/generator/measure"

// dispatch gives the function of every name in the cases. Fields that a case
// leaves out take the defaults of the method.
var dispatch = map[string]func(f in) any{
	"diversity":            func(f in) any { return measure.Diversity(f.floats("counts")) },
	"hill":                 in.hill,
	"entropy_miller_madow": func(f in) any { return measure.EntropyMillerMadow(f.floats("counts")) },
	"entropy_chao_shen":    func(f in) any { return measure.EntropyChaoShen(f.floats("counts")) },
	"entropy_dirichlet": func(f in) any {
		return measure.EntropyDirichlet(f.floats("counts"), f.float("a", 0.5))
	},
	"gini":         func(f in) any { return measure.Gini(f.floats("x")) },
	"theil":        in.theil,
	"divergence":   func(f in) any { return measure.Divergence(f.floats("counts"), f.floats("target")) },
	"target_floor": func(f in) any { return one("target", measure.TargetFloor(f.floats("target"), f.float("eps", 0.01))) },
	"blended_target": func(f in) any {
		heads := f.floats("heads")
		return one("t", measure.BlendedTarget(heads, f.filled("weights", len(heads), 0), f.float("lambda_", f.float("lambda", 0.5)), f.float("eps", 0.01)))
	},
	"kl_null":             func(f in) any { return measure.KlNull(f.int("n", 0), f.floats("target")) },
	"multinomial_exact_p": func(f in) any { return measure.MultinomialExactP(f.ints("counts"), f.floats("target")) },
	"luck_line": func(f in) any {
		return measure.LuckLine(f.int("n", 0), f.floats("target"), f.float("alpha", 0.05))
	},
	"top_heaviness": func(f in) any {
		return measure.TopHeaviness(f.floats("touches"), f.floats("heads"), get(f, "top", []int{1}), f.float("z", measure.Z90))
	},
	"wilson": func(f in) any {
		return measure.Wilson(f.float("x", 0), f.float("n", 0), f.float("z", 1.959963984540054))
	},
	"kish_neff": func(f in) any {
		return one("n_eff", measure.KishNeff(f.ints("sizes")))
	},

	"wpb_pmf":  func(f in) any { return one("pmf", measure.WpbPmf(f.ints("w"), f.floats("p"))) },
	"wpb_tail": func(f in) any { return one("P", measure.WpbTail(f.ints("w"), f.floats("p"), f.int("q", 0))) },
	"vote":     func(f in) any { return must(measure.Vote(f.ints("w"), f.floats("p"), f.int("q", 0), f.key("key"))) },
	"quota": func(f in) any {
		return one("q", measure.Quota(f.int("W", 0), f.int("num", 1), f.int("den", 2), get(f, "mode", "") == "at_least"))
	},
	"gain": func(f in) any {
		return one("gain", measure.Gain(f.ints("w"), f.floats("p"), f.int("q", 0), f.int("i", 0), f.float("p_new", 0)))
	},
	"joint_importance": func(f in) any {
		return one("value", measure.JointImportance(f.ints("w"), f.floats("p"), f.int("q", 0), f.int("i", 0), f.int("j", 0)))
	},
	"min_coalition_without_key": func(f in) any {
		return one("k", measure.MinCoalitionWithoutKey(f.ints("w"), f.int("q", 0), f.key("key")))
	},
	"vote_with_kill": func(f in) any {
		p := f.floats("p")
		return measure.VoteWithKill(f.ints("w"), p, f.filled("o", len(p), 0), f.int("q", 0))
	},
	"objection":      func(f in) any { return measure.Objection(f.floats("p")) },
	"banzhaf":        func(f in) any { return measure.Banzhaf(f.ints("w"), f.int("q", 0)) },
	"shapley_shubik": func(f in) any { return measure.ShapleyShubik(f.ints("w"), f.int("q", 0)) },
	"staged_gate":    func(f in) any { return measure.StagedGate(get(f, "stages", []measure.Stage{})) },
	"staged_advisory": func(f in) any {
		return measure.StagedAdvisory(measure.Stage{W: f.ints("w1"), P: f.floats("p1"), Q: f.int("q1", 0)},
			measure.Stage{W: f.ints("w2"), P: f.floats("p2"), Q: f.int("q2", 0)}, f.float("delta", 0.6931471805599453))
	},
	"staged_overlap": func(f in) any {
		return must(measure.StagedOverlap(f.ints("w1"), f.ints("w2"), f.floats("p"), f.int("q1", 0), f.int("q2", 0)))
	},
	"ternary": func(f in) any {
		w := f.ints("w")
		return measure.Ternary(w, f.floats("p_for"), f.filled("p_abstain", len(w), 0))
	},
	"copula_tail": func(f in) any {
		return measure.CopulaTail(f.ints("w"), f.floats("p"), get[[]string](f, "units", nil), f.float("rho", 0), f.int("q", 0), f.key("key"))
	},
	"betabinomial_tail": func(f in) any {
		return one("P", measure.BetabinomialTail(f.int("n", 0), f.float("mean", 0.5), f.float("rho", 0), f.int("q", 0)))
	},
	"support_probability": in.support,
	"scenario_shift":      in.scenario,
	"brier":               func(f in) any { return one("brier", measure.Brier(f.floats("p"), f.floats("y"))) },

	"decay":    in.decay,
	"coverage": in.coverage,
	"coverage_bounds": func(f in) any {
		return measure.CoverageBounds(f.int("covered", 0), f.int("known", 0), f.optional("hc_lo"), f.optional("hc_hi"))
	},
	"coverage_gap": func(f in) any {
		return one("gap", measure.CoverageGap(f.int("covered", 0), f.int("N", 0), f.float("target", 0.5)))
	},
	"chao1":   func(f in) any { return measure.Chao1(f.ints("touches_per_contact")) },
	"max_gap": func(f in) any { return one("days", measure.MaxGap(f.ints("ages"), f.int("lookback", 365))) },

	"kakwani": func(f in) any { return measure.Kakwani(f.floats("engagement"), f.floats("revenue")) },
	"tail_neglect": func(f in) any {
		revenue := f.floats("revenue")
		return measure.TailNeglect(revenue, f.filled("engagement", len(revenue), 0), f.floats("profit"), f.float("cut", 0.8))
	},
	"eb_beta_binomial": func(f in) any { return measure.EbBetaBinomial(f.ints("x"), f.ints("n")) },
	"eb_gamma_poisson": func(f in) any {
		y := f.floats("y")
		return measure.EbGammaPoisson(y, f.filled("exposure", len(y), 1))
	},
	"kitagawa": func(f in) any {
		return measure.Kitagawa(f.floats("w0"), f.floats("r0"), f.floats("w1"), f.floats("r1"))
	},
	"mcnemar_exact": func(f in) any { return one("p", measure.McnemarExact(f.int("b", 0), f.int("c", 0))) },
	"standardized_response_mean": func(f in) any {
		return one("srm", measure.StandardizedResponseMean(f.floats("d")))
	},
	"rbo_ext": func(f in) any {
		return one("rbo", measure.RboExt(get(f, "a", []any{}), get(f, "b", []any{}), f.float("p", 0.9)))
	},
	"kendall_tau_b": func(f in) any { return one("tau", measure.KendallTauB(f.floats("x"), f.floats("y"))) },

	"ladder": func(f in) any {
		var m [][]int
		for _, row := range get(f, "M", [][]float64{}) {
			m = append(m, whole(row))
		}
		return measure.Ladder(m)
	},
	"layers_between": func(f in) any {
		parents := map[string]string{}
		for who, up := range get(f, "parents", map[string]*string{}) {
			if up != nil {
				parents[who] = *up
			}
		}
		return one("layers", measure.LayersBetween(parents, get(f, "boss", ""), get(f, "active", []string{})))
	},
	"level_attainment": func(f in) any {
		n := f.ints("N")
		return measure.LevelAttainment(f.ints("recent"), n, f.float("target_cov", 0.5), f.filled("t", len(n), 1), f.float("floor", 0.05))
	},
	"engaged_votes_without_key": func(f in) any {
		return one("value", measure.EngagedVotesWithoutKey(f.floats("w"), f.floats("R"), f.float("q", 0), f.key("key")))
	},
	"executive_presence": func(f in) any {
		return one("value", measure.ExecutivePresence(f.optional("days"), f.float("grace", 90), f.float("half_life", 90)))
	},
	"index": func(f in) any {
		return measure.Index(f.floats("components"), f.weights(), f.float("floor", 0.05))
	},
	"index_change": func(f in) any {
		return measure.IndexChange(f.floats("c0"), f.floats("c1"), f.weights(), f.float("floor", 0.05))
	},
}

// weights are those of the index.
func (f in) weights() []float64 { return get(f, "weights", []float64{0.35, 0.30, 0.25, 0.10}) }
