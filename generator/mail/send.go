package mail

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// SendOptions says what to send and how fast.
type SendOptions struct {
	Server  Server
	Ledger  string // path of the ledger
	Confirm string // hash of the outbox, at least its first six digits
	// Max allows more than fifty mails in one run; 0 is fifty.
	Max int
	// Only sends every mail to this address instead, marked [TEST], and
	// leaves the ledger alone.
	Only string
	// Domains are where mail may go; see Address. It guards Only.
	Domains []string
	// ResendUnknown lists recipients whose unknown mails are sent again.
	ResendUnknown []string
	// Revise is the reason for sending a changed mail to people who have had
	// this one. It changes the subject and the Message-ID.
	Revise string
	// Rate is the number of messages a second; 0 is one.
	Rate float64

	Now    func() time.Time
	Sleep  func(context.Context, time.Duration) error // returns early with the context's error
	Jitter func() float64                             // in [0, 1)
	// Report is told every step; nil is silent. It runs between the steps, so
	// that it must return soon.
	Report func(Event)
}

// Event is one step of a run. An outcome is reported twice: Answered when the
// server has spoken, and again when the ledger has it on the disk.
type Event struct {
	Record
	Answered bool
}

// Summary counts the mails of a run by how they ended. Skipped were accepted
// in an earlier run.
type Summary struct {
	Skipped, Sent, Failed, Retry, Unknown, Queued int
}

// Open tells that a mail of the outbox has neither been accepted nor refused
// for good.
func (s Summary) Open() bool { return s.Retry+s.Unknown+s.Queued > 0 }

// delays are the pauses before a second, third, fourth and fifth try.
var delays = [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour}

// maxAge is the age at which a prepared mail begins to look like spam: filters
// punish an old Date.
const maxAge = 72 * time.Hour

// job is a mail of the outbox on its way.
type job struct {
	entry    Entry
	message  []byte
	revision string
	try      int
	due      time.Time
}

// Send delivers an outbox. It refuses before the first connection what it can
// refuse: a wrong confirmation, an outbox that was changed or is too old, too
// many mails, people who have had another version. The error is a *StopError
// when the server, the login or the sender is at fault; the mails that were
// not reached stay Queued for the next run.
func Send(ctx context.Context, box *Outbox, o SendOptions) (Summary, error) {
	if err := admit(box, &o); err != nil {
		return Summary{}, err
	}
	if o.Only != "" {
		return sendTests(ctx, box, o)
	}
	ledger, err := OpenLedger(o.Ledger, o.Now())
	if err != nil {
		return Summary{}, err
	}
	r := run{box: box, o: o, ledger: ledger}
	sum, err := r.send(ctx)
	return sum, errors.Join(err, ledger.Close())
}

func admit(box *Outbox, o *SendOptions) error {
	confirm := strings.ToLower(strings.TrimSpace(o.Confirm))
	if len(confirm) < 6 || !strings.HasPrefix(box.Hash, confirm) {
		return fmt.Errorf("this outbox is %s, not %q: look at preview.html, then send with --confirm %s", box.Hash, o.Confirm, box.Hash)
	}
	if err := box.Verify(); err != nil {
		return err
	}
	if age := o.Now().Sub(box.Made); age > maxAge {
		return fmt.Errorf("the outbox was prepared %d hours ago: prepare it again, spam filters punish mail older than 72 hours", int(age.Hours()))
	}
	if len(o.Revise) > 0 && cleanHeader(o.Revise, 60) != o.Revise {
		return fmt.Errorf("the reason %q goes into the subject: want at most 60 characters on one line", o.Revise)
	}
	if o.Server.HELO == "" {
		o.Server.HELO = box.From[strings.LastIndexByte(box.From, '@')+1:]
	}
	if o.Rate <= 0 {
		o.Rate = 1
	}
	if o.Max <= 0 {
		o.Max = 50
	}
	if o.Report == nil {
		o.Report = func(Event) {}
	}
	return o.Server.Validate()
}

type run struct {
	box    *Outbox
	o      SendOptions
	ledger *Ledger
	sum    Summary
	last   time.Time // when the latest transaction began
}

func (r *run) send(ctx context.Context) (Summary, error) {
	jobs, err := r.plan()
	if err != nil {
		return Summary{}, err
	}
	for _, j := range jobs {
		if rec, ok := r.ledger.Last(j.entry.Key()); ok && rec.State == Retry && rec.Hash == j.entry.SHA256 {
			continue
		}
		if err := r.put(j, Queued, outcome{}); err != nil {
			return Summary{}, err
		}
	}
	err = r.deliverAll(ctx, jobs)
	r.count()
	return r.sum, err
}

