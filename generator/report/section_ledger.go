package report

import (
	"maps"
	"slices"

	"rapport/generator/dataset"
)

// ownRows counts the rows of the input that speak of the account, by sheet.
func (v *accountView) ownRows() (total int, bySheet map[int32]int) {
	if v.bySheet != nil {
		return v.own, v.bySheet
	}
	d := v.a.Data
	rows := make([]uint64, 0, len(d.Rows)+2*len(d.Stakeholders)+d.Activities.Len()+len(d.Headcounts)+len(d.Decisions))
	add := func(list ...dataset.Row) {
		for _, r := range list {
			rows = append(rows, uint64(r.Sheet)<<32|uint64(uint32(r.Row)))
		}
	}
	add(d.Rows...)
	for i := range d.Stakeholders {
		add(d.Stakeholders[i].Rows...)
	}
	for i := range d.Activities.Len() {
		act := d.Activities.At(i)
		add(act.Row)
		add(act.More...)
	}
	for _, h := range d.Headcounts {
		add(h.Row)
	}
	for _, x := range d.Decisions {
		add(x.Row)
	}
	slices.Sort(rows)
	v.bySheet = map[int32]int{}
	for i, r := range rows {
		if i == 0 || r != rows[i-1] {
			v.own++
			v.bySheet[int32(r>>32)]++
		}
	}
	return v.own, v.bySheet
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
	return append(out, Block{Text: emphasise(v.T("data.whole_ledger"))}, v.columns)
}
