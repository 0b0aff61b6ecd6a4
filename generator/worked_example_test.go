package generator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

// worked is an example of the method: master data, touches and settings, and
// every number that must come out.
type worked struct {
	Config struct {
		AsOf          string    `json:"as_of"`
		Quarter       [2]string `json:"quarter"`
		Lookback      int       `json:"lookback"`
		Recent        int       `json:"recent"`
		HalfLife      float64   `json:"half_life"`
		SHalf         float64   `json:"s_half"`
		DailyCap      bool      `json:"daily_cap"`
		ChannelValues any       `json:"channel_values"`
		Points        any       `json:"points"`
		Quota         any       `json:"quota"`
		TopLevels     []int     `json:"top_levels"`
		TargetLambda  float64   `json:"target_lambda"`
		TargetEps     float64   `json:"target_eps"`
		Prior         float64   `json:"prior"`
		Support       any       `json:"support"`
		Objection     any       `json:"objection_given_no_support"`
		Veto          float64   `json:"veto_given_no_support"`
		Index         struct {
			Weights        []float64 `json:"weights"`
			Floor          float64   `json:"floor"`
			TargetCoverage float64   `json:"target_coverage"`
			ExecGrace      float64   `json:"exec_grace"`
			ExecHalfLife   float64   `json:"exec_half_life"`
			ExecMaxLevel   int       `json:"exec_max_level"`
		} `json:"index"`
	} `json:"config"`
	Headcount map[string]int `json:"headcount"`
	Contacts  []struct {
		ID         string   `json:"id"`
		Level      string   `json:"level"`
		Unit       string   `json:"unit"`
		Right      string   `json:"right"`
		Veto       bool     `json:"veto"`
		Stance     string   `json:"stance"`
		StanceDate *string  `json:"stance_date"`
		Rival      float64  `json:"rival"`
		Override   *float64 `json:"override"`
	} `json:"contacts"`
	Activities []struct {
		ID        string   `json:"id"`
		Date      string   `json:"date"`
		Channel   string   `json:"channel"`
		Direction string   `json:"direction"`
		Contacts  []string `json:"contacts"`
		OurPeople []struct {
			Name  string `json:"name"`
			Level int    `json:"level"`
		} `json:"our_people"`
	} `json:"activities"`
	Expected json.RawMessage `json:"expected"`
	Tol      float64         `json:"tol"`
}

// TestWorkedExample writes each worked example as the canonical workbook, runs
// the whole line on it and finds its numbers in the data files. Further
// examples are named in RAPPORT_ORACLE.
func TestWorkedExample(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("measure", "testdata", "oracle", "worked_*.json"))
	if err != nil || len(paths) < 3 {
		t.Fatalf("%d examples, want 3: %v", len(paths), err)
	}
	for _, p := range filepath.SplitList(os.Getenv("RAPPORT_ORACLE")) {
		if p != "" {
			paths = append(paths, p)
		}
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil && !filepath.IsAbs(path) { // named from the root of the module
			data, err = os.ReadFile(filepath.Join("..", path))
		}
		if err != nil {
			t.Fatal(err)
		}
		var w worked
		if err := json.Unmarshal(data, &w); err != nil {
			t.Fatal(err)
		}
		if len(w.Contacts) == 0 {
			continue // a file of single cases
		}
		t.Run(filepath.Base(path), func(t *testing.T) { reproduce(t, w) })
	}
}

func reproduce(t *testing.T, w worked) {
	dir := t.TempDir()
	input := filepath.Join(dir, "example.xlsx")
	writeWorked(t, input, w)
	writeConfig(t, filepath.Join(dir, "rapport.yaml"), w)
	asOf, err := dataset.ParseDay(w.Config.AsOf)
	if err != nil {
		t.Fatal(err)
	}
	_, err = generator.Run(generator.Options{
		Inputs: []string{input}, Out: filepath.Join(dir, "reviews"), Today: asOf + 400, Templates: templates.Files,
		Period: quarterLabel(w.Config.Quarter[0]), AsOf: w.Config.AsOf,
	})
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "reviews", "data", "*.json"))
	got := map[string]any{}
	for _, f := range files {
		if base := filepath.Base(f); base != "portfolio.json" && base != "intake.json" {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatal(err)
			}
		}
	}
	var want map[string]any
	if err := json.Unmarshal(w.Expected, &want); err != nil {
		t.Fatal(err)
	}
	c := &comparison{t: t, tol: max(w.Tol, 1e-9)}
	c.levels(got, want)
	c.spread(got, want)
	c.vote(got, want)
	c.people(got, want)
	c.index(got, want)
	if least := 8*len(w.Contacts) + 24; c.n < least {
		t.Errorf("compared only %d numbers, want %d", c.n, least)
	}
	t.Logf("%d numbers compared", c.n)
}

func quarterLabel(first string) string {
	month, _ := strconv.Atoi(first[5:7])
	return fmt.Sprintf("%s-Q%d", first[:4], (month-1)/3+1)
}

