package generator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows lists which packages of ours each package may import, and which
// outside libraries it fences. The stages stand in the order of the data:
// workbook, dataset, analysis, chart and report, mail. A new arrow is a change
// of design: add it here and say why.
var arrows = map[string][]string{
	"generator": {
		"generator/source", "generator/workbook", "generator/dataset", "generator/analysis", "generator/history", "generator/edition", "generator/report", "generator/mail", "generator/pdf",
		"generator/internal/stage", "generator/internal/strictyaml", "generator/internal/words", "templates",
	},
	"generator/source":   nil,
	"generator/workbook": {"generator/source", "github.com/xuri/excelize", "github.com/xuri/nfp", "github.com/klauspost/compress", "golang.org/x/text", "golang.org/x/net"},
	"generator/dataset":  {"generator/source", "generator/workbook", "generator/internal/strictyaml", "golang.org/x/text", "golang.org/x/net"},
	"generator/measure":  nil,
	"generator/analysis": {"generator/dataset", "generator/measure"},
	// history reads last quarter's snapshots and the action list, which is a
	// workbook; edition cuts results before they are rendered.
	"generator/history": {"generator/source", "generator/workbook", "generator/dataset", "generator/analysis", "generator/internal/words"},
	"generator/edition": {"generator/dataset", "generator/analysis", "generator/internal/strictyaml", "generator/internal/words", "golang.org/x/net"},
	"generator/chart":   {"generator/dataset", "generator/analysis", "generator/internal/words", "github.com/go-echarts/go-echarts"},
	// report writes the action list, so it may write workbooks; the ledger and
	// the roster come from the dataset.
	"generator/report": {
		"generator/source", "generator/workbook", "generator/dataset", "generator/analysis", "generator/chart",
		"generator/internal/words", "generator/internal/strictyaml", "github.com/yuin/goldmark", "golang.org/x/text",
	},
	"generator/mail": {
		"generator/source", "generator/workbook", "generator/dataset", "generator/analysis", "generator/chart", "generator/report",
		"generator/internal/words", "generator/internal/strictyaml",
		"github.com/wneessen/go-mail", "golang.org/x/net", "golang.org/x/text", "github.com/gofrs/flock",
	},
	"generator/pdf":                 {"github.com/chromedp"},
	"generator/preview":             {"github.com/fsnotify/fsnotify"},
	"generator/internal/golden":     {"github.com/google/go-cmp"},
	"generator/internal/stage":      {"github.com/gofrs/flock", "golang.org/x/sys"},
	"generator/internal/strictyaml": {"github.com/goccy/go-yaml"},
	"generator/internal/words":      {"generator/internal/strictyaml", "github.com/nicksnyder/go-i18n", "golang.org/x/text"},
	"templates":                     nil,
}

// outside are packages that stand beside the line: programs for measuring.
var outside = []string{"generator/workbook/internal/bench"}

func TestImportsPointOneWay(t *testing.T) {
	for pkg, files := range packages(t, "generator", "templates") {
		if slices.Contains(outside, pkg) {
			continue
		}
		allowed, known := arrows[pkg]
		if !known {
			t.Errorf("package %s is not in the table of arrows", pkg)
			continue
		}
		for name, file := range files {
			for _, spec := range file.Imports {
				target, _ := strconv.Unquote(spec.Path.Value)
				ours := strings.TrimPrefix(target, "rapport/")
				library := strings.Contains(strings.Split(target, "/")[0], ".")
				if ours == target && !library {
					continue // standard library
				}
				if !slices.ContainsFunc(allowed, func(a string) bool { return ours == a || library && strings.HasPrefix(target, a) }) {
					t.Errorf("%s imports %s, which the table of arrows does not allow for %s", name, target, pkg)
				}
			}
		}
	}
}

// owned are names that only the command line may touch: the clock, the
// process, its environment and its streams, and chance.
var owned = map[string][]string{
	"os":        {"Exit", "Getenv", "LookupEnv", "Environ", "Stdout", "Stderr", "Stdin", "Args", "Getwd", "Hostname"},
	"time":      {"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTicker", "NewTimer", "AfterFunc"},
	"fmt":       {"Print", "Printf", "Println"},
	"log":       nil, // nil: the whole package
	"math/rand": nil, "math/rand/v2": nil, "crypto/rand": nil,
}

// granted are exceptions, each with its reason.
var granted = map[string][]string{
	"generator/mail":    {"time.After", "time.NewTimer"},                   // waits between mails; the times are parameters
	"generator/preview": {"time.AfterFunc", "time.NewTimer", "time.After"}, // waits until an editor has finished saving
}

func TestOnlyTheCommandLineOwnsTheProcess(t *testing.T) {
	for pkg, files := range packages(t, "generator", "templates") {
		if slices.Contains(outside, pkg) {
			continue
		}
		for name, file := range files {
			aliases := map[string]string{}
			for _, spec := range file.Imports {
				target, _ := strconv.Unquote(spec.Path.Value)
				if names, watched := owned[target]; watched {
					if names == nil {
						t.Errorf("%s imports %s: below cmd nothing logs and nothing is random", name, target)
					}
					alias := path.Base(target)
					if spec.Name != nil {
						alias = spec.Name.Name
					}
					aliases[alias] = target
				}
			}
			ast.Inspect(file, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				id, ok := sel.X.(*ast.Ident)
				if !ok {
					return true
				}
				target := aliases[id.Name]
				full := target + "." + sel.Sel.Name
				if slices.Contains(owned[target], sel.Sel.Name) && !slices.Contains(granted[pkg], full) {
					t.Errorf("%s uses %s: only cmd owns the process, the clock and chance", name, full)
				}
				return true
			})
		}
	}
}

// packages parses the Go files below the roots that are built into the
// product: no tests, no build-ignored programs.
func packages(t *testing.T, roots ...string) map[string]map[string]*ast.File {
	t.Helper()
	found := map[string]map[string]*ast.File{}
	for _, root := range roots {
		err := filepath.WalkDir(filepath.Join("..", root), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if d != nil && d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return err
			}
			if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			if ignored(file) {
				return nil
			}
			pkg := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(name), ".."+string(filepath.Separator)))
			if found[pkg] == nil {
				found[pkg] = map[string]*ast.File{}
			}
			found[pkg][name] = file
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) < 8 {
		t.Fatalf("found only %d packages; the walk is broken", len(found))
	}
	return found
}

func ignored(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() < file.Package && strings.Contains(group.Text(), "go:build ignore") {
			return true
		}
		for _, c := range group.List {
			if c.Pos() < file.Package && strings.HasPrefix(c.Text, "//go:build ignore") {
				return true
			}
		}
	}
	return false
}
