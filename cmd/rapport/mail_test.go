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
	"github.com/jhillyerd/enmime/v2"

	"rapport/generator/mail"
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

// TestMailEditions makes the mails of the sample's own list of recipients and
// looks which of them tell who is close to a rival.
func TestMailEditions(t *testing.T) {
	sample, err := filepath.Abs("../../sample")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	prepare := func(more string, args ...string) (int, string) {
		settings := "mail:\n  from: reviews@supplier.example\n  allowed_domains: [supplier.example, example.test, customer.example]\n" + more
		if err := os.WriteFile("rapport.yaml", []byte(settings), 0o600); err != nil {
			t.Fatal(err)
		}
		var out, errs bytes.Buffer
		args = append([]string{"mail", "prepare", filepath.Join(sample, "crm-export.xlsx"), filepath.Join(sample, "south-office.xlsx"), "--config", "rapport.yaml"}, args...)
		code := run(args, strings.NewReader(""), &out, &errs)
		return code, out.String() + errs.String()
	}
	if code, said := prepare(""); code != 0 {
		t.Fatalf("prepare ends with %d\n%s", code, said)
	}
	box, err := mail.ReadOutbox("outbox")
	if err != nil {
		t.Fatal(err)
	}
	mails, remarks := map[string]int{}, map[string]int{}
	for _, e := range box.Entries {
		m, err := enmime.ReadEnvelope(bytes.NewReader(box.Message(e)))
		if err != nil {
			t.Fatal(err)
		}
		mails[e.Edition]++
		for _, part := range []string{m.GetHeader("Subject"), m.Text, m.HTML} {
			if strings.Contains(part, "rival") || strings.Contains(part, "对手") {
				remarks[e.Edition]++
			}
		}
		if owner := m.GetHeader("Reply-To"); e.Account != "*" && !strings.Contains(owner, "@supplier.example") {
			t.Errorf("%s: replies go to %q, want the owner of the account", e.File, owner)
		}
	}
	if mails["leadership"] < 3 || remarks["leadership"] != 0 || remarks["internal"] < 6 {
		t.Errorf("%v mails, %v parts that speak of a rival; want none in those to leadership, and some in the others", mails, remarks)
	}

	// What the edition withholds is found in what only the mail adds.
	customer := "  from_name: %s\n  recipients:\n    - {account: Merrowdale Rail, email: someone@customer.example, edition: customer}\n"
	for name, leaks := range map[string]bool{"The reviews of Yusra Haddadi": true, "The reviews": false} {
		if err := os.RemoveAll("outbox"); err != nil {
			t.Fatal(err)
		}
		code, said := prepare(fmt.Sprintf(customer, name))
		leak := regexp.MustCompile(`00\d\d-merrowdale-rail-[0-9a-f]{8}\.eml \(From\) would show a withheld name`).MatchString(said)
		if leak != leaks || (code == 0) == leaks || strings.Contains(said, "Haddadi") {
			t.Errorf("prepare from %q ends with %d\n%s", name, code, said)
		}
		if _, err := os.Stat("outbox"); (err == nil) == leaks {
			t.Errorf("from %q: outbox %v", name, err)
		}
	}
}
