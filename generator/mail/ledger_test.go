package mail

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func open(t *testing.T, path string) *Ledger {
	t.Helper()
	l, err := OpenLedger(path, testTime)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func line(recipient string, s State) Record {
	return Record{Time: testTime, Account: "acme", Period: "2026-Q3", Recipient: recipient, State: s, Hash: "h"}
}

func put(t *testing.T, l *Ledger, records ...Record) {
	t.Helper()
	for _, r := range records {
		if err := l.Put(r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLedgerKeepsTheLastState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	l := open(t, path)
	put(t, l, line("b@x.test", Queued), line("a@x.test", Queued), line("a@x.test", Sending), line("a@x.test", Sent))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	want := map[string]State{"a@x.test": Sent, "b@x.test": Queued}
	if diff := cmp.Diff(want, states(t, path)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v, want 0600", info.Mode(), err)
	}
}

func TestLedgerTurnsSendingIntoUnknown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	l := open(t, path)
	put(t, l, line("a@x.test", Sending))
	l.Close()
	l = open(t, path)
	defer l.Close()
	if r, _ := l.Last(line("a@x.test", "").Key()); r.State != Unknown {
		t.Errorf("state = %q, want unknown", r.State)
	}
}

// TestLedgerAtEveryCut cuts the file at every byte, as a crash may: what was
// whole is kept, what was torn is dropped, and the next record stands on its
// own line.
func TestLedgerAtEveryCut(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	l := open(t, path)
	put(t, l, line("a@x.test", Sent), line("b@x.test", Sent))
	l.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(whole) + 1 {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		l := open(t, path)
		put(t, l, line("c@x.test", Sent))
		l.Close()
		want := strings.Count(string(whole[:n]), "\n") + 1
		if got := len(states(t, path)); got != want {
			t.Fatalf("cut at %d: %d records, want %d", n, got, want)
		}
	}
}

func TestLedgerRefusesABrokenMiddle(t *testing.T) {
	for _, text := range []string{"{}\n", "nonsense\n", "\n{}\n", `{"account":"a","recipient":"b","state":"posted"}` + "\n"} {
		path := filepath.Join(t.TempDir(), "ledger.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenLedger(path, testTime); err == nil || !strings.Contains(err.Error(), ":1:") {
			t.Errorf("OpenLedger of %q = %v, want an error at line 1", text, err)
		}
	}
}

func TestSecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	l := open(t, path)
	if _, err := OpenLedger(path, testTime); !errors.Is(err, ErrBusy) {
		t.Errorf("second OpenLedger = %v, want ErrBusy", err)
	}
	l.Close()
	open(t, path).Close()
}

// TestHoldLedger is the other process of TestSecondProcessStops; it runs only
// as a child.
func TestHoldLedger(t *testing.T) {
	path := os.Getenv("HOLD_LEDGER")
	if path == "" {
		t.Skip("runs as a child of TestSecondProcessStops only")
	}
	box := testBox(t, "a@example.test")
	p := newPeer(t, func(int, string, string) string { return "" })
	o, _ := options(t, box, p.server())
	o.Ledger = path
	if _, err := Send(t.Context(), box, o); !errors.Is(err, ErrBusy) {
		t.Fatalf("Send = %v, want ErrBusy", err)
	}
	if p.log() != "" {
		t.Fatalf("the wire has %s", p.log())
	}
}

// TestSecondProcessStops runs another process while this one holds the ledger.
func TestSecondProcessStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.jsonl")
	l := open(t, path)
	defer l.Close()
	c := exec.Command(os.Args[0], "-test.run=^TestHoldLedger$", "-test.v")
	c.Env = append(os.Environ(), "HOLD_LEDGER="+path)
	out, err := c.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestHoldLedger") {
		t.Errorf("the second process: %v\n%s", err, out)
	}
}
