package generator_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestAKilledRunLeavesTheOldSetOrTheNew kills real processes at fifty moments
// and looks at what a reader finds: every file of the last quarter's reviews,
// or every file of this quarter's, never a mixture.
func TestAKilledRunLeavesTheOldSetOrTheNew(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux swaps two folders in one step; elsewhere the next run mends what a kill in between left")
	}
	if testing.Short() {
		t.Skip("kills fifty processes")
	}
	dir := t.TempDir()
	tool := filepath.Join(dir, "rapport")
	if out, err := exec.Command("go", "build", "-o", tool, "../cmd/rapport").CombinedOutput(); err != nil {
		t.Fatalf("building the tool: %v\n%s", err, out)
	}
	before, after := workbooks(t, "../sample/2026-Q2"), workbooks(t, "../sample")
	reviews := filepath.Join(dir, "reviews")
	review := func(ctx context.Context, period string, inputs []string) *exec.Cmd {
		args := append([]string{"review", "-o", reviews, "--period", period, "--quiet"}, inputs...)
		return exec.CommandContext(ctx, tool, args...)
	}
	finish := func(period string, inputs []string) map[string]string {
		t.Helper()
		if out, err := review(t.Context(), period, inputs).CombinedOutput(); err != nil {
			t.Fatalf("reviewing %s: %v\n%s", period, err, out)
		}
		return hashes(t, reviews)
	}
	old := finish("2026-Q2", before)
	parked := filepath.Join(dir, "old")
	if err := os.CopyFS(parked, os.DirFS(reviews)); err != nil {
		t.Fatal(err)
	}
	var fresh map[string]string
	whole := time.Hour // the shortest of three runs
	for range 3 {
		restore(t, parked, reviews)
		start := time.Now()
		if out, err := review(t.Context(), "2026-Q3", after).CombinedOutput(); err != nil {
			t.Fatalf("reviewing 2026-Q3: %v\n%s", err, out)
		}
		whole = min(whole, time.Since(start))
		fresh = hashes(t, reviews)
	}
	if maps.Equal(old, fresh) {
		t.Fatal("both quarters give the same files; the test proves nothing")
	}

	chance := rand.New(rand.NewPCG(2026, 930))
	killed, found := 0, map[string]int{}
	for i := range 50 {
		restore(t, parked, reviews)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(chance.Float64()*float64(whole)))
		err := review(ctx, "2026-Q3", after).Run()
		cancel()
		if err != nil {
			killed++
		}
		switch got := hashes(t, reviews); {
		case maps.Equal(got, old):
			found["old"]++
		case maps.Equal(got, fresh):
			found["new"]++
		default:
			t.Fatalf("kill %d: the reviews are neither the old set (%d files) nor the new one (%d): %d files", i, len(old), len(fresh), len(got))
		}
		if i%10 != 9 {
			continue
		}
		if got := finish("2026-Q3", after); !maps.Equal(got, fresh) {
			t.Fatalf("kill %d: the run after it does not give the new set", i)
		}
		left, err := filepath.Glob(filepath.Join(dir, ".reviews.rapport-*"))
		if err != nil || len(left) > 0 {
			t.Errorf("kill %d: the run after it leaves %v behind (%v)", i, left, err)
		}
	}
	t.Logf("%d of 50 runs were killed; %d times the old set was there, %d times the new", killed, found["old"], found["new"])
	if killed < 15 || found["old"] == 0 {
		t.Errorf("%d runs were killed and %d found the old set; the moments are not spread over the run", killed, found["old"])
	}
}

// workbooks copies the workbooks and the settings of a folder, so that no
// other file beside them matters.
func workbooks(t *testing.T, from string) []string {
	t.Helper()
	dir := t.TempDir()
	var out []string
	for _, pattern := range []string{filepath.Join(from, "*.xlsx"), "../sample/rapport.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no file matches %s (%v)", pattern, err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			to := filepath.Join(dir, filepath.Base(file))
			if err := os.WriteFile(to, data, 0o644); err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(to) == ".xlsx" {
				out = append(out, to)
			}
		}
	}
	return out
}

// restore puts the parked set back in the place of the reviews.
func restore(t *testing.T, parked, reviews string) {
	t.Helper()
	if err := os.RemoveAll(reviews); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(reviews, os.DirFS(parked)); err != nil {
		t.Fatal(err)
	}
}

// hashes gives the SHA-256 of every file below a folder by its path.
func hashes(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		sum := sha256.Sum256(data)
		out[path] = hex.EncodeToString(sum[:])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
