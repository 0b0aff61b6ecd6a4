package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"
)

// packageEdits writes a copy of a package. Parts that are neither replaced
// nor among the few that gain a line are copied packed as they are.
type packageEdits struct {
	pkg   *opcPackage
	buf   bytes.Buffer
	zip   *zip.Writer
	done  map[*part]bool
	used  map[string]bool
	types string            // content types to add
	rels  map[string]string // relations to add, by owner
	ids   int
}

func (e *packageEdits) open(p *opcPackage) error {
	e.pkg = p
	e.zip = zip.NewWriter(&e.buf)
	e.done, e.used, e.rels = map[*part]bool{}, map[string]bool{}, map[string]string{}
	return nil
}

// replace begins the new text of a part.
func (e *packageEdits) replace(p *part) (io.Writer, error) {
	e.done[p] = true
	return e.zip.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
}

// add writes a new part.
func (e *packageEdits) add(name, contentType, text string) error {
	e.used[strings.ToLower(name)] = true
	if contentType != "" {
		e.types += `<Override xmlns="` + nsTypes + `" PartName="/` + name + `" ContentType="` + contentType + `"/>`
	}
	w, err := e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

// unused returns the first name of the pattern that no part has.
func (e *packageEdits) unused(pattern string) string {
	for i := 1; ; i++ {
		name := fmt.Sprintf(pattern, i)
		if e.pkg.find(name) == nil && !e.used[strings.ToLower(name)] {
			return name
		}
	}
}

// relate adds a relation from a part to a new one and returns its id.
func (e *packageEdits) relate(owner, kind, target string) string {
	e.ids++
	id := "rapport" + itoa(e.ids)
	base := nsRelations
	for _, r := range e.pkg.relations {
		if strings.HasSuffix(r.Type, "/worksheet") {
			base = strings.TrimSuffix(r.Type, "/worksheet")
			break
		}
	}
	e.rels[owner] += `<Relationship xmlns="` + nsPackage + `" Id="` + id + `" Type="` + base + "/" + kind + `" Target="` + target + `"/>`
	return id
}

// bytes writes what is left and returns the package.
func (e *packageEdits) bytes() ([]byte, error) {
	if err := e.writeRelations(); err != nil {
		return nil, err
	}
	if err := e.writeTypes(); err != nil {
		return nil, err
	}
	for _, f := range e.pkg.order {
		if p := e.pkg.find(strings.ReplaceAll(f.Name, `\`, "/")); p != nil && p.zip == f && e.done[p] {
			continue
		}
		if err := e.zip.Copy(f); err != nil {
			return nil, err
		}
	}
	err := e.zip.Close()
	return e.buf.Bytes(), err
}

func (e *packageEdits) writeRelations() error {
	for _, owner := range sortedKeys(e.rels) {
		dir, base := path.Split(owner)
		name := dir + "_rels/" + base + ".rels"
		p := e.pkg.find(name)
		if p == nil {
			if err := e.add(name, "", `<Relationships xmlns="`+nsPackage+`">`+e.rels[owner]+`</Relationships>`); err != nil {
				return err
			}
			continue
		}
		if err := e.insert(p, "Relationships", e.rels[owner]); err != nil {
			return err
		}
	}
	return nil
}

// writeTypes adds content types, and the default for drawings.
func (e *packageEdits) writeTypes() error {
	p := e.pkg.find("[Content_Types].xml")
	if p == nil {
		return nil // the workbook does without, and so does the copy
	}
	text, err := e.pkg.readXML(p)
	if err != nil {
		return err
	}
	add := e.types
	if !bytes.Contains(bytes.ToLower(text), []byte(`extension="vml"`)) {
		add = `<Default xmlns="` + nsTypes + `" Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>` + add
	}
	return e.insert(p, "Types", add)
}

// insert writes a part with text added before the end of an element, which
// may be written <x/>; the added elements get the prefix of the element.
func (e *packageEdits) insert(p *part, element, added string) error {
	text, err := e.pkg.readXML(p)
	if err != nil {
		return err
	}
	out, err := insertBefore(string(text), element, added)
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	w, err := e.replace(p)
	if err == nil {
		_, err = io.WriteString(w, out)
	}
	return err
}
