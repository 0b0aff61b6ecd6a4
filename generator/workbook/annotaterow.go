package workbook

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"rapport/generator/source"
)

// rowPiece is a cell of a marked row, or what stands between cells.
type rowPiece struct {
	raw    string
	column int // 0 between cells
	style  int
	tag    int // length of the cell's start tag
}

// markedRow reads a row to its end, then writes it with its marks.
func (e *sheetEditor) markedRow(raw string, marks []cellMark) error {
	selfClosed := strings.HasSuffix(raw, "/>")
	e.write(opened(raw))
	pieces, err := e.rowPieces()
	if err != nil {
		return err
	}
	for _, m := range marks {
		at := slices.IndexFunc(pieces, func(p rowPiece) bool { return p.column == m.column })
		if at >= 0 {
			pieces[at].raw = restyle(pieces[at], e.styles.filled(pieces[at].style, m.severe))
			continue
		}
		at = slices.IndexFunc(pieces, func(p rowPiece) bool { return p.column > m.column })
		if at < 0 {
			at = len(pieces) - 1 // before the end tag
		}
		cell := fmt.Sprintf(`<%sc r="%s%d" s="%d"/>`, e.prefix, source.Letters(m.column), m.row, e.styles.filled(0, m.severe))
		pieces = slices.Insert(pieces, at, rowPiece{raw: cell, column: m.column})
	}
	for _, p := range pieces {
		e.write(p.raw)
	}
	if selfClosed {
		e.write("</", e.prefix, "row>")
	}
	return e.err
}

// rowPieces reads the open row to behind its end tag, which the last piece
// holds.
func (e *sheetEditor) rowPieces() ([]rowPiece, error) {
	var pieces []rowPiece
	column, inCell := 0, 0
	for {
		t, raw, err := e.next()
		if err != nil {
			return nil, err
		}
		n := len(pieces)
		switch t := t.(type) {
		case xml.StartElement:
			e.depth++
			if e.depth == 4 && t.Name.Local == "c" {
				column++
				if r, ok := attr(t, "r"); ok {
					c, _, _ := parseRef([]byte(r))
					column = int(c)
				}
				s, _ := attr(t, "s")
				pieces = append(pieces, rowPiece{raw: raw, column: column, style: max(smallInt([]byte(s)), 0), tag: len(raw)})
				inCell = e.depth
				continue
			}
		case xml.EndElement:
			e.depth--
			if e.depth == 2 {
				return append(pieces, rowPiece{raw: raw}), nil
			}
			if inCell > 0 && e.depth < inCell {
				inCell = 0
				pieces[n-1].raw += raw
				continue
			}
		}
		if inCell > 0 {
			pieces[n-1].raw += raw
		} else {
			pieces = append(pieces, rowPiece{raw: raw})
		}
	}
}

// restyle sets the s attribute in the start tag of a cell.
func restyle(p rowPiece, style int) string {
	tag, rest := p.raw[:p.tag], p.raw[p.tag:]
	for i := 0; i+2 < len(tag); i++ {
		if tag[i] != ' ' && tag[i] != '\t' && tag[i] != '\n' && tag[i] != '\r' || tag[i+1] != 's' {
			continue
		}
		value := strings.TrimLeft(tag[i+2:], " \t\r\n")
		if !strings.HasPrefix(value, "=") {
			continue
		}
		value = strings.TrimLeft(value[1:], " \t\r\n")
		end := strings.IndexByte(value[1:], value[0])
		return tag[:i] + fmt.Sprintf(` s="%d"`, style) + value[end+2:] + rest
	}
	end := strings.IndexAny(tag, " \t\r\n/>")
	return tag[:end] + fmt.Sprintf(` s="%d"`, style) + tag[end:] + rest
}
