package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	netmail "net/mail"
	"strings"
	"unicode"
)

// cleanHeader makes text fit for one header line of at most n characters:
// control characters and line breaks become spaces, characters that turn the
// writing direction or cannot be seen vanish.
func cleanHeader(text string, n int) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	return shorten(strings.Join(strings.Fields(text), " "), n)
}

// invisible finds the first character of text that has no place in a name: a
// control character, a line break or a mark that turns the writing direction.
func invisible(text string) (rune, bool) {
	for _, r := range text {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return r, true
		}
	}
	return 0, false
}

// writeHeader appends one header field. The name is a constant of ours; the
// value is cleaned once more, encoded where it is not ASCII, and folded.
func writeHeader(b *bytes.Buffer, name, value string) {
	value = mime.QEncoding.Encode("utf-8", cleanHeader(value, 900))
	b.WriteString(fold(name + ": " + value))
	b.WriteString("\r\n")
}

// writeFolded appends a header field whose value is already encoded.
func writeFolded(b *bytes.Buffer, name, value string) {
	b.WriteString(fold(name + ": " + value))
	b.WriteString("\r\n")
}

// fold breaks a header line at spaces so that no line passes 76 characters,
// as far as there are spaces.
func fold(line string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Split(line, " ") {
		switch {
		case i == 0:
		case column+1+len(word) > 76 && i > 1:
			b.WriteString("\r\n ")
			column = 1
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}

// mailbox writes a name and an address as they stand in To and From.
func mailbox(name, address string) string {
	return (&netmail.Address{Name: cleanHeader(name, 120), Address: address}).String()
}

// header gives the value of a header field of a message, unfolded and as
// encoded; "" when there is none.
func header(message []byte, name string) string {
	start, end := field(message, name)
	if start < 0 {
		return ""
	}
	line := strings.ReplaceAll(string(message[start:end]), "\r\n", "")
	return strings.TrimSpace(line[len(name)+1:])
}

// field finds a header field: from the first letter of its name to the line
// break that ends it.
func field(message []byte, name string) (start, end int) {
	head := len(message)
	if i := bytes.Index(message, []byte("\r\n\r\n")); i >= 0 {
		head = i
	}
	for at := 0; at < head; {
		stop := at
		for {
			n := bytes.Index(message[stop:], []byte("\r\n"))
			if n < 0 {
				return -1, -1
			}
			stop += n
			if next := stop + 2; next < head && (message[next] == ' ' || message[next] == '\t') {
				stop = next
				continue
			}
			break
		}
		if len(name) < stop-at && message[at+len(name)] == ':' && strings.EqualFold(string(message[at:at+len(name)]), name) {
			return at, stop
		}
		at = stop + 2
	}
	return -1, -1
}

// unworded decodes a header value for people.
func unworded(value string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return text
}

// withHeader replaces a header field of a message by another line; the rest
// keeps its bytes.
func withHeader(message []byte, name, encoded string) []byte {
	start, end := field(message, name)
	if start < 0 {
		return message
	}
	out := make([]byte, 0, len(message)+len(encoded))
	out = append(out, message[:start]...)
	out = append(out, fold(name+": "+encoded)...)
	return append(out, message[end:]...)
}

// revised marks a message as a new version of one that was accepted: the
// reason stands in front of the subject, and the Message-ID is another one,
// or servers would discard it as a duplicate.
func revised(message []byte, reason, id string) []byte {
	subject := mime.QEncoding.Encode("utf-8", "["+reason+"] "+unworded(header(message, "Subject")))
	message = withHeader(message, "Subject", subject)
	return withHeader(message, "Message-ID", otherID(id, "revised", reason))
}

// marked turns a message into a test for one address.
func marked(message []byte, to, id string) []byte {
	message = withHeader(message, "Subject", "[TEST] "+header(message, "Subject"))
	message = withHeader(message, "To", mailbox("", to))
	message = withoutHeader(message, "Cc")
	return withHeader(message, "Message-ID", otherID(id, "test", to))
}

func withoutHeader(message []byte, name string) []byte {
	start, end := field(message, name)
	if start < 0 {
		return message
	}
	return append(append([]byte{}, message[:start]...), message[end+2:]...)
}

func otherID(id string, more ...string) string {
	return messageID(id[strings.LastIndexByte(id, '@')+1:len(id)-1], append(more, id)...)
}

// messageID derives an identifier from what the message is about, so that it
// is the same whenever the message is made again.
func messageID(domain string, about ...string) string {
	return "<" + digest(about...)[:24] + "@" + domain + ">"
}

// digest is the SHA-256 of the parts, with their borders, in hexadecimal.
func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))
}
