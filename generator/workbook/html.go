package workbook

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/htmlindex"

	"rapport/generator/source"
)

// htmlBook reads the tables of a web page, which some systems name .xls, as
// one sheet, one table below the other, as Excel shows them.
type htmlBook struct{ *textFile }

func openHTML(book *Book, t *textFile) error {
	t.declared()
	h := &htmlBook{t}
	book.Format, book.reader = "html", h
	s := addTextSheet(book)
	p := h.parser(s, func(*Row) error { return nil })
	if err := p.parse(); err != nil {
		return err
	}
	if p.password || p.b.given == 0 {
		return refusal(source.Cell{File: book.Name}, "login-page", "log in to the CRM in the browser and export again; the file must hold the table",
			"this is a web page without a table of data, probably a login or error page")
	}
	s.Merges = p.merges
	book.Problems = append(book.Problems, problem(source.Warning, source.Cell{File: book.Name}, "html", "check a date in the result; an .xlsx export is safer",
		"this is a web page with a table, not a workbook; its cells were read as text"))
	t.note(book)
	book.tell(s, p.b.notes.problems())
	return nil
}

// declared trusts the page's own charset where the bytes are not UTF-8.
func (t *textFile) declared() {
	if t.encoding.name == "UTF-8" || t.encoding.name == "UTF-16" {
		return
	}
	head := strings.ToLower(t.head(4096))
	_, rest, ok := strings.Cut(head, "charset=")
	if !ok {
		return
	}
	label := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("\"'> ;/", r) })
	if len(label) == 0 {
		return
	}
	if e, err := htmlindex.Get(label[0]); err == nil {
		if name, _ := htmlindex.Name(e); name != "utf-8" && !strings.HasPrefix(name, "utf-16") {
			t.encoding = textEncoding{name: name, coding: e}
		}
	}
}

func (h *htmlBook) parser(s *Sheet, yield func(*Row) error) *htmlParser {
	z := html.NewTokenizer(h.open())
	z.SetMaxBuf(maxCellBytes)
	return &htmlParser{z: z, b: newRowBuilder(s, h.limits, yield)}
}

func (h *htmlBook) rows(s *Sheet, yield func(*Row) error) error {
	return h.parser(s, yield).parse()
}

// htmlParser turns the tokens of a page into rows.
type htmlParser struct {
	z        *html.Tokenizer
	b        *rowBuilder
	tables   int // open ones
	inRow    bool
	inCell   bool
	hidden   atom.Atom // inside script, style or the like
	column   int32
	start    int           // of the cell's text in the arena
	number   string        // x:num of the cell
	spans    map[int32]int // columns taken by cells of rows above, and for how many rows
	merges   []Range
	password bool
}

