package analysis_test

import (
	"cmp"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// worked is the worked example of the method: master data, touches and all
// the numbers that follow.
type worked struct {
	Config struct {
		AsOf          dayText            `json:"as_of"`
		Quarter       [2]dayText         `json:"quarter"`
		Lookback      int                `json:"lookback"`
		Recent        int                `json:"recent"`
		HalfLife      float64            `json:"half_life"`
		SHalf         float64            `json:"s_half"`
		DailyCap      bool               `json:"daily_cap"`
		ChannelValues map[string]float64 `json:"channel_values"`
		Points        map[string]int     `json:"points"`
		Quota         struct {
			Num, Den int
			Mode     string
		} `json:"quota"`
		TopLevels []int   `json:"top_levels"`
		Lambda    float64 `json:"target_lambda"`
		Eps       float64 `json:"target_eps"`
		Prior     float64 `json:"prior"`
		Support   struct {
			BFStance          float64    `json:"bf_stance"`
			BFRelationship    float64    `json:"bf_relationship"`
			BFRival           float64    `json:"bf_rival"`
			StanceHalfLife    float64    `json:"stance_half_life"`
			UndatedConfidence float64    `json:"undated_confidence"`
			Clamp             [2]float64 `json:"clamp"`
		} `json:"support"`
		Objection map[string]float64 `json:"objection_given_no_support"`
		Veto      float64            `json:"veto_given_no_support"`
		Index     struct {
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
		ID, Level, Unit, Right, Stance string
		Veto                           bool
		StanceDate                     dayText `json:"stance_date"`
		Rival                          float64
		Override                       *float64
	} `json:"contacts"`
	Activities []struct {
		ID, Channel, Direction string
		Date                   dayText
		Contacts               []string
		Ours                   []struct {
			Name  string
			Level int
		} `json:"our_people"`
	} `json:"activities"`
	Expected map[string]any `json:"expected"`
	Tol      float64        `json:"tol"`
}

type dayText dataset.Day

func (d *dayText) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil || s == "" {
		return err
	}
	day, err := dataset.ParseDay(s)
	*d = dayText(day)
	return err
}

func readWorked(t testing.TB, path string) *worked {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil && !filepath.IsAbs(path) { // named from the root of the module
		data, err = os.ReadFile(filepath.Join("..", "..", path))
	}
	if err != nil {
		t.Fatal(err)
	}
	w := new(worked)
	if err := json.Unmarshal(data, w); err != nil {
		t.Fatal(err)
	}
	return w
}

func indexOf[T ~uint8](words []string, word string) T { return T(slices.Index(words, word)) }

// dataset joins the example's rows as the dataset stage does.
func (w *worked) dataset() *dataset.Dataset {
	acc := &dataset.Account{Key: "example", Name: "Worked Example", Listed: true}
	at := map[string]int32{}
	contacts := slices.Clone(w.Contacts)
	slices.SortFunc(contacts, func(a, b struct {
		ID, Level, Unit, Right, Stance string
		Veto                           bool
		StanceDate                     dayText `json:"stance_date"`
		Rival                          float64
		Override                       *float64
	}) int {
		return cmp.Compare(a.ID, b.ID)
	})
	for i, c := range contacts {
		at[c.ID] = int32(i)
		level, _ := strconv.Atoi(c.Level)
		acc.Stakeholders = append(acc.Stakeholders, dataset.Stakeholder{
			Key: c.ID, ID: c.ID, Name: "Person " + c.ID, Level: level, Unit: c.Unit, Veto: c.Veto, RightGiven: true,
			Right:  indexOf[dataset.Right]([]string{"none", "influence", "recommend", "evaluate", "decide"}, c.Right),
			Stance: indexOf[dataset.Stance]([]string{"unknown", "opponent", "neutral", "supporter"}, c.Stance),
			Rival:  c.Rival, StanceDay: dataset.Day(c.StanceDate), Override: c.Override,
			Rows: []dataset.Row{{Sheet: 0, Row: int32(i + 2)}},
		})
	}
	ds := &dataset.Dataset{Accounts: []*dataset.Account{acc}}
	members := map[string]int{}
	var nameList []string
	for _, a := range w.Activities {
		for _, o := range a.Ours {
			if _, ok := members[o.Name]; !ok {
				nameList = append(nameList, o.Name)
			}
			members[o.Name] = o.Level
		}
	}
	slices.Sort(nameList)
	for _, n := range nameList {
		ds.Team = append(ds.Team, dataset.Member{Name: n, Level: members[n], Listed: true})
	}
	var list []dataset.Activity
	for i, a := range w.Activities {
		act := dataset.Activity{Day: dataset.Day(a.Date), Row: dataset.Row{Sheet: 1, Row: int32(i + 2)},
			Channel:   indexOf[dataset.Channel]([]string{"other", "meeting", "call", "email", "event"}, a.Channel),
			Direction: indexOf[dataset.Direction]([]string{"unknown", "inbound", "outbound", "two_way"}, a.Direction)}
		for _, c := range a.Contacts {
			act.People = append(act.People, at[c])
		}
		for _, o := range a.Ours {
			act.Ours = append(act.Ours, int32(slices.Index(nameList, o.Name)))
		}
		slices.Sort(act.People)
		slices.Sort(act.Ours)
		list = append(list, act)
	}
	slices.SortFunc(list, func(a, b dataset.Activity) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(w.Activities[a.Row.Row-2].ID, w.Activities[b.Row.Row-2].ID))
	})
	acc.Activities = dataset.NewActivities(list...)
	for level, n := range w.Headcount {
		l, _ := strconv.Atoi(level)
		acc.Headcounts = append(acc.Headcounts, dataset.Headcount{Level: l, Lo: n, Hi: n})
	}
	slices.SortFunc(acc.Headcounts, func(a, b dataset.Headcount) int { return cmp.Compare(a.Level, b.Level) })
	return ds
}

