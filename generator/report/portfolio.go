package report

import (
	"bytes"
	"fmt"
	"slices"

	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// PortfolioPage is the data of page_portfolio.html.
type PortfolioPage struct {
	Shell
	Mast          Masthead
	Name          string
	Sub           string
	Answer        [][]Span
	ContentsTitle string
	Contents      Links
	Sections      []*Section
}

// portfolioPage builds the page over all accounts, to be written into b.
func (s *scribe) portfolioPage(b *bytes.Buffer, sh *shell) (*PortfolioPage, error) {
	v := &portfolioView{scribe: s, p: &s.r.Portfolio}
	p := &PortfolioPage{
		Shell: s.shell(sh, s.T("portfolio.title", "period", s.Period(s.r.Period.Label)), 0),
		Mast: Masthead{
			Line: s.T("portfolio.mast", "from", s.r.Period.From.String(), "to", s.r.Period.To.String(),
				"as_of", s.r.AsOf.String()),
			Classification: s.T("page.classification." + s.audience),
		},
		Name: s.T("portfolio.name"), Sub: v.sub(), ContentsTitle: s.T("page.contents"),
	}
	for _, sentence := range v.answer() {
		p.Answer = append(p.Answer, emphasise(sentence))
	}
	for _, build := range []func() *Section{v.accounts, v.heat, v.value, v.funnel, v.executives, v.eventOnly, v.changes, v.history, v.data} {
		if section := build(); section != nil {
			section.page = b
			p.Sections = append(p.Sections, section)
			p.Contents = append(p.Contents, Link{"#" + section.ID, section.Nav})
		}
	}
	return p, v.err
}

// portfolioView writes the page over all accounts. The first error of a
// figure stays in err.
type portfolioView struct {
	*scribe
	p   *analysis.Portfolio
	err error
}

// figureSection is a section about one figure, nil when there is none.
func (v *portfolioView) figureSection(id string, build func(*analysis.Result, chart.Context) (chart.Figure, bool)) *Section {
	f, ok := build(v.r, v.chart)
	if !ok {
		return nil
	}
	b, err := v.figure(f)
	b.Lead = true
	if v.err == nil {
		v.err = err
	}
	return &Section{ID: "s-" + id, Nav: v.T("nav." + id), Title: f.Finding, How: f.How, Blocks: []Block{b}}
}

func (v *portfolioView) sub() string {
	known, recent := 0, 0
	for _, l := range v.p.Lines {
		known, recent = known+l.Known, recent+l.Recent
	}
	read, _ := v.ledger()
	return join([]string{v.T("portfolio.accounts", "n", len(v.r.Accounts)),
		v.T("account.known", "known", v.people(known), "recent", v.Number(recent), "days", v.r.Settings.Recent),
		v.T("account.inputs", "files", v.T("account.files", "n", len(v.ds.Files)), "rows", v.T("say.rows", "n", read))}, " · ")
}

// answer says the portfolio in three sentences: levels, tail, executives.
func (v *portfolioView) answer() []string {
	if len(v.r.Accounts) == 0 {
		return []string{v.T("portfolio.answer_empty")}
	}
	return []string{v.answerLevels(), v.answerTail(), v.answerExecutives()}
}

// answerLevels counts the accounts whose touches lean to the top beyond
// chance, else those without any touch in the period.
func (v *portfolioView) answerLevels() string {
	heavy, silent := 0, 0
	for _, a := range v.r.Accounts {
		if topHeavy(a) {
			heavy++
		}
		if a.Spread.NAll == 0 {
			silent++
		}
	}
	n := len(v.r.Accounts)
	switch {
	case heavy > 0 && silent == 0:
		return v.T("portfolio.answer_heavy_all", "n", heavy, "accounts", v.accountsN(n))
	case heavy > 0:
		return v.T("portfolio.answer_heavy", "n", heavy, "accounts", v.accountsN(n), "silent", v.T("portfolio.silent", "n", silent))
	case silent > 0:
		return v.T("portfolio.answer_silent", "n", silent, "accounts", v.accountsN(n))
	}
	return v.T("portfolio.answer_even", "n", n)
}

func (v *portfolioView) accountsN(n int) string { return v.T("portfolio.accounts", "n", n) }

// answerTail compares the tail's revenue with the engagement it gets.
func (v *portfolioView) answerTail() string {
	t := v.p.Tail
	if t == nil || t.N == 0 {
		known, recent := 0, 0
		for _, l := range v.p.Lines {
			known, recent = known+l.N, recent+l.Recent
		}
		return v.T("portfolio.answer_recent", "parts", v.ofPeople(recent, known), "days", v.r.Settings.Recent)
	}
	key := "portfolio.answer_tail"
	switch {
	case t.EngagementShare == 0:
		key = "portfolio.answer_tail_silent"
	case t.UntouchedN == 0:
		key = "portfolio.answer_tail_all"
	}
	return v.T(key, "accounts", v.T("portfolio.tail_accounts", "n", t.N), "revenue", v.Percent(t.RevenueShare), "engagement", v.Percent(t.EngagementShare),
		"untouched", v.accountsN(t.UntouchedN))
}

// answerExecutives tells how many accounts no executive of ours has met.
func (v *portfolioView) answerExecutives() string {
	e := v.p.Executives
	n := len(v.r.Accounts)
	if e.Never == 0 {
		return v.T("portfolio.answer_executives", "median", v.ago(e.Median))
	}
	return v.T("portfolio.answer_never", "n", e.Never, "accounts", v.accountsN(n))
}

// accounts is the table of everything, with a small picture of the levels.
func (v *portfolioView) accounts() *Section {
	s := &Section{ID: "s-accounts", Nav: v.T("nav.accounts"), How: v.T("portfolio.accounts_how"), Title: v.accountsTitle()}
	t := &Table{ID: "t-accounts", Caption: s.Title, Tools: true, Sort: true, Class: "long accounts", Columns: []Column{
		{Text: v.T("column.account")}, {Text: v.T("column.spread")}, {v.T("column.revenue"), "num"},
		{v.T("column.touches_period"), "num"}, {v.T("column.recent", "n", v.r.Settings.Recent), "num"},
		{v.T("column.not_met"), "num"}, {Text: v.T("column.last")}, {Text: v.T("column.odds")}, {v.T("column.index"), "num"}}}
	t.Rows = make([]Row, 0, len(v.p.Lines))
	order := make([]int, len(v.p.Lines))
	for i := range order {
		order[i] = v.p.Lines[i].Account
	}
	for _, i := range v.richest(order) {
		t.Rows = append(t.Rows, v.accountRow(v.line(i)))
	}
	s.Blocks = []Block{{Table: t}}
	if m, w := v.p.Mean, v.p.Weighted; m != nil && w != nil {
		s.Blocks = append(s.Blocks, Block{Text: emphasise(v.T("portfolio.index_means", "mean", fmt.Sprintf("%.0f", *m), "weighted", fmt.Sprintf("%.0f", *w)))})
	}
	return s
}

// accountsTitle counts the accounts where a level that has people got no
// touch, those without any touch included.
func (v *portfolioView) accountsTitle() string {
	gaps := 0
	for _, a := range v.r.Accounts {
		if slices.ContainsFunc(a.Levels, func(l analysis.Level) bool { return l.Level > 0 && l.N > 0 && l.Touches == 0 }) {
			gaps++
		}
	}
	if gaps > 0 {
		return v.T("portfolio.accounts_gaps", "n", gaps, "of", len(v.p.Lines))
	}
	return v.T("portfolio.accounts_all", "n", len(v.p.Lines))
}

func (v *portfolioView) accountRow(l *analysis.Line) Row {
	a := v.r.Accounts[l.Account]
	name := clean(a.Data.Name)
	if name == "" {
		name = v.T("say.nameless")
	}
	account := Cell{Text: name, Head: true, Strong: true, Href: "accounts/" + v.slugs[l.Account] + ".html"}
	if l.Tail {
		account.Small = v.T("portfolio.tail")
	}
	revenue := Cell{Text: "–", Class: "num", Key: "-1"}
	if a.Data.Revenue != nil {
		revenue.Text, revenue.Key = v.money(a.Data.Revenue), fmt.Sprintf("%.2f", *a.Data.Revenue)
	}
	touches := Cell{Text: v.Number(l.Touches), Class: "num"}
	if l.Touches == 0 {
		touches.Class = "num hot"
	}
	recent := Cell{Text: v.Number(l.Recent), Part: v.rest(l.N), Class: "num"}
	if l.Shrunk != nil {
		recent.Small = v.T("portfolio.shrunk", "share", v.Percent(*l.Shrunk))
	}
	last := Cell{Text: v.ago(l.DaysLast), Key: "999999", Class: "nb"}
	if l.DaysLast != nil {
		last.Key = fmt.Sprintf("%06d", *l.DaysLast)
	}
	odds := Cell{Text: "–", Key: "-1"}
	if l.PWin != nil {
		odds = Cell{Text: v.chance(*l.PWin), Key: ratioKey(*l.PWin)}
		if a.Vote != nil && a.Vote.Hi-a.Vote.Lo > 0.4 {
			odds.Text = v.T("chance.open")
		}
	}
	index := Cell{Text: "–", Class: "num", Key: "-1"}
	if l.Index != nil {
		index = Cell{Text: fmt.Sprintf("%.0f", *l.Index), Class: "num"}
	}
	bar := levelBar(v.scribe, a)
	return Row{Cells: []Cell{account, {Levels: bar, Key: bar.key()}, revenue, touches, recent,
		{Text: v.Number(len(a.NotMet)), Class: "num"}, last, odds, index}}
}

// data lists every problem of the input.
func (v *portfolioView) data() *Section {
	s := &Section{ID: "s-data", Nav: v.T("nav.data"), How: v.T("data.how"), Title: v.ledgerTitle(), Blocks: v.wholeLedger()}
	if n := len(v.ds.Problems); n > 0 {
		const limit = 1000
		all := make([]int, min(n, limit))
		for i := range all {
			all[i] = i
		}
		t := v.problemTable("t-problems", v.T("data.problems", "n", n), all)
		fold := &Fold{ID: "problems", Summary: t.Caption, Blocks: []Block{{Table: t}}}
		if n > limit {
			fold.Blocks = append(fold.Blocks, Block{Text: emphasise(v.T("data.more_problems", "n", n-limit))})
		}
		s.Blocks = append(s.Blocks, Block{Fold: fold})
	}
	return s
}

// line is an account's line; every account has one.
func (v *portfolioView) line(account int) *analysis.Line {
	i := slices.IndexFunc(v.p.Lines, func(l analysis.Line) bool { return l.Account == account })
	return &v.p.Lines[i]
}

// richest orders accounts by revenue, most first and unknown last.
func (v *portfolioView) richest(accounts []int) []int {
	out := slices.Clone(accounts)
	slices.SortStableFunc(out, func(a, b int) int {
		x, y := v.r.Accounts[a].Data.Revenue, v.r.Accounts[b].Data.Revenue
		switch {
		case x == nil && y == nil:
			return 0
		case x == nil:
			return 1
		case y == nil:
			return -1
		case *x > *y:
			return -1
		case *x < *y:
			return 1
		}
		return 0
	})
	return out
}
