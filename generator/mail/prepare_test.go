package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/source"
)

// prepare makes an outbox and reads it back from the disk.
func prepare(t testing.TB, in Input) (*Prepared, *Outbox, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "outbox")
	p, err := Prepare(in, dir)
	if err != nil {
		t.Fatal(err)
	}
	box, err := ReadOutbox(dir)
	if err != nil {
		t.Fatal(err)
	}
	return p, box, dir
}

func TestPrepareWritesWhatTheListSays(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	no := row(6, "Merrow Water", "later@example.test", "to")
	no.Send = false
	in.Recipients = append(in.Recipients, no)
	p, box, dir := prepare(t, in)
	var got [][2]string
	for _, e := range box.Entries {
		got = append(got, [2]string{e.Account, e.Recipient})
	}
	want := [][2]string{{"*", "cfo@example.test"}, {"donghai-energy-东海能源", "huang@example.test"},
		{"donghai-energy-东海能源", "copy@example.test"}, {"donghai-energy-东海能源", "blind@example.test"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("mails (-want +got):\n%s", diff)
	}
	if p.Skipped != 1 || len(p.Without) != 0 || box.Hash != p.Hash {
		t.Errorf("skipped %d, without %v, hash %s against %s", p.Skipped, p.Without, box.Hash, p.Hash)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v, want 0600", e.Name(), info.Mode(), err)
		}
	}
	if !strings.Contains(p.Table(), "huang@example.test") {
		t.Errorf("table:\n%s", p.Table())
	}
}

func TestPrepareIsDeterministic(t *testing.T) {
	read := func() map[string]string {
		in := sampleInput(t, "internal", "zh-CN")
		_, _, dir := prepare(t, in)
		files := map[string]string{}
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			files[e.Name()] = string(data)
		}
		return files
	}
	if diff := cmp.Diff(read(), read()); diff != "" {
		t.Errorf("two runs differ:\n%s", diff)
	}
}

func TestPreparedMessage(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		_, box, _ := prepare(t, sampleInput(t, "internal", lang))
		for _, e := range box.Entries {
			m := parse(t, box.Message(e))
			want := map[string]string{
				"Subject": e.Subject, "Message-ID": e.MessageID, "Date": "Mon, 23 Nov 2026 09:00:00 +0000", "Auto-Submitted": "auto-generated",
				"X-Auto-Response-Suppress": "All", "Bcc": "", "User-Agent": "", "X-Mailer": "", "Content-Language": lang,
				"From": "Account reviews 客户评估 <reports@example.test>", "References": "", "In-Reply-To": "",
			}
			if e.Account != "*" {
				want["Reply-To"] = `"Olga Owner" <olga.owner@example.test>`
				want["List-Unsubscribe"] = "<mailto:olga.owner@example.test?subject=unsubscribe>"
			}
			for name, value := range want {
				if got := m.GetHeader(name); got != value && strings.ReplaceAll(got, `"`, "") != value {
					t.Errorf("%s: %s = %q, want %q", e.Recipient, name, got, value)
				}
			}
			d, err := decode(box.Message(e))
			if err != nil {
				t.Fatal(err)
			}
			if strings.TrimRight(m.HTML, "\r\n") != strings.TrimRight(strings.ReplaceAll(d.HTML, "\n", "\r\n"), "\r\n") && strings.ReplaceAll(m.HTML, "\r\n", "\n") != d.HTML {
				t.Errorf("%s: two readers see different pages", e.Recipient)
			}
			for _, body := range []string{d.Text, d.HTML} {
				if !strings.Contains(body, "https://reviews.example.test/q3/") || strings.Contains(body, "⟦") || strings.Contains(body, "**") {
					t.Errorf("%s: no link, an open word or a mark in:\n%s", e.Recipient, body)
				}
			}
			for i, b := range box.Message(e) {
				if b > 126 || b < 32 && b != '\r' && b != '\n' {
					t.Fatalf("%s: byte %d is %#x", e.Recipient, i, b)
				}
			}
			for line := range bytes.SplitSeq(box.Message(e), []byte("\r\n")) {
				if len(line) > 100 {
					t.Errorf("%s: a line of %d bytes: %s", e.Recipient, len(line), line)
				}
			}
		}
	}
}

