package report

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"rapport/generator/workbook"
)

// download clicks one of a table's buttons and gives the bytes that a reader
// would save, in base64.
const download = `(async (id, kind) => {
	const table = document.getElementById(id);
	const saved = new Promise((done) => { URL.createObjectURL = (blob) => { blob.arrayBuffer().then(done); return '#'; }; });
	const frame = table.closest('.scroll');
	const bar = [frame.previousElementSibling, frame.nextElementSibling].find((e) => e && e.classList.contains('tools'));
	bar.querySelector('[data-do=' + kind + ']').click();
	return btoa(String.fromCharCode(...new Uint8Array(await saved)));
})`

// The XLSX that a page makes is a sound zip and a workbook that our own reader
// takes whole: hostile names stand in it as text, counts as numbers, and there
// is not one formula.
func TestTablesDownloadAsWorkbooks(t *testing.T) {
	ctx := chromium(t)
	folder := t.TempDir()
	for name, data := range render(t, sample(t, 12), Options{}) {
		writeFile(t, filepath.Join(folder, name), data)
	}
	fetch := func(file, table string) []byte {
		address := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(folder, file))}
		if _, err := chromedp.Run(ctx, chromedp.Navigate(address.String())); err != nil {
			t.Fatal(err)
		}
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](download+`("`+table+`", "xlsx")`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	names := map[string]bool{}
	pages, err := filepath.Glob(filepath.Join(folder, "accounts", "*.html"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no account pages (%v)", err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte(`id="t-roster"`)) {
			continue // nobody is listed there
		}
		for _, row := range sheetRows(t, fetch("accounts/"+filepath.Base(page), "t-roster")) {
			if len(row) > 0 {
				names[row[0].Text] = true
			}
		}
	}
	for _, want := range []string{`=cmd|' /C calc'!A0`, "</script><script>alert(1)</script>", "{{.Name}} ${x} `"} {
		found := false
		for name := range names {
			found = found || strings.Contains(name, want)
		}
		if !found {
			t.Errorf("no workbook holds the name %q as text", want)
		}
	}
	rows := sheetRows(t, fetch("index.html", "t-accounts"))
	if len(rows) != 5 {
		t.Fatalf("the workbook of the portfolio has %d rows, want the head and 4 accounts", len(rows))
	}
	numbers := 0
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell.Kind == workbook.Number {
				numbers++
			}
		}
	}
	if numbers < 4 {
		t.Errorf("the workbook of the portfolio has %d numbers, want at least the touches of 4 accounts", numbers)
	}
}

// sheetRows reads a downloaded workbook twice: its parts, for what must not be
// there, and its rows.
func sheetRows(t *testing.T, data []byte) [][]workbook.Cell {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("the download is no zip: %v", err)
	}
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r) // to the checksum
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if bytes.Contains(part, []byte("<f>")) || bytes.Contains(part, []byte("<f ")) {
			t.Errorf("%s holds a formula", f.Name)
		}
	}
	path := filepath.Join(t.TempDir(), "table.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	var rows [][]workbook.Cell
	if err := book.Sheets[0].Rows(func(r *workbook.Row) error {
		cells := make([]workbook.Cell, len(r.Cells))
		for i, c := range r.Cells {
			c.Text = strings.Clone(c.Text)
			cells[i] = c
		}
		rows = append(rows, cells)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}
