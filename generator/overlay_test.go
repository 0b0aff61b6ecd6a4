package generator_test

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"

	"rapport/generator"
)

func TestOverlay(t *testing.T) {
	builtin := fstest.MapFS{"a.html": {Data: []byte("built in")}, "messages/en.yaml": {Data: []byte("x: y")}}
	user := fstest.MapFS{"a.html": {Data: []byte("mine")}, "messages/parts/own.en.yaml": {Data: []byte("z: w")}}
	both := generator.Overlay(user, builtin)
	for name, want := range map[string]string{"a.html": "mine", "messages/en.yaml": "x: y", "messages/parts/own.en.yaml": "z: w"} {
		if got, err := fs.ReadFile(both, name); err != nil || string(got) != want {
			t.Errorf("ReadFile(%s) = %q, %v; want %q", name, got, err, want)
		}
	}
	names, err := fs.Glob(both, "messages/*.yaml")
	if err != nil || !slices.Equal(names, []string{"messages/en.yaml"}) {
		t.Errorf("Glob = %v, %v", names, err)
	}
	if _, err := fs.ReadFile(both, "absent"); err == nil {
		t.Error("an absent file was read")
	}
}
