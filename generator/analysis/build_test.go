package analysis_test

import (
	"fmt"
	"time"

	"rapport/generator/dataset"
)

// mixer gives the same numbers in every run: a linear congruential generator
// with the constants of Knuth's MMIX.
type mixer uint64

func (m *mixer) below(n int) int {
	*m = *m*6364136223846793005 + 1442695040888963407
	return int(uint64(*m)>>33) % n
}

var (
	reviewDay = dataset.DayOf(2026, time.September, 30)
	units     = []string{"city", "county", "tech", "buying", ""}
)

// synthetic makes accounts of a size, their people spread over five levels
// and five units, with touches over two years.
func synthetic(accounts, people, touches int) *dataset.Dataset {
	ds := &dataset.Dataset{}
	for l := 1; l <= 5; l++ {
		ds.Ladder.Steps = append(ds.Ladder.Steps, dataset.Step{Level: l, Key: fmt.Sprintf("level.%d", l)})
	}
	for i := range 40 {
		m := dataset.Member{Name: fmt.Sprintf("Colleague %02d", i), Level: 1 + min(4, i/3), Listed: true}
		if i > 0 {
			m.Manager = fmt.Sprintf("Colleague %02d", i/3)
		}
		ds.Team = append(ds.Team, m)
	}
	rnd := mixer(7)
	for k := range accounts {
		ds.Accounts = append(ds.Accounts, rnd.account(k, people, touches))
	}
	return ds
}

func (m *mixer) account(k, people, touches int) *dataset.Account {
	revenue := float64(1000 + m.below(1_000_000))
	a := &dataset.Account{Key: fmt.Sprintf("a%05d", k), Name: fmt.Sprintf("Account %d", k), Listed: true, Revenue: &revenue}
	for i := range people {
		a.Stakeholders = append(a.Stakeholders, m.stakeholder(i))
	}
	var list []dataset.Activity
	for i := range touches {
		act := dataset.Activity{
			Day:     reviewDay - dataset.Day((touches-1-i)*730/max(1, touches)),
			Channel: dataset.Channel(1 + m.below(4)), Direction: dataset.Direction(1 + m.below(3)),
			People: []int32{int32(m.below(people))}, Ours: []int32{int32(m.below(40))},
			Row: dataset.Row{Sheet: 1, Row: int32(i + 2)},
		}
		list = append(list, act)
	}
	a.Activities = dataset.NewActivities(list...)
	for l := 1; l <= 5; l++ {
		n := []int{1, 4, 12, 30, 80}[l-1] * max(1, people/20)
		a.Headcounts = append(a.Headcounts, dataset.Headcount{Level: l, Lo: n, Hi: n})
	}
	return a
}

func (m *mixer) stakeholder(i int) dataset.Stakeholder {
	st := dataset.Stakeholder{
		Key: fmt.Sprintf("p%05d", i), Name: fmt.Sprintf("Person %d", i), Level: 1 + min(4, m.below(9)/2+m.below(2)),
		Unit: units[m.below(5)], Right: dataset.Right(1 + m.below(4)), RightGiven: true,
		Stance: dataset.Stance(m.below(4)), StanceDay: reviewDay - dataset.Day(m.below(300)),
		Rival: []float64{0, 0, 0, 0.5, 1}[m.below(5)], Rows: []dataset.Row{{Sheet: 0, Row: int32(i + 2)}},
	}
	if m.below(10) > 0 && st.Right == dataset.Decide {
		st.Right = dataset.Influence
	}
	if st.Stance == dataset.StanceUnknown || st.Stance == dataset.Neutral {
		st.StanceDay = 0
	}
	if m.below(30) == 0 {
		st.Level = 0
	}
	return st
}
