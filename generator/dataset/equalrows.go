package dataset

import (
	"strconv"
	"strings"
)

// equalRows counts the activities of an account without an ID that say the
// same. The same row in two sheets counts once: each sheet's n-th equal row is
// the others' n-th. Rows come sheet by sheet.
type equalRows struct {
	counts map[equalKey]equalCount
	same   map[int32]int // of all accounts, by sheet
}

type equalKey struct {
	day           Day
	channel       Channel
	direction     Direction
	subject, ours int32
	first         int32  // name key of the first person
	others        string // name keys of the others
}

// equalCount counts equal rows in the sheet at hand, and in the sheet that
// had most so far.
type equalCount struct{ sheet, n, most int32 }

// seen tells whether an equal row of another sheet stands for this one.
func (e *equalRows) seen(b *builder, c *customer, a *activity) bool {
	people := b.peopleOf(c, a)
	k := equalKey{a.day, a.channel, a.direction, a.subject, a.ours, b.persons.keys[people[0]], ""}
	if len(people) > 1 {
		var who strings.Builder
		for _, p := range people[1:] {
			who.WriteString(strconv.Itoa(int(b.persons.keys[p])))
			who.WriteByte(' ')
		}
		k.others = who.String()
	}
	count := e.counts[k]
	if count.sheet != a.row.Sheet {
		count.sheet, count.n = a.row.Sheet, 0
	}
	if count.n++; count.n > 1 {
		e.same[count.sheet]++
	}
	known := count.n <= count.most
	count.most = max(count.most, count.n)
	e.counts[k] = count
	return known
}
