package report

import (
	"strconv"

	"rapport/generator/chart"
)

// append writes the table: pages are mostly long tables, so they leave out the
// end tags that HTML lets one leave out, those of rows and cells. Nothing may
// stand between a cell and what follows it, or it would belong to the cell.
func (t *Table) append(b []byte) []byte {
	b = append(b, `<div class="scroll" role="group" aria-labelledby="c-`...)
	b = escape(b, t.ID)
	b = append(b, `" tabindex="0"><table id="`...)
	b = escape(b, t.ID)
	b = append(b, '"')
	b = attribute(b, "class", t.Class)
	if t.Tools {
		b = append(b, " data-tools"...)
	}
	if t.Sort {
		b = append(b, " data-sort"...)
	}
	b = append(b, ">\n<caption id=\"c-"...)
	b = escape(b, t.ID)
	b = append(b, `">`...)
	b = escape(b, t.Caption)
	b = append(b, "</caption>\n<thead><tr>"...)
	for i := range t.Columns {
		b = t.Columns[i].append(b)
	}
	b = append(b, "</thead>\n<tbody>\n"...)
	b = t.body(b)
	return append(b, "</tbody></table></div>"...)
}

func (c *Column) append(b []byte) []byte {
	if c.Text == "" {
		return append(b, "<td>"...)
	}
	b = append(b, `<th scope="col"`...)
	b = attribute(b, "class", c.Class)
	b = append(b, '>')
	return escape(b, c.Text)
}

// body writes the rows.
func (t *Table) body(b []byte) []byte {
	if t.Many != nil {
		for i := range t.Many.Count {
			b = t.Many.Append(b, i)
		}
		return b
	}
	for i := range t.Rows {
		b = t.Rows[i].append(b)
	}
	return b
}

// empty tells whether the table has no rows.
func (t *Table) empty() bool { return len(t.Rows) == 0 && (t.Many == nil || t.Many.Count == 0) }

// appendRow writes a row of these cells; id, when set, is its anchor.
func appendRow(b []byte, id string, cells ...Cell) []byte {
	r := Row{ID: id, Cells: cells}
	return r.append(b)
}

func (r *Row) append(b []byte) []byte {
	b = append(b, "<tr"...)
	b = attribute(b, "id", r.ID)
	b = attribute(b, "class", r.Class)
	b = append(b, ">\n"...)
	for k := range r.Cells {
		b = r.Cells[k].append(b)
	}
	return b
}

func (c *Cell) append(b []byte) []byte {
	if c.Head {
		b = append(b, `<th scope="row"`...)
	} else {
		b = append(b, "<td"...)
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
	return b
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

// escaped is a text that is written often, escaped once.
func escaped(s string) string {
	if len(s) == 0 {
		return s
	}
	var room [128]byte
	if b := escape(room[:0], s); string(b) != s {
		return string(b)
	}
	return s
}

// escape writes text so that it stays text.
func escape(b []byte, s string) []byte { return chart.Escape(b, s) }

// fixed writes a number with a fixed number of decimals.
func fixed(v float64, decimals int) string {
	var room [40]byte
	return string(chart.AppendFixed(room[:0], v, decimals))
}

// padded writes a whole number, 0 or more, with leading zeros.
func padded(n, width int) string {
	text := strconv.Itoa(n)
	if len(text) >= width {
		return text
	}
	return "00000000"[:width-len(text)] + text
}
