package generator_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"rapport/generator"
	"rapport/generator/source"
	"rapport/templates"
)

// sampleOptions are those of runSample.
func sampleOptions(t testing.TB, out string) generator.Options {
	t.Helper()
	inputs, err := filepath.Glob(filepath.Join("..", "sample", "*.xlsx"))
	if err != nil || len(inputs) < 2 {
		t.Fatalf("found %d sample workbooks (%v)", len(inputs), err)
	}
	return generator.Options{Inputs: inputs, Out: out, Today: sampleDay, Templates: templates.Files, Version: "sample"}
}

func review(t testing.TB, o generator.Options) *generator.Summary {
	t.Helper()
	s, err := generator.Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shards writes the sample in n parts and returns their folders.
func shards(t *testing.T, dir string, n int) []string {
	t.Helper()
	var parts []string
	reviews := 0
	for i := 1; i <= n; i++ {
		o := sampleOptions(t, filepath.Join(dir, fmt.Sprintf("part-%d", i)))
		o.Shard = generator.Shard{N: i, Of: n}
		reviews += review(t, o).Reviews
		parts = append(parts, o.Out)
	}
	whole := review(t, sampleOptions(t, filepath.Join(dir, "whole")))
	if reviews != whole.Reviews {
		t.Fatalf("%d shards wrote %d reviews, one run %d", n, reviews, whole.Reviews)
	}
	return parts
}

func TestFourShardsMergedEqualOneRun(t *testing.T) {
	dir := t.TempDir()
	parts := shards(t, dir, 4)
	slices.Reverse(parts) // any order
	out := filepath.Join(dir, "merged")
	m, err := generator.Merge(generator.MergeOptions{Parts: parts, Out: out})
	if err != nil {
		t.Fatal(err)
	}
	want, got := hashes(t, filepath.Join(dir, "whole")), hashes(t, out)
	for path := range want {
		if got[path] != want[path] {
			t.Errorf("%s is not as one run writes it", path)
		}
	}
	if len(got) != len(want) || m.Parts != 4 {
		t.Errorf("merged %d parts into %d files, want 4 and %d", m.Parts, len(got), len(want))
	}
	for i, part := range parts {
		if n := len(hashes(t, part)); n >= len(want) {
			t.Errorf("part %d has %d of %d files", i, n, len(want))
		}
	}
	again, err := generator.Merge(generator.MergeOptions{Parts: parts, Out: out})
	if err != nil || again.Written != 0 {
		t.Errorf("merging again writes %d files (%v)", again.Written, err)
	}
}

func TestMergeRefusesWhatDoesNotFit(t *testing.T) {
	dir := t.TempDir()
	parts := shards(t, dir, 2)
	other := sampleOptions(t, filepath.Join(dir, "other"))
	other.Shard, other.Period = generator.Shard{N: 2, Of: 2}, "2026-Q2"
	review(t, other)
	third := sampleOptions(t, filepath.Join(dir, "third"))
	third.Shard = generator.Shard{N: 3, Of: 3}
	review(t, third)
	fewer := sampleOptions(t, filepath.Join(dir, "fewer"))
	fewer.Shard, fewer.Inputs = generator.Shard{N: 2, Of: 2}, fewer.Inputs[:1]
	review(t, fewer)
	broken := filepath.Join(dir, "broken")
	if err := os.CopyFS(broken, os.DirFS(parts[1])); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(broken, "index.html"), []byte("other"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		parts []string
		out   string
		want  string
	}{
		{"missing", parts[:1], "out", "1 of 2 shards are missing: 2/2"},
		{"twice", []string{parts[0], parts[0]}, "out", "are both shard 1/2"},
		{"period", []string{parts[0], other.Out}, "out", "not parts of one set: "},
		{"count", []string{parts[0], third.Out}, "out", "one is shard 1/2, the other 3/3"},
		{"inputs", []string{parts[0], fewer.Out}, "out", "one was made from 2 input files, the other from 1"},
		{"whole", []string{filepath.Join(dir, "whole")}, "out", "is a whole set and no part"},
		{"absent", []string{filepath.Join(dir, "absent")}, "out", "cannot be read"},
		{"onto a part", parts, "part-1", "cannot be the output folder"},
		{"damaged", []string{broken, parts[0]}, "out", "is not the file that its manifest lists"},
		{"nothing", nil, "out", "no parts to merge"},
	} {
		out := filepath.Join(dir, test.out)
		_, err := generator.Merge(generator.MergeOptions{Parts: test.parts, Out: out})
		if !errors.Is(err, generator.ErrUsage) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", test.name, err, test.want)
		}
		if _, err := os.Stat(filepath.Join(dir, "out")); err == nil {
			t.Fatalf("%s: something was written", test.name)
		}
	}
	if err := os.Remove(filepath.Join(parts[1], "data", firstOf(t, parts[1]))); err != nil {
		t.Fatal(err)
	}
	_, err := generator.Merge(generator.MergeOptions{Parts: parts, Out: filepath.Join(dir, "gap")})
	if err == nil || !strings.Contains(err.Error(), "run that shard again") {
		t.Errorf("a missing file: %v", err)
	}
}

