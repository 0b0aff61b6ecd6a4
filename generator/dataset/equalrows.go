package dataset

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// equalRows counts activities without an ID that say the same. The same row
// in two sheets counts once: each sheet's n-th equal row is the others' n-th.
// Rows come sheet by sheet.
type equalRows struct {
	counts map[equalKey]equalCount
	same   map[int32]int
}

type equalKey struct {
	customer      *customer
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

func newEqualRows() *equalRows { return &equalRows{map[equalKey]equalCount{}, map[int32]int{}} }

// seen tells whether an equal row of another sheet stands for this one.
func (e *equalRows) seen(c *customer, a *activity) bool {
	k := equalKey{c, a.day, a.channel, a.direction, a.subject, a.ours, a.person.key, ""}
	if a.count() > 1 {
		var who strings.Builder
		for _, p := range a.people()[1:] {
			who.WriteString(strconv.Itoa(int(p.key)))
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

func (e *equalRows) report(b *builder) {
	for sheet, n := range e.same {
		b.problems.add(b.sheets[sheet].sheet.At(0, 0), "same_rows", fmt.Sprint(n))
	}
}

// compareActivities orders activities by day, then ID, then what they say,
// then row. Days and IDs settle nearly all, so the rest is asked only in a tie.
func (b *builder) compareActivities(x, y activity) int {
	if c := cmp.Or(cmp.Compare(x.day, y.day), b.compareTexts(x.id, y.id), cmp.Compare(x.channel, y.channel),
		cmp.Compare(x.direction, y.direction), b.compareTexts(x.subject, y.subject)); c != 0 {
		return c
	}
	if c := slices.CompareFunc(x.people(), y.people(), func(p, q *person) int { return cmp.Compare(p.index, q.index) }); c != 0 {
		return c
	}
	return cmp.Or(slices.Compare(b.oursOf(&x), b.oursOf(&y)),
		cmp.Compare(x.row.Sheet, y.row.Sheet), cmp.Compare(x.row.Row, y.row.Row))
}
