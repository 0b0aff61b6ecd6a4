package analysis

import (
	"cmp"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// Analyse reviews every wanted account of the dataset in the period and the
// portfolio they form. Settings must have passed Check. Accounts keep the
// order of the dataset whatever the number of jobs; the same input gives the
// same result.
func Analyse(ds *dataset.Dataset, s Settings, o Options) *Result {
	o = o.complete(ds)
	res := &Result{Data: ds, Settings: s, Period: o.Period, AsOf: o.AsOf, LeftOut: o.LeftOut}
	frame := newFrame(ds, &res.Settings, o)
	var wanted []*dataset.Account
	for _, a := range ds.Accounts {
		if len(o.Accounts) == 0 || slices.ContainsFunc(o.Accounts, func(name string) bool { return names(a, name) }) {
			wanted = append(wanted, a)
		}
	}
	res.Accounts = make([]*Account, len(wanted))
	next := make(chan int)
	var done sync.WaitGroup
	var ended atomic.Bool
	for range min(o.Jobs, max(1, len(wanted))) {
		done.Go(func() {
			scratch := newScratch(len(ds.Team))
			for i := range next {
				if !o.Each() {
					ended.Store(true)
					continue
				}
				res.Accounts[i] = frame.review(wanted[i], scratch)
			}
		})
	}
	for _, i := range largestFirst(wanted) {
		next <- i
	}
	close(next)
	done.Wait()
	if ended.Load() {
		return nil
	}
	res.Portfolio = frame.portfolio(res.Accounts)
	return res
}

// largestFirst gives the indexes of the accounts, so that no processor is left
// with a large one when the others have ended.
func largestFirst(accounts []*dataset.Account) []int {
	order := make([]int, len(accounts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int { return cmp.Compare(len(accounts[k].Stakeholders), len(accounts[i].Stakeholders)) })
	return order
}

// names tells whether the user's word means the account.
func names(a *dataset.Account, word string) bool {
	return word == a.Key || word == a.Name || (a.ID != "" && word == a.ID)
}

// frame is what all accounts share.
type frame struct {
	ds       *dataset.Dataset
	s        *Settings
	defaults Settings
	period   Period
	asOf     dataset.Day
	cal      calendar
	levels   []int       // the ladder's levels, top first
	column   map[int]int // position of a level in levels
	team     team
	values   [5]float64 // channel values by dataset.Channel
	points   map[string][5]int
	odds     measure.SupportConfig
	fading   *measure.HalfLife
	others   [len(halfLives)]*measure.HalfLife
	jobs     int      // accounts reviewed at a time
	leftOut  int      // input files that are missing
	changed  []string // settings that differ from the defaults
}

func newFrame(ds *dataset.Dataset, s *Settings, o Options) *frame {
	f := &frame{ds: ds, s: s, period: o.Period, asOf: o.AsOf, cal: newCalendar(o.Period), column: map[int]int{}, jobs: o.Jobs}
	f.levels = ladderLevels(ds)
	for i, l := range f.levels {
		f.column[l] = i
	}
	f.defaults = Defaults()
	defaults := f.defaults
	for c := range f.values {
		word := dataset.Channel(c).String()
		f.values[c] = pick(s.ChannelValues, defaults.ChannelValues, word)
	}
	f.points = map[string][5]int{
		"flat": {0, 1, 1, 1, 1}, "steep": {0, 1, 2, 3, 10}, "default": {},
	}
	var own [5]int
	for r := range own {
		own[r] = pick(s.Vote.Points, defaults.Vote.Points, dataset.Right(r).String())
	}
	f.points["default"] = own
	f.team = newTeam(ds)
	f.fading = measure.NewHalfLife(s.HalfLife)
	for k, h := range halfLives {
		f.others[k] = measure.NewHalfLife(h)
	}
	f.leftOut = len(o.LeftOut)
	f.changed = changedSettings(*s)
	f.odds = measure.SupportConfig{BFStance: s.Support.BFStance, BFRelationship: s.Support.BFRelationship,
		BFRival: s.Support.BFRival, StanceHalfLife: s.Support.StanceHalfLife,
		UndatedConfidence: s.Support.UndatedConfidence, Clamp: s.Support.Clamp}
	return f
}

// pick reads a table in which missing words have their default.
func pick[V any](table, defaults map[string]V, word string) V {
	if v, ok := table[word]; ok {
		return v
	}
	return defaults[word]
}

// ladderLevels are the ladder's levels and those that people or head counts
// use besides.
func ladderLevels(ds *dataset.Dataset) []int {
	seen := map[int]bool{}
	for _, st := range ds.Ladder.Steps {
		seen[st.Level] = true
	}
	for _, a := range ds.Accounts {
		for i := range a.Stakeholders {
			seen[a.Stakeholders[i].Level] = true
		}
		for i := range a.Headcounts {
			seen[a.Headcounts[i].Level] = true
		}
	}
	var levels []int
	for l := range seen {
		if l > 0 {
			levels = append(levels, l)
		}
	}
	slices.Sort(levels)
	return levels
}

// review is the work on one account.
type review struct {
	*frame
	scratch      *scratch
	acc          *dataset.Account
	out          *Account
	channel      []dataset.Channel // of each activity, events by size included
	past         int               // activities up to the as-of date; the rest are in the future
	person       []int32           // index of People by stakeholder, -1 when not active
	touches      [][]touch         // by person, oldest first
	heads        map[cell]heads
	eligible     []int // indexes of Levels with N above 0, Unclassified left out
	knowsUnit    map[string][]Acquaintance
	knowsAccount []Acquaintance
	model        *model  // nil: nobody has a vote
	full         float64 // votes of the account, unlisted people included: METRICS 9.2
}

// touch is one contact-touch.
type touch struct {
	act     int32
	day     dataset.Day
	channel dataset.Channel
	dir     dataset.Direction
}

func (f *frame) review(acc *dataset.Account, sc *scratch) *Account {
	r := &review{frame: f, scratch: sc, acc: acc, out: &Account{Data: acc, Months: f.cal.months}}
	r.collect()
	r.describePeople()
	r.otherHalfLives()
	r.acquaint()
	r.scoreLevels()
	r.scoreUnits()
	r.measureSpread()
	r.sumTotals()
	r.runVote()
	r.listPeople()
	r.proposeMeetings()
	r.compareLadders()
	r.buildIndex()
	r.whatIsLeft()
	r.runScenarios()
	r.gradeQuality()
	r.notice()
	return r.out
}

// collect finds the active people and gives each their touches.
func (r *review) collect() {
	a := r.acc
	r.scratch.person = sized(r.scratch.person, len(a.Stakeholders))
	r.person = r.scratch.person
	active := 0
	for i := range a.Stakeholders {
		r.person[i] = -1
		if st := &a.Stakeholders[i]; st.From <= r.asOf && (st.To == 0 || st.To >= r.asOf) {
			r.person[i] = int32(active)
			active++
		}
	}
	r.out.People = r.scratch.people.take(active)[:0]
	for i := range a.Stakeholders {
		if r.person[i] >= 0 {
			r.out.People = append(r.out.People, Person{Data: &a.Stakeholders[i], Index: i})
		}
	}
	r.past = sort.Search(a.Activities.Len(), func(i int) bool { return a.Activities.Day(i) > r.asOf })
	r.out.Quality.Future = a.Activities.Len() - r.past
	r.scratch.channel = sized(r.scratch.channel, r.past)
	r.channel = r.scratch.channel
	for i := range r.past {
		r.channel[i] = a.Activities.Channel(i)
		if len(a.Activities.People(i)) >= r.s.EventMinContacts {
			r.channel[i] = dataset.Event
		}
	}
	r.handOut()
}

// handOut gives each active person their touches, all in one array.
func (r *review) handOut() {
	s := r.scratch
	s.size = sized(s.size, len(r.out.People))
	clear(s.size)
	total := 0
	r.eachTouch(func(p int32, _ touch) {
		s.size[p]++
		total++
	})
	s.all = sized(s.all, total)
	s.touches = sized(s.touches, len(s.size))
	from := 0
	for p, n := range s.size {
		s.touches[p], from = s.all[from:from:from+n], from+n
	}
	r.touches = s.touches
	r.eachTouch(func(p int32, t touch) { r.touches[p] = append(r.touches[p], t) })
}

// eachTouch visits the contact-touches of active people up to the as-of date,
// oldest first.
func (r *review) eachTouch(visit func(int32, touch)) {
	for i := range r.past {
		for _, st := range r.acc.Activities.People(i) {
			if p := r.person[st]; p >= 0 {
				visit(p, touch{int32(i), r.acc.Activities.Day(i), r.channel[i], r.acc.Activities.Direction(i)})
			}
		}
	}
}
