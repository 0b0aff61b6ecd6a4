package workbook

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode/utf8"

	"rapport/generator/source"
)

// sheetEntry is one line of the sheet list in the workbook part.
type sheetEntry struct {
	Name  string     `xml:"name,attr"`
	State string     `xml:"state,attr"`
	Attrs []xml.Attr `xml:",any,attr"`
}

// relation is the id of the entry's relation, in whatever relationships
// namespace.
func (e sheetEntry) relation() string {
	for _, a := range e.Attrs {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// sheetList reads the sheets of the workbook part in their order.
func (p *opcPackage) sheetList(text []byte) ([]sheetEntry, error) {
	var doc struct {
		XMLName xml.Name
		Sheets  []sheetEntry `xml:"sheets>sheet"`
	}
	if err := unmarshal(text, &doc); err != nil {
		return nil, damaged(p.at, p.workbook.name, err.Error())
	}
	if doc.XMLName.Local != "workbook" || !isMain(doc.XMLName.Space) {
		return nil, refusal(p.at, "not-a-workbook", hintExportAgain, "the part %s is not a workbook", p.workbook.name)
	}
	if n := len(doc.Sheets); n > p.limits.Sheets {
		return nil, refusal(p.at, "sheets", hintLimit, "the workbook has %d sheets, more than the limit of %d", n, p.limits.Sheets)
	}
	return doc.Sheets, nil
}

func unmarshal(text []byte, into any) error {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = charsetReader
	return dec.Decode(into)
}

// addSheets turns the sheet list into sheets whose parts exist. What cannot
// be a table is left out with a problem that says so.
func (x *xlsx) addSheets(book *Book, list []sheetEntry) {
	seenName, seenPart := map[string]string{}, map[*part]string{}
	visible := false
	for i, e := range list {
		name := e.Name
		at := source.Cell{File: book.Name, Sheet: name}
		warn := func(s source.Severity, code, hint, format string, args ...any) {
			book.Problems = append(book.Problems, problem(s, at, code, hint, format, args...))
		}
		if name == "" {
			name = "Sheet" + itoa(i+1)
			at.Sheet = name
			warn(source.Warning, "sheet-name", hintSaveAgain, "the sheet has no name; it is called %q here", name)
		}
		if n := utf8.RuneCountInString(name); n > 31 {
			warn(source.Warning, "sheet-name", hintSaveAgain, "the sheet's name has %d characters, Excel allows 31", n)
		}
		if other, twice := seenName[strings.ToLower(name)]; twice {
			warn(source.Warning, "sheet-name-twice", "rename one of them", "two sheets have the same name, %q and %q", other, name)
		}
		seenName[strings.ToLower(name)] = name

		rel, known := x.pkg.relations[e.relation()]
		pt := x.pkg.target(rel)
		switch {
		case known && rel.kind() != "worksheet":
			warn(source.Note, "sheet-kind", "", "the sheet is a %s, which holds no cells; it was left out", rel.kind())
			continue
		case known && rel.Mode == "External":
			warn(source.Warning, "sheet-external", hintSaveAgain, "the sheet points outside the file (%q), which is not followed; it was left out", rel.Target)
			continue
		case !known || pt == nil:
			warn(source.Warning, "sheet-missing", hintExportAgain, "the part of the sheet is not in the file (%q); it was left out", rel.Target)
			continue
		}
		if other, twice := seenPart[pt]; twice {
			warn(source.Warning, "sheet-twice", hintSaveAgain, "the sheet shows the same cells as sheet %q; it was left out", other)
			continue
		}
		seenPart[pt] = name
		s := &Sheet{Book: book, Name: name, Hidden: e.State == "hidden" || e.State == "veryHidden"}
		visible = visible || !s.Hidden
		x.parts[s] = &sheetPart{part: pt}
		book.Sheets = append(book.Sheets, s)
	}
	if len(book.Sheets) > 0 && !visible {
		book.Problems = append(book.Problems, problem(source.Warning, x.pkg.at, "sheets-hidden",
			"unhide the sheets that count", "every sheet of the workbook is hidden; they were read all the same"))
	}
}
