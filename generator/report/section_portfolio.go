package report

import "rapport/generator/chart"

// heat is the table of accounts and levels as a picture.
func (v *portfolioView) heat() *Section { return v.figureSection("heat", chart.AccountLevels) }

// funnel tells which accounts stray from an even-handed spread by more than
// luck.
func (v *portfolioView) funnel() *Section { return v.figureSection("funnel", chart.Funnel) }

// value sets engagement against revenue, and shows the tail: METRICS 7.1.
func (v *portfolioView) value() *Section {
	s := v.figureSection("value", chart.Value)
	t := v.p.Tail
	if s == nil && t == nil {
		return nil
	}
	if s == nil {
		s = &Section{ID: "s-value", Nav: v.T("nav.value"), Title: plain(v.answerTail())}
	}
	add := func(text string) { s.Blocks = append(s.Blocks, Block{Text: emphasise(text)}) }
	if c := v.p.Concentration; c != nil {
		key := "portfolio.kakwani_even"
		switch {
		case c.K > 0.05:
			key = "portfolio.kakwani_top"
		case c.K < -0.05:
			key = "portfolio.kakwani_small"
		}
		add(v.T(key, "k", ratio(c.K), "c", ratio(c.C), "g", ratio(c.G)))
	}
	if t != nil && t.N > 0 {
		add(v.T("portfolio.tail_text", "accounts", v.T("portfolio.tail_accounts", "n", t.N), "count", v.Percent(t.CountShare), "revenue", v.Percent(t.RevenueShare), "engagement", v.Percent(t.EngagementShare)))
		if t.ProfitShare != nil {
			add(v.T("portfolio.tail_profit", "share", v.Percent(*t.ProfitShare)))
		}
		if t.UntouchedN > 0 {
			add(v.T("portfolio.tail_untouched", "n", t.UntouchedN, "of", t.N))
		}
	}
	if n := len(v.p.ExcludedNeg); n > 0 {
		add(v.T("portfolio.negative", "n", n))
	}
	if n := len(v.p.Untouched); n > 0 {
		s.Blocks = append(s.Blocks, v.accountFold("untouched", v.T("portfolio.untouched", "n", n), v.p.Untouched))
	}
	return s
}

// accountFold lists accounts, most revenue first.
func (v *portfolioView) accountFold(id, summary string, accounts []int) Block {
	t := &Table{ID: "t-" + id, Caption: summary, Sort: true, Columns: []Column{{Text: v.T("column.account")}, {v.T("column.revenue"), "num"},
		{v.T("column.people"), "num"}, {Text: v.T("column.last")}}}
	for _, a := range v.richest(accounts) {
		line := v.line(a)
		cells := v.accountRow(line).Cells
		t.Rows = append(t.Rows, Row{Cells: []Cell{cells[0], cells[2], {Text: v.Number(line.N), Class: "num"}, cells[6]}})
	}
	return Block{Fold: &Fold{ID: id, Summary: summary, Blocks: []Block{{Table: t}}}}
}

// executives is how far our executives reach: METRICS 8.
func (v *portfolioView) executives() *Section {
	s := v.figureSection("executives", chart.Executives)
	if s == nil {
		return nil
	}
	e := v.p.Executives
	var items [][]Span
	add := func(text string) { items = append(items, emphasise(text)) }
	add(v.T("portfolio.exec_median", "median", v.ago(e.Median), "p90", v.ago(e.P90)))
	if e.WeightedMedian != nil || e.WeightedP90 != nil {
		add(v.T("portfolio.exec_weighted", "median", v.ago(e.WeightedMedian), "p90", v.ago(e.WeightedP90)))
	}
	if e.FrontlineShare != nil {
		add(v.T("portfolio.exec_share", "share", v.Percent(*e.FrontlineShare)))
	}
	if e.PerHeadRatio != nil {
		key := "portfolio.exec_head"
		if *e.PerHeadRatio >= 0.95 && *e.PerHeadRatio < 1.05 {
			key = "portfolio.exec_head_same"
		}
		add(v.T(key, "ratio", ratio(*e.PerHeadRatio)))
	}
	if e.Layers != nil {
		add(v.T("portfolio.exec_layers", "layers", ratio(*e.Layers)))
	}
	s.Blocks = append(s.Blocks, Block{Items: items})
	return s
}

// eventOnly lists the accounts that our executives saw only at events.
func (v *portfolioView) eventOnly() *Section {
	list := v.p.EventOnly
	if len(list) == 0 {
		return nil
	}
	s := &Section{ID: "s-events", Nav: v.T("nav.events"), Title: v.T("portfolio.events", "n", len(list), "of", len(v.r.Accounts)), How: v.T("portfolio.events_how")}
	fold := v.accountFold("events", s.Title, list)
	s.Blocks = fold.Fold.Blocks
	return s
}
