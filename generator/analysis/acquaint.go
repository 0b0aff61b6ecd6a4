package analysis

import (
	"cmp"
	"slices"
)

// meetOthers collects who of ours knows people of each unit and of the whole
// account.
func (r *review) meetOthers() {
	r.knowsUnit = map[string][]Acquaintance{}
	for i := range r.out.People {
		p := &r.out.People[i]
		if len(p.MetBy) == 0 {
			continue
		}
		r.knowsAccount = merge(r.knowsAccount, p.MetBy)
		if u := p.Data.Unit; u != "" {
			r.knowsUnit[u] = merge(r.knowsUnit[u], p.MetBy)
		}
	}
}

// merge adds acquaintances to a list sorted by member.
func merge(list, more []Acquaintance) []Acquaintance {
	for _, a := range more {
		at, ok := slices.BinarySearchFunc(list, a, func(x, y Acquaintance) int { return cmp.Compare(x.Member, y.Member) })
		if !ok {
			list = slices.Insert(list, at, a)
			continue
		}
		list[at].Touches += a.Touches
		list[at].Last = max(list[at].Last, a.Last)
	}
	return list
}
