package generator

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/templates"
)

// uncommented is the starter's settings file with every option switched on.
func uncommented(t *testing.T) string {
	t.Helper()
	data, err := fs.ReadFile(templates.Files, "new/rapport.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		if option := regexp.MustCompile(`^#( {2,}.*|[a-z].*)$`); option.MatchString(strings.TrimRight(line, "\n")) {
			b.WriteString(strings.TrimPrefix(line, "#"))
		}
	}
	return b.String()
}

// TestStarterSettings switches every option of the starter's file on: it must
// decode, name every key there is, and show the true defaults.
func TestStarterSettings(t *testing.T) {
	text := uncommented(t)
	path := filepath.Join(t.TempDir(), "rapport.yaml")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := loadConfig(path)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, key := range keys(reflect.TypeFor[Config]()) {
		if !regexp.MustCompile(`(^|[\s{,-])` + key + `:`).MatchString(text) {
			t.Errorf("the starter's rapport.yaml does not show %q", key)
		}
	}
	c.Cadence, c.Scenarios = nil, nil // examples, not defaults
	c.Target.Custom = nil
	if want := analysis.Defaults(); !reflect.DeepEqual(c.Settings, want) {
		t.Errorf("the starter's rapport.yaml shows\n%+v\nwant the defaults\n%+v", c.Settings, want)
	}
}

// keys lists every key of a settings type, at any depth.
func keys(t reflect.Type) []string {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Map || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var out []string
	for f := range t.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if tag == "-" {
			continue
		}
		if tag != "" {
			out = append(out, tag)
		}
		out = append(out, keys(f.Type)...)
	}
	return out
}

func TestConfigKeepsOtherEntries(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rapport.yaml")
	if err := os.WriteFile(path, []byte("channel_values: {call: 0.7}\nvote: {points: {decide: 9}}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	if c.ChannelValues["call"] != 0.7 || c.ChannelValues["meeting"] != 1 || c.Vote.Points["decide"] != 9 || c.Vote.Points["evaluate"] != 3 {
		t.Errorf("got %v and %v", c.ChannelValues, c.Vote.Points)
	}
}
