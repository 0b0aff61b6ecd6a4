package generator_test

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestEverySheetSaysForWhomItIs reads the printed sheets back: each names the
// edition and what it must not be used for.
func TestEverySheetSaysForWhomItIs(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed; the text of the PDF is not read back")
	}
	for lang, want := range map[string][]string{
		"en":    {"INTERNAL", "must not be used to judge employees"},
		"zh-CN": {"内部", "不得用于考核员工"},
	} {
		out := printSample(t, lang, "A06")
		text, err := exec.Command(tool, "-layout", filepath.Join(out, "accounts", "tarnholt-instruments.pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		sheets := strings.Split(strings.TrimSuffix(string(text), "\f"), "\f")
		if len(sheets) < 3 {
			t.Errorf("%s: %d sheets", lang, len(sheets))
		}
		for i, sheet := range sheets {
			head := strings.Join(strings.Split(strings.TrimSpace(sheet), "\n")[:1], "")
			for _, words := range want {
				if !strings.Contains(head, words) {
					t.Errorf("%s: sheet %d of %d begins with %q, want %q in it", lang, i+1, len(sheets), head, words)
				}
			}
		}
	}
}
