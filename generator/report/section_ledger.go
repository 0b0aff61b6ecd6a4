package report

import (
	"cmp"
	"maps"
	"slices"

	"rapport/generator/dataset"
)

// ownRows counts the rows of the input that speak of the account, by sheet.
func (v *accountView) ownRows() (total int, bySheet map[int32]int) {
	d := v.a.Data
	rows := make([]dataset.Row, 0, len(d.Rows)+2*len(d.Stakeholders)+d.Activities.Len()+len(d.Headcounts)+len(d.Decisions))
	rows = append(rows, d.Rows...)
	for i := range d.Stakeholders {
		rows = append(rows, d.Stakeholders[i].Rows...)
	}
	for i := range d.Activities.Len() {
		act := d.Activities.At(i)
		rows = append(append(rows, act.Row), act.More...)
	}
	for _, h := range d.Headcounts {
		rows = append(rows, h.Row)
	}
	for _, x := range d.Decisions {
		rows = append(rows, x.Row)
	}
	slices.SortFunc(rows, func(a, b dataset.Row) int { return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Row, b.Row)) })
	rows = slices.Compact(rows)
	bySheet = map[int32]int{}
	for _, r := range rows {
		bySheet[r.Sheet]++
	}
	return len(rows), bySheet
}

// inputs names what the page was made from. It counts the account's own rows,
// so that a page stays as it is when the rows of other accounts change.
func (v *accountView) inputs() string {
	from := v.T("account.files", "n", len(v.ds.Files))
	if len(v.ds.Files) == 1 {
		from = clean(v.ds.Files[0].Name)
	}
	own, _ := v.ownRows()
	return v.T("account.inputs_own", "files", from, "rows", v.T("say.rows", "n", own))
}

// ownLedger lists the sheets that speak of the account. The ledger of all rows
// and the files' hashes stand on the portfolio page.
func (v *accountView) ownLedger() []Block {
	_, bySheet := v.ownRows()
	t := &Table{ID: "t-sheets", Caption: v.T("data.own_sheets"), Columns: []Column{{Text: v.T("column.sheet")}, {Text: v.T("column.role")},
		{v.T("column.rows"), "num"}}}
	for _, i := range slices.Sorted(maps.Keys(bySheet)) {
		sheet := &v.ds.Sheets[i]
		role := v.T("role.unused")
		if sheet.Role != "" {
			role = v.T("role." + sheet.Role)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: clean(sheet.Name), Small: clean(v.ds.Files[sheet.File].Name), Head: true}, {Text: role},
			{Text: v.Number(bySheet[i]), Class: "num"}}})
	}
	var out []Block
	if len(t.Rows) > 0 {
		out = append(out, Block{Table: t})
	}
	return append(out, Block{Text: emphasise(v.T("data.whole_ledger"))}, Block{Fold: v.columnFold()})
}