// firstOf names a data file that only this part has.
func firstOf(t *testing.T, part string) string {
	t.Helper()
	for path := range hashes(t, filepath.Join(part, "accounts")) {
		return strings.TrimSuffix(path, ".html") + ".json"
	}
	t.Fatal("the part has no account")
	return ""
}

func TestParseShard(t *testing.T) {
	for _, bad := range []string{"0/4", "5/4", "4", "a/b", "1/0", "-1/4", "1/4/2", "1/100001"} {
		if s, err := generator.ParseShard(bad); !errors.Is(err, generator.ErrUsage) {
			t.Errorf("ParseShard(%q) = %v, %v, want an error", bad, s, err)
		}
	}
	if s, err := generator.ParseShard("2/4"); err != nil || s.String() != "2/4" {
		t.Errorf("ParseShard(2/4) = %v, %v", s, err)
	}
}

func TestJobsDoNotShow(t *testing.T) {
	dir := t.TempDir()
	var sets []map[string]string
	for _, jobs := range []int{1, 8} {
		o := sampleOptions(t, filepath.Join(dir, fmt.Sprint(jobs)))
		o.Jobs = jobs
		review(t, o)
		sets = append(sets, hashes(t, o.Out))
	}
	if len(sets[0]) < 20 || !maps.Equal(sets[0], sets[1]) {
		t.Errorf("one job and eight give different sets of %d and %d files", len(sets[0]), len(sets[1]))
	}
}

// stopAfter cancels a run at its n-th step.
type stopAfter struct {
	left   atomic.Int64
	cancel context.CancelFunc
}

func (s *stopAfter) Stage(string, int) {}
func (s *stopAfter) Step() {
	if s.left.Add(-1) == 0 {
		s.cancel()
	}
}

func TestAStoppedRunWritesNothing(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "reviews")
	review(t, sampleOptions(t, out))
	before := hashes(t, out)
	for _, steps := range []int64{1, 5, 20, 40} {
		ctx, cancel := context.WithCancel(t.Context())
		p := &stopAfter{cancel: cancel}
		p.left.Store(steps)
		o := sampleOptions(t, out)
		o.Lang, o.Context, o.Progress = "zh-CN", ctx, p
		_, err := generator.Run(o)
		cancel()
		if !errors.Is(err, generator.ErrStopped) {
			t.Errorf("stopped at step %d: %v, want ErrStopped", steps, err)
		}
		if !maps.Equal(hashes(t, out), before) {
			t.Errorf("stopped at step %d: the folder changed", steps)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".reviews.*")); len(left) > 0 {
			t.Errorf("stopped at step %d: %v is left behind", steps, left)
		}
	}
}

