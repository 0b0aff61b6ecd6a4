package dataset

import "iter"

// personIndex holds everybody who was entered, by number, and finds them.
type personIndex struct {
	all    []*person
	first  []*personRow // of all: the row that named them
	owners []*customer  // of all, so that a person need not be asked
	keys   []int32      // name keys of all
	self   []int32      // every number at its own place, for lists of one
	index  []int32      // of all in Account.Stakeholders, set by assemble

	byID, byMail links[int32] // by texts of the pool
	inAccount    links[nameInAccount]
	byName       links[int32] // by name keys; made when first asked for, see named
}

type nameInAccount struct{ customer, key int32 }

func newPersonIndex(people int) *personIndex {
	x := &personIndex{all: make([]*person, 0, people), first: make([]*personRow, 0, people), owners: make([]*customer, 0, people), keys: make([]int32, 0, people),
		self: make([]int32, 0, people), index: make([]int32, 0, people)}
	x.byID, x.byMail = newLinks[int32](x, people), newLinks[int32](x, people)
	x.inAccount = newLinks[nameInAccount](x, people)
	return x
}

// add enters a person and gives the number.
func (x *personIndex) add(p *person, c *customer, row *personRow) int32 {
	n := int32(len(x.all))
	x.all, x.first = append(x.all, p), append(x.first, row)
	x.owners, x.keys = append(x.owners, c), append(x.keys, p.key)
	x.self, x.index = append(x.self, n), append(x.index, 0)
	x.inAccount.add(nameInAccount{c.number, p.key}, n)
	if x.byName.last != nil {
		x.byName.add(p.key, n)
	}
	return n
}

// named gives the people of a name, whosever they are. Few inputs ask, since
// nearly all say whose they mean.
func (x *personIndex) named(key int32) []int32 {
	if x.byName.last == nil {
		x.byName = newLinks[int32](x, len(x.all))
		for n, key := range x.keys {
			x.byName.add(key, int32(n))
		}
	}
	return x.byName.list(key)
}

// letGo drops what only finds people.
func (x *personIndex) letGo() {
	*x = personIndex{owners: x.owners, keys: x.keys, self: x.self, index: x.index}
}

// one is the list of one person.
func (x *personIndex) one(n int32) []int32 { return x.self[n : n+1 : n+1] }

// within keeps the people of an account; all of them when it is not known.
func (x *personIndex) within(people []int32, c *customer) []int32 {
	if c == nil {
		return people
	}
	strangers := 0
	for _, n := range people {
		if x.owners[n] != c {
			strangers++
		}
	}
	if strangers == 0 {
		return people
	}
	var out []int32
	for _, n := range people {
		if x.owners[n] == c {
			out = append(out, n)
		}
	}
	return out
}

// links list people by a key, in the order in which they were entered. The
// links of a key are a ring, known by its last one.
type links[K comparable] struct {
	people *personIndex
	last   map[K]int32
	rings  []link
}

type link struct{ person, next int32 }

func newLinks[K comparable](x *personIndex, room int) links[K] {
	return links[K]{people: x, last: make(map[K]int32, room), rings: make([]link, 0, room)}
}

func (l *links[K]) add(key K, person int32) {
	at := int32(len(l.rings))
	next := at
	if last, known := l.last[key]; known {
		next = l.rings[last].next
		l.rings[last].next = at
	}
	l.rings = append(l.rings, link{person, next})
	l.last[key] = at
}

func (l *links[K]) has(key K) bool {
	_, known := l.last[key]
	return known
}

// several tells whether a key has more than one person.
func (l *links[K]) several(key K) bool {
	last, known := l.last[key]
	return known && l.rings[last].next != last
}

// each gives the people of a key.
func (l *links[K]) each(key K) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		last, known := l.last[key]
		if !known {
			return
		}
		for at := l.rings[last].next; yield(l.rings[at].person) && at != last; at = l.rings[at].next {
		}
	}
}

// list gives the people of a key. The list must not be changed.
func (l *links[K]) list(key K) []int32 {
	last, known := l.last[key]
	if !known {
		return nil
	}
	if l.rings[last].next == last {
		return l.people.one(l.rings[last].person)
	}
	var out []int32
	for n := range l.each(key) {
		out = append(out, n)
	}
	return out
}
