package report

import (
	"bytes"
	"fmt"
	"sync"
)

// Each renders the files in parallel and hands them to fn one at a time, in
// the order of Files. At most twice as many files as jobs are held in
// memory. The data is valid until fn returns. The first error ends it.
func (s *Set) Each(fn func(path string, data []byte) error) error {
	type done struct {
		buffer *bytes.Buffer
		err    error
	}
	pool := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	slots := make(chan chan done, 2*s.jobs) // in order; its capacity bounds the memory
	turns := make(chan struct{}, s.jobs)
	stop := make(chan struct{})
	go func() {
		defer close(slots)
		for _, f := range s.Files {
			slot := make(chan done, 1)
			select {
			case slots <- slot:
			case <-stop:
				return
			}
			turns <- struct{}{}
			go func() {
				defer func() { <-turns }()
				b := pool.Get().(*bytes.Buffer)
				b.Reset()
				slot <- done{b, f.render(b)}
			}()
		}
	}()
	var failed error
	i := 0
	for slot := range slots {
		d := <-slot
		if failed != nil {
			continue
		}
		if d.err != nil {
			failed = fmt.Errorf("rendering %s: %w", s.Files[i].Path, d.err)
		} else {
			failed = fn(s.Files[i].Path, d.buffer.Bytes())
		}
		pool.Put(d.buffer)
		i++
		if failed != nil {
			close(stop)
		}
	}
	return failed
}

// Len is the number of files.
func (s *Set) Len() int { return len(s.Files) }
