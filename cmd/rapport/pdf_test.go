package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rapport/generator/pdf"
)

const oneTouch = "Account,Contact Name,Title,Date,Type,Direction\nNorthwind,Anna Berg,Chief Executive Officer,2026-09-01,meeting,two-way\n"

// Without a browser, --pdf says so before any work is done.
func TestPrintingNeedsABrowser(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if found, err := pdf.Find(); err == nil {
		t.Skipf("%s is found without PATH", found)
	}
	export := filepath.Join(dir, "export.csv")
	if err := os.WriteFile(export, []byte(oneTouch), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	target := filepath.Join(dir, "reviews")
	if code := run([]string{"review", export, "--pdf", "-o", target}, strings.NewReader(""), &out, &errs); code != 2 {
		t.Errorf("exit code %d, want 2", code)
	}
	for _, want := range []string{"printing to PDF needs Chromium, Chrome or Edge, and none was found", "hint: install Chromium"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("standard error is %q, want %q in it", errs.String(), want)
		}
	}
	if _, err := os.Stat(target); err == nil {
		t.Error("reviews were written all the same")
	}
}

// With one, every page stands beside its print, and both in the manifest.
func TestPrints(t *testing.T) {
	if _, err := pdf.Find(); err != nil {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	dir := t.TempDir()
	export := filepath.Join(dir, "export.csv")
	if err := os.WriteFile(export, []byte(oneTouch), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	target := filepath.Join(dir, "reviews")
	if code := run([]string{"review", export, "--as-of", "2026-09-30", "--pdf", "-o", target}, strings.NewReader(""), &out, &errs); code != 0 {
		t.Fatalf("exit code %d: %s", code, errs.String())
	}
	manifest, err := os.ReadFile(filepath.Join(target, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.pdf", "accounts/northwind.pdf"} {
		data, err := os.ReadFile(filepath.Join(target, filepath.FromSlash(name)))
		if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
			t.Errorf("%s is no PDF (%v)", name, err)
		}
		if !bytes.Contains(manifest, []byte(`"`+name+`"`)) {
			t.Errorf("the manifest does not list %s", name)
		}
	}
}
