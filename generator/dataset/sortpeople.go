package dataset

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// sortedPeople orders the rows by what they say, equal ones as they stand. The
// first letters of a name settle most comparisons.
func (b *builder) sortedPeople() []*personRow {
	type lettered struct {
		letters uint64
		at      int32
	}
	order := make([]lettered, b.personRows.n)
	for i := range order {
		order[i] = lettered{firstLetters(b.pool.texts[b.personRows.at(int32(i)).key]), int32(i)}
	}
	slices.SortFunc(order, func(x, y lettered) int {
		if c := cmp.Compare(x.letters, y.letters); c != 0 {
			return c
		}
		return cmp.Or(b.comparePersonRows(b.personRows.at(x.at), b.personRows.at(y.at)), cmp.Compare(x.at, y.at))
	})
	rows := make([]*personRow, len(order))
	for i, o := range order {
		rows[i] = b.personRows.at(o.at)
	}
	return rows
}

// firstLetters gives the first bytes of a text as a number that orders as the
// text does, as far as they differ.
func firstLetters(s string) uint64 {
	var b [8]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

// comparePersonRows orders rows by what they say: fuller rows first, so that
// a person's values come from the fullest row.
func (b *builder) comparePersonRows(x, y *personRow) int {
	if c := b.compareTexts(x.key, y.key); c != 0 {
		return c // the rest costs more and is seldom asked
	}
	if c := b.compareTexts(x.id, y.id); c != 0 {
		return c
	}
	return cmp.Or(
		b.compareTexts(x.email, y.email),
		cmp.Compare(y.fullness(), x.fullness()), b.compareTexts(x.name, y.name),
		b.compareTexts(x.title, y.title), b.compareTexts(x.department, y.department), b.compareTexts(x.unit, y.unit),
		cmp.Compare(x.level, y.level), cmp.Compare(x.right, y.right), cmp.Compare(x.stance, y.stance),
		cmp.Compare(x.rival, y.rival), b.compareTexts(x.reportsTo, y.reportsTo),
		b.compareTexts(x.account.name, y.account.name),
	)
}
