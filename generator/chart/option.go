package chart

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sort"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// rectangular is what the charts with two axes have in common.
type rectangular interface {
	Validate()
	Accept(charts.ConfigurationVisitor)
	JSON() map[string]any
}

// rectangular builds the chart with the library. The second result are its
// series, whose data are items.
func (f *Figure) rectangular() (rectangular, *charts.MultiSeries) {
	switch f.Kind {
	case Heat:
		return f.heatChart()
	case Dots:
		return f.dotsChart()
	case Curve, Trend:
		return f.lineChart()
	case Points:
		return f.pointsChart()
	}
	return f.barChart()
}

// Option gives the options of the interactive chart as JSON that holds data
// only: no functions and no markup. It fails when a number of the figure is
// not finite.
func (f Figure) Option() (json.RawMessage, error) {
	o, err := f.option()
	if err != nil {
		return nil, err
	}
	return o.append(nil), nil
}

// option are the options of an interactive chart: what the library makes of
// them, and the items for the places that it leaves for the data.
type option struct {
	frame []byte
	data  [][]Item
}

func (f *Figure) option() (*option, error) {
	f.Top = f.top()
	c, series := f.rectangular()
	c.Validate()
	data := make([][]Item, len(*series))
	for i := range *series {
		s := &(*series)[i]
		data[i], _ = s.Data.([]Item)
		s.Data = 0 // stands for the items, which are written without reflection
	}
	parts := c.JSON()
	for _, unused := range []string{"title", "legend", "toolbox", "tooltip"} {
		delete(parts, unused)
	}
	frame, err := json.Marshal(parts)
	if err == nil {
		err = finite(data)
	}
	if err != nil {
		return nil, fmt.Errorf("options of figure %q: %w", f.ID, err)
	}
	return &option{frame, data}, nil
}

// append writes the options, the items in their places. Quotes inside texts
// are escaped and the data of an axis is a list, so only the places match.
func (o *option) append(b []byte) []byte {
	place := []byte(`"data":0`)
	frame := o.frame
	for _, items := range o.data {
		before, after, _ := bytes.Cut(frame, place)
		b = append(b, before...)
		b = append(b, place[:len(place)-1]...)
		b = appendItems(b, items)
		frame = after
	}
	return append(b, frame...)
}

// item turns a mark into a datum; value places it.
func (f *Figure) item(series int, m *Mark, value Place) Item {
	return Item{Value: value, Text: m.Label, Tip: m.Tip, Link: m.Link, Tone: f.tone(series, *m), Number: m.Value, Open: m.Value == nil}
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
func (f *Figure) barChart() (rectangular, *charts.MultiSeries) {
	c := newBar()
	grid := f.rowGrid(2)
	grid.Right = px(f.numberColumn() + 14)
	x := opts.XAxis{Type: "value", Max: f.top(), Min: 0, Show: opts.Bool(false)}
	c.SetGlobalOptions(f.globals(x, f.rowAxis(), grid)...)
	c.SetXAxis(f.Rows).XYReversal()
	c.MultiSeries = make(charts.MultiSeries, 0, 2)
	if f.Kind == Fall {
		f.addBase(c)
	}
	for i, s := range f.Series {
		items := make([]Item, len(f.Rows))
		for k := range s.Marks {
			m := &s.Marks[k]
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
			items[m.Row] = f.item(i, m, at(value))
		}
		stack := ""
		if f.Kind == Fall {
			stack = "fall"
		}
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: s.Name, Type: types.ChartBar, Stack: stack, Data: items})
	}
	return c, &c.MultiSeries
}

// addBase lifts the bars of a waterfall by an invisible bar below each.
func (f *Figure) addBase(c *charts.Bar) {
	base := make([]Item, len(f.Rows))
	for i := range base {
		base[i].Value = at(0)
	}
	for _, m := range f.Series[0].Marks {
		if m.Lo != nil {
			base[m.Row].Value = at(*m.Lo)
		}
	}
	c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: "base", Type: types.ChartBar, Stack: "fall", Data: base})
}

func (f *Figure) heatChart() (rectangular, *charts.MultiSeries) {
	c := newHeatMap()
	x := opts.XAxis{Type: "category", Data: f.Columns, Position: "top", AxisLabel: &opts.AxisLabel{Show: opts.Bool(true)}}
	c.SetGlobalOptions(f.globals(x, f.rowAxis(), f.rowGrid(40))...)
	for i, s := range f.Series {
		items := make([]Item, len(s.Marks))
		for k := range s.Marks {
			m := &s.Marks[k]
			value := 0.0
			if m.Value != nil {
				value = *m.Value
			}
			items[k] = f.item(i, m, at(float64(m.Column), float64(m.Row), value))
		}
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: s.Name, Type: types.ChartHeatMap, Data: items})
	}
	return c, &c.MultiSeries
}

