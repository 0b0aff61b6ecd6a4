package chart

import (
	"encoding/json"
	"fmt"
	"slices"
)

// Numbers lists the printed numbers of the figure, sorted. The four faces
// have the same method, so that they can be compared.
func (f Figure) Numbers() []string {
	var out []string
	for _, s := range f.Series {
		for _, m := range s.Marks {
			out = append(out, m.Label)
		}
	}
	return sorted(out)
}

// Numbers lists the numbers in the table's cells, sorted.
func (t Table) Numbers() []string {
	var out []string
	for _, r := range t.Rows {
		for _, c := range r.Cells {
			out = append(out, c.Text)
		}
	}
	return sorted(out)
}

// Numbers lists the numbers of the marks that the picture draws, sorted.
func (p Picture) Numbers() []string {
	var out []string
	for _, l := range p.Layers {
		for _, s := range l.Shapes {
			out = append(out, s.Number)
		}
	}
	return sorted(out)
}

// CellNumbers lists the numbers of the mail chart, sorted.
func CellNumbers(rows []CellRow) []string {
	var out []string
	for _, r := range rows {
		for _, c := range r.Cells {
			out = append(out, c.Number)
		}
	}
	return sorted(out)
}

// OptionNumbers lists the numbers of the interactive chart's data, sorted.
func OptionNumbers(option json.RawMessage) ([]string, error) {
	var chart struct {
		Series []struct{ Data []Item }
	}
	if err := json.Unmarshal(option, &chart); err != nil {
		return nil, fmt.Errorf("reading chart options: %w", err)
	}
	var out []string
	for _, s := range chart.Series {
		for _, i := range s.Data {
			out = append(out, i.Text)
		}
	}
	return sorted(out), nil
}

// Agree tells, as an error, which face of the figure carries other numbers
// than the figure itself.
func (f Figure) Agree() error {
	want := f.Numbers()
	option, err := f.Option()
	if err != nil {
		return err
	}
	interactive, err := OptionNumbers(option)
	if err != nil {
		return err
	}
	faces := []struct {
		name string
		got  []string
	}{
		{"table", f.Table().Numbers()},
		{"picture", f.Picture().Numbers()},
		{"interactive chart", interactive},
		{"mail chart", CellNumbers(f.Cells())},
	}
	if p, ok := f.Narrow(); ok {
		faces = append(faces, struct {
			name string
			got  []string
		}{"narrow picture", p.Numbers()})
	}
	for _, face := range faces {
		if !slices.Equal(face.got, want) {
			return fmt.Errorf("figure %q: the %s carries %q, want %q", f.ID, face.name, face.got, want)
		}
	}
	return nil
}

func sorted(s []string) []string {
	s = slices.DeleteFunc(s, func(v string) bool { return v == "" })
	slices.Sort(s)
	return s
}
