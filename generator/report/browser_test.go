package report

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium starts a browser, or skips the test where there is none. With
// RAPPORT_REQUIRE=chromium its absence is a failure.
func chromium(t *testing.T) context.Context {
	t.Helper()
	names := []string{"chromium", "chromium-browser", "google-chrome"}
	at := slices.IndexFunc(names, func(name string) bool { _, err := exec.LookPath(name); return err == nil })
	if at < 0 {
		if strings.Contains(os.Getenv("RAPPORT_REQUIRE"), "chromium") {
			t.Fatal("Chromium is required here and was not found")
		}
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.ExecPath(names[at]))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// TestTablesInABrowser sorts, searches and follows links as a reader does,
// from a file and without a server.
func TestTablesInABrowser(t *testing.T) {
	ctx := chromium(t)
	folder := t.TempDir()
	for name, data := range render(t, sample(t, 60), Options{}) {
		writeFile(t, filepath.Join(folder, name), data)
	}
	type seen struct {
		All, Found, Back       int
		Up, Down, Csv, Choices string
		Opened, Only           bool
	}
	look := func(file, script string) seen {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Navigate("file://"+filepath.Join(folder, file))); err != nil {
			t.Fatal(err)
		}
		got, err := chromedp.Run(ctx, chromedp.Evaluate[seen](script, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	got := look("index.html", `(async () => {
		const table = document.getElementById('t-accounts'), out = {};
		const rows = () => [...table.tBodies[0].rows].filter((r) => !r.hidden);
		const head = table.tHead.rows[0].cells[3];
		out.All = rows().length;
		head.querySelector('button').click();
		out.Up = head.ariaSort + ' ' + rows()[0].cells[0].innerText;
		head.querySelector('button').click();
		out.Down = rows()[0].cells[0].innerText;
		const input = document.querySelector('.tools input');
		input.value = 'water QUIET';
		input.dispatchEvent(new Event('input'));
		await new Promise((done) => setTimeout(done, 400));
		out.Found = rows().length;
		const saved = new Promise((done) => { URL.createObjectURL = (blob) => { blob.text().then(done); return '#'; }; });
		document.querySelector('[data-do=csv]').click();
		out.Csv = await saved;
		return out;
	})()`)
	if got.All != 4 || got.Found != 1 {
		t.Errorf("the search shows %d of %d accounts, want 1 of 4", got.Found, got.All)
	}
	if !strings.HasPrefix(got.Up, "ascending ") || strings.Contains(got.Up, "alert") || !strings.Contains(got.Down, "alert") {
		t.Errorf("sorted by touches, the first accounts are %q and %q, want the busiest last, then first", got.Up, got.Down)
	}
	if lines := strings.Split(strings.TrimSpace(got.Csv), "\r\n"); len(lines) != 2 || !strings.Contains(lines[1], "Quiet Water Works") {
		t.Errorf("the download holds %q, want the head and the one account shown", lines)
	}
	page := filepath.Join("accounts", "donghai-telecom.html") + "#level-5"
	if got := look(page, `(async () => {
		await new Promise((done) => setTimeout(done, 400));
		return { Opened: document.getElementById('level-5').open && !document.getElementById('level-1').open };
	})()`); !got.Opened {
		t.Error("a link into a fold does not open it alone")
	}
	got = look(filepath.Join("accounts", "donghai-telecom.html"), `(async () => {
		const table = document.getElementById('t-roster'), frame = table.closest('.scroll'), out = {};
		const rows = () => [...table.tBodies[0].rows].filter((r) => !r.hidden);
		const choices = [...frame.previousElementSibling.querySelectorAll('select')];
		const level = choices.find((s) => s.getAttribute('aria-label') === 'Level');
		out.All = rows().length;
		out.Choices = choices.map((s) => s.getAttribute('aria-label')).join();
		level.value = 'Staff';
		level.dispatchEvent(new Event('change'));
		out.Found = rows().length;
		out.Only = rows().every((r) => r.cells[1].firstChild.textContent === 'Staff');
		level.value = '';
		level.dispatchEvent(new Event('change'));
		out.Back = rows().length;
		return out;
	})()`)
	if !strings.Contains(got.Choices, "Level,") || got.Found == 0 || got.Found >= got.All || !got.Only || got.Back != got.All {
		t.Errorf("the columns to choose from are %q; %d of %d people shown as staff, staff only: %v; all again: %d", got.Choices, got.Found, got.All, got.Only, got.Back)
	}
}
