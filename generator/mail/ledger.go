package mail

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/gofrs/flock"
)

// State is what is known of one mail to one recipient.
type State string

// The states. A mail goes from Queued to Sending just before its content is
// handed over, and from there to one of the others. Sent means that the server
// accepted it, which is not yet delivery. Sending found by a later run means
// that the earlier one died at the worst moment: it becomes Unknown.
const (
	Queued  State = "queued"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"  // refused for good (5xx); nothing was delivered
	Retry   State = "retry"   // refused this time (4xx), to be tried again; nothing was delivered
	Unknown State = "unknown" // no answer after the content: it may have arrived
)

// Key names a mail for all time: a report that is rendered again is still the
// same mail to the same person.
type Key struct{ Account, Period, Recipient string }

// Record is one line of the ledger.
type Record struct {
	Time      time.Time `json:"time"`
	Account   string    `json:"account"`
	Period    string    `json:"period"`
	Recipient string    `json:"recipient"` // lower case
	State     State     `json:"state"`
	Hash      string    `json:"hash"` // SHA-256 of the prepared message, hexadecimal
	MessageID string    `json:"message_id,omitempty"`
	Try       int       `json:"try,omitempty"`
	Due       time.Time `json:"due,omitzero"` // of a Retry: not before
	Code      int       `json:"code,omitempty"`
	Text      string    `json:"text,omitempty"` // what the server said, cut to one line
	Revision  string    `json:"revision,omitempty"`
}

// Key gives the identity of the mail that the record is about.
func (r Record) Key() Key { return Key{r.Account, r.Period, r.Recipient} }

// Ledger is an append-only file of JSON lines, each on the disk before the
// step that it announces. Only one process holds it at a time. A last line
// that was cut off by a crash is dropped: what it announced had not begun.
type Ledger struct {
	file *os.File
	lock *flock.Flock
	last map[Key]Record
	sent map[Key]string // hash of the message last accepted
}

// ErrBusy says that another process holds the ledger.
var ErrBusy = errors.New("another rapport is sending with this ledger")

// OpenLedger takes the ledger at path for this process, and creates it when
// there is none. Mails found in the state Sending become Unknown, recorded at
// the given time. It returns ErrBusy when another process holds the ledger.
func OpenLedger(path string, now time.Time) (*Ledger, error) {
	// A lock of the operating system dies with the process that holds it.
	lock := flock.New(path+".lock", flock.SetPermissions(0o600))
	free, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the ledger: %w", err)
	}
	if !free {
		return nil, ErrBusy
	}
	l, err := openLocked(path, now)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	l.lock = lock
	return l, nil
}

func openLocked(path string, now time.Time) (*Ledger, error) {
	records, whole, err := readLedger(path)
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	l := &Ledger{file: f, last: map[Key]Record{}, sent: map[Key]string{}}
	if err := l.begin(records, whole, filepath.Dir(path), now); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// begin cuts off a torn last line, makes the file itself durable and settles
// what a dead process left open.
func (l *Ledger) begin(records []Record, whole int64, dir string, now time.Time) error {
	if err := l.file.Chmod(0o600); err != nil {
		return err
	}
	if err := l.file.Truncate(whole); err != nil {
		return err
	}
	if _, err := l.file.Seek(whole, 0); err != nil {
		return err
	}
	if err := l.file.Sync(); err != nil {
		return err
	}
	syncDir(dir)
	for _, r := range records {
		l.note(r)
	}
	for _, r := range l.Records() {
		if r.State != Sending {
			continue
		}
		r.Time, r.State, r.Text = now, Unknown, "the run ended while the mail was handed over"
		if err := l.Put(r); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) note(r Record) {
	l.last[r.Key()] = r
	if r.State == Sent {
		l.sent[r.Key()] = r.Hash
	}
}

// Put appends a record and returns when it is on the disk.
func (l *Ledger) Put(r Record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	if _, err := l.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("writing the ledger: %w", err)
	}
	l.note(r)
	return nil
}

// Last gives the newest record of a mail.
func (l *Ledger) Last(k Key) (Record, bool) {
	r, ok := l.last[k]
	return r, ok
}

// Accepted gives the hash of the message that a server last accepted under
// this key, or "".
func (l *Ledger) Accepted(k Key) string { return l.sent[k] }

// Records gives the newest record of every mail, by account, period and
// recipient.
func (l *Ledger) Records() []Record { return newest(l.last) }

// Close gives the ledger free.
func (l *Ledger) Close() error { return errors.Join(l.file.Close(), l.lock.Close()) }

// ReadLedger gives the newest record of every mail without taking the ledger.
// A file that does not exist is an empty ledger.
func ReadLedger(path string) ([]Record, error) {
	records, _, err := readLedger(path)
	if err != nil {
		return nil, err
	}
	last := map[Key]Record{}
	for _, r := range records {
		last[r.Key()] = r
	}
	return newest(last), nil
}

func newest(last map[Key]Record) []Record {
	out := make([]Record, 0, len(last))
	for _, r := range last {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Period, b.Period), cmp.Compare(a.Recipient, b.Recipient))
	})
	return out
}

// readLedger returns all records and how many bytes they take; what follows
// is a torn line. A line that is broken in the middle of the file is an error:
// guessing there could send a mail twice.
func readLedger(path string) ([]Record, int64, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, err
	}
	whole := int64(bytes.LastIndexByte(data, '\n') + 1)
	var records []Record
	for i, line := range bytes.Split(bytes.TrimSuffix(data[:whole], []byte("\n")), []byte("\n")) {
		if len(line) == 0 && whole == 0 {
			break
		}
		var r Record
		if err := json.Unmarshal(line, &r); err != nil || !r.valid() {
			return nil, 0, fmt.Errorf("%s:%d: not a ledger line; restore the file from a copy, or move it away to begin anew (mails already sent would then be sent again)", path, i+1)
		}
		records = append(records, r)
	}
	return records, whole, nil
}

func (r Record) valid() bool {
	switch r.State {
	case Queued, Sending, Sent, Failed, Retry, Unknown:
		return r.Account != "" && r.Recipient != ""
	}
	return false
}

// syncDir makes a new directory entry durable where the system can do it;
// elsewhere there is nothing to do, so its error is of no use.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