// offices writes one export for each office: accounts are shared between
// offices, people and touches are not. Two of the files have one base name.
func offices(t *testing.T, n int) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("office-%03d.csv", i))
		if i < 2 {
			path = filepath.Join(dir, fmt.Sprintf("region-%d", i), "export.csv")
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		b.WriteString("Account,Contact Name,Email,Title,Date,Type,Direction\n")
		for k := range 6 {
			fmt.Fprintf(&b, "Customer %02d,Person %d of %d,p%d.%d@customer.example,Director of Network %d,2026-0%d-1%d,meeting,two-way\n",
				(i+k*7)%40, k, i, k, i, k, 7+k%3, k)
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func TestSeveralHundredWorkbooks(t *testing.T) {
	paths := offices(t, 300)
	out := filepath.Join(t.TempDir(), "reviews")
	o := generator.Options{Inputs: paths, Out: out, Today: sampleDay, Templates: templates.Files}
	s := review(t, o)
	if s.Inputs != 300 || s.Reviews != 40 || s.Ledger.Used != 1800 || len(s.LeftOut) != 0 {
		t.Fatalf("read %d files with %d used rows into %d reviews, %v left out; want 300, 1800, 40 and none",
			s.Inputs, s.Ledger.Used, s.Reviews, s.LeftOut)
	}
	// Two files break: one at once, one whose rows tell.
	for i, text := range map[int]string{7: "", 11: "PK\x03\x04 cut"} {
		if err := os.WriteFile(paths[i], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s = review(t, o)
	if s.Inputs != 298 || len(s.LeftOut) != 2 || s.Ledger.Used != 1788 {
		t.Errorf("read %d files with %d used rows, %d left out; want 298, 1788 and 2", s.Inputs, s.Ledger.Used, len(s.LeftOut))
	}
	for path := range hashes(t, out) {
		if filepath.Ext(path) != ".html" {
			continue
		}
		page, err := os.ReadFile(filepath.Join(out, path))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), `<div class="alert"`) || !strings.Contains(string(page), "office-007.csv, office-011.csv") {
			t.Errorf("%s does not say that two files are missing", path)
		}
	}
	o.Strict = true
	var problems source.Problems
	if _, err := generator.Run(o); !errors.As(err, &problems) || len(problems.Refused()) != 2 {
		t.Errorf("strict: %v, want two refusals", err)
	}
}

// TestDamageInsideAWorkbook cuts a sheet short inside a valid container: that
// shows only when the rows are read.
func TestDamageInsideAWorkbook(t *testing.T) {
	good := offices(t, 2)
	bad := filepath.Join(t.TempDir(), "bad.xlsx")
	data, err := os.ReadFile(filepath.Join("..", "sample", "south-office.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	// The CRC of a sheet is stored in the directory; a flipped bit in it is
	// found only at the end of the sheet.
	at := strings.LastIndex(string(data), "xl/worksheets/sheet1.xml")
	if at < 46 {
		t.Fatal("the workbook has no first sheet")
	}
	data[at-46+16] ^= 1
	if err := os.WriteFile(bad, data, 0o644); err != nil {
		t.Fatal(err)
	}
	o := generator.Options{Inputs: append(good, bad), Out: filepath.Join(t.TempDir(), "reviews"), Today: sampleDay, Templates: templates.Files}
	s := review(t, o)
	if len(s.LeftOut) != 1 || s.LeftOut[0].Cell.File != "bad.xlsx" || s.Inputs != 2 {
		t.Errorf("left out %v of %d files, want bad.xlsx", s.LeftOut, s.Inputs)
	}
	o.Inputs = []string{bad}
	if _, err := generator.Run(o); err == nil {
		t.Error("a damaged file alone was not refused")
	}
}

func TestCopiesAreReadOnce(t *testing.T) {
	o := sampleOptions(t, filepath.Join(t.TempDir(), "reviews"))
	once := review(t, o).Ledger
	o.Inputs = append(o.Inputs, o.Inputs[0])
	s := review(t, o)
	if s.Ledger != once {
		t.Errorf("with a file named twice the ledger is %+v, want %+v", s.Ledger, once)
	}
	if !slices.ContainsFunc(s.Problems, func(p source.Problem) bool { return p.Code == "same_file" }) {
		t.Error("nothing says that a file was named twice")
	}
}