func text(s string) workbook.Value { return workbook.Value{Kind: workbook.Text, Text: s} }
func number(f float64) workbook.Value {
	return workbook.Value{Kind: workbook.Number, Number: f}
}

func date(t *testing.T, s string) workbook.Value {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	return workbook.Value{Kind: workbook.Date, Number: float64(dataset.DayOf(d.Date()))}
}

func columns(names ...string) []workbook.Column {
	out := make([]workbook.Column, len(names))
	for i, n := range names {
		out[i].Header = n
	}
	return out
}

// writeWorked writes the example as the canonical workbook.
func writeWorked(t *testing.T, path string, w worked) {
	t.Helper()
	contacts := workbook.Table{Name: "Contacts", Columns: columns("Contact ID", "Contact Name", "Account", "Org Unit", "Level",
		"Decision Right", "Veto", "Stance", "Stance Date", "Rival", "Support Override")}
	for _, c := range w.Contacts {
		row := []workbook.Value{text(c.ID), text("Person " + c.ID), text("Worked Example"), text(c.Unit), {}, text(c.Right), text("no"),
			text(c.Stance), {}, text(map[float64]string{0: "none", 0.5: "some", 1: "close"}[c.Rival]), {}}
		if n, err := strconv.Atoi(c.Level); err == nil {
			row[4] = number(float64(n))
		}
		if c.Veto {
			row[6] = text("yes")
		}
		if c.StanceDate != nil {
			row[8] = date(t, *c.StanceDate)
		}
		if c.Override != nil {
			row[10] = number(*c.Override)
		}
		contacts.Rows = append(contacts.Rows, row)
	}
	activities := workbook.Table{Name: "Activities", Columns: columns("Activity ID", "Date", "Type", "Direction", "Contact ID", "Account",
		"Our People", "Status", "Subject")}
	team := map[string]int{}
	for _, a := range w.Activities {
		var ours []string
		for _, o := range a.OurPeople {
			ours = append(ours, o.Name)
			team[o.Name] = o.Level
		}
		direction := strings.ReplaceAll(a.Direction, "_", "-")
		for _, c := range a.Contacts {
			activities.Rows = append(activities.Rows, []workbook.Value{text(a.ID), date(t, a.Date), text(a.Channel), text(direction),
				text(c), text("Worked Example"), text(strings.Join(ours, ", ")), text("done"), {}})
		}
	}
	members := workbook.Table{Name: "Team", Columns: columns("Name", "Level", "Title", "Manager", "Email")}
	for _, name := range slices.Sorted(maps.Keys(team)) {
		members.Rows = append(members.Rows, []workbook.Value{text(name), number(float64(team[name]))})
	}
	heads := workbook.Table{Name: "Headcount", Columns: columns("Account", "Level", "Org Unit", "People")}
	for _, level := range slices.Sorted(maps.Keys(w.Headcount)) {
		n, err := strconv.Atoi(level)
		if err != nil {
			t.Fatal(err)
		}
		heads.Rows = append(heads.Rows, []workbook.Value{text("Worked Example"), number(float64(n)), {}, number(float64(w.Headcount[level]))})
	}
	accounts := workbook.Table{Name: "Accounts", Columns: columns("Account ID", "Account Name"),
		Rows: [][]workbook.Value{{text("A1"), text("Worked Example")}}}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := workbook.Write(file, []workbook.Table{accounts, contacts, activities, members, heads}); err != nil {
		t.Fatal(err)
	}
}

