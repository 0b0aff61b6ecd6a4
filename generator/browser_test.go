package generator_test

import (
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium, or skips the test where there is none. With
// RAPPORT_REQUIRE=chromium its absence is a failure.
func browser(t *testing.T) context.Context {
	t.Helper()
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal("Chromium is required here and was not found")
		}
		t.Skip("Chromium is not installed; the pages are not opened in a browser")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// watch notes what a page must not do: complain, ask the network, run data.
type watch struct {
	mu     sync.Mutex
	faults []string
}

func (w *watch) note(fault string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = append(w.faults, fault)
}

func (w *watch) listen(ctx context.Context) error {
	return chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			w.note("exception: " + e.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			w.note("console: " + e.Type.String())
		case *log.EventEntryAdded:
			w.note("log: " + e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if u := e.Request.URL; !strings.HasPrefix(u, "file:") && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "about:") {
				w.note("request: " + u)
			}
		case *page.EventJavascriptDialogOpening:
			w.note("dialog: " + e.Message)
		}
	})
}

// command sends one command of the protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// visit opens a page in a tab of its own, prepared by the given steps, and
// evaluates the expression there once it has settled.
func visit[T any](t *testing.T, parent context.Context, path, expression string, prepare ...chromedp.Action[chromedp.Void]) T {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	defer cancel()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
	w := &watch{}
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	if err := w.listen(ctx); err != nil {
		t.Fatal(err)
	}
	steps := append([]chromedp.Action[chromedp.Void]{command(log.Enable, cdp.Empty{}), command(network.Enable, network.EnableParams{})}, prepare...)
	steps = append(steps, chromedp.Navigate(address))
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatalf("%s: %v", filepath.Base(path), err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Errorf("%s: %v", filepath.Base(path), err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fault := range w.faults {
		t.Errorf("%s: %s", filepath.Base(path), fault)
	}
	return found
}

func withoutScripts() chromedp.Action[chromedp.Void] {
	return command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

func scheme(name string) chromedp.Action[chromedp.Void] {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}

func printMedia() chromedp.Action[chromedp.Void] {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
}

// TestPagesInBrowser opens every page of the sample, hostile names included,
// with and without scripts.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		out := filepath.Join(t.TempDir(), "reviews")
		runSample(t, out, lang)
		pages, err := filepath.Glob(filepath.Join(out, "accounts", "*.html"))
		if err != nil || len(pages) < 5 {
			t.Fatalf("found %d pages (%v)", len(pages), err)
		}
		if lang != "en" {
			pages = pages[:5] // the structure is the same; the words are what differs
		}
		for _, path := range append(pages, filepath.Join(out, "index.html")) {
			t.Run(lang+"/"+filepath.Base(path), func(t *testing.T) {
				checkStatic(t, ctx, path)
				checkInteractive(t, ctx, path)
			})
		}
	}
}

// facts are what is counted on a page.
type facts struct {
	Figures  int `json:"figures"`
	Pictures int `json:"pictures"` // figures with a static picture
	Tables   int `json:"tables"`   // figures with a data table
	Drawn    int `json:"drawn"`    // figures whose interactive chart has drawn
	Missing  int `json:"missing"`  // words without a message
	Wide     int `json:"wide"`     // pixels beyond the right edge
}

// countFacts waits until the charts say that they have drawn, three seconds at
// most, and counts.
const countFacts = `(async () => {
  for (let i = 0; i < 60 && document.documentElement.dataset.charts !== 'ready'; i++) {
    await new Promise((done) => setTimeout(done, 50));
  }
  const figures = [...document.querySelectorAll('figure[data-chart]')];
  return {
    figures: figures.length,
    pictures: figures.filter((f) => f.querySelector('svg')).length,
    tables: figures.filter((f) => f.querySelector('table')).length,
    drawn: figures.filter((f) => f.classList.contains('figure-drawn')).length,
    missing: (document.body.textContent.match(/⟦/g) || []).length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
})()`

// countNow is countFacts without the waiting.
var countNow = strings.Replace(countFacts, "i < 60", "i < 0", 1)

// checkStatic reads the page as a phone without scripts shows it.
func checkStatic(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	f := visit[facts](t, ctx, path, countNow, withoutScripts(), chromedp.EmulateViewport(360, 800, chromedp.EmulateMobile))
	if f.Pictures < f.Figures || f.Tables < f.Figures || f.Missing > 0 || f.Drawn > 0 {
		t.Errorf("without scripts: %+v; want a picture and a table for every figure and no missing words", f)
	}
	if f.Wide > 0 {
		t.Errorf("at 360 px the page is %d px too wide", f.Wide)
	}
}

// checkInteractive waits until the charts have drawn themselves.
func checkInteractive(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	f := visit[facts](t, ctx, path, countFacts)
	if f.Drawn != f.Figures {
		t.Errorf("with scripts %d of %d charts are drawn", f.Drawn, f.Figures)
	}
}
