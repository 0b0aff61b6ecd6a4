//go:build linux

package generator_test

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"rapport/generator"
)

// advice is what an error says to do.
func advice(err error) string {
	var a interface{ Advice() string }
	if errors.As(err, &a) {
		return a.Advice()
	}
	return ""
}

func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("a small disk cannot be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	out := filepath.Join(dir, "reviews")
	o := sampleOptions(t, out)
	o.Accounts = []string{"Merrowdale Rail"}
	review(t, o)
	before := hashes(t, out)
	if err := os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 3<<20), 0o644); err != nil {
		t.Fatal(err)
	}
	o.Accounts, o.Lang = nil, "zh-CN"
	_, err := generator.Run(o)
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(advice(err), "the disk is full") {
		t.Errorf("a full disk: %v (%s)", err, advice(err))
	}
	if !maps.Equal(hashes(t, out), before) {
		t.Error("the previous reviews changed")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".reviews.*")); len(left) > 0 {
		t.Errorf("%v is left behind", left)
	}
}

func TestAFolderThatCannotBeWritten(t *testing.T) {
	if os.Geteuid() == 0 {
		dir := "/proc/sys" // read-only even for root
		_, err := generator.Run(sampleOptions(t, filepath.Join(dir, "reviews")))
		if err == nil || errors.Is(err, generator.ErrUsage) {
			t.Errorf("writing below %s: %v", dir, err)
		}
		t.Skip("root may write to any folder; the read-only folder itself needs another user")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	_, err := generator.Run(sampleOptions(t, filepath.Join(dir, "reviews")))
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(advice(err), "must be writable") {
		t.Errorf("a read-only folder: %v (%s)", err, advice(err))
	}
}
