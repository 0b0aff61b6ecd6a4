package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"rapport/generator/analysis"
)

// IndexChange is the waterfall from the index of the baseline to the present
// one: what each component added or took, in points, gains first. It does not
// exist when the two cannot be compared.
func IndexChange(ch *analysis.IndexChange, x Context) (Figure, bool) {
	if ch == nil || len(ch.Steps) == 0 {
		return Figure{}, false
	}
	f := Figure{ID: "index-change", Kind: Fall, RowName: x.t("rows.component"), Missing: x.t("na"), Top: 100, How: x.t("index.change_how")}
	s := Series{Name: x.t("index.points"), Unit: x.t("unit.points")}
	add := func(name string, lo, hi, v float64, label string, alarm bool) {
		f.Top = max(f.Top, math.Ceil(hi))
		s.Marks = append(s.Marks, Mark{Row: len(f.Rows), Value: value(v), Lo: &lo, Hi: &hi, Label: label, Alarm: alarm,
			Tip: x.t("tip", "what", name, "value", label)})
		f.Rows = append(f.Rows, name)
	}
	steps := slices.Clone(ch.Steps)
	slices.SortStableFunc(steps, func(a, b analysis.IndexStep) int { return cmp.Compare(b.Points, a.Points) })
	add(x.t("index.before"), 0, ch.Before, ch.Before, tenth(ch.Before), false)
	at := ch.Before
	most := steps[0]
	for _, step := range steps {
		next := max(0, at+step.Points) // sums of floating-point numbers may end a hair below nothing
		add(x.t("component."+step.Name), min(at, next), max(at, next), step.Points,
			x.t("index.step", "points", signedTenth(step.Points), "before", x.Words.Percent(step.Before), "after", x.Words.Percent(step.After)), step.Points < -0.05)
		at = next
		if math.Abs(step.Points) > math.Abs(most.Points) {
			most = step
		}
	}
	add(x.t("index.after"), 0, ch.After, ch.After, tenth(ch.After), false)
	f.Series = []Series{s}
	f.Finding = x.t("index.change_none", "index", tenth(ch.After))
	if signedTenth(most.Points) != "0" {
		f.Finding = x.t("index.change", "before", tenth(ch.Before), "after", tenth(ch.After), "component", x.t("component."+most.Name), "points", signedTenth(most.Points))
	}
	return f, true
}

func tenth(v float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0") }

// signedTenth writes a difference with its sign; "0" is less than half a
// tenth.
func signedTenth(v float64) string {
	switch text := tenth(math.Abs(v)); {
	case text == "0":
		return "0"
	case v < 0:
		return "−" + text
	default:
		return "+" + text
	}
}
