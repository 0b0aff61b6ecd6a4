package analysis

import (
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// Changes is what became of an account since the baseline: METRICS 7.3 and
// 9.3. A figure whose method changed in between is withheld, with the reason,
// and never shown as movement.
type Changes struct {
	Since      Period      `json:"since"`
	AsOf       dataset.Day `json:"as_of"`
	Recomputed bool        `json:"recomputed"`
	Entered    bool        `json:"entered"` // the account is new: there is nothing to compare
	Notes      []Reason    `json:"notes"`   // what a reader must know before the figures
	Method     []MethodChange
	Withheld   []Reason // figures that cannot be compared, and why

	Met          []PersonChange // first touched since the baseline
	Again        []PersonChange // spoken with again, after more than the recent window
	Quiet        []PersonChange // spoken with then, not any more
	Joined       []PersonChange
	Left         []PersonChange
	Promoted     []PersonChange
	Demoted      []PersonChange
	Reclassified []PersonChange // another level under the same title: no movement
	Moved        []PersonChange
	Rights       []PersonChange

	Coverage *CoverageChange
	Contacts *ContactChange
	Index    *IndexChange
	Levels   []LevelChange
	Figures  []FigureChange
	History  []Quarter // oldest first, the period under review last
}

// MethodChange is a setting or a step of the ladder that differs from the
// baseline's; "" is not set.
type MethodChange struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// PersonChange is one person on a list of changes. Person is an index of
// Account.People, nil when the person is not active any more. Before is set
// when it tells more of who it was: without Person, and where the name or
// another identity differed. Rows are what the statement rests on.
type PersonChange struct {
	Person *int
	Before *SnapshotPerson
	Reason Reason
	Rows   []dataset.Row
}

// CoverageChange is the change of recent coverage, split by level into what
// we did (Rate) and what the list became (Mix): Kitagawa 1955.
type CoverageChange struct {
	Before, After    float64
	Recent0, N0      int
	Recent1, N1      int
	Total, Rate, Mix float64
}

// ContactChange counts people listed in both quarters: newly spoken with
// against no longer, with the exact McNemar probability; nil when nobody
// changed.
type ContactChange struct {
	Panel, Gained, Lost int
	P                   *float64
}

// IndexChange is the waterfall between two quarters; contributions add up to
// After − Before.
type IndexChange struct {
	Before, After float64
	Steps         []IndexStep
}

// IndexStep is what a component did to the index, in points.
type IndexStep struct {
	Name          string
	Before, After float64 // of the component
	Points        float64
}

// LevelChange is a level of either quarter.
type LevelChange struct {
	Level         int
	Before, After SnapshotLevel
}

// FigureChange is a headline figure: touches, coverage, tvd, p_win or index.
type FigureChange struct {
	Name          string
	Before, After *float64
}

// Quarter is a point of the small multiples. Same tells that its method is
// the present one; otherwise the line is broken before it.
type Quarter struct {
	Period string   `json:"period"`
	Head   Headline `json:"headline"`
	Same   bool     `json:"same_method"`
}

// figures lists what is compared and the settings that each rests on, by
// the beginning of their names.
var figures = []struct {
	name string
	on   []string
}{
	{"people", []string{"method", "lookback", "recent"}},
	{"levels", []string{"ladder."}},
	{"coverage", []string{"method", "recent", "span", "ladder."}},
	{"touches", []string{"method", "daily_cap"}},
	{"tvd", []string{"method", "daily_cap", "target.", "vote.points.", "vote.level_mult.", "span", "ladder."}},
	{"index", []string{"method", "recent", "lookback", "half_life", "s_half", "daily_cap", "event_min_contacts", "channel_values.",
		"target.", "vote.points.", "vote.level_mult.", "vote.key_vote", "span", "index.", "unknown_level_limit", "ladder."}},
	{"p_win", []string{"method", "half_life", "s_half", "daily_cap", "event_min_contacts", "channel_values.", "vote.", "support."}},
}

// Compare fills Account.Changes and Portfolio.Changes. Past holds the earlier
// quarters, oldest first; the last is the baseline, the others give the
// history. Without any, nothing is filled.
func Compare(r *Result, past []*Baseline) {
	if len(past) == 0 {
		return
	}
	base := past[len(past)-1]
	c := comparer{r: r, base: base, method: Method(r.Settings, r.Data.Ladder)}
	found := matchAccounts(base.Accounts, r.Accounts)
	for i, a := range r.Accounts {
		a.Changes = c.account(a, found[i])
	}
	c.addHistory(past)
	r.Portfolio.Changes = c.portfolio(found)
}

type comparer struct {
	r      *Result
	base   *Baseline
	method []Setting
}

func change(key string, a Args) Reason { return Reason{Key: "change." + key, Args: a} }

// account compares one account with its snapshot, -1 for none.
func (c *comparer) account(a *Account, at int) *Changes {
	ch := &Changes{Since: c.base.Period, AsOf: c.base.AsOf, Recomputed: c.base.Recomputed, Notes: c.notes()}
	if at < 0 {
		ch.Entered = true
		ch.Notes = append(ch.Notes, change("entered", nil))
		return ch
	}
	then := &c.base.Accounts[at]
	ch.Method = methodChanges(then.Method, c.method)
	w := &withholding{changes: ch, recomputed: c.base.Recomputed}
	c.people(ch, a, then, w)
	if w.shows("coverage") {
		ch.Coverage, ch.Levels = coverageChange(then.Levels, levelsOf(a))
	}
	c.figures(ch, a, then, w)
	return ch
}

// notes say what the comparison is worth.
func (c *comparer) notes() []Reason {
	var out []Reason
	if c.base.Recomputed {
		out = append(out, change("recomputed", args{"period", c.base.Period.Label}))
	}
	if days := int(c.r.Period.From-c.base.Period.To) - 1; days > 0 {
		out = append(out, change("gap", args{"period", c.base.Period.Label, "days", days}))
	}
	if c.base.AsOf < c.base.Period.To {
		out = append(out, change("partial_then", args{"period", c.base.Period.Label, "date", c.base.AsOf}))
	}
	if c.r.AsOf < c.r.Period.To {
		out = append(out, change("partial_now", args{"period", c.r.Period.Label, "date", c.r.AsOf}))
	}
	return out
}

// methodChanges compares two methods by name; both are sorted.
func methodChanges(then, now []Setting) []MethodChange {
	if slices.Equal(then, now) {
		return nil
	}
	values := map[string][2]string{}
	for _, s := range then {
		values[s.Name] = [2]string{s.Value, ""}
	}
	for _, s := range now {
		values[s.Name] = [2]string{values[s.Name][0], s.Value}
	}
	var out []MethodChange
	for name, v := range values {
		if v[0] != v[1] {
			out = append(out, MethodChange{name, v[0], v[1]})
		}
	}
	slices.SortFunc(out, func(a, b MethodChange) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// withholding decides which figures may be compared.
type withholding struct {
	changes    *Changes
	recomputed bool
}

// shows tells whether a figure may be compared; when not, the reason is
// listed.
func (w *withholding) shows(figure string) bool {
	if w.recomputed && (figure == "levels" || figure == "p_win") {
		w.changes.Withheld = append(w.changes.Withheld, change("withheld_recomputed."+figure, nil))
		return false
	}
	if m := dependsOn(figure, w.changes.Method); m != nil {
		w.changes.Withheld = append(w.changes.Withheld,
			change("withheld."+figure, args{"setting", m.Name, "before", m.From, "after", m.To}))
		return false
	}
	return true
}

// dependsOn gives the first changed setting that a figure rests on, or nil.
func dependsOn(figure string, changed []MethodChange) *MethodChange {
	for _, f := range figures {
		if f.name != figure {
			continue
		}
		for i := range changed {
			for _, on := range f.on {
				if changed[i].Name == on || strings.HasSuffix(on, ".") && strings.HasPrefix(changed[i].Name, on) {
					return &changed[i]
				}
			}
		}
	}
	return nil
}

func levelsOf(a *Account) []SnapshotLevel {
	var out []SnapshotLevel
	for i := range a.Levels {
		l := &a.Levels[i]
		out = append(out, SnapshotLevel{l.Level, l.N, l.Known, l.Recent, l.Touches})
	}
	return out
}

// figures compares the headline figures and the index.
func (c *comparer) figures(ch *Changes, a *Account, then *Snapshot, w *withholding) {
	now, before := headline(a), then.Headline
	add := func(name string, x, y *float64) { ch.Figures = append(ch.Figures, FigureChange{name, x, y}) }
	if w.shows("touches") {
		add("touches", ptr(float64(before.Touches)), ptr(float64(now.Touches)))
	}
	if ch.Coverage != nil {
		add("coverage", &ch.Coverage.Before, &ch.Coverage.After)
	}
	if w.shows("tvd") && (before.TVD != nil || now.TVD != nil) {
		add("tvd", before.TVD, now.TVD)
	}
	if w.shows("p_win") && (before.PWin != nil || now.PWin != nil) {
		add("p_win", before.PWin, now.PWin)
	}
	if !w.shows("index") {
		return
	}
	if before.Index != nil || now.Index != nil {
		add("index", before.Index, now.Index)
	}
	if before.Index != nil && now.Index != nil {
		ch.Index = c.indexChange(then.Components, a.Index.Components)
	}
}

// indexChange is the waterfall: METRICS 9.3.
func (c *comparer) indexChange(then []SnapshotComponent, now []Component) *IndexChange {
	var c0, c1, weights []float64
	for _, x := range now {
		k := slices.IndexFunc(then, func(t SnapshotComponent) bool { return t.Name == x.Name })
		if k < 0 {
			return nil
		}
		c0, c1, weights = append(c0, then[k].Value), append(c1, x.Value), append(weights, x.Weight)
	}
	got := measure.IndexChange(c0, c1, weights, c.r.Settings.Index.Floor)
	if got.Index0 == nil || got.Index1 == nil {
		return nil
	}
	out := &IndexChange{Before: *got.Index0, After: *got.Index1}
	for k, x := range now {
		out.Steps = append(out.Steps, IndexStep{x.Name, c0[k], c1[k], got.Contributions[k]})
	}
	return out
}
