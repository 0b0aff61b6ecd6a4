package report

import (
	"bytes"
	"fmt"
	"sync"
)

// Each renders the files, as many at a time as there are jobs, and hands each
// of them to fn, which must be safe for concurrent use. The data is valid
// until fn returns. Files are begun in their order and none after a failure,
// so that the error is that of the same file in every run: the first that
// fails.
func (s *Set) Each(fn func(path string, data []byte) error) error {
	turns := make(chan struct{}, s.jobs)
	line := queue{length: len(s.Files), failedAt: len(s.Files)}
	var done sync.WaitGroup
	for range min(2*s.jobs, len(s.Files)) { // half of them render while the others wait for the disk
		done.Go(func() {
			var b bytes.Buffer // grows to the largest file, and serves them all
			for i := line.take(); i >= 0; i = line.take() {
				b.Reset()
				turns <- struct{}{}
				err := s.Files[i].render(&b)
				<-turns
				if err != nil {
					line.fail(i, fmt.Errorf("rendering %s: %w", s.Files[i].Path, err))
				} else if err := fn(s.Files[i].Path, b.Bytes()); err != nil {
					line.fail(i, err)
				}
			}
		})
	}
	done.Wait()
	return line.failed
}

// queue gives out indexes in order until one of them fails.
type queue struct {
	mu       sync.Mutex
	next     int
	length   int
	failedAt int   // the lowest index that failed
	failed   error // its error
}

// take gives the next index, or -1 when there is nothing more to do.
func (q *queue) take() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failed != nil || q.next == q.length {
		return -1
	}
	q.next++
	return q.next - 1
}

func (q *queue) fail(i int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if i < q.failedAt {
		q.failedAt, q.failed = i, err
	}
}

// Add puts a further file at the end of the set. Its rendering may run beside
// that of others.
func (s *Set) Add(path string, render func(*bytes.Buffer) error) {
	s.Files = append(s.Files, File{path, render})
}

// Len is the number of files.
func (s *Set) Len() int { return len(s.Files) }
