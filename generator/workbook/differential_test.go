package workbook

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"
)

// strictly dumps a book by the encoding/xml path, shared strings included.
func strictly(path string) (string, error) {
	book, err := Open(path, Limits{})
	if err != nil {
		return "", err
	}
	defer book.Close()
	x, ok := book.reader.(*xlsx)
	if !ok {
		return dump(book)
	}
	if p, _ := x.pkg.ofKind("sharedStrings"); p != nil {
		in, err := x.pkg.open(p)
		if err != nil {
			return "", err
		}
		x.strings = stringTable{}
		if err := x.strings.readXML(newXMLWalker(x.pkg.at, p.name, in), x.limits.CellChars); err != nil {
			return "", err
		}
	}
	for _, s := range book.Sheets {
		x.parts[s].strict = true
	}
	return dump(book)
}

func TestScannerEqualsStrictPath(t *testing.T) {
	paths := map[string]int{}
	for _, path := range fixtures(t) {
		book, err := Open(path, Limits{})
		if err != nil {
			continue
		}
		fast, err := dump(book)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, s := range book.Sheets {
			paths[s.Path]++
		}
		book.Close()
		slow, err := strictly(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if fast != slow {
			t.Errorf("%s: scanner and strict path differ: %s", path, firstDifference(fast, slow))
		}
	}
	if paths["scanner"] < 400 || paths["xml"] == 0 {
		t.Errorf("sheets by path: %v; want most by the scanner and some by xml", paths)
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return fmt.Sprintf("%q against %q", as[i], bs[i])
		}
	}
	return fmt.Sprintf("%d lines against %d", len(as), len(bs))
}

// byExcelize says for which fixtures excelize gives other cells than this
// package, and why ours are right.
var byExcelize = map[string]string{
	"xml-utf16.xlsx":                  "excelize reads no cell of a UTF-16 part and says nothing",
	"xml-control-char.xlsx":           "excelize loses the cell with the control character and all after it, and says nothing",
	"pkg-no-root-rels.xlsx":           "excelize needs the root relations, the workbook stands at its usual name",
	"sheet-duplicate-names-case.xlsx": "excelize finds sheets by name and reads the first one twice",
	"sheet-name-200-chars.xlsx":       "excelize does not read sheets with a name that Excel would not allow",
	"sheet-name-empty.xlsx":           "excelize does not read sheets with a name that Excel would not allow",
	"sheet-name-path.xlsx":            "excelize does not read sheets with a name that Excel would not allow",
	"sheet-name-script.xlsx":          "excelize does not read sheets with a name that Excel would not allow",
	"sst-x000D-escapes.xlsx":          "excelize drops half a surrogate pair, we show the replacement character",
	"lay-16384-columns.xlsx":          "we keep the limit of used columns and warn",
	"val-200k-char-cell.xlsx":         "we keep the limit of characters in a cell and warn",
}

func TestAgainstExcelize(t *testing.T) {
	for _, path := range fixtures(t) {
		book, err := Open(path, Limits{})
		if err != nil {
			continue
		}
		if book.Format == "xlsx" {
			name := filepath.Base(path)
			why, known := byExcelize[name]
			differs := againstExcelize(path, book)
			switch {
			case differs != "" && !known:
				t.Errorf("%s: %s", name, differs)
			case differs == "" && known:
				t.Errorf("%s: excelize agrees, though %q", name, why)
			}
		}
		book.Close()
	}
}

