package main

import (
	"archive/zip"
	"bufio"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"os"
	"strconv"

	"github.com/klauspost/compress/flate"
)

// size is how much the workbook holds.
type size struct{ touches, people, accounts int }

const (
	nsMain = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	nsRels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPkg  = "http://schemas.openxmlformats.org/package/2006"
	header = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// sheetNames are the sheets of the canonical workbook that the generator
// fills.
var sheetNames = []string{"Accounts", "Contacts", "Activities", "Team", "Headcount"}

// generate writes the workbook. The same size gives the same bytes.
func generate(path string, n size, inline bool) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	zw := zip.NewWriter(f)
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 6) })
	w := &writer{zip: zw, inline: inline, index: map[string]int{}, rand: rand.New(rand.NewPCG(1, 2))}
	w.frame()
	w.accounts(n)
	w.contacts(n)
	w.activities(n)
	w.team()
	w.headcount(n)
	if !inline {
		w.sharedStrings()
	}
	if w.err != nil {
		return w.err
	}
	return zw.Close()
}

// writer writes parts; the first error stays in err.
type writer struct {
	zip    *zip.Writer
	part   *bufio.Writer
	inline bool
	index  map[string]int
	texts  []string
	rand   *rand.Rand
	row    int
	column int
	err    error
}

func (w *writer) begin(name string) {
	if w.err != nil {
		return
	}
	out, err := w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err != nil {
		w.err = err
		return
	}
	w.part = bufio.NewWriterSize(out, 1<<16)
	w.part.WriteString(header)
}

func (w *writer) end() {
	if w.err == nil {
		w.err = w.part.Flush()
	}
}

func (w *writer) whole(name, text string) {
	w.begin(name)
	if w.err == nil {
		w.part.WriteString(text)
	}
	w.end()
}

// frame writes what is not cells.
func (w *writer) frame() {
	types := `<Types xmlns="` + nsPkg + `/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>`
	rels, list := "", ""
	for i, name := range sheetNames {
		types += fmt.Sprintf(`<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, i+1)
		rels += fmt.Sprintf(`<Relationship Id="rId%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, nsRels, i+1)
		list += fmt.Sprintf(`<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, i+1, i+1)
	}
	if !w.inline {
		types += `<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>`
		rels += `<Relationship Id="rId91" Type="` + nsRels + `/sharedStrings" Target="sharedStrings.xml"/>`
	}
	rels += `<Relationship Id="rId90" Type="` + nsRels + `/styles" Target="styles.xml"/>`
	w.whole("[Content_Types].xml", types+`</Types>`)
	w.whole("_rels/.rels", `<Relationships xmlns="`+nsPkg+`/relationships"><Relationship Id="rId1" Type="`+nsRels+`/officeDocument" Target="xl/workbook.xml"/></Relationships>`)
	w.whole("xl/workbook.xml", `<workbook xmlns="`+nsMain+`" xmlns:r="`+nsRels+`"><sheets>`+list+`</sheets></workbook>`)
	w.whole("xl/_rels/workbook.xml.rels", `<Relationships xmlns="`+nsPkg+`/relationships">`+rels+`</Relationships>`)
	w.whole("xl/styles.xml", `<styleSheet xmlns="`+nsMain+`"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>`)
}

// sheet writes one sheet part: its header row, then what fill writes.
func (w *writer) sheet(number int, headers []string, fill func()) {
	w.begin(fmt.Sprintf("xl/worksheets/sheet%d.xml", number))
	if w.err != nil {
		return
	}
	w.part.WriteString(`<worksheet xmlns="` + nsMain + `" xmlns:r="` + nsRels + `"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><sheetData>`)
	w.row = 0
	w.begins()
	for _, h := range headers {
		w.text(h)
	}
	w.ends()
	fill()
	w.part.WriteString(`</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>`)
	w.end()
}

func (w *writer) begins() {
	w.row++
	w.column = 0
	w.part.WriteString(`<row r="`)
	w.int(w.row)
	w.part.WriteString(`">`)
}

func (w *writer) ends() { w.part.WriteString(`</row>`) }

func (w *writer) int(n int) {
	var b [20]byte
	w.part.Write(strconv.AppendInt(b[:0], int64(n), 10))
}

// ref opens a cell of the next column, up to its type.
func (w *writer) ref() {
	w.part.WriteString(`<c r="`)
	w.part.WriteByte(byte('A' + w.column))
	w.int(w.row)
	w.part.WriteByte('"')
	w.column++
}

func (w *writer) text(s string) {
	if s == "" {
		w.column++
		return
	}
	w.ref()
	if w.inline {
		w.part.WriteString(` t="inlineStr"><is><t>`)
		w.part.WriteString(html.EscapeString(s))
		w.part.WriteString(`</t></is></c>`)
		return
	}
	i, ok := w.index[s]
	if !ok {
		i = len(w.texts)
		w.index[s] = i
		w.texts = append(w.texts, s)
	}
	w.part.WriteString(` t="s"><v>`)
	w.int(i)
	w.part.WriteString(`</v></c>`)
}

func (w *writer) number(n int) {
	w.ref()
	w.part.WriteString(`><v>`)
	w.int(n)
	w.part.WriteString(`</v></c>`)
}

func (w *writer) date(serial int) {
	w.ref()
	w.part.WriteString(` s="1"><v>`)
	w.int(serial)
	w.part.WriteString(`</v></c>`)
}

func (w *writer) sharedStrings() {
	w.begin("xl/sharedStrings.xml")
	if w.err != nil {
		return
	}
	fmt.Fprintf(w.part, `<sst xmlns="%s" uniqueCount="%d">`, nsMain, len(w.texts))
	for _, s := range w.texts {
		w.part.WriteString(`<si><t>`)
		w.part.WriteString(html.EscapeString(s))
		w.part.WriteString(`</t></si>`)
	}
	w.part.WriteString(`</sst>`)
	w.end()
}
