package analysis_test

import (
	"encoding/json"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

func analyseAll(ds *dataset.Dataset, s analysis.Settings, jobs int) *analysis.Result {
	return analysis.Analyse(ds, s, analysis.Options{AsOf: reviewDay, Jobs: jobs})
}

// figures writes all numbers of an account, without the dataset behind them
// and without places in the input.
func figures(t *testing.T, a *analysis.Account) string {
	t.Helper()
	c := *a
	c.Data = nil
	out, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestJobsAndInputOrderDoNotShow(t *testing.T) {
	const accounts = 12
	base := analyseAll(synthetic(accounts, 30, 200), analysis.Defaults(), 1)
	ds := synthetic(accounts, 30, 200)
	for _, a := range ds.Accounts {
		slices.Reverse(a.Headcounts)
		list := a.Activities.List()
		for i := 0; i+1 < len(list); i++ {
			if list[i].Day == list[i+1].Day {
				list[i], list[i+1] = list[i+1], list[i]
			}
		}
		a.Activities = dataset.NewActivities(list...)
	}
	again := analyseAll(ds, analysis.Defaults(), 4)
	if len(again.Accounts) != accounts {
		t.Fatalf("%d accounts, want %d", len(again.Accounts), accounts)
	}
	for i := range base.Accounts {
		if got, want := figures(t, again.Accounts[i]), figures(t, base.Accounts[i]); got != want {
			t.Fatalf("account %d differs:\n%s\n%s", i, got, want)
		}
	}
	if !reflect.DeepEqual(again.Portfolio.Executives, base.Portfolio.Executives) {
		t.Errorf("executives = %+v, want %+v", again.Portfolio.Executives, base.Portfolio.Executives)
	}
}

func TestEdges(t *testing.T) {
	one := dataset.Stakeholder{Key: "p", Name: "P", Level: 2, Right: dataset.Decide, RightGiven: true}
	unknown := dataset.Stakeholder{Key: "q", Name: "Q", Right: dataset.Influence}
	gone := one
	gone.To = reviewDay - 1
	p := 0.7
	one.Override = &p
	for _, c := range []struct {
		name  string
		acc   dataset.Account
		check func(t *testing.T, a *analysis.Account)
	}{
		{"empty account", dataset.Account{}, func(t *testing.T, a *analysis.Account) {
			if a.Vote != nil || a.Spread.TVD != nil || a.Index.Value != nil || a.Totals.Micro != nil {
				t.Errorf("an empty account has figures: %+v", a)
			}
			wantKey(t, a.Index.Reason, "reason.index.no_people")
			wantNotice(t, a, "reason.notice.no_people")
		}},
		{"everybody left", dataset.Account{Stakeholders: []dataset.Stakeholder{gone}}, func(t *testing.T, a *analysis.Account) {
			if len(a.People) != 0 || a.Vote != nil {
				t.Errorf("people = %d, vote = %v, want none", len(a.People), a.Vote)
			}
		}},
		{"one contact", dataset.Account{Stakeholders: []dataset.Stakeholder{one}}, func(t *testing.T, a *analysis.Account) {
			v := a.Vote
			if math.Abs(v.PWin-0.7) > 1e-12 || v.Resilience == nil || *v.Resilience != 0 || !v.KeyIsBlocker || v.MinCoalition != nil {
				t.Errorf("vote = %+v, want 0.7 with resilience 0", v)
			}
			wantKey(t, a.Index.Reason, "reason.index.few_people")
			wantNotice(t, a, "reason.notice.no_touch")
		}},
		{"no decider, every level unknown", dataset.Account{Stakeholders: []dataset.Stakeholder{unknown}},
			func(t *testing.T, a *analysis.Account) {
				if a.Vote.Key != nil || a.Vote.Resilience != nil || a.Vote.PWinKeyAgainst != nil {
					t.Errorf("vote = %+v, want no key vote", a.Vote)
				}
				if last := a.Levels[len(a.Levels)-1]; last.Level != 0 || last.Known != 1 || last.Target != nil {
					t.Errorf("unclassified row = %+v", last)
				}
				wantNotice(t, a, "reason.notice.no_decider")
			}},
		{"head count without contacts", dataset.Account{Stakeholders: []dataset.Stakeholder{unknown},
			Headcounts: []dataset.Headcount{{Level: 3, Lo: 8, Hi: 10}}}, func(t *testing.T, a *analysis.Account) {
			l := a.Levels[2]
			if l.N != 10 || l.Known != 0 || l.Target == nil || *l.Target != 1 || *l.HeadcountLo != 8 || *l.Gap != 5 {
				t.Errorf("level 3 = %+v, want 0 of 10 as the only eligible level", l)
			}
			if a.Spread.Pielou != nil || a.Spread.TVD != nil {
				t.Errorf("spread = %+v, want undefined without touches", a.Spread)
			}
		}},
		{"nobody has a vote", dataset.Account{Stakeholders: []dataset.Stakeholder{{Key: "n", Name: "N", Level: 1}}},
			func(t *testing.T, a *analysis.Account) {
				if a.Vote != nil || len(a.Next) != 1 || a.Next[0].Gain != 0 {
					t.Errorf("vote = %v, next = %v", a.Vote, a.Next)
				}
				wantNotice(t, a, "reason.notice.no_voters")
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.acc.Key = "a"
			ds := synthetic(0, 0, 0)
			ds.Accounts = []*dataset.Account{&c.acc}
			c.check(t, analyseAll(ds, analysis.Defaults(), 1).Accounts[0])
		})
	}
}

func wantKey(t *testing.T, r *analysis.Reason, key string) {
	t.Helper()
	if r == nil || r.Key != key {
		t.Errorf("reason = %v, want %s", r, key)
	}
}

func wantNotice(t *testing.T, a *analysis.Account, key string) {
	t.Helper()
	if !slices.ContainsFunc(a.Notices, func(r analysis.Notice) bool { return r.Key == key }) {
		t.Errorf("notices %v, want %s", a.Notices, key)
	}
}

// TestNoPeopleAtAll analyses a dataset without accounts.
func TestNoPeopleAtAll(t *testing.T) {
	res := analysis.Analyse(&dataset.Dataset{}, analysis.Defaults(), analysis.Options{})
	if len(res.Accounts) != 0 || res.Portfolio.Mean != nil || res.Portfolio.Tail != nil || res.Portfolio.Concentration != nil {
		t.Errorf("result = %+v", res)
	}
}

// votes makes an account with given weights and probabilities; the first
// person holds the key vote.
func votes(w []int, p []float64) (*dataset.Dataset, analysis.Settings) {
	s := analysis.Defaults()
	ds := synthetic(0, 0, 0)
	a := &dataset.Account{Key: "a"}
	s.Vote.Points = map[string]int{"decide": w[0], "evaluate": 0, "recommend": 0, "influence": 1, "none": 0}
	s.Vote.LevelMult = map[int]int{1: 1}
	for i := range w {
		st := dataset.Stakeholder{Key: string(rune('a' + i)), Level: 1, Right: dataset.Decide, Override: &p[i]}
		if i > 0 {
			st.Right, st.Level = dataset.Influence, 10+w[i]
			s.Vote.LevelMult[st.Level] = w[i]
		}
		a.Stakeholders = append(a.Stakeholders, st)
	}
	ds.Accounts = []*dataset.Account{a}
	return ds, s
}

// TestKeyVoteAccounts is the pair of METRICS 5.4 that P(win) alone cannot
// tell apart.
func TestKeyVoteAccounts(t *testing.T) {
	for _, c := range []struct {
		name                   string
		w                      []int
		p                      []float64
		win, against, resilien float64
	}{
		{"leader needed", []int{6, 2, 2, 1}, []float64{0.7, 0.5, 0.5, 0.5}, 0.7, 0, 0},
		{"broad base", []int{5, 3, 3, 2, 2, 2, 1, 1, 1}, []float64{0.2, 0.8, 0.75, 0.8, 0.7, 0.85, 0.9, 0.6, 0.7},
			0.74991852, 0.6903084, 0.6984389275556756},
	} {
		ds, s := votes(c.w, c.p)
		v := analyseAll(ds, s, 1).Accounts[0].Vote
		if math.Abs(v.PWin-c.win) > 1e-12 || math.Abs(*v.PWinKeyAgainst-c.against) > 1e-12 || math.Abs(*v.Resilience-c.resilien) > 1e-12 {
			t.Errorf("%s: P %v, against %v, resilience %v, want %v %v %v", c.name, v.PWin, *v.PWinKeyAgainst, *v.Resilience,
				c.win, c.against, c.resilien)
		}
	}
}

// components gives the values of the index by name.
func components(a *analysis.Account) map[string]float64 {
	out := map[string]float64{}
	for _, c := range a.Index.Components {
		out[c.Name] = c.Value
	}
	return out
}

// TestMeetingNeverLowersIndex is invariant 14: a new two-way activity that is
// no event never lowers a component.
func TestMeetingNeverLowersIndex(t *testing.T) {
	rnd := mixer(3)
	for range 60 {
		ds := synthetic(1, 6+rnd.below(10), 5+rnd.below(40))
		before := components(analyseAll(ds, analysis.Defaults(), 1).Accounts[0])
		if len(before) != 4 {
			t.Fatalf("components = %v, want four", before)
		}
		a := ds.Accounts[0]
		act := dataset.Activity{Day: reviewDay - dataset.Day(rnd.below(400)), Channel: dataset.Channel(1 + rnd.below(3)),
			Direction: dataset.TwoWay, People: []int32{int32(rnd.below(len(a.Stakeholders)))}, Ours: []int32{int32(rnd.below(40))}}
		list := append(a.Activities.List(), act)
		slices.SortStableFunc(list, func(x, y dataset.Activity) int { return int(x.Day - y.Day) })
		a.Activities = dataset.NewActivities(list...)
		after := components(analyseAll(ds, analysis.Defaults(), 1).Accounts[0])
		for name, v := range before {
			if after[name] < v-1e-12 {
				t.Errorf("%s fell from %v to %v by a meeting on %s", name, v, after[name], act.Day)
			}
		}
	}
}

// TestListingPeopleLeavesIndex is the second half of invariant 14: an
// untouched contact of mean weight changes nothing when N is the head count.
func TestListingPeopleLeavesIndex(t *testing.T) {
	ds := synthetic(1, 24, 120)
	a := ds.Accounts[0]
	for i := range a.Stakeholders {
		a.Stakeholders[i].Right = dataset.Evaluate
		a.Stakeholders[i].Level = 2 + i%3
	}
	a.Stakeholders[0].Right, a.Stakeholders[0].Level = dataset.Decide, 1
	a.Headcounts = []dataset.Headcount{{Level: 1, Lo: 1, Hi: 1}, {Level: 2, Lo: 20, Hi: 20}, {Level: 3, Lo: 30, Hi: 30}, {Level: 4, Lo: 90, Hi: 90}}
	before := analyseAll(ds, analysis.Defaults(), 1).Accounts[0].Index
	if before.Value == nil {
		t.Fatalf("no index: %v", before.Reason)
	}
	a.Stakeholders = append(a.Stakeholders, dataset.Stakeholder{Key: "z", Level: 3, Right: dataset.Evaluate, RightGiven: true})
	after := analyseAll(ds, analysis.Defaults(), 1).Accounts[0].Index
	if math.Abs(*after.Value-*before.Value) > 1e-9 {
		t.Errorf("index = %v after listing one more, want %v", *after.Value, *before.Value)
	}
}

// TestListBias is the list that must not read as fully covered: nine
// executives and two front-line staff, all met.
func TestListBias(t *testing.T) {
	ds := synthetic(1, 11, 0)
	a := ds.Accounts[0]
	a.Headcounts = nil
	for i := range a.Stakeholders {
		st := &a.Stakeholders[i]
		st.Level, st.From, st.To = 1, 0, 0
		if i >= 9 {
			st.Level = 5
		}
		a.Activities = dataset.NewActivities(append(a.Activities.List(), dataset.Activity{Day: reviewDay - 9, Channel: dataset.Meeting,
			Direction: dataset.TwoWay, People: []int32{int32(i)}})...)
	}
	got := analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	wantNotice(t, got, "reason.notice.list_bias")
	wantNotice(t, got, "reason.notice.bounds_only")
	wantKey(t, got.Index.Reason, "reason.index.no_headcount")
	if !got.Totals.UpperBound {
		t.Error("the coverage is not marked as an upper bound")
	}
	if l := got.Levels[4]; l.RecentLo != nil || l.RecentHi == nil || *l.RecentHi != 1 || l.Denominator != "known" {
		t.Errorf("level 5 = %+v, want an upper bound alone", l)
	}
	a.Headcounts = []dataset.Headcount{{Level: 1, Lo: 9, Hi: 9}, {Level: 5, Lo: 80, Hi: 80}}
	got = analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	if slices.ContainsFunc(got.Notices, func(r analysis.Notice) bool { return r.Key == "reason.notice.list_bias" }) {
		t.Error("the warning stands though the head count is known")
	}
	if l := got.Levels[4]; l.N != 80 || l.Recent != 2 {
		t.Errorf("level 5 = %d of %d, want 2 of 80", l.Recent, l.N)
	}
}

// TestHeadcounts reads rows by level, by unit and by both.
func TestHeadcounts(t *testing.T) {
	ds := synthetic(1, 4, 0)
	a := ds.Accounts[0]
	for i := range a.Stakeholders {
		a.Stakeholders[i].Level, a.Stakeholders[i].Unit = 2+i%2, []string{"city", "tech"}[i/2]
	}
	a.Headcounts = []dataset.Headcount{
		{Level: 0, Unit: "tech", Lo: 40, Hi: 50},
		{Level: 2, Unit: "city", Lo: 3, Hi: 3}, {Level: 2, Unit: "tech", Lo: 4, Hi: 6},
		{Level: 3, Unit: "city", Lo: 7, Hi: 7}, {Level: 3, Lo: 30, Hi: 30},
		{Level: 4, Unit: "far", Lo: 5, Hi: 5},
	}
	got := analyseAll(ds, analysis.Defaults(), 1).Accounts[0]
	if n := []int{got.Levels[1].N, got.Levels[2].N, got.Levels[3].N, *got.Levels[1].HeadcountLo}; !slices.Equal(n, []int{9, 30, 5, 7}) {
		t.Errorf("levels 2 to 4 = %v, want 9 (from 7), 30, 5", n)
	}
	var unitsN []int
	for _, u := range got.Units {
		unitsN = append(unitsN, u.N)
	}
	if !slices.Equal(unitsN, []int{10, 5, 50}) {
		t.Errorf("units = %v, want city 10, far 5, tech 50", unitsN)
	}
	far := analysis.Cell{Unit: "far", Level: 4, N: 5}
	if !slices.ContainsFunc(got.WhiteSpace, func(c analysis.Cell) bool {
		return c.Unit == far.Unit && c.Level == far.Level && c.N == far.N
	}) {
		t.Errorf("white space %v, want the empty unit", got.WhiteSpace)
	}
}

// TestReasonsAreKnown demands a key and its arguments for every reason that a
// varied dataset brings up.
func TestReasonsAreKnown(t *testing.T) {
	keys := analysis.ReasonKeys()
	if !slices.IsSorted(keys) || len(keys) < 40 {
		t.Fatalf("ReasonKeys() = %v", keys)
	}
	seen := map[string]bool{}
	ds := synthetic(12, 40, 150)
	ds.Accounts[3].Activities = dataset.Activities{}
	loss := -5.0
	ds.Accounts[4].Revenue = &loss
	ds.Accounts[5].Headcounts = ds.Accounts[5].Headcounts[:3]
	ds.Accounts[6].Stakeholders = nil
	ds.Accounts[6].Activities = dataset.Activities{}
	res := analyseAll(ds, analysis.Defaults(), 2)
	walk(reflect.ValueOf(res.Accounts), func(r analysis.Reason) {
		if r.Key == "" {
			return
		}
		seen[r.Key] = true
		if !slices.Contains(keys, r.Key) {
			t.Errorf("%s is not among ReasonKeys", r.Key)
		}
		known := analysis.ReasonArgs(r.Key)
		values := r.Values()
		for k := range values {
			if !slices.Contains(known, k) && !(strings.HasPrefix(r.Key, "reason.next.") && k == "days") {
				t.Errorf("%s has the argument %q, want one of %q", r.Key, k, known)
			}
		}
		for _, k := range known {
			if _, ok := values[k]; !ok {
				t.Errorf("%s lacks the argument %q", r.Key, k)
			}
		}
	})
	if len(seen) < 20 {
		t.Errorf("only %d reasons came up: %v", len(seen), seen)
	}
}

// walk visits every Reason below a value; what belongs to the dataset is not
// entered.
func walk(v reflect.Value, visit func(analysis.Reason)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Type() != reflect.TypeFor[*dataset.Account]() && v.Type() != reflect.TypeFor[*dataset.Stakeholder]() {
			walk(v.Elem(), visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	case reflect.Struct:
		if r, ok := v.Interface().(analysis.Reason); ok {
			visit(r)
			return
		}
		for i := range v.NumField() {
			walk(v.Field(i), visit)
		}
	}
}
