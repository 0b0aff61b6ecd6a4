package dataset

import (
	"slices"

	"rapport/generator/workbook"
)

// detector finds tables in the heads of sheets.
type detector struct {
	profiles []*profile
	known    map[string]bool // every header of every profile and role
}

// newDetector prepares the profiles; name "" or "auto" allows all of them.
func newDetector(all []*profile, name string) (*detector, error) {
	d := &detector{known: map[string]bool{}}
	var names []string
	for _, p := range all {
		names = append(names, p.name)
		if name == "" || name == "auto" || p.name == name {
			d.profiles = append(d.profiles, p)
		}
	}
	if len(d.profiles) == 0 {
		return nil, unknownWord("input.profile", name, names)
	}
	for _, p := range append(d.profiles, all[0]) {
		for _, headers := range p.headers {
			for key := range headers {
				d.known[key] = true
			}
		}
	}
	return d, nil
}

// promising tells whether a row can be a header at all: two cells with known
// headers, or one that the settings name.
func (d *detector) promising(cells []headerCell, own *SheetSettings) bool {
	n := 0
	for _, c := range cells {
		if d.known[c.keys.text] || d.known[c.keys.short] || d.known[c.keys.joined] || d.known[c.keys.group] {
			n++
		}
		if _, ok := own.column(c); ok {
			n += 2
		}
		if _, ok := own.splitOf(c); ok {
			n += 2
		}
	}
	return n >= 2
}

// best maps header cells for every profile and role and takes the fullest.
func (d *detector) best(cells []headerCell, sheet string, own *SheetSettings) *table {
	if !d.promising(cells, own) {
		return nil
	}
	var best *table
	name := wordKey(sheet)
	for r := flatRole; r < roleCount; r++ {
		for _, p := range d.profiles {
			if own != nil && own.Role != "" && own.Role != r.String() {
				continue
			}
			t := mapTable(p, r, cells, own)
			asked := own != nil && own.Role != ""
			said := p.sheetRole(name) == r || asked
			if !t.plausible(said, asked) {
				continue
			}
			// A list of activities may list the people too.
			if said || r == flatRole && p.sheetRole(name) == activitiesRole {
				t.score += 3
			}
			if best == nil || t.score > best.score {
				best = t
			}
		}
	}
	return best
}

// tablesAt takes row i of a head as a header: one table, or several side by
// side when blank columns part them.
func (d *detector) tablesAt(h *head, i int, own *SheetSettings) []*table {
	name := h.sheet.Name
	single := h.singleHeader(i)
	whole := d.best(single, name, own)
	parts := d.segments(single, name, own)
	if sum(parts) > 0 && len(parts) > 1 && (whole == nil || sum(parts) >= whole.score) {
		return parts
	}
	if double := h.doubleHeader(i); double != nil && (own == nil || own.HeaderRow == 0) {
		two := d.best(double, name, own)
		if two != nil && (whole == nil || two.score > whole.score) && two.top != two.header {
			below := d.best(h.singleHeader(i+1), name, own)
			if below == nil || two.score > below.score {
				return []*table{two}
			}
		}
	}
	if whole == nil {
		return nil
	}
	return []*table{whole}
}

func sum(tables []*table) int {
	n := 0
	for _, t := range tables {
		n += t.score
	}
	return n
}

// segments maps the parts of a header between blank columns, when at least
// two of them are tables of their own.
func (d *detector) segments(cells []headerCell, sheet string, own *SheetSettings) []*table {
	var found []*table
	start := 0
	for i := 1; i <= len(cells); i++ {
		if i < len(cells) && cells[i].column == cells[i-1].column+1 {
			continue
		}
		if t := d.best(cells[start:i], sheet, own); t != nil {
			found = append(found, t)
		}
		start = i
	}
	if len(found) < 2 {
		return nil
	}
	return found
}

// tables finds every table of a head, top to bottom. The fullest header sets
// the measure for the others; a header repeated further down is one table.
func (d *detector) tables(h *head, own *SheetSettings) []*table {
	var rows [][]*table
	most := 0
	for i := range h.rows {
		if own != nil && own.HeaderRow != 0 && h.rows[i].number != own.HeaderRow {
			continue
		}
		if found := d.tablesAt(h, i, own); found != nil {
			rows = append(rows, found)
			most = max(most, slices.MaxFunc(found, func(a, b *table) int { return a.score - b.score }).score)
		}
	}
	var out []*table
	for _, found := range rows {
		for _, t := range found {
			if t.score < min(3, most) || slices.ContainsFunc(out, func(o *table) bool {
				return o.sameAs(t) || t.top <= o.header && o.header <= t.header && o.first <= t.last && t.first <= o.last
			}) {
				continue
			}
			out = append(out, t)
		}
	}
	return out
}

// sameAs tells whether two headers map the same columns to the same fields.
func (t *table) sameAs(o *table) bool {
	return t.role == o.role && slices.EqualFunc(t.columns, o.columns, func(a, b column) bool {
		return a.field == b.field && a.header.column == b.header.column
	})
}

// below gives the rows of a head that stand under the header of a table, to
// the next table's header.
func (h *head) below(t *table, all []*table) []headRow {
	end := 1 << 30
	for _, o := range all {
		if o.top > t.header && o.first <= t.last && t.first <= o.last {
			end = min(end, o.top)
		}
	}
	var rows []headRow
	for _, r := range h.rows {
		if r.number > t.header && r.number < end {
			rows = append(rows, r)
		}
	}
	return rows
}

// settle decides between columns that fit a field equally well by what they
// hold: equal or empty columns are no rivals.
func (t *table) settle(rows []headRow) {
	for i := range t.rivals {
		r := &t.rivals[i]
		differ, left, right := false, false, false
		for j := range rows {
			a, b := rows[j].at(r.a.column), rows[j].at(r.b.column)
			left, right = left || a != "", right || b != ""
			differ = differ || a != "" && b != "" && a != b
		}
		switch {
		case !left && right:
			t.swap(*r)
			r.a, r.b, r.equal = r.b, r.a, true
		case !differ:
			r.equal = true
		}
	}
}

// grouped tells whether accounts are written once and left blank below: no
// two neighbouring rows repeat one, and some row has none.
func (t *table) grouped(rows []headRow) bool {
	c, ok := t.column(accountName)
	if !ok {
		return false
	}
	last, blank := "", false
	for i := range rows {
		v := rows[i].at(c.header.column)
		if v == "" {
			blank = true
			continue
		}
		if v == last && i > 0 && rows[i-1].at(c.header.column) == v {
			return false
		}
		last = v
	}
	return blank
}

// merged lists the merged areas of a column that span several rows.
func merged(s *workbook.Sheet, column int) []workbook.Range {
	var out []workbook.Range
	for _, m := range s.Merges {
		if m.FirstColumn <= column && column <= m.LastColumn && m.LastRow > m.FirstRow {
			out = append(out, m)
		}
	}
	return out
}
