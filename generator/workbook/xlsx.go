package workbook

import (
	"errors"

	"rapport/generator/source"
)

// xlsx reads Office Open XML workbooks. It is safe for several goroutines
// that read different sheets.
type xlsx struct {
	file    input
	pkg     *opcPackage
	limits  Limits
	strings stringTable
	dates   []bool // by style index
	parts   map[*Sheet]*sheetPart

	relayFrom int64 // the unpacked size of a sheet from which relay passes its rows
}

// sheetPart is what is known of a sheet beyond what the caller sees.
type sheetPart struct {
	part     *part
	known    bool // the sheet was inspected: the two flags below are right
	strict   bool // takes the encoding/xml path
	unsorted bool // rows repeat or are not in ascending order
}

func openXLSX(book *Book, file input, _ []byte, limits Limits) error {
	at := source.Cell{File: book.Name}
	archive, err := openArchive(at, file, book.Size, limits)
	if err != nil {
		return err
	}
	pkg, err := openPackage(archive)
	if err != nil {
		return err
	}
	x := &xlsx{file: file, pkg: pkg, limits: limits, parts: map[*Sheet]*sheetPart{}, relayFrom: relayFrom}
	workbookXML, err := pkg.readXML(pkg.workbook)
	if err != nil {
		return err
	}
	list, err := pkg.sheetList(workbookXML)
	if err != nil {
		return err
	}
	if err := x.readIntricate(book, workbookXML); err != nil {
		return err
	}
	x.addSheets(book, list)
	if err := x.readTables(book); err != nil {
		return err
	}
	if err := x.checkSizes(); err != nil {
		return err
	}
	if err := x.readStrings(book); err != nil {
		return err
	}
	if err := x.inspect(book); err != nil {
		return err
	}
	if len(book.Sheets) == 0 {
		return refusal(at, "no-sheets", hintExportAgain, "the workbook has no sheet with cells")
	}
	book.Format, book.reader = "xlsx", x
	book.Problems = append(pkg.problems, book.Problems...)
	return nil
}

// readIntricate takes the date system, the defined names and the date styles
// from excelize.
func (x *xlsx) readIntricate(book *Book, workbookXML []byte) error {
	f, err := x.pkg.skeleton(workbookXML)
	if err != nil {
		var p source.Problem
		if errors.As(err, &p) {
			return p
		}
		return damaged(x.pkg.at, x.pkg.workbook.name, err.Error())
	}
	defer f.Close()
	props, err := f.GetWorkbookProps()
	if err != nil {
		return damaged(x.pkg.at, x.pkg.workbook.name, err.Error())
	}
	book.Date1904 = props.Date1904 != nil && *props.Date1904
	for _, n := range f.GetDefinedName() {
		name := Name{Name: n.Name, RefersTo: n.RefersTo, Sheet: n.Scope}
		if name.Sheet == "Workbook" {
			name.Sheet = ""
		}
		book.Names = append(book.Names, name)
	}
	x.dates, err = x.pkg.dateStyles(f)
	return err
}

// checkSizes bounds what the used parts unpack to, together.
func (x *xlsx) checkSizes() error {
	total := int64(0)
	for _, p := range x.parts {
		total += p.part.size
	}
	if p, _ := x.pkg.ofKind("sharedStrings"); p != nil {
		total += p.size
	}
	if total > x.limits.UnpackedBytes {
		return refusal(x.pkg.at, "unpacked-size", hintLimit, "the workbook unpacks to %d bytes, more than the limit of %d", total, x.limits.UnpackedBytes)
	}
	return nil
}

func (x *xlsx) readStrings(book *Book) error {
	p, known := x.pkg.ofKind("sharedStrings")
	if !known {
		return nil
	}
	if p == nil {
		book.Problems = append(book.Problems, problem(source.Warning, x.pkg.at, "strings-missing", hintExportAgain,
			"the part with the shared strings is not in the file; their cells are read as empty"))
		return nil
	}
	in, err := x.pkg.open(p)
	if err != nil {
		return err
	}
	w := newWindow(unprefixed(in), p.size)
	err = x.strings.scan(w, p.size, x.limits.CellChars)
	w.close()
	if err != errDialect {
		return err
	}
	x.strings = stringTable{}
	if in, err = x.pkg.open(p); err != nil {
		return err
	}
	return x.strings.readXML(newXMLWalker(x.pkg.at, p.name, in), x.limits.CellChars)
}

func (x *xlsx) shared() int { return x.strings.len() }

func (x *xlsx) sharedString(i int) string { return x.strings.get(i) }

func (x *xlsx) close() error { return x.file.Close() }
