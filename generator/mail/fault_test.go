package mail

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestFaults drives one mail, then a second one, through every fault that a
// scripted peer can show, and says what the ledger must hold.
func TestFaults(t *testing.T) {
	always := func(command, answer string) func(int, string, string) string {
		return func(_ int, c, _ string) string {
			if c == command {
				return answer
			}
			return ""
		}
	}
	tests := []struct {
		name   string
		script func(int, string, string) string
		want   map[string]State
		stop   string // stage of the StopError
		got    int    // messages the server accepted
	}{
		{"all well", always("none", ""), map[string]State{"a@example.test": Sent, "b@example.test": Sent}, "", 2},
		{"greeting 421", always("hello", "421 4.3.2 not now"), map[string]State{"a@example.test": Queued, "b@example.test": Queued}, "connect", 0},
		{"greeting 554", always("hello", "554 5.7.1 go away"), map[string]State{"a@example.test": Queued, "b@example.test": Queued}, "connect", 0},
		{"hangs up", always("hello", "close"), map[string]State{"a@example.test": Queued, "b@example.test": Queued}, "connect", 0},
		{"throttled at MAIL", always("MAIL", "450 4.7.1 too much mail"), map[string]State{"a@example.test": Queued, "b@example.test": Queued}, "sender", 0},
		{"sender refused", always("MAIL", "550 5.7.1 not yours"), map[string]State{"a@example.test": Queued, "b@example.test": Queued}, "sender", 0},
		{"450 at RCPT", always("RCPT", "450 4.2.0 greylisted"), map[string]State{"a@example.test": Retry, "b@example.test": Retry}, "", 0},
		{"452 at RCPT", always("RCPT", "452 4.2.2 full"), map[string]State{"a@example.test": Retry, "b@example.test": Retry}, "", 0},
		{"550 at RCPT", always("RCPT", "550 5.1.1 no such user"), map[string]State{"a@example.test": Failed, "b@example.test": Failed}, "", 0},
		{"closed at RCPT", always("RCPT", "close"), map[string]State{"a@example.test": Retry, "b@example.test": Retry}, "", 0},
		{"451 at DATA", always("DATA", "451 4.3.0 later"), map[string]State{"a@example.test": Retry, "b@example.test": Retry}, "", 0},
		{"554 at DATA", always("DATA", "554 5.6.0 no"), map[string]State{"a@example.test": Failed, "b@example.test": Failed}, "", 0},
		{"552 after the dot", always("dot", "552 5.3.4 too big"), map[string]State{"a@example.test": Failed, "b@example.test": Failed}, "", 0},
		{"451 after the dot", always("dot", "451 4.3.0 later"), map[string]State{"a@example.test": Retry, "b@example.test": Retry}, "", 0},
		{"closed after the dot", always("dot", "close"), map[string]State{"a@example.test": Unknown, "b@example.test": Unknown}, "", 0},
		{"silent after the dot", always("dot", "hang"), map[string]State{"a@example.test": Unknown, "b@example.test": Unknown}, "", 0},
		{"nonsense after the dot", always("dot", "hello there"), map[string]State{"a@example.test": Unknown, "b@example.test": Unknown}, "", 0},
		{"QUIT refused", always("QUIT", "451 4.0.0 stay"), map[string]State{"a@example.test": Sent, "b@example.test": Sent}, "", 2},
		{"one of two refused", func(_ int, c, line string) string {
			if c == "RCPT" && strings.Contains(line, "a@") {
				return "550 5.1.1 no such user"
			}
			return ""
		}, map[string]State{"a@example.test": Failed, "b@example.test": Sent}, "", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := newPeer(t, test.script)
			box := testBox(t, "a@example.test", "b@example.test")
			o, _ := options(t, box, p.server())
			_, err := Send(t.Context(), box, o)
			var stop *StopError
			switch {
			case test.stop == "" && err != nil:
				t.Fatalf("Send: %v", err)
			case test.stop != "" && (!errors.As(err, &stop) || stop.Stage != test.stop):
				t.Fatalf("Send = %v, want a stop at %q", err, test.stop)
			}
			if diff := cmp.Diff(test.want, states(t, o.Ledger)); diff != "" {
				t.Errorf("states (-want +got):\n%s", diff)
			}
			if p.got() != test.got {
				t.Errorf("the server accepted %d messages, want %d", p.got(), test.got)
			}
		})
	}
}

