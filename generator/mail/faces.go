package mail

import (
	"strconv"
	"strings"
	"time"

	"rapport/generator/chart"
)

// charts adds the three faces of the account: spread, coverage and months.
func (w writer) charts(l *Letter, a *Account) {
	levels := a.Levels[:min(len(a.Levels), maxLevels)]
	if len(levels) == 0 {
		return
	}
	spread := chart.Figure{ID: "spread", Kind: chart.Paired, Finding: w.spreadFinding(a, levels), How: w.t("spread.how"), Missing: w.T("chart.na")}
	cover := chart.Figure{ID: "coverage", Kind: chart.Bars, Top: 1, How: w.t("coverage.how"), Missing: w.T("chart.na"),
		Finding: w.t("coverage.title", "part", a.Totals.Recent, "people", w.T("say.people", "n", a.Totals.N))}
	people, unclassified := 0, 0
	for _, v := range levels {
		if v.Level == nil {
			unclassified += v.N
		} else {
			people += v.N
		}
	}
	var touches, heads, met chart.Series
	for i, v := range levels {
		name := cleanHeader(v.Name, 40)
		ofTouches, ofPeople := a.Spread.N, people
		if v.Level == nil {
			ofTouches, ofPeople = a.Spread.NAll, people+unclassified
		}
		t := chart.Mark{Row: i, Value: ratio(v.Touches, ofTouches), Alarm: v.Touches == 0 && v.N > 0, Label: w.T("chart.touches_of", "part", v.Touches, "n", ofTouches)}
		if ofTouches == 0 {
			t.Label = w.T("chart.touches", "n", 0)
		}
		touches.Marks = append(touches.Marks, t)
		heads.Marks = append(heads.Marks, chart.Mark{Row: i, Value: ratio(v.N, ofPeople), Label: w.T("chart.people_of", "part", v.N, "n", ofPeople)})
		met.Marks = append(met.Marks, chart.Mark{Row: i, Value: ratio(v.Recent, v.N), Alarm: v.Recent == 0 && v.N > 0, Label: w.T("chart.of", "part", v.Recent, "total", v.N)})
		spread.Rows, cover.Rows = append(spread.Rows, name), append(cover.Rows, name)
	}
	spread.Series = []chart.Series{touches, heads}
	cover.Series = []chart.Series{met}
	l.Charts = append(l.Charts, w.drawn(spread))
	if months, ok := w.months(a); ok {
		l.Charts = append(l.Charts, w.drawn(months))
	}
	l.Charts = append(l.Charts, w.drawn(cover))
}

func (w writer) spreadFinding(a *Account, levels []Level) string {
	most := -1
	var empty []string
	for i, v := range levels {
		if v.Level == nil {
			continue
		}
		if v.Touches > 0 && (most < 0 || v.Touches > levels[most].Touches) {
			most = i
		}
		if v.Touches == 0 && v.N > 0 {
			empty = append(empty, cleanHeader(v.Name, 40))
		}
	}
	if most < 0 {
		return w.t("spread.none")
	}
	key := "spread.most"
	if len(empty) > 0 {
		key = "spread.most_and_none"
	}
	return w.t(key, "level", cleanHeader(levels[most].Name, 40), "part", levels[most].Touches,
		"touches", w.T("say.touches", "n", a.Spread.N), "empty", w.List(empty))
}

func (w writer) months(a *Account) (chart.Figure, bool) {
	f := chart.Figure{ID: "months", Kind: chart.Heat, RowName: w.t("head.level"), Finding: w.t("months.title"), Missing: w.T("chart.na")}
	months := a.Heat.Months[max(0, len(a.Heat.Months)-12):]
	skip := len(a.Heat.Months) - len(months)
	for _, m := range months {
		day, err := time.Parse("2006-01", m)
		if err != nil {
			return f, false
		}
		// Names of months make twelve columns wider than a phone.
		f.Columns = append(f.Columns, strconv.Itoa(int(day.Month())))
	}
	if len(f.Columns) == 0 || len(a.Heat.Rows) == 0 {
		return f, false
	}
	f.How = w.t("months.how", "from", months[0], "to", months[len(months)-1])
	var empty []string
	var s chart.Series
	for i, row := range a.Heat.Rows[:min(len(a.Heat.Rows), maxLevels)] {
		name, total := cleanHeader(row.Name, 40), 0
		f.Rows = append(f.Rows, name)
		for _, n := range row.Touches {
			total += n
		}
		if total == 0 && row.Level != nil {
			empty = append(empty, name)
		}
		for c := range months {
			n := 0
			if skip+c < len(row.Touches) {
				n = row.Touches[skip+c]
			}
			s.Marks = append(s.Marks, chart.Mark{Row: i, Column: c, Value: number(float64(n)), Alarm: total == 0, Label: strconv.Itoa(n)})
		}
	}
	if len(empty) > 0 {
		f.Finding = w.t("months.empty", "levels", w.List(empty), "months", len(months))
	}
	f.Series = []chart.Series{s}
	return f, true
}

func ratio(part, whole int) *float64 {
	if whole == 0 {
		return number(0)
	}
	return number(float64(part) / float64(whole))
}

func number(v float64) *float64 { return &v }

// drawn turns a figure into cells; each row says in words what it draws.
func (w writer) drawn(f chart.Figure) Chart {
	c := Chart{Title: f.Finding, How: f.How, Grid: f.Kind == chart.Heat}
	name := ""
	for _, row := range f.Cells() {
		if row.Head && len(row.Cells) > 0 {
			row.Cells[0].Text = f.RowName // a corner without words is a riddle to screen readers
		}
		var says []string
		for _, cell := range row.Cells {
			if cell.Label && cell.Text != "" {
				name = cell.Text
			}
			if cell.Number != "" {
				says = append(says, cell.Number)
			}
		}
		c.Rows = append(c.Rows, ChartRow{Head: row.Head, Says: w.t("says", "name", name, "what", strings.Join(says, " ")), Cells: row.Cells})
	}
	return c
}

func (w writer) accountLevels(lines []Line, levels []string) (chart.Figure, bool) {
	f := chart.Figure{ID: "accounts", Kind: chart.Heat, RowName: w.t("head.account"), Finding: w.t("accounts.title"), How: w.t("accounts.how"), Missing: w.T("chart.na")}
	var s chart.Series
	columns := 0
	for _, l := range lines {
		columns = max(columns, len(l.ByLevel))
	}
	for c := range min(columns, maxLevels) {
		f.Columns = append(f.Columns, strconv.Itoa(c+1))
	}
	for c, name := range levels[:min(len(levels), len(f.Columns))] {
		f.How += w.T("mail.accounts.level", "number", c+1, "name", cleanHeader(name, 40))
	}
	untouched := 0
	for i, l := range lines {
		if l.Touches == 0 {
			untouched++
		}
		f.Rows = append(f.Rows, cleanHeader(l.Name, 40))
		for c := range f.Columns {
			n := 0
			if c < len(l.ByLevel) {
				n = l.ByLevel[c]
			}
			s.Marks = append(s.Marks, chart.Mark{Row: i, Column: c, Value: number(float64(n)), Alarm: l.Touches == 0 && l.N > 0, Label: strconv.Itoa(n)})
		}
	}
	if untouched > 0 {
		f.Finding = w.t("accounts.untouched", "part", untouched, "n", len(lines))
	}
	f.Series = []chart.Series{s}
	return f, len(f.Rows) > 0 && len(f.Columns) > 0
}
