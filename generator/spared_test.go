package generator

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

// watch tells whether a run has read its inputs.
type watch struct {
	mu   sync.Mutex
	read bool
}

func (w *watch) Stage(name string, _ int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = w.read || name == "read"
}

func (w *watch) Step() {}

// made is when the sets of these tests were made.
var made = time.Date(2026, time.November, 30, 12, 0, 0, 0, time.Local)

// twice is a folder with an input, a finished set of reviews, and the options
// that made it.
func twice(t *testing.T, change func(*Options)) (Options, *Summary) {
	t.Helper()
	dir := t.TempDir()
	in, program := filepath.Join(dir, "export.xlsx"), filepath.Join(dir, "program")
	for _, name := range []string{in, program} {
		copyOver(t, "../sample/crm-export.xlsx", name)
	}
	date(t, program, made.AddDate(-1, 0, 0))
	o := Options{Inputs: []string{in}, Out: filepath.Join(dir, "reviews"), Today: dataset.DayOf(2026, time.December, 1),
		Templates: templates.Files, Version: "test", Program: program}
	change(&o)
	s, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	date(t, filepath.Join(o.Out, "manifest.json"), made)
	return o, s
}

func date(t *testing.T, name string, day time.Time) {
	t.Helper()
	if err := os.Chtimes(name, day, day); err != nil {
		t.Fatal(err)
	}
}

func copyOver(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func again(t *testing.T, o Options) (*Summary, bool) {
	t.Helper()
	w := &watch{}
	o.Progress = w
	s, err := Run(o)
	if err != nil {
		t.Fatal(err)
	}
	return s, !w.read
}

func TestNothingIsMadeAgainWhereNothingChanged(t *testing.T) {
	for name, options := range map[string]func(*Options){
		"plain":      func(*Options) {},
		"period":     func(o *Options) { o.Period = "2026-Q2" },
		"as of":      func(o *Options) { o.AsOf = "2026-09-20" },
		"language":   func(o *Options) { o.Lang = "zh-CN" },
		"no history": func(o *Options) { o.NoHistory = true },
	} {
		t.Run(name, func(t *testing.T) {
			o, first := twice(t, options)
			second, spared := again(t, o)
			if !spared {
				t.Fatal("the second run made everything again")
			}
			if second.Written != 0 || second.Kept != first.Written+first.Kept {
				t.Errorf("written %d, kept %d, want 0 and %d", second.Written, second.Kept, first.Written)
			}
			second.Written, second.Kept = first.Written, first.Kept
			for _, s := range []*Summary{first, second} {
				for i := range s.Problems { // printed places are equal, and all that is printed
					p := &s.Problems[i]
					p.Cell.File, p.Cell.Sheet, p.Cell.Row, p.Cell.Column, p.Args = p.Cell.String(), "", 0, 0, nil
				}
				if len(s.LeftOut) == 0 {
					s.LeftOut = nil
				}
				s.Guard = nil // of what this run wrote
			}
			if d := cmp.Diff(first, second); d != "" {
				t.Errorf("the summaries differ (-first +second):\n%s", d)
			}
		})
	}
}

func TestWhateverChangesIsNoticed(t *testing.T) {
	appendTo := func(t *testing.T, name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteString(text); err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(*testing.T, *Options){
		"page": func(t *testing.T, o *Options) {
			page := filepath.Join(o.Out, "index.html")
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			data = bytes.Replace(data, []byte("<h1>"), []byte("<H1>"), 1) // as long as before
			if err := os.WriteFile(page, data, 0o644); err != nil {
				t.Fatal(err)
			}
		},
		"page gone": func(t *testing.T, o *Options) { os.Remove(filepath.Join(o.Out, "data", "portfolio.json")) },
		"manifest": func(t *testing.T, o *Options) {
			appendTo(t, filepath.Join(o.Out, "manifest.json"), " ")
			date(t, filepath.Join(o.Out, "manifest.json"), made)
		},
		"input":      func(t *testing.T, o *Options) { copyOver(t, "../sample/south-office.xlsx", o.Inputs[0]) },
		"more input": func(t *testing.T, o *Options) { o.Inputs = append(o.Inputs, "../sample/south-office.xlsx") },
		"config": func(t *testing.T, o *Options) {
			appendTo(t, filepath.Join(filepath.Dir(o.Out), "rapport.yaml"), "recent: 60\n")
		},
		"note": func(t *testing.T, o *Options) {
			appendTo(t, filepath.Join(filepath.Dir(o.Out), "notes", "x.md"), "hello")
		},
		"history": func(t *testing.T, o *Options) {
			appendTo(t, filepath.Join(o.Out, "history", "2020-Q1", "more.txt"), "x")
		},
		"program":    func(t *testing.T, o *Options) { date(t, o.Program, made) },
		"no program": func(_ *testing.T, o *Options) { o.Program = "" },
		"version":    func(_ *testing.T, o *Options) { o.Version = "other" },
		"language":   func(_ *testing.T, o *Options) { o.Lang = "zh-CN" },
		"edition":    func(_ *testing.T, o *Options) { o.Edition = "leadership" },
		"assets":     func(_ *testing.T, o *Options) { o.Assets = "inline" },
		"period":     func(_ *testing.T, o *Options) { o.Period = "2026-Q2" },
		"as of":      func(_ *testing.T, o *Options) { o.AsOf = "2026-09-01" },
		"fiscal":     func(_ *testing.T, o *Options) { o.FiscalStart = 4 },
		"roles":      func(_ *testing.T, o *Options) { o.Roles = true },
		"no history": func(_ *testing.T, o *Options) { o.NoHistory = true },
		"limits":     func(_ *testing.T, o *Options) { o.Limits = workbook.Limits{Rows: 1 << 20} },
		"shard":      func(_ *testing.T, o *Options) { o.Shard = Shard{1, 2} },
		"earlier":    func(_ *testing.T, o *Options) { o.Today = dataset.DayOf(2026, time.November, 29) },
		"template": func(_ *testing.T, o *Options) {
			o.Templates = Overlay(fstest.MapFS{"style.css": {Data: []byte("body{}")}}, o.Templates)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o, _ := twice(t, func(*Options) {})
			change(t, &o)
			w := &watch{}
			o.Progress = w
			if _, err := Run(o); err == nil && !w.read { // an edition may refuse the folder
				t.Error("the change was not noticed")
			}
		})
	}
}
