package measure_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// oracleCase is one case of a file of expected values.
type oracleCase struct {
	ID       string          `json:"id"`
	Fn       string          `json:"fn"`
	Input    json.RawMessage `json:"input"`
	Expected json.RawMessage `json:"expected"`
	Tol      float64         `json:"tol"`
}

// oracleFiles are the files of the repository and those named in the
// environment variable RAPPORT_ORACLE, separated by colons.
func oracleFiles() []string {
	files := []string{filepath.Join("testdata", "oracle", "cases.json"), filepath.Join("testdata", "oracle", "further_cases.json")}
	for _, name := range strings.Split(os.Getenv("RAPPORT_ORACLE"), ":") {
		if name != "" {
			files = append(files, name)
		}
	}
	return files
}

func TestOracle(t *testing.T) {
	for _, name := range oracleFiles() {
		t.Run(filepath.Base(name), func(t *testing.T) { runOracle(t, name) })
	}
}

func runOracle(t *testing.T, name string) {
	data, err := os.ReadFile(name)
	if err != nil && !filepath.IsAbs(name) { // named from the root of the module
		data, err = os.ReadFile(filepath.Join("..", "..", name))
	}
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Cases []oracleCase `json:"cases"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if file.Cases == nil {
		t.Skipf("%s holds no cases", name)
	}
	ran := map[string]int{}
	for _, c := range file.Cases {
		run, known := dispatch[c.Fn]
		if !known {
			t.Errorf("%s: unknown function %q", c.ID, c.Fn)
			continue
		}
		ran[c.Fn]++
		t.Run(c.ID, func(t *testing.T) {
			got, err := call(run, c.Input)
			if err != nil {
				t.Fatal(err)
			}
			var want any
			if err := json.Unmarshal(c.Expected, &want); err != nil {
				t.Fatal(err)
			}
			for _, fault := range differences("", got, want, c.Tol) {
				t.Error(fault)
			}
		})
	}
	var line []string
	for _, fn := range slices.Sorted(maps.Keys(ran)) {
		line = append(line, fmt.Sprintf("%s %d", fn, ran[fn]))
	}
	t.Logf("%d cases of %d functions: %s", len(file.Cases), len(ran), strings.Join(line, ", "))
	fmt.Printf("oracle %s: %d cases of %d functions: %s\n", filepath.Base(name), len(file.Cases), len(ran), strings.Join(line, ", "))
	if filepath.Dir(name) == filepath.Join("testdata", "oracle") && len(ran) != len(dispatch) {
		t.Errorf("cases for %d functions, want all %d", len(ran), len(dispatch))
	}
}

// call runs one function and gives its result as JSON would show it.
func call(run func(in) any, raw json.RawMessage) (got any, err error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			if fault, ok := r.(badInput); ok {
				err = fault.error
				return
			}
			panic(r)
		}
	}()
	data, err := json.Marshal(run(fields))
	if err != nil {
		return nil, err
	}
	return got, json.Unmarshal(data, &got)
}

// differences compares every key that is expected, to the bottom.
func differences(at string, got, want any, tol float64) []string {
	fault := func() []string { return []string{fmt.Sprintf("%s = %v, want %v (tolerance %g)", at, got, want, tol)} }
	switch want := want.(type) {
	case nil:
		if !undefined(got) {
			return fault()
		}
	case float64:
		if v, ok := got.(float64); !ok || !(math.Abs(v-want) <= tol) {
			return fault()
		}
	case map[string]any:
		m, ok := got.(map[string]any)
		if !ok {
			return fault()
		}
		var all []string
		for _, key := range slices.Sorted(maps.Keys(want)) {
			v, ok := m[key]
			if !ok {
				all = append(all, at+"."+key+" is missing")
				continue
			}
			all = append(all, differences(at+"."+key, v, want[key], tol)...)
		}
		return all
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return fault()
		}
		if strings.HasSuffix(at, ".class_A") { // a set
			list, want = sorted(list), sorted(want)
		}
		var all []string
		for i := range want {
			all = append(all, differences(fmt.Sprintf("%s[%d]", at, i), list[i], want[i], tol)...)
		}
		return all
	default:
		if got != want {
			return fault()
		}
	}
	return nil
}

// undefined tells whether a result is null, or an object that defines nothing
// but counts of 0.
func undefined(v any) bool {
	m, ok := v.(map[string]any)
	if !ok {
		return v == nil
	}
	for _, field := range m {
		if list, ok := field.([]any); ok && len(list) == 0 {
			continue
		}
		if field != 0.0 && !undefined(field) {
			return false
		}
	}
	return true
}

func sorted(list []any) []any {
	out := slices.Clone(list)
	sort.Slice(out, func(i, j int) bool { return out[i].(float64) < out[j].(float64) })
	return out
}

// TestComparisonFindsFaults proves that the comparison can fail.
func TestComparisonFindsFaults(t *testing.T) {
	for _, c := range []struct {
		name, got, want string
		faults          int
	}{
		{"same", `{"a":1,"b":null}`, `{"a":1,"b":null}`, 0},
		{"more than wanted", `{"a":1,"c":2}`, `{"a":1}`, 0},
		{"missing key", `{"a":1}`, `{"a":1,"b":null}`, 1},
		{"zero for null", `{"a":0}`, `{"a":null}`, 1},
		{"null for zero", `{"a":null}`, `{"a":0}`, 1},
		{"outside tolerance", `[1,2.1]`, `[1,2]`, 1},
		{"shorter list", `[1]`, `[1,2]`, 1},
		{"other word", `"2/3"`, `"1/3"`, 1},
		{"defined object for null", `{"n":0,"a":1}`, `null`, 1},
	} {
		var got, want any
		if err := json.Unmarshal([]byte(c.got), &got); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(c.want), &want); err != nil {
			t.Fatal(err)
		}
		if faults := differences("", got, want, 1e-9); len(faults) != c.faults {
			t.Errorf("%s: differences = %v, want %d", c.name, faults, c.faults)
		}
	}
}
