package edition

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// deepest bounds how far files inside files are followed.
const deepest = 6

// largestPart bounds one unpacked part of a workbook.
const largestPart = 1 << 30

// unfold calls look with every text that the data holds: as it stands, with
// its escapes resolved and without its markup; and the same of each part of a
// workbook or mail and of each embedded base64 run.
func unfold(data []byte, look func(string), depth int) error {
	if depth > deepest {
		return fmt.Errorf("files are nested more than %d deep", deepest)
	}
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return unfoldZip(data, look, depth)
	case isMail(data):
		return unfoldMail(data, look, depth)
	}
	for _, text := range readings(string(data)) {
		look(text)
	}
	return unfoldEmbedded(data, look, depth)
}

// readings are the ways in which a text can be meant.
func readings(raw string) []string {
	out := []string{raw}
	add := func(text string) string {
		for _, have := range out {
			if have == text {
				return text
			}
		}
		out = append(out, text)
		return text
	}
	var plainText string
	if strings.ContainsRune(raw, '<') {
		plainText = add(html.UnescapeString(withoutMarkup(raw)))
	}
	entities := add(html.UnescapeString(raw))
	escapes := add(unescape(entities))
	add(html.UnescapeString(escapes))
	add(withoutMarkup(escapes))
	if plainText != "" {
		add(unescape(plainText))
	}
	if strings.ContainsRune(raw, '%') {
		add(percent(entities))
	}
	return out
}

// withoutMarkup drops the tags that stand inside words, and puts a space in
// the place of every other one, since it ends a word. A < that no > follows
// before the next < is text.
func withoutMarkup(text string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			break
		}
		end := strings.IndexAny(text[open+1:], "<>")
		if end < 0 {
			break
		}
		end += open + 1
		b.WriteString(text[:open])
		if text[end] == '<' {
			b.WriteString(text[open:end])
			text = text[end:]
			continue
		}
		if !inline(text[open+1 : end]) {
			b.WriteByte(' ')
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// inline tells whether a tag, without its brackets, or a comment may stand
// inside a word.
func inline(tag string) bool {
	name := strings.TrimPrefix(tag, "/")
	if i := strings.IndexFunc(name, func(r rune) bool { return r == ' ' || r == '/' || r == '\t' || r == '\n' || r == '\r' }); i >= 0 {
		name = name[:i]
	}
	switch strings.ToLower(name) {
	case "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "ruby", "s", "small",
		"span", "strong", "sub", "sup", "tspan", "u", "var", "wbr",
		"t", "r", "rpr", "rfont", "sz", "color", "family", "scheme", "charset", "vertalign": // runs of a workbook's text
		return true
	}
	return strings.HasPrefix(tag, "!")
}

// escape is an escape of JSON, JavaScript, CSS or a workbook's text.
var escape = regexp.MustCompile(`(?:\\u[0-9a-fA-F]{4})+|\\x[0-9a-fA-F]{2}|\\["\\/bfnrt']|_x[0-9a-fA-F]{4}_`)

// unescape resolves the escapes of JSON and JavaScript, and _x000D_ of
// workbooks.
func unescape(text string) string {
	if !strings.Contains(text, `\`) && !strings.Contains(text, "_x") {
		return text
	}
	return escape.ReplaceAllStringFunc(text, func(s string) string {
		code := func(hex string) uint16 { n, _ := strconv.ParseUint(hex, 16, 16); return uint16(n) }
		switch {
		case strings.HasPrefix(s, `\u`):
			var units []uint16
			for part := range strings.SplitSeq(s[2:], `\u`) {
				units = append(units, code(part))
			}
			return string(utf16.Decode(units))
		case strings.HasPrefix(s, `\x`):
			return string(rune(code(s[2:])))
		case strings.HasPrefix(s, "_x"):
			return string(rune(code(s[2:6])))
		case strings.ContainsAny(s[1:], "bfnrt"):
			return " "
		}
		return s[1:]
	})
}

// percent resolves the escapes of addresses; what is none stays.
func percent(text string) string {
	return percentRun.ReplaceAllStringFunc(text, func(s string) string {
		if got, err := url.PathUnescape(s); err == nil && utf8.ValidString(got) {
			return got
		}
		return s
	})
}

var percentRun = regexp.MustCompile(`(?:%[0-9a-fA-F]{2})+`)

// base64Run is data in an address, such as an image's.
var base64Run = regexp.MustCompile(`;base64,([A-Za-z0-9+/=\s]{16,})`)

func unfoldEmbedded(data []byte, look func(string), depth int) error {
	if !bytes.Contains(data, []byte(";base64,")) {
		return nil
	}
	for _, m := range base64Run.FindAllSubmatch(data, -1) {
		inner, err := decodeBase64(m[1])
		if err != nil {
			continue // no base64 after all; its letters were searched
		}
		if err := unfold(inner, look, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func decodeBase64(data []byte) ([]byte, error) {
	packed := strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == ' ' || r == '\t' {
			return -1
		}
		return r
	}, string(data))
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(packed, "="))
}

// unfoldZip searches every part of a workbook, its names and comments.
func unfoldZip(data []byte, look func(string), depth int) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	look(z.Comment)
	for _, part := range z.File {
		look(part.Name)
		look(part.Comment)
		in, err := part.Open()
		if err != nil {
			return err
		}
		inner, err := io.ReadAll(io.LimitReader(in, largestPart))
		in.Close()
		if err != nil {
			return fmt.Errorf("part %s: %w", part.Name, err)
		}
		if err := unfold(inner, look, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// mailStart is the first header line of a mail.
var mailStart = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*:[ \t]`)

func isMail(data []byte) bool {
	head := data[:min(len(data), 4096)]
	return mailStart.Match(head) && (bytes.Contains(head, []byte("MIME-Version:")) || bytes.Contains(head, []byte("Message-ID:")))
}

func unfoldMail(data []byte, look func(string), depth int) error {
	look(string(data))
	m, err := mail.ReadMessage(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := headers(map[string][]string(m.Header), look); err != nil {
		return err
	}
	return mailPart(m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, look, depth)
}

// headers searches header lines with their encoded words.
func headers(h map[string][]string, look func(string)) error {
	decoder := mime.WordDecoder{}
	for _, values := range h {
		for _, v := range values {
			look(v)
			text, err := decoder.DecodeHeader(v)
			if err != nil {
				return err
			}
			look(text)
			for _, quoted := range quotedText.FindAllString(text, -1) {
				look(unescape(quoted))
			}
			if _, params, err := mime.ParseMediaType(v); err == nil {
				for _, p := range params {
					look(p)
				}
			}
		}
	}
	return nil
}

var quotedText = regexp.MustCompile(`"(?:\\.|[^"\\])*"`)

func mailPart(contentType, encoding string, body io.Reader, look func(string), depth int) error {
	if depth > deepest {
		return fmt.Errorf("parts are nested more than %d deep", deepest)
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err == nil && strings.HasPrefix(kind, "multipart/") {
		r := multipart.NewReader(body, params["boundary"])
		for {
			p, err := r.NextRawPart()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if err := headers(map[string][]string(p.Header), look); err != nil {
				return err
			}
			if err := mailPart(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, look, depth+1); err != nil {
				return err
			}
		}
	}
	data, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		if data, err = decodeBase64(data); err != nil {
			return err
		}
	case "quoted-printable":
		if data, err = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(data))); err != nil {
			return err
		}
	}
	return unfold(data, look, depth+1)
}
