package workbook

import (
	"archive/zip"
	"bytes"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// exampleTables has every feature that tables can have.
func exampleTables() []Table {
	return []Table{
		{Name: "Actions", Frozen: true, Protect: true,
			Columns: []Column{
				{Header: "Account"},
				{Header: "Who", Hint: "the colleague who meets them", Editable: true, Choices: []string{"Anna Berg", "Bo Chen, Jr"}},
				{Header: "Due", Editable: true, Width: 14},
				{Header: "Done", Editable: true, Choices: []string{"yes", "no"}},
			},
			Rows: [][]Value{
				{TextValue("=cmd|' /C calc'!A0"), TextValue("Anna Berg"), DateValue(2026, 9, 30), BoolValue(true)},
				{TextValue("Müller & Söhne <b>"), {}, DateValue(1900, 1, 1), NumberValue(1.25)},
				{TextValue("+1"), TextValue("-2"), TextValue("@x"), NumberValue(math.NaN())},
				{TextValue("line\nbreak _x000D_"), TextValue("  blanks  ")},
			}},
		{Name: "Levels", Hidden: true, Columns: []Column{{Header: "Level"}}, Rows: [][]Value{{NumberValue(-3)}}},
	}
}

func writeTables(t *testing.T, tables []Table) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, tables); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriteIsReadBack(t *testing.T) {
	got, book, err := readAll("f", writeTables(t, exampleTables()), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := `f[Actions!A1] text "Account"
f[Actions!B1] text "Who"
f[Actions!C1] text "Due"
f[Actions!D1] text "Done"
f[Actions!A2] text "=cmd|' /C calc'!A0"
f[Actions!B2] text "Anna Berg"
f[Actions!C2] date 46295
f[Actions!D2] bool 1
f[Actions!A3] text "Müller & Söhne <b>"
f[Actions!C3] date 1
f[Actions!D3] number 1.25
f[Actions!A4] text "+1"
f[Actions!B4] text "-2"
f[Actions!C4] text "@x"
f[Actions!A5] text "line\nbreak _x000D_"
f[Actions!B5] text "  blanks  "
f[Levels!A1] text "Level"
f[Levels!A2] number -3
f[Lists!A1] text "Anna Berg"
f[Lists!A2] text "Bo Chen, Jr"
`
	if got != want {
		t.Errorf("read back:\n%s\nwant:\n%s", got, want)
	}
	for i, hidden := range []bool{false, true, true} {
		if book.Sheets[i].Hidden != hidden {
			t.Errorf("sheet %s hidden %v, want %v", book.Sheets[i].Name, !hidden, hidden)
		}
	}
	if len(book.Problems) > 0 {
		t.Errorf("problems %v of a workbook we wrote", book.Problems)
	}
}

func TestWriteIsReproducible(t *testing.T) {
	first := writeTables(t, exampleTables())
	for range 10 {
		if !bytes.Equal(first, writeTables(t, exampleTables())) {
			t.Fatal("the same tables gave other bytes")
		}
	}
}

// Text is never a formula: no f element in any sheet.
func TestWriteNoFormulas(t *testing.T) {
	for name, text := range unzip(t, writeTables(t, exampleTables())) {
		if strings.HasPrefix(name, "xl/worksheets/") && (strings.Contains(text, "<f>") || strings.Contains(text, "<f ")) {
			t.Errorf("%s holds a formula", name)
		}
	}
}

func TestWriteFeatures(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(writeTables(t, exampleTables())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	validations, err := f.GetDataValidations("Actions")
	if err != nil || len(validations) != 2 {
		t.Fatalf("validations %v, error %v, want 2", validations, err)
	}
	if v := validations[0]; v.Formula1 != "Lists!$A$1:$A$2" || v.Sqref != "B2:B1005" || *v.Prompt != "the colleague who meets them" {
		t.Errorf("validation of a list with commas: %+v", v)
	}
	if v := validations[1]; v.Formula1 != `"yes,no"` {
		t.Errorf("validation of a short list: %+v", v)
	}
	p, err := f.GetPanes("Actions")
	if err != nil || !p.Freeze || p.YSplit != 1 {
		t.Errorf("panes %+v, error %v, want a frozen header", p, err)
	}
	for cell, locked := range map[string]bool{"A2": true, "B2": false, "B900": false, "C2": false, "A1": true} {
		id, err := f.GetCellStyle("Actions", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if got := style.Protection == nil || style.Protection.Locked; got != locked {
			t.Errorf("cell %s locked %v, want %v", cell, got, locked)
		}
	}
	if xml := unzip(t, writeTables(t, exampleTables()))["xl/worksheets/sheet1.xml"]; !strings.Contains(xml, `<sheetProtection`) || !strings.Contains(xml, "<autoFilter") {
		t.Error("the sheet is not protected or has no filter")
	}
}

func TestWriteErrors(t *testing.T) {
	tests := []struct {
		name   string
		tables []Table
	}{
		{"name too long", []Table{{Name: strings.Repeat("n", 32)}}},
		{"forbidden character", []Table{{Name: "a/b"}}},
		{"same name twice", []Table{{Name: "a"}, {Name: "A"}}},
		{"later row too wide", []Table{{Name: "a", Columns: []Column{{Header: "x"}}, More: slices.Values([][]Value{{{}}, {{}, {}}})}}},
		{"row too wide", []Table{{Name: "a", Columns: []Column{{Header: "x"}}, Rows: [][]Value{{{}, {}}}}}},
	}
	for _, tt := range tests {
		if err := Write(io.Discard, tt.tables); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
}

func TestDateValue(t *testing.T) {
	tests := []struct {
		y, m, d int
		want    Value
	}{
		{1900, 1, 1, Value{Kind: Date, Number: 1}},
		{1900, 2, 28, Value{Kind: Date, Number: 59}},
		{1900, 3, 1, Value{Kind: Date, Number: 61}},
		{2024, 2, 29, Value{Kind: Date, Number: 45351}},
		{1899, 12, 31, Value{Kind: Text, Text: "1899-12-31"}},
	}
	for _, tt := range tests {
		if got := DateValue(tt.y, tt.m, tt.d); got != tt.want {
			t.Errorf("DateValue(%d, %d, %d) = %+v, want %+v", tt.y, tt.m, tt.d, got, tt.want)
		}
	}
}

// unzip returns the texts of all parts.
func unzip(t *testing.T, b []byte) map[string]string {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}
