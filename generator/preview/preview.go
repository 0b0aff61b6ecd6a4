// Package preview shows the reviews in a browser on this machine and makes
// them again when an input is saved. It listens on the loopback interface
// only, and it is the only package that opens a port.
//
// The pages are served as they are; a frame around them listens for reloads,
// so that no script has to be added to a page and its content security policy
// stays as it will be.
package preview

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

//go:embed frame.html
var frame []byte

// Options say what is shown and what is watched.
type Options struct {
	Address string   // host:port on the loopback interface; port 0 picks a free one
	Dir     string   // the folder of the reviews
	Watch   []string // files and folders whose change makes the reviews again
	Rebuild func() error
	Log     io.Writer         // told the address and every rebuild
	Ready   func(addr string) // called once with the address; may be nil
}

// settle is how long an input must be quiet before it is read: editors and
// Excel save in several steps.
const settle = 300 * time.Millisecond

// Serve builds once, then serves until the context ends. An error of the first
// build is returned; later ones are told and the last good pages stay.
func Serve(ctx context.Context, o Options) error {
	host, _, err := net.SplitHostPort(o.Address)
	if err != nil || !loopback(host) {
		return fmt.Errorf("address %q is not on this machine (want 127.0.0.1:PORT)", o.Address)
	}
	if err := o.Rebuild(); err != nil {
		return err
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watching the inputs: %w", err)
	}
	defer watcher.Close()
	if err := watch(watcher, o.Watch); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.Address)
	if err != nil {
		return err
	}
	room := &room{listeners: map[chan struct{}]bool{}}
	server := &http.Server{Handler: handler(o.Dir, listener.Addr().String(), room), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	go follow(ctx, o, watcher, room)
	fmt.Fprintf(o.Log, "preview   http://%s/ (stop with Ctrl-C)\n", listener.Addr())
	if o.Ready != nil {
		o.Ready(listener.Addr().String())
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// watch follows the folders of the files, since a save often replaces a file.
func watch(w *fsnotify.Watcher, paths []string) error {
	var folders []string
	for _, p := range paths {
		folders = append(folders, filepath.Dir(p))
	}
	slices.Sort(folders)
	for _, dir := range slices.Compact(folders) {
		if err := w.Add(dir); err != nil {
			return fmt.Errorf("watching %s: %w", dir, err)
		}
	}
	return nil
}

// follow makes the reviews again once the inputs have settled after a change.
func follow(ctx context.Context, o Options, w *fsnotify.Watcher, r *room) {
	names := map[string]bool{}
	for _, p := range o.Watch {
		names[filepath.Clean(p)] = true
	}
	var quiet <-chan time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-w.Events:
			if !open {
				return
			}
			if names[filepath.Clean(e.Name)] || names[filepath.Dir(filepath.Clean(e.Name))] {
				quiet = time.After(settle)
			}
		case <-w.Errors:
		case <-quiet:
			quiet = nil
			if err := o.Rebuild(); err != nil {
				fmt.Fprintf(o.Log, "preview   the last good pages stay: %v\n", err)
				continue
			}
			fmt.Fprintln(o.Log, "preview   made again")
			r.tell()
		}
	}
}

// handler serves the frame, the pages and the reload events. A request under
// another host name is refused, so that a foreign page cannot read the reviews
// through a name that resolves to this machine.
func handler(dir, address string, r *room) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(frame)
	})
	mux.Handle("GET /reviews/", http.StripPrefix("/reviews/", http.FileServer(http.Dir(dir))))
	mux.HandleFunc("GET /events", r.serve)
	_, port, _ := net.SplitHostPort(address)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		host, p, err := net.SplitHostPort(req.Host)
		if err != nil || p != port || !loopback(host) {
			http.Error(w, "not here", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, req)
	})
}

// room holds the open pages that wait for a reload.
type room struct {
	mu        sync.Mutex
	listeners map[chan struct{}]bool
}

// tell asks every open page to reload.
func (r *room) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.listeners {
		select {
		case c <- struct{}{}:
		default: // a reload is waiting already
		}
	}
}

// serve is one page's stream of events.
func (r *room) serve(w http.ResponseWriter, req *http.Request) {
	flusher, ok := w.(http.Flusher)
	if !ok {
		http.Error(w, "no streaming", http.StatusInternalServerError)
		return
	}
	c := make(chan struct{}, 1)
	r.mu.Lock()
	r.listeners[c] = true
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.listeners, c)
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ": open\n\n")
	flusher.Flush()
	for {
		select {
		case <-req.Context().Done():
			return
		case <-c:
			fmt.Fprint(w, "data: reload\n\n")
			flusher.Flush()
		}
	}
}
