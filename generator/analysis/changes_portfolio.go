package analysis

import (
	"cmp"
	"slices"

	"rapport/generator/measure"
)

// PortfolioChanges is what became of all accounts since the baseline. Sums
// and the split are over the accounts of both quarters; entries and exits
// stand apart.
type PortfolioChanges struct {
	Since      Period
	Recomputed bool
	Notes      []Reason
	Method     []MethodChange
	Withheld   []Reason

	Panel   int             // accounts of both quarters
	Entered []int           // indexes of Result.Accounts
	Gone    []AccountBefore // by name
	Figures []FigureChange  // touches, coverage and index (its mean) over the panel
	// Response is the mean change of the index over its standard deviation,
	// over the accounts that have one in both quarters; nil below two.
	Response *float64
	Indexed  int
	Coverage *CoverageChange
	Contacts *ContactChange
	Levels   []LevelChange
	Lines    []AccountChange // of the panel, in the order of Result.Accounts
}

// AccountBefore is an account of the baseline that the input does not have
// any more.
type AccountBefore struct {
	Name     string
	Headline Headline
}

// AccountChange counts what changed at an account of both quarters.
type AccountChange struct {
	Account                          int // index of Result.Accounts
	Met, Again, Quiet, Joined, Left  int
	Touches, Recent, Index, Coverage *float64 // differences; nil when withheld or undefined
}

// portfolio adds the accounts up.
func (c *comparer) portfolio(found []int) *PortfolioChanges {
	pc := &PortfolioChanges{Since: c.base.Period, Recomputed: c.base.Recomputed, Notes: c.notes()}
	taken := make([]bool, len(c.base.Accounts))
	var panel []int
	for i, k := range found {
		if k < 0 {
			pc.Entered = append(pc.Entered, i)
			continue
		}
		taken[k] = true
		panel = append(panel, i)
	}
	for k := range taken {
		if s := &c.base.Accounts[k]; !taken[k] {
			pc.Gone = append(pc.Gone, AccountBefore{s.Name, s.Headline})
		}
	}
	slices.SortStableFunc(pc.Gone, func(a, b AccountBefore) int { return cmp.Compare(a.Name, b.Name) })
	pc.Panel = len(panel)
	for _, i := range panel {
		pc.Lines = append(pc.Lines, lineChange(i, c.r.Accounts[i].Changes))
		pc.Method = unionMethod(pc.Method, c.r.Accounts[i].Changes.Method)
	}
	c.sumPanel(pc, panel, found)
	return pc
}

func unionMethod(a, b []MethodChange) []MethodChange {
	for _, m := range b {
		if !slices.Contains(a, m) {
			a = append(a, m)
		}
	}
	slices.SortFunc(a, func(x, y MethodChange) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.From, y.From))
	})
	return a
}

// figure finds a headline figure by its name, or nil.
func (ch *Changes) figure(name string) *FigureChange {
	for i := range ch.Figures {
		if ch.Figures[i].Name == name {
			return &ch.Figures[i]
		}
	}
	return nil
}

func lineChange(i int, ch *Changes) AccountChange {
	diff := func(name string) *float64 {
		f := ch.figure(name)
		if f == nil || f.Before == nil || f.After == nil {
			return nil
		}
		return ptr(*f.After - *f.Before)
	}
	l := AccountChange{Account: i, Met: len(ch.Met), Again: len(ch.Again), Quiet: len(ch.Quiet), Joined: len(ch.Joined),
		Left: len(ch.Left), Touches: diff("touches"), Index: diff("index"), Coverage: diff("coverage")}
	if ch.Coverage != nil {
		l.Recent = ptr(float64(ch.Coverage.Recent1 - ch.Coverage.Recent0))
	}
	return l
}

// sumPanel adds up figures that every account of the panel shows.
func (c *comparer) sumPanel(pc *PortfolioChanges, panel, found []int) {
	probe := &Changes{Method: pc.Method, Recomputed: pc.Recomputed}
	w := &withholding{changes: probe, recomputed: pc.Recomputed}
	if len(panel) == 0 {
		return
	}
	if w.shows("touches") {
		x, y := 0, 0
		for _, i := range panel {
			x += c.base.Accounts[found[i]].Headline.Touches
			y += c.r.Accounts[i].Spread.NAll
		}
		pc.Figures = append(pc.Figures, FigureChange{"touches", ptr(float64(x)), ptr(float64(y))})
	}
	if w.shows("coverage") {
		var then, now []SnapshotLevel
		for _, i := range panel {
			then = addLevels(then, c.base.Accounts[found[i]].Levels)
			now = addLevels(now, levelsOf(c.r.Accounts[i]))
		}
		pc.Coverage, pc.Levels = coverageChange(then, now)
		if pc.Coverage != nil {
			pc.Figures = append(pc.Figures, FigureChange{"coverage", &pc.Coverage.Before, &pc.Coverage.After})
		}
	}
	if w.shows("people") {
		sum := ContactChange{}
		for _, i := range panel {
			if x := c.r.Accounts[i].Changes.Contacts; x != nil {
				sum.Panel, sum.Gained, sum.Lost = sum.Panel+x.Panel, sum.Gained+x.Gained, sum.Lost+x.Lost
			}
		}
		sum.P = measure.McnemarExact(sum.Gained, sum.Lost)
		pc.Contacts = &sum
	}
	if w.shows("index") {
		c.meanIndex(pc, panel)
	}
	pc.Withheld = probe.Withheld
}

// meanIndex compares the mean index of the accounts that have one in both
// quarters.
func (c *comparer) meanIndex(pc *PortfolioChanges, panel []int) {
	var before, after, diffs []float64
	for _, i := range panel {
		if x := c.r.Accounts[i].Changes.Index; x != nil {
			before, after, diffs = append(before, x.Before), append(after, x.After), append(diffs, x.After-x.Before)
		}
	}
	pc.Indexed = len(diffs)
	if len(diffs) == 0 {
		return
	}
	n := float64(len(diffs))
	pc.Figures = append(pc.Figures, FigureChange{"index", ptr(total(before) / n), ptr(total(after) / n)})
	pc.Response = measure.StandardizedResponseMean(diffs)
}

func addLevels(sum, levels []SnapshotLevel) []SnapshotLevel {
	for _, l := range levels {
		k := slices.IndexFunc(sum, func(s SnapshotLevel) bool { return s.Level == l.Level })
		if k < 0 {
			sum = append(sum, l)
			continue
		}
		s := &sum[k]
		s.N, s.Known, s.Recent, s.Touches = s.N+l.N, s.Known+l.Known, s.Recent+l.Recent, s.Touches+l.Touches
	}
	return sum
}

// sortLevels puts the top first and the unclassified last.
func sortLevels(levels []LevelChange) {
	slices.SortFunc(levels, func(a, b LevelChange) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
}

// addHistory gives each account one point for each quarter it was reviewed in.
func (c *comparer) addHistory(past []*Baseline) {
	for _, b := range past {
		for i, k := range matchAccounts(b.Accounts, c.r.Accounts) {
			if k < 0 {
				continue
			}
			ch := c.r.Accounts[i].Changes
			same := len(methodChanges(b.Accounts[k].Method, c.method)) == 0
			ch.History = append(ch.History, Quarter{Period: b.Period.Label, Head: b.Accounts[k].Headline, Same: same && !b.Recomputed})
		}
	}
	for _, a := range c.r.Accounts {
		a.Changes.History = append(a.Changes.History, Quarter{Period: c.r.Period.Label, Head: headline(a), Same: true})
	}
}
