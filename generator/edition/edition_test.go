package edition_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/edition"
	"rapport/generator/internal/words"
	"rapport/templates"
)

func catalog(t *testing.T) *words.Catalog {
	t.Helper()
	c, err := words.Load(templates.Files, "en")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func load(t *testing.T, name string) edition.Edition {
	t.Helper()
	e, err := edition.Load(templates.Files, name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const stanceDay = 36925 // 2001-02-03, which no other date of the test is

// planted is an account whose secrets are easy to recognise:
//
//	0 Quentin Topp      executive, supporter, met
//	1 Olga Hatesson     senior, opponent, knows a rival, dated 2001-02-03, met
//	2 Uma Unmetová      staff, close to a rival, never met
//	3 Petra Privat      executive, opponent, close to a rival, not to be profiled, met
//	4 Hand Setzer       senior, chance set by hand, never met
//	5 王隐                staff, never met
func planted(t *testing.T) *analysis.Result {
	t.Helper()
	hand := 0.123456789
	revenue := 98765432.0
	a := &dataset.Account{Key: "ACME-1", ID: "ACME-1", Name: "Acme Networks", Revenue: &revenue, Stakeholders: []dataset.Stakeholder{
		{Key: "k0", ID: "ID-2200A", Name: "Quentin Topp", Email: "q.topp@acme.example", Title: "Chief Executive Officer", Level: 1, Unit: "HQ", Right: dataset.Decide, Stance: dataset.Supporter, StanceDay: 45000},
		{Key: "k1", ID: "ID-2201A", Name: "Olga Hatesson", Email: "o.hatesson@acme.example", Title: "Director of Grudges", Level: 2, Unit: "HQ", Right: dataset.Evaluate, Stance: dataset.Opponent, StanceDay: stanceDay, Rival: 0.5},
		{Key: "k2", ID: "ID-2202A", Name: "Uma Unmetová", Email: "uma@acme.example", Title: "Night Shift Engineer", Level: 5, Unit: "City: Linhai", Right: dataset.Recommend, Rival: 1},
		{Key: "k3", ID: "ID-2203A", Name: "Petra Privat", Email: "petra@acme.example", Title: "Chief Privacy Officer", Level: 1, Unit: "HQ", Right: dataset.Evaluate, Stance: dataset.Opponent, StanceDay: stanceDay, Rival: 1, Private: true},
		{Key: "hand setzer", Name: "Hand Setzer", Title: "Head of Lead Type", Level: 2, Unit: "HQ", Right: dataset.Influence, Override: &hand},
		{Key: "k5", ID: "ID-2205A", Name: "王隐", Level: 5, Unit: "City: Linhai", Right: dataset.Influence},
	}, Activities: dataset.NewActivities(
		dataset.Activity{Day: 46100, Channel: dataset.Meeting, Direction: dataset.TwoWay, People: []int32{0}, Ours: []int32{0}, Subject: "Topp says Hatesson cannot stand us"},
		dataset.Activity{Day: 46200, Channel: dataset.Call, Direction: dataset.TwoWay, People: []int32{1, 3}, Ours: []int32{0}, Subject: "budget talk with Grudges department"},
		dataset.Activity{Day: 46201, Channel: dataset.Email, Direction: dataset.Outbound, People: []int32{0}, Ours: []int32{0}},
	)}
	other := &dataset.Account{Key: "RIVALCO", Name: "Rivalco Holdings", Stakeholders: []dataset.Stakeholder{{Key: "x", Name: "Xenia Elsewhere", Level: 1, Right: dataset.Decide}}}
	ds := &dataset.Dataset{Accounts: []*dataset.Account{a, other}, Team: []dataset.Member{{Name: "Mei Lin", Level: 1, Email: "mei.lin@supplier.example", Listed: true}},
		Files: []dataset.File{{Name: "secret-export.xlsx", SHA256: "abc"}}, Sheets: []dataset.Sheet{{Name: "Contacts of Acme", Role: "contacts"}}}
	for l := 1; l <= 5; l++ {
		ds.Ladder.Steps = append(ds.Ladder.Steps, dataset.Step{Level: l, Key: "level." + strconv.Itoa(l)})
	}
	before, _ := analysis.ParsePeriod("2026-Q1", 1)
	then := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{Period: before})
	base := &analysis.Baseline{Period: then.Period, AsOf: then.AsOf}
	for _, a := range then.Accounts {
		base.Accounts = append(base.Accounts, analysis.SnapshotOf(then, a))
	}
	gone := base.Accounts[0].People[0]
	gone.Key, gone.ID, gone.Name, gone.Email, gone.Touched, gone.Last = "k9", "ID-2209A", "Lefty Gonzaga", "lefty@acme.example", false, 0
	base.Accounts[0].People = append(base.Accounts[0].People, gone)
	p, _ := analysis.ParsePeriod("2026-Q2", 1)
	r := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{Period: p, Accounts: []string{"ACME-1"}})
	analysis.Compare(r, []*analysis.Baseline{base})
	analysis.JudgePromises(r, base, []analysis.Edit{{Account: "ACME-1", Person: "k2", Period: "2026-Q1", Made: then.AsOf, Status: "dropped", Comment: "she only talks to the rival"}})
	return r
}

func encode(t *testing.T, r *analysis.Result) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		t.Fatal(err)
	}
	for _, a := range r.Data.Accounts {
		if err := e.Encode(a.Activities.List()); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

func TestCutLeavesNoSecret(t *testing.T) {
	r := planted(t)
	whole := encode(t, r)
	a := r.Accounts[0]
	number := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	roles := load(t, "internal")
	roles.Roles = true
	tests := []struct {
		edition edition.Edition
		gone    []string
		stay    []string
		people  map[int]bool // people whose stance, rival and chance must be gone
	}{
		{load(t, "internal"), []string{number(a.People[3].P)},
			[]string{"Olga Hatesson", "2001-02-03", "0.123456789", "Petra Privat", "98765432"}, map[int]bool{3: true}},
		{load(t, "leadership"), []string{"2001-02-03", "0.123456789", number(a.People[1].P), number(a.People[3].P)},
			[]string{"Olga Hatesson", "Uma Unmetová", "98765432", "Lefty Gonzaga"}, map[int]bool{1: true, 2: true, 3: true, 4: true, 5: true}},
		{load(t, "customer"), []string{"2001-02-03", "0.123456789", "Uma", "Petra", "Setzer", "setzer", "王隐", "Lefty", "acme.example", "ID-2202A", "cannot stand",
			"98765432", "secret-export", "Contacts of Acme", "Rivalco", "Xenia", "talks to the rival", "rival_", `"rival":`, number(a.Vote.PWin), "Night Shift"},
			[]string{"Olga Hatesson", "Quentin Topp", "Director of Grudges", "mei.lin@supplier.example"}, map[int]bool{0: true, 1: true, 2: true, 3: true, 4: true, 5: true}},
		{roles, []string{"Olga", "Quentin", "Uma", "Petra", "Setzer", "setzer", "王隐", "Lefty", "acme.example", "supplier.example", "ID-22", "cannot stand", "Grudges", "talks to the rival"},
			[]string{"Executive, unit HQ, #1", "Executive, unit HQ, #2", "Staff, unit City: Linhai, #2", "2001-02-03"}, map[int]bool{3: true}},
	}
	for _, tt := range tests {
		name := tt.edition.Name
		if tt.edition.Roles {
			name += " with roles"
		}
		cut := edition.Cut(r, tt.edition, catalog(t))
		text := encode(t, cut.Result)
		for _, secret := range tt.gone {
			if strings.Contains(text, secret) {
				t.Errorf("%s: the cut result still holds %q", name, secret)
			}
			if !strings.Contains(whole, secret) {
				t.Errorf("%s: %q is not even in the whole result; the test proves nothing", name, secret)
			}
		}
		for _, public := range tt.stay {
			if !strings.Contains(text, public) {
				t.Errorf("%s: the cut result lost %q", name, public)
			}
		}
		for i, p := range cut.Result.Accounts[0].People {
			d := p.Data
			bare := d.Stance == dataset.StanceUnknown && d.StanceDay == 0 && d.Rival == 0 && d.Override == nil && p.P == 0 && p.Gain == nil && p.Objects == 0
			if tt.people[i] && (!bare || !p.Withheld) {
				t.Errorf("%s: person %d keeps an attitude: %+v %+v", name, i, d, p)
			}
			if !tt.people[i] && p.Withheld {
				t.Errorf("%s: person %d is marked as withheld", name, i)
			}
			if p.Data != &cut.Result.Accounts[0].Data.Stakeholders[p.Index] || cut.Result.Data.Accounts[0] != cut.Result.Accounts[0].Data {
				t.Errorf("%s: person %d points outside the cut dataset", name, i)
			}
		}
		if got := encode(t, r); got != whole {
			t.Fatalf("%s: Cut changed the result it was given", name)
		}
	}
}

func TestAccountsWithoutSecretsAreShared(t *testing.T) {
	r := planted(t)
	r.Accounts[0].Data.Stakeholders[3].Private = false
	if got := edition.Cut(r, load(t, "internal"), catalog(t)); got.Result.Accounts[0] != r.Accounts[0] || len(got.Withheld) > 0 {
		t.Error("an account of which nothing is cut was copied")
	}
}

func TestOrderDoesNotTellTheRival(t *testing.T) {
	r := planted(t)
	if first := r.Accounts[0].NotMet[0]; first != 2 {
		t.Fatalf("in the whole result the friend of a rival comes first, got person %d", first)
	}
	cut := edition.Cut(r, load(t, "leadership"), catalog(t)).Result.Accounts[0]
	without := planted(t)
	d := without.Accounts[0].Data
	if diff := cmp.Diff(len(without.Accounts[0].NotMet), len(cut.NotMet)); diff != "" {
		t.Fatal(diff)
	}
	for i := range d.Stakeholders {
		d.Stakeholders[i].Rival = 0
	}
	again := analysis.Analyse(without.Data, without.Settings, analysis.Options{Period: without.Period, Accounts: []string{"ACME-1"}})
	if diff := cmp.Diff(again.Accounts[0].NotMet, cut.NotMet); diff != "" {
		t.Errorf("not met (-as if nobody knew a rival +cut):\n%s", diff)
	}
	for _, m := range cut.Next {
		if strings.Contains(m.Reason.Key, "rival") {
			t.Errorf("the reason %s tells of a rival", m.Reason.Key)
		}
	}
}

func TestWithheldListsWhatWasCut(t *testing.T) {
	cut := edition.Cut(planted(t), load(t, "customer"), catalog(t))
	for _, want := range []edition.Withheld{
		{Kind: "name", Value: "Uma Unmetová"}, {Kind: "name", Value: "Petra Privat"}, {Kind: "name", Value: "Lefty Gonzaga"}, {Kind: "name", Value: "Xenia Elsewhere"},
		{Kind: "e-mail", Value: "q.topp@acme.example"}, {Kind: "account", Value: "Rivalco Holdings"}, {Kind: "money", Value: "98765432"},
		{Kind: "subject", Value: "Topp says Hatesson cannot stand us"}, {Kind: "comment", Value: "she only talks to the rival"},
	} {
		if !slices.Contains(cut.Withheld, want) {
			t.Errorf("not withheld: %+v", want)
		}
	}
	for _, w := range cut.Withheld {
		if w.Value == "Quentin Topp" || w.Value == "Olga Hatesson" {
			t.Errorf("%q stays and must not be searched for", w.Value)
		}
	}
}

func TestEditionsAreChecked(t *testing.T) {
	custom := map[string]edition.Edition{
		"board": {Fields: map[string]string{"name": "all"}}, "bad": {Fields: map[string]string{"stanse": "all"}},
		"worse": {Fields: map[string]string{"odds": "met"}},
	}
	if e, err := edition.Load(templates.Files, "board", custom); err != nil || e.Name != "board" || !e.Shows("name") || e.Shows("odds") {
		t.Errorf("board = %+v, %v", e, err)
	}
	for _, name := range edition.Names() {
		load(t, name)
	}
	for _, tt := range []struct{ name, want string }{
		{"bad", `field "stanse" is not known`}, {"worse", `field odds is "met" (want all)`}, {"../secret", "is not known (want internal, leadership, customer, bad, board, worse)"},
		{"nobody", "is not known"},
	} {
		if _, err := edition.Load(templates.Files, tt.name, custom); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("Load(%s) = %v, want %s", tt.name, err, tt.want)
		}
	}
	for name, want := range map[string]string{"internal": "internal", "leadership": "leadership", "customer": "customer"} {
		if got := load(t, name).Audience(); got != want {
			t.Errorf("audience of %s = %s", name, got)
		}
	}
}

// TestCutKeepsWhomToMeet: an edition without odds of people still says whom to
// meet first and whether it counts, and nothing of those not to be profiled.
func TestCutKeepsWhomToMeet(t *testing.T) {
	r := planted(t)
	whole := r.Accounts[0].Next
	for _, name := range []string{"internal", "leadership"} {
		next := edition.Cut(r, load(t, name), catalog(t)).Result.Accounts[0].Next
		if len(next) != len(whole) || !slices.ContainsFunc(next, func(m analysis.Meeting) bool { return m.Counts }) {
			t.Fatalf("%s: %d meetings of %d, none counts: %+v", name, len(next), len(whole), next)
		}
		for i, m := range next {
			if m.Counts != whole[i].Counts || m.Rank != whole[i].Rank {
				t.Errorf("%s: meeting %d %+v, want the rank and weight of %+v", name, i, m, whole[i])
			}
			if r.Accounts[0].People[m.Person].Data.Private && (m.Dots != 0 || m.Robust || m.Gain != 0) {
				t.Errorf("%s: the effect of meeting a person not to be profiled is told: %+v", name, m)
			}
		}
	}
}
