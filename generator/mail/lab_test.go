//go:build maillab

package mail

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/google/go-cmp/cmp"
)

// These tests talk to a real Postfix and a real Dovecot, which
// testdata/lab/start-lab.sh starts in the folder that MAIL_LAB names.

func labDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MAIL_LAB")
	if dir == "" {
		t.Fatal("MAIL_LAB names no folder: run testdata/lab/start-lab.sh DIR first")
	}
	return dir
}

func labServer(t *testing.T) Server {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(labDir(t), "tls/ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	return Server{Host: "127.0.0.1", Port: 2587, Roots: roots, User: "reports@example.test", Secret: "s3cret-lab",
		HELO: "example.test", Connect: 20 * time.Second, Command: 20 * time.Second, Final: 20 * time.Second}
}

// postfix changes a setting of the running Postfix.
func postfix(t *testing.T, setting string) {
	t.Helper()
	dir := filepath.Join(labDir(t), "postfix")
	for _, args := range [][]string{{"postconf", "-c", dir, "-e", setting}, {"postfix", "-c", dir, "reload"}} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	time.Sleep(time.Second)
}

// arrived reads the maildir of a user.
func arrived(t *testing.T, user string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, sub := range []string{"new", "cur"} {
		files, _ := filepath.Glob(filepath.Join(labDir(t), "mail", user, sub, "*"))
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
		}
	}
	return out
}

