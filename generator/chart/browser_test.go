package chart

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"rapport/generator/internal/words"
)

// browser starts Chromium, or skips the test where there is none. With
// RAPPORT_REQUIRE=chromium its absence is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal("Chromium is required here and was not found")
		}
		t.Skip("Chromium is not installed; the figures are not drawn in a browser")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.WindowSize(800, 900))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 90*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// folder holds a page, its scripts and a script that notes faults before any
// other runs.
func folder(t *testing.T, page []byte) string {
	t.Helper()
	dir := t.TempDir()
	for from, to := range map[string]string{"vendor/echarts/echarts.min.js": "vendor/echarts/echarts.min.js", "chart.js": "chart.js"} {
		data, err := os.ReadFile("../../templates/" + from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, to)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, to), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const note = `window.faults = [];
addEventListener('securitypolicyviolation', function (e) { faults.push('policy: ' + e.violatedDirective + ' ' + e.blockedURI); });
addEventListener('error', function (e) { faults.push('error: ' + e.message); });`
	if err := os.WriteFile(filepath.Join(dir, "note.js"), []byte(note), 0o644); err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(page), "<title>", `<script src="note.js"></script><title>`, 1)
	text = strings.Replace(text, `<script src="./vendor`, `<details id="fold"><summary>more</summary><p id="level-1">behind it</p></details><script src="./vendor`, 1)
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(filepath.Join(dir, "page.html"))
}

const ready = `new Promise(function (done) { (function wait(n) {
	if (document.documentElement.hasAttribute('data-charts') || n > 100) done(document.querySelectorAll('.figure-drawn').length);
	else setTimeout(wait, 50, n + 1);
})(0); })`

const pause = `new Promise(function (done) { setTimeout(done, 400, true); })`

// tall counts the elements of a class that are at least so high.
func tall(class string, height int) string {
	return fmt.Sprintf(`Array.prototype.filter.call(document.querySelectorAll('.%s'), function (e) { return e.offsetHeight >= %d; }).length`, class, height)
}

// eval gives what an expression, or the promise it makes, evaluates to.
func eval[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.60s: %v", expression, err)
	}
	return v
}

// open opens a page and gives how many charts were drawn.
func open(t *testing.T, ctx context.Context, page []byte) int {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.Navigate(folder(t, page))); err != nil {
		t.Fatal(err)
	}
	return eval[int](t, ctx, ready)
}

func emulate(t *testing.T, ctx context.Context, media emulation.SetEmulatedMediaParams) {
	t.Helper()
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, media); err != nil {
		t.Fatal(err)
	}
	eval[bool](t, ctx, pause)
}

// mouse sends mouse events to the chart of a figure at a place given as parts
// of its width and height, and gives what the tooltip says afterwards.
func mouse(t *testing.T, ctx context.Context, figure, kinds string, x, y float64) string {
	t.Helper()
	return eval[string](t, ctx, fmt.Sprintf(`(function () {
	var host = document.querySelector('#%s .figure-live'), r = host.getBoundingClientRect();
	%q.split(' ').forEach(function (kind) {
		host.firstElementChild.dispatchEvent(new MouseEvent(kind, {bubbles: true, clientX: r.left + r.width * %v, clientY: r.top + r.height * %v}));
	});
	return new Promise(function (done) { setTimeout(function () { done((host.querySelector('.figure-tip') || {}).textContent || ''); }, 500); });
})()`, figure, kinds, x, y))
}

// the figures draw themselves under a strict policy from a file, answer to
// the pointer and lead to what is behind a mark.
func TestInteractive(t *testing.T) {
	ctx := browser(t)
	const colour = `document.querySelector('#spread .figure-live path[fill="#0b5d7a"], #spread .figure-live path[fill="#62b4d2"]').getAttribute('fill')`
	drawn, want := open(t, ctx, render(t, "en", ".")), len(all(t, "en"))
	if left := eval[int](t, ctx, tall("figure-still", 1)); drawn != want || left != 0 {
		t.Errorf("%d charts drawn and %d pictures left, want %d and 0", drawn, left, want)
	}
	if tip := mouse(t, ctx, "months", "mousemove mousemove", 0.3, 0.28); !strings.HasPrefix(tip, "Executive · ") {
		t.Errorf("the tooltip says %q, want a month of the executives", tip)
	}
	mouse(t, ctx, "months", "mousedown mouseup click", 0.3, 0.28)
	hash, unfolded := eval[string](t, ctx, "location.hash"), eval[bool](t, ctx, "document.getElementById('fold').open")
	if hash != "#level-1" || !unfolded {
		t.Errorf("a click leads to %q and opens its fold: %v; want #level-1, true", hash, unfolded)
	}
	day := eval[string](t, ctx, colour)
	emulate(t, ctx, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
	if night := eval[string](t, ctx, colour); day != "#0b5d7a" || night != "#62b4d2" {
		t.Errorf("bars are %s in light and %s in dark, want #0b5d7a and #62b4d2", day, night)
	}
	// A page that is hidden for a while has no size.
	eval[bool](t, ctx, `document.body.style.display = 'none', dispatchEvent(new Event('resize'))`)
	eval[bool](t, ctx, pause)
	eval[string](t, ctx, `document.body.style.display = ''`)
	if got := eval[int](t, ctx, tall("figure-live", 1)); got != want {
		t.Errorf("%d charts stand after the page had no size, want %d", got, want)
	}
	if faults := eval[string](t, ctx, "faults.join('; ')"); faults != "" {
		t.Errorf("the page complains: %s", faults)
	}
}

// on paper the pictures stand, and the charts are gone.
func TestPrintShowsPictures(t *testing.T) {
	ctx := browser(t)
	open(t, ctx, render(t, "en", "."))
	emulate(t, ctx, emulation.SetEmulatedMediaParams{Media: "print"})
	pictures, charts := eval[int](t, ctx, tall("figure-still", 40)), eval[int](t, ctx, tall("figure-live", 1))
	if want := len(all(t, "en")); pictures != want || charts != 0 {
		t.Errorf("%d pictures and %d charts on paper, want %d and 0", pictures, charts, want)
	}
}

// a chart that cannot be drawn leaves its picture; the others are drawn.
func TestBrokenChartKeepsPicture(t *testing.T) {
	ctx := browser(t)
	page := strings.Replace(string(render(t, "en", ".")), `class="figure-option">{`, `class="figure-option">{{`, 1)
	drawn := open(t, ctx, []byte(page))
	stands := eval[bool](t, ctx, `document.querySelector('#spread .figure-still').offsetHeight > 0 && document.querySelector('#spread .figure-live').offsetHeight === 0`)
	if want := len(all(t, "en")) - 1; drawn != want || !stands {
		t.Errorf("%d charts drawn, the picture of the broken one stands: %v; want %d, true", drawn, stands, want)
	}
}

// on a phone nothing sticks out sideways, with scripts and without.
func TestPhoneWidth(t *testing.T) {
	ctx := browser(t)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 800, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}
	for _, scripts := range []string{"", "."} {
		for _, lang := range words.Languages() {
			page := render(t, lang, scripts)
			if scripts == "" {
				if err := chromedp.Do(ctx, chromedp.Navigate(folder(t, page))); err != nil {
					t.Fatal(err)
				}
			} else {
				open(t, ctx, page)
			}
			if width := eval[int](t, ctx, "document.documentElement.scrollWidth"); width > 360 {
				t.Errorf("%s, scripts %q: the page is %d px wide, want at most 360", lang, scripts, width)
			}
		}
	}
}
