package mail

import (
	"context"
	"fmt"
	"time"
)

// sendTests sends every mail to one address, marked, with no ledger.
func sendTests(ctx context.Context, box *Outbox, o SendOptions) (Summary, error) {
	to, err := Address(o.Only, o.Domains)
	if err != nil {
		return Summary{}, fmt.Errorf("--only %w", err)
	}
	if len(box.Entries) > o.Max {
		return Summary{}, fmt.Errorf("%d mails would leave, more than %d: allow them with --max %d", len(box.Entries), o.Max, len(box.Entries))
	}
	r := run{box: box, o: o}
	for _, e := range box.Entries {
		if err := r.wait(ctx, time.Time{}); err != nil {
			return r.sum, err
		}
		nothing := func() error { return nil }
		message := marked(box.message[e.File], to, e.MessageID)
		out, err := o.Server.deliver(context.WithoutCancel(ctx), box.From, to, message, nothing)
		if err != nil {
			return r.sum, err
		}
		switch out.State {
		case Sent:
			r.sum.Sent++
		case Failed:
			r.sum.Failed++
		case Retry:
			r.sum.Retry++
		default:
			r.sum.Unknown++
		}
		o.Report(Event{Record{Time: o.Now(), Account: e.Account, Period: e.Period, Recipient: to,
			State: out.State, Hash: e.SHA256, Code: out.Code, Text: out.Text}, false})
	}
	return r.sum, nil
}
