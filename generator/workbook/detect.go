package workbook

import (
	"bytes"
	"io"
	"strings"

	"rapport/generator/source"
)

// openOther opens a file that is no zip container, by what its first bytes
// say, whatever its name.
func openOther(book *Book, file input, head []byte, limits Limits) error {
	at := source.Cell{File: book.Name}
	if p, ok := recognise(at, file, head); ok {
		return p
	}
	enc, err := detectEncoding(io.NewSectionReader(file, 0, book.Size))
	if err != nil {
		return pathless(err)
	}
	t := &textFile{file: file, size: book.Size, limits: limits, encoding: enc}
	text := t.head(64 << 10)
	start := strings.TrimLeft(text, " \t\r\n\ufeff")
	lower := strings.ToLower(start)
	switch {
	case looksLikeJSON(start):
		return refusal(at, "json", "it may hold an error message of the CRM: open it in a text editor, then export again as .xlsx or .csv",
			"this is JSON, not a workbook")
	case strings.HasPrefix(lower, "mime-version:"):
		return refusal(at, "mhtml", hintSaveAgain, "this is a web archive (MHTML), which is not read")
	case strings.HasPrefix(lower, "{\\rtf"):
		return refusal(at, "not-a-workbook", "give the Excel export instead", "this is a rich text document, not a workbook")
	case strings.HasPrefix(start, "<"):
		return openMarkup(book, t, lower)
	case notText(text):
		return refusal(at, "not-a-workbook", hintExportAgain, "this is not a workbook, and not text either")
	}
	return openCSV(book, t, text)
}

func openMarkup(book *Book, t *textFile, lower string) error {
	switch {
	case strings.Contains(lower, nsSheet2003) && firstElement(lower) == "workbook":
		return openSpreadsheetML(book, t)
	case strings.Contains(lower, "<html") || strings.Contains(lower, "<!doctype html") || strings.Contains(lower, "<table"):
		return openHTML(book, t)
	}
	return refusal(source.Cell{File: book.Name}, "not-a-workbook", hintExportAgain, "this is XML or a web page, but not a workbook and without a table")
}

// firstElement returns the local name of the first element of a document,
// whatever stands before it.
func firstElement(text string) string {
	for {
		_, rest, ok := strings.Cut(text, "<")
		if !ok {
			return ""
		}
		text = rest
		switch {
		case strings.HasPrefix(text, "!--"):
			_, text, _ = strings.Cut(text, "-->")
		case !strings.HasPrefix(text, "?") && !strings.HasPrefix(text, "!"):
			name := text[:strings.IndexAny(text+">", " \t\r\n/>")]
			return name[strings.LastIndexByte(name, ':')+1:]
		}
	}
}

// recognise names binary files that are something else.
func recognise(at source.Cell, file input, head []byte) (source.Problem, bool) {
	starts := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case starts("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		return recogniseOLE(at, file), true
	case starts("\x09\x08\x10\x00"), starts("\x09\x08\x08\x00"), starts("\x09\x04\x06\x00"), starts("\x09\x02\x06\x00"), starts("\x09\x00\x04\x00"):
		return oldExcel(at), true
	case starts("%PDF"):
		return refusal(at, "pdf", "export the data itself as .xlsx or .csv", "this is a PDF document, not a workbook"), true
	case starts("\x1f\x8b"), starts("Rar!"), starts("7z\xbc\xaf"), starts("\xfd7zXZ"), starts("BZh"):
		return refusal(at, "archive", "unpack it and give the workbook inside", "this is a packed archive, not a workbook"), true
	case starts("\x89PNG"), starts("\xff\xd8\xff"), starts("GIF8"):
		return refusal(at, "picture", "export the data itself as .xlsx or .csv", "this is a picture, not a workbook"), true
	case isLockFile(head):
		return refusal(at, "lock-file", "leave it out and give the workbook it belongs to", "this is the lock file that Excel keeps beside an open workbook; it holds no data"), true
	}
	return source.Problem{}, false
}

// isLockFile recognises Excel's owner file: 165 bytes, the user's name with
// its length before it, padded with blanks, then the same in UTF-16.
func isLockFile(head []byte) bool {
	n := len(head)
	return n >= 160 && n <= 170 && head[0] > 0 && head[0] < 55 && bytes.HasSuffix(head[:50], []byte("          ")) &&
		bytes.Count(head[55:], []byte{0}) > 1
}

// recogniseOLE tells a password from an old workbook by the stream names in
// the container, which are written in UTF-16.
func recogniseOLE(at source.Cell, file input) source.Problem {
	wide := func(s string) []byte {
		var b []byte
		for _, c := range []byte(s) {
			b = append(b, c, 0)
		}
		return b
	}
	encrypted, book := false, false
	block := make([]byte, 1<<20)
	for off := int64(0); ; off += int64(len(block)) - 64 {
		n, err := file.ReadAt(block, off)
		b := block[:n]
		encrypted = encrypted || bytes.Contains(b, wide("EncryptedPackage"))
		book = book || bytes.Contains(b, append(wide("Workbook"), 0, 0)) || bytes.Contains(b, append(wide("Book"), 0, 0))
		if err != nil {
			break
		}
	}
	switch {
	case encrypted:
		return refusal(at, "password", "open it in Excel, File > Info > Protect Workbook > Encrypt with Password, clear it, save, and run again",
			"the workbook is protected by a password")
	case book:
		return oldExcel(at)
	}
	return refusal(at, "not-a-workbook", hintExportAgain, "this is an old Office file without a workbook in it, or a cut one")
}

func oldExcel(at source.Cell) source.Problem {
	return refusal(at, "xls", "open it in Excel, save it as \"Excel Workbook (*.xlsx)\" and run again",
		"this is a workbook of Excel 2003 or older (.xls), which is not read")
}

// looksLikeJSON tells an object or array from a header that begins with a
// bracket.
func looksLikeJSON(s string) bool {
	if s == "" || s[0] != '{' && s[0] != '[' {
		return false
	}
	next := strings.TrimLeft(s[1:], " \t\r\n")
	if s[0] == '{' {
		return next == "" || next[0] == '"' || next[0] == '}'
	}
	return next == "" || strings.ContainsRune(`{["]`, rune(next[0]))
}

// notText tells data that nobody wrote as text: a NUL, or control characters
// beyond one in a hundred.
func notText(text string) bool {
	controls := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == 0:
			return true
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f':
			controls++
		}
	}
	return controls*100 > len(text)
}
