package generator_test

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"rapport/generator"
	"rapport/generator/internal/stage"
)

// TestTheSecondOfTwoRunsStops writes into a folder that another run holds.
func TestTheSecondOfTwoRunsStops(t *testing.T) {
	inputs := workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	before := mustQuarter(t, inputs, out, "2026-Q3", nil)
	other, err := stage.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	inChinese := func(o *generator.Options) { o.Lang = "zh-CN" }
	err = quarter(t, inputs, out, "2026-Q3", inChinese)
	var advised interface{ Advice() string }
	if !errors.Is(err, stage.ErrBusy) || !errors.As(err, &advised) || !strings.Contains(advised.Advice(), "wait until the other run has ended") {
		t.Errorf("the second run gives %v", err)
	}
	if !maps.Equal(hashes(t, out), before) {
		t.Error("the second run changed the folder")
	}
	if err := other.Abort(); err != nil {
		t.Fatal(err)
	}
	if after := mustQuarter(t, inputs, out, "2026-Q3", inChinese); maps.Equal(after, before) {
		t.Error("the folder is still held")
	}
}
