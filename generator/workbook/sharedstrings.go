package workbook

import (
	"bytes"
	"encoding/xml"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"rapport/generator/source"
)

// stringTable keeps shared strings in one byte arena. It is filled once while
// the book is opened and never changed afterwards.
type stringTable struct {
	arena []byte
	ends  []uint32
	cut   map[int32]int // strings longer than a cell may be: their true length
}

func (t *stringTable) len() int { return len(t.ends) }

// get returns string i, which stays valid while the table lives.
func (t *stringTable) get(i int) string {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return view(t.arena[start:t.ends[i]])
}

// end closes the string whose bytes were appended to the arena.
func (t *stringTable) end(limit int) bool {
	start := uint32(0)
	if n := len(t.ends); n > 0 {
		start = t.ends[n-1]
	}
	if text := t.arena[start:]; len(text) > limit {
		if n := utf8.RuneCount(text); n > limit {
			if t.cut == nil {
				t.cut = map[int32]int{}
			}
			t.cut[int32(len(t.ends))] = n
			t.arena = append(t.arena[:start], cutRunes(text, limit)...)
		}
	}
	if uint64(len(t.arena)) > math.MaxUint32 || len(t.ends) == math.MaxInt32 {
		return false
	}
	t.ends = append(t.ends, uint32(len(t.arena)))
	return true
}

// cutRunes returns the first limit characters of text.
func cutRunes(text []byte, limit int) []byte {
	for i := range view(text) {
		if limit == 0 {
			return text[:i]
		}
		limit--
	}
	return text
}

// view shows bytes as a string without copying. The bytes must not change
// while the string is used.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// errStringsSize says that the arena would pass its 4 GB.
func errStringsSize(at source.Cell) error {
	return refusal(at, "strings-size", hintLimit, "the shared strings of the workbook take more than 4 GB")
}

// scan fills the table from a part of the plain dialect.
func (t *stringTable) scan(w *window, size int64, limit int) error {
	if err := scanRoot(w); err != nil {
		return err
	}
	read := int64(0)
	for {
		from := w.pos
		w.pos = blanks(w.buf, w.pos)
		start := len(t.arena)
		if cap(t.arena)-start < roomForText || len(t.ends) == cap(t.ends) {
			t.reserve(read, size)
		}
		next, last, err := t.item(w.buf, w.pos)
		switch {
		case err == nil && last:
			w.pos = next
			return scanEnd(w)
		case err == nil:
			w.pos = next
			read += int64(next - from)
			if !t.end(limit) {
				return errDialect
			}
		case err != errShort:
			return err
		default:
			t.arena = t.arena[:start]
			if !w.more() {
				if err := w.fault(); err != nil && err != errTooLong {
					return err
				}
				return errDialect
			}
		}
	}
}

// roomForText is room for all but few texts.
const roomForText = 1 << 10

// reserve makes room for the rest of a part of which some was read, as much as
// that took, so that the table of a large book is not copied again and again.
func (t *stringTable) reserve(read, size int64) {
	more := func(n int) int {
		if read < blockSize {
			return n // too little to tell by
		}
		left := max(0, min(size-read, 15*read)) // the size is what the file declares
		return int(float64(n) * 1.03 * float64(left) / float64(read))
	}
	t.arena = slices.Grow(t.arena, more(len(t.arena))+4*roomForText)
	t.ends = slices.Grow(t.ends, more(len(t.ends))+64)
}

// item reads one si element into the arena, or the end of the root.
func (t *stringTable) item(b []byte, i int) (next int, last bool, err error) {
	if i+6 > len(b) {
		return 0, false, errShort
	}
	switch {
	case string(b[i:i+4]) == "<si>":
		t.arena, next, err = scanRich(b, i+4, "</si>", t.arena)
		return next, false, err
	case string(b[i:i+6]) == "</sst>":
		return i + 6, true, nil
	case string(b[i:i+5]) == "<si/>":
		return i + 5, false, nil
	}
	return 0, false, errDialect
}

