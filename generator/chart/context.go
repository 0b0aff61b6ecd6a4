package chart

import (
	"math"
	"slices"
	"strconv"
	"time"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

// Context is what the builders need beside the numbers: the words, the names
// of the levels and the thresholds that the sentences mention.
type Context struct {
	Words    *words.Catalog
	Ladder   dataset.Ladder
	Settings analysis.Settings
}

// The anchors that marks lead to. A page gives these ids to the blocks that
// list what is behind a mark.
const (
	levelLink  = "#level-"  // a level of the ladder, 0 is unclassified
	unitLink   = "#unit-"   // index of Account.Units
	personLink = "#person-" // index of Account.People
)

// LevelLink is the fragment of the block about a level; 0 is unclassified.
func LevelLink(level int) string { return levelLink + strconv.Itoa(level) }

// UnitLink is the fragment of the block about a unit, by its index in
// Account.Units.
func UnitLink(unit int) string { return unitLink + strconv.Itoa(unit) }

// PersonLink is the fragment of the block about a person, by the index in
// Account.People.
func PersonLink(person int) string { return personLink + strconv.Itoa(person) }

func (x Context) t(key string, pairs ...any) string { return x.Words.T("chart."+key, pairs...) }

// counts are the texts of a message whose only value is n, those of small
// numbers made once.
type counts struct {
	x    Context
	key  string
	made [16]string
}

func (c *counts) of(n int) string {
	if n < 0 || n >= len(c.made) {
		return c.x.t(c.key, "n", n)
	}
	if c.made[n] == "" {
		c.made[n] = c.x.t(c.key, "n", n)
	}
	return c.made[n]
}

// level names a level of the ladder; 0 is unclassified.
func (x Context) level(level int) string {
	for _, s := range x.Ladder.Steps {
		if s.Level != level {
			continue
		}
		if n := name(s.Name); n != "" {
			return n
		}
		if x.Words.Has(s.Key) {
			return x.Words.T(s.Key)
		}
	}
	if level == 0 {
		return x.t("unclassified")
	}
	return x.t("level", "level", level)
}

func (x Context) unit(unit string) string {
	if n := name(unit); n != "" {
		return n
	}
	return x.t("unit_unknown")
}

// month is the short name of a month, with the year where a year begins.
func (x Context) month(m analysis.Month) string {
	return x.Words.Month(time.Month(m.Month))
}

// chance writes a probability as a frequency: about 13 of 20.
func (x Context) chance(p float64) string {
	switch {
	case p < 0.005:
		return x.t("chance_none")
	case p > 0.995:
		return x.t("chance_all")
	}
	switch n := int(p*dots + 0.5); n {
	case 0:
		return x.t("chance_few", "total", dots)
	case dots:
		return x.t("chance_most", "part", dots-1, "total", dots)
	default:
		return x.t("chance", "part", n, "total", dots)
	}
}

// likely writes a probability in the words of METRICS 10.2.
func (x Context) likely(p float64) string {
	for _, w := range []struct {
		below float64
		key   string
	}{{0.10, "very_unlikely"}, {0.33, "unlikely"}, {0.66, "even"}, {0.90, "likely"}} {
		if p < w.below {
			return x.t("likely." + w.key)
		}
	}
	return x.t("likely.very_likely")
}

// odds writes a chance with its range: a number when the range is narrow
// enough, else words.
func (x Context) odds(p, lo, hi float64) string {
	if hi-lo <= 0.4 {
		return x.chance(p)
	}
	from, to := x.likely(lo), x.likely(hi)
	if from == to {
		return from
	}
	return x.t("between", "from", from, "to", to)
}

// percent writes a share in whole per cent; what rounds to nothing is not
// nothing.
func (x Context) percent(share float64) string {
	if share > 0 && share < 0.005 {
		return x.t("chance_none")
	}
	return x.Words.Percent(share)
}

// few lists the first names of a list and counts the rest.
func (x Context) few(names []string, limit int) string {
	if len(names) <= limit {
		return x.Words.List(names)
	}
	return x.Words.List(append(slices.Clone(names[:limit]), x.t("more", "n", len(names)-limit)))
}

func value(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func ratio(part, whole int) *float64 {
	if whole == 0 {
		return nil
	}
	return value(float64(part) / float64(whole))
}