// TestBlindCopiesAreInNoByte looks for the blind recipient in every message,
// also when the account shows its recipients to each other.
func TestBlindCopiesAreInNoByte(t *testing.T) {
	for _, show := range [][]string{nil, {"*"}} {
		in := sampleInput(t, "internal", "en")
		in.Config.ShowAll = show
		_, box, _ := prepare(t, in)
		for _, e := range box.Entries {
			message := strings.ToLower(string(box.Message(e)))
			if strings.Contains(message, "blind") || strings.Contains(message, "\r\nbcc") {
				t.Errorf("show_all %v: %s sees the blind copy", show, e.Recipient)
			}
			others := strings.Contains(message, "huang@") && strings.Contains(message, "copy@")
			if account := e.Account != "*"; others != (account && show != nil) {
				t.Errorf("show_all %v: %s sees the others: %v", show, e.Recipient, others)
			}
		}
	}
}

// TestBadRecipients holds that each fault names its cell, and that nothing is
// written.
func TestBadRecipients(t *testing.T) {
	tests := []struct {
		name   string
		change func(*Recipient)
		cell   string
		code   string
	}{
		{"CR LF in the address", func(r *Recipient) { r.Email = "a@example.test\r\nBcc: x@y.zz" }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"CR LF in the name", func(r *Recipient) { r.Name = "A\r\nBcc: x@y.zz" }, "crm.xlsx[Recipients!C9]", "bad_name"},
		{"bidi mark in the name", func(r *Recipient) { r.Name = "A\u202eB" }, "crm.xlsx[Recipients!C9]", "bad_name"},
		{"header name as kind", func(r *Recipient) { r.Kind = "X-Evil: 1\r\nTo" }, "crm.xlsx[Recipients!D9]", "bad_kind"},
		{"homoglyph", func(r *Recipient) { r.Email = "a@exаmple.test" }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"quoted local part", func(r *Recipient) { r.Email = `"a b"@example.test` }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"full-width dot", func(r *Recipient) { r.Email = "a@example．test" }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"foreign domain", func(r *Recipient) { r.Email = "a@elsewhere.test" }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"no address", func(r *Recipient) { r.Email = "" }, "crm.xlsx[Recipients!B9]", "bad_address"},
		{"unknown account", func(r *Recipient) { r.Account = "../../etc/passwd" }, "crm.xlsx[Recipients!A9]", "unknown_account"},
		{"empty account is not everybody", func(r *Recipient) { r.Account = "" }, "crm.xlsx[Recipients!A9]", "unknown_account"},
		{"unknown edition", func(r *Recipient) { r.Edition = "press" }, "crm.xlsx[Recipients!F9]", "no_edition"},
		{"edition not at hand", func(r *Recipient) { r.Edition = "customer" }, "crm.xlsx[Recipients!F9]", "no_edition"},
		{"twice in two ways", func(r *Recipient) { r.Email = "HUANG@example.test"; r.Kind = "bcc" }, "crm.xlsx[Recipients!B9]", "recipient_twice"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			in := sampleInput(t, "internal", "en")
			r := row(9, "Donghai Energy 东海能源", "new@example.test", "to")
			test.change(&r)
			in.Recipients = append(in.Recipients, r)
			dir := filepath.Join(t.TempDir(), "outbox")
			_, err := Prepare(in, dir)
			var problems source.Problems
			if !errors.As(err, &problems) || len(problems) != 1 {
				t.Fatalf("Prepare = %v, want one problem", err)
			}
			if p := problems[0]; p.Cell.String() != test.cell || p.Code != test.code || p.Hint == "" {
				t.Errorf("problem = %s at %s (%s), want %s at %s", p.Code, p.Cell, p.Message, test.code, test.cell)
			}
			if strings.ContainsAny(problems.Error(), "\r\x1b") || strings.Contains(problems.Error(), "\nBcc") {
				t.Errorf("the problem carries control characters: %q", problems.Error())
			}
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("an outbox was written: %v", err)
			}
		})
	}
}

