package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// skeleton opens a small copy of the package through excelize: the workbook
// and its styles as they are, every sheet and the shared strings empty. It
// costs milliseconds whatever the size of the file. A part that makes the
// library fail is reported as an error and never as a panic.
func (p *opcPackage) skeleton(workbookXML []byte) (f *excelize.File, err error) {
	rels := &strings.Builder{}
	relate := func(id, kind, target string) {
		fmt.Fprintf(rels, `<Relationship Id="%s" Type="%s/%s" Target="%s"/>`, xmlText(id), nsRelations, kind, target)
	}
	for _, id := range sortedKeys(p.relations) {
		if p.relations[id].kind() == "worksheet" {
			relate(id, "worksheet", "worksheets/sheet1.xml")
		}
	}
	styles, err := p.stylesXML()
	if err != nil {
		return nil, err
	}
	parts := map[string]string{
		"[Content_Types].xml":      `<Types xmlns="` + nsTypes + `"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
		"_rels/.rels":              `<Relationships xmlns="` + nsPackage + `"><Relationship Id="rId1" Type="` + nsRelations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":          string(workbookXML),
		"xl/worksheets/sheet1.xml": `<worksheet xmlns="` + nsMain + `"><sheetData/></worksheet>`,
	}
	if styles != nil {
		relate("rapportStyles", "styles", "styles.xml")
		parts["xl/styles.xml"] = string(styles)
	}
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="` + nsPackage + `">` + rels.String() + `</Relationships>`
	packed, err := pack(parts)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = damaged(p.at, p.workbook.name, fmt.Sprintf("it cannot be understood (%v)", r))
		}
	}()
	return excelize.OpenReader(packed)
}

// stylesXML returns the style part, nil where there is none.
func (p *opcPackage) stylesXML() ([]byte, error) {
	styles, _ := p.ofKind("styles")
	if styles == nil {
		return nil, nil
	}
	text, err := p.readXML(styles)
	if err != nil {
		return nil, err
	}
	if formats := bytes.Count(text, []byte("numFmt ")); formats*bytes.Count(text, []byte("<")) > maxStyleWork {
		return nil, refusal(p.at, "styles-size", hintSaveAgain, "the workbook defines %d number formats, far more than Excel allows", formats)
	}
	return text, nil
}

// pack makes a zip file of parts, which are not compressed.
func pack(parts map[string]string) (*bytes.Buffer, error) {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, name := range sortedKeys(parts) {
		w, err := zw.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			return nil, err
		}
	}
	return &b, zw.Close()
}

const (
	nsTypes     = "http://schemas.openxmlformats.org/package/2006/content-types"
	nsPackage   = "http://schemas.openxmlformats.org/package/2006/relationships"
	nsRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// maxStyleWork bounds number formats times elements of the style part: the
// library looks every format up in a list, for every style.
const maxStyleWork = 200_000_000

// maxFormat bounds the length of a number format; Excel allows 255.
const maxFormat = 1024

// dateStyles tells for each cell style whether it shows a date.
func (p *opcPackage) dateStyles(f *excelize.File) (dates []bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = damaged(p.at, "styles", fmt.Sprintf("they cannot be understood (%v)", r))
		}
	}()
	for i := 0; ; i++ {
		style, err := f.GetStyle(i)
		if err != nil {
			return dates, nil // past the last style
		}
		code := ""
		if style.CustomNumFmt != nil {
			code = *style.CustomNumFmt
		}
		dates = append(dates, showsDate(style.NumFmt, code))
	}
}

// showsDate tells whether a number format shows a day, month or year. A time
// of day or a duration alone is a number. The numbers of the built-in formats
// are those of ECMA-376 18.8.30, East Asian ones included.
func showsDate(id int, code string) bool {
	if code == "" {
		return id >= 14 && id <= 17 || id == 22 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 54 || id == 57 || id == 58
	}
	if len(code) > maxFormat {
		return false
	}
	parser := nfp.NumberFormatParser()
	for _, section := range parser.Parse(code) {
		day, month, clock := false, false, false
		for _, t := range section.Items {
			if t.TType != nfp.TokenTypeDateTimes && t.TType != nfp.TokenTypeElapsedDateTimes {
				continue
			}
			for _, c := range strings.ToUpper(t.TValue) {
				switch c {
				case 'Y', 'D', 'E', 'G', 'B':
					day = true
				case 'M':
					month = true
				case 'H', 'S', 'A', 'P':
					clock = true
				}
			}
		}
		if day || month && !clock {
			return true
		}
	}
	return false
}