// plan decides what is left to do, and refuses before anything is sent.
func (r *run) plan() ([]*job, error) {
	var jobs []*job
	var had []string
	for _, e := range r.box.Entries {
		last, known := r.ledger.Last(e.Key())
		accepted := r.ledger.Accepted(e.Key())
		again := slices.ContainsFunc(r.o.ResendUnknown, func(a string) bool { return strings.EqualFold(a, e.Recipient) })
		revise := false
		switch {
		case known && last.State == Unknown:
			if !again {
				continue
			}
			revise = accepted != "" && accepted != e.SHA256
		case accepted == e.SHA256:
			r.sum.Skipped++
			continue
		case known && last.State == Failed && last.Hash == e.SHA256:
			continue
		default:
			revise = accepted != ""
		}
		if revise && r.o.Revise == "" {
			had = append(had, fmt.Sprintf("%s (%s, %s)", e.Recipient, e.Name, e.Period))
			continue
		}
		j := &job{entry: e, message: r.box.message[e.File]}
		if revise {
			j.message, j.revision = revised(j.message, r.o.Revise, e.MessageID), r.o.Revise
		}
		if last.State == Retry && last.Hash == e.SHA256 {
			j.due = last.Due
		}
		jobs = append(jobs, j)
	}
	if len(had) > 0 {
		return nil, fmt.Errorf("%d people have had another version of this mail: %s; send a changed mail with --revise \"reason\"", len(had), strings.Join(had, ", "))
	}
	if len(jobs) > r.o.Max {
		return nil, fmt.Errorf("%d mails would leave, more than %d: allow them with --max %d", len(jobs), r.o.Max, len(jobs))
	}
	return jobs, nil
}

// deliverAll sends what is due, the earliest first, until nothing is left or
// the run must stop.
func (r *run) deliverAll(ctx context.Context, jobs []*job) error {
	for len(jobs) > 0 {
		next := 0
		for i, j := range jobs {
			if j.due.Before(jobs[next].due) {
				next = i
			}
		}
		j := jobs[next]
		jobs = slices.Delete(jobs, next, next+1)
		if err := r.wait(ctx, j.due); err != nil {
			return err
		}
		again, err := r.deliver(ctx, j)
		if err != nil {
			return err
		}
		if again {
			jobs = append(jobs, j)
		}
	}
	return nil
}

// wait keeps the pace and the pause before another try.
func (r *run) wait(ctx context.Context, due time.Time) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	now := r.o.Now()
	if !r.last.IsZero() {
		if paced := r.last.Add(time.Duration(float64(time.Second) / r.o.Rate)); paced.After(due) {
			due = paced
		}
	}
	if due.After(now) {
		if err := r.o.Sleep(ctx, due.Sub(now)); err != nil {
			return err
		}
	}
	r.last = r.o.Now()
	return nil
}

// deliver makes one try and tells whether another is to follow. An interrupt
// is obeyed between mails only: cutting a transaction makes unknowns.
func (r *run) deliver(ctx context.Context, j *job) (bool, error) {
	j.try++
	announce := func() error { return r.put(j, Sending, outcome{}) }
	out, err := r.o.Server.deliver(context.WithoutCancel(ctx), r.box.From, j.entry.Recipient, j.message, announce)
	if err != nil {
		return false, err
	}
	if out.State == Retry {
		pause := delays[min(j.try, len(delays))-1]
		j.due = r.o.Now().Add(pause + time.Duration(math.Floor(r.o.Jitter()*float64(pause)/5)))
	}
	r.o.Report(Event{r.record(j, out.State, out), true})
	if err := r.put(j, out.State, out); err != nil {
		return false, err
	}
	return out.State == Retry && j.try <= len(delays), nil
}

func (r *run) record(j *job, s State, out outcome) Record {
	rec := Record{
		Time: r.o.Now(), Account: j.entry.Account, Period: j.entry.Period, Recipient: j.entry.Recipient,
		State: s, Hash: j.entry.SHA256, MessageID: header(j.message, "Message-ID"),
		Try: j.try, Code: out.Code, Text: out.Text, Revision: j.revision,
	}
	if s == Retry {
		rec.Due = j.due
	}
	return rec
}

func (r *run) put(j *job, s State, out outcome) error {
	rec := r.record(j, s, out)
	if err := r.ledger.Put(rec); err != nil {
		return err
	}
	r.o.Report(Event{rec, false})
	return nil
}

// count says how the mails of the outbox stand now.
func (r *run) count() {
	for _, e := range r.box.Entries {
		rec, _ := r.ledger.Last(e.Key())
		switch rec.State {
		case Sent:
			r.sum.Sent++
		case Failed:
			r.sum.Failed++
		case Retry:
			r.sum.Retry++
		case Queued:
			r.sum.Queued++
		default:
			r.sum.Unknown++
		}
	}
	r.sum.Sent -= r.sum.Skipped
}
