package dataset

import (
	"fmt"
	"slices"
	"strings"

	"rapport/generator/source"
	"rapport/generator/workbook"
)

// unusedSheet says that a sheet with rows is not used, and what it may be.
func (b *builder) unusedSheet(p *sheetPlan) {
	if p.ignored || p.head == nil || len(p.tables) > 0 || len(p.head.rows) < 2 {
		return
	}
	hint := "nothing to do, unless it holds people or activities: then map its columns in rapport.yaml under input.sheets"
	if line := b.suggestion(p); line != "" {
		hint = "if it holds people or activities, map it in rapport.yaml: " + line
	}
	b.problems.add(p.sheet.At(0, 0), "sheet_not_used", hint)
}

// blankHeaders reports columns inside a table that have values and no header.
func (b *builder) blankHeaders(p *sheetPlan, t *table) {
	headed := map[int]bool{}
	for _, c := range t.headers() {
		headed[c.column] = true
	}
	next := 1 << 30
	for _, o := range p.tables {
		if o.first > t.last && o.top <= t.header && t.header <= o.header {
			next = min(next, o.first)
		}
	}
	said := map[int]bool{}
	for _, row := range p.head.below(t, p.tables) {
		for _, c := range row.cells {
			inside := c.column >= t.first && (c.column <= t.last || c.column == t.last+1 && c.column < next)
			if inside && !headed[c.column] && !said[c.column] {
				said[c.column] = true
				b.problems.add(p.sheet.At(t.header, c.column), "blank_header")
			}
		}
	}
}

// mergedValues reports merged areas that hide values: a spreadsheet shows
// only the first cell of an area.
func (b *builder) mergedValues(p *sheetPlan, t *table) {
	for i, m := range p.sheet.Merges {
		if i >= 1000 || m.LastRow < t.top {
			continue
		}
		n := 0
		for j := range p.head.rows {
			row := &p.head.rows[j]
			if row.number < m.FirstRow || row.number > m.LastRow {
				continue
			}
			for _, c := range row.cells {
				if c.column >= m.FirstColumn && c.column <= m.LastColumn {
					n++
				}
			}
		}
		if n > 1 {
			b.problems.add(p.sheet.At(m.FirstRow, m.FirstColumn), "merged_values", areaOf(m), fmt.Sprint(n-1))
		}
	}
}

func areaOf(m workbook.Range) string {
	return source.Cell{Row: m.FirstRow, Column: m.FirstColumn}.Area() + ":" + source.Cell{Row: m.LastRow, Column: m.LastColumn}.Area()
}

// likelyColumns reports columns that nothing uses and whose header is a
// misspelt known one, or that hold job titles in a table without titles.
func (b *builder) likelyColumns(p *sheetPlan, t *table) {
	rows := p.head.below(t, p.tables)
	b.dateHeaders(p, t)
	for _, c := range t.ignored {
		if slices.ContainsFunc(t.rivals, func(r rival) bool { return r.b == c || r.a == c }) {
			continue
		}
		if f, near := b.nearHeader(t, c); f != noField {
			b.problems.add(p.sheet.At(c.row, c.column), "likely_column", c.shown(), f.String(),
				fmt.Sprintf("did you mean %q? otherwise map it in rapport.yaml: columns: {%s: %s}", near, yamlKey(c.text), f))
			continue
		}
		if (t.role == contactsRole || t.role == flatRole) && !t.has(contactTitle) && b.looksLikeTitles(rows, c) {
			b.problems.add(p.sheet.At(c.row, c.column), "likely_column", c.shown(), contactTitle.String(),
				fmt.Sprintf("if these are job titles, map the column in rapport.yaml: input: {sheets: [{sheet: %q, columns: {%s: %s}}]}",
					p.sheet.Name, yamlKey(c.text), contactTitle))
		}
	}
}

// dateHeaders reports columns that are headed by dates, as lists of attendance
// have them: they are not read.
func (b *builder) dateHeaders(p *sheetPlan, t *table) {
	first, n := 0, 0
	shown := ""
	for _, row := range p.head.rows {
		if row.number != t.header {
			continue
		}
		for _, c := range row.cells {
			text := b.words.textDate(c.text).form != notDate && !digits(c.text)
			if c.column < t.first || !text && c.kind != workbook.Date {
				continue
			}
			if n++; first == 0 {
				first, shown = c.column, c.text
			}
		}
	}
	if n > 1 && !t.has(activityDate) {
		b.problems.add(p.sheet.At(t.header, first), "date_headers", fmt.Sprint(n), shown)
	}
}

// nearHeader finds the field whose header a text misspells: a field that the
// table could have and has not.
func (b *builder) nearHeader(t *table, c headerCell) (field, string) {
	key := c.keys.text
	n := len([]rune(key))
	if n < 4 || n > 40 {
		return noField, ""
	}
	roles := []role{t.role}
	if t.role == accountsRole {
		roles = append(roles, contactsRole)
	}
	best, bestDistance, bestKey := noField, max(1, n/6)+1, ""
	for _, r := range roles {
		for known, a := range b.detector.profiles[0].headers[r] {
			if t.has(a.field) || len([]rune(known)) < 4 || known[0] != key[0] {
				continue
			}
			if d := edits(key, known, bestDistance); d < bestDistance || d == bestDistance && best != noField && known < bestKey {
				best, bestDistance, bestKey = a.field, d, known
			}
		}
	}
	return best, bestKey
}

// nearest gives the known name that a text may misspell, or "": one edit, two
// in names of twelve letters, three in names of eighteen.
func nearest(text string, known []string) string {
	key := wordKey(text)
	best, bestDistance := "", max(1, len([]rune(key))/6)+1
	for _, k := range known {
		if d := edits(key, wordKey(k), bestDistance); d < bestDistance || d == bestDistance && best != "" && k < best {
			best, bestDistance = k, d
		}
	}
	return best
}

// edits is the number of insertions, deletions, replacements and swaps of
// neighbours between two texts; above limit it gives limit+1.
func edits(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	before, above, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return min(above[len(y)], limit+1)
}

// looksLikeTitles tells whether most texts of a column are job titles.
func (b *builder) looksLikeTitles(rows []headRow, c headerCell) bool {
	values := under(rows, c)
	n, words := 0, map[string]bool{}
	for _, v := range values {
		if level, _, _ := b.classifier.Classify(v); level != 0 && len(v) < 80 {
			n++
		}
		words[v] = true
	}
	return len(values) >= 3 && n*2 >= len(values) && len(words) > 1 && !strings.ContainsAny(values[0], "@")
}
