package workbook

import (
	"os"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// dialect is how a text file is written.
type dialect struct {
	comma   byte
	sepLine bool
	decode  func() transform.Transformer
}

func (d dialect) decoder() transform.Transformer { return d.decode() }

func openText(book *Book, file *os.File, head []byte, limits Limits) error {
	book.Format = "csv"
	book.reader = &textBook{file: file, limits: limits, dialect: dialect{comma: ',', decode: func() transform.Transformer { return unicode.UTF8BOM.NewDecoder() }}}
	addTextSheet(book, "text")
	return nil
}