func (p *htmlParser) parse() error {
	p.spans = map[int32]int{}
	for {
		switch p.z.Next() {
		case html.ErrorToken:
			if err := p.z.Err(); err != io.EOF {
				return refusal(p.b.sheet.At(p.b.row.Number, 0), "html-damaged", hintSaveAgain, "the web page cannot be read: %v", err)
			}
			return p.endRow()
		case html.TextToken:
			if p.inCell && p.hidden == 0 {
				p.text(p.z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if err := p.open(); err != nil {
				return err
			}
		case html.EndTagToken:
			if err := p.close(); err != nil {
				return err
			}
		}
	}
}

func (p *htmlParser) open() error {
	name, more := p.z.TagName()
	tag := atom.Lookup(name)
	if p.hidden != 0 {
		return nil
	}
	attrs := map[string]string{}
	for more {
		var k, v []byte
		k, v, more = p.z.TagAttr()
		switch string(k) {
		case "rowspan", "colspan", "x:num", "type":
			attrs[string(k)] = string(v)
		}
	}
	switch tag {
	case atom.Table:
		p.tables++
		return p.endRow()
	case atom.Tr:
		if err := p.endRow(); err != nil {
			return err
		}
		return p.beginRow()
	case atom.Td, atom.Th:
		if p.tables == 0 {
			return nil
		}
		if !p.inRow {
			if err := p.beginRow(); err != nil {
				return err
			}
		}
		return p.beginCell(attrs)
	case atom.Br:
		if p.inCell {
			p.b.arena = append(p.b.arena, '\n')
		}
	case atom.Script, atom.Style, atom.Title, atom.Textarea:
		p.hidden = tag
	case atom.Input:
		p.password = p.password || strings.EqualFold(attrs["type"], "password")
	}
	return nil
}

func (p *htmlParser) close() error {
	name, _ := p.z.TagName()
	tag := atom.Lookup(name)
	if p.hidden != 0 {
		if tag == p.hidden {
			p.hidden = 0
		}
		return nil
	}
	switch tag {
	case atom.Td, atom.Th:
		return p.endCell()
	case atom.Tr:
		return p.endRow()
	case atom.Table:
		p.tables = max(p.tables-1, 0)
		return p.endRow()
	case atom.P, atom.Div, atom.Li:
		if p.inCell {
			p.b.arena = append(p.b.arena, '\n')
		}
	}
	return nil
}

func (p *htmlParser) beginRow() error {
	if p.tables == 0 {
		return nil
	}
	p.inRow, p.column = true, 0
	return p.b.begin(0, false)
}

func (p *htmlParser) endRow() error {
	if !p.inRow {
		return nil
	}
	if err := p.endCell(); err != nil {
		return err
	}
	p.inRow = false
	for c, n := range p.spans {
		if n--; n <= 0 {
			delete(p.spans, c)
		} else {
			p.spans[c] = n
		}
	}
	return p.b.end()
}

// beginCell places a cell in the first column that no cell above reaches
// into, and remembers what it covers itself.
func (p *htmlParser) beginCell(attrs map[string]string) error {
	if err := p.endCell(); err != nil {
		return err
	}
	p.column++
	for p.spans[p.column] > 0 {
		p.column++
	}
	if _, err := p.b.place(p.column); err != nil {
		return err
	}
	p.inCell, p.start, p.number = true, len(p.b.arena), attrs["x:num"]
	span := func(name string, most int) int {
		n, err := strconv.Atoi(strings.TrimSpace(attrs[name]))
		if err != nil || n < 1 {
			return 1
		}
		return min(n, most)
	}
	wide, tall := span("colspan", maxColumns-int(p.column)+1), span("rowspan", maxRows-p.b.row.Number+1)
	if wide > 1 || tall > 1 {
		if len(p.merges) < maxMerges {
			p.merges = append(p.merges, Range{p.b.row.Number, int(p.column), p.b.row.Number + tall - 1, int(p.column) + wide - 1})
		}
		for c := p.column; c < p.column+int32(wide); c++ {
			p.spans[c] = tall
		}
	}
	return nil
}

// maxMerges bounds what a sheet's list of merged areas may take.
const maxMerges = 1 << 18

func (p *htmlParser) endCell() error {
	if !p.inCell {
		return nil
	}
	p.inCell = false
	column := p.b.column
	p.b.arena = append(p.b.arena[:p.start], tidy(p.b.arena[p.start:])...)
	if f, ok := parseNumber([]byte(p.number)); ok && p.number != "" {
		p.b.use(Cell{Column: column, Shared: -1, Kind: Number, Number: f})
		return nil
	}
	p.b.text(Cell{Column: column, Kind: Text}, p.start)
	return nil
}

// text adds page text with its white space collapsed, as a browser shows it.
func (p *htmlParser) text(t []byte) {
	t = bytes.ReplaceAll(t, []byte("\u00a0"), []byte(" "))
	for _, c := range t {
		if c == '\n' || c == '\r' || c == '\t' {
			c = ' '
		}
		if n := len(p.b.arena); c == ' ' && n > p.start && (p.b.arena[n-1] == ' ' || p.b.arena[n-1] == '\n') {
			continue
		}
		p.b.arena = append(p.b.arena, c)
	}
}

// tidy trims a cell's text and the blanks before its line breaks, in place.
func tidy(b []byte) []byte {
	b = bytes.TrimSpace(b)
	return bytes.ReplaceAll(b, []byte(" \n"), []byte("\n"))
}