// scanRoot reads to behind the sst tag.
func scanRoot(w *window) error {
	for {
		if i := bytes.Index(w.buf, []byte("<sst")); i >= 0 {
			if end := bytes.IndexByte(w.buf[i:], '>'); end >= 0 {
				head := w.buf[:i+end+1]
				w.pos = i + end + 1
				if !plainRoot(head) {
					return errDialect
				}
				return nil
			}
		}
		if len(w.buf) > maxHead || !w.more() {
			return errDialect
		}
	}
}

// plainRoot tells whether head ends with the root tag of shared strings.
func plainRoot(head []byte) bool {
	if e := declaredEncoding(bytes.TrimPrefix(head, []byte("\ufeff"))); e != "" && !strings.EqualFold(e, "utf-8") {
		return false
	}
	dec := xml.NewDecoder(bytes.NewReader(head))
	for {
		tok, err := dec.Token()
		if err != nil {
			return false
		}
		switch e := tok.(type) {
		case xml.StartElement:
			return e.Name.Space == nsMain && e.Name.Local == "sst" && dec.InputOffset() == int64(len(head)) && head[len(head)-2] != '/'
		case xml.Directive:
			return false
		}
	}
}

// scanEnd reads white space to the end of the part, and so to its checksum.
func scanEnd(w *window) error {
	for {
		if w.pos = blanks(w.buf, w.pos); w.pos < len(w.buf) {
			return errDialect
		}
		if !w.more() {
			return w.fault()
		}
	}
}

// readXML fills the table by the strict path.
func (t *stringTable) readXML(w *xmlWalker, limit int) error {
	root, err := rootElement(w, "sst")
	if err != nil {
		return err
	}
	if !root {
		return damaged(w.at, w.part, "it does not hold the shared strings")
	}
	for {
		tok, err := w.next()
		if err != nil || tok == nil {
			return err
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if e.Name.Local != "si" {
			if err := w.skip(); err != nil {
				return err
			}
			continue
		}
		text, err := richText(w)
		if err != nil {
			return err
		}
		t.arena = append(t.arena, text...)
		if !t.end(limit) {
			return errStringsSize(w.at)
		}
	}
}

// rootElement reads to the root and tells whether it is the wanted one.
func rootElement(w *xmlWalker, local string) (bool, error) {
	tok, err := w.next()
	if err != nil {
		return false, err
	}
	e, ok := tok.(xml.StartElement)
	return ok && e.Name.Local == local && isMain(e.Name.Space), nil
}

// isMain tells the namespaces of spreadsheet elements: transitional, strict,
// and none at all, as careless writers leave it.
func isMain(space string) bool {
	return space == nsMain || space == nsStrict || space == ""
}

const (
	nsMain   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsStrict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
	nsCompat = "http://schemas.openxmlformats.org/markup-compatibility/2006"
)

// richText joins the texts of an open si or is element, without phonetic
// hints, and reads to its end.
func richText(w *xmlWalker) ([]byte, error) {
	var text []byte
	for depth := w.depth; ; {
		tok, err := w.next()
		if err != nil {
			return nil, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "r":
			case "t":
				b, err := elementText(w)
				if err != nil {
					return nil, err
				}
				text = append(text, unescapeX(b)...)
			default:
				if err := w.skip(); err != nil {
					return nil, err
				}
			}
		case xml.EndElement:
			if w.depth < depth {
				return text, nil
			}
		}
	}
}

// elementText returns the text of the open element and reads to its end.
func elementText(w *xmlWalker) ([]byte, error) {
	var text []byte
	for depth := w.depth; ; {
		tok, err := w.next()
		if err != nil {
			return nil, err
		}
		switch t := tok.(type) {
		case xml.CharData:
			text = append(text, t...)
		case xml.StartElement:
			if err := w.skip(); err != nil {
				return nil, err
			}
		case xml.EndElement:
			if w.depth < depth {
				return text, nil
			}
		}
	}
}
