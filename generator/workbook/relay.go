package workbook

import "errors"

// relayFrom is the unpacked size from which the scanner of a sheet has its own
// goroutine: scanning and taking rows then go on at the same time.
const relayFrom = 1 << 20

// relayRows is how many rows a batch has at most.
const relayRows = 256

// batch is a number of rows with their own copies of cells and texts.
type batch struct {
	rows  []Row
	cells []Cell
	texts []byte
}

// errRelayEnded tells the reader that nobody takes its rows any more.
var errRelayEnded = errors.New("rows not wanted")

// relay passes what read gives in its own goroutine to yield, in batches and
// in order. It returns when read has ended: with the error of yield and no
// builder, or with what read returned.
func relay(read func(yield func(*Row) error) (*rowBuilder, error), yield func(*Row) error) (*rowBuilder, error) {
	full, free := make(chan *batch, 2), make(chan *batch, 4)
	for range cap(free) {
		free <- &batch{}
	}
	stop, done := make(chan struct{}), make(chan struct{})
	defer func() {
		close(stop)
		<-done
	}()
	var b *rowBuilder
	var err error
	go func() {
		defer close(done)
		defer close(full)
		w := relayWriter{full: full, free: free, stop: stop}
		if b, err = read(w.put); w.batch != nil {
			w.pass() // the rows before the end or the damage
		}
	}()
	for batch := range full {
		for i := range batch.rows {
			if err := yield(&batch.rows[i]); err != nil {
				return nil, err
			}
		}
		free <- batch
	}
	return b, err
}

// relayWriter fills batches.
type relayWriter struct {
	full  chan<- *batch
	free  <-chan *batch
	stop  <-chan struct{}
	batch *batch // at hand, may be nil
}

// put copies a row into the batch at hand and passes the batch on when it is
// full.
func (w *relayWriter) put(row *Row) error {
	if w.batch == nil {
		select {
		case w.batch = <-w.free:
			w.batch.rows, w.batch.cells, w.batch.texts = w.batch.rows[:0], w.batch.cells[:0], w.batch.texts[:0]
		case <-w.stop:
			return errRelayEnded
		}
	}
	b := w.batch
	from := len(b.cells)
	b.cells = append(b.cells, row.Cells...)
	cells := b.cells[from:len(b.cells):len(b.cells)]
	for i := range cells {
		if c := &cells[i]; c.Shared < 0 && c.Text != "" {
			start := len(b.texts)
			b.texts = append(b.texts, c.Text...)
			c.Text = view(b.texts[start:])
		}
	}
	b.rows = append(b.rows, Row{Number: row.Number, Hidden: row.Hidden, Cells: cells})
	if len(b.rows) == relayRows {
		return w.pass()
	}
	return nil
}

// pass gives the batch at hand away.
func (w *relayWriter) pass() error {
	select {
	case w.full <- w.batch:
		w.batch = nil
		return nil
	case <-w.stop:
		return errRelayEnded
	}
}