func TestRepliesReachTheOwner(t *testing.T) {
	for _, test := range []struct{ email, want string }{
		{"olga@example.test", `"Olga Owner" <olga@example.test>`},
		{"", "<desk@example.test>"},
		{"owner@foreign.test", "<desk@example.test>"},
		{"x@example.test\r\nBcc: y@example.test", "<desk@example.test>"},
	} {
		in := sampleInput(t, "internal", "en")
		in.Config.ReplyTo = "desk@example.test"
		account := accountData("internal", "en", "Merrow Water", "merrow-water", 1)
		account["account"].(map[string]any)["owner_email"] = test.email
		portfolio := map[string]any{"edition": "internal", "lang": "en", "period": map[string]any{"label": "2026-Q3"},
			"accounts": []any{map[string]any{"name": "Merrow Water", "slug": "merrow-water"}}}
		in.Reviews = []*Reviews{writeReviews(t, t.TempDir(), "internal", map[string]map[string]any{"merrow-water": account, "portfolio": portfolio})}
		in.Recipients = []Recipient{row(2, "Merrow Water", "a@example.test", "to")}
		_, box, _ := prepare(t, in)
		if got := header(box.Message(box.Entries[0]), "Reply-To"); got != test.want {
			t.Errorf("owner %q: Reply-To = %q, want %q", test.email, got, test.want)
		}
	}
}

func TestConversation(t *testing.T) {
	old := func(period, id string, state State, day int) Record {
		return Record{Time: testTime.AddDate(0, 0, day), Account: "donghai-energy-东海能源", Period: period, Recipient: "huang@example.test", State: state, MessageID: id}
	}
	good := messageID("example.test", "q2")
	in := sampleInput(t, "internal", "en")
	in.History = []Record{old("2026-Q1", messageID("example.test", "q1"), Sent, -180), old("2026-Q2", good, Sent, -90),
		old("2026-Q2", messageID("example.test", "failed"), Failed, -80), old("2026-Q3", messageID("example.test", "this"), Sent, -1),
		old("2025-Q4", "<x@y>\r\nBcc: z@z.zz", Sent, -2)}
	for _, thread := range []bool{false, true} {
		in.Config.Thread = thread
		_, box, _ := prepare(t, in)
		m, want, subject := parse(t, box.Message(box.Entries[1])), "", "Donghai Energy 东海能源: account review Q3 2026"
		if thread {
			want, subject = good, "Donghai Energy 东海能源: account review"
		}
		if m.GetHeader("In-Reply-To") != want || m.GetHeader("References") != want || m.GetHeader("Subject") != subject {
			t.Errorf("thread %v: answers %q, subject %q", thread, m.GetHeader("In-Reply-To"), m.GetHeader("Subject"))
		}
		if h := header(box.Message(box.Entries[0]), "In-Reply-To"); h != "" {
			t.Errorf("the digest answers %s", h)
		}
	}
}

func TestNobody(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	in.Recipients = in.Recipients[:1]
	in.Recipients[0].Send = false
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "1 of them with send = no") {
		t.Errorf("Prepare = %v, want to hear that nobody is left", err)
	}
}

func TestSameLineTwiceIsOneMail(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	in.Recipients = append(in.Recipients, in.Recipients[0])
	_, box, _ := prepare(t, in)
	if len(box.Entries) != 4 {
		t.Errorf("%d mails, want 4", len(box.Entries))
	}
}

// TestLeaderGetsOneDigest gives a leader two of three accounts, and looks
// whether the third shows.
func TestLeaderGetsOneDigest(t *testing.T) {
	in := sampleInput(t, "leadership", "en")
	in.Reviews = []*Reviews{makeReviews(t, "leadership", "en", 3, [2]string{"Alpha", "alpha"}, [2]string{"Beta", "beta"}, [2]string{"Secretum", "secretum"})}
	in.Recipients = []Recipient{row(2, "Alpha", "leader@example.test", "to"), row(3, "Beta", "leader@example.test", "to"), row(4, "Secretum", "owner@example.test", "to")}
	p, box, _ := prepare(t, in)
	if len(box.Entries) != 2 || len(p.Without) != 0 {
		t.Fatalf("%d mails, without %v, want 2 and none", len(box.Entries), p.Without)
	}
	d, err := decode(box.Message(box.Entries[0]))
	if err != nil {
		t.Fatal(err)
	}
	if d.Subject != "Account reviews Q3 2026: 2 accounts" {
		t.Errorf("subject = %q", d.Subject)
	}
	if !strings.Contains(d.Text, "Alpha") || !strings.Contains(d.Text, "Beta") || strings.Contains(d.Text+d.HTML, "Secretum") || strings.Contains(d.Text+d.HTML, "secretum") || strings.Contains(d.HTML, "The tail is left alone") {
		t.Errorf("the digest tells too little or too much:\n%s", d.Text)
	}
	for _, body := range []string{d.Text, d.HTML} {
		if strings.Contains(body, "index.html") || strings.Count(body, "https://reviews.example.test/q3/accounts/") != 2 {
			t.Errorf("a digest of some accounts links to all, or not to its own:\n%s", body)
		}
	}
}

