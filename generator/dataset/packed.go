package dataset

import (
	"fmt"
	"strings"

	"rapport/generator/workbook"
)

// separators are what stands between packed facts.
var separators = []string{" - ", " – ", " — ", " | ", " / ", "; ", "_"}

// checkPacked refuses a column of persons whose texts pack person, account
// and date together: taken as names they would be nonsense.
func (b *builder) checkPacked(p *sheetPlan, t *table) {
	c, ok := t.column(contactName)
	if !ok || t.explicit {
		return
	}
	if example, pattern := b.packed(p.head.below(t, p.tables), c.header); pattern != "" {
		b.problems.add(p.sheet.At(c.header.row, c.header.column), "packed_column", c.header.shown(), example, p.sheet.Name, pattern)
	}
}

// packed recognises a column of packed texts and gives an example and the
// pattern that takes them apart; "" when it is none.
func (b *builder) packed(rows []headRow, c headerCell) (example, pattern string) {
	values := under(rows, c)
	if len(values) < 3 {
		return "", ""
	}
	for _, sep := range separators {
		var first []string
		fits := 0
		dates := [4]int{}
		for _, v := range values {
			parts := strings.Split(v, sep)
			if len(parts) != 3 {
				continue
			}
			for i, part := range parts {
				if b.words.textDate(part).form != notDate {
					dates[i]++
				}
			}
			if fits++; first == nil {
				first = parts
			}
		}
		if fits*5 < len(values)*4 {
			continue
		}
		for i := range 3 {
			if dates[i]*5 >= fits*4 {
				names := []string{"{contact.name}", "{account.name}"}
				out := make([]string, 0, 3)
				for j := range 3 {
					if j == i {
						out = append(out, "{activity.date}")
					} else {
						out, names = append(out, names[0]), names[1:]
					}
				}
				return strings.Join(first, sep), strings.Join(out, sep)
			}
		}
	}
	return "", ""
}

// checkDestroyed says when a column of dates holds only what a text export
// leaves of them after it was opened and saved: 00:00.0.
func (b *builder) checkDestroyed(p *sheetPlan) {
	seen := map[int]bool{}
	var headers []headerCell
	for _, t := range p.tables {
		headers = append(headers, t.headers()...)
	}
	for _, c := range append(headers, b.likeliestHeader(p)...) {
		if seen[c.column] {
			continue
		}
		seen[c.column] = true
		values := under(p.head.rows, c)
		n, example := 0, ""
		for _, v := range values {
			if destroyed(v) {
				n++
				example = v
			}
		}
		if n >= 3 && n*2 >= len(values) {
			b.problems.add(p.sheet.At(0, c.column), "dates_destroyed", c.shown(), fmt.Sprint(n), example)
		}
	}
}

// headDate reads a cell of the head as a date.
func (b *builder) headDate(c *headCell) date {
	if c.kind == workbook.Number || c.kind == workbook.Date && c.number != 0 {
		return cellDate(&workbook.Cell{Kind: c.kind, Number: c.number}, false)
	}
	return b.words.textDate(c.text)
}
