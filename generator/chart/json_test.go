package chart

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/go-echarts/go-echarts/v2/charts"
)

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "a", hostileText, "\u2028", "\x7f\t\\\"", "\xed\xa0\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := string(Quote(nil, s)); got != string(want) {
			t.Errorf("Quote(%q) = %s, want %s", s, got, want)
		}
	})
}

func FuzzAppendNumber(f *testing.F) {
	for _, v := range []float64{0, math.Copysign(0, -1), 1, -3, 0.1, 1e-6, 9.9e-7, 1e-10, 1e20, 1e21, -1e-9, 1 << 53, math.MaxFloat64, math.SmallestNonzeroFloat64, 1.0 / 3, math.MaxInt64} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v float64) {
		want, err := json.Marshal(v)
		if err != nil {
			return // not finite
		}
		if got := string(AppendNumber(nil, v)); got != string(want) {
			t.Errorf("AppendNumber(%v) = %s, want %s", v, got, want)
		}
	})
}

// TestDataAreWhatTheLibraryWrites compares the data of all figures with what
// encoding/json makes of them.
func TestDataAreWhatTheLibraryWrites(t *testing.T) {
	for _, f := range all(t, "en") {
		f.Top = f.top()
		_, series := f.rectangular()
		for _, s := range *series {
			items := s.Data.([]Item)
			want, err := json.Marshal(items)
			if err != nil {
				t.Fatal(err)
			}
			if got := string(appendItems(nil, items)); got != string(want) {
				t.Errorf("%s:\n got %s\nwant %s", f.ID, got, want)
			}
		}
	}
}

// TestOptionsAreTheLibrarys compares the options of all figures with those
// that the library makes of the same chart by itself.
func TestOptionsAreTheLibrarys(t *testing.T) {
	for _, f := range all(t, "en") {
		got, err := f.Option()
		if err != nil {
			t.Fatal(err)
		}
		f.Top = f.top()
		c, _ := f.rectangular()
		c.Validate()
		c.Accept(charts.BaseConfigurationVisitor{})
		parts := c.JSON()
		for _, unused := range []string{"title", "legend", "toolbox", "tooltip"} {
			delete(parts, unused)
		}
		want, err := json.Marshal(parts)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s:\n got %s\nwant %s", f.ID, got, want)
		}
	}
}
