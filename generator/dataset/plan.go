package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"rapport/generator/internal/strictyaml"
	"rapport/generator/source"
)

// plan finds the tables of every sheet and what they lack.
func (b *builder) plan() {
	for _, p := range b.sheets {
		if p.ignored {
			continue
		}
		until := 0
		if p.own != nil {
			until = p.own.HeaderRow + 2
		}
		h, err := readHead(p.sheet, until)
		if err != nil {
			b.damaged(p.sheet, err)
			continue
		}
		p.head = h
		p.tables = b.detector.tables(h, p.own)
		b.checkMapping(p)
		for _, t := range p.tables {
			t.settle(h.below(t, p.tables))
			b.reportRivals(p, t)
			b.checkPacked(p, t)
		}
		b.checkDestroyed(p)
	}
	if len(b.problems.list.Refused()) > 0 {
		return
	}
	b.makePeopleFromTouches()
	b.nameAccounts()
	b.requirePeople()
	for _, p := range b.sheets {
		b.describe(p)
	}
}

// checkMapping refuses an explicit mapping that does not fit its sheet.
func (b *builder) checkMapping(p *sheetPlan) {
	if p.own == nil || len(p.head.rows) == 0 {
		return
	}
	if len(p.tables) == 0 {
		if p.own.HeaderRow != 0 {
			b.problems.add(p.sheet.At(p.own.HeaderRow, 0), "bad_header_row", fmt.Sprint(p.own.HeaderRow))
		} else if p.own.Role != "" {
			r, _ := roleByName(p.own.Role)
			t := mapTable(b.detector.profiles[0], r, b.likeliestHeader(p), p.own)
			b.problems.add(p.sheet.At(t.header, 0), "missing_columns", p.own.Role, t.missing())
		}
	}
	keys := make([]string, 0, len(p.own.Columns))
	for key := range p.own.Columns {
		keys = append(keys, key)
	}
	for _, split := range p.own.Split {
		keys = append(keys, split.Column)
	}
	slices.Sort(keys)
	for _, key := range keys {
		cells := b.likeliestHeader(p)
		known := []string{}
		found := strings.HasSuffix(key, ":")
		for _, t := range p.tables {
			cells = append(cells, t.headers()...)
		}
		for _, c := range cells {
			found = found || c.called(key)
			known = append(known, c.text)
		}
		// A mapping for many sheets need not fit each of them.
		if !found && p.own.Sheet != "" && !strings.ContainsAny(p.own.Sheet, "*?[") {
			hint := "the sheet has: " + strings.Join(known, ", ")
			if near := strictyaml.Nearest(key, known); near != "" {
				hint = fmt.Sprintf("did you mean %q?", near)
			}
			b.problems.add(p.sheet.At(0, 0), "unknown_header", key, hint)
		}
	}
}

// headers lists every header cell of a table.
func (t *table) headers() []headerCell {
	var cells []headerCell
	for _, c := range t.columns {
		cells = append(cells, c.header)
	}
	for _, s := range t.splits {
		cells = append(cells, s.header)
	}
	return append(cells, t.ignored...)
}

// likeliestHeader takes the first row of a head with the most text cells.
func (b *builder) likeliestHeader(p *sheetPlan) []headerCell {
	var best []headerCell
	for i := range p.head.rows[:min(len(p.head.rows), 30)] {
		if cells := p.head.singleHeader(i); len(cells) > len(best) {
			best = cells
		}
	}
	return best
}

// needed are the fields for which a second column is an error.
var needed = []field{accountName, contactName, activityDate, memberName, headcountPeople, decisionName, recipientEmail}

func (b *builder) reportRivals(p *sheetPlan, t *table) {
	for _, r := range t.rivals {
		at := p.sheet.At(r.b.row, r.b.column)
		first, second := r.a.shown(), r.b.shown()
		switch {
		case r.equal:
			b.problems.add(at, "equal_columns", first, second, r.field.String())
		case slices.Contains(needed, r.field):
			one, two := first, second
			if wordKey(one) == wordKey(two) {
				one, two = lettersOf(r.a.column)+":", lettersOf(r.b.column)+":"
			}
			a := p.sheet.At(r.a.row, r.a.column)
			b.problems.add(a, "ambiguous_column", r.field.String(),
				fmt.Sprintf("%s (%s)", first, a.Area()), fmt.Sprintf("%s (%s)", second, at.Area()), p.sheet.Name, one, two)
		default:
			b.problems.add(at, "doubled_column", first, second, r.field.String())
		}
	}
}

// makePeopleFromTouches reads activities as flat tables when nothing lists
// the people.
func (b *builder) makePeopleFromTouches() {
	for _, p := range b.sheets {
		for _, t := range p.tables {
			if t.role == contactsRole || t.role == flatRole {
				return
			}
		}
	}
	for _, p := range b.sheets {
		for _, t := range p.tables {
			if t.role == activitiesRole && t.namesPerson() {
				t.role = flatRole
				b.problems.add(p.sheet.At(t.header, 0), "people_from_touches")
			}
		}
	}
}