func TestCustomersAreNotShownToEachOther(t *testing.T) {
	in := sampleInput(t, "customer", "en")
	in.Recipients = []Recipient{row(2, "*", "leader@example.test", "to")}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "F2") {
		t.Errorf("Prepare = %v, want a refusal at F2", err)
	}
}

func TestEditionsAreChosenFromTheFolders(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	in.Reviews = append(in.Reviews, makeReviews(t, "leadership", "zh-CN", 2, [2]string{"Merrow Water", "merrow-water"}))
	a, b := row(2, "Merrow Water", "a@example.test", "to"), row(3, "Merrow Water", "b@example.test", "to")
	a.Edition, b.Edition = "internal", "Leadership"
	in.Recipients = []Recipient{a, b}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "{edition}") {
		t.Fatalf("Prepare = %v, want a complaint about base_url", err)
	}
	in.Config.BaseURL = "https://reviews.example.test/{edition}/{lang}"
	_, box, _ := prepare(t, in)
	d, _ := decode(box.Message(box.Entries[1]))
	if box.Entries[1].Language != "zh-CN" || !strings.Contains(d.HTML, "https://reviews.example.test/leadership/zh-CN/accounts/merrow-water.html") {
		t.Errorf("second mail: %+v", box.Entries[1])
	}
	open := row(4, "Merrow Water", "c@example.test", "to")
	in.Recipients = []Recipient{open}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "does not say which") {
		t.Errorf("Prepare = %v, want a question which edition", err)
	}
}

func TestSizes(t *testing.T) {
	for _, test := range []struct {
		people   int
		warnings int
		fails    bool
	}{{10, 0, false}, {100, 1, false}} {
		in := sampleInput(t, "internal", "en")
		in.Reviews = []*Reviews{makeReviews(t, "internal", "en", 150, [2]string{"Alpha", "alpha"})}
		in.Recipients = []Recipient{row(2, "Alpha", "a@example.test", "to")}
		in.Config.People = test.people
		p, err := Prepare(in, filepath.Join(t.TempDir(), "o"))
		if (err != nil) != test.fails || err == nil && len(p.Warnings) != test.warnings {
			t.Errorf("%d people: %v, %v", test.people, p, err)
		}
		if err == nil {
			t.Logf("%d people: %d bytes of HTML, %d bytes in all", test.people, p.Entries[0].HTMLBytes, p.Entries[0].Bytes)
		}
	}
	// A template that repeats itself reaches both limits.
	for _, test := range []struct {
		extra    int
		warnings int
		fails    bool
	}{{0, 0, false}, {45_000, 3, false}, {80_000, 0, true}} {
		in := sampleInput(t, "internal", "en")
		in.Templates = changedTemplates(t, "email.html", func(page string) string {
			return strings.Replace(page, "</body>", "<p>"+strings.Repeat("x", test.extra)+"</p></body>", 1)
		})
		p, err := Prepare(in, filepath.Join(t.TempDir(), "o"))
		if (err != nil) != test.fails || err == nil && len(p.Warnings) != test.warnings {
			t.Errorf("%d more bytes: %+v, %v", test.extra, p, err)
		}
		if err != nil && !strings.Contains(err.Error(), "mail.people") {
			t.Errorf("the error does not say what to cut: %v", err)
		}
	}
}

// TestPreview counts the views: a page that several people get is shown once,
// and a browser can open the preview of many mails.
func TestPreview(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	var accounts [][2]string
	in.Recipients = nil
	for i := range 120 {
		name := fmt.Sprintf("Account %d", i)
		accounts = append(accounts, [2]string{name, fmt.Sprintf("account-%d", i)})
		in.Recipients = append(in.Recipients, row(i+2, name, "a@example.test", "to"))
	}
	in.Recipients = append(in.Recipients, row(200, "Account 0", "b@example.test", "cc"))
	in.Reviews = []*Reviews{makeReviews(t, "internal", "en", 1, accounts...)}
	_, box, dir := prepare(t, in)
	page, err := os.ReadFile(filepath.Join(dir, "preview.html"))
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for what, want := range map[string]int{"<iframe": 300, "The same page as": 1, "One of many": 20, "<section": 121, `sandbox title`: 300} {
		if got := strings.Count(text, what); got != want {
			t.Errorf("%d times %q, want %d", got, what, want)
		}
	}
	if !strings.Contains(text, box.Hash) || strings.Contains(text, "<script") {
		t.Error("no hash, or a script")
	}
}

