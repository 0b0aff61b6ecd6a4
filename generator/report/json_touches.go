package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"rapport/generator/dataset"
)

// writeAccount writes data/<slug>.json. The people and the touches are most
// of its bytes, and the files are the same for every account, so they are
// written straight into the places that the rest leaves for them.
func (s *scribe) writeAccount(b *bytes.Buffer, i int, note *commentary) error {
	v := &accountView{scribe: s, a: s.r.Accounts[i], slug: s.slugs[i]}
	return json.NewEncoder(&frame{v, b}).Encode(s.accountData(i, note))
}

// frame fills the places of an account's data on their way into the file: an
// encoder hands over all of them at once.
type frame struct {
	v *accountView
	b *bytes.Buffer
}

// Write takes the whole data.
func (f *frame) Write(data []byte) (int, error) {
	// Quotes inside texts are escaped, so only the fields themselves match; the
	// people come before all lists that might be called so too.
	const people, touches, files = `"people":[`, `"touches":[`, `"intake":{"files":[`
	first := bytes.Index(data, []byte(people+"]"))
	third := bytes.LastIndex(data, []byte(files+"]"))
	second := bytes.LastIndex(data[:max(0, third)], []byte(touches+"]"))
	if first < 0 || second < first {
		return 0, fmt.Errorf("the data of account %q have no place for its people and touches", f.v.a.Data.Key)
	}
	first, second, third = first+len(people), second+len(touches), third+len(files)
	f.b.Grow(len(data) + 700*len(f.v.a.People) + 200*f.v.a.Data.Activities.Len() + len(f.v.files))
	b := append(f.b.AvailableBuffer(), data[:first]...)
	b = append(f.v.appendPeople(b), data[first:second]...)
	b = append(f.v.appendTouches(b), data[second:third]...)
	f.b.Write(append(append(b, f.v.files...), data[third:]...))
	return len(data), nil
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
