package chart

import (
	"bytes"
	"encoding/json"
	"html/template"
	"strconv"
)

// A page has some ten pictures with hundreds of marks and the tables of their
// numbers. Written mark by mark through a template they cost more than the
// rest of the page, so these few functions write them. Every text goes through
// Escape, which a test compares with html/template.

// Body writes the marks and texts of the picture, the inside of its svg.
func (p Picture) Body() template.HTML {
	b := make([]byte, 0, 4<<10)
	for _, l := range p.Layers {
		b = append(b, `<g class="`...)
		b = Escape(b, l.Style)
		b = append(b, " t-"...)
		b = Escape(b, string(l.Tone))
		b = append(b, '"')
		b = Attribute(b, "fill", l.Fill)
		b = Attribute(b, "stroke", l.Stroke)
		b = append(b, '>')
		for _, s := range l.Shapes {
			b = append(b, `<path d="`...)
			b = Escape(b, s.Path)
			b = append(b, `">`...)
			if s.Tip != "" {
				b = append(b, "<title>"...)
				b = Escape(b, s.Tip)
				b = append(b, "</title>"...)
			}
			b = append(b, "</path>"...)
		}
		b = append(b, "</g>"...)
	}
	for _, l := range p.Texts {
		b = append(b, `<g class="text t-`...)
		b = Escape(b, string(l.Tone))
		b = append(b, '"')
		b = Attribute(b, "fill", l.Fill)
		b = append(b, ` font-size="`...)
		b = strconv.AppendInt(b, int64(l.Size), 10)
		b = append(b, '"')
		b = Attribute(b, "text-anchor", l.Anchor)
		b = append(b, '>')
		for _, t := range l.Texts {
			b = append(b, `<text x="`...)
			b = Escape(b, t.X)
			b = append(b, `" y="`...)
			b = Escape(b, t.Y)
			b = append(b, `">`...)
			b = Escape(b, t.Text)
			b = append(b, "</text>"...)
		}
		b = append(b, "</g>"...)
	}
	return template.HTML(b)
}

// Body writes the rows of the table.
func (t Table) Body() template.HTML {
	b := make([]byte, 0, 2<<10)
	for _, r := range t.Rows {
		b = append(b, `<tr><th scope="row">`...)
		b = linked(b, r.Link, r.Head)
		b = append(b, "</th>"...)
		for _, c := range r.Cells {
			b = append(b, "<td>"...)
			b = linked(b, c.Link, c.Text)
			b = append(b, "</td>"...)
		}
		b = append(b, "</tr>"...)
	}
	return template.HTML(b)
}

// linked writes a text, inside a link when it leads to a place of ours.
func linked(b []byte, link, text string) []byte {
	if !ours(link) {
		return Escape(b, text)
	}
	b = append(b, `<a href="`...)
	for i := range len(link) {
		if c := link[i]; c < 0x80 {
			b = append(b, c)
		} else {
			const digits = "0123456789abcdef"
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	b = append(b, `">`...)
	b = Escape(b, text)
	return append(b, "</a>"...)
}

// ours tells whether a link is a fragment or a relative path made of slugs:
// no scheme, no quotes, nothing to escape.
func ours(link string) bool {
	for i := range len(link) {
		c := link[i]
		if c < '-' && c != '#' || c > '9' && c < 'A' || c > 'Z' && c < '_' || c == '`' || c > 'z' && c < 0x80 {
			return false
		}
	}
	return link != "" && link[0] != '/'
}

// Script is the option of the interactive chart, fit to stand inside a script
// element: json.Marshal writes <, > and & as escapes. Anything else goes
// through html/template's own escaper.
func (v View) Script() any {
	if !json.Valid(v.Option) || bytes.ContainsAny(v.Option, "<>&\u2028\u2029") {
		return v.Option
	}
	return template.JS(v.Option)
}

// Attribute appends name="value", nothing when the value is empty.
func Attribute(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, ' ')
	b = append(b, name...)
	b = append(b, `="`...)
	b = Escape(b, value)
	return append(b, '"')
}

// Escape appends text so that it stays text inside an element or a quoted
// attribute, with the same references as html/template.
func Escape(b []byte, s string) []byte {
	last := 0
	for i := range len(s) {
		var ref string
		switch s[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '"':
			ref = "&#34;"
		case '\'':
			ref = "&#39;"
		case '+':
			ref = "&#43;"
		case 0:
			ref = "\ufffd"
		default:
			continue
		}
		b = append(b, s[last:i]...)
		b = append(b, ref...)
		last = i + 1
	}
	return append(b, s[last:]...)
}
