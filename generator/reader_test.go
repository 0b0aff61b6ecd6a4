package generator_test

import (
	"context"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// open opens a page of a folder at an anchor, in a tab of its own, and waits
// until its charts have drawn.
func open(t *testing.T, parent context.Context, path, anchor string) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(parent)
	t.Cleanup(cancel)
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(abs), Fragment: anchor}
	if err := chromedp.Do(ctx, chromedp.Navigate(address.String())); err != nil {
		t.Fatal(err)
	}
	evaluate[facts](t, ctx, countFacts)
	return ctx
}

func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", expression, err)
	}
	return v
}

// press types one key.
func press(t *testing.T, ctx context.Context, key string, code int64) {
	t.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		text := ""
		if key == "Enter" && kind == input.DispatchKeyEventTypeKeyDown {
			text = "\r"
		}
		params := input.DispatchKeyEventParams{Type: kind, Key: key, Code: key, Text: text, WindowsVirtualKeyCode: code}
		if err := chromedp.Do(ctx, command(input.DispatchKeyEvent, params)); err != nil {
			t.Fatal(err)
		}
	}
}

// focus says what has the keyboard: what kind of thing it is, and whether a
// reader sees that it has it.
const focus = `(() => {
	const e = document.activeElement;
	if (e === document.body) return 'none';
	const kinds = [['.skip', 'skip'], ['.contents a', 'contents'], ['.home a', 'home'], ['summary', 'fold'], ['.figure-numbers a', 'mark'], ['.figure-scroll, .scroll', 'frame'],
		['.tools input', 'search'], ['.tools select', 'choice'], ['.tools button', 'tool'], ['th button', 'sort'], ['a', 'link']];
	const kind = (kinds.find(([s]) => e.matches(s)) || ['', e.tagName])[1];
	const style = getComputedStyle(e), box = e.getBoundingClientRect();
	const shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && box.width > 0 && box.height > 0;
	return kind + (shown ? '' : ' without a visible focus');
})()`

// TestKeyboardWalk goes through a page with the Tab key alone: everything that
// a mouse can do is reached, always with a visible focus, and never trapped.
func TestKeyboardWalk(t *testing.T) {
	parent := browser(t)
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	for name, want := range map[string][]string{
		"index.html":                    {"skip", "contents", "search", "tool", "sort", "link", "fold", "mark", "frame"},
		"accounts/merrowdale-rail.html": {"skip", "home", "contents", "search", "choice", "tool", "sort", "link", "fold", "mark", "frame"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := open(t, parent, filepath.Join(out, filepath.FromSlash(name)), "")
			seen := map[string]int{}
			// The numbers of a chart lead where its marks lead.
			evaluate[int](t, ctx, `(() => { const all = document.querySelectorAll('.figure-numbers'); for (const f of all) f.open = true; return all.length; })()`)
			for range 1500 {
				press(t, ctx, "Tab", 9)
				what := evaluate[string](t, ctx, focus)
				if what == "none" || what == "skip" && seen["skip"] > 0 {
					break // once around
				}
				seen[what]++
				if strings.Contains(what, "without") {
					t.Fatalf("after %d stops: %s: %s", len(seen), what, evaluate[string](t, ctx, `document.activeElement.outerHTML.slice(0, 200)`))
				}
			}
			for _, kind := range want {
				if seen[kind] == 0 {
					t.Errorf("Tab never reaches a %s; it reaches %v", kind, seen)
				}
			}
			if left := evaluate[int](t, ctx, `document.querySelectorAll('.contents a').length`); seen["contents"] != left {
				t.Errorf("Tab reaches %d of %d entries of the contents", seen["contents"], left)
			}
		})
	}
	ctx := open(t, parent, filepath.Join(out, "accounts", "merrowdale-rail.html"), "")
	evaluate[bool](t, ctx, `(document.querySelector('#level-1 > summary').focus(), true)`)
	press(t, ctx, "Enter", 13)
	if !evaluate[bool](t, ctx, `document.getElementById('level-1').open`) {
		t.Error("Enter does not open a fold")
	}
}

// TestAnchorsAreShared follows links that a reader was sent: into a fold, to a
// person, to a chart. The place is open and on the screen.
func TestAnchorsAreShared(t *testing.T) {
	parent := browser(t)
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	page := filepath.Join(out, "accounts", "donghai-telecom-东海电信.html")
	for _, anchor := range []string{"person-3", "level-5", "voters", "spread", "s-roster", "unit-1"} {
		ctx := open(t, parent, page, anchor)
		got := evaluate[string](t, ctx, `(async () => {
			await new Promise((done) => setTimeout(done, 300));
			const e = document.getElementById('`+anchor+`');
			if (!e) return 'is not on the page';
			for (let fold = e.closest('details'); fold; fold = fold.parentElement.closest('details')) if (!fold.open) return 'lies in a closed fold';
			const box = e.getBoundingClientRect();
			if (box.height === 0) return 'has no height';
			return box.top > -2 && box.top < innerHeight ? '' : 'is off the screen: ' + Math.round(box.top) + ' of ' + innerHeight;
		})()`)
		if got != "" {
			t.Errorf("#%s %s", anchor, got)
		}
	}
}

// TestSearches types into the search of each long table as a reader would, on
// pages opened from a folder.
func TestSearches(t *testing.T) {
	parent := browser(t)
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	account := filepath.Join(out, "accounts", "donghai-telecom-东海电信.html")
	for _, c := range []struct{ page, table, typed, want string }{
		{filepath.Join(out, "index.html"), "t-accounts", "merrow", "Merrowdale Rail"},
		{filepath.Join(out, "index.html"), "t-accounts", "东海", "Donghai Telecom"},
		{account, "t-roster", "staff 卫长霖", "Wei Changlin"},
		{account, "t-log", "2026-08 criteria", "Evaluation criteria"},
	} {
		ctx := open(t, parent, c.page, "")
		rows := evaluate[[]string](t, ctx, `(async () => {
			const table = document.getElementById('`+c.table+`'), input = table.closest('.scroll').previousElementSibling.querySelector('input');
			input.focus();
			input.value = '`+c.typed+`';
			input.dispatchEvent(new Event('input'));
			await new Promise((done) => setTimeout(done, 400));
			return [...table.tBodies[0].rows].filter((r) => !r.hidden).map((r) => r.innerText);
		})()`)
		if len(rows) == 0 || len(rows) > 5 || !strings.Contains(rows[0], c.want) {
			t.Errorf("%s: searching %q finds %d rows, want a few with %q first: %.200q", c.table, c.typed, len(rows), c.want, rows)
		}
	}
}
