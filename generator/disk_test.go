//go:build linux

package generator_test

import (
	"errors"
	"maps"
	"os"
	"os/exec"
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
		asNobody(t)
		return
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

// asNobody runs the tool as a user who may not write, since root may write
// anywhere.
func asNobody(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(filepath.Dir(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	tool, input := filepath.Join(dir, "rapport"), filepath.Join(dir, "export.csv")
	if out, err := exec.Command("go", "build", "-o", tool, "../cmd/rapport").CombinedOutput(); err != nil {
		t.Fatalf("building the tool: %v\n%s", err, out)
	}
	if err := os.WriteFile(input, []byte("Account,Contact Name\nNorthwind,Anna Berg\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "review", input, "-o", filepath.Join(dir, "reviews"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		t.Skipf("the tool cannot be run as another user: %v", err)
	}
	if exit.ExitCode() != 1 || !strings.Contains(string(out), "permission denied") || !strings.Contains(string(out), "must be writable") {
		t.Errorf("a read-only folder: exit code %d, %s", exit.ExitCode(), out)
	}
}
