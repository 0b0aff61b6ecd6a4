package chart

import (
	"cmp"
	"slices"

	"rapport/generator/analysis"
)

// maxRows is how many rows a figure shows; what is left out is said below it.
const maxRows = 40

// Units shows the people met lately of the people there, by organisational
// unit and level: METRICS 3.1. It does not exist without people or when no unit is
// named.
func Units(a *analysis.Account, x Context) (Figure, bool) {
	if len(a.Units) == 0 || len(a.Levels) == 0 || len(a.Units) == 1 && name(a.Units[0].Unit) == "" {
		return Figure{}, false
	}
	f := Figure{ID: "units", Kind: Heat, RowName: x.t("rows.unit"), Missing: x.t("na"), Top: 1,
		How: x.t("units.how", "n", x.Settings.Recent)}
	for _, l := range a.Levels {
		f.Columns = append(f.Columns, x.level(l.Level))
	}
	s := Series{Name: x.t("units.met"), Unit: x.t("unit.people")}
	s.Marks = make([]Mark, 0, min(maxRows, len(a.Units))*len(a.Levels))
	var blank, advising []string
	for row, u := range unitOrder(a.Units) {
		unit := &a.Units[u]
		name := x.unit(unit.Unit)
		if unit.Recent == 0 && unit.N > 0 {
			blank = append(blank, name)
			if unit.AdviseOnly {
				advising = append(advising, name)
			}
		}
		if row >= maxRows {
			continue
		}
		role := ""
		if len(unit.Rights) > 0 {
			role = x.t("right." + unit.Rights[0].String())
		}
		f.Rows = append(f.Rows, joined(name, role, x))
		link, place := UnitLink(u), name+x.t("separator")
		for c, cell := range unit.Levels {
			m := Mark{Row: row, Column: c, Value: ratio(cell.Recent, cell.N), Alarm: cell.N > 0 && cell.Recent == 0,
				Label: x.t("of", "part", cell.Recent, "total", cell.N), Link: link}
			if cell.N == 0 {
				m.Label = f.Missing
				m.Tip = x.t("tip", "what", place+f.Columns[c], "value", x.t("units.nobody"))
			} else {
				m.Tip = x.t("tip", "what", place+f.Columns[c], "value", x.t("units.cell", "part", cell.Recent, "n", cell.N))
			}
			s.Marks = append(s.Marks, m)
		}
	}
	if more := len(a.Units) - len(f.Rows); more > 0 {
		f.Limit = x.t("limit", "n", more)
	}
	f.Series = []Series{s}
	days := x.t("days", "n", x.Settings.Recent)
	switch {
	case len(advising) > 0:
		f.Finding = x.t("units.advising", "n", len(advising), "names", x.few(advising, 3), "days", days)
	case len(blank) > 0 && len(a.Units) == 1:
		f.Finding = x.t("units.only", "names", blank[0], "days", days)
	case len(blank) > 0:
		f.Finding = x.t("units.blank", "n", len(blank), "units", x.t("units_of", "part", len(blank), "n", len(a.Units)),
			"names", x.few(blank, 3), "days", days)
	default:
		f.Finding = x.t("units.all", "n", len(a.Units), "days", days)
	}
	return f, true
}

// unitOrder keeps the units as they are, unless there are more than a figure
// shows: then those without contact come first, advisers before the others,
// then the largest.
func unitOrder(units []analysis.Unit) []int {
	order := make([]int, len(units))
	for i := range order {
		order[i] = i
	}
	if len(units) <= maxRows {
		return order
	}
	rank := func(u analysis.Unit) int {
		switch {
		case u.N == 0 || u.Recent > 0:
			return 2
		case u.AdviseOnly:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(rank(units[i]), rank(units[j])), cmp.Compare(units[j].N, units[i].N))
	})
	return order
}

func joined(name, more string, x Context) string {
	if more == "" {
		return name
	}
	return name + x.t("separator") + more
}
