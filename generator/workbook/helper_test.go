package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"rapport/generator/source"
)

// fixtures returns the paths of all fixture files: those in testdata, and
// those beside the project where they are.
func fixtures(t testing.TB) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"testdata/hostile/*", "testdata/crm/*", "../../../shared/fixtures/*.xlsx", "../../../shared/fixtures/dynamics/*.xlsx"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, paths...)
	}
	if len(all) < 110 {
		t.Fatalf("found %d fixtures, want at least those of testdata", len(all))
	}
	return all
}

// minimal is a workbook of one sheet; parts replaces or adds parts, and a part
// that is "" is left out.
func minimal(sheet string, parts map[string]string) []byte {
	all := map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels":                `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml":              `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="20" applyNumberFormat="1"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml":       `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>zero</t></si><si><t>one</t></si></sst>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for name, text := range parts {
		all[name] = text
	}
	names := make([]string, 0, len(all))
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range names {
		if all[name] == "" {
			continue
		}
		method := zip.Store // packing small parts would slow the fuzzer down
		if len(all[name]) > 1<<16 {
			method = zip.Deflate
		}
		w, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(all[name]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := zw.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// sheetXML wraps rows into a sheet part of the plain dialect.
func sheetXML(rows string) string {
	return `<worksheet xmlns="` + nsMain + `"><sheetData>` + rows + `</sheetData></worksheet>`
}

// write stores bytes under a name in a temporary folder.
func write(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// dump writes all cells of a book, one a line, with kind and address.
func dump(b *Book) (string, error) {
	var out strings.Builder
	for _, s := range b.Sheets {
		err := s.Rows(func(r *Row) error {
			for _, c := range r.Cells {
				fmt.Fprintf(&out, "%s %v", s.At(r.Number, int(c.Column)), c.Kind)
				if c.Text != "" {
					fmt.Fprintf(&out, " %q", c.Text)
				} else {
					fmt.Fprintf(&out, " %v", c.Number)
				}
				if r.Hidden {
					out.WriteString(" hidden")
				}
				out.WriteByte('\n')
			}
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return out.String(), nil
}

// refused tells that err is a refusal with all that a person needs.
func refused(t testing.TB, what string, err error) source.Problem {
	t.Helper()
	var p source.Problem
	switch {
	case !errors.As(err, &p):
		t.Errorf("%s: error %v is no problem", what, err)
	case p.Severity != source.Refusal:
		t.Errorf("%s: severity %v, want refused", what, p.Severity)
	case p.Code == "" || p.Message == "" || p.Hint == "" || p.Cell.File == "":
		t.Errorf("%s: problem %+v lacks code, message, hint or file", what, p)
	case strings.HasSuffix(p.Message, ".") || strings.Contains(p.Message, "\n"):
		t.Errorf("%s: message %q is not one sentence without a full stop", what, p.Message)
	}
	return p
}

// readAll opens and dumps a file held in memory.
func readAll(name string, b []byte, limits Limits) (text string, book *Book, err error) {
	book, err = openMemory(name, b, limits.withDefaults())
	if err != nil {
		return "", nil, err
	}
	text, err = dump(book)
	return text, book, err
}

// testBuilder collects a dump of sheet S, without a package around it.
func testBuilder(out *strings.Builder) *rowBuilder {
	s := &Sheet{Book: &Book{Name: "f"}, Name: "S"}
	b := newRowBuilder(s, Limits{}.withDefaults(), func(r *Row) error {
		for _, c := range r.Cells {
			fmt.Fprintf(out, "%s %v %q %v %v\n", s.At(r.Number, int(c.Column)).Area(), c.Kind, c.Text, c.Number, r.Hidden)
		}
		return nil
	})
	b.strings = &stringTable{arena: []byte("zeroone"), ends: []uint32{4, 7}}
	b.dates = []bool{false, true, false}
	return b
}

// scanned dumps a sheet part by the scanner, given in blocks of that size.
func scanned(text string, block, room int) (string, error) {
	var out strings.Builder
	w := newBlockWindow(strings.NewReader(text), block, room)
	defer w.close()
	err := scanSheet(w, "part", testBuilder(&out))
	return out.String(), err
}

// strictlyRead dumps a sheet part by the strict path.
func strictlyRead(text string) (string, error) {
	var out strings.Builder
	b := testBuilder(&out)
	s := strictSheet{xmlWalker: newXMLWalker(b.sheet.At(0, 0), "part", strings.NewReader(text)), b: b}
	err := s.read()
	return out.String(), err
}
