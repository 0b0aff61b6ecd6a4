package mail

// Status is how mails stand according to a ledger.
type Status struct {
	Records []Record // the newest of every mail, by account, period and recipient
	Count   map[State]int
}

// ReadStatus reads the ledger at path without taking it. A record that says
// Sending belongs to a run that is at work now, or to one that died there.
func ReadStatus(path string) (Status, error) {
	records, err := ReadLedger(path)
	if err != nil {
		return Status{}, err
	}
	s := Status{Records: records, Count: map[State]int{}}
	for _, r := range records {
		s.Count[r.State]++
	}
	return s, nil
}

// Open is the number of mails that were neither accepted nor refused for
// good.
func (s Status) Open() int {
	return s.Count[Queued] + s.Count[Sending] + s.Count[Retry] + s.Count[Unknown]
}
