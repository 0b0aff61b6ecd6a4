package workbook

import (
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"rapport/generator/source"
)

// textEncoding is how the characters of a text file are written.
type textEncoding struct {
	name   string
	coding encoding.Encoding
	broken bool // some bytes do not belong to it
}

// textFile is a file of text in any encoding, read from its beginning as
// often as needed.
type textFile struct {
	file     input
	size     int64
	limits   Limits
	encoding textEncoding
}

func (t *textFile) shared() int               { return 0 }
func (t *textFile) sharedString(i int) string { return "" }
func (t *textFile) close() error              { return t.file.Close() }

// open reads the text as UTF-8 from its beginning, without byte order mark.
func (t *textFile) open() io.Reader {
	return transform.NewReader(io.NewSectionReader(t.file, 0, t.size), t.encoding.coding.NewDecoder())
}

// head returns the first bytes of the text.
func (t *textFile) head(n int) string {
	b := make([]byte, n)
	n, _ = io.ReadFull(t.open(), b)
	return string(b[:n])
}

// note says in which encoding the file was read where that was a finding.
func (t *textFile) note(book *Book) {
	at := source.Cell{File: book.Name}
	if t.encoding.name != "UTF-8" {
		book.Problems = append(book.Problems, problem(source.Warning, at, "encoding", "compare a name with accents or other scripts; if it is wrong, save as .xlsx or as UTF-8",
			"the text is not UTF-8; by its bytes it was read as %s", t.encoding.name))
	}
	if t.encoding.broken {
		book.Problems = append(book.Problems, problem(source.Warning, at, "encoding-broken", hintSaveAgain,
			"some bytes are no characters in %s; they are shown as \ufffd", t.encoding.name))
	}
}

// evidence counts what speaks for one encoding or another.
type evidence struct {
	bytes    int
	zeroEven int // NUL at an even offset: the high half of big-endian UTF-16
	zeroOdd  int
	invalid  bool // not UTF-8
	tail     []byte
	high     int  // bytes above 7f
	cyrillic int  // of them in the letters of windows-1251
	pairs    int  // double-byte characters if it is GBK
	hanzi    int  // of them common Chinese characters or punctuation
	mark     byte // of the byte order mark: u, l, b or 0
	lead     byte // first half of a pair
	sjis     shiftJIS
}

// detectEncoding reads the whole text once and decides by a byte order mark,
// else by zero bytes (UTF-16), else by validity (UTF-8), else by which bytes
// follow each other (GBK, Shift JIS, windows-1251), else windows-1252, in
// which every text is valid.
func detectEncoding(r io.Reader) (textEncoding, error) {
	var e evidence
	block := make([]byte, 64<<10)
	for {
		n, err := io.ReadFull(r, block)
		e.add(block[:n])
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			break
		}
		if err != nil {
			return textEncoding{}, err
		}
	}
	e.invalid = e.invalid || len(e.tail) > 0 && !utf8.Valid(e.tail)
	return e.decide(), nil
}

func (e *evidence) add(b []byte) {
	if e.bytes == 0 && len(b) > 0 {
		e.findMark(b)
	}
	e.validity(b)
	for i, c := range b {
		if c == 0 {
			if (e.bytes+i)%2 == 0 {
				e.zeroEven++
			} else {
				e.zeroOdd++
			}
		}
		e.pairUp(c)
		e.sjis.add(c)
	}
	e.bytes += len(b)
}

func (e *evidence) findMark(b []byte) {
	switch {
	case len(b) >= 3 && string(b[:3]) == "\xef\xbb\xbf":
		e.mark = 'u'
	case len(b) >= 2 && string(b[:2]) == "\xff\xfe":
		e.mark = 'l'
	case len(b) >= 2 && string(b[:2]) == "\xfe\xff":
		e.mark = 'b'
	}
}

// validity checks UTF-8 across block borders.
func (e *evidence) validity(b []byte) {
	if e.invalid {
		return
	}
	whole := append(e.tail, b...)
	end := len(whole)
	for back := 1; back < utf8.UTFMax && back <= end; back++ {
		if utf8.RuneStart(whole[end-back]) {
			if !utf8.FullRune(whole[end-back:]) {
				end -= back
			}
			break
		}
	}
	e.invalid = !utf8.Valid(whole[:end])
	e.tail = append([]byte(nil), whole[end:]...)
}

// pairUp counts double-byte characters as GBK would read them.
func (e *evidence) pairUp(c byte) {
	if c >= 0x80 {
		e.high++
		if c >= 0xc0 || c == 0xa8 || c == 0xb8 {
			e.cyrillic++
		}
	}
	if e.lead != 0 {
		e.pairs++
		if c >= 0xa1 && (e.lead >= 0xb0 && e.lead <= 0xd7 || e.lead <= 0xa3) {
			e.hanzi++
		}
		e.lead = 0
		return
	}
	if c > 0x80 {
		e.lead = c
	}
}

func (e *evidence) decide() textEncoding {
	switch {
	case e.mark == 'u':
		return textEncoding{"UTF-8", unicode.UTF8BOM, e.invalid}
	case e.mark == 'l':
		return textEncoding{"UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), e.bytes%2 != 0}
	case e.mark == 'b':
		return textEncoding{"UTF-16", unicode.UTF16(unicode.BigEndian, unicode.UseBOM), e.bytes%2 != 0}
	case e.zeroOdd > 0 && e.zeroEven == 0 && e.bytes%2 == 0:
		return textEncoding{"UTF-16", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), false}
	case e.zeroEven > 0 && e.zeroOdd == 0 && e.bytes%2 == 0:
		return textEncoding{"UTF-16", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), false}
	case !e.invalid:
		return textEncoding{"UTF-8", unicode.UTF8, false}
	case e.sjis.likely():
		return textEncoding{"Shift JIS", japanese.ShiftJIS, false}
	case e.pairs*2 >= e.high && e.hanzi*10 >= e.pairs*6:
		return textEncoding{"GBK", simplifiedchinese.GB18030, false}
	case e.cyrillic*10 >= e.high*9 && e.high*4 >= e.bytes:
		return textEncoding{"windows-1251", charmap.Windows1251, false}
	}
	return textEncoding{"windows-1252", charmap.Windows1252, false}
}

// shiftJIS counts double-byte characters as Shift JIS would read them. Its
// common characters begin with bytes that windows-1252 has for quotes and
// dashes and GBK for rare characters, and they stand in runs, which quotes and
// dashes do not.
type shiftJIS struct {
	lead   byte // first half of a pair
	after  bool // the byte before ended a character of this script
	common int  // syllables, punctuation and the two thousand common characters
	runs   int  // of them right after another character
	rare   int  // characters of the rest
	wrong  int  // bytes that Shift JIS has not
}

func (s *shiftJIS) add(c byte) {
	switch {
	case s.lead != 0:
		switch {
		case c < 0x40 || c == 0x7f || c > 0xfc:
			s.wrong++
		case s.lead <= 0x98:
			s.common++
			if s.after {
				s.runs++
			}
		default:
			s.rare++
		}
		s.lead, s.after = 0, true
	case c >= 0x81 && c <= 0x9f || c >= 0xe0 && c <= 0xfc:
		s.lead = c
	case c >= 0xa1 && c <= 0xdf: // a narrow syllable
		s.after = true
	case c == 0x80 || c >= 0xa0:
		s.wrong++
		s.after = false
	default:
		s.after = false
	}
}

// likely tells whether most of it reads as Japanese.
func (s *shiftJIS) likely() bool {
	return s.common >= 4 && s.runs*2 >= s.common && s.rare*4 <= s.common && s.wrong*20 <= s.common
}
