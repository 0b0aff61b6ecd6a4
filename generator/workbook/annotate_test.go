package workbook

import (
	"bytes"
	"encoding/xml"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func annotated(t *testing.T, b *Book, marks []Mark) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := Annotate(b, &out, marks); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Every fixture that can be read can be annotated, twice; the copies are read
// by excelize too, and all their parts are well-formed.
func TestAnnotateFixtures(t *testing.T) {
	for _, path := range fixtures(t) {
		name := filepath.Base(path)
		if strings.HasPrefix(name, "val-") || strings.HasPrefix(name, "date-") || strings.HasPrefix(name, "dim-") {
			continue // differ from others in values only, which are copied
		}
		book, err := Open(path, Limits{})
		if err != nil || len(book.Sheets) >= 300 {
			continue
		}
		var marks []Mark
		for _, s := range book.Sheets {
			marks = append(marks,
				Mark{Sheet: s.Name, Row: 2, Severe: true, Comment: "row 2: <b>&\"'\x01 _x000D_"},
				Mark{Sheet: s.Name, Row: 3, Column: 3, Comment: "first"},
				Mark{Sheet: s.Name, Row: 3, Column: 3, Severe: true, Comment: "second"},
				Mark{Sheet: s.Name, Row: 999, Column: 4, Comment: "=cmd"},
				Mark{Sheet: s.Name, Comment: "the sheet"})
		}
		marks = append(marks, Mark{Sheet: "no such sheet", Row: 1, Comment: "nowhere"}, Mark{Comment: "the file"})
		once := annotated(t, book, marks)
		if !bytes.Equal(once, annotated(t, book, marks)) {
			t.Errorf("%s: the same marks gave other bytes", name)
		}
		book.Close()
		wellFormed(t, name, once)

		again, err := openMemory(name, once, Limits{}.withDefaults())
		if err != nil {
			t.Fatal(name, err)
		}
		if last := again.Sheets[len(again.Sheets)-1]; !strings.HasPrefix(last.Name, "Problems") {
			t.Errorf("%s: the last sheet is %q", name, last.Name)
		}
		wellFormed(t, name, annotated(t, again, marks))
	}
}

func wellFormed(t *testing.T, name string, b []byte) {
	t.Helper()
	for part, text := range unzip(t, b) {
		if !strings.HasSuffix(part, ".xml") && !strings.HasSuffix(part, ".rels") && !strings.HasSuffix(part, ".vml") {
			continue
		}
		utf8, err := toUTF8([]byte(text))
		if err != nil {
			t.Fatal(name, part, err)
		}
		dec := xml.NewDecoder(&controlFilter{in: bytes.NewReader(utf8), budget: 1 << 40})
		for {
			if _, err := dec.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %s is not well-formed: %v", name, part, err)
			}
		}
	}
}

// The copy differs from the original in the marked cells' styles alone, and
// excelize finds the comments.
func TestAnnotateKeepsTheRest(t *testing.T) {
	original := writeTables(t, exampleTables())
	book, err := openMemory("f.xlsx", original, Limits{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	marks := []Mark{
		{Sheet: "Actions", Row: 3, Column: 3, Severe: true, Comment: "date \"x\" is not a date"},
		{Sheet: "Actions", Row: 4, Comment: "the row"},
		{Sheet: "Actions", Row: 40, Column: 2, Comment: "an empty cell"},
	}
	copied := annotated(t, book, marks)
	before, after := unzip(t, original), unzip(t, copied)
	changed := map[string]bool{
		"[Content_Types].xml": true, "xl/workbook.xml": true, "xl/_rels/workbook.xml.rels": true,
		"xl/styles.xml": true, "xl/worksheets/sheet1.xml": true,
	}
	for part, text := range before {
		if (after[part] != text) != changed[part] {
			t.Errorf("part %s changed: %v, want %v", part, after[part] != text, changed[part])
		}
	}
	f, err := excelize.OpenReader(bytes.NewReader(copied))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	comments, err := f.GetComments("Actions")
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range comments {
		got[c.Cell] = c.Text
	}
	for cell, want := range map[string]string{"C3": marks[0].Comment, "A4": "the row", "B40": "an empty cell"} {
		if got[cell] != want || len(got) != 3 {
			t.Errorf("comments %v, want %q at %s", got, want, cell)
		}
	}
	for cell, colour := range map[string]string{"C3": "F8A5A5", "A4": "FFE699", "B40": "FFE699", "A2": ""} {
		id, err := f.GetCellStyle("Actions", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if fill := strings.Join(style.Fill.Color, ""); fill != colour {
			t.Errorf("cell %s is filled with %q, want %q", cell, fill, colour)
		}
		if cell == "C3" && (style.CustomNumFmt == nil || *style.CustomNumFmt != "yyyy-mm-dd") {
			t.Errorf("the marked date lost its format: %+v", style)
		}
	}
	if ok, target, err := f.GetCellHyperLink("Problems", "A2"); err != nil || !ok || target != "Actions!C3" {
		t.Errorf("link of the first problem: %v %q %v", ok, target, err)
	}
}

// A cell that has a comment keeps it and gets one more paragraph.
func TestAnnotateExistingComments(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetCellStr("Sheet1", "A1", "x"); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"A1", "C7"} {
		if err := f.AddComment("Sheet1", excelize.Comment{Cell: cell, Author: "Anna", Text: "mine " + cell}); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	book, err := openMemory("f.xlsx", b.Bytes(), Limits{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	copied := annotated(t, book, []Mark{{Sheet: "Sheet1", Row: 1, Column: 1, Comment: "ours"}, {Sheet: "Sheet1", Row: 2, Column: 2, Comment: "new"}})
	g, err := excelize.OpenReader(bytes.NewReader(copied))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	comments, err := g.GetComments("Sheet1")
	if err != nil || len(comments) != 3 {
		t.Fatalf("%d comments, error %v, want 3: %+v", len(comments), err, comments)
	}
	for _, c := range comments {
		text := c.Text
		for _, run := range c.Paragraph {
			if !strings.Contains(text, run.Text) {
				text += run.Text
			}
		}
		want := map[string][]string{"A1": {"mine A1", "ours"}, "C7": {"mine C7"}, "B2": {"new"}}[c.Cell]
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("comment %s is %q, want it to hold %q", c.Cell, text, w)
			}
		}
	}
	if n := strings.Count(unzip(t, copied)["xl/drawings/vmlDrawing1.vml"], "<v:shape "); n != 3 {
		t.Errorf("the drawing has %d boxes, want 3", n)
	}
}