func (w *worked) settings() analysis.Settings {
	c := &w.Config
	s := analysis.Defaults()
	s.Lookback, s.Recent, s.HalfLife, s.SHalf, s.DailyCap = c.Lookback, c.Recent, c.HalfLife, c.SHalf, c.DailyCap
	s.ChannelValues, s.Vote.Points, s.TopLevels = c.ChannelValues, c.Points, c.TopLevels
	s.Vote.Quota = analysis.Quota(c.Quota)
	s.Target.Lambda, s.Target.Eps = c.Lambda, c.Eps
	s.Support = analysis.Support{Prior: strconv.FormatFloat(c.Prior, 'g', -1, 64), BFStance: c.Support.BFStance,
		BFRelationship: c.Support.BFRelationship, BFRival: c.Support.BFRival, StanceHalfLife: c.Support.StanceHalfLife,
		UndatedConfidence: c.Support.UndatedConfidence, Clamp: c.Support.Clamp}
	s.Objection, s.Veto = c.Objection, c.Veto
	for i, name := range []string{"reach", "levels", "votes_without_key", "executive"} {
		s.Index.Weights[name] = c.Index.Weights[i]
	}
	s.Index.Floor, s.Index.TargetCoverage, s.Index.ExecGrace = c.Index.Floor, c.Index.TargetCoverage, c.Index.ExecGrace
	s.Index.ExecHalfLife, s.Index.ExecMaxLevel = c.Index.ExecHalfLife, c.Index.ExecMaxLevel
	return s
}

func (w *worked) analyse(jobs int) *analysis.Result {
	return analysis.Analyse(w.dataset(), w.settings(), analysis.Options{
		Period: analysis.Period{Label: "example", From: dataset.Day(w.Config.Quarter[0]), To: dataset.Day(w.Config.Quarter[1])},
		AsOf:   dataset.Day(w.Config.AsOf), Jobs: jobs,
	})
}

// comparer counts what it compared, so that a test cannot pass on nothing.
type comparer struct {
	t   *testing.T
	tol float64
	n   int
}

func (c *comparer) number(name string, got any, want any) {
	c.t.Helper()
	c.n++
	g, gok := plain(got)
	w, wok := plain(want)
	if gok != wok || math.Abs(g-w) > c.tol || math.IsNaN(g) {
		c.t.Errorf("%s = %v (%v), want %v", name, g, gok, want)
	}
}

// plain gives a number; ok is false for nil, the undefined value.
func plain(v any) (float64, bool) {
	switch v := v.(type) {
	case nil:
		return 0, false
	case float64:
		return v, true
	case int:
		return float64(v), true
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case *float64:
		if v == nil {
			return 0, false
		}
		return *v, true
	case *int:
		if v == nil {
			return 0, false
		}
		return float64(*v), true
	}
	return math.NaN(), true
}

