//go:build maillab

package mail

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

var score = regexp.MustCompile(`(?m)^X-Spam-Status: \w+, score=(-?[0-9.]+)`)

// TestLabSpamAssassin asks the local rules of SpamAssassin about mails of
// today in both languages. With MAIL_LOOK it leaves the messages and pages in
// that folder for other tools.
func TestLabSpamAssassin(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		in := sampleInput(t, "internal", lang)
		in.Date = time.Now()
		_, box, dir := prepare(t, in)
		if look := os.Getenv("MAIL_LOOK"); look != "" {
			leave(t, dir, filepath.Join(look, lang), box)
		}
		for _, e := range box.Entries {
			if e.Recipient == "copy@example.test" {
				continue // but for the address the mail to huang@
			}
			c := exec.Command("spamassassin", "-L", "-t", "-p", "/dev/null")
			c.Stdin = bytes.NewReader(box.Message(e))
			out, err := c.Output()
			if err != nil {
				t.Fatalf("spamassassin: %v", err)
			}
			m := score.FindSubmatch(out)
			if m == nil {
				t.Fatalf("no score in\n%s", out[:min(len(out), 2000)])
			}
			points, err := strconv.ParseFloat(string(m[1]), 64)
			if err != nil || points > 1.0 {
				t.Errorf("%s %s: %v points, %v, want at most 1.0\n%s", lang, e.Recipient, points, err, out[:min(len(out), 2000)])
			}
			t.Logf("%s %s: %v points", lang, e.Recipient, points)
		}
	}
}

// TestLabSpamAssassinFinds is the control: a bad mail is seen as one.
func TestLabSpamAssassinFinds(t *testing.T) {
	c := exec.Command("spamassassin", "-L", "-t", "-p", "/dev/null")
	c.Stdin = bytes.NewReader([]byte("From: a@example.test\nTo: b@example.test\nSubject: FREE MONEY!!!\nMIME-Version: 1.0\nContent-Type: text/html\n\n<html><img src=\"http://1.2.3.4/x.png\"></html>\n"))
	out, err := c.Output()
	if err != nil {
		t.Fatalf("spamassassin: %v", err)
	}
	if m := score.FindSubmatch(out); m == nil || len(m[1]) == 0 || m[1][0] == '-' || bytes.HasPrefix(m[1], []byte("0")) {
		t.Errorf("a bad mail got %q points", m)
	}
}

func leave(t *testing.T, from, to string, box *Outbox) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, e := range box.Entries {
		d, err := decode(box.Message(e))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, e.File+".html"), []byte(d.HTML), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
