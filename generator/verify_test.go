package generator_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

// verify compares a folder and gives the differences as lines; nothing may be
// written meanwhile.
func verify(t *testing.T, inputs []string, out string, change func(*generator.Options)) []string {
	t.Helper()
	before := hashes(t, filepath.Dir(out))
	o := generator.Options{Inputs: inputs, Out: out, Templates: templates.Files, Today: dataset.DayOf(2027, 3, 1)}
	if change != nil {
		change(&o)
	}
	v, err := generator.Verify(o)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(hashes(t, filepath.Dir(out)), before) {
		t.Error("verifying changed files")
	}
	lines := []string{}
	for _, d := range v.Differences {
		lines = append(lines, d.Name+" "+d.Text)
	}
	return lines
}

func TestVerify(t *testing.T) {
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	first := filepath.Join(t.TempDir(), "reviews")
	mustQuarter(t, before, first, "2026-Q2", nil)
	for name, tt := range map[string]struct {
		out    string
		change func(*generator.Options)
	}{
		"second quarter":  {first, nil},
		"alone":           {filepath.Join(t.TempDir(), "reviews"), nil},
		"no history":      {filepath.Join(t.TempDir(), "reviews"), func(o *generator.Options) { o.NoHistory = true }},
		"leadership":      {filepath.Join(t.TempDir(), "reviews"), func(o *generator.Options) { o.Edition, o.Lang = "leadership", "zh-CN" }},
		"customer":        {filepath.Join(t.TempDir(), "reviews"), func(o *generator.Options) { o.Edition, o.Accounts = "customer", []string{donghai} }},
		"roles, shared":   {filepath.Join(t.TempDir(), "reviews"), func(o *generator.Options) { o.Roles, o.Assets = true, "shared" }},
		"a part, earlier": {filepath.Join(t.TempDir(), "reviews"), func(o *generator.Options) { o.Shard, o.AsOf = generator.Shard{N: 1, Of: 3}, "2026-09-10" }},
	} {
		mustQuarter(t, after, tt.out, "2026-Q3", tt.change)
		if got := verify(t, after, tt.out, nil); len(got) > 0 {
			t.Errorf("%s: the same inputs and settings give other files: %v", name, got)
		}
	}

	page := filepath.Join(first, "accounts", "etc.html")
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Remove(page), os.WriteFile(page, append(data, '\n'), 0o644), os.Remove(filepath.Join(first, "data", "etc.json"))); err != nil {
		t.Fatal(err)
	}
	want := []string{"accounts/etc.html was edited after it was made", "data/etc.json is missing"}
	if got := verify(t, after, first, nil); !slices.Equal(got, want) {
		t.Errorf("an edited page and a missing file give %q, want %q", got, want)
	}
}

func TestVerifyNamesTheCause(t *testing.T) {
	inputs := workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	mustQuarter(t, inputs, out, "2026-Q3", nil)
	has := func(name string, got []string, want string) {
		t.Helper()
		if !slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, want) }) {
			t.Errorf("%s: %q in none of %q", name, want, got)
		}
	}
	has("one file less", verify(t, inputs[:1], out, nil), "input south-office.xlsx was read then and is not given now")
	has("another version", verify(t, inputs, out, func(o *generator.Options) { o.Version = "9" }), `version was "" then and is "9" now`)
	config := filepath.Join(t.TempDir(), "rapport.yaml")
	if err := os.WriteFile(config, []byte("recent: 60\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	got := verify(t, inputs, out, func(o *generator.Options) { o.Config = config })
	has("another threshold", got, "setting recent=90 was in force then")
	has("another threshold", got, "setting recent=60 is in force now")
	custom := t.TempDir()
	if err := os.WriteFile(filepath.Join(custom, "style.css"), []byte("body { margin: 1px }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	has("other templates", verify(t, inputs, out, func(o *generator.Options) {
		o.Templates = generator.Overlay(os.DirFS(custom), templates.Files)
	}), "templates_sha256 was")
	rewrite(t, inputs[slices.IndexFunc(inputs, func(f string) bool { return filepath.Base(f) == "south-office.xlsx" })], func(*workbook.Table) {})
	has("another workbook", verify(t, inputs, out, nil), "input south-office.xlsx is another file: SHA-256 ")

	_, err := generator.Verify(generator.Options{Inputs: inputs, Out: t.TempDir(), Templates: templates.Files})
	if !errors.Is(err, generator.ErrUsage) || !strings.Contains(err.Error(), "is no folder of reviews") {
		t.Errorf("a folder without a manifest gives %v", err)
	}
}

func TestNoHistoryKeepsWhatWasKept(t *testing.T) {
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	out := filepath.Join(t.TempDir(), "reviews")
	q2 := mustQuarter(t, before, out, "2026-Q2", nil)
	q3 := mustQuarter(t, after, out, "2026-Q3", func(o *generator.Options) { o.NoHistory = true })
	for path, sum := range q2 {
		if strings.HasPrefix(path, "history/2026-Q2/") && q3[path] != sum {
			t.Errorf("%s was not carried over", path)
		}
	}
	for path := range q3 {
		if strings.HasPrefix(path, "history/2026-Q3/") {
			t.Errorf("%s was kept", path)
		}
	}
	if a := readAccount(t, out, "donghai-telecom-东海电信"); a.Changes == nil || a.Changes.Since.Label != "2026-Q2" {
		t.Errorf("changes = %+v", a.Changes)
	}
}
