package strictyaml

import (
	"errors"
	"strings"
	"testing"
)

type settings struct {
	Recent int `yaml:"recent"`
	Target struct {
		L float64 `yaml:"lambda"`
	} `yaml:"target"`
}

func TestDecodeNamesThePlace(t *testing.T) {
	for _, tc := range []struct {
		name, in, want, hint string
	}{
		{"misspelt", "recent: 3\ntaget:\n  lambda: 1\n", `r.yaml:2:1: unknown key "taget"`, `did you mean "target"?`},
		{"nested", "target:\n  lamda: 1\n", `r.yaml:2:3: unknown key "lamda"`, `did you mean "lambda"?`},
		{"far off", "colour: red\n", `r.yaml:1:1: unknown key "colour"`, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var s settings
			err := Decode("r.yaml", []byte(tc.in), &s)
			var e *Error
			if !errors.As(err, &e) {
				t.Fatalf("Decode = %v, want an *Error", err)
			}
			if e.Error() != tc.want || e.Hint != tc.hint {
				t.Errorf("Decode = %q, hint %q; want %q, hint %q", e, e.Hint, tc.want, tc.hint)
			}
		})
	}
}

func TestDecodeRefusesTwiceAndWrongType(t *testing.T) {
	for _, in := range []string{"recent: 1\nrecent: 2\n", "recent: many\n", "recent: [1\n"} {
		var s settings
		err := Decode("r.yaml", []byte(in), &s)
		var e *Error
		if !errors.As(err, &e) || e.Line == 0 || e.Message == "" {
			t.Errorf("Decode(%q) = %#v, want an error with a line", in, err)
		}
	}
}

func TestDecodeKeepsDefaults(t *testing.T) {
	s := settings{Recent: 90}
	if err := Decode("r.yaml", []byte("# nothing\n"), &s); err != nil || s.Recent != 90 {
		t.Fatalf("Decode = %v, %+v", err, s)
	}
	if err := Decode("r.yaml", []byte("target: {lambda: 0.25}\n"), &s); err != nil || s.Recent != 90 || s.Target.L != 0.25 {
		t.Fatalf("Decode = %v, %+v", err, s)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"decide", "evaluate", "recommend", "none"}
	for in, want := range map[string]string{"recomend": "recommend", "evalaute": "evaluate", "xyz": "", "Decide": "decide", "non": "none"} {
		if got := Nearest(in, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestTagWithoutValue: a document on which the library panics is an error.
func TestTagWithoutValue(t *testing.T) {
	var into struct {
		Decisions []string `yaml:"decisions"`
	}
	err := Decode("n.md", []byte("decisions:\n !tag\n"), &into)
	var told *Error
	if !errors.As(err, &told) || told.File != "n.md" || !strings.Contains(told.Message, "value is missing") {
		t.Errorf("%v, want an error of the file", err)
	}
	if err := Unmarshal([]byte("decisions:\n !tag\n"), &into); err == nil {
		t.Error("a tag without a value was taken")
	}
}
