// Package chart turns results of the analysis into figures. A Figure is one
// value with four faces: the data table, the static picture, the interactive
// chart's options and the mail chart, which all carry the same numbers. The
// strings in a Figure are finished: localised and plain text, to be escaped
// by whoever writes them out.
package chart

import "rapport/generator/dataset"

// Kind says which picture a Figure draws.
type Kind string

// The kinds of figures.
const (
	Paired Kind = "paired" // a bar and a companion bar per row: share of touches beside share of people
	Heat   Kind = "heat"   // a grid of counts
	Dots   Kind = "dots"   // chances out of twenty with a range
	Bars   Kind = "bars"   // one bar per row
	Curve  Kind = "curve"  // lines in the unit square
	Points Kind = "points" // a scatter with a limit line (funnel plot)
	Fall   Kind = "fall"   // a waterfall
	Trend  Kind = "trend"  // lines over quarters
)

// Figure is a chart before it is drawn. Rows and Columns label the marks;
// Series hold the numbers.
type Figure struct {
	ID      string // unique on the page, safe as an HTML id
	Kind    Kind
	Finding string // one sentence: the title of the chart
	How     string // how to read it, one or two sentences
	Rows    []string
	Columns []string // of a heat map or trend
	Series  []Series
	RowName string  // what the rows are: "Level"
	XName   string  // of the abscissa of curves and points
	YName   string  // of the ordinate of curves and points
	Missing string  // the words for a nil Value: "n/a"
	Top     float64 // end of the value axis; 0 is the largest value
	Limit   string  // note below the picture when marks were left out
	Weak    bool    // the numbers are not to be relied on: no strong colours

	labels, numbers float64 // widths that measure has found, one more than they are
}

// Series is one set of numbers of a Figure.
type Series struct {
	Name  string
	Unit  string
	Marks []Mark
}

// Mark is one number of a Figure. A nil Value is undefined and drawn as such.
type Mark struct {
	Row, Column int
	Value       *float64
	X           *float64 // abscissa of points and curves
	Lo, Hi      *float64 // range, when the mark has one
	Label       string   // as printed at the mark: "9 of 23 touches"
	Tip         string   // longer: what the tooltip says
	Alarm       bool     // an empty cell that must be seen, a value beyond chance
	Link        string   // fragment of the page that lists what is behind it: "#level-1"
	Origin      []dataset.Row
}
