package measure_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"rapport/generator/measure"
)

// TestNames finds every function of the oracle under its name in Go.
func TestNames(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				have[f.Name.Name] = true
			}
		}
	}
	for fn := range dispatch {
		name := ""
		for _, word := range strings.Split(fn, "_") {
			name += strings.ToUpper(word[:1]) + word[1:]
		}
		if !have[name] {
			t.Errorf("%s: no function %s", fn, name)
		}
	}
}

// TestEdges gives inputs at the edge of what is defined.
func TestEdges(t *testing.T) {
	for _, c := range []struct{ name, fn, input, want string }{
		{"no level", "diversity", `{"counts":[]}`, `{"n":0,"K":0,"S_obs":0,"H":null,"D0":null,"heip":null}`},
		{"decayed mass", "diversity", `{"counts":[0.5,1.5]}`, `{"n":2,"D0":2,"HHI":0.625,"simpson_unbiased":null}`},
		{"no touch", "hill", `{"counts":[0,0],"q":2}`, `{"value":null}`},
		{"near order 1", "hill", `{"counts":[8,2,1,1],"q":1.0000000001}`, `{"value":2.672696154326}`},
		{"no touch", "entropy_miller_madow", `{"counts":[0,0]}`, `{"H_mm":null,"H_mm_capped":null}`},
		{"no touch", "entropy_chao_shen", `{"counts":[0]}`, `{"coverage":null,"H_cs":null,"H_cs_capped":null}`},
		{"one level", "entropy_dirichlet", `{"counts":[3]}`, `{"mean":0,"sd":0}`},
		{"no level", "entropy_dirichlet", `{"counts":[]}`, `{"mean":null,"sd":null}`},
		{"nobody", "gini", `{"x":[]}`, `{"G":null,"G_corr":null,"G_sparse":null,"G_sparse_corr":null}`},
		{"one touch", "gini", `{"x":[1,0]}`, `{"G":0.5,"G_corr":1,"G_sparse":0,"G_sparse_corr":null}`},
		{"all equal", "theil", `{"x":[0.1,0.1,0.1],"groups":["a","a","b"]}`, `{"T":0,"within":0,"between_share":null}`},
		{"nobody", "theil", `{"x":[],"groups":[]}`, `{"T":null,"between":null,"within":null,"between_share":null,"groups":{}}`},
		{"no touch", "divergence", `{"counts":[0,0],"target":[1,1]}`, `{"KL":null,"exp_neg_KL":null,"JSD":null,"TVD":null,"G_stat":null,"moves":null}`},
		{"no target", "divergence", `{"counts":[1,1],"target":[0,0]}`, `{"KL":null,"TVD":null}`},
		{"no target", "target_floor", `{"target":[0,0]}`, `{"target":null}`},
		{"not normalised", "target_floor", `{"target":[0,5,5],"eps":0.01}`, `{"target":[0.0099009901,0.4950495050,0.4950495050]}`},
		{"no votes", "blended_target", `{"heads":[1,3],"weights":[0,0]}`, `{"t":[0.25,0.75]}`},
		{"nobody", "blended_target", `{"heads":[0,0],"weights":[0,0]}`, `{"t":null}`},
		{"no touch", "kl_null", `{"n":0,"target":[1,1]}`, `{"E_KL":null,"E_TVD":null}`},
		{"one level", "kl_null", `{"n":5,"target":[2]}`, `{"E_KL":0,"E_TVD":0}`},
		{"no touch", "luck_line", `{"n":0,"target":[1,1]}`, `{"d":null,"cum":null}`},
		{"one level", "luck_line", `{"n":4,"target":[1]}`, `{"d":0,"cum":1}`},
		{"too many vectors", "luck_line", `{"n":400,"target":[1,1,1,1,1]}`, `{"d":null,"cum":null}`},
		{"no touch", "multinomial_exact_p", `{"counts":[0,0],"target":[1,1]}`, `{"p":null}`},
		{"outside the target", "multinomial_exact_p", `{"counts":[1,2],"target":[0,1]}`, `{"p":0}`},
		{"by χ²", "multinomial_exact_p", `{"counts":[80,80,80,80,80],"target":[1,1,1,1,1]}`, `{"p":1,"exact":false}`},
		{"level that is not there", "top_heaviness", `{"touches":[3,4],"heads":[1,8],"top":[7]}`, `{"LQ":null,"lo":null}`},
		{"named twice", "top_heaviness", `{"touches":[1,4,10],"heads":[1,4,10],"top":[1,1]}`, `{"LQ":1,"log2_LQ":0}`},
		{"no touch at the top", "top_heaviness", `{"touches":[0,4],"heads":[1,9],"top":[1]}`, `{"LQ":0,"log2_LQ":null,"lo":0}`},
		{"n = 0", "wilson", `{"x":0,"n":0,"z":1.96}`, `{"lo":null,"hi":null}`},
		{"nobody", "wpb_pmf", `{"w":[],"p":[]}`, `{"pmf":[1]}`},
		{"quota 0", "wpb_tail", `{"w":[2],"p":[0.1],"q":0}`, `{"P":1}`},
		{"quota below 0", "wpb_tail", `{"w":[2],"p":[0.1],"q":-3}`, `{"P":1}`},
		{"nobody, quota 1", "wpb_tail", `{"w":[],"p":[],"q":1}`, `{"P":0}`},
		{"weights with a divisor", "wpb_tail", `{"w":[200,200,400],"p":[0.5,0.5,0.5],"q":301}`, `{"P":0.625}`},
		{"no voters", "vote", `{"w":[],"p":[],"q":1,"key":null}`, `{"W":0,"P_win":null,"expected_share":null,"key_is_blocker":null}`},
		{"no weight", "vote", `{"w":[0,0],"p":[0.4,0.5],"q":1,"key":0}`, `{"W":0,"P_win":null,"P_win_key_for":null}`},
		{"no voters at all", "vote", `{"w":[],"p":[],"q":1}`, `null`},
		{"out of reach", "vote", `{"w":[1,1],"p":[0.5,0.5],"q":3,"key":0}`, `{"P_win":0,"birnbaum":[0,0],"resilience_ratio":null,"key_is_blocker":true}`},
		{"more than the whole", "quota", `{"W":7,"num":1,"den":1,"mode":"more_than"}`, `{"q":8}`},
		{"no weight", "quota", `{"W":0,"num":2,"den":3,"mode":"at_least"}`, `{"q":0}`},
		{"default", "quota", `{"W":25}`, `{"q":13}`},
		{"impossible", "min_coalition_without_key", `{"w":[5,1],"q":2,"key":0}`, `{"k":null}`},
		{"no key", "min_coalition_without_key", `{"w":[5,1],"q":6,"key":null}`, `{"k":2}`},
		{"nothing needed", "min_coalition_without_key", `{"w":[5],"q":0,"key":0}`, `{"k":0}`},
		{"the same twice", "joint_importance", `{"w":[1,1],"p":[0.5,0.5],"q":1,"i":1,"j":1}`, `{"value":0}`},
		{"nobody", "vote_with_kill", `{"w":[],"p":[],"o":[],"q":1}`, `{"P_win":0,"P_no_block":1,"P_final":0}`},
		{"quota 0", "vote_with_kill", `{"w":[0],"p":[0.5],"o":[0.5],"q":0}`, `{"P_win":1,"P_no_block":0.75,"P_final":0.75}`},
		{"without objections", "vote_with_kill", `{"w":[3,2,1],"p":[0.5,0.4,0.9],"q":4}`, `{"P_final":0.47}`},
		{"nobody", "banzhaf", `{"w":[],"q":1}`, `{"swings":[],"penrose":[],"normalized":[]}`},
		{"quota 0", "banzhaf", `{"w":[1,2],"q":0}`, `{"swings":[0,0],"normalized":[null,null]}`},
		{"out of reach", "shapley_shubik", `{"w":[1,1],"q":3}`, `{"phi":[0,0],"exact":["0","0"]}`},
		{"with a dummy", "shapley_shubik", `{"w":[0,2,1],"q":2}`, `{"phi":[0,1,0],"exact":["0","1","0"]}`},
		{"no stage", "staged_gate", `{"stages":[]}`, `{"stages":[],"P_win":1}`},
		{"one stage", "staged_gate", `{"stages":[{"w":[1],"p":[0.3],"q":1}]}`, `{"stages":[0.3],"P_win":0.3}`},
		{"default delta", "staged_advisory", `{"w1":[1],"p1":[1],"q1":1,"w2":[1],"p2":[0.5],"q2":1}`, `{"P2_up":0.6666666667,"P_win":0.6666666667}`},
		{"one gate open", "staged_overlap", `{"w1":[1,1],"w2":[1,1],"p":[0.5,0.5],"q1":0,"q2":2}`, `{"P1":1,"P2":0.25,"P_both":0.25}`},
		{"one gate shut", "staged_overlap", `{"w1":[1],"w2":[1],"p":[0.5],"q1":9,"q2":1}`, `{"P1":0,"P2":0.5,"P_both":0}`},
		{"nobody", "ternary", `{"w":[],"p_for":[],"p_abstain":[]}`, `{"P_win":0,"P_tie":1}`},
		{"no key", "copula_tail", `{"w":[1],"p":[0.5],"units":["A"],"rho":0.3,"q":1,"key":null}`, `{"P_win":0.5,"P_win_key_against":null,"P_win_key_for":null}`},
		{"certain voters", "copula_tail", `{"w":[1,1],"p":[0,1],"units":["A","A"],"rho":0.5,"q":1,"key":1}`, `{"P_win":1,"P_win_key_against":null,"P_win_key_for":1}`},
		{"one will", "copula_tail", `{"w":[1,1],"p":[0.3,0.6],"units":["A","A"],"rho":1,"q":2,"key":0}`, `{"P_win":0.3,"P_win_key_against":0,"P_win_key_for":1}`},
		{"independent", "betabinomial_tail", `{"n":2,"mean":0.5,"rho":0,"q":2}`, `{"P":0.25}`},
		{"of one mind", "betabinomial_tail", `{"n":5,"mean":0.3,"rho":1,"q":3}`, `{"P":0.3}`},
		{"nothing known", "support_probability", `{}`, `{"p":0.5}`},
		{"undated", "support_probability", `{"stance":"supporter"}`, `{"p":0.7101020514}`},
		{"override is clamped", "support_probability", `{"override":1}`, `{"p":0.98}`},
		{"nobody", "brier", `{"p":[],"y":[]}`, `{"brier":null}`},
		{"number known", "coverage_bounds", `{"covered":3,"known":5,"hc_lo":12,"hc_hi":8}`, `{"lo":0.25,"hi":0.375}`},
		{"nobody known", "coverage_bounds", `{"covered":0,"known":0,"hc_lo":null,"hc_hi":null}`, `{"lo":null,"hi":null}`},
		{"more than the target", "coverage_gap", `{"covered":9,"N":10,"target":0.5}`, `{"gap":0}`},
		{"nobody", "coverage_gap", `{"covered":0,"N":0,"target":0.5}`, `{"gap":0}`},
		{"a third", "coverage_gap", `{"covered":0,"N":3,"target":0.3333333333333333}`, `{"gap":1}`},
		{"two thirds", "coverage_gap", `{"covered":0,"N":3,"target":0.6666666666666667}`, `{"gap":2}`},
		{"everybody", "coverage_gap", `{"covered":2,"N":9,"target":1}`, `{"gap":7}`},
		{"nothing wanted", "coverage_gap", `{"covered":2,"N":9,"target":0}`, `{"gap":0}`},
		{"other channels", "decay", `{"touches":[{"date":"2025-03-31","channel":"event"}],"as_of":"2025-03-31","values":{"meeting":1}}`, `{"score":0,"n":1}`},
		{"no head count", "coverage", `{"contacts":{"a":{"level":"L1"}},"touches":[],"as_of":"2025-03-31","headcount":{"L1":null}}`,
			`{"L1":{"headcount":null,"known":1,"touched":0,"N":1,"denominator":"known","flag":null,"known_cov":1}}`},
		{"unknown contact", "coverage", `{"contacts":{},"touches":[{"contact":"x","date":"2025-03-01","direction":"two_way"}],"as_of":"2025-03-31","headcount":{"L1":2}}`,
			`{"L1":{"known":0,"touched":0,"N":2,"recent_cov":0}}`},
		{"unsorted days", "decay", `{"touches":[{"date":"2025-03-31","channel":"email"},{"date":"2025-01-30","channel":"meeting"},{"date":"2025-03-31","channel":"meeting"}],"as_of":"2025-03-31"}`,
			`{"score":1.5,"n":3,"reciprocity":null}`},
		{"without the cap", "decay", `{"touches":[{"date":"2025-03-31","channel":"call","direction":"inbound"},{"date":"2025-03-31","channel":"fax","direction":"outbound"}],"as_of":"2025-03-31","daily_cap":false}`,
			`{"score":0.5,"n":2,"reciprocity":1}`},
		{"zeros only", "chao1", `{"touches_per_contact":[0,0]}`, `null`},
		{"two ends", "max_gap", `{"ages":[100,50,-3,400],"lookback":365}`, `{"days":265}`},
		{"no revenue", "kakwani", `{"engagement":[1,2],"revenue":[0,0]}`, `{"C":0,"G":null,"K":null}`},
		{"no revenue", "tail_neglect", `{"revenue":[0,0],"engagement":[1,0]}`, `{"class_A":[],"tail_n":2,"tail_revenue_share":null,"neglect_ratio":null,"all_untouched_revenue_share":null}`},
		{"nobody", "tail_neglect", `{"revenue":[],"engagement":[]}`, `{"class_A":[],"tail_n":0,"tail_count_share":null}`},
		{"exactly the cut", "tail_neglect", `{"revenue":[20,80],"engagement":[1,1],"profit":[3,1]}`, `{"class_A":[1],"tail_n":1,"tail_profit_share":0.75,"neglect_ratio":0.4}`},
		{"negative profit", "tail_neglect", `{"revenue":[20,80],"engagement":[1,1],"profit":[3,-1]}`, `{"tail_profit_share":null}`},
		{"no account", "eb_beta_binomial", `{"x":[],"n":[]}`, `{"mean":null,"M":null,"shrunk":[]}`},
		{"nobody covered", "eb_beta_binomial", `{"x":[0,0],"n":[4,5]}`, `{"mean":0,"M":null,"shrunk":[0,0]}`},
		{"account without people", "eb_beta_binomial", `{"x":[2,0,4],"n":[4,0,8]}`, `{"mean":0.5,"shrunk":[0.5,null,0.5]}`},
		{"no exposure", "eb_gamma_poisson", `{"y":[0],"exposure":[0]}`, `{"mean":null,"A":null,"shrunk":[null]}`},
		{"a thousand", "mcnemar_exact", `{"b":1000,"c":1000}`, `{"p":1}`},
		{"one change", "standardized_response_mean", `{"d":[0.3]}`, `{"srm":null}`},
		{"empty list", "rbo_ext", `{"a":[],"b":["x"],"p":0.9}`, `{"rbo":null}`},
		{"all tied", "kendall_tau_b", `{"x":[1,1],"y":[1,2]}`, `{"tau":null}`},
		{"one of theirs", "ladder", `{"M":[[3],[1]]}`, `{"n":4,"expected":[[3],[1]],"adj_residual":[[null],[null]],"mean_gap":null}`},
		{"no matrix", "ladder", `{"M":[]}`, `{"n":0,"mean_gap":null}`},
		{"the boss himself", "layers_between", `{"parents":{"a":"ceo"},"boss":"ceo","active":["a","ceo"]}`, `{"layers":0}`},
		{"circle", "layers_between", `{"parents":{"a":"b","b":"a"},"boss":"ceo","active":["a"]}`, `{"layers":null}`},
		{"nobody eligible", "level_attainment", `{"recent":[0],"N":[0],"t":[0]}`, `{"attainment":[null],"value":null}`},
		{"nothing needed", "engaged_votes_without_key", `{"w":[1],"R":[1],"q":0,"key":null}`, `{"value":null}`},
		{"no key", "engaged_votes_without_key", `{"w":[1,1],"R":[0.5,0.5],"q":4,"key":null}`, `{"value":0.25}`},
		{"within the grace", "executive_presence", `{"days":0}`, `{"value":1}`},
		{"weights of 2", "index", `{"components":[0.5,0.5],"weights":[1,1],"floor":0.05}`, `{"index":50,"points_lost":[25,25]}`},
		{"no floor", "index", `{"components":[0,1],"weights":[1,1],"floor":0}`, `{"index":0,"points_lost":null}`},
		{"no floor, no weight", "index", `{"components":[0,1],"weights":[0,1],"floor":0}`, `{"index":100,"points_lost":[0,0]}`},
		{"no floor", "index_change", `{"c0":[0,1],"c1":[1,1],"weights":[1,1],"floor":0}`, `{"index0":0,"index1":100,"contributions":null}`},
		{"no weights", "index", `{"components":[0.5],"weights":[0]}`, `{"index":null,"points_lost":null}`},
		{"rights gone", "scenario_shift", `{"contacts":[{"id":"a","unit":"u","p":0.5,"R":0.5,"recent":true}],"rights_before":{"a":"decide"},"rights_after":{"a":"none"}}`,
			`{"P_win_before":0.5,"P_win_after":null,"capital_after":null,"capital_retention":null,"weight_moved":null,"unit_share_before":{"u":1},"unit_share_after":null}`},
	} {
		t.Run(c.fn+"/"+c.name, func(t *testing.T) {
			got, err := call(dispatch[c.fn], []byte(c.input))
			if err != nil {
				t.Fatal(err)
			}
			var want any
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			for _, fault := range differences("", got, want, 1e-9) {
				t.Error(fault)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	w := make([]int, 2000)
	p := make([]float64, len(w))
	for i := range w {
		w[i] = 1 + i%200
	}
	_, err := measure.Vote(w, p, 10, -1)
	if err == nil || !strings.Contains(err.Error(), "2000 voters with a total weight of 201000") {
		t.Errorf("Vote = %v, want a refusal", err)
	}
	if _, err := measure.StagedOverlap(w[:200], w[:200], p[:200], 10_000, 10_000); err == nil {
		t.Error("StagedOverlap: want a refusal")
	}
	for i := range w {
		w[i] = 1_000_000 * (1 + i%10)
	}
	if err := measure.CheckSize(w); err != nil {
		t.Errorf("CheckSize of weights with a divisor = %v", err)
	}
}

// TestSpecialFunctions holds them against published values.
func TestSpecialFunctions(t *testing.T) {
	const euler = 0.57721566490153286
	near(t, "digamma(1)", measure.Digamma(1), -euler, 1e-14)
	near(t, "digamma(1/2)", measure.Digamma(0.5), -euler-2*math.Ln2, 1e-14)
	near(t, "trigamma(1)", measure.Trigamma(1), math.Pi*math.Pi/6, 1e-14)
	near(t, "trigamma(1/2)", measure.Trigamma(0.5), math.Pi*math.Pi/2, 1e-13)
	near(t, "χ²(1)", measure.ChiSquareTail(3.841458820694124, 1), 0.05, 1e-12)
	near(t, "χ²(4)", measure.ChiSquareTail(9.487729036781154, 4), 0.05, 1e-12)
	near(t, "χ²(2) is exponential", measure.ChiSquareTail(50, 2), math.Exp(-25), 1e-22)
	near(t, "χ²(10), small", measure.ChiSquareTail(1, 10), 0.9998278843700441, 1e-12)
}

// TestLargeBody compares the fast ways with slow ones on a body of 60.
func TestLargeBody(t *testing.T) {
	w, p, q := committee(60, 9)
	for i, v := range measure.Birnbaum(w, p, q) {
		against, with := measure.KeyVote(w, p, q, i)
		near(t, "importance", v, with-against, 1e-13)
	}
	exact := measure.ShapleyShubik(w, q)
	if exact.Exact == nil {
		t.Fatal("want fractions for 60 voters")
	}
	for i, v := range measure.ShapleyByQuadrature(w, q) {
		near(t, "quadrature", v, exact.Phi[i], 1e-13)
	}
	large, _, quota := committee(400, 9)
	near(t, "sum of Shapley values", addUp(measure.ShapleyShubik(large, quota).Phi), 1, 1e-11)
}

// TestStaged holds the general sequence against the two special ones.
func TestStaged(t *testing.T) {
	a := measure.Stage{W: []int{1, 1, 1}, P: []float64{0.7, 0.6, 0.5}, Q: 2, Advisory: true}
	b := measure.Stage{W: []int{3, 2, 2}, P: []float64{0.5, 0.55, 0.45}, Q: 4}
	near(t, "advisory", measure.Staged([]measure.Stage{a, b}, math.Ln2).PWin, measure.StagedAdvisory(a, b, math.Ln2).PWin, 1e-15)
	a.Advisory = false
	near(t, "gate", measure.Staged([]measure.Stage{a, b}, math.Ln2).PWin, measure.StagedGate([]measure.Stage{a, b}).PWin, 1e-15)
}

func TestWeightedQuantile(t *testing.T) {
	days := func(v ...int) []*int {
		var out []*int
		for _, d := range v {
			if d < 0 {
				out = append(out, nil)
				continue
			}
			out = append(out, &d)
		}
		return out
	}
	ones := []float64{1, 1, 1}
	if v := measure.WeightedQuantile(days(30, 10, -1), ones, 0.5); v == nil || *v != 30 {
		t.Errorf("median = %v, want 30", v)
	}
	if v := measure.WeightedQuantile(days(30, 10, -1), ones, 0.9); v != nil {
		t.Errorf("90th percentile = %d, want never", *v)
	}
	if v := measure.WeightedQuantile(nil, nil, 0.5); v != nil {
		t.Errorf("quantile of nothing = %d", *v)
	}
}

func TestConcentrationCurve(t *testing.T) {
	got := measure.ConcentrationCurve([]float64{3, 1, 0, 0}, []float64{9, 5, 5, 1})
	want := []measure.CurvePoint{{X: 0, Y: 0}, {X: 0.25, Y: 0}, {X: 0.75, Y: 0.25}, {X: 1, Y: 1}}
	if len(got) != len(want) {
		t.Fatalf("ConcentrationCurve = %v, want %v", got, want)
	}
	for i := range want {
		near(t, "x", got[i].X, want[i].X, 1e-12)
		near(t, "y", got[i].Y, want[i].Y, 1e-12)
	}
}
