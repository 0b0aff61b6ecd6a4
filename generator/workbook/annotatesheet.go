package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"rapport/generator/source"
)

// annotateSheet rewrites one sheet part and the parts of its comments.
func (a *annotator) annotateSheet(i int, marks *sheetMarks) error {
	sp := a.x.parts[marks.sheet]
	drawing, err := a.addComments(i, sp.part, marks)
	if err != nil {
		return err
	}
	in, err := a.x.pkg.open(sp.part)
	if err != nil {
		return err
	}
	utf8, err := editable(in, sp.part)
	if err != nil {
		return err
	}
	out, err := a.edits.replace(sp.part)
	if err != nil {
		return err
	}
	rec := &recorder{in: &controlFilter{in: utf8, budget: 1 << 62}}
	e := &sheetEditor{
		rec: rec, dec: xml.NewDecoder(rec), out: out, styles: &a.styles,
		pending: map[int][]cellMark{}, sorted: !sp.unsorted, drawing: drawing,
	}
	for _, m := range marks.cells {
		if len(e.pending[m.row]) == 0 {
			e.order = append(e.order, m.row)
		}
		e.pending[m.row] = append(e.pending[m.row], m)
	}
	if err := e.run(); err != nil {
		return fmt.Errorf("rewriting %s: %w", sp.part.name, err)
	}
	return nil
}

// editable gives a part as UTF-8 that may be copied in pieces. The rare part
// in another encoding is turned over whole.
func editable(in io.Reader, p *part) (io.Reader, error) {
	head := make([]byte, 256)
	n, err := io.ReadFull(in, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	head = head[:n]
	rest := io.MultiReader(bytes.NewReader(head), in)
	label := declaredEncoding(bytes.TrimPrefix(head, []byte("\ufeff")))
	if _, wide := utf16Of(head); !wide && (label == "" || strings.EqualFold(label, "utf-8")) {
		return rest, nil
	}
	if p.size > 4*smallPart {
		return nil, fmt.Errorf("the part %s is too large to be turned into UTF-8", p.name)
	}
	all, err := io.ReadAll(rest)
	if err != nil {
		return nil, err
	}
	text, err := toUTF8(all)
	return bytes.NewReader(text), err
}

// recorder keeps the bytes a decoder has read until they are taken.
type recorder struct {
	in   io.Reader
	kept []byte
	from int64 // offset of the first kept byte
}

func (r *recorder) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	r.kept = append(r.kept, b[:n]...)
	return n, err
}

// take returns the bytes up to an offset; they stay valid until the next Read.
func (r *recorder) take(to int64) []byte {
	n := int(to - r.from)
	raw := r.kept[:n]
	r.kept, r.from = r.kept[n:], to
	return raw
}

// sheetEditor copies a sheet part token by token, changing the style of the
// marked cells and adding cells where there are none.
type sheetEditor struct {
	rec     *recorder
	dec     *xml.Decoder
	out     io.Writer
	styles  *styleEdits
	pending map[int][]cellMark // by row, not reached yet
	order   []int              // rows with marks, ascending, from the first not passed
	sorted  bool               // rows ascend: missing ones may be added
	drawing string             // relation of the comments' drawing to add, or ""
	prefix  string             // of the elements, with its colon
	depth   int
	row     int
	past    bool // sheet data are behind
	err     error
}

func (e *sheetEditor) write(parts ...string) {
	for _, p := range parts {
		if e.err == nil {
			_, e.err = io.WriteString(e.out, p)
		}
	}
}

// next returns the next token and its bytes.
func (e *sheetEditor) next() (xml.Token, string, error) {
	t, err := e.dec.Token()
	if err != nil {
		return nil, "", err
	}
	return t, string(e.rec.take(e.dec.InputOffset())), e.err
}

func (e *sheetEditor) run() error {
	for {
		t, raw, err := e.next()
		if err == io.EOF {
			return e.err
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			e.depth++
			if err := e.start(t, raw); err != nil {
				return err
			}
		case xml.EndElement:
			switch {
			case e.depth == 2 && t.Name.Local == "sheetData":
				e.missingRows(maxRows + 1)
				e.past = true
				if raw == "" { // was <sheetData/>, written open
					raw = "</" + e.prefix + "sheetData>"
				}
			case e.depth == 1:
				e.addDrawing()
			}
			e.depth--
			e.write(raw)
		default:
			e.write(raw)
		}
	}
}

// start copies a start tag; a marked row is read and written whole.
func (e *sheetEditor) start(t xml.StartElement, raw string) error {
	switch {
	case e.depth == 1:
		name := strings.TrimLeft(raw, "<")
		if p, _, ok := strings.Cut(name[:strings.IndexAny(name, " \t\r\n/>")], ":"); ok {
			e.prefix = p + ":"
		}
	case e.depth == 2 && t.Name.Local == "sheetData":
		raw = opened(raw)
	case e.depth == 2 && e.past && afterDrawing[t.Name.Local]:
		e.addDrawing()
	case e.depth == 2 && e.past && t.Name.Local == "legacyDrawing":
		e.drawing = ""
	case e.depth == 3 && !e.past && t.Name.Local == "row":
		e.row++
		if r, ok := attr(t, "r"); ok {
			e.row = smallInt([]byte(r))
		}
		e.missingRows(e.row)
		if marks := e.marksOf(e.row); len(marks) > 0 {
			return e.markedRow(raw, marks)
		}
	}
	e.write(raw)
	return nil
}

// opened makes <x> of <x/>.
func opened(raw string) string {
	if strings.HasSuffix(raw, "/>") {
		return strings.TrimSuffix(raw, "/>") + ">"
	}
	return raw
}

// afterDrawing are the elements that must follow a legacyDrawing.
var afterDrawing = map[string]bool{
	"legacyDrawingHF": true, "drawingHF": true, "picture": true, "oleObjects": true, "controls": true,
	"webPublishItems": true, "tableParts": true, "extLst": true, "AlternateContent": true,
}

func (e *sheetEditor) addDrawing() {
	if e.drawing != "" {
		e.write(`<`, e.prefix, `legacyDrawing xmlns:r="`, nsRelations, `" r:id="`, e.drawing, `"/>`)
		e.drawing = ""
	}
}

// missingRows adds the marked rows before a row that the sheet does not have.
func (e *sheetEditor) missingRows(before int) {
	for e.sorted && len(e.order) > 0 && e.order[0] < before {
		row := e.order[0]
		e.order = e.order[1:]
		marks := e.marksOf(row)
		if len(marks) == 0 {
			continue // its row was there
		}
		e.write(`<`, e.prefix, `row r="`, itoa(row), `">`)
		for _, m := range marks {
			e.newCell(m)
		}
		e.write(`</`, e.prefix, `row>`)
	}
}

// marksOf takes the marks of a row out of the pending ones.
func (e *sheetEditor) marksOf(row int) []cellMark {
	marks := e.pending[row]
	delete(e.pending, row)
	return marks
}

func (e *sheetEditor) newCell(m cellMark) {
	e.write(`<`, e.prefix, `c r="`, source.Letters(m.column), itoa(m.row), `" s="`, itoa(e.styles.filled(0, m.severe)), `"/>`)
}
