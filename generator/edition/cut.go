package edition

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

// Cutting is a result as a readership may see it, and what was cut from it.
type Cutting struct {
	Result   *analysis.Result
	Withheld []Withheld // sorted, without doubles

	allowed []string // what stays, so that a value shared with it is not searched for
}

// Withheld is one value that was cut: a name, an e-mail address, a title, an
// identifier, a subject, a comment, an account or a sum of money.
type Withheld struct{ Kind, Value string }

// Cut gives the result as the edition shows it. The given result stays as it
// is; what is not cut is shared with it. The catalogue has the words for
// roles.
func Cut(r *analysis.Result, e Edition, catalog *words.Catalog) *Cutting {
	c := &cutter{e: e, words: catalog, r: r, levels: map[int]string{}}
	out, ds := *r, *r.Data
	c.ds = &ds
	out.Data, out.Hidden = &ds, e.hidden()
	if !e.Shows("sources") {
		out.LeftOut = make([]string, len(r.LeftOut)) // counted, not named
	}
	for _, st := range ds.Ladder.Steps {
		c.levels[st.Level] = cmp.Or(st.Name, catalog.T(st.Key))
	}
	out.Accounts = make([]*analysis.Account, len(r.Accounts))
	ds.Accounts = make([]*dataset.Account, len(r.Accounts))
	for i, a := range r.Accounts {
		out.Accounts[i] = c.account(a)
		ds.Accounts[i] = out.Accounts[i].Data
	}
	c.sources(&ds)
	c.settings(&out.Settings)
	out.Portfolio = c.portfolio(&r.Portfolio, out.Accounts)
	c.others()
	if len(c.withheld) > 0 {
		c.allow(&out)
	}
	slices.SortFunc(c.withheld, func(a, b Withheld) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Value, b.Value)) })
	return &Cutting{Result: &out, Withheld: slices.Compact(c.withheld), allowed: c.allowed}
}

type cutter struct {
	e        Edition
	words    *words.Catalog
	r        *analysis.Result
	ds       *dataset.Dataset
	levels   map[int]string
	withheld []Withheld
	allowed  []string
}

func (c *cutter) withhold(kind, value string) {
	if strings.TrimSpace(value) != "" {
		c.withheld = append(c.withheld, Withheld{kind, value})
	}
}

// others withholds the accounts that the result does not show, and their
// people, when other accounts are left out.
func (c *cutter) others() {
	if c.e.Shows("portfolio") {
		return
	}
	for _, a := range c.r.Data.Accounts {
		if slices.ContainsFunc(c.r.Accounts, func(x *analysis.Account) bool { return x.Data == a }) {
			continue
		}
		c.withhold("account", a.Name)
		c.withhold("account", a.Domain)
		for i := range a.Stakeholders {
			c.withhold("name", a.Stakeholders[i].Name)
			c.withhold("e-mail", a.Stakeholders[i].Email)
		}
	}
}

// sources leaves out the faults of the input, and names of files, sheets and
// columns; places stay, under numbers.
func (c *cutter) sources(ds *dataset.Dataset) {
	if !c.e.Shows("problems") {
		ds.Problems = nil
	}
	if !c.e.Shows("email") || c.e.Roles {
		ds.Recipients = nil
	}
	if c.e.Roles { // an address tells the name
		ds.Team = slices.Clone(ds.Team)
		for i := range ds.Team {
			ds.Team[i].Email = ""
		}
	}
	if c.e.Shows("sources") {
		return
	}
	ds.Files = slices.Clone(ds.Files)
	for i := range ds.Files {
		ds.Files[i] = dataset.File{Name: strconv.Itoa(i + 1), Format: ds.Files[i].Format}
	}
	ds.Sheets = slices.Clone(ds.Sheets)
	for i := range ds.Sheets {
		s := &ds.Sheets[i]
		s.Name, s.Columns, s.Ignored = strconv.Itoa(i+1), nil, nil
	}
}

// settings leaves out what the user wrote about single people.
func (c *cutter) settings(s *analysis.Settings) {
	if c.e.Shows("odds") && c.e.Fields["name"] == "all" && !c.e.Roles {
		return
	}
	s.Scenarios = nil
	if s.Vote.KeyVote != "auto" {
		c.withhold("name", s.Vote.KeyVote)
		s.Vote.KeyVote = "auto"
	}
}

// portfolio cuts the figures over all accounts.
func (c *cutter) portfolio(p *analysis.Portfolio, accounts []*analysis.Account) analysis.Portfolio {
	out := *p
	out.Lines = slices.Clone(p.Lines)
	for i := range out.Lines {
		l := &out.Lines[i]
		if !c.e.Shows("odds") {
			l.PWin = nil
		}
		if !c.e.Shows("money") {
			l.Tail = false
		}
	}
	if !c.e.Shows("money") {
		out.Concentration, out.Tail, out.Weighted, out.ExcludedNeg = nil, nil, nil, nil
		out.Executives.WeightedMedian, out.Executives.WeightedP90, out.Executives.Layers = nil, nil, nil
	}
	if !c.e.Shows("changes") || !c.e.Shows("portfolio") {
		out.Changes = nil
	}
	if !c.e.Shows("portfolio") {
		for i := range out.Lines {
			out.Lines[i].Shrunk = nil
		}
		out = analysis.Portfolio{Lines: out.Lines}
	}
	return out
}

// allow notes every name and free text that stays.
func (c *cutter) allow(r *analysis.Result) {
	add := func(values ...string) { c.allowed = append(c.allowed, values...) }
	for _, m := range r.Data.Team {
		add(m.Name, m.Title, m.Email, m.Manager)
	}
	for _, st := range r.Data.Ladder.Steps {
		add(st.Name)
	}
	for _, f := range r.Data.Files {
		add(f.Name)
	}
	for _, s := range r.Data.Sheets {
		add(s.Name)
		for _, col := range append(slices.Clone(s.Columns), s.Ignored...) {
			add(col.Header)
		}
	}
	for _, a := range r.Accounts {
		d := a.Data
		add(d.Name, d.ID, d.Key, d.Parent, d.Domain, d.Segment, d.Region, d.Owner)
		for i := range d.Stakeholders {
			st := &d.Stakeholders[i]
			add(st.Name, st.Email, st.Title, st.Department, st.Unit, st.ID)
		}
	}
}
