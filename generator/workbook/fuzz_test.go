package workbook

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallLimits keep the fuzzer fast.
var smallLimits = Limits{FileBytes: 1 << 20, UnpackedBytes: 4 << 20, Rows: 5000, Sheets: 20, Entries: 100}

// FuzzOpen: no bytes make the reader panic; what is refused is refused with a
// sentence, what is read can be read again to the same cells.
func FuzzOpen(f *testing.F) {
	for _, pattern := range []string{"testdata/hostile/*", "testdata/crm/*"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			if b, err := os.ReadFile(path); err == nil && len(b) < 20000 {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		first, book, err := readAll("f", b, smallLimits)
		if err != nil {
			refused(t, "fuzzed file", err)
			return
		}
		second, err := dump(book)
		if err != nil || first != second {
			t.Errorf("a second reading gave other cells, error %v", err)
		}
	})
}

// FuzzSheet: what the scanner accepts, the strict path reads to the same
// cells.
func FuzzSheet(f *testing.F) {
	for _, rows := range []string{
		`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>45292.5</v></c></row>`,
		`<row><c t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">a &amp; b_x000D_</t></r><rPh sb="0" eb="1"><t>h</t></rPh></is></c><c t="b"><v>1</v></c></row>`,
		`<row r="2" hidden="1"><c r="C2" t="str"><f>A1&amp;"x"</f><v>t</v></c><c r="b2" t="e"><v>#N/A</v></c></row><row r="1"/>`,
		`<row r="2"><c r="A2" r="B2"><v>0</v></c><c r="C2" s="1" s="2" t="b" t="n"><v>1</v></c></row>`,
		`<row r="2" r="3" hidden="0" hidden="1"><c r="A2"><v>0</v></c></row>`,
		"<row r='3'>\r\n<c r='A3' t='d'><v>2024-01-02</v></c><c><f t=\"shared\" si=\"0\"/><v>1e5</v></c></row>",
	} {
		f.Add(rows)
	}
	f.Fuzz(func(t *testing.T, rows string) {
		text := sheetXML(rows)
		fast, err := scanned(text, len(text)+1, headroom)
		if err != nil {
			return
		}
		slow, err := strictlyRead(text)
		if err != nil {
			t.Fatalf("the strict path refuses what the scanner took: %v", err)
		}
		if fast != slow {
			t.Fatalf("the paths differ: %s", firstDifference(fast, slow))
		}
		pieces, err := scanned(text, 5, 3)
		if err != nil || pieces != fast {
			t.Errorf("read in pieces of 5 bytes: error %v, %s", err, firstDifference(pieces, fast))
		}
	})
}

// FuzzText: text in any encoding and markup neither panics nor loses cells
// silently: what is opened as CSV gives every field that is not empty.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a,b\n1,\"2\"\"3\"\n", "sep=;\na;b\n", "<table><tr><td rowspan=2>a<td colspan=3>b</table>", sheetML, "\xff\xfea\x00\t\x00b\x00", "\xc4\xe3\xba\xc3,\xca\xc0\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, book, err := readAll("f", b, smallLimits)
		if err != nil {
			refused(t, "fuzzed text", err)
			return
		}
		if book.Format == "csv" && got == "" && bytes.ContainsAny(b, "abcdefghijklmnopqrstuvwxyz0123456789") && !strings.Contains(strings.ToLower(string(b)), "sep=") {
			t.Errorf("%q has text, but no cell was read", b)
		}
	})
}
