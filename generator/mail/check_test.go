package mail

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestCheck(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	in.Recipients = in.Recipients[:1]
	_, box, _ := prepare(t, in)
	codes := func(c Config, now time.Time) []string {
		var out []string
		for _, p := range Check(box, c, now) {
			out = append(out, p.Severity.String()+" "+p.Code)
		}
		return out
	}
	if diff := cmp.Diff([]string{"warning no_recipient"}, codes(in.Config, testTime)); diff != "" {
		t.Errorf("a good outbox (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"refused mail_age", "warning no_recipient"}, codes(in.Config, testTime.Add(80*time.Hour))); diff != "" {
		t.Errorf("an old outbox (-want +got):\n%s", diff)
	}
	other := in.Config
	other.From, other.Domains = "x@other.test", nil
	if got := strings.Join(codes(other, testTime), " "); !strings.Contains(got, "mail_sender") || !strings.Contains(got, "bad_address") {
		t.Errorf("another sender: %s", got)
	}
	box.message[box.Entries[0].File] = []byte(strings.Replace(string(box.Message(box.Entries[0])), "<h1", "<script>=20</script><h1", 1))
	if got := strings.Join(codes(in.Config, testTime), " "); !strings.Contains(got, "mail_page") {
		t.Errorf("a script in the page: %s", got)
	}
}

func TestStatus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	if s, err := ReadStatus(path, nil); err != nil || s.Open() != 0 {
		t.Errorf("status of no ledger = %+v, %v", s, err)
	}
	l := open(t, path)
	put(t, l, line("a@x.test", Sent), line("b@x.test", Failed), line("c@x.test", Retry), line("d@x.test", Unknown), line("e@x.test", Queued), line("f@x.test", Sending))
	s, err := ReadStatus(path, nil) // while the ledger is held
	if err != nil || s.Open() != 4 || len(s.Records) != 6 {
		t.Errorf("status = %+v, %v, want four open of six", s, err)
	}
	l.Close()
	box := &Outbox{Entries: []Entry{{Account: "acme", Period: "2026-Q3", Recipient: "e@x.test"}}}
	if s, err = ReadStatus(path, box); err != nil || s.Open() != 3 || s.Dropped != 1 {
		t.Errorf("status with an outbox = %+v, %v, want three open, one dropped", s, err)
	}
	fresh := &Outbox{Entries: []Entry{{Account: "acme", Period: "2026-Q4", Recipient: "e@x.test"}}}
	if s, err = ReadStatus(filepath.Join(t.TempDir(), "none"), fresh); err != nil || s.Open() != 1 || s.Unsent != 1 {
		t.Errorf("status of an outbox that was never sent = %+v, %v, want one open", s, err)
	}
	for _, test := range []struct {
		recipient string
		want      int
	}{{"D@x.test", 1}, {"d@x.test", 0}, {"f@x.test", 1}, {"a@x.test", 0}} {
		if n, err := Arrived(path, test.recipient, testTime); n != test.want || (err == nil) != (n > 0) {
			t.Errorf("Arrived(%s) = %d, %v, want %d", test.recipient, n, err, test.want)
		}
	}
	if got := states(t, path); got["d@x.test"] != Sent || got["f@x.test"] != Sent {
		t.Errorf("states = %v, want d and f sent", got)
	}
}
