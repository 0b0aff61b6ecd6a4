package chart

import (
	"slices"
	"sync"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// The library fills a new chart with its defaults by reflection over some
// hundreds of fields. They are the same every time, so one blank chart of each
// kind is made and copied.
var (
	blankBar     = sync.OnceValue(charts.NewBar)
	blankHeatMap = sync.OnceValue(charts.NewHeatMap)
	blankScatter = sync.OnceValue(charts.NewScatter)
	blankLine    = sync.OnceValue(charts.NewLine)
)

func newBar() *charts.Bar {
	c := *blankBar()
	detach(&c.BaseConfiguration)
	return &c
}

func newHeatMap() *charts.HeatMap {
	c := *blankHeatMap()
	detach(&c.BaseConfiguration)
	return &c
}

func newScatter() *charts.Scatter {
	c := *blankScatter()
	detach(&c.BaseConfiguration)
	return &c
}

func newLine() *charts.Line {
	c := *blankLine()
	detach(&c.BaseConfiguration)
	return &c
}

// detach gives a copied chart everything of its own that is written to later.
func detach(c *charts.BaseConfiguration) {
	c.XAxisList, c.YAxisList = slices.Clone(c.XAxisList), slices.Clone(c.YAxisList)
	c.Assets = opts.Assets{} // of the library's own pages
	c.Renderer = nil         // so is this
	c.Accept(lean{})
}

// lean leaves out the parts of the options that no figure has; the library
// would copy them first.
type lean struct {
	charts.BaseConfigurationVisitor
}

func (lean) VisitTitleOpt(opts.Title) any     { return nil }
func (lean) VisitLegendOpt(opts.Legend) any   { return nil }
func (lean) VisitTooltipOpt(opts.Tooltip) any { return nil }
func (lean) VisitToolbox(opts.Toolbox) any    { return nil }
