package workbook

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// styleEdits adds fills and cell formats to the style part. Nothing in the
// part changes but the ends of two lists and their counts.
type styleEdits struct {
	part   *part // nil where the workbook has none
	text   string
	xfs    []string // raw cell formats
	fills  int      // number of fills before ours
	added  []string
	index  map[styleOf]int
	fillAt int // where the list of fills ends
	xfAt   int // where the list of cell formats ends
	prefix string
}

type styleOf struct {
	base   int
	severe bool
}

const plainStyles = `<styleSheet xmlns="` + nsMain + `"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs></styleSheet>`

func (s *styleEdits) open(p *opcPackage) error {
	s.index = map[styleOf]int{}
	s.text = plainStyles
	if styles, _ := p.ofKind("styles"); styles != nil {
		text, err := p.readXML(styles)
		if err != nil {
			return err
		}
		s.part, s.text = styles, string(text)
	}
	return s.locate()
}

// locate finds the two lists by the offsets of the decoder.
func (s *styleEdits) locate() error {
	dec := xml.NewDecoder(strings.NewReader(s.text))
	var path []string
	start := int64(0)
	for {
		before := dec.InputOffset()
		t, err := dec.Token()
		if err != nil {
			break
		}
		switch t := t.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if len(path) == 1 {
				name := s.text[before+1 : dec.InputOffset()]
				if p, _, ok := strings.Cut(name[:strings.IndexAny(name, " \t\r\n/>")], ":"); ok {
					s.prefix = p + ":"
				}
			}
			if len(path) == 3 && path[1] == "cellXfs" {
				start = before
			}
			if len(path) == 3 && path[1] == "fills" {
				s.fills++
			}
		case xml.EndElement:
			switch {
			case len(path) == 3 && path[1] == "cellXfs":
				s.xfs = append(s.xfs, s.text[start:dec.InputOffset()])
			case len(path) == 2 && path[1] == "cellXfs":
				s.xfAt = int(before)
			case len(path) == 2 && path[1] == "fills":
				s.fillAt = int(before)
			}
			path = path[:len(path)-1]
		}
	}
	if len(s.xfs) == 0 || s.fills == 0 || s.fillAt == 0 || s.xfAt == 0 {
		return fmt.Errorf("the styles of the workbook lack fills or cell formats")
	}
	return nil
}

// filled returns the number of a format that equals the given one but for its
// fill.
func (s *styleEdits) filled(base int, severe bool) int {
	if base >= len(s.xfs) {
		base = 0
	}
	key := styleOf{base, severe}
	if id, ok := s.index[key]; ok {
		return id
	}
	fill := s.fills
	if severe {
		fill++
	}
	xf := setAttr(s.xfs[base], "fillId", strconv.Itoa(fill))
	id := len(s.xfs) + len(s.added)
	s.added = append(s.added, setAttr(xf, "applyFill", "1"))
	s.index[key] = id
	return id
}

// setAttr sets an attribute in the first tag of raw.
func setAttr(raw, name, value string) string {
	end := strings.IndexByte(raw, '>')
	tag := raw[:end]
	if i := strings.Index(tag, " "+name+"="); i >= 0 {
		quote := tag[i+len(name)+2]
		from := i + len(name) + 3
		to := from + strings.IndexByte(tag[from:], quote)
		return raw[:from] + value + raw[to:]
	}
	at := strings.IndexAny(tag, " \t\r\n/")
	if at < 0 {
		at = end
	}
	return raw[:at] + " " + name + `="` + value + `"` + raw[at:]
}

// close writes the part with what was added.
func (s *styleEdits) close(e *packageEdits) error {
	fill := func(colour string) string {
		p := s.prefix
		return `<` + p + `fill><` + p + `patternFill patternType="solid"><` + p + `fgColor rgb="` + colour + `"/><` + p + `bgColor indexed="64"/></` + p + `patternFill></` + p + `fill>`
	}
	fills := fill("FFFFE699") + fill("FFF8A5A5")
	xfs := strings.Join(s.added, "")
	var b bytes.Buffer
	if s.fillAt < s.xfAt {
		b.WriteString(s.text[:s.fillAt] + fills + s.text[s.fillAt:s.xfAt] + xfs + s.text[s.xfAt:])
	} else {
		b.WriteString(s.text[:s.xfAt] + xfs + s.text[s.xfAt:s.fillAt] + fills + s.text[s.fillAt:])
	}
	text := recount(b.String(), s.prefix+"fills", s.fills+2)
	text = recount(text, s.prefix+"cellXfs", len(s.xfs)+len(s.added))
	if s.part != nil {
		w, err := e.replace(s.part)
		if err != nil {
			return err
		}
		_, err = w.Write([]byte(text))
		return err
	}
	const name = "xl/rapportStyles.xml"
	e.relate(e.pkg.workbook.name, "styles", "/"+name)
	return e.add(name, "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml", text)
}

// recount sets the count attribute of the first element of that name, where
// it has one.
func recount(text, name string, n int) string {
	i := strings.Index(text, "<"+name+" ")
	if i < 0 {
		return text
	}
	end := i + strings.IndexByte(text[i:], '>')
	if !strings.Contains(text[i:end], " count=") {
		return text
	}
	return text[:i] + setAttr(text[i:end+1], "count", strconv.Itoa(n)) + text[end+1:]
}
