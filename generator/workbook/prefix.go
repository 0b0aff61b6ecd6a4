package workbook

import (
	"bufio"
	"bytes"
	"io"
)

// unprefixed takes the prefix off the elements of a part whose root declares
// the spreadsheet namespace under one, as .NET libraries write it
// (<x:worksheet xmlns:x="…">), so that the scanner can read it. Any other part
// passes unchanged. Bytes after a < are no text, so that nothing else can be
// hit but comments and CDATA, at which the scanner gives up anyway.
func unprefixed(r io.Reader) io.Reader {
	head := make([]byte, 4096)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	rest := r
	if err != nil {
		rest = errorReader{err}
		if err == io.ErrUnexpectedEOF {
			rest = errorReader{io.EOF}
		}
	}
	prefix, declared := rootPrefix(head)
	if prefix == nil {
		return io.MultiReader(bytes.NewReader(head), rest)
	}
	// The declaration becomes the default namespace.
	head = append(head[:declared:declared], head[declared+len(prefix):]...)
	// The buffer spares prefixReader reads shorter than a tag's beginning.
	return bufio.NewReaderSize(&prefixReader{in: io.MultiReader(bytes.NewReader(head), rest), prefix: prefix}, 64<<10)
}

type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

// rootPrefix returns the prefix of the root with its colon, and where ":x"
// stands in its declaration; nil if the root has none, or declares a default
// namespace beside it.
func rootPrefix(head []byte) (prefix []byte, declared int) {
	from := 0
	for {
		i := bytes.IndexByte(head[from:], '<')
		if i < 0 || from+i+1 >= len(head) {
			return nil, 0
		}
		if from += i + 1; head[from] != '?' {
			break
		}
	}
	end := bytes.IndexByte(head[from:], '>')
	colon := bytes.IndexByte(head[from:], ':')
	if end < 0 || colon <= 0 || colon > 8 || afterName(head, from-1)-from <= colon {
		return nil, 0
	}
	tag := head[from : from+end]
	name := bytes.Clone(tag[:colon])
	if bytes.Contains(tag, []byte(` xmlns=`)) {
		return nil, 0
	}
	at := bytes.Index(tag, []byte(` xmlns:`+string(name)+`="`+nsMain+`"`))
	if at < 0 {
		return nil, 0
	}
	return append(name, ':'), from + at + len(" xmlns")
}

// prefixReader drops the prefix after every < and </.
type prefixReader struct {
	in     io.Reader
	prefix []byte
	held   []byte // the beginning of a tag that the last read cut
	err    error
}

func (p *prefixReader) Read(b []byte) (int, error) {
	most := len(p.prefix) + 2 // </x:
	if len(b) <= most {
		return 0, io.ErrShortBuffer
	}
	for {
		n := copy(b, p.held)
		p.held = p.held[:0]
		if p.err == nil {
			var m int
			m, p.err = p.in.Read(b[n:])
			n += m
		}
		n = p.strip(b[:n])
		if n > 0 || p.err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, p.err
		}
	}
}

// strip shortens b in place and returns what is left; a tag whose name may go
// on in the next read is held back.
func (p *prefixReader) strip(b []byte) int {
	out, in := 0, 0
	for in < len(b) {
		i := bytes.IndexByte(b[in:], '<')
		if i < 0 {
			i = len(b) - in
		}
		out += copy(b[out:], b[in:in+i])
		if in += i; in == len(b) {
			break
		}
		if len(b)-in < len(p.prefix)+2 && p.err == nil {
			p.held = append(p.held, b[in:]...)
			break
		}
		open := 1
		if in+1 < len(b) && b[in+1] == '/' {
			open = 2
		}
		out += copy(b[out:], b[in:min(in+open, len(b))])
		in = min(in+open, len(b))
		if bytes.HasPrefix(b[in:], p.prefix) {
			in += len(p.prefix)
		}
	}
	return out
}
