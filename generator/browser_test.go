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

func (w *watch) listen(ctx context.Context) {
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			w.note("exception: " + e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
				w.note("console: " + string(e.Type))
			}
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

// visit opens a page in a tab of its own and returns what it measures there.
func visit(t *testing.T, parent context.Context, path string, scripts bool, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	defer cancel()
	w := &watch{}
	w.listen(ctx)
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	address := (&url.URL{Scheme: "file", Path: filepath.ToSlash(abs)}).String()
	all := append(chromedp.Tasks{
		log.Enable(), network.Enable(), emulation.SetScriptExecutionDisabled(!scripts), chromedp.Navigate(address),
	}, actions...)
	if err := chromedp.Run(ctx, all); err != nil {
		t.Errorf("%s: %v", filepath.Base(path), err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, fault := range w.faults {
		t.Errorf("%s: %s", filepath.Base(path), fault)
	}
}

// TestPagesInBrowser opens every page of the sample, hostile names included,
// with and without scripts.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh-CN"} {
		out := filepath.Join(t.TempDir(), "reviews")
		runSample(t, out, lang)
		pages, err := filepath.Glob(filepath.Join(out, "accounts", "*.html"))
		if err != nil || len(pages) < 5 {
			t.Fatalf("found %d pages (%v)", len(pages), err)
		}
		pages = append(pages, filepath.Join(out, "index.html"))
		for _, path := range pages {
			t.Run(lang+"/"+filepath.Base(path), func(t *testing.T) {
				checkStatic(t, ctx, path)
				checkInteractive(t, ctx, path)
			})
		}
	}
}

// facts are what a script counts on a page.
type facts struct {
	Figures, Pictures, Drawn, Tables, Missing int
	Scripts                                   bool
	Wide                                      int
}

const countFacts = `(() => {
  const all = (q) => document.querySelectorAll(q).length;
  return {
    figures: all('figure[data-chart]'),
    pictures: all('figure[data-chart] svg'),
    drawn: all('figure[data-chart].drawn'),
    tables: all('figure[data-chart] table'),
    missing: (document.body.innerText.match(/⟦/g) || []).length,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
})()`

// checkStatic reads the page as a viewer without scripts shows it. Scripts of
// the page are off; the counting runs over the protocol.
func checkStatic(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	var f facts
	visit(t, ctx, path, false, emulation.SetDeviceMetricsOverride(360, 800, 1, true), chromedp.Evaluate(countFacts, &f))
	if f.Pictures < f.Figures || f.Tables < f.Figures || f.Missing > 0 {
		t.Errorf("without scripts: %+v; want a picture and a table for every figure and no missing words", f)
	}
	if f.Wide > 0 {
		t.Errorf("at 360 px the page is %d px too wide", f.Wide)
	}
}

// checkInteractive waits until the charts have drawn themselves.
func checkInteractive(t *testing.T, ctx context.Context, path string) {
	t.Helper()
	var f facts
	visit(t, ctx, path, true, chromedp.Sleep(400*time.Millisecond), chromedp.Evaluate(countFacts, &f))
	if strings.HasSuffix(path, "index.html") && f.Figures == 0 {
		return
	}
	if f.Drawn != f.Figures {
		t.Errorf("with scripts %d of %d charts are drawn", f.Drawn, f.Figures)
	}
}
