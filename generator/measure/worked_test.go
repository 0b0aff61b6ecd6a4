package measure_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"rapport/generator/measure"
)

// TestWorkedExample holds the formulas against the worked example where their
// inputs are printed beside their results.
func TestWorkedExample(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "oracle", "worked_example.json"))
	if err != nil {
		t.Fatal(err)
	}
	var example struct {
		Contacts []struct{ ID string }
		Expected struct {
			Counts     []int     `json:"quarter_counts"`
			Target     []float64 `json:"target"`
			FullWeight []float64 `json:"full_weight_by_level"`
			NEff       float64   `json:"n_eff"`
			Quota      int       `json:"quota"`
			Contacts   map[string]struct {
				W         int
				P         float64
				Objection float64
			}
		}
	}
	var all struct{ Expected map[string]any }
	if err := json.Unmarshal(data, &example); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	e := example.Expected
	var w []int
	var p, o []float64
	for _, c := range example.Contacts {
		w, p, o = append(w, e.Contacts[c.ID].W), append(p, e.Contacts[c.ID].P), append(o, e.Contacts[c.ID].Objection)
	}
	vote, err := measure.Vote(w, p, e.Quota, 0)
	if err != nil {
		t.Fatal(err)
	}
	byID := func(x []float64) any {
		out := map[string]float64{}
		for i, c := range example.Contacts {
			out[c.ID] = x[i]
		}
		return out
	}
	heads := []float64{1, 3, 6, 20}
	for key, got := range map[string]any{
		"target":                    measure.BlendedTarget(heads, e.FullWeight, 0.5, 0.01),
		"diversity":                 measure.Diversity(e.Counts),
		"divergence":                measure.Divergence(e.Counts, e.Target),
		"kl_null":                   measure.KlNull(sumOf(e.Counts), e.Target),
		"exact_p":                   measure.MultinomialExactP(e.Counts, e.Target).P,
		"top_heaviness":             measure.TopHeaviness(e.Counts, heads, []int{1}, measure.Z90),
		"luck_line_n":               measure.LuckLine(sumOf(e.Counts), e.Target, 0.05),
		"luck_line_neff":            measure.LuckLine(int(e.NEff), e.Target, 0.05),
		"vote":                      vote,
		"final":                     measure.VoteWithKill(w, p, o, e.Quota),
		"min_coalition_without_key": measure.MinCoalitionWithoutKey(w, e.Quota, 0),
		"penrose":                   byID(measure.Banzhaf(w, e.Quota).Penrose),
		"shapley":                   byID(measure.ShapleyShubik(w, e.Quota).Phi),
	} {
		raw, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var plain any
		if err := json.Unmarshal(raw, &plain); err != nil {
			t.Fatal(err)
		}
		want, ok := all.Expected[key]
		if !ok {
			t.Errorf("the worked example has no %s", key)
		}
		for _, fault := range differences(key, plain, want, 1e-9) {
			t.Error(fault)
		}
	}
}

// TestLuckTable holds the luck line and the expected distances against the
// table of METRICS 4.6.
func TestLuckTable(t *testing.T) {
	target := []float64{.05, .1, .2, .3, .35}
	for _, c := range []struct {
		n             int
		tvd, line, kl float64
	}{{6, 0.31, 0.50, 0.37}, {12, 0.22, 0.37, 0.19}, {24, 0.15, 0.26, 0.09}, {50, 0.10, 0.18, 0.04}} {
		null := measure.KlNull(c.n, target)
		near(t, "mean D", *null.TVD, c.tvd, 0.006)
		near(t, "mean KL", *null.KL, c.kl, 0.006)
		near(t, "luck line", *measure.LuckLine(c.n, target, 0.05).D, c.line, 0.006)
	}
	if d := measure.LuckLine(100, target, 0.05).D; d != nil {
		t.Errorf("luck line of 100 touches = %v, want none: too many vectors", *d)
	}
}

// TestRange runs the worked example's 18 runs: METRICS 10 prints the range.
func TestRange(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "oracle", "worked_example.json"))
	if err != nil {
		t.Fatal(err)
	}
	var example struct {
		Contacts []struct{ ID, Unit, Right string }
		Expected struct {
			Contacts map[string]struct{ P float64 }
		}
	}
	if err := json.Unmarshal(data, &example); err != nil {
		t.Fatal(err)
	}
	var p []float64
	var units []string
	tables := make([]measure.WeightTable, 3)
	for k, points := range []map[string]int{
		{"decide": 5, "evaluate": 3, "recommend": 2, "influence": 1},
		{"decide": 1, "evaluate": 1, "recommend": 1, "influence": 1},
		{"decide": 10, "evaluate": 3, "recommend": 2, "influence": 1},
	} {
		for _, c := range example.Contacts {
			tables[k].W = append(tables[k].W, points[c.Right])
		}
		tables[k].Q = measure.Quota(sumOf(tables[k].W), 1, 2, false)
	}
	for _, c := range example.Contacts {
		p, units = append(p, example.Expected.Contacts[c.ID].P), append(units, c.Unit)
	}
	got := measure.RangeOf(tables, p, units, []float64{-0.5, 0, 0.5}, []float64{0, 0.3}, 0)
	if got.Runs != 18 {
		t.Errorf("%d runs, want 18", got.Runs)
	}
	near(t, "low", got.Lo, 0.34, 0.005)
	near(t, "high", got.Hi, 0.82, 0.005)
	t.Logf("range %.4f to %.4f, key vote against %.4f to %.4f", got.Lo, got.Hi, *got.AgainstLo, *got.AgainstHi)
}