func TestBytesArriveAsPrepared(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	box := testBox(t, "a@example.test")
	o, _ := options(t, box, p.server())
	if _, err := Send(t.Context(), box, o); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(box.Message(box.Entries[0])), p.accepted[0]); diff != "" {
		t.Errorf("content (-prepared +received):\n%s", diff)
	}
	for _, want := range []string{"MAIL FROM:<reports@example.test> BODY=8BITMIME", "RCPT TO:<a@example.test>", "EHLO client.test"} {
		if !strings.Contains(p.log(), want) {
			t.Errorf("the wire lacks %q:\n%s", want, p.log())
		}
	}
}

func TestRetryBacksOff(t *testing.T) {
	p := newPeer(t, func(_ int, c, _ string) string {
		if c == "RCPT" {
			return "450 4.2.0 greylisted"
		}
		return ""
	})
	box := testBox(t, "a@example.test")
	o, c := options(t, box, p.server())
	sum, err := Send(t.Context(), box, o)
	if err != nil {
		t.Fatal(err)
	}
	// With a jitter of one half every pause is a tenth longer.
	want := []time.Duration{66 * time.Second, 330 * time.Second, 990 * time.Second, 3960 * time.Second}
	if diff := cmp.Diff(want, c.slept); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
	if n := strings.Count(p.log(), "RCPT"); n != 5 {
		t.Errorf("%d tries, want 5", n)
	}
	if !sum.Open() || sum.Retry != 1 {
		t.Errorf("summary = %+v, want one open retry", sum)
	}
}

func TestGreylistedIsSentOnTheSecondTry(t *testing.T) {
	p := newPeer(t, func(n int, c, _ string) string {
		if c == "RCPT" && n == 1 {
			return "450 4.2.0 greylisted"
		}
		return ""
	})
	box := testBox(t, "a@example.test")
	o, _ := options(t, box, p.server())
	sum, err := Send(t.Context(), box, o)
	if err != nil || sum.Sent != 1 || sum.Open() {
		t.Fatalf("Send = %+v, %v, want one sent", sum, err)
	}
}

func TestPace(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	box := testBox(t, "a@example.test", "b@example.test", "c@example.test")
	o, c := options(t, box, p.server())
	o.Rate = 0.5
	if _, err := Send(t.Context(), box, o); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{2 * time.Second, 2 * time.Second}, c.slept); diff != "" {
		t.Errorf("pauses (-want +got):\n%s", diff)
	}
}

func TestSizeIsCheckedBeforeMail(t *testing.T) {
	p := newPeer(t, func(_ int, c, _ string) string {
		if c == "EHLO" {
			return "250-peer\r\n250 SIZE 100"
		}
		return ""
	})
	box := testBox(t, "a@example.test")
	o, _ := options(t, box, p.server())
	sum, err := Send(t.Context(), box, o)
	if err != nil || sum.Failed != 1 {
		t.Fatalf("Send = %+v, %v, want one failed", sum, err)
	}
	if strings.Contains(p.log(), "MAIL") {
		t.Errorf("MAIL was sent:\n%s", p.log())
	}
}

// TestUnknownIsNeverResentByItself loses one answer, and runs again.
func TestUnknownIsNeverResentByItself(t *testing.T) {
	p := newPeer(t, func(n int, c, _ string) string {
		if c == "dot" && n == 1 {
			return "close"
		}
		return ""
	})
	box := testBox(t, "a@example.test", "b@example.test")
	o, _ := options(t, box, p.server())
	for range 3 {
		if _, err := Send(t.Context(), box, o); err != nil {
			t.Fatal(err)
		}
	}
	if len(p.contents) != 2 {
		t.Fatalf("%d contents on the wire, want 2", len(p.contents))
	}
	o.ResendUnknown = []string{"A@example.test"}
	sum, err := Send(t.Context(), box, o)
	if err != nil || sum.Open() || len(p.contents) != 3 {
		t.Fatalf("Send = %+v, %v with %d contents, want all done with 3", sum, err, len(p.contents))
	}
}

func TestRevise(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	box := testBox(t, "a@example.test")
	o, _ := options(t, box, p.server())
	if _, err := Send(t.Context(), box, o); err != nil {
		t.Fatal(err)
	}
	changed := &Outbox{Made: box.Made, From: box.From}
	e := box.Entries[0]
	changed.add(e, append(box.Message(e), "one more line\r\n"...))
	changed.Hash = changed.sum()
	o.Confirm = changed.Hash
	if _, err := Send(t.Context(), changed, o); err == nil || !strings.Contains(err.Error(), "--revise") {
		t.Fatalf("Send of a changed mail = %v, want a refusal", err)
	}
	if p.got() != 1 {
		t.Fatalf("%d accepted, want 1", p.got())
	}
	o.Revise = "Zahlen berichtigt: März"
	for range 2 { // the second run finds it done
		if _, err := Send(t.Context(), changed, o); err != nil {
			t.Fatal(err)
		}
	}
	if p.got() != 2 {
		t.Fatalf("%d accepted, want 2", p.got())
	}
	m := parse(t, []byte(p.accepted[1]))
	if got, want := m.GetHeader("Subject"), "[Zahlen berichtigt: März] Review 0"; got != want {
		t.Errorf("subject = %q, want %q", got, want)
	}
	if m.GetHeader("Message-ID") == e.MessageID {
		t.Error("the revised mail has the Message-ID of the first")
	}
}

