package mail

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"time"
)

// Person is a name and a checked address.
type Person struct{ Name, Address string }

// Message is a mail before it is frozen. All addresses have passed Address.
type Message struct {
	From      Person
	To, Cc    []Person // shown to everybody; empty To is "undisclosed-recipients"
	ReplyTo   []Person
	Subject   string
	MessageID string // with angle brackets
	Answers   string // Message-ID of an earlier mail that this one follows; "" is none
	Date      time.Time
	Language  string
	Text      string
	HTML      string
	PDF       []byte // attached when not empty
	PDFName   string // ASCII file name of the attachment
}

// Freeze writes the message as it will be sent, with CR LF line ends. The
// same message gives the same bytes: boundaries derive from the content, and
// quoted-printable text can never contain them.
func (m Message) Freeze() []byte {
	var b bytes.Buffer
	m.head(&b)
	inner := "=_alternative_" + digest(m.Text, m.HTML)[:24]
	if len(m.PDF) == 0 {
		writeFolded(&b, "Content-Type", `multipart/alternative; boundary="`+inner+`"`)
		b.WriteString("\r\n")
		m.alternative(&b, inner)
		return b.Bytes()
	}
	outer := "=_mixed_" + digest(m.Text, m.HTML, string(m.PDF))[:24]
	writeFolded(&b, "Content-Type", `multipart/mixed; boundary="`+outer+`"`)
	b.WriteString("\r\n--" + outer + "\r\n")
	writeFolded(&b, "Content-Type", `multipart/alternative; boundary="`+inner+`"`)
	b.WriteString("\r\n")
	m.alternative(&b, inner)
	b.WriteString("\r\n--" + outer + "\r\n")
	writeFolded(&b, "Content-Type", `application/pdf; name="`+m.PDFName+`"`)
	writeFolded(&b, "Content-Disposition", `attachment; filename="`+m.PDFName+`"`)
	writeFolded(&b, "Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString(m.PDF)
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n--" + outer + "--\r\n")
	return b.Bytes()
}

// head writes the header up to the content type. What keeps robots from
// answering and servers from guessing is here; a signature is left to the
// submission server.
func (m Message) head(b *bytes.Buffer) {
	writeFolded(b, "Date", m.Date.Format(time.RFC1123Z))
	writeFolded(b, "From", mailbox(m.From.Name, m.From.Address))
	if len(m.To) == 0 {
		writeFolded(b, "To", "undisclosed-recipients:;")
	} else {
		writeFolded(b, "To", mailboxes(m.To))
	}
	if len(m.Cc) > 0 {
		writeFolded(b, "Cc", mailboxes(m.Cc))
	}
	if len(m.ReplyTo) > 0 {
		writeFolded(b, "Reply-To", mailboxes(m.ReplyTo))
	}
	writeHeader(b, "Subject", m.Subject)
	writeFolded(b, "Message-ID", m.MessageID)
	if m.Answers != "" {
		writeFolded(b, "In-Reply-To", m.Answers)
		writeFolded(b, "References", m.Answers)
	}
	contact := m.From.Address
	if len(m.ReplyTo) > 0 {
		contact = m.ReplyTo[0].Address
	}
	writeFolded(b, "List-Unsubscribe", "<mailto:"+contact+"?subject=unsubscribe>")
	writeFolded(b, "Auto-Submitted", "auto-generated")
	writeFolded(b, "X-Auto-Response-Suppress", "All")
	writeFolded(b, "Content-Language", m.Language)
	writeFolded(b, "MIME-Version", "1.0")
}

func mailboxes(people []Person) string {
	all := make([]string, len(people))
	for i, p := range people {
		all[i] = mailbox(p.Name, p.Address)
	}
	return strings.Join(all, ", ")
}

func (m Message) alternative(b *bytes.Buffer, boundary string) {
	for _, part := range []struct{ kind, text string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		b.WriteString("--" + boundary + "\r\n")
		writeFolded(b, "Content-Type", part.kind+"; charset=utf-8")
		writeFolded(b, "Content-Transfer-Encoding", "quoted-printable")
		b.WriteString("\r\n")
		q := quotedprintable.NewWriter(b)
		// A bytes.Buffer takes everything.
		_, _ = io.WriteString(q, strings.ReplaceAll(strings.ReplaceAll(part.text, "\r\n", "\n"), "\n", "\r\n"))
		_ = q.Close()
		b.WriteString("\r\n")
	}
	b.WriteString("--" + boundary + "--\r\n")
}

// decoded is what a reader sees of a frozen message.
type decoded struct {
	Header     netmail.Header
	Subject    string
	Text, HTML string
	Attached   []string // file names
}

// decode reads a frozen message back.
func decode(message []byte) (*decoded, error) {
	m, err := netmail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return nil, err
	}
	d := &decoded{Header: m.Header}
	if d.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return nil, err
	}
	return d, d.part(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), "", m.Body)
}

func (d *decoded) part(kind, encoding, disposition string, body io.Reader) error {
	media, params, err := mime.ParseMediaType(kind)
	if err != nil {
		return fmt.Errorf("content type %q: %w", kind, err)
	}
	if strings.HasPrefix(media, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := d.part(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Disposition"), p); err != nil {
				return err
			}
		}
	}
	if strings.HasPrefix(disposition, "attachment") {
		d.Attached = append(d.Attached, params["name"])
		return nil
	}
	if encoding == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	switch media {
	case "text/plain":
		d.Text = text
	case "text/html":
		d.HTML = text
	}
	return nil
}