// TestWorkedExample reproduces the worked example of METRICS 12 end to end.
// RAPPORT_ORACLE may name further examples.
func TestWorkedExample(t *testing.T) {
	oracle := filepath.Join("..", "measure", "testdata", "oracle")
	paths := []string{
		filepath.Join("testdata", "worked_example.json"),
		filepath.Join(oracle, "worked_five_levels.json"), // two top levels, a staffed level without a contact, an event by its size
		filepath.Join(oracle, "worked_no_decider.json"),  // no key vote, few touches
		filepath.Join(oracle, "worked_unanimous.json"),   // all votes needed: gains that are equal but for rounding
	}
	for _, p := range filepath.SplitList(os.Getenv("RAPPORT_ORACLE")) {
		if w := readWorked(t, p); len(w.Contacts) > 0 {
			paths = append(paths, p)
		}
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			w := readWorked(t, path)
			if err := w.settings().Check(); err != nil {
				t.Fatal(err)
			}
			c := &comparer{t: t, tol: w.Tol}
			a := w.analyse(1).Accounts[0]
			c.coverage(a, w)
			c.spread(a, w)
			c.vote(a, w)
			c.people(a, w)
			c.index(a, w)
			if least := 13*len(w.Contacts) + 40; c.n < least {
				t.Errorf("compared %d numbers, want at least %d", c.n, least)
			}
			t.Logf("%d numbers compared", c.n)
		})
	}
}

func object(v any) map[string]any { m, _ := v.(map[string]any); return m }

func (c *comparer) coverage(a *analysis.Account, w *worked) {
	for name, v := range object(w.Expected["coverage"]) {
		level, _ := strconv.Atoi(name)
		at := slices.IndexFunc(a.Levels, func(l analysis.Level) bool { return l.Level == level })
		if at < 0 {
			c.t.Errorf("no level %s", name)
			continue
		}
		l, want := &a.Levels[at], object(v)
		c.number(name+" headcount", l.Headcount, want["headcount"])
		c.number(name+" known", l.Known, want["known"])
		c.number(name+" touched", l.Touched, want["touched"])
		c.number(name+" two_way", l.TwoWay, want["two_way"])
		c.number(name+" recent", l.Recent, want["recent"])
		c.number(name+" N", l.N, want["N"])
		if l.Denominator != want["denominator"] {
			c.t.Errorf("%s denominator = %q, want %v", name, l.Denominator, want["denominator"])
		}
		if flag, _ := want["flag"].(string); l.Flag != flag {
			c.t.Errorf("%s flag = %q, want %q", name, l.Flag, flag)
		}
	}
}

func (c *comparer) spread(a *analysis.Account, w *worked) {
	e := w.Expected
	k := 0
	for _, l := range a.Levels {
		if l.Level == 0 || l.N == 0 {
			continue
		}
		name := "level " + strconv.Itoa(l.Level)
		c.number(name+" touches", l.Touches, e["quarter_counts"].([]any)[k])
		c.number(name+" full weight", l.FullWeight, e["full_weight_by_level"].([]any)[k])
		c.number(name+" target", l.Target, e["target"].([]any)[k])
		c.number(name+" attainment", l.Attainment, e["level_attainment"].([]any)[k])
		k++
	}
	sp := &a.Spread
	c.number("unknown share", sp.UnknownShare, e["unknown_level_share"])
	c.number("n_eff", sp.NEff, e["n_eff"])
	div, dis, null, top := object(e["diversity"]), object(e["divergence"]), object(e["kl_null"]), object(e["top_heaviness"])
	c.number("n", sp.N, div["n"])
	c.number("J", sp.Pielou, div["J"])
	c.number("D1", sp.Effective, div["D1"])
	c.number("KL", sp.KL, dis["KL"])
	c.number("JSD", sp.JSD, dis["JSD"])
	c.number("TVD", sp.TVD, dis["TVD"])
	c.number("moves", sp.Moves, dis["moves"])
	c.number("E_TVD", sp.ExpectedTVD, null["E_TVD"])
	c.number("exact p", sp.ExactP, e["exact_p"])
	c.number("luck line", sp.LuckLine, object(e["luck_line_neff"])["d"])
	if sp.Top != nil {
		c.number("LQ", sp.Top.LQ, top["LQ"])
		c.number("LQ lo", sp.Top.Lo, top["lo"])
		c.number("LQ hi", sp.Top.Hi, top["hi"])
	} else if top["LQ"] != nil {
		c.t.Error("no top-heaviness")
	}
}

