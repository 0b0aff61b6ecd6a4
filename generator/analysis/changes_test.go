package analysis

import (
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/dataset"
)

func day(t *testing.T, s string) dataset.Day {
	t.Helper()
	d, err := dataset.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// person writes "id|name|title|level|unit|right".
func person(spec string) dataset.Stakeholder {
	f := strings.Split(spec, "|")
	d := dataset.Stakeholder{ID: f[0], Name: f[1], Title: f[2], Level: int(f[3][0] - '0'), LevelRule: "column", Unit: f[4], RightGiven: true}
	for r := dataset.NoRight; r <= dataset.Decide; r++ {
		if r.String() == f[5] {
			d.Right = r
		}
	}
	d.Key = d.ID
	if d.Key == "" {
		d.Key = plainName(d.Name)
	}
	return d
}

// touch writes "date direction person,person", people by index.
func touchRow(t *testing.T, spec string) dataset.Activity {
	t.Helper()
	f := strings.Fields(spec)
	act := dataset.Activity{Day: day(t, f[0]), Channel: dataset.Meeting, Ours: []int32{0}}
	for d := dataset.DirectionUnknown; d <= dataset.TwoWay; d++ {
		if d.String() == f[1] {
			act.Direction = d
		}
	}
	for _, i := range strings.Split(f[2], ",") {
		act.People = append(act.People, int32(i[0]-'0'))
	}
	return act
}

func world(t *testing.T, people, touches []string) *dataset.Dataset {
	t.Helper()
	a := &dataset.Account{Key: "A1", ID: "A1", Name: "Acme", Listed: true}
	for _, p := range people {
		a.Stakeholders = append(a.Stakeholders, person(p))
	}
	var list []dataset.Activity
	for _, x := range touches {
		list = append(list, touchRow(t, x))
	}
	slices.SortStableFunc(list, func(x, y dataset.Activity) int { return int(x.Day - y.Day) })
	a.Activities = dataset.NewActivities(list...)
	for l, n := range map[int]int{1: 1, 2: 2, 3: 6} {
		a.Headcounts = append(a.Headcounts, dataset.Headcount{Level: l, Lo: n, Hi: n})
	}
	slices.SortFunc(a.Headcounts, func(x, y dataset.Headcount) int { return x.Level - y.Level })
	return &dataset.Dataset{
		Accounts: []*dataset.Account{a}, Team: []dataset.Member{{Name: "Mei Lin", Level: 1, Listed: true}},
		Ladder: dataset.Ladder{Steps: []dataset.Step{{Level: 1, Key: "level.1"}, {Level: 2, Key: "level.2"}, {Level: 3, Key: "level.3"}}},
	}
}

func quarterOf(t *testing.T, ds *dataset.Dataset, s Settings, label string) *Result {
	t.Helper()
	p, err := ParsePeriod(label, 1)
	if err != nil {
		t.Fatal(err)
	}
	return Analyse(ds, s, Options{Period: p})
}

func baseline(r *Result) *Baseline {
	b := &Baseline{Period: r.Period, AsOf: r.AsOf}
	for _, a := range r.Accounts {
		b.Accounts = append(b.Accounts, SnapshotOf(r, a))
	}
	return b
}

var (
	q2People = []string{
		"p1|Anna Berg|CEO|1|HQ|decide", "p2|Bo Chen|CTO|2|HQ|evaluate", "p3|Cy Dorn|Engineer|3|Plant|influence",
		"p4|Di Eck|Engineer|3|Plant|influence", "p5|Ed Falk|Buyer|3|HQ|recommend",
	}
	q2Touches = []string{"2026-05-10 two_way 0", "2026-05-12 two_way 1", "2026-06-01 two_way 2"}
	// Chen became chief executive's deputy with a new e-mail and no change of
	// id, Dorn moved, Eck's right rose, Falk left, Gall joined.
	q3People = []string{
		"p1|Anna Berg|CEO|1|HQ|decide", "p2|Bo Chen-Lund|Deputy CEO|1|HQ|evaluate", "p3|Cy Dorn|Engineer|3|HQ|influence",
		"p4|Di Eck|Engineer|3|Plant|recommend", "p6|Flo Gall|Planner|3|Plant|influence",
	}
	q3Touches = append(slices.Clone(q2Touches), "2026-08-01 two_way 0", "2026-08-20 two_way 3", "2026-09-02 two_way 4", "2026-09-03 outbound 1")
)

func listed(a *Account, list []PersonChange) []string {
	var out []string
	for _, c := range list {
		if c.Person != nil {
			out = append(out, a.People[*c.Person].Data.Name)
		} else {
			out = append(out, c.Before.Name)
		}
	}
	return out
}

func TestCompareFindsWhatHappenedToPeople(t *testing.T) {
	s := Defaults()
	then := quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2")
	now := quarterOf(t, world(t, q3People, q3Touches), s, "2026-Q3")
	Compare(now, []*Baseline{baseline(then)})
	a := now.Accounts[0]
	ch := a.Changes
	got := map[string][]string{
		"met": listed(a, ch.Met), "again": listed(a, ch.Again), "quiet": listed(a, ch.Quiet), "joined": listed(a, ch.Joined),
		"left": listed(a, ch.Left), "promoted": listed(a, ch.Promoted), "moved": listed(a, ch.Moved), "rights": listed(a, ch.Rights),
	}
	want := map[string][]string{
		"met": {"Di Eck", "Flo Gall"}, "again": nil, "quiet": {"Bo Chen-Lund", "Cy Dorn"}, "joined": {"Flo Gall"},
		"left": {"Ed Falk"}, "promoted": {"Bo Chen-Lund"}, "moved": {"Cy Dorn"}, "rights": {"Di Eck"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if len(ch.Withheld) > 0 || len(ch.Method) > 0 {
		t.Errorf("nothing changed in the method, yet withheld %v, method %v", ch.Withheld, ch.Method)
	}
	if c := ch.Contacts; c.Panel != 4 || c.Gained != 1 || c.Lost != 2 || c.P == nil || *c.P != 1 {
		t.Errorf("contacts = %+v, want a panel of 4, 1 gained, 2 lost, p 1", c)
	}
}

func TestCompareSplitsCoverageAndIndexExactly(t *testing.T) {
	s := Defaults()
	then := quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2")
	now := quarterOf(t, world(t, q3People, q3Touches), s, "2026-Q3")
	Compare(now, []*Baseline{baseline(then)})
	ch := now.Accounts[0].Changes
	c := ch.Coverage
	// Then 3 of 9 people; now two at level 1 (one recent), none of two at
	// level 2, two of six at level 3: 3 of 10.
	if c.Recent0 != 3 || c.N0 != 9 || c.Recent1 != 3 || c.N1 != 10 {
		t.Fatalf("coverage counts = %+v", c)
	}
	if got := c.Rate + c.Mix; math.Abs(got-(0.3-3.0/9)) > 1e-12 {
		t.Errorf("rate %v + mix %v = %v, want %v", c.Rate, c.Mix, got, 0.3-3.0/9)
	}
	// By hand: w0 = 1/9, 2/9, 6/9; r0 = 1, 1/2, 1/6; w1 = 2/10, 2/10, 6/10; r1 = 1/2, 0, 2/6.
	mix := (0.2-1.0/9)*0.75 + (0.2-2.0/9)*0.25 + (0.6-6.0/9)*0.25
	if math.Abs(c.Mix-mix) > 1e-12 {
		t.Errorf("mix effect = %v, want %v", c.Mix, mix)
	}
	x := ch.Index
	if x == nil {
		t.Fatalf("no index change; index then %v, now %v", then.Accounts[0].Index.Value, now.Accounts[0].Index.Value)
	}
	sum := 0.0
	for _, st := range x.Steps {
		sum += st.Points
	}
	if math.Abs(sum-(x.After-x.Before)) > 1e-9 || math.Abs(x.After-*now.Accounts[0].Index.Value) > 1e-9 ||
		math.Abs(x.Before-*then.Accounts[0].Index.Value) > 1e-9 {
		t.Errorf("waterfall %+v sums to %v, index went from %v to %v", x, sum, *then.Accounts[0].Index.Value, *now.Accounts[0].Index.Value)
	}
}

func TestChangedMethodIsNamedAndNeverMovement(t *testing.T) {
	s := Defaults()
	then := baseline(quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2"))
	s.Recent = 60
	now := quarterOf(t, world(t, q3People, q3Touches), s, "2026-Q3")
	Compare(now, []*Baseline{then})
	ch := now.Accounts[0].Changes
	if diff := cmp.Diff([]MethodChange{{"recent", "90", "60"}}, ch.Method); diff != "" {
		t.Errorf("method (-want +got):\n%s", diff)
	}
	if ch.Quiet != nil || ch.Met != nil || ch.Coverage != nil || ch.Index != nil || ch.Contacts != nil {
		t.Errorf("movement shown under a changed method: %+v", ch)
	}
	if ch.figure("touches") == nil || len(ch.Promoted) != 1 {
		t.Errorf("touches and promotions do not rest on the recent window, yet are missing: %+v", ch.Figures)
	}
	keys := map[string]bool{}
	for _, w := range ch.Withheld {
		keys[w.Key] = true
		if got := w.Values(); got["setting"] != "recent" || got["before"] != "90" || got["after"] != "60" {
			t.Errorf("withheld %s names %v", w.Key, got)
		}
	}
	if !keys["change.withheld.people"] || !keys["change.withheld.coverage"] || !keys["change.withheld.index"] || len(keys) != 3 {
		t.Errorf("withheld %v", keys)
	}
}

func TestRenamedLadderWithholdsPromotions(t *testing.T) {
	s := Defaults()
	then := baseline(quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2"))
	ds := world(t, q3People, q3Touches)
	ds.Ladder.Steps = append([]dataset.Step{{Level: 1, Name: "Board"}}, ds.Ladder.Steps[1:]...)
	now := quarterOf(t, ds, s, "2026-Q3")
	Compare(now, []*Baseline{then})
	ch := now.Accounts[0].Changes
	if len(ch.Promoted)+len(ch.Demoted)+len(ch.Reclassified) > 0 || ch.Coverage != nil {
		t.Errorf("levels of two ladders were compared: %+v", ch)
	}
	if diff := cmp.Diff([]MethodChange{{"ladder.1", "level.1", "Board"}}, ch.Method); diff != "" {
		t.Errorf("method (-want +got):\n%s", diff)
	}
}

func TestSameTitleUnderAnotherRuleIsNoPromotion(t *testing.T) {
	s := Defaults()
	people := slices.Clone(q2People)
	then := baseline(quarterOf(t, world(t, people, q2Touches), s, "2026-Q2"))
	ds := world(t, people, q2Touches)
	ds.Accounts[0].Stakeholders[2].Level, ds.Accounts[0].Stakeholders[2].LevelRule = 2, "engineer"
	now := quarterOf(t, ds, s, "2026-Q3")
	Compare(now, []*Baseline{then})
	ch := now.Accounts[0].Changes
	if len(ch.Promoted) != 0 || len(ch.Reclassified) != 1 {
		t.Errorf("promoted %v, reclassified %v, want 0 and 1", len(ch.Promoted), len(ch.Reclassified))
	}
}

func TestMatchPeople(t *testing.T) {
	then := []SnapshotPerson{
		{Key: "1", ID: "1", Name: "Anna Berg"}, {Key: "2", ID: "2", Name: "Bo Chen", Email: "bo@x.example"},
		{Key: "cy dorn", Name: "Cy Dorn"}, {Key: "4", ID: "4", Name: "Li Wei"}, {Key: "5", Name: "Twin"}, {Key: "6", Name: "twin"},
	}
	tests := []struct {
		name string
		now  dataset.Stakeholder
		want int
	}{
		{"renamed, same id", dataset.Stakeholder{ID: "1", Name: "Anna Lund"}, 0},
		{"new id, same e-mail", dataset.Stakeholder{ID: "77", Name: "B. Chen", Email: "BO@x.example"}, 1},
		{"name in other case", dataset.Stakeholder{Name: "CY  DORN"}, 2},
		{"another person of the same name", dataset.Stakeholder{ID: "8", Name: "Li Wei"}, -1},
		{"a name that two people had", dataset.Stakeholder{Name: "Twin"}, -1},
	}
	for _, tt := range tests {
		// Somebody keeps an id, so that ids of the two quarters mean the same.
		now := []dataset.Stakeholder{tt.now, {ID: "1", Name: "Anna Lund"}}
		if tt.want == 0 {
			now = now[:1]
		}
		if got := matchPeople(then, now)[0]; got != tt.want {
			t.Errorf("%s: matchPeople = %d, want %d", tt.name, got, tt.want)
		}
	}
	// After a move to another system no id is left: the name decides.
	if got := matchPeople(then, []dataset.Stakeholder{{ID: "X-9", Name: "Li Wei"}})[0]; got != 3 {
		t.Errorf("all ids new: matchPeople = %d, want 3", got)
	}
}

func TestEnteredAndGoneAccountsStandApart(t *testing.T) {
	s := Defaults()
	then := baseline(quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2"))
	gone := then.Accounts[0]
	gone.Key, gone.ID, gone.Name = "Z", "Z", "Zeta"
	gone.Headline.Touches = 40
	then.Accounts = append(then.Accounts, gone)
	ds := world(t, q3People, q3Touches)
	fresh := *world(t, q2People, q2Touches).Accounts[0]
	fresh.Key, fresh.ID, fresh.Name = "B2", "B2", "Beta"
	ds.Accounts = append(ds.Accounts, &fresh)
	now := quarterOf(t, ds, s, "2026-Q3")
	Compare(now, []*Baseline{then})
	pc := now.Portfolio.Changes
	if diff := cmp.Diff([]int{1}, pc.Entered); diff != "" {
		t.Errorf("entered (-want +got):\n%s", diff)
	}
	if len(pc.Gone) != 1 || pc.Gone[0].Name != "Zeta" || pc.Panel != 1 {
		t.Errorf("gone %+v, panel %d", pc.Gone, pc.Panel)
	}
	if f := pc.Figures[0]; f.Name != "touches" || *f.Before != 3 || *f.After != 4 {
		t.Errorf("touches of the panel = %v %v to %v, want 3 to 4 without Zeta's 40 and Beta's", f.Name, *f.Before, *f.After)
	}
	if !now.Accounts[1].Changes.Entered {
		t.Error("Beta is new and has no Entered")
	}
}

func TestRecomputeTakesTheQuarterBeforeFromTheSameExport(t *testing.T) {
	s := Defaults()
	ds := world(t, q3People, q3Touches)
	p, _ := ParsePeriod("2026-Q3", 1)
	o := Options{Period: p, AsOf: p.To}
	b := Recompute(ds, s, o, 1)
	whole := quarterOf(t, ds, s, "2026-Q2").Accounts[0]
	got := b.Accounts[0]
	if b.Period.Label != "2026-Q2" || !b.Recomputed || got.Headline.Touches != 3 || got.Headline.PWin != nil {
		t.Fatalf("baseline = %+v %+v", b.Period, got.Headline)
	}
	if diff := cmp.Diff(whole.Index.Value, got.Headline.Index); diff != "" {
		t.Errorf("index of the quarter before (-review +recomputed):\n%s", diff)
	}
	now := Analyse(ds, s, o)
	Compare(now, []*Baseline{b})
	ch := now.Accounts[0].Changes
	if n := listed(now.Accounts[0], ch.Met); len(n) != 2 {
		t.Errorf("met = %v, want Eck and Gall", n)
	}
	if len(ch.Withheld) != 2 || ch.figure("p_win") != nil {
		t.Errorf("withheld = %v", ch.Withheld)
	}
	if Recompute(world(t, q3People, []string{"2026-08-01 two_way 0"}), s, o, 1) != nil {
		t.Error("an export without older touches has no quarter before")
	}
}

func TestMethodIsSortedAndNamesEverySetting(t *testing.T) {
	list := Method(Defaults(), dataset.Ladder{Steps: []dataset.Step{{Level: 2, Key: "level.2"}}})
	values := map[string]string{}
	for i, s := range list {
		if i > 0 && list[i-1].Name >= s.Name {
			t.Errorf("%s stands before %s", list[i-1].Name, s.Name)
		}
		values[s.Name] = s.Value
	}
	for name, want := range map[string]string{"recent": "90", "index.weights.reach": "0.35", "ladder.2": "level.2", "vote.quota.den": "2",
		"support.clamp": "[0.02 0.98]", "channel_values.email": "0.1", "daily_cap": "true", "method": "1"} {
		if values[name] != want {
			t.Errorf("setting %s = %q, want %q", name, values[name], want)
		}
	}
	if _, there := values["plan_length"]; there {
		t.Error("plan_length does not change a figure and is in the method")
	}
}

// checkReasons asserts that every reason is announced with its arguments.
func checkReasons(t *testing.T, r *Result) int {
	t.Helper()
	n := 0
	check := func(list ...Reason) {
		for _, x := range list {
			n++
			want := ChangeArgs(x.Key)
			slices.Sort(want)
			got := slices.Sorted(maps.Keys(x.Values()))
			if !slices.Contains(ChangeKeys(), x.Key) || !slices.Equal(got, want) {
				t.Errorf("reason %s has arguments %v, announced are %v", x.Key, got, want)
			}
		}
	}
	for _, a := range r.Accounts {
		if ch := a.Changes; ch != nil {
			check(ch.Notes...)
			check(ch.Withheld...)
			for _, list := range [][]PersonChange{ch.Met, ch.Again, ch.Quiet, ch.Joined, ch.Left, ch.Promoted, ch.Demoted, ch.Reclassified, ch.Moved, ch.Rights} {
				for _, p := range list {
					check(p.Reason)
				}
			}
		}
		if a.Promises != nil {
			for _, p := range a.Promises.Given {
				check(p.Why)
			}
		}
	}
	return n
}

func TestEveryReasonIsAnnounced(t *testing.T) {
	s := Defaults()
	then := baseline(quarterOf(t, world(t, q2People, q2Touches), s, "2026-Q2"))
	now := quarterOf(t, world(t, q3People, q3Touches), s, "2026-Q3")
	Compare(now, []*Baseline{then})
	JudgePromises(now, then, nil)
	if n := checkReasons(t, now); n < 9 {
		t.Errorf("only %d reasons", n)
	}
	s.Recent, s.DailyCap, s.Vote.Quota.Num = 30, false, 0
	s.Vote.Quota = Quota{2, 3, "at_least"}
	p, _ := ParsePeriod("2027-Q1", 1)
	now = Analyse(world(t, q3People, q3Touches), s, Options{Period: p, AsOf: p.From + 10})
	then.AsOf -= 5
	Compare(now, []*Baseline{then})
	if n := checkReasons(t, now); n < 8 {
		t.Errorf("only %d reasons under another method", n)
	}
	if keys := now.Accounts[0].Changes.Notes; len(keys) != 3 {
		t.Errorf("notes = %v, want the gap and both quarters cut short", keys)
	}
}
