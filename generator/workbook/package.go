package workbook

import (
	"bytes"
	"encoding/xml"
	"path"
	"strings"

	"rapport/generator/source"
)

// smallPart bounds the parts that are read whole: everything but sheets,
// shared strings and what is not used at all.
const smallPart = 32 << 20

// opcPackage resolves the relations of a workbook package. Targets are looked
// up among the parts of the archive only; nothing outside is ever opened.
type opcPackage struct {
	*archive
	workbook *part
	relations
}

type relation struct {
	ID, Type, Target, Mode string
}

type relations map[string]relation // by id

// kind is the last word of the relation type, the same in the transitional
// and the strict standard.
func (r relation) kind() string { return path.Base(r.Type) }

func openPackage(a *archive) (*opcPackage, error) {
	p := &opcPackage{archive: a}
	if err := p.refuseOthers(); err != nil {
		return nil, err
	}
	if types := a.find("[Content_Types].xml"); types == nil {
		p.problems = append(p.problems, problem(source.Warning, a.at, "no-content-types", hintSaveAgain,
			"the part [Content_Types].xml is missing; the workbook was read all the same"))
	} else if _, err := p.readXML(types); err != nil {
		return nil, err
	}
	if err := p.findWorkbook(); err != nil {
		return nil, err
	}
	rels, err := p.relationsOf(p.workbook.name)
	p.relations = rels
	return p, err
}

// refuseOthers recognises zip files that are something else.
func (p *opcPackage) refuseOthers() error {
	switch {
	case p.find("xl/workbook.bin") != nil:
		return refusal(p.at, "xlsb", "open it in Excel, save it as \"Excel Workbook (*.xlsx)\" and run again", "this is a binary workbook (.xlsb), which is not read")
	case p.find("content.xml") != nil && p.find("mimetype") != nil:
		return refusal(p.at, "ods", "open it, save it as .xlsx and run again", "this is an OpenDocument file, which is not read")
	case p.find("word/document.xml") != nil || p.find("ppt/presentation.xml") != nil:
		return refusal(p.at, "not-a-workbook", "give the Excel export instead", "this is a Word or PowerPoint file, not a workbook")
	}
	return nil
}

func (p *opcPackage) findWorkbook() error {
	if p.find("_rels/.rels") == nil {
		p.problems = append(p.problems, problem(source.Warning, p.at, "no-root-relations", hintSaveAgain,
			"the part _rels/.rels is missing; the workbook was looked for at xl/workbook.xml"))
		p.workbook = p.find("xl/workbook.xml")
	} else {
		rels, err := p.relationsOf("")
		if err != nil {
			return err
		}
		for _, id := range sortedKeys(rels) {
			r := rels[id]
			if r.kind() == "officeDocument" && r.Mode != "External" {
				p.workbook = p.find(resolve("", r.Target))
			}
		}
	}
	if p.workbook == nil {
		return refusal(p.at, "not-a-workbook", "give the Excel export itself, not an archive around it",
			"this zip file holds no workbook")
	}
	return nil
}

// relationsOf reads the relations of the part named owner; "" is the package.
func (p *opcPackage) relationsOf(owner string) (relations, error) {
	dir, base := path.Split(owner)
	rp := p.find(dir + "_rels/" + base + ".rels")
	if rp == nil {
		return nil, nil
	}
	text, err := p.readXML(rp)
	if err != nil {
		return nil, err
	}
	var doc struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	if err := xml.Unmarshal(text, &doc); err != nil {
		return nil, damaged(p.at, rp.name, err.Error())
	}
	rels := relations{}
	for _, r := range doc.List {
		if _, twice := rels[r.ID]; twice {
			return nil, damaged(p.at, rp.name, "two relations have the id "+r.ID)
		}
		rels[r.ID] = relation{ID: r.ID, Type: r.Type, Target: r.Target, Mode: r.Mode}
	}
	return rels, nil
}

// target returns the part a relation of the workbook points at, or nil.
func (p *opcPackage) target(r relation) *part {
	if r.Mode == "External" {
		return nil
	}
	return p.find(resolve(path.Dir(p.workbook.name), r.Target))
}

// ofKind returns the part of the only relation of that kind, or nil.
func (p *opcPackage) ofKind(kind string) (*part, bool) {
	for _, id := range sortedKeys(p.relations) {
		if r := p.relations[id]; r.kind() == kind {
			return p.target(r), true
		}
	}
	return nil, false
}

// resolve makes a part name of a relation's target. A target that climbs out
// of the package gets a name that no part has.
func resolve(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join(dir, target)
}

// readXML reads a small part, checks that it is one whole XML document
// without DTD, and returns it as UTF-8.
func (p *opcPackage) readXML(pt *part) ([]byte, error) {
	raw, err := p.read(pt, smallPart)
	if err != nil {
		return nil, err
	}
	text, err := toUTF8(raw)
	if err != nil {
		return nil, damaged(p.at, pt.name, err.Error())
	}
	return text, newXMLWalker(p.at, pt.name, bytes.NewReader(text)).finish()
}
