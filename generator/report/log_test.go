package report

import (
	"html"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// TestLogRowsSayWhatTheInputSays reads the log back cell by cell.
func TestLogRowsSayWhatTheInputSays(t *testing.T) {
	r := large(1)
	a := r.Accounts[0]
	hostile := `</script><b onclick='x'>&amp; + "q"`
	a.Data.Stakeholders[7].Name = hostile
	list := a.Data.Activities.List()
	last := &list[len(list)-1]
	last.People, last.Ours = []int32{7, 8}, []int32{0, 2}
	last.Subject, last.More = hostile, []dataset.Row{{Sheet: 1, Row: 77}}
	a.Data.Activities = dataset.NewActivities(list...)
	for _, files := range []int{1, 2} {
		r.Data.Files = slices.Repeat([]dataset.File{{Name: "export.xlsx"}}, files)
		s := newScribe(r, Options{Catalog: catalog(t, "en"), Edition: "internal"})
		v := &accountView{scribe: s, a: a}
		body := string(v.log().Blocks[0].Table.body(nil))
		rows := strings.Split(body, "<tr>\n")[1:]
		if len(rows) != a.Data.Activities.Len() {
			t.Fatalf("%d rows, want %d", len(rows), a.Data.Activities.Len())
		}
		for i, row := range rows {
			act := &list[len(rows)-1-i]
			want := []string{act.Day.String(), v.channel(act.Channel), v.T("direction." + act.Direction.String()), "", v.members(act.Ours), clean(act.Subject), ""}
			for k, p := range act.People {
				if k > 0 {
					want[3] += ", "
				}
				want[3] += v.scribe.name(&a.Data.Stakeholders[p])
			}
			place := v.source(append([]dataset.Row{act.Row}, act.More...)...)
			want[6] = place.Text + place.Small
			row = strings.NewReplacer("<td class=src>", "<td>", "<small>", "", "</small>", "").Replace(row)
			cells := strings.Split(row, "<td>")[1:]
			for k := range cells {
				if strings.ContainsAny(cells[k], `<>"'`) {
					t.Errorf("row %d: markup in %q", i, cells[k])
				}
				cells[k] = html.UnescapeString(cells[k])
			}
			if !slices.Equal(cells, want) {
				t.Fatalf("row %d: %q, want %q", i, cells, want)
			}
		}
	}
}

func TestNoActivityGivesNoLogRows(t *testing.T) {
	ds := &dataset.Dataset{Accounts: []*dataset.Account{{Key: "A", Name: "A"}}}
	r := analysis.Analyse(ds, analysis.Defaults(), analysis.Options{AsOf: dataset.DayOf(2026, time.September, 30)})
	v := &accountView{scribe: newScribe(r, Options{Catalog: catalog(t, "en")}), a: r.Accounts[0]}
	if s := v.log(); len(s.Blocks) != 0 {
		t.Errorf("blocks %v, want none", s.Blocks)
	}
}
