package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bounded runs f and checks what it costs.
func bounded(t *testing.T, what string, most uint64, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	d := time.Since(start)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > most || d > 10*time.Second {
		t.Errorf("%s took %d MB and %v, want at most %d MB and 10s", what, n>>20, d, most>>20)
	}
}

func TestBombs(t *testing.T) {
	var sparse strings.Builder
	for i := 1; i <= 20000; i++ {
		fmt.Fprintf(&sparse, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i, i)
	}
	row := func(n int) string { return strings.Repeat(`<row><c><v>1</v></c></row>`, n) }
	noise := func(n int) string {
		rnd := rand.New(rand.NewPCG(1, 1))
		b := make([]byte, n)
		for i := range b {
			b[i] = 'a' + byte(rnd.IntN(26))
		}
		return string(b)
	}
	long := `<row r="1"><c r="A1" t="inlineStr"><is><t>` + noise(24<<20) + `</t></is></c></row>`
	tests := []struct {
		name   string
		parts  map[string]string
		sheet  string
		limits Limits
		code   string // "" is read
		most   uint64
	}{
		{name: "cells in column XFD", sheet: sheetXML(sparse.String()), most: 64 << 20},
		{name: "6,000,000 rows", sheet: sheetXML(strings.Repeat(`<row/>`, 6_000_000)), limits: Limits{Ratio: 5000}, code: "rows", most: 32 << 20},
		{name: "6,000,000 rows with a number", sheet: sheetXML(row(6_000_000)), limits: Limits{Ratio: 5000}, code: "rows", most: 32 << 20},
		{name: "a part that unpacks to 900 times its size", sheet: sheetXML(strings.Repeat(" ", 4<<20)), code: "zip-ratio", most: 16 << 20},
		{name: "rows over the limit", sheet: sheetXML(row(11)), limits: Limits{Rows: 10}, code: "rows", most: 16 << 20},
		{name: "unpacked size over the limit", sheet: sheetXML(row(10000)), limits: Limits{UnpackedBytes: 100000}, code: "unpacked-size", most: 16 << 20},
		{name: "file over the limit", sheet: sheetXML(row(10)), limits: Limits{FileBytes: 100}, code: "file-size", most: 16 << 20},
		{name: "entries over the limit", sheet: sheetXML(row(10)), limits: Limits{Entries: 3}, code: "zip-entries", most: 16 << 20},
		{name: "24 MB in one cell", sheet: sheetXML(long), code: "part-damaged", most: 400 << 20},
		{name: "24 MB in one shared string", sheet: sheetXML(""), parts: map[string]string{"xl/sharedStrings.xml": `<sst xmlns="` + nsMain + `"><si><t>` + noise(24<<20) + `</t></si></sst>`}, code: "part-damaged", most: 400 << 20},
		{name: "elements nested 200,000 deep", sheet: strings.Replace(sheetXML(""), "<sheetData>", strings.Repeat("<r>", 200_000)+"<sheetData>", 1), limits: Limits{Ratio: 5000}, code: "part-damaged", most: 64 << 20},
		{name: "100,000 number formats", sheet: sheetXML(""), limits: Limits{Ratio: 5000}, code: "styles-size", most: 128 << 20,
			parts: map[string]string{"xl/styles.xml": `<styleSheet xmlns="` + nsMain + `"><numFmts>` + strings.Repeat(`<numFmt numFmtId="200" formatCode="0"/>`, 100_000) + `</numFmts><cellXfs>` + strings.Repeat(`<xf/>`, 60_000) + `</cellXfs></styleSheet>`}},
	}
	for _, tt := range tests {
		b := minimal(tt.sheet, tt.parts)
		var err error
		bounded(t, tt.name, tt.most, func() { err = readQuietly(b, tt.limits) })
		if tt.code == "" {
			if err != nil {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if err == nil {
			t.Errorf("%s: was read", tt.name)
			continue
		}
		if p := refused(t, tt.name, err); p.Code != tt.code {
			t.Errorf("%s: code %s (%v), want %s", tt.name, p.Code, p, tt.code)
		}
	}
}

// readQuietly reads all rows and keeps none.
func readQuietly(b []byte, limits Limits) error {
	limits = limits.withDefaults()
	if int64(len(b)) > limits.FileBytes {
		_, err := openMemory("f", b, limits)
		return err
	}
	book, err := openMemory("f", b, limits)
	if err != nil {
		return err
	}
	for _, s := range book.Sheets {
		if err := s.Rows(func(*Row) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// A part that declares another size than it has is refused, and never read
// beyond what it declares.
func TestLyingSizes(t *testing.T) {
	sheet := sheetXML(strings.Repeat(`<row><c><v>1</v></c></row>`, 100_000))
	for _, declared := range []uint64{100, uint64(len(sheet)) - 1, uint64(len(sheet)) + 1, 1 << 30} {
		var b bytes.Buffer
		zw := zip.NewWriter(&b)
		for name, text := range unzip(t, minimal(sheet, nil)) {
			var raw bytes.Buffer
			part := zip.NewWriter(&raw)
			w, err := part.Create(name)
			if err == nil {
				_, err = w.Write([]byte(text))
			}
			if err == nil {
				err = part.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
			zr, err := zip.NewReader(bytes.NewReader(raw.Bytes()), int64(raw.Len()))
			if err != nil {
				t.Fatal(err)
			}
			f := zr.File[0]
			h := f.FileHeader
			if strings.Contains(name, "sheet1") {
				h.UncompressedSize64 = declared
			}
			packed, err := f.OpenRaw()
			if err != nil {
				t.Fatal(err)
			}
			out, err := zw.CreateRaw(&h)
			if err != nil {
				t.Fatal(err)
			}
			var all bytes.Buffer
			if _, err := all.ReadFrom(packed); err != nil {
				t.Fatal(err)
			}
			if _, err := out.Write(all.Bytes()); err != nil {
				t.Fatal(err)
			}
		}
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
		err := readQuietly(b.Bytes(), Limits{Ratio: 1 << 20})
		if err == nil {
			t.Errorf("a part that declares %d of %d bytes was read", declared, len(sheet))
			continue
		}
		refused(t, "size", err)
	}
}

func TestSheetLimit(t *testing.T) {
	list, rels := "", ""
	for i := 1; i <= 5; i++ {
		list += fmt.Sprintf(`<sheet name="S%d" sheetId="%d" r:id="rId1"/>`, i, i)
	}
	parts := map[string]string{"xl/workbook.xml": `<workbook xmlns="` + nsMain + `" xmlns:r="` + nsRelations + `"><sheets>` + list + `</sheets></workbook>` + rels}
	_, _, err := readAll("f", minimal(sheetXML(""), parts), Limits{Sheets: 4})
	if p := refused(t, "sheets", err); p.Code != "sheets" {
		t.Errorf("code %s, want sheets", p.Code)
	}
}

func TestUsedColumns(t *testing.T) {
	b := minimal(sheetXML(`<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c><c r="E1"><v>3</v></c><c r="G1"><v>4</v></c></row><row r="2"><c r="A2"><v>5</v></c><c r="E2"><v>6</v></c><c r="G2"><v>7</v></c></row>`), nil)
	got, book, err := readAll("f", b, Limits{Columns: 3})
	if err != nil {
		t.Fatal(err)
	}
	if want := "A1 number 1|C1 number 2|E1 number 3|A2 number 5|E2 number 6"; compact(got) != want {
		t.Errorf("got %s, want %s", compact(got), want)
	}
	if len(book.Problems) != 1 || book.Problems[0].Cell.Area() != "G1" || !strings.Contains(book.Problems[0].Message, "1 more") {
		t.Errorf("problems %v, want one at G1 that counts two cells", book.Problems)
	}
}
