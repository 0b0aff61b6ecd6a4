package workbook

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/transform"
)

// textBook reads comma, semicolon or tab separated text as one sheet.
type textBook struct {
	file    *os.File
	limits  Limits
	dialect dialect
}

func (t *textBook) shared() int  { return 0 }
func (t *textBook) close() error { return t.file.Close() }

// addTextSheet gives the book its only sheet, named like the file, as Excel
// does.
func addTextSheet(book *Book, path string) {
	name := strings.TrimSuffix(book.Name, filepath.Ext(book.Name))
	book.Sheets = []*Sheet{{Book: book, Name: name, Path: path}}
}

// rows reads records as RFC 4180 has them, and as people write them: a quote
// counts only at the beginning of a field, blank lines count as rows.
func (t *textBook) rows(s *Sheet, yield func(*Row) error) error {
	if _, err := t.file.Seek(0, io.SeekStart); err != nil {
		return asProblem(s.At(0, 0), pathless(err))
	}
	in := bufio.NewReaderSize(transform.NewReader(t.file, t.dialect.decoder()), 64<<10)
	if t.dialect.sepLine {
		if _, err := in.ReadString('\n'); err != nil && err != io.EOF {
			return asProblem(s.At(0, 0), pathless(err))
		}
	}
	x := &xlsx{limits: t.limits}
	b := newRowBuilder(x, s, yield)
	p := csvParser{in: in, comma: t.dialect.comma, b: b}
	for {
		more, err := p.record()
		if err != nil || !more {
			return err
		}
	}
}

type csvParser struct {
	in    *bufio.Reader
	comma byte
	b     *rowBuilder
}

// record reads one record into the row builder; false means the end.
func (p *csvParser) record() (more bool, err error) {
	if _, err := p.in.Peek(1); err == io.EOF {
		return false, nil
	}
	if err := p.b.begin(0, false); err != nil {
		return false, err
	}
	for {
		last, err := p.field()
		if err != nil {
			return false, err
		}
		if last {
			return true, p.b.end()
		}
	}
}

// field reads one field; true means that the record ends with it.
func (p *csvParser) field() (last bool, err error) {
	column, err := p.b.place(0)
	if err != nil {
		return false, err
	}
	start, quoted := len(p.b.arena), false
	for first := true; ; first = false {
		c, err := p.in.ReadByte()
		if err == io.EOF {
			if quoted {
				return false, refusal(p.b.sheet.At(p.b.row.Number, int(column)), "csv-quote", hintExportAgain,
					"a quoted field that begins here is not closed before the end of the file")
			}
			p.add(column, start)
			return true, nil
		}
		if err != nil {
			return false, asProblem(p.b.sheet.At(p.b.row.Number, 0), pathless(err))
		}
		switch {
		case c == '"' && first:
			quoted = true
		case c == '"' && quoted:
			if next, _ := p.in.Peek(1); len(next) == 1 && next[0] == '"' {
				p.in.Discard(1)
				p.b.arena = append(p.b.arena, '"')
			} else {
				quoted = false
			}
		case quoted:
			p.b.arena = append(p.b.arena, c)
		case c == p.comma:
			p.add(column, start)
			return false, nil
		case c == '\n' || c == '\r':
			if next, _ := p.in.Peek(1); c == '\r' && len(next) == 1 && next[0] == '\n' {
				p.in.Discard(1)
			}
			p.add(column, start)
			return true, nil
		default:
			p.b.arena = append(p.b.arena, c)
		}
		if len(p.b.arena) > maxCellBytes {
			return false, refusal(p.b.sheet.At(p.b.row.Number, int(column)), "csv-quote", hintExportAgain,
				"a field that begins here has more than %d bytes; a quote is probably not closed", maxCellBytes)
		}
	}
}

func (p *csvParser) add(column int32, start int) {
	p.b.text(Cell{Column: column, Kind: Text}, start)
}

// maxCellBytes bounds one cell or record in memory.
const maxCellBytes = 16 << 20
