package generator_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe is the accessibility checker's script, whose path RAPPORT_AXE names.
func axe(t *testing.T) string {
	t.Helper()
	path := os.Getenv("RAPPORT_AXE")
	if path == "" {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "axe") {
			t.Fatal("the accessibility checker is required here: set RAPPORT_AXE to axe.min.js")
		}
		t.Skip("RAPPORT_AXE does not name axe.min.js; accessibility is not checked")
	}
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// finding is what axe reports.
type finding struct {
	ID     string   `json:"id"`
	Impact string   `json:"impact"`
	Nodes  []string `json:"nodes"`
}

const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(
  r.violations.map((v) => ({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 5).map((n) => n.target.join(" ") + ": " + n.html.slice(0, 160))}))))`

// TestAccessibility runs axe over the fullest and the emptiest pages of the
// sample with everything unfolded, light and dark, in both languages.
func TestAccessibility(t *testing.T) {
	script := axe(t)
	ctx := browser(t)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		out := filepath.Join(t.TempDir(), "reviews")
		runSample(t, out, lang)
		for _, name := range []string{"index.html", "accounts/donghai-telecom-东海电信.html", "accounts/merrowdale-rail.html",
			"accounts/nordhelm-grid.html", "accounts/etc.html"} {
			path := filepath.Join(out, filepath.FromSlash(name))
			for _, colours := range []string{"light", "dark"} {
				t.Run(lang+"/"+filepath.Base(path)+"/"+colours, func(t *testing.T) {
					for _, f := range audit(t, ctx, path, colours, script) {
						t.Errorf("%s (%s): %s", f.ID, f.Impact, strings.Join(f.Nodes, "\n    "))
					}
				})
			}
		}
	}
}

func audit(t *testing.T, ctx context.Context, path, colours, script string) []finding {
	t.Helper()
	unfold := `document.querySelectorAll("details").forEach((d) => { d.open = true });`
	report := visit[string](t, ctx, path, unfold+script+";"+runAxe, scheme(colours))
	var findings []finding
	if err := json.Unmarshal([]byte(report), &findings); err != nil {
		t.Fatalf("axe answered %q: %v", report, err)
	}
	return findings
}
