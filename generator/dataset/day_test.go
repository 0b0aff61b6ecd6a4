package dataset

import (
	"testing"
	"time"
)

func TestDayIsWrittenAsTimeWritesIt(t *testing.T) {
	for d := Day(-700_000); d < 3_000_000; d += 7 {
		if got, want := string(d.Append(nil)), d.Time().Format(time.DateOnly); got != want && d != 0 {
			t.Fatalf("day %d = %s, want %s", d, got, want)
		}
	}
	for d := DayOf(1999, 1, 1); d < DayOf(2005, 1, 1); d++ {
		if got, want := d.String(), d.Time().Format(time.DateOnly); got != want {
			t.Errorf("day %d = %s, want %s", d, got, want)
		}
	}
	if got := Day(0).String(); got != "" {
		t.Errorf("no date is %q", got)
	}
}