func TestOnlySendsMarkedTests(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	box := testBox(t, "a@example.test", "b@example.test")
	o, _ := options(t, box, p.server())
	o.Only = "Me@example.test"
	sum, err := Send(t.Context(), box, o)
	if err != nil || sum.Sent != 2 {
		t.Fatalf("Send = %+v, %v", sum, err)
	}
	if strings.Contains(p.log(), "a@example.test") || strings.Count(p.log(), "RCPT TO:<me@example.test>") != 2 {
		t.Errorf("wrong recipients:\n%s", p.log())
	}
	if strings.Contains(p.accepted[0], "To: <a@") || !strings.Contains(p.accepted[0], "Subject: [TEST] Review 0\r\n") {
		t.Errorf("not marked:\n%s", p.accepted[0])
	}
	if _, err := os.Stat(o.Ledger); !os.IsNotExist(err) {
		t.Errorf("the ledger was touched: %v", err)
	}
	o.Only = "me@elsewhere.test"
	if _, err := Send(t.Context(), box, o); err == nil {
		t.Error("a foreign address was taken")
	}
}

func TestRefusedBeforeTheFirstConnection(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	many := make([]string, 51)
	for i := range many {
		many[i] = string(rune('a'+i/26)) + string(rune('a'+i%26)) + "@example.test"
	}
	tests := []struct {
		name   string
		change func(*SendOptions, *Outbox)
		box    *Outbox
		want   string
	}{
		{"wrong hash", func(o *SendOptions, _ *Outbox) { o.Confirm = "abcdef" }, testBox(t, "a@example.test"), "--confirm"},
		{"short hash", func(o *SendOptions, _ *Outbox) { o.Confirm = o.Confirm[:5] }, testBox(t, "a@example.test"), "--confirm"},
		{"no hash", func(o *SendOptions, _ *Outbox) { o.Confirm = "" }, testBox(t, "a@example.test"), "--confirm"},
		{"old", func(o *SendOptions, b *Outbox) { o.Now = func() time.Time { return b.Made.Add(73 * time.Hour) } }, testBox(t, "a@example.test"), "72 hours"},
		{"too many", func(*SendOptions, *Outbox) {}, testBox(t, many...), "--max 51"},
		{"changed", func(_ *SendOptions, b *Outbox) { b.message[b.Entries[0].File] = []byte("x") }, testBox(t, "a@example.test"), "changed"},
		{"other recipient", func(_ *SendOptions, b *Outbox) { b.Entries[0].Recipient = "z@example.test" }, testBox(t, "a@example.test"), "changed"},
		{"no password", func(o *SendOptions, _ *Outbox) { o.Server.Auth = "plain"; o.Server.User = "u" }, testBox(t, "a@example.test"), "password"},
		{"clear text afar", func(o *SendOptions, _ *Outbox) { o.Server.Host = "192.0.2.1" }, testBox(t, "a@example.test"), "in the clear"},
		{"reason with a line break", func(o *SendOptions, _ *Outbox) { o.Revise = "x\r\nBcc: y@example.test" }, testBox(t, "a@example.test"), "one line"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o, _ := options(t, test.box, p.server())
			test.change(&o, test.box)
			if _, err := Send(t.Context(), test.box, o); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Send = %v, want an error with %q", err, test.want)
			}
		})
	}
	if p.log() != "" {
		t.Errorf("something went over the wire:\n%s", p.log())
	}
}

func TestInterruptStopsBetweenMails(t *testing.T) {
	p := newPeer(t, func(int, string, string) string { return "" })
	box := testBox(t, "a@example.test", "b@example.test")
	o, _ := options(t, box, p.server())
	ctx, cancel := context.WithCancel(t.Context())
	o.Report = func(e Event) {
		if e.State == Sending {
			cancel()
		}
	}
	sum, err := Send(ctx, box, o)
	if !errors.Is(err, context.Canceled) || sum.Sent != 1 || sum.Queued != 1 {
		t.Fatalf("Send = %+v, %v, want one sent, one queued", sum, err)
	}
}
