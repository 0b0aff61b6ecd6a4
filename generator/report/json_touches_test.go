package report

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"rapport/generator/dataset"
)

// touchList is the touches as values, for encoding/json.
func touchList(v *accountView) []touchJSON {
	list := []touchJSON{}
	for _, act := range slices.Backward(v.a.Data.Activities.List()) {
		if act.Day > v.r.AsOf {
			continue
		}
		t := touchJSON{Date: act.Day.String(), Channel: act.Channel.String(), Direction: act.Direction.String(), Subject: act.Subject,
			People: []string{}, Ours: []string{}, Rows: v.rowList(append([]dataset.Row{act.Row}, act.More...))}
		for _, p := range act.People {
			t.People = append(t.People, personID(&v.a.Data.Stakeholders[p]))
		}
		for _, m := range act.Ours {
			t.Ours = append(t.Ours, v.ds.Team[m].Name)
		}
		list = append(list, t)
	}
	return list
}

// peopleList is the people as values, for encoding/json.
func peopleList(v *accountView) []personJSON {
	list := make([]personJSON, len(v.a.People))
	for i := range v.a.People {
		p := person(v.a, i)
		s := p.Data
		out := &list[i]
		*out = personJSON{ID: personID(s), Name: s.Name, Title: s.Title, Level: levelOrNull(s.Level), LevelRule: s.LevelRule, Unit: s.Unit,
			Department: s.Department, Right: s.Right.String(), RightGiven: s.RightGiven, Veto: s.Veto, Stance: s.Stance.String(), Rival: s.Rival,
			W: p.Weight, P: value(p.P), PAfter: value(p.PAfter), Score: value(p.Score), Strength: value(p.Strength), DaysSince: p.DaysSince,
			N: p.History, InLookback: p.Touches, InPeriod: p.InPeriod, MaxGap: p.MaxGap, Touched: p.Touched, TwoWay: p.TwoWay, Recent: p.Recent,
			EventOnly: p.EventOnly, CadenceOK: p.CadenceOK, Birnbaum: finite(p.Birnbaum), Gain: finite(p.Gain), Power: finite(p.Power),
			Recip: finite(p.Reciprocity), Objects: value(p.Objects), MetBy: make([]metByJSON, len(p.MetBy)), Rows: v.rowList(s.Rows)}
		if p.Withheld {
			out.Withheld, out.P, out.PAfter, out.Objects = true, nil, nil, nil
		}
		if s.StanceDay != 0 {
			day := s.StanceDay.String()
			out.StanceDate = &day
		}
		for k, m := range p.MetBy {
			out.MetBy[k] = metByJSON{v.ds.Team[m.Member].Name, int(m.Touches), m.Last.String()}
		}
	}
	return list
}

func TestPeopleAndTouchesAreWhatEncodingJSONWrites(t *testing.T) {
	r := sample(t, 20)
	large := large(1)
	r.Accounts = append(r.Accounts, large.Accounts...)
	r.Data.Sheets[0].Name, r.Data.Files[0].Name = `O'Neil "<q>" & 表`, "ex\u2028port\\.xlsx"
	log := &large.Accounts[0].Data.Activities
	list := log.List()
	for i, text := range hostile {
		act := &list[i]
		act.Subject, act.More = text, []dataset.Row{{Sheet: 0, Row: 9}, {Sheet: 1, Row: 10}}
		act.People, act.Ours = []int32{1, 2, 3}, nil
	}
	*log = dataset.NewActivities(list...)
	s := newScribe(r, Options{Catalog: catalog(t, "en"), Edition: "internal"})
	for i := range r.Accounts {
		v := &accountView{scribe: s, a: r.Accounts[i], slug: s.slugs[i]}
		d := s.accountData(i, nil)
		d.People, d.Touches, d.Intake.Files = peopleList(v), touchList(v), fileData(r.Data)
		var got, want bytes.Buffer
		if err := writeJSON(&want, d); err != nil {
			t.Fatal(err)
		}
		if err := s.writeAccount(&got, i, nil); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("account %q:\n got %.3000s\nwant %.3000s", v.a.Data.Key, got.Bytes(), want.Bytes())
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range append(hostile, "", "北京", "\u2028", "\xff\xfe", "a\x7fb", "tab\t") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := quote(nil, s); !bytes.Equal(got, want) {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	})
}
