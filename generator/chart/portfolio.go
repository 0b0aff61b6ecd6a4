package chart

import (
	"cmp"
	"math"
	"slices"

	"rapport/generator/analysis"
)

// maxPoints is how many accounts the funnel plot shows.
const maxPoints = 400

// Portfolio makes all figures of the portfolio that exist, in the order of
// the page.
func Portfolio(r *analysis.Result, x Context) []Figure {
	var out []Figure
	for _, build := range []func(*analysis.Result, Context) (Figure, bool){
		AccountLevels, Value, Funnel, Executives,
	} {
		if f, ok := build(r, x); ok {
			out = append(out, f)
		}
	}
	return out
}

// account names the account of a line and gives the address of its page.
func account(r *analysis.Result, l analysis.Line) (label, link string) {
	a := r.Accounts[l.Account].Data
	if label = name(a.Name); label == "" {
		label = name(a.Key)
	}
	if l.Slug != "" {
		link = "accounts/" + l.Slug + ".html"
	}
	return label, link
}

// byRevenue orders lines by revenue, largest first and unknown last, then as
// they come.
func byRevenue(r *analysis.Result) []analysis.Line {
	lines := slices.Clone(r.Portfolio.Lines)
	revenue := func(l analysis.Line) float64 {
		if v := r.Accounts[l.Account].Data.Revenue; v != nil {
			return *v
		}
		return -1e308
	}
	slices.SortStableFunc(lines, func(p, q analysis.Line) int { return cmp.Compare(revenue(q), revenue(p)) })
	return lines
}

// AccountLevels counts the touches of the period by account and level. It
// does not exist without accounts.
func AccountLevels(r *analysis.Result, x Context) (Figure, bool) {
	if len(r.Portfolio.Lines) == 0 || len(x.Ladder.Steps) == 0 {
		return Figure{}, false
	}
	f := Figure{ID: "accounts", Kind: Heat, RowName: x.t("rows.account"), Missing: x.t("na"), How: x.t("accounts.how")}
	for _, s := range x.Ladder.Steps {
		f.Columns = append(f.Columns, x.level(s.Level))
	}
	s := Series{Name: x.t("unit.touches"), Unit: x.t("unit.touches")}
	none, single := 0, 0
	lines := byRevenue(r)
	for row, l := range lines {
		levels := 0
		for _, n := range l.ByLevel {
			if n > 0 {
				levels++
			}
		}
		switch {
		case l.Touches == 0:
			none++
		case levels == 1:
			single++
		}
		if row >= maxRows {
			continue
		}
		name, link := account(r, l)
		f.Rows = append(f.Rows, name)
		for c := range f.Columns {
			n := 0
			if c < len(l.ByLevel) {
				n = l.ByLevel[c]
			}
			s.Marks = append(s.Marks, Mark{Row: row, Column: c, Value: value(float64(n)), Label: x.Words.Number(n), Link: link,
				Alarm: l.Touches == 0, Tip: x.t("tip", "what", name+x.t("separator")+f.Columns[c], "value", x.t("touches", "n", n))})
		}
	}
	f.Series = []Series{s}
	if more := len(lines) - len(f.Rows); more > 0 {
		f.Limit = x.t("accounts.limit", "n", more)
	}
	switch {
	case none > 0:
		f.Finding = x.t("accounts.none", "accounts", x.t("accounts_of", "part", none, "n", len(lines)))
	case single > 0:
		f.Finding = x.t("accounts.single", "n", single, "accounts", x.t("accounts_of", "part", single, "n", len(lines)))
	default:
		f.Finding = x.t("accounts.all", "n", len(lines))
	}
	return f, true
}

// curveSteps is how many points of a curve are shown besides the origin.
const curveSteps = 20

// Value sets the accounts' cumulative engagement beside their cumulative
// revenue, smallest account first: METRICS 7.1. It does not exist without
// revenue.
func Value(r *analysis.Result, x Context) (Figure, bool) {
	c := r.Portfolio.Concentration
	if c == nil || len(c.Engagement) < 2 || len(c.Revenue) < 2 {
		return Figure{}, false
	}
	f := Figure{ID: "value", Kind: Curve, RowName: x.t("rows.smallest"), Missing: x.t("na"), Top: 1, How: x.t("value.how"),
		XName: x.t("value.x"), YName: x.t("value.y")}
	f.Series = []Series{
		{Name: x.t("value.engagement"), Unit: x.t("unit.share")},
		{Name: x.t("value.revenue"), Unit: x.t("unit.share")},
		{Name: x.t("value.equal"), Unit: x.t("unit.share")},
	}
	equal := []analysis.Point{{}, {X: 1, Y: 1}}
	steps := min(curveSteps, max(len(c.Engagement), len(c.Revenue))-1)
	for k := 0; k <= steps; k++ {
		at := float64(k) / float64(steps)
		f.Rows = append(f.Rows, x.Words.Percent(at))
		for i, points := range [][]analysis.Point{c.Engagement, c.Revenue, equal} {
			label := x.Words.Percent(height(points, at))
			f.Series[i].Marks = append(f.Series[i].Marks, Mark{Row: k, X: value(at), Value: value(height(points, at)), Label: label,
				Tip: x.t("value.tip", "x", f.Rows[k], "what", f.Series[i].Name, "y", label)})
		}
	}
	half := func(points []analysis.Point) string { return x.Words.Percent(height(points, 0.5)) }
	f.Finding = x.t("value.finding", "revenue", half(c.Revenue), "touches", half(c.Engagement))
	return f, true
}

