package chart

import (
	"math"
	"testing"

	"rapport/generator/analysis"
)

func TestIndexChangeAddsUp(t *testing.T) {
	ch := &analysis.IndexChange{Before: 28.96, After: 30.7, Steps: []analysis.IndexStep{
		{Name: "reach", Before: 0.2, After: 0.19, Points: -1.3}, {Name: "levels", Before: 0.3, After: 0.3, Points: 0.01}, {Name: "executive", Before: 0.6, After: 1, Points: 3.03}}}
	for _, lang := range []string{"en", "zh-CN"} {
		f, ok := IndexChange(ch, contextFor(t, lang))
		if !ok || len(f.Rows) != 5 {
			t.Fatalf("%s: rows %q", lang, f.Rows)
		}
		marks := f.Series[0].Marks
		at := *marks[0].Value
		for _, m := range marks[1:4] {
			if math.Abs(*m.Hi-*m.Lo-math.Abs(*m.Value)) > 1e-9 || math.Abs(min(at, at+*m.Value)-*m.Lo) > 1e-9 {
				t.Errorf("%s: step %+v does not stand at %v", lang, m, at)
			}
			if m.Alarm != (*m.Value < -0.05) {
				t.Errorf("%s: alarm %t at %v points", lang, m.Alarm, *m.Value)
			}
			at += *m.Value
		}
		if math.Abs(at-*marks[4].Value) > 1e-9 {
			t.Errorf("%s: the steps end at %v, the index is %v", lang, at, *marks[4].Value)
		}
	}
	if _, ok := IndexChange(nil, contextFor(t, "en")); ok {
		t.Error("a figure of nothing")
	}
	for v, want := range map[float64]string{0: "0", 0.04: "0", -0.04: "0", 1.25: "+1.2", -3: "−3", 12.96: "+13"} {
		if got := signedTenth(v); got != want {
			t.Errorf("signedTenth(%v) = %q, want %q", v, got, want)
		}
	}
}
