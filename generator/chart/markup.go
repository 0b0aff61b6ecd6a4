package chart

import "strconv"

// A page has some ten figures with hundreds of marks and the tables of their
// numbers. Written mark by mark through a template they cost more than the
// rest of the page, so these few functions write them. Every text goes through
// Escape, which a test compares with html/template, and so is the whole
// figure.

// Append writes the figure: the finding, the static picture, the data of the
// interactive chart, the table of the numbers.
func (v *View) Append(b []byte) []byte {
	b = append(b, "\n<figure class=\"figure\""...)
	b = Attribute(b, "id", v.ID)
	b = Attribute(b, "data-chart", string(v.Kind))
	b = number(b, "data-height", v.Wide.Height)
	b = append(b, ">\n<figcaption><h3>"...)
	b = Escape(b, v.Finding)
	b = append(b, `</h3><p class="how">`...)
	b = Escape(b, v.How)
	b = append(b, "</p></figcaption>\n<div class=\"figure-still\">"...)
	if v.Narrow != nil {
		b = append(b, `<div class="figure-wide">`...)
		b = v.Wide.append(b)
		b = append(b, `</div><div class="figure-narrow" hidden>`...)
		b = v.Narrow.append(b)
	} else {
		b = append(b, `<div class="figure-scroll" role="group" tabindex="0"`...)
		b = Attribute(b, "aria-label", v.Finding)
		b = append(b, '>')
		b = v.Wide.append(b)
	}
	b = append(b, "</div></div>"...)
	if v.Option != nil {
		b = append(b, "\n<div class=\"figure-live\" hidden></div>\n<script type=\"application/json\" class=\"figure-option\">"...)
		b = v.Option.append(b) // <, > and & are escaped in all its texts
		b = append(b, "</script>"...)
	}
	if v.Limit != "" {
		b = append(b, `<p class="how">`...)
		b = Escape(b, v.Limit)
		b = append(b, "</p>"...)
	}
	b = append(b, "\n<details class=\"figure-numbers\"><summary>"...)
	b = Escape(b, v.Numbers)
	b = append(b, "</summary>"...)
	b = v.Table.append(b)
	return append(b, "</details>\n</figure>\n"...)
}

const digits = "0123456789abcdef"

// number appends name="value".
func number(b []byte, name string, value int) []byte {
	b = append(b, ' ')
	b = append(b, name...)
	b = append(b, `="`...)
	b = strconv.AppendInt(b, int64(value), 10)
	return append(b, '"')
}

// append writes the picture as inline SVG. Colours stand as attributes, so
// that it needs no style sheet; classes let one change them.
func (p *Picture) append(b []byte) []byte {
	b = append(b, `<svg viewBox="0 0 `...)
	b = strconv.AppendInt(b, int64(p.Width), 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, int64(p.Height), 10)
	b = append(b, '"')
	b = number(b, "width", p.Width)
	b = number(b, "height", p.Height)
	b = append(b, ` role="img"`...)
	b = Attribute(b, "aria-label", p.Name)
	b = append(b, ` font-family="system-ui,'Segoe UI',Roboto,'Helvetica Neue','Noto Sans','PingFang SC','Microsoft YaHei',sans-serif">`...)
	b = p.body(b)
	return append(b, "</svg>"...)
}

// body writes the marks and texts of the picture, the inside of its svg.
func (p *Picture) body(b []byte) []byte {
	for i := range p.Layers {
		b = p.Layers[i].append(b)
	}
	for i := range p.Texts {
		b = p.Texts[i].append(b)
	}
	return b
}

func (l *Layer) append(b []byte) []byte {
	b = append(b, `<g class="`...)
	b = Escape(b, l.Style)
	b = append(b, " t-"...)
	b = Escape(b, string(l.Tone))
	b = append(b, '"')
	b = Attribute(b, "fill", l.Fill)
	b = Attribute(b, "stroke", l.Stroke)
	b = append(b, '>')
	for i := range l.Shapes {
		s := &l.Shapes[i]
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
	return append(b, "</g>"...)
}

func (l *TextLayer) append(b []byte) []byte {
	b = append(b, `<g class="text t-`...)
	b = Escape(b, string(l.Tone))
	b = append(b, '"')
	b = Attribute(b, "fill", l.Fill)
	b = number(b, "font-size", l.Size)
	b = Attribute(b, "text-anchor", l.Anchor)
	b = append(b, '>')
	for i := range l.Texts {
		t := &l.Texts[i]
		b = append(b, `<text x="`...)
		b = appendPx(b, t.X)
		b = append(b, `" y="`...)
		b = appendPx(b, t.Y)
		b = append(b, `">`...)
		b = Escape(b, t.Text)
		b = append(b, "</text>"...)
	}
	return append(b, "</g>"...)
}

// append writes the table, without the end tags of rows and cells.
func (t *Table) append(b []byte) []byte {
	b = append(b, `<div class="figure-scroll" role="group" tabindex="0"`...)
	b = Attribute(b, "aria-label", t.Caption)
	b = append(b, "><table><caption>"...)
	b = Escape(b, t.Caption)
	b = append(b, "</caption><thead><tr>"...)
	for _, h := range t.Head {
		b = append(b, `<th scope="col">`...)
		b = Escape(b, h)
	}
	b = append(b, "</thead><tbody>"...)
	b = t.body(b)
	return append(b, "</tbody></table></div>"...)
}

// body writes the rows of the table.
func (t *Table) body(b []byte) []byte {
	for i := range t.Rows {
		r := &t.Rows[i]
		b = append(b, `<tr><th scope="row">`...)
		b = linked(b, r.Link, r.Head)
		for k := range r.Cells {
			c := &r.Cells[k]
			b = append(b, "<td>"...)
			b = linked(b, c.Link, c.Text)
		}
	}
	return b
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
		ref := references[s[i]]
		if ref == "" {
			continue
		}
		b = append(b, s[last:i]...)
		b = append(b, ref...)
		last = i + 1
	}
	return append(b, s[last:]...)
}

// references are what the signs with a meaning in markup are written as.
var references = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '"': "&#34;", '\'': "&#39;", '+': "&#43;", 0: "\ufffd"}
