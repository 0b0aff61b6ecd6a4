package generator_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/internal/golden"
	"rapport/templates"
)

// The days on which the sample's two quarters are looked at: soon after their
// last touches.
var (
	firstQuarter = dataset.DayOf(2026, 7, 5)
	sampleDay    = dataset.DayOf(2026, 10, 5)
)

// runSample makes the reviews of the sample workbooks.
func runSample(t testing.TB, out, lang string) *generator.Summary {
	t.Helper()
	return runWorkbooks(t, filepath.Join("..", "sample"), out, lang, sampleDay)
}

// runWorkbooks makes the reviews of the workbooks of a folder.
func runWorkbooks(t testing.TB, dir, out, lang string, today dataset.Day) *generator.Summary {
	t.Helper()
	inputs, err := filepath.Glob(filepath.Join(dir, "*.xlsx"))
	if err != nil || len(inputs) < 2 {
		t.Fatalf("found %d sample workbooks (%v)", len(inputs), err)
	}
	summary, err := generator.Run(generator.Options{
		Inputs: inputs, Out: out, Lang: lang, Today: today, Templates: templates.Files, Version: "sample",
	})
	if err != nil {
		t.Fatal(err)
	}
	return summary
}

// TestSample makes the sample reviews of two quarters, one after the other into
// one folder, and compares every byte with sample/expected.
func TestSample(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		t.Run(lang, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "reviews")
			runWorkbooks(t, filepath.Join("..", "sample", "2026-Q2"), out, lang, firstQuarter)
			runSample(t, out, lang)
			golden.Folder(t, out, filepath.Join("..", "sample", "expected", lang))
		})
	}
}

// TestSampleTwice runs over its own output: nothing may change.
func TestSampleTwice(t *testing.T) {
	out := filepath.Join(t.TempDir(), "reviews")
	first := runSample(t, out, "en")
	second := runSample(t, out, "en")
	if second.Written != 0 || second.Kept != first.Written {
		t.Errorf("the second run wrote %d files and kept %d; want 0 and %d", second.Written, second.Kept, first.Written)
	}
}

// TestSampleWorkbooks makes the sample workbooks again and finds the same
// bytes.
func TestSampleWorkbooks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a program")
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "sample"), os.DirFS(filepath.Join("..", "sample"))); err != nil {
		t.Fatal(err)
	}
	before, err := filepath.Glob(filepath.Join(dir, "sample", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range before {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(dir, "generate.exe")
	build := exec.Command("go", "build", "-o", bin, filepath.Join("sample", "generate.go"))
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building the generator: %v\n%s", err, out)
	}
	make := exec.Command(bin)
	make.Dir = dir
	if out, err := make.CombinedOutput(); err != nil {
		t.Fatalf("running the generator: %v\n%s", err, out)
	}
	for _, f := range before {
		got, err := os.ReadFile(f)
		if err != nil {
			t.Errorf("%s was not made: %v", filepath.Base(f), err)
			continue
		}
		want, err := os.ReadFile(filepath.Join("..", "sample", filepath.Base(f)))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s: the generator makes other bytes", filepath.Base(f))
		}
	}
}