// height is the ordinate of a curve at x, straight between its points.
func height(points []analysis.Point, x float64) float64 {
	before := analysis.Point{}
	for _, p := range points {
		if p.X >= x {
			if p.X == before.X {
				return p.Y
			}
			return before.Y + (p.Y-before.Y)*(x-before.X)/(p.X-before.X)
		}
		before = p
	}
	return before.Y
}

// Funnel plots each account's distance from its target spread against its
// number of touches, with the limit that chance alone would pass once in
// twenty: METRICS 4.6. It does not exist when no account has enough touches.
func Funnel(r *analysis.Result, x Context) (Figure, bool) {
	points := slices.Clone(r.Portfolio.Funnel)
	if len(points) == 0 {
		return Figure{}, false
	}
	slices.SortStableFunc(points, func(p, q analysis.FunnelPoint) int {
		if p.Beyond != q.Beyond {
			if p.Beyond {
				return -1
			}
			return 1
		}
		return cmp.Compare(q.N, p.N)
	})
	f := Figure{ID: "funnel", Kind: Points, RowName: x.t("rows.account"), Missing: x.t("na"), How: x.t("funnel.how"),
		XName: x.t("funnel.x"), YName: x.t("funnel.y")}
	if slices.ContainsFunc(points, func(p analysis.FunnelPoint) bool { return p.Luck == nil }) {
		f.How += x.t("join") + x.t("funnel.test")
	}
	slugs := map[int]analysis.Line{}
	for _, l := range r.Portfolio.Lines {
		slugs[l.Account] = l
	}
	spread := Series{Name: x.t("funnel.y"), Unit: x.t("unit.share")}
	limit := Series{Name: x.t("funnel.limit"), Unit: x.t("unit.share")}
	outside := 0
	for row, p := range points {
		if p.Beyond {
			outside++
		}
		if row >= maxPoints {
			continue
		}
		name, link := account(r, analysis.Line{Account: p.Account, Slug: slugs[p.Account].Slug})
		f.Rows = append(f.Rows, name)
		label := x.t("funnel.label", "d", x.Words.Percent(p.TVD), "n", p.N)
		spread.Marks = append(spread.Marks, Mark{Row: row, X: value(float64(p.N)), Value: value(p.TVD), Label: label, Link: link,
			Alarm: p.Beyond, Tip: x.t("tip", "what", name, "value", label)})
		if p.Luck != nil {
			limit.Marks = append(limit.Marks, Mark{Row: row, X: value(float64(p.N)), Value: value(*p.Luck), Label: x.Words.Percent(*p.Luck),
				Tip: x.t("funnel.limit_tip", "n", p.N, "d", x.Words.Percent(*p.Luck))})
		}
	}
	slices.SortStableFunc(limit.Marks, func(p, q Mark) int { return cmp.Compare(*p.X, *q.X) })
	f.Series = []Series{spread, limit}
	f.Top = math.Ceil(f.top()*4) / 4 // whole quarters
	if more := len(points) - len(f.Rows); more > 0 {
		f.Limit = x.t("accounts.limit", "n", more)
	}
	if outside > 0 {
		f.Finding = x.t("funnel.beyond", "n", outside, "accounts", x.t("accounts_of", "part", outside, "n", len(points)))
	} else {
		f.Finding = x.t("funnel.chance", "n", len(points))
	}
	return f, true
}

// Executives shows the days since one of our executives last met each
// account, never first: METRICS 8. It does not exist without accounts.
func Executives(r *analysis.Result, x Context) (Figure, bool) {
	lines := byRevenue(r)
	if len(lines) == 0 {
		return Figure{}, false
	}
	days := func(l analysis.Line) *int { return r.Accounts[l.Account].Ladder.ExecDaysSince }
	slices.SortStableFunc(lines, func(p, q analysis.Line) int {
		a, b := days(p), days(q)
		switch {
		case a == nil && b == nil:
			return 0
		case a == nil:
			return -1
		case b == nil:
			return 1
		}
		return cmp.Compare(*b, *a)
	})
	f := Figure{ID: "executives", Kind: Bars, RowName: x.t("rows.account"), Missing: x.t("never"), How: x.t("executives.how")}
	s := Series{Name: x.t("executives.days"), Unit: x.t("unit.days")}
	never, longest := 0, 0
	for row, l := range lines {
		d := days(l)
		if d == nil {
			never++
		} else {
			longest = max(longest, *d)
		}
		if row >= maxRows {
			continue
		}
		name, link := account(r, l)
		m := Mark{Row: row, Link: link, Alarm: d == nil, Label: x.t("never")}
		if d != nil {
			m.Value, m.Label = value(float64(*d)), x.t("days", "n", *d)
		}
		m.Tip = x.t("tip", "what", name, "value", m.Label)
		s.Marks = append(s.Marks, m)
		f.Rows = append(f.Rows, name)
	}
	f.Series = []Series{s}
	if more := len(lines) - len(f.Rows); more > 0 {
		f.Limit = x.t("accounts.limit", "n", more)
	}
	if never > 0 {
		f.Finding = x.t("executives.never", "accounts", x.t("accounts_of", "part", never, "n", len(lines)))
	} else {
		f.Finding = x.t("executives.all", "n", longest, "total", len(lines),
			"accounts", x.t("accounts_of", "part", len(lines), "n", len(lines)))
	}
	return f, true
}
