package report

import (
	"regexp"
	"slices"
	"strings"

	"rapport/generator/dataset"
)

func ratioKey(p float64) string { return fixed(p, 9) }

// data says which rows the page rests on, and lists what is wrong with them.
// Without a portfolio page it has the ledger of all rows.
func (v *accountView) data() *Section {
	mine := v.mine()
	s := &Section{ID: "s-data", Nav: v.T("nav.data"), How: v.T("data.how")}
	s.Blocks = v.qualityBlocks()
	if alone := v.r.Hides("portfolio"); alone {
		s.Title = v.ledgerTitle()
		s.Blocks = append(s.Blocks, v.wholeLedger()...)
	} else {
		own, _ := v.ownRows()
		s.Title = v.T("data.title_own", "n", own)
		s.Blocks = append(s.Blocks, v.ownLedger()...)
	}
	if len(mine) > 0 {
		t := v.problemTable("t-problems", v.T("data.mine", "n", len(mine)), mine)
		s.Blocks = append(s.Blocks, Block{Fold: &Fold{ID: "problems", Summary: t.Caption, Blocks: []Block{{Table: t}}}})
	}
	return s
}

// ledgerTitle says how many rows were read and rejected.
func (s *scribe) ledgerTitle() string {
	read, _ := s.ledger()
	if s.rejected > 0 {
		return s.T("data.title_rejected", "n", s.rejected, "of", read)
	}
	return s.T("data.title_all", "n", read)
}

// wholeLedger proves that no row vanished.
func (s *scribe) wholeLedger() []Block {
	read, used := s.ledger()
	return []Block{{Table: s.sheetTable()}, {Text: emphasise(s.T("data.sum", "rows", s.T("say.rows", "n", read), "used", used))},
		s.columns, {Fold: s.fileFold()}}
}

// mine are the problems that the reader of this account must know: those of
// its rows, and those of files, sheets and columns.
func (v *accountView) mine() []int {
	out := slices.Clone(v.general)
	add := func(rows []dataset.Row) {
		for _, r := range rows {
			out = append(out, v.problems[r]...)
		}
	}
	if len(v.problems) > 0 {
		add(v.a.Data.Rows)
		for i := range v.a.Data.Stakeholders {
			add(v.a.Data.Stakeholders[i].Rows)
		}
		for i := range v.a.Data.Activities.Len() {
			act := v.a.Data.Activities.At(i)
			out = append(out, v.problems[act.Row]...)
			add(act.More)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ledger sums the rows that were read and used.
func (s *scribe) ledger() (read, used int) {
	for _, sheet := range s.ds.Sheets {
		read += sheet.Rows
		used += sheet.Used
	}
	return read, used
}

// noticePlace says which section shows a notice; "" means that the section's
// own words say the same. A notice that is not listed stands with the data.
var noticePlace = map[string]string{
	"list_bias": "levels", "bounds_only": "levels", "below_known": "levels", "levels_unclear": "levels", "span_assumed": "levels",
	"top_heavy": "", "empty_level": "spread", "no_decider": "", "no_voters": "", "no_people": "", "vote_too_large": "",
	"rights_assumed": "vote", "stances_undated": "vote", "overrides": "vote", "stage_no_voters": "vote",
	"once_a_year": "", "long_gap": "", "files_left_out": "", // at the top of the page
}

// notices are the warnings that belong into a section.
func (v *accountView) notices(place string) []Block {
	var out []Block
	for _, n := range v.a.Notices {
		at, known := noticePlace[strings.TrimPrefix(n.Key, "reason.notice.")]
		if at == place || !known && place == "data" {
			out = append(out, Block{Notice: emphasise(v.reason(n.Reason))})
		}
	}
	return out
}

// qualityBlocks say what had to be left out or assumed for this account.
func (v *accountView) qualityBlocks() []Block {
	var out []Block
	out = append(out, v.notices("data")...)
	q := v.a.Quality
	if q.Grade != "" {
		out = append(out, Block{Text: emphasise(v.T("data.grade", "grade", q.Grade, "known", q.HeadcountKnown, "levels", len(v.eligible())))})
	}
	return out
}

func (s *scribe) sheetTable() *Table {
	t := &Table{ID: "t-sheets", Caption: s.T("data.sheets"), Columns: []Column{{Text: s.T("column.sheet")}, {Text: s.T("column.role")},
		{s.T("column.header_row"), "num"}, {s.T("column.rows"), "num"}, {s.T("column.used"), "num"}, {s.T("column.merged"), "num"},
		{s.T("column.not_data"), "num"}, {s.T("column.rejected"), "num"}}}
	for i := range s.ds.Sheets {
		sheet := &s.ds.Sheets[i]
		role := s.T("role.unused")
		if sheet.Role != "" {
			role = s.T("role." + sheet.Role)
		}
		header := "–"
		if sheet.HeaderRow > 0 {
			header = s.Number(sheet.HeaderRow)
		}
		rejected := Cell{Text: s.Number(sheet.Rejected), Class: "num"}
		if sheet.Rejected > 0 {
			rejected.Class = "num hot"
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(sheet.Name), Small: clean(s.ds.Files[sheet.File].Name), Head: true}, {Text: role},
			{Text: header, Class: "num"}, {Text: s.Number(sheet.Rows), Class: "num"}, {Text: s.Number(sheet.Used), Class: "num"},
			{Text: s.Number(sheet.Merged), Class: "num"}, {Text: s.Number(sheet.NotData), Small: s.notData(sheet.NotDataBy), Class: "num"}, rejected}})
	}
	return t
}

