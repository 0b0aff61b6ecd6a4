package chart

import (
	"encoding/json"
	"fmt"
	"sort"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// Item is a datum of the interactive chart. Beside the value that places the
// mark it carries what the page's script needs: the printed text, what the
// tooltip says, where a click leads and the tone that gives the colour.
// Number is the mark's own value, absent when undefined; Value may place the
// mark elsewhere, at the start of a row for example.
type Item struct {
	Value  any      `json:"value"`
	Text   string   `json:"text,omitempty"`
	Tip    string   `json:"tip,omitempty"`
	Link   string   `json:"link,omitempty"`
	Tone   Tone     `json:"tone,omitempty"`
	Number *float64 `json:"number,omitempty"`
	Name   string   `json:"name,omitempty"` // printed beside an alarming point
	Open   bool     `json:"open,omitempty"` // outlined: undefined, or a chance not taken
}

// rectangular is what the charts with two axes have in common.
type rectangular interface {
	Validate()
	JSON() map[string]any
}

// Option gives the options of the interactive chart as JSON that holds data
// only: no functions and no markup. It fails when a number of the figure is
// not finite.
func (f Figure) Option() (json.RawMessage, error) {
	f.Top = f.top()
	var c rectangular
	switch f.Kind {
	case Heat:
		c = f.heatChart()
	case Dots:
		c = f.dotsChart()
	case Curve, Trend:
		c = f.lineChart()
	case Points:
		c = f.pointsChart()
	default:
		c = f.barChart()
	}
	c.Validate()
	option := c.JSON()
	for _, unused := range []string{"title", "legend", "toolbox", "tooltip"} {
		delete(option, unused)
	}
	data, err := json.Marshal(option)
	if err != nil {
		return nil, fmt.Errorf("options of figure %q: %w", f.ID, err)
	}
	return data, nil
}

// item turns a mark into a datum; value places it.
func (f *Figure) item(series int, m Mark, value any) Item {
	return Item{Value: value, Text: m.Label, Tip: m.Tip, Link: m.Link, Tone: f.tone(series, m), Number: m.Value, Open: m.Value == nil}
}

func (f *Figure) globals(x opts.XAxis, y opts.YAxis, grid opts.Grid) []charts.GlobalOpts {
	return []charts.GlobalOpts{charts.WithXAxisOpts(x), charts.WithYAxisOpts(y), charts.WithGridOpts(grid)}
}

func (f *Figure) rowAxis() opts.YAxis {
	return opts.YAxis{Type: "category", Data: f.Rows, Inverse: opts.Bool(true), AxisLabel: &opts.AxisLabel{Show: opts.Bool(true)}}
}

func (f *Figure) rowGrid(top float64) opts.Grid {
	return opts.Grid{Left: px(f.labelColumn() + 14), Right: "1", Top: px(top), Bottom: "2"}
}

// barChart draws paired bars, single bars and waterfalls.
func (f *Figure) barChart() rectangular {
	c := charts.NewBar()
	grid := f.rowGrid(2)
	grid.Right = px(f.numberColumn() + 14)
	x := opts.XAxis{Type: "value", Max: f.top(), Min: 0, Show: opts.Bool(false)}
	c.SetGlobalOptions(f.globals(x, f.rowAxis(), grid)...)
	c.SetXAxis(f.Rows).XYReversal()
	if f.Kind == Fall {
		f.addBase(c)
	}
	for i, s := range f.Series {
		items := make([]Item, len(f.Rows))
		for _, m := range s.Marks {
			value := 0.0
			switch {
			case f.Kind == Fall && m.Lo != nil && m.Hi != nil:
				value = *m.Hi - *m.Lo
			case m.Value != nil:
				value = *m.Value
			case m.Alarm:
				value = f.top()
			}
			if m.Alarm && value == 0 && f.Kind != Fall {
				value = f.top() * 0.007 // nothing is drawn as loudly as something
			}
			items[m.Row] = f.item(i, m, value)
		}
		c.AddSeries(s.Name, nil)
		last := &c.MultiSeries[len(c.MultiSeries)-1]
		last.Data = items
		if f.Kind == Fall {
			last.Stack = "fall"
		}
	}
	return c
}

// addBase lifts the bars of a waterfall by an invisible bar below each.
func (f *Figure) addBase(c *charts.Bar) {
	base := make([]Item, len(f.Rows))
	for i := range base {
		base[i] = Item{Value: 0.0}
	}
	for _, m := range f.Series[0].Marks {
		if m.Lo != nil {
			base[m.Row].Value = *m.Lo
		}
	}
	c.AddSeries("base", nil)
	c.MultiSeries[0].Data, c.MultiSeries[0].Stack = base, "fall"
}

func (f *Figure) heatChart() rectangular {
	c := charts.NewHeatMap()
	x := opts.XAxis{Type: "category", Data: f.Columns, Position: "top", AxisLabel: &opts.AxisLabel{Show: opts.Bool(true)}}
	c.SetGlobalOptions(f.globals(x, f.rowAxis(), f.rowGrid(40))...)
	for i, s := range f.Series {
		items := make([]Item, len(s.Marks))
		for k, m := range s.Marks {
			value := 0.0
			if m.Value != nil {
				value = *m.Value
			}
			items[k] = f.item(i, m, []any{m.Column, m.Row, value})
		}
		c.AddSeries(s.Name, nil)
		c.MultiSeries[i].Data = items
	}
	return c
}

// dotsChart draws chances as twenty dots, the range as a line and the number
// at the row's end; the number's datum has the tip and the link of its row.
func (f *Figure) dotsChart() rectangular {
	c := charts.NewScatter()
	grid := f.rowGrid(2)
	grid.Right = px(f.numberColumn() + 14)
	c.SetGlobalOptions(f.globals(opts.XAxis{Type: "value", Min: 0, Max: dots, Show: opts.Bool(false)}, f.rowAxis(), grid)...)
	var circles, numbers, ranges []Item
	for _, m := range f.Series[0].Marks {
		sure, open := filled(m)
		for d := range dots {
			i := Item{Value: []any{float64(d) + 0.5, m.Row}, Tone: f.tone(0, m)}
			switch {
			case d >= sure+open:
				i.Tone, i.Open = Pale, true
			case d >= sure:
				i.Tone = Heat2
			}
			circles = append(circles, i)
		}
		numbers = append(numbers, f.item(0, m, []any{dots, m.Row}))
		if m.Lo != nil && m.Hi != nil {
			ranges = append(ranges, Item{Value: []any{*m.Lo * dots, m.Row}}, Item{Value: []any{*m.Hi * dots, m.Row}}, Item{Value: []any{"-", "-"}})
		}
	}
	c.AddSeries("dots", nil).AddSeries("numbers", nil)
	c.MultiSeries[0].Data, c.MultiSeries[1].Data = circles, numbers
	l := charts.NewLine()
	l.AddSeries("range", nil)
	l.MultiSeries[0].Data = ranges
	c.Overlap(l)
	return c
}

func (f *Figure) planeGrid() opts.Grid {
	return opts.Grid{Left: "44", Right: px(16 + f.endColumn()), Top: "22", Bottom: "40"}
}

func (f *Figure) planeAxes() (opts.XAxis, opts.YAxis) {
	x := opts.XAxis{Type: "value", Min: 0, Max: f.xTop(), Name: f.XName}
	if f.Kind == Trend {
		x = opts.XAxis{Type: "category"}
	}
	return x, opts.YAxis{Type: "value", Min: 0, Max: f.top(), Name: f.YName, AxisLabel: &opts.AxisLabel{Show: opts.Bool(true)}}
}

func (f *Figure) lineChart() rectangular {
	c := charts.NewLine()
	x, y := f.planeAxes()
	c.SetGlobalOptions(f.globals(x, y, f.planeGrid())...)
	if f.Kind == Trend {
		c.SetXAxis(f.Columns)
	}
	var missing []Item
	for i, s := range f.Series {
		for row := range f.lines() {
			var items []Item
			for _, m := range s.Marks {
				if f.Kind == Trend && m.Row != row {
					continue
				}
				if m.Value == nil {
					items = append(items, Item{Value: []any{f.abscissa(m), "-"}})
					it := f.item(i, m, []any{f.abscissa(m), 0})
					it.Tone = Muted
					missing = append(missing, it)
					continue
				}
				it := f.item(i, m, []any{f.abscissa(m), *m.Value})
				it.Tone, _ = f.lineTone(i, row)
				items = append(items, it)
			}
			name := s.Name
			if f.Kind == Trend {
				name = f.Rows[row]
			}
			c.AddSeries(name, nil)
			c.MultiSeries[len(c.MultiSeries)-1].Data = items
		}
	}
	if len(missing) > 0 {
		gaps := charts.NewScatter()
		gaps.AddSeries("missing", nil)
		gaps.MultiSeries[0].Data = missing
		c.Overlap(gaps)
	}
	return c
}

func (f *Figure) pointsChart() rectangular {
	c := charts.NewScatter()
	x, y := f.planeAxes()
	c.SetGlobalOptions(f.globals(x, y, f.planeGrid())...)
	for i, s := range f.Series {
		items := make([]Item, 0, len(s.Marks))
		for _, m := range s.Marks {
			if m.Value != nil && m.X != nil {
				it := f.item(i, m, []any{*m.X, *m.Value})
				if m.Alarm && m.Row < len(f.Rows) {
					it.Name = cut(f.Rows[m.Row], smallest, 180)
				}
				items = append(items, it)
			}
		}
		if i == 0 {
			c.AddSeries(s.Name, nil)
			c.MultiSeries[0].Data = items
			continue
		}
		sort.SliceStable(items, func(a, b int) bool {
			return items[a].Value.([]any)[0].(float64) < items[b].Value.([]any)[0].(float64)
		})
		l := charts.NewLine()
		l.AddSeries(s.Name, nil)
		l.MultiSeries[0].Data = items
		c.Overlap(l)
	}
	return c
}
