package chart

import (
	"os"
	"testing"
	"testing/fstest"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

func ptr[T any](v T) *T { return &v }

// contextFor gives the words of a language and a ladder of five levels.
func contextFor(t testing.TB, lang string) Context {
	t.Helper()
	file := "messages/parts/chart." + lang + ".yaml"
	data, err := os.ReadFile("../../templates/" + file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := words.Load(fstest.MapFS{file: {Data: data}}, lang)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{
		"en":    {"Executive", "Senior management", "Middle management", "Frontline management", "Staff"},
		"zh-CN": {"高层领导", "高级管理层", "中层管理", "一线管理", "普通员工"},
	}[lang]
	var ladder dataset.Ladder
	for i, n := range names {
		ladder.Steps = append(ladder.Steps, dataset.Step{Level: i + 1, Name: n})
	}
	return Context{Words: c, Ladder: ladder, Settings: analysis.Defaults()}
}

// donghai is an account in which a top-heavy team met 15 of 123 people.
func donghai(lang string) *analysis.Account {
	names := []string{"Zhang Wei", "Li Na", "Luo Jianping", "Erik Sand", "Wang Shuqin", "Zhao Min", "Dana Ortiz"}
	units := []string{"Provincial company", "City: Linhai", "City: Anping", "County: Heshan", "County: Qiaotou"}
	if lang == "zh-CN" {
		names = []string{"张伟", "李娜", "罗建平", "桑德", "王淑琴", "赵敏", "欧阳迪娜"}
		units = []string{"省公司", "林海市公司", "安平市公司", "河山县公司", "桥头县公司"}
	}
	a := &analysis.Account{Data: &dataset.Account{Key: "donghai", Name: "Donghai Telecom"}}
	for i := range 12 {
		a.Months = append(a.Months, analysis.Month{Year: 2025 + (i+9)/12, Month: (i+9)%12 + 1, InPeriod: i > 8})
	}
	people := []int{3, 7, 18, 31, 64, 4}
	touches := []int{9, 6, 5, 2, 1, 2}
	months := [][]int{{2, 1, 3, 2, 2, 3, 2, 3, 2, 3, 2, 4}, {1, 0, 2, 1, 1, 2, 1, 1, 2, 2, 1, 3},
		{0, 1, 1, 0, 1, 0, 1, 0, 1, 2, 1, 2}, {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1}, make([]int, 12), {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1}}
	for i := range people {
		l := analysis.Level{Level: (i + 1) % 6, Known: people[i], N: people[i], Touches: touches[i], Recent: max(0, 3-i), ByMonth: months[i]}
		a.Levels = append(a.Levels, l)
	}
	a.Spread = analysis.Spread{N: 23, NAll: 25, TVD: ptr(0.52), BeyondChance: ptr(true), LuckLine: ptr(0.27), Moves: ptr(12.0),
		Top: &analysis.TopHeaviness{LQ: 16, Lo: 9, Hi: 25}}
	rights := []dataset.Right{dataset.Decide, dataset.Decide, dataset.Evaluate, dataset.Recommend, dataset.Recommend}
	recent := [][]int{{3, 2, 1, 0, 0}, {0, 2, 2, 1, 1}, {0, 1, 1, 1, 0}, {0, 0, 0, 0, 0}, {0, 0, 0, 0, 0}}
	there := [][]int{{3, 3, 5, 4, 6}, {0, 2, 6, 9, 20}, {0, 2, 4, 8, 18}, {0, 0, 2, 5, 11}, {0, 0, 1, 5, 9}}
	for u, name := range units {
		unit := analysis.Unit{Unit: name, Rights: []dataset.Right{rights[u]}, AdviseOnly: u > 2}
		for l := range 5 {
			unit.Levels = append(unit.Levels, analysis.UnitLevel{Level: l + 1, N: there[u][l], Known: there[u][l], Recent: recent[u][l]})
			unit.N += there[u][l]
			unit.Recent += recent[u][l]
		}
		unit.Levels = append(unit.Levels, analysis.UnitLevel{})
		a.Units = append(a.Units, unit)
	}
	inPeriod := []int{9, 5, 4, 3, 2, 2, 0}
	for i, name := range names {
		a.People = append(a.People, analysis.Person{Data: &dataset.Stakeholder{Key: name, Name: name}, InPeriod: inPeriod[i], P: 0.4, Objects: 0.05 * float64(i)})
	}
	a.Vote = &analysis.Vote{Voters: 7, W: 20, Quota: 11, PWin: 0.52, Lo: 0.3, Hi: 0.68, Runs: 18, Key: ptr(0), PWinKeyAgainst: ptr(0.2),
		PWinKeyFor: ptr(0.71), AgainstLo: ptr(0.05), AgainstHi: ptr(0.6), Resilience: ptr(0.28),
		Objection: analysis.Objection{P: ptr(0.45), Lo: 0.18, Hi: 0.55, Likely: []int{6, 5, 4}}}
	a.WhatIsLeft = []analysis.Left{{Kind: "person", Person: ptr(0), PWin: 0.2, Share: 0.44}, {Kind: "level", Level: 1, PWin: 0.12, Share: 0.31},
		{Kind: "unit", Name: units[1], PWin: 0.4, Share: 0.72}}
	a.Ladder = analysis.OurLadder{OurLevels: []int{1, 2, 3}, Matrix: [][]int{{1, 0, 0, 0, 0}, {5, 3, 0, 0, 0}, {3, 4, 5, 2, 0}}, N: 23}
	a.Index = analysis.Index{Value: ptr(29.0), Components: []analysis.Component{
		{Name: "reach", Value: 0.2, Weight: 0.35, Lost: 25.6}, {Name: "levels", Value: 0.15, Weight: 0.3, Lost: 26.6},
		{Name: "votes_without_key", Value: 0.3, Weight: 0.25, Lost: 18.8}, {Name: "executive", Value: 1, Weight: 0.1, Lost: 0}}}
	return a
}

// portfolio has eight accounts, one without any touch.
func portfolio(lang string) *analysis.Result {
	r := &analysis.Result{}
	names := []string{"Donghai Telecom", "Nordsee Netz", "Grupo Ortiz", "Anping Mobile", "Heshan Broadband", "Kestrel Fibre", "Lakeside Communications and Broadcasting Company of the Northern Territories", "Qiaotou Cable"}
	if lang == "zh-CN" {
		names = []string{"东海电信", "北海网络", "奥尔蒂斯集团", "安平移动", "河山宽带", "红隼光纤", "北方领地湖畔通信与广播股份有限公司", "桥头有线"}
	}
	c := &analysis.Concentration{Engagement: []analysis.Point{{}}, Revenue: []analysis.Point{{}}}
	engagement := []float64{0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 1}
	revenue := []float64{0.03, 0.07, 0.12, 0.18, 0.27, 0.4, 0.6, 1}
	for i, name := range names {
		a := &analysis.Account{Data: &dataset.Account{Key: name, Name: name, Revenue: ptr(float64(100 - 10*i))}}
		if i < 5 {
			a.Ladder.ExecDaysSince = ptr(20 + 47*i)
		}
		r.Accounts = append(r.Accounts, a)
		by := []int{9 - i, 6 - i, max(0, 5-2*i), max(0, 2-i), max(0, 1-i)}
		line := analysis.Line{Account: i, Slug: "account-" + string(rune('a'+i))}
		for k := range by {
			by[k] = max(0, by[k])
			if i == 7 {
				by[k] = 0
			}
			line.Touches += by[k]
		}
		line.ByLevel = by
		r.Portfolio.Lines = append(r.Portfolio.Lines, line)
		if line.Touches > 3 {
			d, luck := 0.25+0.06*float64(i), 0.75/(1+0.08*float64(line.Touches))
			r.Portfolio.Funnel = append(r.Portfolio.Funnel, analysis.FunnelPoint{Account: i, N: line.Touches, TVD: d, Luck: &luck, Beyond: d > luck})
		}
		x := float64(i+1) / float64(len(names))
		c.Engagement = append(c.Engagement, analysis.Point{X: x, Y: engagement[i]})
		c.Revenue = append(c.Revenue, analysis.Point{X: x, Y: revenue[i]})
	}
	r.Portfolio.Concentration = c
	return r
}

// all makes every figure of the sample.
func all(t testing.TB, lang string) []Figure {
	x := contextFor(t, lang)
	figures := append(Account(donghai(lang), x), Portfolio(portfolio(lang), x)...)
	trend, ok := Lines("trend", "Coverage fell at two of three levels", "People met in 90 days of people there, by quarter.",
		[]string{"2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"},
		[]Line{{Name: x.level(1), Values: []*float64{ptr(0.6), ptr(0.7), nil, ptr(1.0)}, Labels: []string{"60 %", "70 %", "", "100 %"}},
			{Name: x.level(2), Values: []*float64{ptr(0.5), ptr(0.45), ptr(0.4), ptr(0.3)}, Labels: []string{"50 %", "45 %", "40 %", "30 %"}}}, x)
	if !ok {
		t.Fatal("the trend does not exist")
	}
	return append(figures, trend)
}
