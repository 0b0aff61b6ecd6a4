package report

import "rapport/generator/analysis"

// PortfolioData is data/portfolio.json.
type PortfolioData struct {
	Schema        string             `json:"schema"`
	Edition       string             `json:"edition"`
	Lang          string             `json:"lang"`
	Period        periodJSON         `json:"period"`
	AsOf          string             `json:"as_of"`
	Answer        []string           `json:"answer"`
	Accounts      []lineJSON         `json:"accounts"`
	Concentration *concentrationJSON `json:"concentration"`
	Tail          *tailJSON          `json:"tail"`
	Executives    executivesJSON     `json:"executives"`
	EventOnly     []string           `json:"event_only"` // slugs
	Untouched     []string           `json:"untouched"`
	Negative      []string           `json:"negative_revenue"`
	Funnel        []funnelJSON       `json:"funnel"`
	IndexMean     *float64           `json:"index_mean"`
	IndexWeighted *float64           `json:"index_weighted"`
}

type lineJSON struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Slug     string   `json:"slug"`
	Owner    string   `json:"owner"`
	Revenue  *float64 `json:"revenue"`
	Known    int      `json:"known"`
	Recent   int      `json:"recent"`
	N        int      `json:"N"`
	NotMet   int      `json:"not_met"`
	Touches  int      `json:"touches"`
	TwoWay   int      `json:"two_way"`
	ByLevel  []int    `json:"by_level"`
	Shrunk   *float64 `json:"coverage_shrunk"`
	Rate     *float64 `json:"touches_per_person_shrunk"`
	TVD      *float64 `json:"tvd"`
	PWin     *float64 `json:"P_win"`
	Index    *float64 `json:"index"`
	DaysLast *int     `json:"days_since_last"`
	ExecDays *int     `json:"exec_days_since"`
	Tail     bool     `json:"tail"`

	History []analysis.Quarter `json:"history"` // oldest first, the period under review last; empty without a baseline
}

type concentrationJSON struct {
	C          *float64      `json:"c"`
	G          *float64      `json:"g"`
	K          *float64      `json:"kakwani"`
	Engagement [][2]*float64 `json:"engagement"`
	Revenue    [][2]*float64 `json:"revenue"`
}

type tailJSON struct {
	ClassA           []string `json:"class_a"`
	N                int      `json:"n"`
	CountShare       *float64 `json:"count_share"`
	RevenueShare     *float64 `json:"revenue_share"`
	EngagementShare  *float64 `json:"engagement_share"`
	ProfitShare      *float64 `json:"profit_share"`
	NeglectRatio     *float64 `json:"neglect_ratio"`
	UntouchedN       int      `json:"untouched_n"`
	UntouchedRevenue *float64 `json:"all_untouched_revenue_share"`
}

type executivesJSON struct {
	Median         *int     `json:"median"`
	P90            *int     `json:"p90"`
	WeightedMedian *int     `json:"weighted_median"`
	WeightedP90    *int     `json:"weighted_p90"`
	Never          int      `json:"never"`
	FrontlineShare *float64 `json:"frontline_share"`
	PerHeadRatio   *float64 `json:"per_head_ratio"`
	Layers         *float64 `json:"layers"`
}

type funnelJSON struct {
	Slug string   `json:"slug"`
	N    int      `json:"n"`
	TVD  *float64 `json:"tvd"`
	Luck *float64 `json:"luck_line"`
}

// portfolioData gathers the raw facts of all accounts.
func (s *scribe) portfolioData() *PortfolioData {
	p := &s.r.Portfolio
	v := &portfolioView{scribe: s, p: p}
	d := &PortfolioData{Schema: "rapport/portfolio/1", Edition: s.edition, Lang: s.Lang(), AsOf: s.r.AsOf.String(),
		Period: periodJSON{s.r.Period.Label, s.r.Period.From.String(), s.r.Period.To.String()}, Answer: []string{},
		Accounts: make([]lineJSON, 0, len(p.Lines)), EventOnly: s.slugList(p.EventOnly), Untouched: s.slugList(p.Untouched), Negative: s.slugList(p.ExcludedNeg),
		Funnel: make([]funnelJSON, 0, len(p.Funnel)), IndexMean: finite(p.Mean), IndexWeighted: finite(p.Weighted)}
	for _, sentence := range v.answer() {
		d.Answer = append(d.Answer, plain(sentence))
	}
	for _, l := range p.Lines {
		a := s.r.Accounts[l.Account]
		byLevel := l.ByLevel
		if byLevel == nil {
			byLevel = []int{}
		}
		d.Accounts = append(d.Accounts, lineJSON{ID: a.Data.ID, Name: a.Data.Name, Slug: s.slugs[l.Account], Owner: a.Data.Owner, Revenue: finite(a.Data.Revenue),
			Known: l.Known, Recent: l.Recent, N: l.N, NotMet: len(a.NotMet), Touches: l.Touches, TwoWay: l.TwoWay, ByLevel: byLevel,
			Shrunk: finite(l.Shrunk), Rate: finite(l.ShrunkRate), TVD: finite(l.TVD), PWin: finite(l.PWin), Index: finite(l.Index), DaysLast: l.DaysLast,
			ExecDays: a.Ladder.ExecDaysSince, Tail: l.Tail, History: historyOf(a)})
	}
	if c := p.Concentration; c != nil {
		d.Concentration = &concentrationJSON{value(c.C), value(c.G), value(c.K), [][2]*float64{}, [][2]*float64{}}
		for _, pt := range c.Engagement {
			d.Concentration.Engagement = append(d.Concentration.Engagement, [2]*float64{value(pt.X), value(pt.Y)})
		}
		for _, pt := range c.Revenue {
			d.Concentration.Revenue = append(d.Concentration.Revenue, [2]*float64{value(pt.X), value(pt.Y)})
		}
	}
	if t := p.Tail; t != nil {
		d.Tail = &tailJSON{s.slugList(t.ClassA), t.N, value(t.CountShare), value(t.RevenueShare), value(t.EngagementShare), finite(t.ProfitShare),
			finite(t.NeglectRatio), t.UntouchedN, value(t.AllUntouchedRevenueShare)}
	}
	e := p.Executives
	d.Executives = executivesJSON{e.Median, e.P90, e.WeightedMedian, e.WeightedP90, e.Never, finite(e.FrontlineShare), finite(e.PerHeadRatio), finite(e.Layers)}
	for _, f := range p.Funnel {
		d.Funnel = append(d.Funnel, funnelJSON{s.slugs[f.Account], f.N, value(f.TVD), finite(f.Luck)})
	}
	return d
}

// historyOf lists the quarters of an account.
func historyOf(a *analysis.Account) []analysis.Quarter {
	if a.Changes == nil || a.Changes.History == nil {
		return []analysis.Quarter{}
	}
	return a.Changes.History
}

func (s *scribe) slugList(accounts []int) []string {
	out := make([]string, len(accounts))
	for i, a := range accounts {
		out[i] = s.slugs[a]
	}
	return out
}
