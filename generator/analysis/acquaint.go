package analysis

import "slices"

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
			seen.n[a.Member] += a.Touches
			seen.last[a.Member] = max(seen.last[a.Member], a.Last)
		}
	}
	return seen.list(nil)
}

// list adds the members counted so far to a list, in the order they came, and
// forgets them.
func (s *scratch) list(to []Acquaintance) []Acquaintance {
	to = slices.Grow(to, len(s.who))
	for _, m := range s.who {
		to = append(to, Acquaintance{Member: m, Touches: s.n[m], Last: s.last[m]})
		s.n[m] = 0
	}
	return to
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

// acquaint lists who of ours met each person, all in one array.
func (r *review) acquaint() {
	all := r.scratch.met[:0]
	for i := range r.out.People {
		from := len(all)
		all = r.metBy(all, r.touches[i])
		r.out.People[i].MetBy = all[from:]
	}
	r.scratch.met = all
	own := r.scratch.contacts.take(len(all))
	copy(own, all)
	for i := range r.out.People {
		p := &r.out.People[i]
		n := len(p.MetBy)
		p.MetBy, own = own[:n:n], own[n:]
	}
}

// metBy adds who of ours met a person to a list: most touches first, then the
// most recent, then by name.
func (r *review) metBy(to []Acquaintance, ts []touch) []Acquaintance {
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
	from := len(to)
	to = seen.list(to)
	slices.SortFunc(to[from:], func(a, b Acquaintance) int {
		switch {
		case a.Touches != b.Touches:
			return int(b.Touches) - int(a.Touches)
		case a.Last != b.Last:
			return int(b.Last) - int(a.Last)
		}
		return int(a.Member) - int(b.Member)
	})
	return to
}