// notData counts the rows that are no data by reason.
func (s *scribe) notData(by []dataset.Count) string {
	out := make([]string, len(by))
	for i, c := range by {
		out[i] = clean(c.Code)
		if key := "not_data." + c.Code; s.Has(key) {
			out[i] = s.T(key)
		}
		out[i] += " " + s.Number(c.N)
	}
	return join(out, s.T("say.comma"))
}

// columnFold says which column gave which field.
func (s *scribe) columnFold() *Fold {
	t := &Table{ID: "t-columns", Caption: s.T("data.columns"), Columns: []Column{{Text: s.T("column.sheet")}, {Text: s.T("column.column")}, {Text: s.T("column.header")}, {Text: s.T("column.field")}}}
	for i := range s.ds.Sheets {
		sheet := &s.ds.Sheets[i]
		for _, list := range [][]dataset.ColumnUse{sheet.Columns, sheet.Ignored} {
			for _, c := range list {
				field := Cell{Text: c.Field}
				if c.Field == "" {
					field = Cell{Text: s.T("data.unused"), Class: "none"}
				}
				cell := s.ds.Cell(dataset.Row{Sheet: int32(i)})
				cell.Column = c.Column
				t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(sheet.Name), Small: clean(s.ds.Files[sheet.File].Name)},
					{Text: cell.Area()}, {Text: clean(c.Header)}, field}})
			}
		}
	}
	return &Fold{ID: "columns", Summary: t.Caption, Blocks: []Block{{Table: t}}}
}

// fileFold names the input files with their hashes.
func (s *scribe) fileFold() *Fold {
	t := &Table{ID: "t-files", Caption: s.T("data.files", "n", len(s.ds.Files)), Columns: []Column{{Text: s.T("column.file")}, {Text: s.T("column.format")},
		{s.T("column.bytes"), "num"}, {Text: "SHA-256"}}}
	for _, f := range s.ds.Files {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(f.Name), Head: true}, {Text: f.Format}, {Text: s.Number(int(f.Size)), Class: "num"},
			{Text: f.SHA256, Class: "src"}}})
	}
	return &Fold{ID: "files", Summary: t.Caption, Blocks: []Block{{Table: t}}}
}

func (s *scribe) problemTable(id, caption string, problems []int) *Table {
	t := &Table{ID: id, Caption: caption, Tools: len(problems) > 20, Columns: []Column{{Text: s.T("column.cell")}, {Text: s.T("column.severity")}, {Text: s.T("column.problem")}}}
	for _, i := range problems {
		p := &s.ds.Problems[i]
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(p.Cell.String()), Class: "src"}, {Text: s.T("severity." + p.Severity.String())},
			{Text: s.problem(i), Small: s.hint(i)}}})
	}
	return t
}

// problem says a fault of the input in the page's language. A code that the
// catalogue does not know keeps the sentence of the reader.
func (s *scribe) problem(i int) string {
	p := &s.ds.Problems[i]
	if s.Lang() == "en" || !s.Has("problem."+p.Code) {
		return clean(p.Message)
	}
	text := s.T("problem."+p.Code, arguments(p.Args)...)
	if n := moreInSheet.FindStringSubmatch(p.Message); n != nil {
		text += s.T("problem.more_in_sheet", "n", n[1])
	}
	return text
}

// moreInSheet is how a reader of workbooks counts further places of a fault.
var moreInSheet = regexp.MustCompile(`\(and (\d+) more in this sheet\)$`)

func (s *scribe) hint(i int) string {
	p := &s.ds.Problems[i]
	if s.Lang() == "en" || p.Hint == "" {
		return clean(p.Hint)
	}
	if key := "hint." + p.Code; s.Has(key) {
		return s.T(key, arguments(p.Args)...)
	}
	return clean(p.Hint)
}

// arguments names the values of a problem a, b, c, in the order of its
// sentence.
func arguments(values []string) []any {
	out := make([]any, 0, 2*len(values))
	for i, v := range values {
		out = append(out, string(rune('a'+i)), clean(v))
	}
	return out
}
