package analysis

import (
	"fmt"
	"strconv"
	"strings"

	"rapport/generator/dataset"
)

// Options choose what is analysed. The zero value analyses every account in
// the default period on one goroutine.
type Options struct {
	Period   Period      // zero: DefaultPeriod of the dataset as of AsOf
	AsOf     dataset.Day // 0: the last day of the period
	Jobs     int         // accounts analysed at a time; below 1 is 1
	Accounts []string    // keys, ids or names of the accounts wanted; empty is all
	LeftOut  []string    // names of input files that are missing in the dataset

	// Each is called before every account, by several goroutines; nil is
	// nobody. When it returns false, the accounts that have not begun are left
	// out and the analysis returns nil.
	Each func() bool
}

// QuarterOf gives the quarter that a day lies in. Fiscal years start on the
// first of fiscalStartMonth (1 to 12; 1 is the calendar year) and are named
// for the calendar year in which they end.
func QuarterOf(day dataset.Day, fiscalStartMonth int) Period {
	y, m, _ := day.Date()
	offset := (int(m) - startMonth(fiscalStartMonth) + 12) % 12
	first := y*12 + int(m) - 1 - offset%3
	last := y*12 + int(m) - 1 - offset + 11 // last month of the fiscal year
	return quarter(last/12, offset/3+1, first)
}

// ParsePeriod reads a label such as 2026-Q3 in the fiscal year that QuarterOf
// describes.
func ParsePeriod(label string, fiscalStart int) (Period, error) {
	year, q, ok := strings.Cut(strings.TrimSpace(label), "-")
	y, err := strconv.Atoi(year)
	if !ok || err != nil || y < 1900 || y > 9999 || len(year) != 4 ||
		len(q) != 2 || (q[0] != 'Q' && q[0] != 'q') || q[1] < '1' || q[1] > '4' {
		return Period{}, fmt.Errorf("period %q is not a quarter (want a year and a quarter such as 2026-Q3)", label)
	}
	n := int(q[1] - '0')
	first := y*12 + startMonth(fiscalStart) - 1 + 3*(n-1)
	if startMonth(fiscalStart) > 1 {
		first -= 12
	}
	return quarter(y, n, first), nil
}

// DefaultPeriod is the quarter of the newest touch that is not after today,
// or the quarter of today when there is none.
func DefaultPeriod(ds *dataset.Dataset, today dataset.Day, fiscalStart int) Period {
	var newest dataset.Day
	for _, a := range ds.Accounts {
		for i := range a.Activities.Len() {
			if d := a.Activities.Day(i); d <= today && d > newest {
				newest = d
			}
		}
	}
	if newest == 0 {
		newest = today
	}
	return QuarterOf(newest, fiscalStart)
}

// DefaultAsOf is the last day of the period, or today when that is earlier.
func DefaultAsOf(p Period, today dataset.Day) dataset.Day { return min(p.To, today) }

func startMonth(m int) int {
	if m < 1 || m > 12 {
		return 1
	}
	return m
}

// quarter makes the period of three months whose first, counted from year 0,
// is given.
func quarter(year, q, first int) Period {
	return Period{
		Label: fmt.Sprintf("%04d-Q%d", year, q),
		From:  monthStart(first),
		To:    monthStart(first+3) - 1,
	}
}

// complete fills what the caller left open. Without a period and a date the
// newest touch of all decides.
func (o Options) complete(ds *dataset.Dataset) Options {
	if o.Period.To == 0 {
		day := o.AsOf
		if day == 0 {
			for _, a := range ds.Accounts {
				if n := a.Activities.Len(); n > 0 {
					day = max(day, a.Activities.Day(n-1))
				}
			}
		}
		o.Period = DefaultPeriod(ds, day, 1)
	}
	if o.AsOf == 0 {
		o.AsOf = o.Period.To
	}
	o.Jobs = max(1, o.Jobs)
	if o.Each == nil {
		o.Each = func() bool { return true }
	}
	return o
}
