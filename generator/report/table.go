package report

import (
	"html/template"
	"strconv"
	"strings"

	"rapport/generator/chart"
)

// Body writes the rows of a table. Pages are mostly long tables, and writing
// them cell by cell through a template costs several times the rest of the
// page; so this one helper writes them, and a test compares its escaping with
// html/template's.
func (t *Table) Body() template.HTML {
	var out strings.Builder
	b := make([]byte, 0, 1<<10)
	if t.Many != nil {
		out.Grow(t.Many.Count * longRow)
		for i := range t.Many.Count {
			b = t.Many.Append(b[:0], i)
			out.Write(b)
		}
		return template.HTML(out.String())
	}
	out.Grow(t.size())
	for i := range t.Rows {
		b = t.Rows[i].append(b[:0])
		out.Write(b)
	}
	return template.HTML(out.String())
}

// longRow is the usual length of a row of a long table, in bytes.
const longRow = 150

func (r *Row) append(b []byte) []byte {
	b = append(b, "<tr"...)
	b = attribute(b, "id", r.ID)
	b = attribute(b, "class", r.Class)
	b = append(b, '>')
	for k := range r.Cells {
		b = r.Cells[k].append(b)
	}
	return append(b, "</tr>\n"...)
}

// size estimates the bytes of the rows.
func (t *Table) size() int {
	n := 0
	for i := range t.Rows {
		n += 32
		for k := range t.Rows[i].Cells {
			c := &t.Rows[i].Cells[k]
			n += 32 + len(c.Text) + len(c.Small) + len(c.Part) + len(c.Href) + len(c.Key) + len(c.Class)
		}
	}
	return n
}

func (c *Cell) append(b []byte) []byte {
	tag := "td"
	b = append(b, '<')
	if c.Head {
		tag = "th"
		b = append(b, `th scope="row"`...)
	} else {
		b = append(b, "td"...)
	}
	b = attribute(b, "class", c.Class)
	b = attribute(b, "data-k", c.Key)
	b = append(b, '>')
	b = c.appendText(b)
	b = c.appendSmall(b)
	if c.Bar != nil {
		b = append(b, `<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="8"/><rect width="`...)
		b = strconv.AppendInt(b, int64(min(100, max(0, c.Bar.Width))), 10)
		b = append(b, `" height="8"/></svg>`...)
	}
	if c.Levels != nil {
		b = c.Levels.append(b)
	}
	if c.Trace != nil {
		b = c.Trace.append(b)
	}
	b = append(b, "</"...)
	b = append(b, tag...)
	return append(b, '>')
}

func (c *Cell) appendSmall(b []byte) []byte {
	if c.Small == "" {
		return b
	}
	b = append(b, "<small>"...)
	b = escape(b, c.Small)
	return append(b, "</small>"...)
}

func (c *Cell) appendText(b []byte) []byte {
	if c.Href != "" {
		b = append(b, "<a"...)
		b = attribute(b, "href", c.Href)
		b = append(b, '>')
	}
	if c.Strong {
		b = append(b, "<b>"...)
	}
	b = escape(b, c.Text)
	if c.Strong {
		b = append(b, "</b>"...)
	}
	if c.Href != "" {
		b = append(b, "</a>"...)
	}
	if c.Part != "" {
		b = append(b, " <span>"...)
		b = escape(b, c.Part)
		b = append(b, "</span>"...)
	}
	return b
}

// append draws the small columns of the levels.
func (l *LevelBar) append(b []byte) []byte {
	b = append(b, `<svg class="spark" viewBox="0 0 `...)
	b = strconv.AppendInt(b, int64(14*len(l.Columns)), 10)
	b = append(b, ` 22" width="`...)
	b = strconv.AppendInt(b, int64(14*len(l.Columns)), 10)
	b = append(b, `" height="22" role="img"`...)
	b = attribute(b, "aria-label", l.Label)
	b = append(b, '>')
	for _, c := range l.Columns {
		b = append(b, "<rect"...)
		if c.Empty {
			b = append(b, ` class="empty"`...)
		}
		for _, n := range []struct {
			name  string
			value int
		}{{"x", c.X}, {"y", c.Y}, {"width", 11}, {"height", c.Height}} {
			b = append(b, ' ')
			b = append(b, n.name...)
			b = append(b, `="`...)
			b = strconv.AppendInt(b, int64(n.value), 10)
			b = append(b, '"')
		}
		b = append(b, "><title>"...)
		b = escape(b, c.Tip)
		b = append(b, "</title></rect>"...)
	}
	return append(b, "</svg>"...)
}

// attribute writes a quoted attribute, nothing when the value is empty. Only
// our own addresses (fragments and relative paths of slugs) become href.
func attribute(b []byte, name, value string) []byte { return chart.Attribute(b, name, value) }

// escape writes text so that it stays text.
func escape(b []byte, s string) []byte { return chart.Escape(b, s) }
