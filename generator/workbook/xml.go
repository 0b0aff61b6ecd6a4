package workbook

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"rapport/generator/source"
)

// maxDepth bounds how deep elements may nest; workbooks need about ten.
const maxDepth = 64

// xmlWalker reads the tokens of one XML document strictly: no DTD, no entity
// but the five of XML, balanced tags, one root that is closed, bounded depth.
// It reads what the fast scanner leaves alone.
type xmlWalker struct {
	at      source.Cell
	part    string
	dec     *xml.Decoder
	filter  *controlFilter
	depth   int
	rooted  bool
	garbage bool // text followed the root
}

func newXMLWalker(at source.Cell, part string, r io.Reader) *xmlWalker {
	filter := &controlFilter{in: sniffUTF16(r)}
	dec := xml.NewDecoder(filter)
	dec.CharsetReader = charsetReader
	return &xmlWalker{at: at, part: part, dec: dec, filter: filter}
}

// next returns the next start, end or text token inside the root, or nil at
// the end of a whole document.
func (w *xmlWalker) next() (xml.Token, error) {
	for {
		w.filter.budget = maxCellBytes
		t, err := w.dec.Token()
		if err == io.EOF {
			if !w.rooted {
				return nil, damaged(w.at, w.part, "it holds no XML")
			}
			return nil, nil
		}
		if err != nil {
			return nil, w.fault(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if w.depth++; w.depth > maxDepth {
				return nil, damaged(w.at, w.part, "its elements nest deeper than any workbook's")
			}
			if w.depth == 1 && w.rooted {
				return nil, damaged(w.at, w.part, "a second document follows the first")
			}
			w.rooted = true
			return t, nil
		case xml.EndElement:
			w.depth--
			return t, nil
		case xml.CharData:
			if w.depth > 0 {
				return t, nil
			}
			if len(bytes.TrimSpace(bytes.TrimPrefix(t, []byte("\ufeff")))) > 0 {
				if !w.rooted {
					return nil, damaged(w.at, w.part, "text stands before its first element")
				}
				w.garbage = true
			}
		case xml.Directive:
			return nil, refusal(w.at, "xml-dtd", hintSaveAgain,
				"the part %s declares a document type or entities, which no workbook needs and which can hide an attack", w.part)
		}
	}
}

// finish reads to the end of the document.
func (w *xmlWalker) finish() error {
	for {
		if t, err := w.next(); t == nil || err != nil {
			return err
		}
	}
}

// skip reads to the end of the element that was just opened.
func (w *xmlWalker) skip() error {
	for depth := w.depth; w.depth >= depth; {
		if _, err := w.next(); err != nil {
			return err
		}
	}
	return nil
}

// fault passes a damage of the container on and words a fault of the XML.
func (w *xmlWalker) fault(err error) error {
	var p source.Problem
	if errors.As(err, &p) {
		return p
	}
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return damaged(w.at, w.part, "its XML is broken ("+syntax.Msg+")")
	}
	return damaged(w.at, w.part, err.Error())
}

// attr returns an attribute by its local name without namespace.
func attr(e xml.StartElement, local string) (string, bool) {
	for _, a := range e.Attr {
		if a.Name.Local == local && a.Name.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// controlFilter leaves out the control characters that XML 1.0 forbids, and
// counts them. It also bounds what one token may take: the decoder keeps a
// token whole in memory.
type controlFilter struct {
	in     io.Reader
	count  int
	budget int64
}

func (f *controlFilter) Read(b []byte) (int, error) {
	if f.budget < 0 {
		return 0, errTooLong
	}
	n, err := f.in.Read(b)
	f.budget -= int64(n)
	kept := 0
	for _, c := range b[:n] {
		if c >= 0x20 || c == '\t' || c == '\n' || c == '\r' {
			b[kept] = c
			kept++
		}
	}
	f.count += n - kept
	return kept, err
}

// sniffUTF16 turns a UTF-16 document into UTF-8, told by its byte order mark
// or by the zero byte in its first character.
func sniffUTF16(r io.Reader) io.Reader {
	br := bufio.NewReader(r)
	head, _ := br.Peek(4)
	if e, ok := utf16Of(head); ok {
		return transform.NewReader(br, unicode.UTF16(e, unicode.UseBOM).NewDecoder())
	}
	return br
}

func utf16Of(head []byte) (unicode.Endianness, bool) {
	switch {
	case len(head) < 2:
	case head[0] == 0xff && head[1] == 0xfe, head[0] != 0 && head[1] == 0:
		return unicode.LittleEndian, true
	case head[0] == 0xfe && head[1] == 0xff, head[0] == 0 && head[1] != 0:
		return unicode.BigEndian, true
	}
	return unicode.BigEndian, false
}

// toUTF8 returns an XML document as UTF-8 without byte order mark, and
// without a declaration where that names another encoding.
func toUTF8(b []byte) ([]byte, error) {
	if _, ok := utf16Of(b); ok {
		text, err := io.ReadAll(sniffUTF16(bytes.NewReader(b)))
		return withoutDeclaration(bytes.TrimPrefix(text, []byte("\ufeff"))), err
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	label := declaredEncoding(b)
	if label == "" || strings.EqualFold(label, "utf-8") {
		return b, nil
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, err
	}
	text, err := e.NewDecoder().Bytes(b)
	return withoutDeclaration(text), err
}

func withoutDeclaration(b []byte) []byte {
	if bytes.HasPrefix(b, []byte("<?xml")) {
		if end := bytes.Index(b, []byte("?>")); end >= 0 {
			return b[end+2:]
		}
	}
	return b
}

// declaredEncoding returns what the XML declaration says, "" for nothing.
func declaredEncoding(b []byte) string {
	if !bytes.HasPrefix(b, []byte("<?xml")) {
		return ""
	}
	head, _, _ := strings.Cut(string(b[:min(len(b), 200)]), "?>")
	_, rest, ok := strings.Cut(head, "encoding")
	if !ok {
		return ""
	}
	rest = strings.TrimLeft(rest, " \t\r\n=")
	if rest == "" {
		return ""
	}
	label, _, _ := strings.Cut(rest[1:], rest[:1])
	return label
}

// charsetReader decodes the encodings that XML documents declare.
func charsetReader(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil // sniffUTF16 has done it
	}
	e, err := htmlindex.Get(label)
	if err != nil {
		return nil, err
	}
	return transform.NewReader(in, e.NewDecoder()), nil
}
