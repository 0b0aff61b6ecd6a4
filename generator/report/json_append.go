package report

import (
	"math"
	"strconv"

	"rapport/generator/chart"
)

// People and touches are nearly all of an account's data, and encoding/json
// examines every value again that is known here to be a text or a number; so
// these few functions write them. A test compares all of it with what
// encoding/json writes.

// appendPeople writes the people, as encoding/json writes a list of
// personJSON.
func (v *accountView) appendPeople(b []byte) []byte {
	for i := range v.a.People {
		b = v.appendPerson(comma(b, i), i)
	}
	return b
}

func (v *accountView) appendPerson(b []byte, i int) []byte {
	p := person(v.a, i)
	s := p.Data
	b = quoted(b, `{"id":`, personID(s))
	b = quoted(b, `,"name":`, s.Name)
	b = quoted(b, `,"title":`, s.Title)
	b = whole(b, `,"level":`, levelOrNull(s.Level))
	b = quoted(b, `,"level_rule":`, s.LevelRule)
	b = quoted(b, `,"unit":`, s.Unit)
	b = quoted(b, `,"department":`, s.Department)
	b = quoted(b, `,"right":`, s.Right.String())
	b = yes(b, `,"right_given":`, s.RightGiven)
	b = yes(b, `,"veto":`, s.Veto)
	b = yes(b, `,"withheld":`, p.Withheld)
	b = quoted(b, `,"stance":`, s.Stance.String())
	b = append(b, `,"stance_date":`...)
	if s.StanceDay == 0 {
		b = append(b, "null"...)
	} else {
		b = append(s.StanceDay.Append(append(b, '"')), '"')
	}
	b = decimal(b, `,"rival":`, &s.Rival)
	b = whole(b, `,"w":`, &p.Weight)
	chance, after, objects := &p.P, &p.PAfter, &p.Objects
	if p.Withheld {
		chance, after, objects = nil, nil, nil
	}
	b = decimal(b, `,"p":`, chance)
	b = decimal(b, `,"p_after":`, after)
	b = decimal(b, `,"score":`, &p.Score)
	b = decimal(b, `,"strength":`, &p.Strength)
	b = whole(b, `,"days_since_last":`, p.DaysSince)
	b = whole(b, `,"n":`, &p.History)
	b = whole(b, `,"n_lookback":`, &p.Touches)
	b = whole(b, `,"n_period":`, &p.InPeriod)
	b = whole(b, `,"max_gap":`, &p.MaxGap)
	b = yes(b, `,"touched":`, p.Touched)
	b = yes(b, `,"two_way":`, p.TwoWay)
	b = yes(b, `,"recent":`, p.Recent)
	b = yes(b, `,"event_only":`, p.EventOnly)
	b = yes(b, `,"cadence_ok":`, p.CadenceOK)
	b = decimal(b, `,"birnbaum":`, p.Birnbaum)
	b = decimal(b, `,"gain":`, p.Gain)
	b = decimal(b, `,"power":`, p.Power)
	b = decimal(b, `,"reciprocity":`, p.Reciprocity)
	b = decimal(b, `,"objects":`, objects)
	b = append(b, `,"met_by":[`...)
	for k, m := range p.MetBy {
		b = quoted(comma(b, k), `{"name":`, v.ds.Team[m.Member].Name)
		b = append(b, `,"touches":`...)
		b = strconv.AppendInt(b, int64(m.Touches), 10)
		b = append(b, `,"last":"`...)
		b = append(m.Last.Append(b), `"}`...)
	}
	b = append(b, `],"rows":[`...)
	for k, r := range s.Rows {
		b = v.appendPlace(comma(b, k), r)
	}
	return append(b, "]}"...)
}

// quoted writes a field with its name, and so do the following; nil and numbers
// that are none are null.
func quoted(b []byte, name, value string) []byte { return quote(append(b, name...), value) }

func yes(b []byte, name string, value bool) []byte {
	return strconv.AppendBool(append(b, name...), value)
}

func whole(b []byte, name string, value *int) []byte {
	b = append(b, name...)
	if value == nil {
		return append(b, "null"...)
	}
	return strconv.AppendInt(b, int64(*value), 10)
}

func decimal(b []byte, name string, value *float64) []byte {
	b = append(b, name...)
	if value == nil || math.IsNaN(*value) || math.IsInf(*value, 0) {
		return append(b, "null"...)
	}
	return chart.AppendNumber(b, *value)
}

// quote writes a JSON string as encoding/json does.
func quote(b []byte, s string) []byte { return chart.Quote(b, s) }

func comma(b []byte, k int) []byte {
	if k > 0 {
		b = append(b, ',')
	}
	return b
}
