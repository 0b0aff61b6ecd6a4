package workbook

import (
	"fmt"
	"strings"
	"testing"
)

// TestWriteKeepsEscapesApart writes texts that look like escapes, and like
// what others of them are written as, all in one workbook.
func TestWriteKeepsEscapesApart(t *testing.T) {
	texts := []string{""}
	for first := 0; len(texts) < 400; {
		end := len(texts)
		for _, text := range texts[first:end] {
			for _, piece := range []string{"_x005F_", "_x005f_", "_x000D_", "x0041_", "_", "x005F", "a"} {
				texts = append(texts, text+piece)
			}
		}
		first = end
	}
	var rows [][]Value
	want := "f[a!A1] text \"_x0041_\"\n"
	for i, text := range texts {
		rows = append(rows, []Value{TextValue(text)})
		if text != "" {
			want += fmt.Sprintf("f[a!A%d] text %q\n", i+2, text)
		}
	}
	got, _, err := readAll("f", writeTables(t, []Table{{Name: "a", Columns: []Column{{Header: "_x0041_"}}, Rows: rows}}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	if len(gotLines) != len(wantLines) {
		t.Fatalf("%d cells read back, want %d", len(gotLines), len(wantLines))
	}
	for i := range wantLines {
		if gotLines[i] != wantLines[i] {
			t.Errorf("read back %s, want %s", gotLines[i], wantLines[i])
		}
	}
}
