package dataset

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// settler makes the logs of accounts of what was joined: it puts the rows of
// one activity together and orders the activities. Accounts do not meet here,
// so each processor has a settler; what they say is put together at the end.
type settler struct {
	b        *builder
	renumber []int32     // our people, as joined to as sorted
	shared   *sync.Mutex // guards the outcomes of rows of which several accounts have a part

	list     []activity       // of the account at hand, in the order of the rows
	first    map[string]int32 // 1 + the first activity of an ID
	next     []int32          // 1 + the next activity of the same ID, by activity
	order    []uint64
	subjects map[int32]int32 // numbers in the log by text of the pool
	equal    equalRows
	differ   []difference
}

// difference is an ID that stands for activities of two days.
type difference struct {
	id                string
	here, there       Row
	day, thereDay     Day
	column, thereDate int16
}

// settle makes the people and the log of every account, and says what came up.
func (b *builder) settle(renumber []int32) {
	settlers := make([]*settler, min(cmp.Or(b.settings.Jobs, runtime.GOMAXPROCS(0)), max(1, len(b.customers))))
	var shared sync.Mutex
	var next atomic.Int32
	var group sync.WaitGroup
	for i := range settlers {
		s := &settler{b: b, renumber: renumber, shared: &shared, first: map[string]int32{}, subjects: map[int32]int32{},
			equal: equalRows{map[equalKey]equalCount{}, map[int32]int{}}}
		settlers[i] = s
		group.Go(func() {
			for at := int(next.Add(1)) - 1; at < len(b.customers); at = int(next.Add(1)) - 1 {
				b.assemblePeople(b.customers[at])
				s.account(b.customers[at])
			}
		})
	}
	group.Wait()
	b.reportSettled(settlers)
}

// reportSettled says what the settlers found, whichever of them did.
func (b *builder) reportSettled(settlers []*settler) {
	same := map[int32]int{}
	var differ []difference
	for _, s := range settlers {
		for sheet, n := range s.equal.same {
			same[sheet] += n
		}
		differ = append(differ, s.differ...)
	}
	for sheet, n := range same {
		b.problems.add(b.sheets[sheet].sheet.At(0, 0), "same_rows", fmt.Sprint(n))
	}
	slices.SortFunc(differ, func(x, y difference) int {
		return cmp.Or(compareRows(x.here, y.here), compareText(x.id, y.id), compareRows(x.there, y.there))
	})
	for _, d := range differ {
		b.problems.add(b.cell(d.here, int32(d.column)), "activity_differs", d.id, d.day.String(), d.thereDay.String(), b.cell(d.there, int32(d.thereDate)).String())
	}
}

// account settles one account.
func (s *settler) account(c *customer) {
	if c.activities.n == 0 {
		return
	}
	s.list = s.list[:0]
	for _, block := range c.activities.blocks {
		s.list = append(s.list, block...)
	}
	c.activities = activityList{}
	s.join(c)
	s.sort(c)
	s.log(c)
	c.rests = nil
}

// emptied clears a map for the next account, or makes a new one when clearing
// would cost more.
func emptied[K comparable, V any](m map[K]V) map[K]V {
	if len(m) > 1<<12 {
		return map[K]V{}
	}
	clear(m)
	return m
}

// mark records what became of a row.
func (s *settler) mark(c *customer, a *activity, o outcome) {
	if r := c.rest(a); r != nil && r.parted {
		s.shared.Lock()
		defer s.shared.Unlock()
	}
	s.b.markRow(a.row, o)
}

// join puts the rows of one activity together, the first of them in front.
func (s *settler) join(c *customer) {
	s.first, s.equal.counts = emptied(s.first), emptied(s.equal.counts)
	s.next = s.next[:0]
	kept := 0
	for i := range s.list {
		a := s.list[i]
		if a.id != 0 && s.known(c, &a, kept) || a.id == 0 && s.equal.seen(s.b, c, &a) {
			continue
		}
		s.mark(c, &a, used)
		s.list[kept] = a
		s.next = append(s.next, 0)
		kept++
	}
	s.list = s.list[:kept]
}

