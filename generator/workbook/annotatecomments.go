package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/source"
)

// commentAuthor signs the comments of annotated copies.
const commentAuthor = "rapport"

// addComments writes or extends the comments of a sheet and the drawing that
// shows them. It returns the relation that the sheet must name as its legacy
// drawing, or "" if it names one already.
func (a *annotator) addComments(i int, sheet *part, marks *sheetMarks) (string, error) {
	rels, err := a.x.pkg.relationsOf(sheet.name)
	if err != nil {
		return "", err
	}
	var comments, drawing *part
	for _, id := range sortedKeys(rels) {
		r := rels[id]
		target := a.x.pkg.find(resolve(path.Dir(sheet.name), r.Target))
		switch {
		case r.Mode == "External" || target == nil:
		case r.kind() == "comments":
			comments = target
		case r.kind() == "vmlDrawing" && strings.Contains(a.legacyDrawing(sheet), `"`+id+`"`):
			drawing = target
		}
	}
	shapes := marks.cells
	if comments != nil {
		if shapes, err = a.extendComments(comments, marks.cells); err != nil {
			return "", err
		}
	} else {
		name := a.edits.unused("xl/comments%d.xml")
		a.edits.relate(sheet.name, "comments", "/"+name)
		text := `<comments xmlns="` + nsMain + `"><authors><author>` + commentAuthor + `</author></authors><commentList>` + commentList("", marks.cells, 0) + `</commentList></comments>`
		if err := a.edits.add(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml", text); err != nil {
			return "", err
		}
	}
	if drawing != nil {
		return "", a.extendDrawing(drawing, shapes)
	}
	name := a.edits.unused("xl/drawings/vmlDrawing%d.vml")
	first := (i + 1) * 1024
	text := vmlHead + shapeType + vmlShapes(shapes, first+1) + "</xml>"
	return a.edits.relate(sheet.name, "vmlDrawing", "/"+name), a.edits.add(name, "", text)
}

// legacyDrawing returns the tag that names the sheet's drawing of comments.
// Only sheets with such a relation are read for it.
func (a *annotator) legacyDrawing(sheet *part) string {
	in, err := a.x.pkg.open(sheet)
	if err != nil {
		return ""
	}
	w := newWindow(in, sheet.size)
	defer w.close()
	for {
		if i := bytes.Index(w.buf[w.pos:], []byte("legacyDrawing ")); i >= 0 {
			if end := bytes.IndexByte(w.buf[w.pos+i:], '>'); end >= 0 {
				return string(w.buf[w.pos+i : w.pos+i+end])
			}
		}
		w.pos = max(w.pos, len(w.buf)-4096)
		if !w.more() {
			return ""
		}
	}
}

// commentList writes the comments of cells, signed by the author of that
// number.
func commentList(prefix string, cells []cellMark, author int) string {
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, `<%[1]scomment ref="%[2]s%[3]d" authorId="%[4]d"><%[1]stext>%[5]s</%[1]stext></%[1]scomment>`,
			prefix, source.Letters(c.column), c.row, author, textElement(prefix, c.comment))
	}
	return b.String()
}

// textElement writes a t element. Characters that XML forbids are replaced,
// and what looks like an escape of a string is protected.
func textElement(prefix, s string) string {
	var b bytes.Buffer
	s = string(cutRunes([]byte(s), 32000))
	_ = xml.EscapeText(&b, []byte(protectEscapes(s)))
	return `<` + prefix + `t xml:space="preserve">` + b.String() + `</` + prefix + `t>`
}

// extendComments adds to the comments that a sheet has. A cell with a comment
// gets one more paragraph in it. It returns the cells that need a shape.
func (a *annotator) extendComments(p *part, cells []cellMark) ([]cellMark, error) {
	raw, err := a.x.pkg.readXML(p)
	if err != nil {
		return nil, err
	}
	text, authors, have, err := readComments(string(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	prefix := prefixOf(text, "commentList")
	var fresh []cellMark
	type insertion struct {
		at   int
		text string
	}
	var inserts []insertion
	for _, c := range cells {
		at, ok := have[source.Letters(c.column)+strconv.Itoa(c.row)]
		if !ok {
			fresh = append(fresh, c)
			continue
		}
		inserts = append(inserts, insertion{at, "<" + prefix + "r>" + textElement(prefix, "\n"+c.comment) + "</" + prefix + "r>"})
	}
	slices.SortFunc(inserts, func(a, b insertion) int { return b.at - a.at })
	for _, in := range inserts {
		text = text[:in.at] + in.text + text[in.at:]
	}
	if text, err = insertBefore(text, "commentList", commentList(prefix, fresh, authors)); err == nil {
		text, err = insertBefore(text, "authors", "<"+prefix+"author>"+commentAuthor+"</"+prefix+"author>")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	w, err := a.edits.replace(p)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	return fresh, err
}

// readComments counts the authors and finds the end of the text of each
// comment, by cell.
func readComments(raw string) (text string, authors int, have map[string]int, err error) {
	have = map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(raw))
	ref := ""
	for {
		before := dec.InputOffset()
		t, err := dec.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "author":
				authors++
			case "comment":
				ref, _ = attr(t, "ref")
			}
		case xml.EndElement:
			if t.Name.Local == "text" && raw[before] == '<' {
				have[ref] = int(before)
			}
		}
	}
	return raw, authors, have, nil
}

