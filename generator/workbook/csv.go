package workbook

import (
	"bufio"
	"io"
	"path"
	"path/filepath"
	"strings"

	"rapport/generator/source"
)

// csvBook reads comma, semicolon, tab or bar separated text as one sheet.
type csvBook struct {
	*textFile
	comma   byte
	sepLine bool // the first line is sep=; and no row, as in Excel
}

// openCSV decides the separator: a sep= line says it, else the candidate that
// cuts the most records of the beginning into the same number of fields.
func openCSV(book *Book, t *textFile, head string) error {
	c := &csvBook{textFile: t}
	c.comma, c.sepLine = sepLine(head)
	if !c.sepLine {
		c.comma = bestComma(head)
	}
	book.Format, book.reader = "csv", c
	addTextSheet(book)
	names := map[byte]string{',': "commas", ';': "semicolons", '\t': "tabs", '|': "bars"}
	name, ok := names[c.comma]
	if !ok {
		name = string(rune(c.comma))
	}
	severity := source.Note
	switch strings.ToLower(filepath.Ext(book.Name)) {
	case ".csv", ".tsv", ".txt", ".tab":
	default:
		severity = source.Warning
	}
	book.Problems = append(book.Problems, problem(severity, source.Cell{File: book.Name}, "csv", "check a date and a number in the result",
		"this is a text file with fields separated by %s; it was read as such", name))
	t.note(book)
	return nil
}

// addTextSheet gives the book its only sheet, named like the file, as Excel
// does.
func addTextSheet(book *Book) *Sheet {
	name := path.Base(book.Name)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	s := &Sheet{Book: book, Name: name, Path: "text"}
	book.Sheets = []*Sheet{s}
	return s
}

// sepLine reads the separator from a first line such as sep=; if there is one.
func sepLine(head string) (comma byte, ok bool) {
	line, _, _ := strings.Cut(strings.TrimPrefix(head, "\ufeff"), "\n")
	line = strings.Trim(strings.TrimRight(line, "\r"), `"`)
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") {
		return line[4], true
	}
	return 0, false
}

// bestComma tries the usual separators on the first hundred records.
func bestComma(head string) byte {
	best, bestScore := byte(','), 0
	for _, comma := range []byte{',', ';', '\t', '|'} {
		fields := map[int]int{}
		p := csvParser{in: bufio.NewReader(strings.NewReader(head)), comma: comma,
			b: newRowBuilder(&Sheet{Book: &Book{}}, Limits{}.withDefaults(), func(*Row) error { return nil })}
		for range 100 {
			if more, err := p.record(); err != nil || !more {
				break
			}
			fields[int(p.b.column)]++
		}
		for n, records := range fields {
			// Records of equal width count; a wider table decides a tie.
			if score := records*1000 + min(n, 999); n > 1 && score > bestScore {
				best, bestScore = comma, score
			}
		}
	}
	return best
}

// rows reads records as RFC 4180 has them, and as people write them: a quote
// counts only at the beginning of a field, blank lines count as rows.
func (c *csvBook) rows(s *Sheet, yield func(*Row) error) error {
	in := bufio.NewReaderSize(c.open(), 64<<10)
	if c.sepLine {
		if _, err := in.ReadString('\n'); err != nil && err != io.EOF {
			return asProblem(s.At(0, 0), pathless(err))
		}
	}
	b := newRowBuilder(s, c.limits, yield)
	p := csvParser{in: in, comma: c.comma, b: b}
	for {
		more, err := p.record()
		if err != nil {
			return err
		}
		if !more {
			s.Book.tell(s, b.notes.problems())
			return nil
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
	} else if err != nil {
		return false, asProblem(p.b.sheet.At(0, 0), pathless(err))
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
	b := p.b
	start, quoted := len(b.arena), false
	for first := true; ; first = false {
		c, err := p.in.ReadByte()
		if err == io.EOF && !quoted {
			p.add(column, start)
			return true, nil
		}
		if err == io.EOF || len(b.arena) > maxCellBytes {
			return false, refusal(b.sheet.At(b.row.Number, int(column)), "csv-quote", hintExportAgain,
				"a quoted field begins here and does not end")
		}
		if err != nil {
			return false, asProblem(b.sheet.At(b.row.Number, 0), pathless(err))
		}
		switch {
		case c == '"' && first:
			quoted = true
		case c == '"' && quoted && !p.follows('"'):
			quoted = false
		case quoted:
			b.arena = append(b.arena, c)
		case c == p.comma:
			p.add(column, start)
			return false, nil
		case c == '\n', c == '\r':
			if c == '\r' {
				p.follows('\n')
			}
			p.add(column, start)
			return true, nil
		default:
			b.arena = append(b.arena, c)
		}
	}
}

// follows takes the next byte if it is the wanted one.
func (p *csvParser) follows(want byte) bool {
	next, _ := p.in.Peek(1)
	if len(next) == 0 || next[0] != want {
		return false
	}
	p.in.Discard(1)
	return true
}

func (p *csvParser) add(column int32, start int) {
	p.b.text(Cell{Column: column, Kind: Text}, start)
}

// maxCellBytes bounds one cell or record in memory.
const maxCellBytes = 16 << 20
