package dataset

import (
	"fmt"
	"strings"
)

// candidates describes, sheet by sheet, the columns that come nearest to a
// list of people, with the line of rapport.yaml that would use them.
func (b *builder) candidates() string {
	var hints []string
	for _, p := range b.sheets {
		if p.head == nil || len(p.head.rows) < 2 {
			continue
		}
		if line := b.suggestion(p); line != "" {
			hints = append(hints, line)
		}
	}
	if len(hints) == 0 {
		return "add a header row with at least Account and Contact Name, or map the columns in rapport.yaml under input.sheets"
	}
	return "if this is the list, map it in rapport.yaml: " + strings.Join(hints, " or ")
}

// suggestion words the settings that would read a sheet as a list of people.
func (b *builder) suggestion(p *sheetPlan) string {
	header := b.likeliestHeader(p)
	var person, account, when string
	rows := p.head.rows
	for _, c := range header {
		if _, pattern := b.packed(rows, c); pattern != "" {
			return fmt.Sprintf("input: {sheets: [{sheet: %q, split: [{column: %q, pattern: %q}]}]}", p.sheet.Name, c.text, pattern)
		}
	}
	t := mapTable(b.detector.profiles[0], contactsRole, header, p.own)
	for _, c := range t.ignored {
		switch f, _ := b.nearHeader(t, c); {
		case f == contactName && person == "":
			person = c.text
		case f == accountName && account == "":
			account = c.text
		}
	}
	for _, c := range header {
		switch {
		case person == "" && b.looksLikePeople(rows, c):
			person = c.text
		case account == "" && b.looksLikeNames(rows, c):
			account = c.text
		case when == "" && b.looksLikeDates(rows, c):
			when = c.text
		}
	}
	if person == "" && t.has(contactTitle, contactDepartment, contactLevel) {
		person = b.distinctTexts(rows, t.ignored)
	}
	if person == "" {
		return ""
	}
	columns := []string{fmt.Sprintf("%s: contact.name", yamlKey(person))}
	if account != "" && !t.has(accountName) {
		columns = append(columns, fmt.Sprintf("%s: account.name", yamlKey(account)))
	}
	if when != "" {
		columns = append(columns, fmt.Sprintf("%s: activity.date", yamlKey(when)))
	}
	return fmt.Sprintf("input: {sheets: [{sheet: %q, columns: {%s}}]}", p.sheet.Name, strings.Join(columns, ", "))
}

// distinctTexts finds a column whose texts all differ: with titles and no
// names, the nearest thing to a name.
func (b *builder) distinctTexts(rows []headRow, headers []headerCell) string {
	for _, c := range headers {
		values := under(rows, c)
		seen := map[string]bool{}
		for _, v := range values {
			if !digits(v) && b.words.textDate(v).form == notDate {
				seen[v] = true
			}
		}
		if len(values) >= 2 && len(seen) == len(values) {
			return c.text
		}
	}
	return ""
}

// yamlKey quotes a header where YAML needs it.
func yamlKey(s string) string {
	for _, r := range s {
		if !(r == ' ' || r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r > 127) {
			return fmt.Sprintf("%q", s)
		}
	}
	return s
}

// column collects the texts under a header.
func under(rows []headRow, c headerCell) []string {
	var out []string
	for i := range rows {
		if rows[i].number > c.row {
			if v := rows[i].at(c.column); v != "" {
				out = append(out, v)
			}
		}
	}
	return out
}

// looksLikePeople tells whether most texts of a column are two or three words
// that begin with capitals, or short Chinese names.
func (b *builder) looksLikePeople(rows []headRow, c headerCell) bool {
	values := under(rows, c)
	n := 0
	for _, v := range values {
		if b.personLike(v) {
			n++
		}
	}
	return len(values) >= 2 && n*5 >= len(values)*4
}

func (b *builder) personLike(s string) bool {
	if strings.ContainsAny(s, "0123456789@/:_") || len(s) > 60 {
		return false
	}
	if level, _, _ := b.classifier.Classify(s); level != 0 {
		return false
	}
	if ideographic(s) {
		n := len([]rune(s))
		return n >= 2 && n <= 4
	}
	parts := strings.Fields(strings.ReplaceAll(s, ",", " "))
	if len(parts) < 2 || len(parts) > 4 {
		return false
	}
	for _, part := range parts {
		if strings.ToLower(part) == part || part == strings.ToUpper(part) && len(part) > 3 {
			return false
		}
	}
	return true
}

// looksLikeNames tells whether a column has few different texts, each of them
// several times: what a column of accounts looks like.
func (b *builder) looksLikeNames(rows []headRow, c headerCell) bool {
	values := under(rows, c)
	distinct := map[string]bool{}
	for _, v := range values {
		if b.words.textDate(v).form != notDate || digits(strings.TrimSpace(v)) {
			return false
		}
		distinct[v] = true
	}
	return len(values) >= 4 && len(distinct) > 1 && len(distinct)*2 <= len(values) && len(distinct)*20 >= len(values)
}

func (b *builder) looksLikeDates(rows []headRow, c headerCell) bool {
	n, total := 0, 0
	for i := range rows {
		if rows[i].number <= c.row {
			continue
		}
		if cell := rows[i].cell(c.column); cell != nil {
			total++
			if d := b.headDate(cell); d.form != notDate && d.form != impossibleForm && d.form != destroyedForm && d.form != bareForm {
				n++
			}
		}
	}
	return total >= 2 && n*5 >= total*4
}
