package chart

import "rapport/generator/internal/words"

// View is a figure ready for the page: everything finished. Append writes it.
type View struct {
	ID      string
	Kind    Kind
	Finding string
	How     string
	Limit   string
	Wide    Picture
	Narrow  *Picture // nil: the wide picture is scrolled on phones
	Table   Table
	Numbers string  // label of the fold that holds the table
	Option  *option // nil: no interactive chart
}

// View prepares the figure for the page. Without interactive, the options are
// left out. A figure with a number that is not finite is an error.
func (f Figure) View(c *words.Catalog, interactive bool) (View, error) {
	f.measure()
	v := View{ID: f.ID, Kind: f.Kind, Finding: f.Finding, How: f.How, Limit: f.Limit,
		Wide: f.Picture(), Table: f.Table(), Numbers: c.T("chart.numbers")}
	if p, ok := f.Narrow(); ok {
		v.Narrow = &p
	}
	if !interactive {
		return v, nil
	}
	var err error
	v.Option, err = f.option()
	return v, err
}
