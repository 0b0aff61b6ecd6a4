package stage

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// publish writes a set and its manifest.
func publish(t *testing.T, dir string, files map[string]string) *Folder {
	t.Helper()
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, f, files)
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	return f
}

func fill(t *testing.T, f *Folder, files map[string]string) {
	t.Helper()
	for name, text := range files {
		if err := f.Put(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	manifest, err := json.Marshal(map[string]any{"files": f.Files()})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Put(ManifestName, manifest); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		got[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSecondSetReplacesTheFirst(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "reviews")
	publish(t, dir, map[string]string{"index.html": "1", "accounts/a.html": "a", "accounts/b.html": "b"})
	before, err := os.Stat(filepath.Join(dir, "accounts", "a.html"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("user's own"), 0o644); err != nil {
		t.Fatal(err)
	}

	f := publish(t, dir, map[string]string{"index.html": "2", "accounts/a.html": "a"})
	got := read(t, dir)
	delete(got, ManifestName)
	if len(got) != 3 || got["index.html"] != "2" || got["accounts/a.html"] != "a" || got["mine.txt"] != "user's own" {
		t.Errorf("the folder holds %v", got)
	}
	after, err := os.Stat(filepath.Join(dir, "accounts", "a.html"))
	if err != nil || !os.SameFile(before, after) {
		t.Errorf("an unchanged file was rewritten (%v)", err)
	}
	if written, kept := f.Counts(); written != 2 || kept != 1 {
		t.Errorf("Counts = %d written, %d kept; want 2 and 1", written, kept)
	}
	if left, _ := os.ReadDir(parent); len(left) != 1 {
		t.Errorf("the run left %v beside the folder", left)
	}
}

// TestKeptMeansTheSameBytes puts files of many sizes twice, some with a byte
// changed in between.
func TestKeptMeansTheSameBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	files := map[string]string{}
	for _, size := range []int{0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk} {
		for _, at := range []int{-1, 0, size / 2, size - 1} {
			files[fmt.Sprintf("%d/%d", size, at)] = strings.Repeat("x", size)
		}
	}
	publish(t, dir, files)
	kept := 0
	for name, text := range files {
		var size, at int
		fmt.Sscanf(name, "%d/%d", &size, &at)
		if at < 0 {
			kept++
			continue
		}
		changed := []byte(text + "y") // an empty file grows
		if size > 0 {
			changed = changed[:size]
			changed[at] = 'y'
		}
		files[name] = string(changed)
	}
	f := publish(t, dir, files)
	got := read(t, dir)
	delete(got, ManifestName)
	if !maps.Equal(got, files) {
		t.Error("the second set has other bytes than were put")
	}
	if written, n := f.Counts(); n != kept || written != len(files)+1-n {
		t.Errorf("%d files written, %d kept; want %d kept of %d", written, n, kept, len(files)+1)
	}
}

func TestAbortAndKillLeaveTheOldSet(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "reviews")
	publish(t, dir, map[string]string{"index.html": "1"})

	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, f, map[string]string{"index.html": "2"})
	if got := read(t, dir)["index.html"]; got != "1" {
		t.Errorf("before the swap the folder shows %q, want the old set", got)
	}
	if err := f.Abort(); err != nil {
		t.Fatal(err)
	}

	// A run killed between the two steps leaves the old set parked.
	killed, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, killed, map[string]string{"index.html": "3"})
	if err := os.Rename(killed.target, killed.parked); err != nil {
		t.Fatal(err)
	}
	killed.release()
	next, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer next.Abort()
	if got := read(t, dir)["index.html"]; got != "1" {
		t.Errorf("after the mending the folder shows %q, want the old set", got)
	}
}

func TestTwoStepsSwap(t *testing.T) {
	parent := t.TempDir()
	for _, name := range []string{"new", "cur"} {
		if err := os.WriteFile(filepath.Join(mkdir(t, parent, name), "x"), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	target, parked := filepath.Join(parent, "cur"), filepath.Join(parent, "old")
	if err := swapBySteps(filepath.Join(parent, "new"), target, parked); err != nil {
		t.Fatal(err)
	}
	if read(t, target)["x"] != "new" || read(t, parked)["x"] != "cur" {
		t.Error("the folders did not change places")
	}
	if err := swapBySteps(filepath.Join(parent, "absent"), target, filepath.Join(parent, "old2")); err == nil || read(t, target)["x"] != "new" {
		t.Error("a failed swap must keep the target")
	}
}

func mkdir(t *testing.T, parent, name string) string {
	t.Helper()
	dir := filepath.Join(parent, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestOpenRefuses(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "reviews")
	first, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrBusy) {
		t.Errorf("a second run got %v, want ErrBusy", err)
	}
	for _, bad := range []string{"../x", "/etc/x", "a/../../x"} {
		if err := first.Put(bad, nil); err == nil {
			t.Errorf("Put(%q) was accepted", bad)
		}
	}
	if err := first.Abort(); err != nil {
		t.Fatal(err)
	}

	foreign := mkdir(t, parent, "letters")
	if err := os.WriteFile(filepath.Join(foreign, "letter.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(foreign); err == nil || !strings.Contains(err.Error(), "not made by rapport") {
		t.Errorf("a foreign folder got %v", err)
	}
}