// known adds a row to the activity of its ID, if there is one. Rows with one
// ID are one activity with several people; an ID used for two days stands for
// two activities, and is said. at is the number of the activity if it is new.
func (s *settler) known(c *customer, a *activity, at int) bool {
	id := s.b.idText(a)
	have := s.first[id]
	if have == 0 {
		s.first[id] = int32(at) + 1
		return false
	}
	for {
		h := &s.list[have-1]
		if h.day == a.day {
			s.addRow(c, h, a)
			return true
		}
		s.differ = append(s.differ, difference{id, a.row, h.row, a.day, h.day, a.dateColumn, h.dateColumn})
		if s.next[have-1] == 0 {
			s.next[have-1] = int32(at) + 1
			return false
		}
		have = s.next[have-1]
	}
}

// addRow adds a further row to an activity.
func (s *settler) addRow(c *customer, have, a *activity) {
	added := false
	people := s.b.peopleOf(c, have)
	for _, p := range s.b.peopleOf(c, a) {
		if !slices.Contains(people, p) {
			people = append(people, p)
			added = true
		}
	}
	ours := s.b.oursOf(c, have)
	more := s.b.more(c, have)
	more.people = people
	for _, o := range s.b.ourPeople(a.ours) {
		if !slices.Contains(ours, o) {
			ours = append(slices.Clip(ours), o)
			more.ours = append(more.ours, o)
			added = true
		}
	}
	more.more = append(more.more, a.row)
	if added {
		s.mark(c, a, used)
	}
}

// sort orders the activities by day, then ID, then what they say, then row.
// Days settle nearly all, so the rest is asked only in a tie.
func (s *settler) sort(c *customer) {
	s.order = s.order[:0]
	for i := range s.list {
		if r := c.rest(&s.list[i]); r != nil {
			slices.SortFunc(r.people, func(p, q int32) int { return cmp.Compare(s.b.persons.index[p], s.b.persons.index[q]) })
		}
		s.order = append(s.order, uint64(uint32(s.list[i].day)^1<<31)<<32|uint64(i))
	}
	slices.SortFunc(s.order, func(x, y uint64) int {
		if c := cmp.Compare(x>>32, y>>32); c != 0 {
			return c
		}
		return s.compare(c, &s.list[uint32(x)], &s.list[uint32(y)])
	})
}

// compare orders activities of one day.
func (s *settler) compare(c *customer, x, y *activity) int {
	b := s.b
	if c := compareText(b.idText(x), b.idText(y)); c != 0 {
		return c
	}
	if c := cmp.Or(cmp.Compare(x.channel, y.channel),
		cmp.Compare(x.direction, y.direction), b.compareTexts(x.subject, y.subject)); c != 0 {
		return c
	}
	return cmp.Or(slices.CompareFunc(b.peopleOf(c, x), b.peopleOf(c, y), func(p, q int32) int { return cmp.Compare(b.persons.index[p], b.persons.index[q]) }),
		slices.Compare(b.oursOf(c, x), b.oursOf(c, y)), compareRows(x.row, y.row))
}

// log writes the activities of an account.
func (s *settler) log(c *customer) {
	b := s.b
	links := 0
	for i := range s.list {
		a := &s.list[i]
		links += len(b.peopleOf(c, a)) + len(b.oursOf(c, a))
		if r := c.rest(a); r != nil {
			links += 2 * len(r.more)
		}
	}
	log := Activities{entries: make([]entry, 0, len(s.list)), links: make([]int32, 0, links)}
	s.subjects = emptied(s.subjects)
	var out Activity
	for _, o := range s.order {
		a := &s.list[uint32(o)]
		if a.subject != 0 && s.subjects[a.subject] == 0 {
			s.subjects[a.subject] = log.addSubject(b.pool.texts[a.subject])
		}
		out = Activity{Day: a.day, Channel: a.channel, Direction: a.direction, People: out.People[:0], Ours: out.Ours[:0], Row: a.row}
		for _, p := range b.peopleOf(c, a) {
			out.People = append(out.People, b.persons.index[p])
		}
		for _, o := range b.oursOf(c, a) {
			out.Ours = append(out.Ours, s.renumber[o])
		}
		slices.Sort(out.Ours)
		if r := c.rest(a); r != nil {
			out.More = r.more
			sortRows(out.More)
		}
		log.add(&out, s.subjects[a.subject])
	}
	log.subjects = slices.Clip(log.subjects)
	c.Activities = log
}
