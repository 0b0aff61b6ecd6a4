package analysis

import (
	"cmp"
	"slices"

	"rapport/generator/dataset"
)

// proposalsKept is how many meetings an account proposes as actions; a third
// of them is due after 30, 60 and 90 days.
const proposalsKept = 9

// Proposal is a meeting that a review asks for.
type Proposal struct {
	Person  string      `json:"person"` // Stakeholder.Key
	By      string      `json:"by,omitempty"`
	Reason  string      `json:"reason,omitempty"` // message key
	Due     dataset.Day `json:"due"`
	Status  string      `json:"status,omitempty"` // done or dropped; "" is open
	Comment string      `json:"comment,omitempty"`

	Index int    `json:"-"` // of Account.People
	Why   Reason `json:"-"` // Key "" when the person is not proposed any more
	Rank  int    `json:"-"` // 1 is first, 0 when the person is not proposed any more
}

// Edit is what people wrote into the action list.
type Edit struct {
	Account string // Account.Key
	Person  string // Stakeholder.Key
	Period  string // label of the review that proposed it
	Made    dataset.Day
	By      string
	Due     dataset.Day // 0 leaves the proposed one
	Status  string      // open, done or dropped
	Comment string
}

// Promise is a proposal of the last review with what became of it. The log
// decides, not the status: kept is a two-way touch, or one in each direction,
// after the review and up to the due date.
type Promise struct {
	Person  string      `json:"person"`
	Name    string      `json:"name"`
	By      string      `json:"by,omitempty"`
	Made    dataset.Day `json:"made"`
	Due     dataset.Day `json:"due"`
	Status  string      `json:"status,omitempty"`
	Comment string      `json:"comment,omitempty"`
	Outcome string      `json:"outcome"`       // kept, late, open, not_kept, dropped or gone
	Met     dataset.Day `json:"met,omitempty"` // when it was kept
	Index   *int        `json:"-"`             // of Account.People; nil when not active any more
	Why     Reason      `json:"-"`
	Private bool        `json:"-"`
	Touched bool        `json:"-"` // ever touched, for editions that name only people met
}

// Promises are the last review's proposals, judged, and this one's.
type Promises struct {
	Period                                   string    // of the review that made them; "" without any
	Given                                    []Promise // in the order of the due dates, then keys
	Kept, Late, Open, NotKept, Dropped, Gone int
	Next                                     []Proposal // by rank
}

func (p *Promises) list() []Promise {
	if p == nil {
		return nil
	}
	return p.Given
}

// proposals are the meetings that the review asks for: those that it was
// given, or the first of Next.
func proposals(r *Result, a *Account) []Proposal {
	if a.Promises != nil {
		return a.Promises.Next
	}
	n := min(proposalsKept, len(a.Next))
	out := slices.Grow([]Proposal(nil), n)
	for k, m := range a.Next[:n] {
		p := Proposal{Person: a.People[m.Person].Data.Key, Reason: m.Reason.Key, Index: m.Person, Why: m.Reason, Rank: m.Rank,
			Due: r.Period.To + dataset.Day(30*(1+k*3/proposalsKept))}
		if m.By != nil {
			p.By = r.Data.Team[*m.By].Name
		}
		out = append(out, p)
	}
	return out
}

// JudgePromises fills Account.Promises: the proposals of the baseline with
// what people wrote about them, judged by the touches since, and the
// proposals of this review. Base may be nil. It returns the indexes of edits
// that concern neither review.
func JudgePromises(r *Result, base *Baseline, edits []Edit) (unused []int) {
	found := make([]int, len(r.Accounts))
	if base != nil {
		found = matchAccounts(base.Accounts, r.Accounts)
	}
	byAccount := map[string][]int{}
	for k, e := range edits {
		byAccount[e.Account] = append(byAccount[e.Account], k)
	}
	used := make([]bool, len(edits))
	for i, a := range r.Accounts {
		j := judge{r: r, a: a}
		if base != nil && found[i] >= 0 {
			j.then = &base.Accounts[found[i]]
			j.made, j.period = base.AsOf, base.Period.Label
		}
		mine := byAccount[a.Data.Key]
		if j.then != nil && j.then.Key != a.Data.Key {
			mine = slices.Sorted(slices.Values(slices.Concat(mine, byAccount[j.then.Key])))
		}
		for _, k := range mine {
			used[k] = j.take(edits[k])
		}
		a.Promises = j.promises()
	}
	for k := range used {
		if !used[k] {
			unused = append(unused, k)
		}
	}
	return unused
}

// judge works on one account.
type judge struct {
	r      *Result
	a      *Account
	then   *Snapshot // nil without a baseline
	made   dataset.Day
	period string
	old    []Edit // of the last review
	now    []Edit // of this review, from an earlier run
}

// take sorts an edit to the review it belongs to.
func (j *judge) take(e Edit) bool {
	switch {
	case e.Period == j.r.Period.Label:
		j.now = append(j.now, e)
	case j.then != nil && e.Period == j.period, j.then == nil && e.Made < j.r.Period.From && (j.period == "" || j.period == e.Period):
		j.period, j.made = e.Period, e.Made
		j.old = append(j.old, e)
	default:
		return false
	}
	return true
}

