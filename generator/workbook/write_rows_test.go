package workbook

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// cellByCell writes the tables cell by cell, as excelize offers it.
func cellByCell(t *testing.T, tables []Table) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	tw := newTableWriter(f, tables)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	set := func(sheet string, c, r int, v Value, key styleKey) {
		ref, err := excelize.CoordinatesToCellName(c, r)
		must(err)
		switch {
		case v.Kind == Bool:
			must(f.SetCellBool(sheet, ref, v.Number != 0))
		case v.Text != "" || key.kind == 'h':
			must(f.SetCellStr(sheet, ref, protectEscapes(v.Text)))
			if key.kind == 'g' && v.Text != "" && strings.ContainsRune("=+-@\t\r", rune(v.Text[0])) {
				key.kind = 't'
			}
		case v.Kind == Number || v.Kind == Date:
			must(f.SetCellFloat(sheet, ref, v.Number, -1, 64))
			if v.Kind == Date {
				key.kind = 'd'
			}
		}
		if key != (styleKey{kind: 'g'}) {
			id, err := tw.style(key)
			must(err)
			must(f.SetCellStyle(sheet, ref, ref, id))
		}
	}
	for i, table := range tables {
		must(tw.sheet(i, table))
		for c, column := range table.Columns {
			set(table.Name, c+1, 1, Value{Text: column.Header}, styleKey{kind: 'h'})
		}
		r := 1
		for row := range table.all() {
			r++
			for c, v := range row {
				set(table.Name, c+1, r, v, styleKey{kind: 'g', unlocked: table.Protect && table.Columns[c].Editable})
			}
		}
	}
	must(tw.finish(tables))
	for c, choices := range tw.lists {
		for r, choice := range choices {
			set(tw.listName, c+1, r+1, TextValue(choice), styleKey{kind: 'g'})
		}
	}
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func TestWriteIsWhatExcelizeWrites(t *testing.T) {
	long := strings.Repeat("ä😀", 12_000)
	many := func(yield func([]Value) bool) {
		row := make([]Value, 1)
		for i := range 3000 {
			row[0] = TextValue(fmt.Sprintf("<row %d>", i%2500))
			if !yield(row) {
				return
			}
		}
	}
	for name, tables := range map[string][]Table{
		"all features": exampleTables(),
		"empty":        {{Name: "a"}, {Name: "b", Columns: []Column{{Header: "x"}, {}}, Rows: [][]Value{{}, {{}, {}}, {{}, TextValue("y")}}}},
		"wide": {{Name: "w", Columns: make([]Column, 800), Rows: [][]Value{
			append(make([]Value, 799), TextValue("last")), append([]Value{NumberValue(1e15), NumberValue(-0.5)}, make([]Value, 40)...)}}},
		"many": {{Name: "m", Columns: []Column{{Header: "x", Editable: true, Hint: "h"}}, Protect: true, Frozen: true, Rows: [][]Value{{TextValue("first")}}, More: many}},
		"long": {{Name: "l", Columns: []Column{{Header: long[:100]}}, Rows: [][]Value{{TextValue(long)}, {TextValue(strings.Repeat("x", 40_000))}}}},
	} {
		if got, want := writeTables(t, tables), cellByCell(t, tables); !bytes.Equal(got, want) {
			theirs := unzip(t, want)
			for part, text := range unzip(t, got) {
				if text != theirs[part] {
					t.Errorf("%s: %s is\n%.2000s\nwant\n%.2000s", name, part, text, theirs[part])
				}
			}
			t.Errorf("%s: the files differ", name)
		}
	}
}

// TestWriteKeepsEscapesApart writes a text that looks like the escape of
// another.
func TestWriteKeepsEscapesApart(t *testing.T) {
	var rows [][]Value
	for _, s := range []string{"_x000D_", "_x005F_x000D_", "_x000D_", "_x005F_x005F_x000D_", "\r", "_x005F_"} {
		rows = append(rows, []Value{TextValue(s)})
	}
	got, _, err := readAll("f", writeTables(t, []Table{{Name: "a", Columns: []Column{{Header: "_x0041_"}}, Rows: rows}}), Limits{})
	want := "f[a!A1] text \"_x0041_\"\n"
	for i, row := range rows {
		want += fmt.Sprintf("f[a!A%d] text %q\n", i+2, row[0].Text)
	}
	if got != want || err != nil {
		t.Errorf("read back:\n%s(%v)\nwant:\n%s", got, err, want)
	}
}

func FuzzWriteText(f *testing.F) {
	for _, s := range []string{"", " a", "a\n", "<&>\"'", "\x00\x1f\ufffe", "\xff\xc3", "=1", "_x000d_", "𐐷", "\u2028"} {
		f.Add(s, 1.5)
	}
	f.Fuzz(func(t *testing.T, s string, n float64) {
		if len(strings.TrimLeft(strconv.FormatFloat(n, 'e', -1, 64), "-0.")) > 15 || protectEscapes(s) != s {
			return // excelize cuts digits off, and takes an escape for another text
		}
		tables := []Table{{Name: "a", Columns: []Column{{Header: "x"}, {Header: s}},
			Rows: [][]Value{{TextValue(s), {Kind: Number, Number: n}}, {TextValue("y" + s), {Kind: Date, Number: n}}}}}
		if got, want := writeTables(t, tables), cellByCell(t, tables); !bytes.Equal(got, want) {
			t.Errorf("%q, %g: shared strings\n%s\nwant\n%s", s, n, unzip(t, got)["xl/sharedStrings.xml"], unzip(t, want)["xl/sharedStrings.xml"])
		}
	})
}
