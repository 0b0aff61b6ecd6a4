package analysis

import (
	"cmp"
	"slices"
)

// known lists who of ours met people that keep accepts, by member.
func (r *review) known(keep func(*Person) bool) []Acquaintance {
	seen := r.scratch
	seen.who = seen.who[:0]
	for i := range r.out.People {
		p := &r.out.People[i]
		if !keep(p) {
			continue
		}
		for _, a := range p.MetBy {
			if seen.n[a.Member] == 0 {
				seen.who = append(seen.who, a.Member)
				seen.last[a.Member] = 0
			}
			seen.n[a.Member] += int32(a.Touches)
			seen.last[a.Member] = max(seen.last[a.Member], a.Last)
		}
	}
	return seen.list()
}

// list gives the members counted so far, in the order they came, and forgets
// them.
func (s *scratch) list() []Acquaintance {
	if len(s.who) == 0 {
		return nil
	}
	list := make([]Acquaintance, len(s.who))
	for i, m := range s.who {
		list[i] = Acquaintance{Member: m, Touches: int(s.n[m]), Last: s.last[m]}
		s.n[m] = 0
	}
	return list
}

// aroundUnit lists who of ours knows people of a unit.
func (r *review) aroundUnit(unit string) []Acquaintance {
	list, ok := r.knowsUnit[unit]
	if !ok {
		list = r.known(func(p *Person) bool { return p.Data.Unit == unit })
		if r.knowsUnit == nil {
			r.knowsUnit = map[string][]Acquaintance{}
		}
		r.knowsUnit[unit] = list
	}
	return list
}

// aroundAccount lists who of ours knows anybody at the account.
func (r *review) aroundAccount() []Acquaintance {
	if r.knowsAccount == nil {
		r.knowsAccount = append([]Acquaintance{}, r.known(func(*Person) bool { return true })...)
	}
	return r.knowsAccount
}

// metBy lists who of ours met a person, most touches first, then the most
// recent, then by name.
func (r *review) metBy(ts []touch) []Acquaintance {
	seen := r.scratch
	seen.who = seen.who[:0]
	for _, t := range ts {
		for _, m := range r.acc.Activities.Ours(int(t.act)) {
			if seen.n[m] == 0 {
				seen.who = append(seen.who, m)
			}
			seen.n[m]++
			seen.last[m] = t.day
		}
	}
	list := seen.list()
	slices.SortFunc(list, func(a, b Acquaintance) int {
		return cmp.Or(cmp.Compare(b.Touches, a.Touches), cmp.Compare(b.Last, a.Last), cmp.Compare(a.Member, b.Member))
	})
	return list
}
