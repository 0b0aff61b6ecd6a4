package dataset

import (
	"fmt"
	"time"
)

// Day is a calendar date without clock or zone: Excel's serial number in the
// 1900 system, that is days since 1899-12-30. 0 means no date.
type Day int32

var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// DayOf gives the Day of a calendar date; out-of-range days roll over as in
// time.Date.
func DayOf(year int, month time.Month, day int) Day {
	// A time.Duration holds 292 years only; seconds hold them all.
	return Day((time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() - epoch.Unix()) / 86400)
}

// ParseDay reads an ISO date, 2026-09-30.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, err
	}
	return DayOf(t.Date()), nil
}

// Date gives year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return d.Time().Date() }

// Time gives midnight UTC of the day.
func (d Day) Time() time.Time { return epoch.AddDate(0, 0, int(d)) }

// String writes the day in ISO form; no date is "".
func (d Day) String() string {
	var room [10]byte
	return string(d.Append(room[:0]))
}

// Append appends the day in ISO form; no date is nothing. It counts in eras of
// 400 years, which are all equally long, from 1 March of the year 0, so that
// the leap day ends a year.
func (d Day) Append(b []byte) []byte {
	if d == 0 {
		return b
	}
	const start = -693_899 // 1 March of the year 0
	if d < start+306 || d > 2_958_465 {
		return d.Time().AppendFormat(b, time.DateOnly) // not in the years 1 to 9999
	}
	z := int(d) - start
	era, day := z/146_097, z%146_097
	year := (day - day/1460 + day/36_524 - day/146_096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153 // 0 is March
	day -= (153*month+2)/5 - 1
	year += 400 * era
	if month += 3; month > 12 {
		month, year = month-12, year+1
	}
	digit := func(n int) byte { return byte('0' + n%10) }
	return append(b, digit(year/1000), digit(year/100), digit(year/10), digit(year), '-', digit(month/10), digit(month), '-', digit(day/10), digit(day))
}

// MarshalText writes the ISO form, so that a Day is a string in JSON.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; "" is no date.
func (d *Day) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = 0
		return nil
	}
	day, err := ParseDay(string(text))
	if err != nil {
		return fmt.Errorf("%q is not a date (want YYYY-MM-DD)", text)
	}
	*d = day
	return nil
}
