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
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
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
