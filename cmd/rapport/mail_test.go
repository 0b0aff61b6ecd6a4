package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// inbox is a mail server in this process; it refuses gone@ for good and knows
// nobody's password.
type inbox struct {
	mu       sync.Mutex
	to       string
	received map[string]int // messages by recipient
}

func (b *inbox) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }
func (b *inbox) Mail(string, *smtp.MailOptions) error        { return nil }
func (b *inbox) Reset()                                      {}
func (b *inbox) Logout() error                               { return nil }
func (b *inbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	if strings.HasPrefix(to, "gone@") {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	b.to = to
	return nil
}

func (b *inbox) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.received[b.to]++
	return err
}

// TestMail goes the whole way from a workbook to a mail server: prepare,
// check, send, send again, status.
func TestMail(t *testing.T) {
	b := &inbox{received: map[string]int{}}
	s := smtp.NewServer(b)
	s.Domain = "localhost"
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go s.Serve(l)
	defer s.Close()
	sample, err := filepath.Abs("../../sample")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	settings := fmt.Sprintf(`mail:
  from: reports@example.test
  host: 127.0.0.1
  port: %d
  tls: none
  auth: none
  rate: 1000
  recipients:
    - {account: Merrowdale Rail, email: owner@example.test, name: Olga Owner}
    - {account: "*", email: cfo@example.test}
    - {account: Nordhelm Grid, email: gone@example.test}
    - {account: Nordhelm Grid, email: later@example.test, send: false}
`, l.Addr().(*net.TCPAddr).Port)
	if err := os.WriteFile("rapport.yaml", []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	step := func(code int, want string, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := run(args, strings.NewReader(""), &out, &errs); got != code {
			t.Fatalf("rapport %s ends with %d, want %d\n%s%s", strings.Join(args, " "), got, code, out.String(), errs.String())
		}
		all := out.String() + errs.String()
		if !strings.Contains(all, want) {
			t.Fatalf("rapport %s says\n%s\nwant %q in it", strings.Join(args, " "), all, want)
		}
		return all
	}
	if err := os.WriteFile("none.yaml", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	step(2, "mail.from is not set", "mail", "prepare", "reviews", "--config", "none.yaml")
	step(0, "", "review", filepath.Join(sample, "crm-export.xlsx"), filepath.Join(sample, "south-office.xlsx"), "-o", "reviews", "--quiet")
	said := step(0, "nothing has left", "mail", "prepare", "reviews", "--config", "rapport.yaml")
	hash := regexp.MustCompile(`--confirm ([0-9a-f]{12})`).FindStringSubmatch(said)[1]
	step(0, "outbox    "+hash, "mail", "check")
	step(2, "--confirm "+hash, "mail", "send")
	step(1, "this outbox is "+hash, "mail", "send", "--confirm", "000000000000")
	if len(b.received) != 0 {
		t.Fatalf("something left before it was confirmed: %v", b.received)
	}
	step(0, "3 mails accepted", "mail", "send", "--confirm", hash, "--only", "me@example.test")
	step(4, "1 refused", "mail", "send", "--confirm", hash)
	step(4, "2 accepted before", "mail", "send", "--confirm", hash)
	step(0, "2 mails accepted by the server, 1 refused, 0 unknown, 0 waiting", "mail", "status")
	step(1, "no mail to", "mail", "status", "--arrived", "cfo@example.test")
	want := map[string]int{"me@example.test": 3, "owner@example.test": 1, "cfo@example.test": 1}
	if fmt.Sprint(b.received) != fmt.Sprint(want) {
		t.Errorf("received %v, want %v", b.received, want)
	}
	// Workbooks alone: the reviews that the recipients ask for are made.
	step(3, "Recipients!B4", "mail", "prepare", filepath.Join(sample, "crm-export.xlsx"), "--config", "rapport.yaml")
}
