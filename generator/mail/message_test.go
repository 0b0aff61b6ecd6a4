package mail

import (
	"bytes"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
)

// FuzzFreeze holds that whatever stands in subject, names and bodies, the
// message has the header fields that it should have and no other, is plain
// ASCII in short lines, and reads back as it was written.
func FuzzFreeze(f *testing.F) {
	f.Add("Subject", "Name", "text\n", "<p>x</p>")
	f.Add("a\r\nBcc: x@y.zz", "n\r\n\r\nbody", "--=_alternative_0\n.\n", "\x00\xff<")
	f.Add(strings.Repeat("长", 500), "=?utf-8?q?x?=", strings.Repeat("x", 5000), " \t\n \n")
	f.Add("a\u2028b", "\"quoted\" <z@y.xx>", "ends with space \n", "=3D=")
	f.Fuzz(func(t *testing.T, subject, name, text, page string) {
		m := Message{From: Person{name, "a@example.test"}, To: []Person{{name, "b@example.test"}}, ReplyTo: []Person{{name, "c@example.test"}},
			Subject: subject, MessageID: messageID("example.test", subject), Date: testTime, Language: "en",
			Text: strings.ReplaceAll(text, "\r", ""), HTML: strings.ReplaceAll(page, "\r", "")}
		frozen := m.Freeze()
		if !bytes.Equal(frozen, m.Freeze()) {
			t.Fatal("two freezes differ")
		}
		for line := range bytes.SplitSeq(frozen, []byte("\r\n")) {
			if len(line) > 998 || bytes.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r > '~' }) {
				t.Fatalf("a bad line: %q", line)
			}
		}
		d, err := decode(frozen)
		if err != nil {
			t.Fatalf("%v in\n%s", err, frozen)
		}
		var names []string
		for n, values := range d.Header {
			names = append(names, n)
			if len(values) != 1 {
				t.Fatalf("%s stands %d times", n, len(values))
			}
		}
		slices.Sort(names)
		want := []string{"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "List-Unsubscribe", "Message-Id", "Mime-Version", "Reply-To", "Subject", "To", "X-Auto-Response-Suppress"}
		if !slices.Equal(names, want) {
			t.Fatalf("header fields %v, want %v", names, want)
		}
		if d.Text != m.Text+"\n" && d.Text != m.Text || d.HTML != m.HTML+"\n" && d.HTML != m.HTML {
			t.Fatalf("bodies %q, %q, want %q, %q", d.Text, d.HTML, m.Text, m.HTML)
		}
		for _, field := range []string{"From", "To", "Reply-To"} {
			list, err := netmail.ParseAddressList(d.Header.Get(field))
			if err != nil || len(list) != 1 || !strings.HasSuffix(list[0].Address, "@example.test") || len(list[0].Address) != len("a@example.test") {
				t.Fatalf("%s = %q: %v, %v", field, d.Header.Get(field), list, err)
			}
		}
	})
}

func BenchmarkPrepare(b *testing.B) {
	in := sampleInput(b, "internal", "en")
	for b.Loop() {
		if _, err := Prepare(in, b.TempDir()); err != nil {
			b.Fatal(err)
		}
	}
}
