package mail

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// Status is how mails stand according to a ledger.
type Status struct {
	Records []Record // the newest of every mail, by account, period and recipient
	Count   map[State]int
	// Dropped are mails that wait in the ledger but are in the outbox no
	// more: nobody will send them, and they are not counted.
	Dropped int
	Unsent  int // mails of the outbox that no run has reached
}

// ReadStatus reads the ledger at path without taking it. A record that says
// Sending belongs to a run that is at work now, or to one that died there.
// With an outbox, what waits outside it is dropped; nil drops nothing.
func ReadStatus(path string, box *Outbox) (Status, error) {
	records, err := ReadLedger(path)
	if err != nil {
		return Status{}, err
	}
	s := Status{Count: map[State]int{}}
	known := map[Key]bool{}
	for _, r := range records {
		known[r.Key()] = true
		if box != nil && (r.State == Queued || r.State == Retry) && !box.has(r.Key()) {
			s.Dropped++
			continue
		}
		s.Records = append(s.Records, r)
		s.Count[r.State]++
	}
	if box != nil {
		for _, e := range box.Entries {
			if !known[e.Key()] {
				s.Unsent++
			}
		}
	}
	return s, nil
}

func (b *Outbox) has(k Key) bool {
	for _, e := range b.Entries {
		if e.Key() == k {
			return true
		}
	}
	return false
}

// Open is the number of mails that were neither accepted nor refused for
// good.
func (s Status) Open() int {
	return s.Unsent + s.Count[Queued] + s.Count[Sending] + s.Count[Retry] + s.Count[Unknown]
}

// Arrived records that a recipient has said that the unknown mails came. It
// returns how many there were; none is an error.
func Arrived(path, recipient string, now time.Time) (int, error) {
	if _, err := os.Stat(path); err != nil {
		return 0, fmt.Errorf("there is no ledger: %w", err)
	}
	l, err := OpenLedger(path, now)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	n := 0
	for _, r := range l.Records() {
		if r.State != Unknown || !strings.EqualFold(r.Recipient, strings.TrimSpace(recipient)) {
			continue
		}
		r.Time, r.State, r.Code, r.Text = now, Sent, 0, "the recipient says that it came"
		if err := l.Put(r); err != nil {
			return n, err
		}
		n++
	}
	if n == 0 {
		return 0, fmt.Errorf("no mail to %q is unknown", recipient)
	}
	return n, nil
}
