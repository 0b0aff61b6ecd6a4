package generator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapport/generator/report"
)

// TestExplainFixedNumbers compares the numbers that the method fixes with the
// constants that the analysis computes with.
func TestExplainFixedNumbers(t *testing.T) {
	inCode := constants(t, "analysis")
	maps.Copy(inCode, constants(t, "measure"))
	names := map[string]string{"correlated_above": "correlatedAbove", "correlation": "correlation", "default_cadence": "defaultCadence",
		"fewest_accounts": "fewestAccounts", "fewest_people": "fewest", "fewest_touches": "fewestTouches", "long_gap": "longGap",
		"luck_level": "luckLevel", "max_vectors": "MaxVectors", "robust_top": "robustTop"}
	for _, f := range fixed {
		if got := inCode[names[f.Name]]; got != f.Value {
			t.Errorf("%s is %s, the code has %s = %q", f.Name, f.Value, names[f.Name], got)
		}
		if !slices.ContainsFunc(metrics, func(m metricEntry) bool { return m.restsOn(f.Name) }) {
			t.Errorf("no metric names %s", f.Name)
		}
	}
	for _, m := range metrics {
		for _, on := range strings.Fields(m.on) {
			group := metricEntry{on: on}
			if !slices.ContainsFunc(thresholdsInForce(changed(t)), func(th Threshold) bool { return group.restsOn(th.Name) }) {
				t.Errorf("%s rests on %s, which is no threshold", m.name, on)
			}
		}
	}
}

// constants reads the literal constants of a package's source.
func constants(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, value := range v.Values {
					if lit, ok := value.(*ast.BasicLit); ok {
						out[v.Names[i].Name] = strings.ReplaceAll(lit.Value, "_", "")
					}
				}
			}
		}
	}
	return out
}

// notMetrics are places of the data files that name or describe things.
var notMetrics = []string{
	"account.rivals", "account.listed", "levels.level", "heat.rows.level", "units.levels.level", "people.level", "people.right_given", "people.withheld",
	"not_met.level", "vote.objection.likely.level", "vote.objection.likely.days_since_last", "vote.objection.likely.rival",
	"vote.drivers.level", "vote.drivers.days_since_last", "vote.drivers.rival",
	"changes.entered", "changes.recomputed", "changes.figures.before", "changes.figures.after", "changes.levels.level", "vote.staged.stages.gate", "one_thread.touches", "people.met_by.touches",
	"accounts.history.same_method",
}

// TestExplainCoversData finds an explanation for every number and truth value
// of the data files, and a place in them for every place named.
func TestExplainCoversData(t *testing.T) {
	places := map[string]bool{}
	dataPlaces(places, "", reflect.TypeFor[report.AccountData]())
	dataPlaces(places, "", reflect.TypeFor[report.PortfolioData]())
	explained := map[string]string{}
	for _, m := range metrics {
		for _, place := range strings.Fields(m.data) {
			if _, known := places[place]; !known {
				t.Errorf("%s names %s, which the data files do not have", m.name, place)
			}
			if other, twice := explained[place]; twice {
				t.Errorf("%s is explained by %s and %s", place, other, m.name)
			}
			explained[place] = m.name
		}
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		base := place
		if strings.HasPrefix(place, "plan.") {
			base = "next." + strings.TrimPrefix(place, "plan.") // the same type
		}
		if places[place] && explained[base] == "" && !slices.Contains(notMetrics, base) && !strings.HasPrefix(place, "intake.") {
			t.Errorf("nothing explains %s of the data files", place)
		}
	}
}

// dataPlaces collects the places of a type; true marks numbers and truth
// values.
func dataPlaces(places map[string]bool, path string, typ reflect.Type) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice || typ.Kind() == reflect.Array {
		typ = typ.Elem()
	}
	switch typ.Kind() {
	case reflect.Struct:
		for f := range typ.Fields() {
			tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if tag == "" || tag == "-" {
				continue
			}
			place := strings.TrimPrefix(path+"."+tag, ".")
			places[place] = false
			dataPlaces(places, place, f.Type)
		}
	case reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
		places[path] = true
	}
}

// TestExplainNotes compares the names for commentary with those that the
// report resolves.
func TestExplainNotes(t *testing.T) {
	var listed []string
	for _, m := range metrics {
		listed = append(listed, strings.Fields(m.note)...)
	}
	slices.Sort(listed)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("report", "notes.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var resolved []string
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "metrics" {
			ast.Inspect(f, func(n ast.Node) bool {
				if kv, ok := n.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.BasicLit); ok {
						name, _ := strconv.Unquote(key.Value)
						resolved = append(resolved, name)
					}
				}
				return true
			})
		}
	}
	slices.Sort(resolved)
	if !slices.Equal(listed, resolved) {
		t.Errorf("explained for commentary:\n%v\nresolved in it:\n%v", listed, resolved)
	}
}