func (j *judge) promises() *Promises {
	out := &Promises{Next: j.next()}
	for _, p := range j.given() {
		out.Given = append(out.Given, p)
		switch p.Outcome {
		case "kept":
			out.Kept++
		case "late":
			out.Late++
		case "open":
			out.Open++
		case "not_kept":
			out.NotKept++
		case "dropped":
			out.Dropped++
		case "gone":
			out.Gone++
		}
	}
	if len(out.Given) > 0 {
		out.Period = j.period
	}
	slices.SortStableFunc(out.Given, func(a, b Promise) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Person, b.Person))
	})
	return out
}

// next are this review's proposals with what was written about them since an
// earlier run of the same quarter. What was written is kept even when the
// meeting is not proposed any more.
func (j *judge) next() []Proposal {
	out := proposals(j.r, j.a)
	for _, e := range j.now {
		k := slices.IndexFunc(out, func(p Proposal) bool { return p.Person == e.Person })
		if k < 0 {
			i := slices.IndexFunc(j.a.People, func(p Person) bool { return p.Data.Key == e.Person })
			if i < 0 || e.Status == "open" && e.Comment == "" {
				continue
			}
			out = append(out, Proposal{Person: e.Person, By: e.By, Index: i})
			k = len(out) - 1
		}
		p := &out[k]
		p.Comment = e.Comment
		if e.Status != "open" {
			p.Status = e.Status
		}
		if e.Due != 0 {
			p.Due = e.Due
		}
	}
	return out
}

// given are the promises of the last review, judged.
func (j *judge) given() []Promise {
	var out []Promise
	var people []SnapshotPerson
	if j.then != nil {
		people = j.then.People
		for _, p := range j.then.Proposals {
			out = append(out, Promise{Person: p.Person, By: p.By, Made: j.made, Due: p.Due, Status: p.Status, Comment: p.Comment})
		}
	}
	for _, e := range j.old {
		k := slices.IndexFunc(out, func(p Promise) bool { return p.Person == e.Person })
		if k < 0 {
			out = append(out, Promise{Person: e.Person, By: e.By, Made: e.Made, Due: e.Due})
			k = len(out) - 1
		}
		p := &out[k]
		p.Status, p.Comment = "", e.Comment
		if e.Status != "open" {
			p.Status = e.Status
		}
		if e.Due != 0 {
			p.Due = e.Due
		}
	}
	if len(out) == 0 {
		return nil
	}
	found := matchPeople(people, j.a.Data.Stakeholders)
	for i := range out {
		j.judge(&out[i], people, found)
	}
	return out
}

// judge finds the person of today and decides.
func (j *judge) judge(p *Promise, people []SnapshotPerson, found []int) {
	who := -1
	k := slices.IndexFunc(people, func(s SnapshotPerson) bool { return s.Key == p.Person })
	if k >= 0 {
		who = slices.Index(found, k)
		p.Name, p.Private, p.Touched = people[k].Name, people[k].Private, people[k].Touched
	} else {
		who = slices.IndexFunc(j.a.Data.Stakeholders, func(d dataset.Stakeholder) bool { return d.Key == p.Person })
	}
	met, touches := dataset.Day(0), 0
	if who >= 0 {
		d := &j.a.Data.Stakeholders[who]
		p.Name, p.Private = d.Name, d.Private
		met, touches = j.since(who, p.Made)
		if i := slices.IndexFunc(j.a.People, func(x Person) bool { return x.Index == who }); i >= 0 {
			p.Index = &i
		}
	}
	p.Met = met
	p.Touched = p.Touched || touches > 0
	p.Outcome, p.Why = j.outcome(p, touches)
}

// outcome decides: the touches first, then what people wrote, then the dates.
func (j *judge) outcome(p *Promise, touches int) (string, Reason) {
	say := func(key string, a Args) Reason { return Reason{Key: "promise." + key, Args: a} }
	switch {
	case p.Met != 0 && p.Met <= p.Due:
		return "kept", say("kept", args{"date", p.Met})
	case p.Met != 0:
		return "late", say("late", args{"date", p.Met, "days", int(p.Met - p.Due)})
	case p.Status == "dropped" && p.Comment != "":
		return "dropped", say("dropped", args{"comment", p.Comment})
	case p.Index == nil:
		return "gone", say("gone", nil)
	case p.Due > j.r.AsOf:
		return "open", say("open", args{"date", p.Due})
	case p.Status == "dropped":
		return "not_kept", say("dropped_silently", nil)
	case touches > 0:
		return "not_kept", say("one_way", args{"touches", touches})
	case p.Status == "done":
		return "not_kept", say("done_unlogged", nil)
	}
	return "not_kept", say("not_kept", args{"date", p.Due})
}

// since finds the first day after made on which the person had a two-way
// touch, or touches in both directions, and counts the touches up to the
// as-of date.
func (j *judge) since(who int, made dataset.Day) (met dataset.Day, touches int) {
	in, out := false, false
	for i := range j.a.Data.Activities.Len() {
		act := j.a.Data.Activities.At(i)
		if act.Day <= made || act.Day > j.r.AsOf || !slices.Contains(act.People, int32(who)) {
			continue
		}
		touches++
		in = in || act.Direction == dataset.Inbound
		out = out || act.Direction == dataset.Outbound
		if met == 0 && (act.Direction == dataset.TwoWay || in && out) {
			met = act.Day
		}
	}
	return met, touches
}
