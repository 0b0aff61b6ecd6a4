//go:build maillab

package mail

import (
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lintDir is a folder with the packages of testdata/lint installed.
func lintDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MAIL_LINT")
	if dir == "" {
		t.Skip("MAIL_LINT names no folder: copy testdata/lint there and run npm install")
	}
	return dir
}

// mailPages writes the HTML parts of the sample mails in both languages.
func mailPages(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, lang := range []string{"en", "zh-CN"} {
		_, box, _ := prepare(t, sampleInput(t, "internal", lang))
		for _, e := range box.Entries[:2] {
			d, err := decode(box.Message(e))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, save(t, d.HTML))
		}
	}
	return files
}

func save(t *testing.T, page string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestLabLint(t *testing.T) {
	dir := lintDir(t)
	for _, tool := range [][]string{{"node", "lint.mjs"}, {"npx", "html-validate", "--config", "htmlvalidate.json"}} {
		run := func(files ...string) (string, error) {
			c := exec.Command(tool[0], append(tool[1:], files...)...)
			c.Dir = dir
			out, err := c.CombinedOutput()
			return string(out), err
		}
		if out, err := run(mailPages(t)...); err != nil {
			t.Errorf("%v: %v\n%s", tool, err, out)
		}
		if out, err := run(save(t, `<!DOCTYPE html><html><body><p style="display:flex;gap:1rem"><img src=x></body></html>`)); err == nil {
			t.Errorf("%v finds nothing in a bad page:\n%s", tool, out)
		}
	}
}

// browse opens a page in Chromium and returns what its scripts left in the
// element with the id "out".
func browse(t *testing.T, page string) string {
	t.Helper()
	out, err := exec.Command("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000",
		"--user-data-dir="+t.TempDir(), "--dump-dom", "file://"+save(t, page)).Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	_, rest, _ := strings.Cut(string(out), `<pre id="out">`)
	text, _, found := strings.Cut(rest, "</pre>")
	if !found || text == "" {
		t.Fatalf("the page left nothing:\n%.2000s", out)
	}
	return html.UnescapeString(text)
}

// TestLabPhone measures how far a mail sticks out of a window of 360 pixels.
func TestLabPhone(t *testing.T) {
	out := func(page string) string {
		return browse(t, `<!DOCTYPE html><pre id="out"></pre><iframe id="f" width="360" height="800" style="border:0" srcdoc="`+html.EscapeString(page)+`"></iframe>
<script>f.onload=()=>{const e=f.contentDocument.documentElement;out.textContent=e.scrollWidth-e.clientWidth}</script>`)
	}
	for _, file := range mailPages(t) {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got := out(string(page)); got != "0" {
			t.Errorf("the mail is %s pixels too wide for a phone", got)
		}
	}
	if got := out(`<table width="552"><tr><td>x</td></tr></table>`); got == "0" {
		t.Error("a wide table is not seen")
	}
}

// TestLabAccessible lets axe-core look for serious faults.
func TestLabAccessible(t *testing.T) {
	axe, err := os.ReadFile(filepath.Join(lintDir(t), "node_modules/axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	look := func(page string) (serious []string, checked int) {
		script := `<pre id="out"></pre><script>` + strings.ReplaceAll(string(axe), "</script", `<\/script`) + `</script>
<script>axe.run().then(r=>out.textContent=JSON.stringify({n:r.passes.length,v:r.violations.map(v=>[v.id,v.impact])}),e=>out.textContent=JSON.stringify({n:0,v:[[String(e),"critical"]]}))</script>`
		var result struct {
			N int         `json:"n"`
			V [][2]string `json:"v"`
		}
		if err := json.Unmarshal([]byte(browse(t, strings.Replace(page, "</body>", script+"</body>", 1))), &result); err != nil {
			t.Fatal(err)
		}
		for _, v := range result.V {
			if v[1] == "serious" || v[1] == "critical" {
				serious = append(serious, v[0])
			}
		}
		return serious, result.N
	}
	for _, file := range mailPages(t) {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if serious, checked := look(string(page)); len(serious) > 0 || checked < 10 {
			t.Errorf("%v with %d rules passed", serious, checked)
		}
	}
	if serious, _ := look(`<!DOCTYPE html><html><body><img src="x.png"><p style="color:#ccc">x</p></body></html>`); len(serious) == 0 {
		t.Error("axe finds nothing in a bad page")
	}
}
