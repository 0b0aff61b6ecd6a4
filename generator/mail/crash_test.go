//go:build maillab && unix

package mail

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// crashRecipients are forty people with a maildir each.
func crashRecipients(loop string) []string {
	var to []string
	for i := range 40 {
		to = append(to, fmt.Sprintf("crash-%s-%02d@example.test", loop, i))
	}
	return to
}

// TestCrashChild is the process that is killed; it runs only as a child.
func TestCrashChild(t *testing.T) {
	loop := os.Getenv("CRASH_LOOP")
	if loop == "" {
		t.Skip("runs as a child of TestLabCrashLoop only")
	}
	seed, err := strconv.ParseUint(os.Getenv("CRASH_SEED"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(seed, 40))
	box := crashBox(t, loop)
	o, _ := options(t, box, labServer(t))
	o.Ledger = os.Getenv("CRASH_LEDGER")
	o.Sleep = func(context.Context, time.Duration) error { return nil }
	die := os.Getenv("CRASH_CALM") == ""
	o.Report = func(e Event) {
		// Three points: before DATA, between the answer and its record, and
		// after the record.
		if die && (e.State == Sending || e.State == Sent) && random.Float64() < 0.15 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if _, err := Send(t.Context(), box, o); err != nil {
		t.Fatal(err)
	}
}

// crashBox is the same outbox in every process.
func crashBox(t *testing.T, loop string) *Outbox {
	return testBox(t, crashRecipients(loop)...)
}

// TestLabCrashLoop kills the sender twenty times and counts what arrived.
func TestLabCrashLoop(t *testing.T) {
	loop := time.Now().Format("150405")
	ledger := filepath.Join(t.TempDir(), "ledger.jsonl")
	scratch := t.TempDir()
	kills := 0
	for round := range 200 {
		c := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
		c.Env = append(os.Environ(), "CRASH_LOOP="+loop, "CRASH_LEDGER="+ledger, "CRASH_SEED="+strconv.Itoa(round), "TMPDIR="+scratch) // the dead leave their folders
		if kills == 20 {
			c.Env = append(c.Env, "CRASH_CALM=1")
		}
		out, err := c.CombinedOutput()
		if err == nil {
			break
		}
		if status, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
			t.Fatalf("the child failed: %v\n%s", err, out)
		}
		kills++
	}
	records, err := ReadLedger(ledger)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 40 {
		t.Fatalf("%d records, want 40", len(records))
	}
	time.Sleep(2 * time.Second)
	var sent, unknown, unknownThere, duplicates, lost int
	for _, r := range records {
		copies := 0
		for _, m := range arrived(t, r.Recipient) {
			if strings.Contains(string(m), r.MessageID) {
				copies++
			}
		}
		if copies > 1 {
			duplicates++
		}
		switch r.State {
		case Sent:
			sent++
			if copies == 0 {
				lost++
			}
		case Unknown:
			unknown++
			unknownThere += copies
		default:
			t.Errorf("%s is %s", r.Recipient, r.State)
		}
	}
	t.Logf("%d kills: %d sent, %d unknown (%d of them arrived), %d duplicates, %d lost", kills, sent, unknown, unknownThere, duplicates, lost)
	if kills != 20 || duplicates > 0 || lost > 0 {
		t.Errorf("%d kills, %d duplicates, %d lost; want 20, 0 and 0", kills, duplicates, lost)
	}
}
