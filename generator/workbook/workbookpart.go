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
	names, seen := map[string]string{}, map[*part]string{}
	visible := false
	for i, e := range list {
		s := &Sheet{Book: book, Name: e.Name, Hidden: e.State == "hidden" || e.State == "veryHidden"}
		book.Problems = append(book.Problems, s.checkName(i, names)...)
		p, problem := x.sheetPart(s, e, seen)
		if p == nil {
			book.Problems = append(book.Problems, problem)
			continue
		}
		visible = visible || !s.Hidden
		seen[p] = s.Name
		x.parts[s] = &sheetPart{part: p}
		book.Sheets = append(book.Sheets, s)
	}
	if len(book.Sheets) > 0 && !visible {
		book.Problems = append(book.Problems, problem(source.Warning, x.pkg.at, "sheets-hidden",
			"unhide the sheets that count", "every sheet of the workbook is hidden; they were read all the same"))
	}
}

// checkName names a nameless sheet and says what Excel would not allow; names
// holds those seen before, by lower case.
func (s *Sheet) checkName(i int, names map[string]string) (found source.Problems) {
	warn := func(code, hint, format string, args ...any) {
		found = append(found, problem(source.Warning, s.At(0, 0), code, hint, format, args...))
	}
	if s.Name == "" {
		s.Name = "Sheet" + itoa(i+1)
		warn("sheet-name", hintSaveAgain, "the sheet has no name; it is called %q here", s.Name)
	}
	if n := utf8.RuneCountInString(s.Name); n > 31 {
		warn("sheet-name", hintSaveAgain, "the sheet's name has %d characters, Excel allows 31", n)
	}
	key := strings.ToLower(s.Name)
	if other, twice := names[key]; twice {
		warn("sheet-name-twice", "rename one of them", "two sheets have the same name, %q and %q", other, s.Name)
	}
	names[key] = s.Name
	return found
}

// sheetPart finds the part of a sheet, or the problem for which the sheet is
// left out; seen holds the parts of sheets before.
func (x *xlsx) sheetPart(s *Sheet, e sheetEntry, seen map[*part]string) (*part, source.Problem) {
	at := s.At(0, 0)
	rel, known := x.pkg.relations[e.relation()]
	p := x.pkg.target(rel)
	switch {
	case known && rel.kind() != "worksheet":
		return nil, problem(source.Note, at, "sheet-kind", "", "the sheet is a %s, which holds no cells; it was left out", rel.kind())
	case known && rel.Mode == "External":
		return nil, problem(source.Warning, at, "sheet-external", hintSaveAgain,
			"the sheet points outside the file (%q), which is not followed; it was left out", rel.Target)
	case p == nil:
		return nil, problem(source.Warning, at, "sheet-missing", hintExportAgain,
			"the part of the sheet is not in the file (%q); it was left out", rel.Target)
	}
	if other, twice := seen[p]; twice {
		return nil, problem(source.Warning, at, "sheet-twice", hintSaveAgain,
			"the sheet shows the same cells as sheet %q; it was left out", other)
	}
	return p, source.Problem{}
}