// with gives the messages that hold a text, waiting up to five seconds for n.
func with(t *testing.T, user, text string, n int) [][]byte {
	t.Helper()
	var found [][]byte
	for range 50 {
		found = nil
		for _, m := range arrived(t, user) {
			if bytes.Contains(m, []byte(text)) {
				found = append(found, m)
			}
		}
		if len(found) >= n {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	return found
}

// imapMessages reads the inbox of a user over IMAP.
func imapMessages(t *testing.T, user, password string) [][]byte {
	t.Helper()
	c, err := imapclient.DialInsecure("127.0.0.1:2143", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(user, password).Wait(); err != nil {
		t.Fatal(err)
	}
	box, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if box.NumMessages == 0 {
		return nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	all := imap.SeqSet{}
	all.AddRange(1, box.NumMessages)
	messages, err := c.Fetch(all, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]byte
	for _, m := range messages {
		out = append(out, m.FindBodySection(section))
	}
	return out
}

// labBox is an outbox whose messages carry a mark of their own, so that a
// mailbox that has seen other runs does not confuse.
func labBox(t *testing.T, mark string, recipients ...string) *Outbox {
	t.Helper()
	small := testBox(t, recipients...)
	box := &Outbox{Made: testTime, From: small.From}
	mark = mark + "-" + filepath.Base(t.TempDir()) + "-" + time.Now().Format("150405.000000")
	for _, e := range small.Entries {
		e.Account = mark
		e.MessageID = messageID("example.test", mark, e.Recipient)
		m := withHeader(small.Message(e), "Message-ID", e.MessageID)
		e.File = box.nextName("acme", e.Recipient)
		box.add(e, append(m, mark+"\r\n"...))
	}
	box.Hash = box.sum()
	return box
}

func TestLabDeliversTheSameBytes(t *testing.T) {
	for _, mode := range []string{"starttls", "tls"} {
		for _, auth := range []string{"auto", "plain", "login"} {
			t.Run(mode+" "+auth, func(t *testing.T) {
				s := labServer(t)
				s.Auth = auth
				if mode == "tls" {
					s.TLS, s.Port = "tls", 2465
				}
				box := labBox(t, "same", "cfo@example.test", "vp@example.test")
				o, _ := options(t, box, s)
				sum, err := Send(t.Context(), box, o)
				if err != nil || sum.Sent != 2 {
					t.Fatalf("Send = %+v, %v", sum, err)
				}
				for _, e := range box.Entries {
					with(t, e.Recipient, e.Account, 1)
					var found int
					for _, m := range imapMessages(t, e.Recipient, "x") {
						if !bytes.Contains(m, []byte(e.Account)) {
							continue
						}
						found++
						if !bytes.HasSuffix(m, box.Message(e)) {
							t.Errorf("%s: not the bytes that were prepared:\n%s", e.Recipient, m)
						}
					}
					if found != 1 {
						t.Errorf("%s has %d copies, want 1", e.Recipient, found)
					}
				}
			})
		}
	}
}

func TestLabRefusals(t *testing.T) {
	stranger, _ := authority(t)
	tests := []struct {
		name   string
		change func(*Server)
		want   string
	}{
		{"wrong CA", func(s *Server) { s.Roots = stranger }, "certificate"},
		{"wrong CA, TLS", func(s *Server) { s.Roots, s.TLS, s.Port = stranger, "tls", 2465 }, "certificate"},
		{"wrong password", func(s *Server) { s.Secret = "hunter2-hunter2" }, "535"},
		{"no STARTTLS", func(s *Server) { s.Port = 2526 }, "STARTTLS"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := labServer(t)
			test.change(&s)
			box := labBox(t, "refused", "cfo@example.test")
			o, _ := options(t, box, s)
			sum, err := Send(t.Context(), box, o)
			var stop *StopError
			if !errors.As(err, &stop) || stop.Stage != "connect" || !strings.Contains(err.Error(), test.want) || sum.Queued != 1 {
				t.Fatalf("Send = %+v, %v, want a stop with %q and one queued", sum, err, test.want)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
	log, err := os.ReadFile(filepath.Join(labDir(t), "postfix.log"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(log), "hunter2") {
		t.Error("the password is in the log of the server")
	}
}

func TestLabFaultAddresses(t *testing.T) {
	box := labBox(t, "faults", "cfo@example.test", "grey@example.test", "full@example.test", "gone@example.test", "vp@example.test")
	o, c := options(t, box, labServer(t))
	sum, err := Send(t.Context(), box, o)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]State{"cfo@example.test": Sent, "vp@example.test": Sent,
		"grey@example.test": Retry, "full@example.test": Retry, "gone@example.test": Failed}
	if diff := cmp.Diff(want, states(t, o.Ledger)); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if !sum.Open() || len(c.slept) < 8 {
		t.Errorf("summary %+v after %d pauses, want open and four pauses each for two", sum, len(c.slept))
	}
}

func TestLabTooBig(t *testing.T) {
	box := labBox(t, "size", "cfo@example.test")
	big := &Outbox{Made: box.Made, From: box.From}
	big.add(box.Entries[0], append(box.Message(box.Entries[0]), bytes.Repeat([]byte(strings.Repeat("x", 70)+"\r\n"), 500)...))
	big.Hash = big.sum()
	postfix(t, "message_size_limit=20000")
	defer postfix(t, "message_size_limit=2000000")
	for _, told := range []bool{true, false} {
		if !told { // hide SIZE from EHLO, so that the server itself has to say no
			postfix(t, "smtpd_discard_ehlo_keywords=size")
			defer postfix(t, "smtpd_discard_ehlo_keywords=")
		}
		o, _ := options(t, big, labServer(t))
		sum, err := Send(t.Context(), big, o)
		if err != nil || sum.Failed != 1 {
			t.Fatalf("Send = %+v, %v, want one failed", sum, err)
		}
		r, _ := ReadLedger(o.Ledger)
		if r[0].Code != 552 || told != strings.Contains(r[0].Text, "the server takes 20000") {
			t.Errorf("record = %+v, want a 552", r[0])
		}
	}
}

func TestLabThrottledStopsAndResumes(t *testing.T) {
	postfix(t, "smtpd_client_message_rate_limit=3")
	var to []string
	for _, r := range "abcdef" {
		to = append(to, "slow-"+string(r)+"@example.test")
	}
	box := labBox(t, "throttle", to...)
	o, _ := options(t, box, labServer(t))
	sum, err := Send(t.Context(), box, o)
	var stop *StopError
	if !errors.As(err, &stop) || stop.Stage != "sender" || !strings.Contains(err.Error(), "450") {
		t.Fatalf("Send = %v, want a stop by 450 at MAIL", err)
	}
	if sum.Sent != 3 || sum.Queued != 3 {
		t.Errorf("summary = %+v, want three sent, three queued", sum)
	}
	postfix(t, "smtpd_client_message_rate_limit=0")
	sum, err = Send(t.Context(), box, o)
	if err != nil || sum.Skipped != 3 || sum.Sent != 3 {
		t.Fatalf("second Send = %+v, %v, want three skipped, three sent", sum, err)
	}
	for _, user := range to {
		if n := len(with(t, user, box.Entries[0].Account, 1)); n != 1 {
			t.Errorf("%s has %d copies, want 1", user, n)
		}
	}
}

// TestLabLostAnswer swallows the server's answer after the final dot: the
// mail is there, the ledger says unknown, and no run sends it again.
func TestLabLostAnswer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var handing atomic.Bool
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go cutAfterDot(c, &handing)
		}
	}()
	s := labServer(t)
	s.Port = l.Addr().(*net.TCPAddr).Port
	box := labBox(t, "lost", "cio@example.test")
	o, _ := options(t, box, s)
	o.Report = func(e Event) { handing.Store(e.State == Sending) }
	for range 3 {
		sum, err := Send(t.Context(), box, o)
		if err != nil || sum.Unknown != 1 {
			t.Fatalf("Send = %+v, %v, want one unknown", sum, err)
		}
	}
	if n := len(with(t, "cio@example.test", box.Entries[0].Account, 1)); n != 1 {
		t.Errorf("%d copies, want 1", n)
	}
}

// cutAfterDot passes everything on, but from the moment of handing over only
// one more answer: the 354 that asks for the content.
func cutAfterDot(c net.Conn, handing *atomic.Bool) {
	defer c.Close()
	server, err := net.Dial("tcp", "127.0.0.1:2587")
	if err != nil {
		return
	}
	defer server.Close()
	go io.Copy(server, c)
	buffer := make([]byte, 64<<10)
	passed := 0
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		if handing.Load() {
			if passed++; passed > 1 {
				return
			}
		}
		if _, err := c.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func TestLabLogin(t *testing.T) {
	limit, err := labServer(t).Login(context.Background())
	if err != nil || limit != 2000000 {
		t.Errorf("Login = %d, %v, want 2000000", limit, err)
	}
}

// TestLabPreparedMails takes the whole way: a prepared outbox, a real server,
// and the mails read back over IMAP, part by part.
func TestLabPreparedMails(t *testing.T) {
	for _, show := range [][]string{nil, {"*"}} {
		in := sampleInput(t, "internal", "zh-CN")
		in.Config.ShowAll = show
		in.Date = time.Now()
		account := "Donghai Energy 东海能源"
		in.Recipients = []Recipient{row(2, account, "cfo@example.test", "to"), row(3, account, "cio@example.test", "cc"), row(4, account, "quiet@example.test", "bcc"), row(5, "*", "vp@example.test", "to")}
		_, box, _ := prepare(t, in)
		before := map[string]int{}
		for _, e := range box.Entries {
			before[e.Recipient] = len(imapMessages(t, e.Recipient, "x"))
		}
		o, c := options(t, box, labServer(t))
		c.now = in.Date.Add(time.Minute)
		if sum, err := Send(t.Context(), box, o); err != nil || sum.Sent != 4 {
			t.Fatalf("Send = %+v, %v", sum, err)
		}
		for _, e := range box.Entries {
			var messages [][]byte
			for range 50 {
				if messages = imapMessages(t, e.Recipient, "x"); len(messages) > before[e.Recipient] {
					break
				}
				time.Sleep(100 * time.Millisecond)
			}
			if len(messages) != before[e.Recipient]+1 {
				t.Fatalf("%s has %d new mails, want 1", e.Recipient, len(messages)-before[e.Recipient])
			}
			got, want := parse(t, messages[len(messages)-1]), parse(t, box.Message(e))
			if got.HTML != want.HTML || got.Text != want.Text || got.GetHeader("Subject") != e.Subject || got.GetHeader("Date") != want.GetHeader("Date") {
				t.Errorf("%s: the mail read back differs", e.Recipient)
			}
			// The server itself writes the recipient into Delivered-To and
			// Received of the own copy; below them the blind copy must not be.
			_, ours, _ := bytes.Cut(messages[len(messages)-1], []byte("Date: "))
			if bytes.Contains(ours, []byte("quiet@")) || bytes.Contains(bytes.ToLower(ours), []byte("\r\nbcc:")) || e.Recipient != "quiet@example.test" && bytes.Contains(messages[len(messages)-1], []byte("quiet@")) {
				t.Errorf("%s sees the blind copy", e.Recipient)
			}
		}
	}
}