func (c *comparer) vote(a *analysis.Account, w *worked) {
	e := w.Expected
	v, want, final := a.Vote, object(e["vote"]), object(e["final"])
	if v == nil { // nobody has a vote: METRICS 5.1
		c.number("W", 0, want["W"])
		return
	}
	c.number("quota", v.Quota, e["quota"])
	c.number("W", v.W, want["W"])
	c.number("P_win", v.PWin, want["P_win"])
	c.number("expected share", v.ExpectedShare, want["expected_share"])
	c.number("key against", v.PWinKeyAgainst, want["P_win_key_against"])
	c.number("key for", v.PWinKeyFor, want["P_win_key_for"])
	c.number("resilience", v.Resilience, want["resilience_ratio"])
	if v.Key != nil {
		c.number("key is blocker", v.KeyIsBlocker, want["key_is_blocker"])
	}
	c.number("min coalition", v.MinCoalition, e["min_coalition_without_key"])
	c.number("P_final", v.PFinal, final["P_final"])
	c.number("P_no_block", v.PNoStop, final["P_no_block"])
	if wanted, ok := e["key_contact"].(string); ok != (v.Key != nil) || ok && a.People[*v.Key].Data.Key != wanted {
		c.t.Errorf("key vote = %v, want %v", v.Key, e["key_contact"])
	}
	if v.Runs != 18 || v.Lo > v.PWin || v.Hi < v.PWin {
		c.t.Errorf("range %v to %v over %d runs around %v", v.Lo, v.Hi, v.Runs, v.PWin)
	}
}

func (c *comparer) people(a *analysis.Account, w *worked) {
	penrose := object(w.Expected["penrose"])
	total := 0.0
	for _, v := range penrose {
		total += v.(float64)
	}
	for name, v := range object(w.Expected["contacts"]) {
		at := slices.IndexFunc(a.People, func(p analysis.Person) bool { return p.Data.Key == name })
		p, want := &a.People[at], object(v)
		c.number(name+" w", p.Weight, want["w"])
		c.number(name+" score", p.Score, want["score"])
		c.number(name+" strength", p.Strength, want["strength"])
		c.number(name+" days", p.DaysSince, want["days_since_last"])
		c.number(name+" n", p.History, want["n"])
		c.number(name+" reciprocity", p.Reciprocity, want["reciprocity"])
		c.number(name+" p", p.P, want["p"])
		c.number(name+" p after", p.PAfter, want["p_after_meeting"])
		c.number(name+" objects", p.Objects, want["objection"])
		c.number(name+" birnbaum", p.Birnbaum, want["birnbaum"])
		c.number(name+" gain", p.Gain, want["gain_meeting"])
		c.number(name+" recent", p.Recent, want["recent"])
		c.number(name+" power", p.Power, penrose[name].(float64)/total)
	}
	c.order(a, "next_meetings", a.Ranking[:len(w.Expected["next_meetings"].([]any))], w)
	var next []int
	for _, m := range a.Next {
		next = append(next, m.Person)
	}
	c.order(a, "next_unengaged", next, w)
}

func (c *comparer) order(a *analysis.Account, name string, got []int, w *worked) {
	want := w.Expected[name].([]any)
	for k := range max(len(got), len(want)) {
		if k >= len(got) || k >= len(want) || a.People[got[k]].Data.Key != want[k] {
			c.t.Errorf("%s = %v, want %v", name, got, want)
			return
		}
	}
}

func (c *comparer) index(a *analysis.Account, w *worked) {
	e := w.Expected
	x, want := &a.Index, object(e["index"])
	c.number("index", x.Value, want["index"])
	c.number("executive days", a.Ladder.ExecDaysSince, e["executive_days"])
	parts := object(e["index_components"])
	full := 0.0
	for _, l := range a.Levels {
		full += l.FullWeight
	}
	c.number("W_full", full, e["W_full"])
	for k, name := range []string{"reach", "levels", "engaged_votes_without_key", "executive_presence"} {
		c.number(name, x.Components[k].Value, parts[name])
		c.number(name+" lost", x.Components[k].Lost, want["points_lost"].([]any)[k])
	}
}