// againstExcelize compares all cells of all sheets with what excelize's Rows
// gives, and tells the first difference.
func againstExcelize(path string, book *Book) string {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return "excelize does not open it: " + err.Error()
	}
	defer f.Close()
	for _, s := range book.Sheets {
		theirs := map[string]string{}
		rows, err := f.Rows(s.Name)
		if err != nil {
			return "excelize does not read the sheet: " + err.Error()
		}
		for n := 1; rows.Next(); n++ {
			columns, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				return "excelize does not read the row: " + err.Error()
			}
			for c, v := range columns {
				if v != "" {
					theirs[s.At(n, c+1).Area()] = v
				}
			}
		}
		if err := rows.Error(); err != nil {
			return "excelize does not read the sheet: " + err.Error()
		}
		differs := ""
		count := 0
		err = s.Rows(func(r *Row) error {
			for _, c := range r.Cells {
				count++
				at := s.At(r.Number, int(c.Column))
				if v := theirs[at.Area()]; differs == "" && !sameValue(c, v) {
					differs = fmt.Sprintf("%s is %v %q %v, excelize gives %q", at, c.Kind, c.Text, c.Number, v)
				}
			}
			return nil
		})
		if err != nil {
			return err.Error()
		}
		if differs != "" {
			return differs
		}
		if count != len(theirs) {
			return fmt.Sprintf("sheet %s has %d cells, excelize gives %d", s.Name, count, len(theirs))
		}
	}
	return ""
}

func sameValue(c Cell, v string) bool {
	switch {
	case c.Text != "":
		return c.Text == v
	case c.Kind == Bool:
		return (c.Number != 0) == (v == "TRUE" || v == "1")
	}
	f, err := strconv.ParseFloat(v, 64)
	return err == nil && f == c.Number
}

// Every way in which excelize loses cells without an error that the reader is
// built against, on crafted parts: the reader reads them all or refuses.
func TestExcelizeLosesSilently(t *testing.T) {
	var rows strings.Builder
	for i := 1; i <= 500; i++ {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i, i, i)
	}
	good := sheetXML(rows.String())
	tests := []struct {
		name, sheet string
		refused     bool
	}{
		{"stray <", strings.Replace(good, `<v>321</v>`, `<v>3<1</v>`, 1), true},
		{"cut part", good[:len(good)/2], true},
		{"bad reference", strings.Replace(good, `r="A321"`, `r="321A"`, 1), true},
		{"reference of another row", strings.Replace(good, `r="A321"`, `r="A322"`, 1), true},
		{"end tag of the wrong element", strings.Replace(good, `<v>321</v></c>`, `<v>321</c></v>`, 1), true},
		{"intact", good, false},
	}
	lost := 0
	for _, tt := range tests {
		b := minimal(tt.sheet, nil)
		text, _, err := readAll("f", b, Limits{})
		if (err != nil) != tt.refused {
			t.Errorf("%s: error %v, want refused %v", tt.name, err, tt.refused)
		}
		if err == nil && strings.Count(text, "\n") != 500 {
			t.Errorf("%s: read %d cells, want 500", tt.name, strings.Count(text, "\n"))
		}
		if err != nil {
			refused(t, tt.name, err)
		}
		n, err := countByExcelize(b)
		t.Logf("%s: excelize gives %d of 500 rows, error %v", tt.name, n, err)
		if n < 500 && err == nil {
			lost++
		}
	}
	if lost == 0 {
		t.Error("excelize lost nothing silently: the comments on it can go")
	}
}

func countByExcelize(b []byte) (n int, err error) {
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rows, err := f.Rows("S")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		columns, err := rows.Columns()
		if err != nil {
			return n, err
		}
		if slices.ContainsFunc(columns, func(s string) bool { return s != "" }) {
			n++
		}
	}
	return n, rows.Error()
}

// Sheets read at the same time give what they give one after another.
func TestParallelSheets(t *testing.T) {
	book, err := Open("testdata/hostile/sheet-300-sheets.xlsx", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	want := make([][32]byte, len(book.Sheets))
	for i, s := range book.Sheets {
		if want[i], err = s.digest(); err != nil {
			t.Fatal(err)
		}
	}
	got := make([][32]byte, len(book.Sheets))
	var wg sync.WaitGroup
	for i, s := range book.Sheets {
		wg.Go(func() {
			sum, err := s.digest()
			if err != nil {
				t.Error(err)
			}
			got[i] = sum
		})
	}
	wg.Wait()
	if !slices.Equal(got, want) {
		t.Error("reading in parallel gave other cells")
	}
}