// dotsChart draws chances as twenty dots, the range as a line and the number
// at the row's end; the number's datum has the tip and the link of its row.
func (f *Figure) dotsChart() (rectangular, *charts.MultiSeries) {
	c := newScatter()
	grid := f.rowGrid(2)
	grid.Right = px(f.numberColumn() + 14)
	c.SetGlobalOptions(f.globals(opts.XAxis{Type: "value", Min: 0, Max: dots, Show: opts.Bool(false)}, f.rowAxis(), grid)...)
	n := len(f.Series[0].Marks)
	circles, numbers := make([]Item, 0, n*dots), make([]Item, 0, n)
	var ranges []Item
	for k := range f.Series[0].Marks {
		m := &f.Series[0].Marks[k]
		row := float64(m.Row)
		sure, open := filled(*m)
		for d := range dots {
			i := Item{Value: at(float64(d)+0.5, row), Tone: f.tone(0, *m)}
			switch {
			case d >= sure+open:
				i.Tone, i.Open = Pale, true
			case d >= sure:
				i.Tone = Heat2
			}
			circles = append(circles, i)
		}
		numbers = append(numbers, f.item(0, m, at(dots, row)))
		if m.Lo != nil && m.Hi != nil {
			ranges = append(ranges, Item{Value: at(*m.Lo*dots, row)}, Item{Value: at(*m.Hi*dots, row)}, Item{Value: nowhere})
		}
	}
	c.MultiSeries = charts.MultiSeries{{Name: "dots", Type: types.ChartScatter, Data: circles}, {Name: "numbers", Type: types.ChartScatter, Data: numbers},
		{Name: "range", Type: types.ChartLine, Data: ranges}}
	return c, &c.MultiSeries
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

func (f *Figure) lineChart() (rectangular, *charts.MultiSeries) {
	c := newLine()
	x, y := f.planeAxes()
	c.SetGlobalOptions(f.globals(x, y, f.planeGrid())...)
	if f.Kind == Trend {
		c.SetXAxis(f.Columns)
	}
	var missing []Item
	for i, s := range f.Series {
		for row := range f.lines() {
			var items []Item
			for k := range s.Marks {
				m := &s.Marks[k]
				if f.Kind == Trend && m.Row != row {
					continue
				}
				if m.Value == nil {
					items = append(items, Item{Value: Place{At: [3]float64{f.abscissa(*m)}, N: 2, Known: 1}})
					it := f.item(i, m, at(f.abscissa(*m), 0))
					it.Tone = Muted
					missing = append(missing, it)
					continue
				}
				it := f.item(i, m, at(f.abscissa(*m), *m.Value))
				it.Tone, _ = f.lineTone(i, row)
				items = append(items, it)
			}
			name := s.Name
			if f.Kind == Trend {
				name = f.Rows[row]
			}
			c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: name, Type: types.ChartLine, Data: items})
		}
	}
	if len(missing) > 0 {
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: "missing", Type: types.ChartScatter, Data: missing})
	}
	return c, &c.MultiSeries
}

func (f *Figure) pointsChart() (rectangular, *charts.MultiSeries) {
	c := newScatter()
	x, y := f.planeAxes()
	c.SetGlobalOptions(f.globals(x, y, f.planeGrid())...)
	named := map[int]pointName{}
	for _, n := range f.names(f.plane(wide), wide) {
		named[n.row] = n
	}
	for i, s := range f.Series {
		items := make([]Item, 0, len(s.Marks))
		for k := range s.Marks {
			m := &s.Marks[k]
			if m.Value != nil && m.X != nil {
				it := f.item(i, m, at(*m.X, *m.Value))
				if i == 0 {
					it.Name, it.Left = named[m.Row].text, named[m.Row].left
				}
				items = append(items, it)
			}
		}
		if i == 0 {
			c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: s.Name, Type: types.ChartScatter, Data: items})
			continue
		}
		sort.SliceStable(items, func(a, b int) bool {
			return items[a].Value.At[0] < items[b].Value.At[0]
		})
		c.MultiSeries = append(c.MultiSeries, charts.SingleSeries{Name: s.Name, Type: types.ChartLine, Data: items})
	}
	return c, &c.MultiSeries
}
