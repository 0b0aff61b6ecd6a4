package workbook

import (
	"errors"
	"io"
)

const (
	blockSize = 256 << 10
	headroom  = 32 << 10 // room before a block for what the last one left over
	blocks    = 4
)

// errTooLong says that one cell or row tag passes maxCellBytes of XML.
var errTooLong = errors.New("one of its elements is longer than any cell")

// window shows an unpacked part to a scanner piece by piece. Unpacking runs
// in its own goroutine, at most a few blocks ahead. The bytes in buf from pos
// on are not read yet; more adds to them.
type window struct {
	buf  []byte
	pos  int
	mem  []byte // the block that buf lies in
	size int    // of a block
	room int    // before a block
	full chan block
	free chan []byte
	stop chan struct{}
	done chan struct{}
	err  error // why there is no more; io.EOF after the last byte
}

type block struct {
	mem []byte
	n   int
	err error
}

// newWindow starts reading r; size is what is expected of it. The caller must
// close the window.
func newWindow(r io.Reader, size int64) *window {
	if size <= blockSize {
		w := &window{}
		w.readWhole(r, int(size))
		return w
	}
	return newBlockWindow(r, blockSize, headroom)
}

func newBlockWindow(r io.Reader, size, room int) *window {
	w := &window{size: size, room: room}
	w.full = make(chan block, blocks)
	w.free = make(chan []byte, blocks)
	w.stop, w.done = make(chan struct{}), make(chan struct{})
	for range blocks {
		w.free <- make([]byte, room+size)
	}
	go w.fill(r)
	return w
}

// readWhole reads a small part at once: a goroutine would cost more.
func (w *window) readWhole(r io.Reader, size int) {
	w.buf = make([]byte, 0, size+1)
	for w.err == nil {
		if len(w.buf) == cap(w.buf) {
			w.buf = append(w.buf, 0)[:len(w.buf)]
		}
		n, err := r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf, w.err = w.buf[:len(w.buf)+n], err
	}
}

func (w *window) fill(r io.Reader) {
	defer close(w.done)
	for {
		var mem []byte
		select {
		case mem = <-w.free:
		case <-w.stop:
			return
		}
		n, err := 0, error(nil)
		for n < w.size && err == nil {
			var m int
			m, err = r.Read(mem[w.room+n:])
			n += m
		}
		select {
		case w.full <- block{mem, n, err}:
		case <-w.stop:
			return
		}
		if err != nil {
			return
		}
	}
}

// close ends the unpacking and waits for its goroutine.
func (w *window) close() {
	if w.stop != nil {
		close(w.stop)
		<-w.done
	}
}

// more adds the next block behind the unread bytes; false means that there is
// none, and err says why.
func (w *window) more() bool {
	if w.err != nil || w.full == nil {
		return false
	}
	rest := w.buf[w.pos:]
	if len(rest) > maxCellBytes {
		w.err = errTooLong
		return false
	}
	b := <-w.full
	w.err = b.err
	if b.n == 0 {
		return false
	}
	old := w.mem
	if len(rest) <= w.room {
		start := w.room - len(rest)
		copy(b.mem[start:], rest)
		w.buf, w.mem = b.mem[start:w.room+b.n], b.mem
	} else {
		if old != nil { // the block goes back, what is left moves out of it
			rest = append(make([]byte, 0, 4*w.size), rest...)
		}
		w.buf, w.mem = append(rest, b.mem[w.room:w.room+b.n]...), nil
		w.free <- b.mem
	}
	w.pos = 0
	if old != nil {
		w.free <- old
	}
	return true
}

// fault is the reason why more returned false, unless it is the plain end.
func (w *window) fault() error {
	if w.err == io.EOF {
		return nil
	}
	return w.err
}

// Read gives the unread bytes to a reader that continues where the scanner
// stopped.
func (w *window) Read(p []byte) (int, error) {
	if w.pos == len(w.buf) && !w.more() {
		return 0, w.err
	}
	n := copy(p, w.buf[w.pos:])
	w.pos += n
	return n, nil
}