func TestReplacesOnlyOutboxes(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	dir := t.TempDir()
	box := filepath.Join(dir, "outbox")
	for range 2 {
		if _, err := Prepare(in, box); err != nil {
			t.Fatal(err)
		}
	}
	left, _ := os.ReadDir(dir)
	if len(left) != 1 {
		t.Errorf("something was left behind: %v", left)
	}
	if err := os.WriteFile(filepath.Join(dir, "precious.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Prepare(in, dir); err == nil {
		t.Error("a folder with other files was replaced")
	}
}

func TestChangedOutboxIsRefused(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	_, box, dir := prepare(t, in)
	path := filepath.Join(dir, box.Entries[0].File)
	if err := os.WriteFile(path, append(box.Message(box.Entries[0]), 'x'), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadOutbox(dir); err == nil || !strings.Contains(err.Error(), "changed") {
		t.Errorf("ReadOutbox = %v, want a complaint", err)
	}
}

func TestPDFAttachment(t *testing.T) {
	in := sampleInput(t, "internal", "en")
	in.Config.Attach = "pdf"
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "--pdf") {
		t.Fatalf("Prepare without the PDF = %v, want advice", err)
	}
	pages := filepath.Join(in.Reviews[0].Dir, "accounts")
	pdf := []byte("%PDF-1.4\n" + strings.Repeat("\x00\xff0123456789", 900))
	if err := os.MkdirAll(pages, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(pages, "donghai-energy-东海能源.pdf"), pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "was changed") {
		t.Fatalf("Prepare with a PDF that no run has made = %v", err)
	}
	sum := sha256.Sum256(pdf)
	in.Reviews[0].files["accounts/donghai-energy-东海能源.pdf"] = hex.EncodeToString(sum[:])
	_, box, _ := prepare(t, in)
	m := parse(t, box.Message(box.Entries[1]))
	if len(m.Attachments) != 1 || !bytes.Equal(m.Attachments[0].Content, pdf) || m.Attachments[0].FileName != "donghai-energy.pdf" {
		t.Errorf("attachments = %d", len(m.Attachments))
	}
	in.Config.Attach = "html"
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil {
		t.Error("an HTML attachment is taken")
	}
}

// TestHostileNames puts what strangers write where names stand, and looks
// whether any of it acts.
func TestHostileNames(t *testing.T) {
	for i, name := range []string{"</script><script>alert(1)</script>", "__f__alert(1)__f__", "=cmd|'/c calc'!A1", "A\r\nBcc: x@y.zz\r\n\r\nbody",
		strings.Repeat("长", 200_000), "\u202egnp.exe", `"><img src=x onerror=alert(1)>`, "{{.}}", "=?utf-8?q?x?= <a@b.cc>", "a\x00b\xff"} {
		in := sampleInput(t, "internal", "en")
		in.Reviews = []*Reviews{makeReviews(t, "internal", "en", 3, [2]string{name, "hostile"}, [2]string{"Merrow", "merrow"})}
		in.Recipients = []Recipient{row(2, "hostile", "a@example.test", "to"), row(3, "*", "b@example.test", "to")}
		_, box, dir := prepare(t, in)
		for _, e := range box.Entries {
			m := parse(t, box.Message(e))
			if m.GetHeader("Bcc") != "" || m.GetHeader("To") == "" || len(m.Attachments) > 0 {
				t.Errorf("%d: the header was changed", i)
			}
			if faults := Lint(m.HTML); faults != nil {
				t.Errorf("%d: %v", i, faults)
			}
			if e.HTMLBytes > 45_000 {
				t.Errorf("%d: %d bytes", i, e.HTMLBytes)
			}
		}
		page, err := os.ReadFile(filepath.Join(dir, "preview.html"))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(page), "<script") || strings.Contains(string(page), "<img") {
			t.Errorf("%d: the preview holds the name as markup", i)
		}
	}
}

func ExampleAddress() {
	allowed := []string{"example.com"}
	fmt.Println(Address("Anna.Berg@Sales.Example.com", allowed))
	_, err := Address("anna.berg@ехample.com", allowed) // the first two letters of the domain are Cyrillic
	fmt.Println(err)
	// Output:
	// anna.berg@sales.example.com <nil>
	// is "anna.berg@ехample.com": "ехample" mixes Latin and Cyrillic letters
}
