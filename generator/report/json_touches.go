package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"rapport/generator/chart"
	"rapport/generator/dataset"
)

// writeAccount writes data/<slug>.json. The touches are most of its bytes, so
// they are written straight into the place that the rest leaves for them.
func (s *scribe) writeAccount(b *bytes.Buffer, i int, note *commentary) error {
	if err := writeJSON(b, s.accountData(i, note)); err != nil {
		return err
	}
	// Quotes inside texts are escaped, so only the field itself matches.
	const field = `"touches":[]`
	data := b.Bytes()
	at := bytes.LastIndex(data, []byte(field))
	if at < 0 {
		return fmt.Errorf("the data of account %q has no place for its touches", s.r.Accounts[i].Data.Key)
	}
	at += len(field) - 1
	tail := bytes.Clone(data[at:])
	b.Truncate(at)
	v := &accountView{scribe: s, a: s.r.Accounts[i], slug: s.slugs[i]}
	b.Grow(200*v.a.Data.Activities.Len() + len(tail))
	b.Write(v.appendTouches(b.AvailableBuffer()))
	b.Write(tail)
	return nil
}

// appendTouches writes the touches up to the as-of date, newest first, as
// encoding/json writes a list of touchJSON.
func (v *accountView) appendTouches(b []byte) []byte {
	places := make([]string, len(v.ds.Sheets))
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
		b = appendDay(b, act.Day)
		b = append(b, `","channel":"`...)
		b = append(b, act.Channel.String()...)
		b = append(b, `","direction":"`...)
		b = append(b, act.Direction.String()...)
		b = append(b, `","people":[`...)
		for k, p := range act.People {
			b = quote(comma(b, k), personID(&v.a.Data.Stakeholders[p]))
		}
		b = append(b, `],"ours":[`...)
		for k, m := range act.Ours {
			b = quote(comma(b, k), v.ds.Team[m].Name)
		}
		b = append(b, `],"subject":`...)
		b = quote(b, act.Subject)
		b = append(b, `,"rows":[`...)
		b = v.appendPlace(b, places, act.Row)
		for _, r := range act.More {
			b = v.appendPlace(append(b, ','), places, r)
		}
		b = append(b, "]}"...)
	}
	return b
}

func comma(b []byte, k int) []byte {
	if k > 0 {
		b = append(b, ',')
	}
	return b
}

// appendPlace writes a row of the input as a string: "file[Sheet!17:17]".
// Places keeps, by sheet, how its rows begin.
func (v *accountView) appendPlace(b []byte, places []string, r dataset.Row) []byte {
	if places[r.Sheet] == "" {
		cell := v.ds.Cell(r)
		cell.Row = 1
		places[r.Sheet] = string(quote(nil, strings.TrimSuffix(cell.String(), "1:1]")))
	}
	begin := places[r.Sheet]
	b = append(b, begin[:len(begin)-1]...)
	b = strconv.AppendInt(b, int64(r.Row), 10)
	b = append(b, ':')
	b = strconv.AppendInt(b, int64(r.Row), 10)
	return append(b, `]"`...)
}

// quote writes a JSON string as encoding/json does.
func quote(b []byte, s string) []byte {
	return chart.Quote(b, s)
}
