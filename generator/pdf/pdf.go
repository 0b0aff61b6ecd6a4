// Package pdf prints finished pages to PDF with an installed Chromium. A page
// is given to the browser as text, with scripts off and no network: what the
// page says is all there is. The same page, day and Chromium give the same
// bytes.
package pdf

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ErrNoBrowser says that no Chromium was found.
var ErrNoBrowser = errors.New("printing to PDF needs Chromium, Chrome or Edge, and none was found")

// places are where the browsers of this family are found: names to look up,
// and the paths where installers for macOS and Windows put them.
var places = [...]string{
	"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
	"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
	"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
	`C:\Program Files\Google\Chrome\Application\chrome.exe`, `C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
	`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, `C:\Program Files\Microsoft\Edge\Application\msedge.exe`,
}

// Find gives the path of the first browser that is installed, else
// ErrNoBrowser.
func Find() (string, error) {
	for _, place := range places {
		if found, err := exec.LookPath(place); err == nil {
			return found, nil
		}
	}
	return "", ErrNoBrowser
}

// Options say how pages are printed.
type Options struct {
	Browser string // path of the browser; required
	Day     string // ISO date that the file says it was made on; required
	Letter  bool   // US Letter instead of A4
	Sandbox bool   // keep the browser's own sandbox; it cannot start as root
}

// Printer is a running browser. It prints one page at a time.
type Printer struct {
	options Options
	tab     context.Context
	stop    []context.CancelFunc
}

// Open starts the browser. It ends with the context, or with Close.
func Open(ctx context.Context, o Options) (*Printer, error) {
	if len(o.Day) != len("2006-01-02") {
		return nil, fmt.Errorf("printing: the date %q is not an ISO date", o.Day)
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(o.Browser), chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("font-render-hinting", "none"), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"))
	if !o.Sandbox {
		flags = append(flags, chromedp.NoSandbox)
	}
	p := &Printer{options: o}
	allocated, cancel := chromedp.NewExecAllocator(ctx, flags...)
	p.stop = append(p.stop, cancel)
	tab, cancel := chromedp.NewContext(allocated)
	p.stop = append(p.stop, cancel)
	p.tab = tab
	err := chromedp.Do(tab, command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	if err != nil {
		p.Close()
		return nil, fmt.Errorf("starting %s: %w", o.Browser, err)
	}
	return p, nil
}

// Close ends the browser.
func (p *Printer) Close() {
	for i := len(p.stop) - 1; i >= 0; i-- {
		p.stop[i]()
	}
}

// Print gives a page as PDF: on white, everything unfolded, the text
// selectable, with bookmarks.
func (p *Printer) Print(html []byte) ([]byte, error) {
	var out []byte
	err := chromedp.Do(p.tab, chromedp.Navigate("about:blank"),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
			if err != nil {
				return err
			}
			_, err = cdp.Call(ctx, t, page.SetDocumentContent, page.SetDocumentContentParams{FrameID: tree.FrameTree.Frame.ID, HTML: string(html)})
			if err != nil {
				return err
			}
			got, err := cdp.Call(ctx, t, page.PrintToPDF, p.params())
			out = got.Data
			return err
		}))
	if err != nil {
		return nil, fmt.Errorf("printing: %w", err)
	}
	return steady(out, p.options.Day), nil
}

func (p *Printer) params() page.PrintToPDFParams {
	yes := true
	params := page.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes, GenerateTaggedPDF: &yes, GenerateDocumentOutline: &yes,
		DisplayHeaderFooter: &yes, HeaderTemplate: "<span></span>", FooterTemplate: footer}
	params.PaperWidth, params.PaperHeight = 8.27, 11.69
	if p.options.Letter {
		params.PaperWidth, params.PaperHeight = 8.5, 11
	}
	return params
}

// footer is what stands below every sheet: the page's title and the number.
const footer = `<div style="width:100%;padding:0 14mm;font:7pt system-ui,sans-serif;color:#444;display:flex;justify-content:space-between">` +
	`<span class="title"></span><span><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`

// command sends one command of the protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

// Name is the file of a page in print: accounts/x.html becomes accounts/x.pdf.
func Name(name string) string { return strings.TrimSuffix(name, path.Ext(name)) + ".pdf" }

// Prints tells whether a file of the set is a page.
func Prints(name string) bool {
	ok, err := path.Match("*.html", path.Base(name))
	return ok && err == nil && fs.ValidPath(name)
}
