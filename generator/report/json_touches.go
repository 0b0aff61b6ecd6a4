package report

import (
	"bytes"
	"fmt"
	"strconv"

	"rapport/generator/dataset"
)

// writeAccount writes data/<slug>.json. The people and the touches are most
// of its bytes, so they are written straight into the places that the rest
// leaves for them.
func (s *scribe) writeAccount(b *bytes.Buffer, i int, note *commentary) error {
	if err := writeJSON(b, s.accountData(i, note)); err != nil {
		return err
	}
	// Quotes inside texts are escaped, so only the fields themselves match; the
	// people come before all lists that might be called so too.
	const people, touches = `"people":[]`, `"touches":[]`
	before, rest, found := bytes.Cut(b.Bytes(), []byte(people))
	at := bytes.LastIndex(rest, []byte(touches))
	if !found || at < 0 {
		return fmt.Errorf("the data of account %q have no place for its people and touches", s.r.Accounts[i].Data.Key)
	}
	v := &accountView{scribe: s, a: s.r.Accounts[i], slug: s.slugs[i]}
	rest = bytes.Clone(rest)
	at += len(touches) - 1
	b.Truncate(len(before) + len(people) - 1)
	b.Grow(len(rest) + 700*len(v.a.People) + 200*v.a.Data.Activities.Len())
	out := v.appendPeople(b.AvailableBuffer())
	out = append(append(out, ']'), rest[:at]...)
	out = v.appendTouches(out)
	b.Write(append(out, rest[at:]...))
	return nil
}

// appendTouches writes the touches up to the as-of date, newest first, as
// encoding/json writes a list of touchJSON.
func (v *accountView) appendTouches(b []byte) []byte {
	ids := make([]string, len(v.a.Data.Stakeholders)) // quoted
	for i := range ids {
		ids[i] = string(quote(nil, personID(&v.a.Data.Stakeholders[i])))
	}
	start := len(b)
	for i := v.a.Data.Activities.Len() - 1; i >= 0; i-- {
		act := v.a.Data.Activities.At(i)
		if act.Day > v.r.AsOf {
			continue
		}
		if len(b) > start {
			b = append(b, ',')
		}
		b = append(b, `{"date":"`...)
		b = act.Day.Append(b)
		b = append(b, `","channel":"`...)
		b = append(b, act.Channel.String()...)
		b = append(b, `","direction":"`...)
		b = append(b, act.Direction.String()...)
		b = append(b, `","people":[`...)
		for k, p := range act.People {
			b = append(comma(b, k), ids[p]...)
		}
		b = append(b, `],"ours":[`...)
		for k, m := range act.Ours {
			b = quote(comma(b, k), v.ds.Team[m].Name)
		}
		b = append(b, `],"subject":`...)
		b = quote(b, act.Subject)
		b = append(b, `,"rows":[`...)
		b = v.appendPlace(b, act.Row)
		for _, r := range act.More {
			b = v.appendPlace(append(b, ','), r)
		}
		b = append(b, "]}"...)
	}
	return b
}

// appendPlace writes a row of the input as a string: "file[Sheet!17:17]".
func (v *accountView) appendPlace(b []byte, r dataset.Row) []byte {
	b = append(b, v.places[r.Sheet]...)
	b = strconv.AppendInt(b, int64(r.Row), 10)
	b = append(b, ':')
	b = strconv.AppendInt(b, int64(r.Row), 10)
	return append(b, `]"`...)
}
