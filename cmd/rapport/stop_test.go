//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestInterrupt stops a real run once it writes: it says so in one sentence,
// ends with code 1 and leaves nothing behind.
func TestInterrupt(t *testing.T) {
	dir := t.TempDir()
	tool := filepath.Join(dir, "rapport")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("building the tool: %v\n%s", err, out)
	}
	input := filepath.Join(dir, "export.csv")
	if err := os.WriteFile(input, manyAccounts(3000), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		cmd := exec.Command(tool, "review", input, "-o", filepath.Join(dir, "reviews"), "--quiet")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		staging := filepath.Join(dir, ".reviews.rapport-new", "accounts")
		for start := time.Now(); ; time.Sleep(time.Millisecond) {
			if _, err := os.Stat(staging); err == nil {
				break
			}
			if time.Since(start) > time.Minute {
				t.Fatal("the run did not begin to write")
			}
		}
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed {
			t.Errorf("%v: exit code %d, want %d", sig, code, exitFailed)
		}
		if text := stderr.String(); !strings.HasPrefix(text, "rapport: stopped before the end; ") || strings.Count(text, "\n") != 1 {
			t.Errorf("%v: stderr %q, want one sentence", sig, text)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 2 {
			t.Errorf("%v: left behind %v (%v), want the tool and the export only", sig, entries, err)
		}
	}
}

// manyAccounts is an export whose reviews take a while.
func manyAccounts(n int) []byte {
	var b bytes.Buffer
	b.WriteString("Account,Contact Name,Title\n")
	for i := range n {
		b.WriteString("Account " + strings.Repeat("x", 1+i%50) + string(rune('A'+i%26)) + ",Anna Berg,Director\n")
	}
	return b.Bytes()
}