// writeConfig writes the example's settings; JSON is YAML.
func writeConfig(t *testing.T, path string, w worked) {
	t.Helper()
	c := w.Config
	weights := map[string]float64{}
	for i, name := range []string{"reach", "levels", "votes_without_key", "executive"} {
		weights[name] = c.Index.Weights[i]
	}
	prior := "auto"
	if c.Prior != 0.5 {
		prior = strconv.FormatFloat(c.Prior, 'g', -1, 64)
	}
	support := map[string]any{"prior": prior}
	maps.Copy(support, c.Support.(map[string]any))
	data, err := json.MarshalIndent(map[string]any{
		"lookback": c.Lookback, "recent": c.Recent, "half_life": c.HalfLife, "s_half": c.SHalf, "daily_cap": c.DailyCap,
		"channel_values": c.ChannelValues, "target": map[string]any{"lambda": c.TargetLambda, "eps": c.TargetEps},
		"top_levels": c.TopLevels, "vote": map[string]any{"points": c.Points, "quota": c.Quota}, "support": support,
		"objection_given_no_support": c.Objection, "veto_given_no_support": c.Veto,
		"index": map[string]any{"weights": weights, "floor": c.Index.Floor, "target_coverage": c.Index.TargetCoverage,
			"exec_grace": c.Index.ExecGrace, "exec_half_life": c.Index.ExecHalfLife, "exec_max_level": c.Index.ExecMaxLevel},
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// comparison checks values of the data file against the example.
type comparison struct {
	t   *testing.T
	tol float64
	n   int
}

func (c *comparison) same(what string, got, want any) {
	c.t.Helper()
	c.n++
	a, okA := got.(float64)
	b, okB := want.(float64)
	if okA && okB && math.Abs(a-b) <= c.tol {
		return
	}
	if !okA && !okB && got == want {
		return
	}
	c.t.Errorf("%s = %v, want %v", what, got, want)
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }
func list(v any) []any            { l, _ := v.([]any); return l }

func (c *comparison) levels(got, want map[string]any) {
	counts, targets, attained := list(want["quarter_counts"]), list(want["target"]), list(want["level_attainment"])
	seen := 0
	for _, v := range list(got["levels"]) {
		level := object(v)
		key := "unknown"
		if l, ok := level["level"].(float64); ok {
			key = strconv.Itoa(int(l))
		}
		w := object(object(want["coverage"])[key])
		if w == nil {
			continue // a level of the ladder without people
		}
		for _, f := range []string{"headcount", "known", "touched", "two_way", "recent", "N", "denominator"} {
			c.same("level "+key+" "+f, level[f], w[f])
		}
		if key == "unknown" {
			c.same("target of the unclassified", level["target"], nil)
			continue
		}
		c.same("level "+key+" touches", level["touches"], counts[seen])
		c.same("level "+key+" target", level["target"], targets[seen])
		c.same("level "+key+" attainment", level["attainment"], attained[seen])
		seen++
	}
	if seen != len(counts) {
		c.t.Errorf("%d eligible levels, want %d", seen, len(counts))
	}
}

func (c *comparison) spread(got, want map[string]any) {
	s, div, dispersion := object(got["spread"]), object(want["divergence"]), object(want["diversity"])
	c.same("n", s["n"], dispersion["n"])
	c.same("n_eff", s["n_eff"], want["n_eff"])
	c.same("tvd", s["tvd"], div["TVD"])
	c.same("moves", s["moves"], div["moves"])
	c.same("pielou", s["pielou"], dispersion["J"])
	c.same("effective_levels", s["effective_levels"], dispersion["D1"])
	luck := object(want["luck_line_neff"])["d"]
	c.same("luck_line", s["luck_line"], luck)
	var beyond any // not said of fewer than six independent touches
	if d, ok := luck.(float64); ok && want["n_eff"].(float64) >= 6 {
		beyond = div["TVD"].(float64) > d
	}
	c.same("beyond_chance", s["beyond_chance"], beyond)
	top, wantTop := object(s["top_heaviness"]), object(want["top_heaviness"])
	c.same("lq", top["lq"], wantTop["LQ"])
	c.same("lq lo", top["lo"], wantTop["lo"])
	c.same("lq hi", top["hi"], wantTop["hi"])
}

func (c *comparison) vote(got, want map[string]any) {
	v, w, final := object(got["vote"]), object(want["vote"]), object(want["final"])
	c.same("W", v["W"], w["W"])
	c.same("quota", v["quota"], want["quota"])
	c.same("expected_share", v["expected_share"], w["expected_share"])
	c.same("P_win", v["P_win"], w["P_win"])
	c.same("key", object(v["key"])["id"], want["key_contact"])
	c.same("P_win_key_against", v["P_win_key_against"], w["P_win_key_against"])
	c.same("P_win_key_for", v["P_win_key_for"], w["P_win_key_for"])
	c.same("resilience_ratio", v["resilience_ratio"], w["resilience_ratio"])
	c.same("min_coalition_without_key", v["min_coalition_without_key"], want["min_coalition_without_key"])
	c.same("P_final", v["P_final"], final["P_final"])
	c.same("P_no_block", v["P_no_block"], final["P_no_block"])
}

func (c *comparison) people(got, want map[string]any) {
	wanted := object(want["contacts"])
	people := list(got["people"])
	if len(people) != len(wanted) {
		c.t.Errorf("%d people, want %d", len(people), len(wanted))
	}
	for _, v := range people {
		p := object(v)
		id, _ := p["id"].(string)
		w := object(wanted[id])
		for got, want := range map[string]string{"w": "w", "p": "p", "score": "score", "strength": "strength",
			"days_since_last": "days_since_last", "n": "n", "birnbaum": "birnbaum", "gain": "gain_meeting"} {
			c.same(id+" "+got, p[got], w[want])
		}
	}
	var next []any
	for _, v := range list(got["next"]) {
		next = append(next, object(v)["id"])
	}
	if w := list(want["next_unengaged"]); !slices.Equal(next, w) {
		c.t.Errorf("next = %v, want %v", next, w)
	}
}

func (c *comparison) index(got, want map[string]any) {
	parts := list(object(got["index"])["components"])
	components := object(want["index_components"])
	fall, lost := list(object(got["index"])["waterfall"]), list(object(want["index"])["points_lost"])
	c.same("index", object(got["index"])["value"], object(want["index"])["index"])
	for i, key := range []string{"reach", "levels", "engaged_votes_without_key", "executive_presence"} {
		if i >= len(parts) || i >= len(fall) {
			c.t.Errorf("component %s is missing", key)
			continue
		}
		part := object(parts[i])
		c.same("component "+key, part["value"], components[key])
		c.same("points lost by "+key, object(fall[i])["lost"], lost[i])
	}
}
