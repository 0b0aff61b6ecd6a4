package preview

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// start serves a folder whose page repeats the input.
func start(t *testing.T, input, dir string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	address := make(chan string, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, Options{
			Address: "127.0.0.1:0", Dir: dir, Watch: []string{input}, Log: io.Discard,
			Ready: func(a string) { address <- a },
			Rebuild: func() error {
				text, err := os.ReadFile(input)
				if err != nil || string(text) == "broken" {
					return errors.Join(err, errors.New("cannot be read"))
				}
				return os.WriteFile(filepath.Join(dir, "index.html"), text, 0o644)
			},
		})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v", err)
		}
	})
	select {
	case a := <-address:
		return a
	case err := <-ended:
		ended <- nil
		t.Fatalf("Serve = %v", err)
		return ""
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

func TestServeReloads(t *testing.T) {
	input, dir := filepath.Join(t.TempDir(), "in.txt"), t.TempDir()
	save := func(text string) {
		if err := os.WriteFile(input, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	save("first")
	address := start(t, input, dir)
	if code, body := get(t, "http://"+address+"/"); code != 200 || !strings.Contains(body, "/reviews/index.html") {
		t.Errorf("the frame answers %d %q", code, body)
	}
	if _, body := get(t, "http://"+address+"/reviews/"); body != "first" {
		t.Errorf("the page shows %q", body)
	}
	events, err := http.Get("http://" + address + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer events.Body.Close()
	lines := bufio.NewScanner(events.Body)
	lines.Scan() // the stream is open
	save("broken")
	time.Sleep(2 * settle)
	save("second")
	for lines.Scan() && lines.Text() != "data: reload" {
	}
	if _, body := get(t, "http://"+address+"/reviews/"); body != "second" {
		t.Errorf("after the reload the page shows %q, want the second text", body)
	}
}

func TestServeStaysOnThisMachine(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", "192.0.2.1:80", "example.com:80", "nonsense"} {
		err := Serve(context.Background(), Options{Address: address})
		if err == nil || !strings.Contains(err.Error(), "not on this machine") {
			t.Errorf("Serve(%q) = %v", address, err)
		}
	}
	input, dir := filepath.Join(t.TempDir(), "in.txt"), t.TempDir()
	if err := os.WriteFile(input, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	address := start(t, input, dir)
	_, port, _ := strings.Cut(address, ":")
	request, err := http.NewRequest("GET", "http://"+address+"/reviews/", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Host = fmt.Sprintf("rebound.example:%s", port)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign host name got %d", answer.StatusCode)
	}
}
