package analysis

import (
	"time"

	"rapport/generator/dataset"
)

// monthsShown is the length of Account.Months.
const monthsShown = 12

// monthStart gives the first day of a month counted from January of year 0.
func monthStart(m int) dataset.Day {
	return dataset.DayOf(m/12, time.Month(m%12+1), 1)
}

// calendar knows the months that end with the period.
type calendar struct {
	starts [monthsShown + 1]dataset.Day
	months []Month
}

func newCalendar(p Period) calendar {
	y, m, _ := p.To.Date()
	first := y*12 + int(m) - monthsShown
	var c calendar
	for i := range c.starts {
		c.starts[i] = monthStart(first + i)
	}
	for i := range monthsShown {
		c.months = append(c.months, Month{
			Year: (first + i) / 12, Month: (first+i)%12 + 1,
			InPeriod: c.starts[i] >= p.From && c.starts[i] <= p.To,
		})
	}
	return c
}

// at gives the index of a day's month, or -1 outside the months shown.
func (c *calendar) at(d dataset.Day) int {
	if d < c.starts[0] || d >= c.starts[monthsShown] {
		return -1
	}
	i := int(d-c.starts[0]) / 31
	for d >= c.starts[i+1] {
		i++
	}
	return i
}