// nameAccounts gives tables of people without a column for the account the
// name of the sheet, else of the file.
func (b *builder) nameAccounts() {
	for _, p := range b.sheets {
		for _, t := range p.tables {
			if t.namesAccount() || t.role != contactsRole && t.role != flatRole && t.role != headcountRole {
				continue
			}
			if b.tellingSheet(p) {
				t.account = strings.TrimSpace(p.sheet.Name)
				b.problems.add(p.sheet.At(0, 0), "account_from_sheet", t.account)
			} else if t.role != headcountRole || len(b.books) == 1 {
				name := p.sheet.Book.Name
				t.account = strings.TrimSuffix(name, filepath.Ext(name))
				b.problems.add(p.sheet.At(0, 0), "account_from_file", t.account)
			}
		}
		// Touches below the people of a sheet named for its account are that
		// account's too.
		for _, t := range p.tables {
			if t.role == activitiesRole && !t.namesAccount() {
				for _, o := range p.tables {
					if o.role == contactsRole && o.account != "" {
						t.account = o.account
					}
				}
			}
		}
	}
}

// tellingSheet tells whether a sheet's name can be that of an account: it is
// none of the names that programs and templates give.
func (b *builder) tellingSheet(p *sheetPlan) bool {
	text, _ := clean(p.sheet.Name)
	key := wordKey(text)
	bare := strings.TrimRight(key, "0123456789")
	if key == "" || bare == "" || b.words.plainSheets[key] || b.words.plainSheets[bare] || p.sheet.Book.Format == "csv" || p.sheet.Book.Format == "html" {
		return false
	}
	for _, profile := range b.detector.profiles {
		if profile.sheetRole(key) != noRole || profile.sheetRole(bare) != noRole {
			return false
		}
	}
	for _, part := range strings.Fields(spacedKey(text)) {
		for _, profile := range b.detector.profiles {
			if r := profile.sheetRole(part); r == contactsRole || r == activitiesRole {
				return false
			}
		}
	}
	return true
}

// requirePeople refuses input without any list of people, naming the nearest
// candidates.
func (b *builder) requirePeople() {
	var names []string
	for _, p := range b.sheets {
		for _, t := range p.tables {
			if t.role == contactsRole || t.role == flatRole {
				return
			}
		}
		if !p.ignored {
			names = append(names, p.sheet.At(0, 0).String())
		}
	}
	if len(b.problems.list.Refused()) > 0 {
		return // the mapping or the file is at fault, and that is said
	}
	where := strings.Join(names, ", ")
	if len(names) > 6 {
		where = fmt.Sprintf("%s and %d more", strings.Join(names[:6], ", "), len(names)-6)
	}
	if where == "" {
		where = "the input"
	}
	b.problems.add(b.firstCell(), "no_people", where, b.candidates())
}

func (b *builder) firstCell() source.Cell {
	for _, p := range b.sheets {
		if !p.ignored {
			return source.Cell{File: p.sheet.Book.Name}
		}
	}
	return source.Cell{}
}

// describeLate enters a table found below the head.
func (b *builder) describeLate(p *sheetPlan) {
	l := &p.ledger
	l.Columns, l.Ignored, l.Role, l.HeaderRow = nil, nil, "", 0
	b.list(p)
	b.problems.add(p.sheet.At(0, 0), "two_tables", fmt.Sprint(len(p.tables)))
}

// describe enters the tables of a sheet into its ledger.
func (b *builder) describe(p *sheetPlan) {
	l := &p.ledger
	b.list(p)
	b.unusedSheet(p)
	for _, t := range p.tables {
		b.blankHeaders(p, t)
		b.likelyColumns(p, t)
		b.mergedValues(p, t)
	}
	if len(p.tables) > 0 && p.sheet.Hidden {
		b.problems.add(p.sheet.At(0, 0), "hidden_sheet")
	}
	if len(p.tables) > 1 {
		b.problems.add(p.sheet.At(0, 0), "two_tables", fmt.Sprint(len(p.tables)))
	}
	if n := len(l.Columns) + len(l.Ignored); n > wideSheet {
		b.problems.add(p.sheet.At(l.HeaderRow, 0), "wide_sheet", fmt.Sprint(n), fmt.Sprint(len(l.Columns)))
	}
}

// list enters header row, role and columns of the tables into the ledger.
func (b *builder) list(p *sheetPlan) {
	l := &p.ledger
	for _, t := range p.tables {
		if l.HeaderRow == 0 {
			l.HeaderRow, l.Role, l.Profile = t.header, t.role.String(), t.profile
		} else if !strings.Contains(l.Role, t.role.String()) {
			l.Role += "+" + t.role.String()
		}
		for _, c := range t.columns {
			l.Columns = append(l.Columns, ColumnUse{Field: c.field.String(), Column: c.header.column, Header: c.header.shown()})
		}
		for _, s := range t.splits {
			for _, f := range s.pattern.fields {
				l.Columns = append(l.Columns, ColumnUse{Field: f.String(), Column: s.header.column, Header: s.header.shown()})
			}
		}
		for _, c := range t.ignored {
			l.Ignored = append(l.Ignored, ColumnUse{Column: c.column, Header: c.shown()})
		}
	}
}

// wideSheet is the number of headers above which a sheet is remarked upon.
const wideSheet = 256