const vmlHead = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">`

// shapeType is the form of a comment's box, under an id of our own.
const shapeType = `<v:shapetype id="_rapport_note" coordsize="21600,21600" o:spt="202" path="m0,0l0,21600,21600,21600,21600,0xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>`

// vmlShapes writes the boxes of comments, hidden until pointed at.
func vmlShapes(cells []cellMark, id int) string {
	var b strings.Builder
	for i, c := range cells {
		lines := min(4+len(c.comment)/40, 20)
		fmt.Fprintf(&b, `<v:shape id="_x0000_s%d" type="#_rapport_note" style="position:absolute;margin-left:60pt;margin-top:2pt;width:220pt;height:%dpt;z-index:%d;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>%d, 15, %d, 2, %d, 15, %d, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`,
			id+i, lines*13, i+1, c.column, max(c.row-2, 0), c.column+4, c.row-2+lines, c.row-1, c.column-1)
	}
	return b.String()
}

var shapeID = regexp.MustCompile(`_x0000_s(\d+)`)

// extendDrawing adds boxes to a drawing. Drawings are not always well-formed
// XML: the text is only searched for its end.
func (a *annotator) extendDrawing(p *part, cells []cellMark) error {
	raw, err := a.x.pkg.read(p, smallPart)
	if err != nil {
		return err
	}
	text := string(raw)
	end := strings.LastIndex(text, "</xml>")
	if end < 0 {
		return fmt.Errorf("%s has no end", p.name)
	}
	last := 1024
	for _, m := range shapeID.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			last = max(last, n)
		}
	}
	w, err := a.edits.replace(p)
	if err == nil {
		_, err = w.Write([]byte(text[:end] + shapeType + vmlShapes(cells, last+1) + text[end:]))
	}
	return err
}

// addProblemsSheet adds the sheet that lists the marks and links to them.
func (a *annotator) addProblemsSheet() error {
	name := "Problems"
	taken := func() bool {
		return slices.ContainsFunc(a.book.Sheets, func(s *Sheet) bool { return strings.EqualFold(s.Name, name) })
	}
	for i := 2; taken(); i++ {
		name = fmt.Sprintf("Problems %d", i)
	}
	partName := a.edits.unused("xl/worksheets/rapportProblems%d.xml")
	id := a.edits.relate(a.x.pkg.workbook.name, "worksheet", "/"+partName)
	err := a.edits.add(partName, "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml", a.problemsXML())
	if err != nil {
		return err
	}
	raw, err := a.x.pkg.readXML(a.x.pkg.workbook)
	if err != nil {
		return err
	}
	text := string(raw)
	sheetID := 0
	for _, m := range sheetIDs.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			sheetID = max(sheetID, n)
		}
	}
	prefix := prefixOf(text, "sheets")
	line := fmt.Sprintf(`<%ssheet name="%s" sheetId="%d" r:id="%s" xmlns:r="%s"/>`, prefix, name, sheetID+1, id, nsRelations)
	text, err = insertBefore(text, "sheets", line)
	if err != nil {
		return err
	}
	w, err := a.edits.replace(a.x.pkg.workbook)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	return err
}

var sheetIDs = regexp.MustCompile(`sheetId\s*=\s*["'](\d+)["']`)

func (a *annotator) problemsXML() string {
	var b, links strings.Builder
	b.WriteString(`<worksheet xmlns="` + nsMain + `"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="1" width="28" customWidth="1"/><col min="2" max="2" width="12" customWidth="1"/><col min="3" max="3" width="100" customWidth="1"/></cols><sheetData>`)
	row := 0
	line := func(texts ...string) {
		row++
		fmt.Fprintf(&b, `<row r="%d">`, row)
		for i, t := range texts {
			fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is>%s</is></c>`, source.Letters(i+1), row, textElement("", t))
		}
		b.WriteString(`</row>`)
	}
	line("Cell", "Kind", "Problem")
	for i, m := range a.marks {
		if i == maxRows-1 {
			break
		}
		kind := "warning"
		if m.Severe {
			kind = "error"
		}
		line(m.link(), kind, m.Comment)
		if a.has(m.Sheet) {
			target := source.Cell{Sheet: m.Sheet, Row: max(m.Row, 1), Column: max(m.Column, 1)}
			fmt.Fprintf(&links, `<hyperlink ref="A%d" location="%s"/>`, row, html.EscapeString(strings.Trim(target.String(), "[]")))
		}
	}
	b.WriteString(`</sheetData>`)
	if links.Len() > 0 {
		b.WriteString(`<hyperlinks>` + links.String() + `</hyperlinks>`)
	}
	b.WriteString(`</worksheet>`)
	return b.String()
}

func (a *annotator) has(sheet string) bool {
	return slices.ContainsFunc(a.book.Sheets, func(s *Sheet) bool { return s.Name == sheet })
}
