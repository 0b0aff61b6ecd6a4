package workbook

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"rapport/generator/source"
)

// Each case is read by the scanner and by the strict path and must give the
// same; want lists the cells of sheet S.
func TestSheetDialects(t *testing.T) {
	tests := []struct {
		name, rows, want string
		xml              bool // the scanner leaves it to the strict path
	}{
		{name: "numbers", rows: `<row r="1"><c r="A1"><v>-1.5</v></c><c r="B1" t="n"><v>1E+3</v></c><c r="C1"><v> 7 </v></c><c r="D1"><v>0.1</v></c><c r="E1"><v>123456789012345678</v></c></row>`,
			want: `A1 number -1.5|B1 number 1000|C1 number 7|D1 number 0.1|E1 number 1.2345678901234568e+17`},
		{name: "dates", rows: `<row r="1"><c r="A1" s="1"><v>45292</v></c><c r="B1" s="2"><v>0.5</v></c><c r="C1" t="d"><v>2024-05-06</v></c></row>`,
			want: `A1 date 45292|B1 number 0.5|C1 date "2024-05-06"`},
		{name: "shared strings", rows: `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>`,
			want: `A1 text "one"|B1 text "zero"`},
		{name: "booleans and errors", rows: `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#DIV/0!</v></c></row>`,
			want: `A1 bool 1|B1 bool 0|C1 error "#DIV/0!"`},
		{name: "formulas give their cached value", rows: `<row r="1"><c r="A1"><f>SUM(B1:C1)&amp;"x"</f><v>3</v></c><c r="B1" t="str"><f t="shared" ref="B1:B9" si="0">A1</f><v>te_x0041_xt</v></c><c r="C1"><f t="shared" si="0"/><v>2</v></c><c r="D1"><f>NOW()</f></c></row>`,
			want: `A1 number 3|B1 text "teAxt"|C1 number 2`},
		{name: "inline, rich and phonetic text", rows: `<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c><c r="B1" t="inlineStr"><is><r><rPr><b/><sz val="11"/></rPr><t>bo</t></r><r><t>ld</t></r><rPh sb="0" eb="1"><t>hint</t></rPh><phoneticPr fontId="1"/></is></c><c r="C1" t="inlineStr"><is><t/></is></c></row>`,
			want: `A1 text " a "|B1 text "bold"`},
		{name: "no references", rows: `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c><v>4</v></c></row><row><c r="C6"><v>5</v></c><c><v>6</v></c></row>`,
			want: `A1 number 1|C1 number 3|A5 number 4|C6 number 5|D6 number 6`},
		{name: "lower case and absolute references", rows: `<row r="1"><c r="b1"><v>1</v></c><c r="$C$1"><v>2</v></c></row>`, want: `B1 number 1|C1 number 2`},
		{name: "cells out of order and repeated", rows: `<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="C1"><v>9</v></c></row>`,
			want: `A1 number 1|C1 number 9`},
		{name: "rows out of order and repeated", rows: `<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1" t="inlineStr"><is><t>one</t></is></c></row><row r="3"><c r="B3"><v>4</v></c></row>`,
			want: `A1 text "one"|A3 number 3|B3 number 4`},
		{name: "entities", rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>&lt;&gt;&amp;&quot;&apos;&#65;&#x4e2d;&#95;x0041_</t></is></c></row>`,
			want: `A1 text "<>&\"'A中A"`},
		{name: "escapes", rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>a_x000D__x000a_b _x005F_x0041_ _xD83D__xDE00_ _xD800_ _x00G0_ _x</t></is></c></row>`,
			want: `A1 text "a\r\nb _x0041_ 😀 ` + "\ufffd" + ` _x00G0_ _x"`},
		{name: "line ends", rows: "<row r=\"1\">\r\n<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb\rc\nd\te</t></is></c>\r\n</row>\r\n",
			want: `A1 text "a\nb\nc\nd\te"`},
		{name: "attributes in any order and quotes", rows: `<row spans='1:2' hidden='1' r='1' ht="12.5" xml:space="preserve"><c t='s' cm="1" s='1' r='A1'><v>1</v></c><c  r="B1"  s="1" ><v>5</v></c></row>`,
			want: `A1 text "one" hidden|B1 date 5 hidden`},
		{name: "empty rows and cells", rows: `<row r="1"/><row r="2"></row><row r="3"><c r="A3"/><c r="B3" s="1"></c><c r="C3" t="s"><v/></c><c r="D3"><v></v></c></row>`, want: ``},
		{name: "number cell with text", rows: `<row r="1"><c r="A1"><v>abc</v></c><c r="B1"><v>0x10</v></c><c r="C1"><v>NaN</v></c></row>`,
			want: `A1 text "abc"|B1 text "0x10"|C1 text "NaN"`},
		{name: "comments and CDATA", xml: true, rows: `<row r="1"><c r="A1" t="inlineStr"><is><t>a<!-- no --><![CDATA[<b>]]></t></is></c></row>`, want: `A1 text "a<b>"`},
		{name: "comment after scanned rows", xml: true, rows: `<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row><!-- x --><row r="3"><c r="A3"><v>3</v></c></row>`,
			want: `A1 number 1|A2 number 2|A3 number 3`},
		{name: "extensions", xml: true, rows: `<row r="1"><c r="A1"><v>1</v><extLst><ext uri="x"/></extLst></c></row>`, want: `A1 number 1`},
		{name: "alternate content", xml: true, rows: `<row r="1"><mc:AlternateContent xmlns:mc="` + nsCompat + `"><mc:Choice Requires="z"><c r="A1"><v>1</v></c></mc:Choice><mc:Fallback><c r="A1"><v>2</v></c></mc:Fallback></mc:AlternateContent></row>`,
			want: `A1 number 2`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := minimal(sheetXML(tt.rows), nil)
			fast, book, err := readAll("f", b, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := compact(fast); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
			if got := book.Sheets[0].Path == "xml"; got != tt.xml {
				t.Errorf("path %s, want xml %v", book.Sheets[0].Path, tt.xml)
			}
			for _, size := range []int{1, 2, 3, 5, 17, 64, 1000} {
				// Where a block ends must not matter.
				whole, err1 := scanned(sheetXML(tt.rows), 1<<20, headroom)
				pieces, err2 := scanned(sheetXML(tt.rows), size, size%4)
				if whole != pieces || err1 != err2 {
					t.Errorf("in blocks of %d: %s, errors %v and %v", size, firstDifference(whole, pieces), err1, err2)
				}
			}
			slow, err := strictly(write(t, "f", b))
			if err != nil || slow != fast {
				t.Errorf("strict path: %s, error %v", compact(slow), err)
			}
		})
	}
}

// compact shortens a dump of sheet S to addresses and values.
func compact(dump string) string {
	dump = strings.TrimSuffix(dump, "\n")
	dump = strings.ReplaceAll(dump, "f[S!", "")
	return strings.ReplaceAll(strings.ReplaceAll(dump, "]", ""), "\n", "|")
}

// Whole parts in other dialects take the strict path and say the same.
func TestPartDialects(t *testing.T) {
	rows := `<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1"><v>2</v></c></row>`
	plain := sheetXML(rows)
	tests := []struct{ name, sheet string }{
		{"strict", strings.Replace(plain, nsMain, nsStrict, 1)},
		{"UTF-16", wide(`<?xml version="1.0" encoding="UTF-16"?>` + plain)},
		{"declared windows-1252", `<?xml version="1.0" encoding="windows-1252"?>` + plain},
		{"comment with sheetData before", strings.Replace(plain, "<sheetData>", "<!-- <sheetData> --><sheetData>", 1)},
		{"no namespace", strings.Replace(plain, ` xmlns="`+nsMain+`"`, "", 1)},
	}
	for _, tt := range tests {
		got, book, err := readAll("f", minimal(tt.sheet, nil), Limits{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if compact(got) != `A1 text "one"|B1 number 2` || book.Sheets[0].Path != "xml" {
			t.Errorf("%s: %s by path %s", tt.name, got, book.Sheets[0].Path)
		}
	}
}

func wide(s string) string {
	b := []byte{0xff, 0xfe}
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return string(b)
}

func TestSharedStringDialects(t *testing.T) {
	const ns = `<sst xmlns="` + nsMain + `">`
	tests := []struct{ name, sst, want string }{
		{"plain", ns + `<si><t>a</t></si><si><t>b</t></si></sst>`, "b"},
		{"rich", ns + `<si/><si><r><t>a</t></r><r><rPr><i/></rPr><t xml:space="preserve"> b</t></r></si></sst>`, "a b"},
		{"phonetic", ns + `<si><t>x</t></si><si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si></sst>`, "東京"},
		{"escape", ns + `<si><t>x</t></si><si><t>a_x000A_b</t></si></sst>`, "a\nb"},
		{"comment inside", ns + `<si><t>x</t></si><si><t>a<!-- c -->b</t></si></sst>`, "ab"},
		{"CDATA", ns + `<si><t>x</t></si><si><t><![CDATA[a&b]]></t></si></sst>`, "a&b"},
		{"strict", strings.Replace(ns, nsMain, nsStrict, 1) + `<si><t>x</t></si><si><t>s</t></si></sst>`, "s"},
		{"extension", ns + `<si><t>x</t></si><si><t>e</t></si><extLst/></sst>`, "e"},
		{"wrong count", strings.Replace(ns, "<sst", `<sst count="1" uniqueCount="99999999"`, 1) + `<si><t>x</t></si><si><t>c</t></si></sst>`, "c"},
	}
	for _, tt := range tests {
		book, err := openMemory("f", minimal(sheetXML(`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`), map[string]string{"xl/sharedStrings.xml": tt.sst}), Limits{}.withDefaults())
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if book.SharedStrings() != 2 {
			t.Errorf("%s: %d shared strings, want 2", tt.name, book.SharedStrings())
		}
		err = book.Sheets[0].Rows(func(r *Row) error {
			if c := r.Cells[0]; c.Text != tt.want || c.Shared != 1 {
				t.Errorf("%s: %q number %d, want %q", tt.name, c.Text, c.Shared, tt.want)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

func TestRefusedParts(t *testing.T) {
	good := sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`)
	sst := `<sst xmlns="` + nsMain + `"><si><t>zero</t></si>`
	tests := []struct {
		name, code, sheet string
		parts             map[string]string
	}{
		{"sheet cut", "part-damaged", good[:len(good)-15], nil},
		{"text outside cells is no end", "part-damaged", strings.Replace(good, "</worksheet>", "", 1), nil},
		{"mixed up end tags", "part-damaged", strings.Replace(good, "</v></c>", "</c></v>", 1), nil},
		{"invalid UTF-8", "part-damaged", sheetXML("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>\xff\xfe</t></is></c></row>"), nil},
		{"]]> in text", "part-damaged", sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>]]></t></is></c></row>`), nil},
		{"unknown entity", "part-damaged", sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>&nbsp;</t></is></c></row>`), nil},
		{"character that XML forbids", "part-damaged", sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>&#1;</t></is></c></row>`), nil},
		{"DTD", "xml-dtd", `<!DOCTYPE x>` + good, nil},
		{"row number", "row-number", sheetXML(`<row r="0"><c><v>1</v></c></row>`), nil},
		{"row beyond Excel", "rows", sheetXML(`<row r="1048577"><c><v>1</v></c></row>`), nil},
		{"cell of another row", "cell-reference", sheetXML(`<row r="1"><c r="A2"><v>1</v></c></row>`), nil},
		{"cell beyond Excel", "cell-reference", sheetXML(`<row r="1"><c r="XFE1"><v>1</v></c></row>`), nil},
		{"shared strings cut", "part-damaged", good, map[string]string{"xl/sharedStrings.xml": sst}},
		{"shared strings with DTD", "xml-dtd", good, map[string]string{"xl/sharedStrings.xml": `<!DOCTYPE x [<!ENTITY e "x">]>` + sst + `<si><t>&e;</t></si></sst>`}},
		{"styles broken", "part-damaged", good, map[string]string{"xl/styles.xml": `<styleSheet`}},
		{"workbook is something else", "not-a-workbook", good, map[string]string{"xl/workbook.xml": `<worksheet xmlns="` + nsMain + `"/>`}},
		{"no workbook", "not-a-workbook", good, map[string]string{"xl/workbook.xml": ""}},
		{"binary workbook", "xlsb", good, map[string]string{"xl/workbook.bin": "x"}},
	}
	for _, tt := range tests {
		_, _, err := readAll("f", minimal(tt.sheet, tt.parts), Limits{})
		if err == nil {
			t.Errorf("%s: was read", tt.name)
			continue
		}
		if p := refused(t, tt.name, err); p.Code != tt.code {
			t.Errorf("%s: code %s (%v), want %s", tt.name, p.Code, p, tt.code)
		}
	}
}

func TestMerges(t *testing.T) {
	sheet := strings.Replace(sheetXML(`<row r="1"><c r="A1"><v>1</v></c></row>`), "</worksheet>", `<mergeCells count="2"><mergeCell ref="A1:B3"/><mergeCell ref="D9"/></mergeCells></worksheet>`, 1)
	_, book, err := readAll("f", minimal(sheet, nil), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := []Range{{1, 1, 3, 2}, {9, 4, 9, 4}}
	if got := book.Sheets[0].Merges; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("merges %v, want %v", got, want)
	}
}

func TestStop(t *testing.T) {
	book, err := Open("testdata/hostile/base.xlsx", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	n := 0
	err = book.Sheets[0].Rows(func(*Row) error { n++; return Stop })
	if err != nil || n != 1 {
		t.Errorf("Stop gave error %v after %d rows", err, n)
	}
	var p source.Problem = problem(source.Warning, source.Cell{}, "x", "", "x")
	if err := book.Sheets[0].Rows(func(*Row) error { return p }); err == nil || err.Error() != p.Error() {
		t.Errorf("the error of yield came back as %v", err)
	}
}

func TestShowsDate(t *testing.T) {
	tests := []struct {
		id   int
		code string
		want bool
	}{
		{14, "", true}, {22, "", true}, {27, "", true}, {57, "", true}, {18, "", false}, {45, "", false}, {2, "", false}, {49, "", false},
		{164, "yyyy-mm-dd", true}, {164, `dd\.mm\.yyyy`, true}, {164, "[$-409]d-mmm-yy;@", true}, {164, `[$-804]yyyy"年"m"月"d"日";@`, true},
		{164, "mmm", true}, {164, "h:mm:ss", false}, {164, "[h]:mm", false}, {164, "mm:ss.0", false}, {164, "0.00", false},
		{164, `#,##0 "days"`, false}, {164, `"Day" 0`, false}, {164, "General", false}, {164, "@", false}, {164, "[Red]0", false}, {164, "m/d/yy h:mm", true},
		{164, "$#,##0.00_);[Red]($#,##0.00)", false}, {164, "ggge", true},
	}
	for _, tt := range tests {
		if got := showsDate(tt.id, tt.code); got != tt.want {
			t.Errorf("showsDate(%d, %q) = %v, want %v", tt.id, tt.code, got, tt.want)
		}
	}
}

func TestTablesAndNames(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, v := range map[string]string{"B2": "Name", "C2": "Title", "B3": "Anna", "C3": "CEO"} {
		if err := f.SetCellStr("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.AddTable("Sheet1", &excelize.Table{Range: "B2:C3", Name: "People"}); err != nil {
		t.Fatal(err)
	}
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "Quota", RefersTo: "Sheet1!$A$1"}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	_, book, err := readAll("f", b.Bytes(), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := NamedRange{Name: "People", Range: Range{2, 2, 3, 3}, Columns: []string{"Name", "Title"}}
	if diff := cmp.Diff([]NamedRange{want}, book.Sheets[0].Tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Name{{Name: "Quota", RefersTo: "Sheet1!$A$1"}}, book.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// Parts whose elements have a prefix are scanned too, wherever a read ends.
func TestPrefix(t *testing.T) {
	plain := `<?xml version="1.0"?>` + sheetXML(`<row r="1"><c r="A1" t="inlineStr"><is><t>x: &lt;x:y></t></is></c><c r="B1"><v>2</v></c></row>`+strings.Repeat(`<row/>`, 1000))
	prefixed := strings.NewReplacer("<?", "<?", "</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=").Replace(plain)
	sst := `<x:sst xmlns:x="` + nsMain + `"><x:si><x:t>a</x:t></x:si></x:sst>`
	got, book, err := readAll("f", minimal(prefixed, map[string]string{"xl/sharedStrings.xml": sst}), Limits{})
	if want := `A1 text "x: <x:y>"|B1 number 2`; err != nil || compact(got) != want || book.Sheets[0].Path != "scanner" {
		t.Errorf("got %s by path %s, error %v, want %s", compact(got), book.Sheets[0].Path, err, want)
	}
	for _, size := range []int{1, 2, 3, 7, 8, 13, 4096, 5000} {
		r := unprefixed(iotest.OneByteReader(strings.NewReader(prefixed)))
		if size > 10 {
			r = unprefixed(strings.NewReader(prefixed))
		}
		text, buf := "", make([]byte, size)
		for {
			n, err := r.Read(buf)
			text += string(buf[:n])
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if text != plain {
			t.Errorf("read in pieces of %d: %q", size, text)
		}
	}
	for _, other := range []string{
		`<x:worksheet xmlns:x="` + nsStrict + `"/>`, `<x:worksheet xmlns="y" xmlns:x="` + nsMain + `"/>`, `<worksheet xmlns:x="` + nsMain + `"/>`, `<`, ``, `<?xml`, `<x:`,
	} {
		if text, err := io.ReadAll(unprefixed(strings.NewReader(other))); err != nil || string(text) != other {
			t.Errorf("%q became %q, error %v", other, text, err)
		}
	}
}
