package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// patience is how long a run may take before it shows a bar.
const patience = 500 * time.Millisecond

// meter shows the progress of a run on a terminal; elsewhere it is silent.
type meter struct {
	mu    sync.Mutex
	out   io.Writer // nil: silent
	start time.Time
	stage string
	steps int
	bar   *progressbar.ProgressBar
}

// progress makes a meter on standard error if that is a terminal.
func (p *process) progress(quiet bool) *meter {
	m := &meter{start: time.Now()}
	if f, ok := p.err.(*os.File); ok && !quiet && term.IsTerminal(int(f.Fd())) {
		m.out = f
	}
	return m
}

// Stage begins a stage with its number of steps, 0 when unknown.
func (m *meter) Stage(name string, steps int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
	m.stage, m.steps = name, steps
	m.show()
}

// Step counts a step of the stage.
func (m *meter) Step() {
	if m.out == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.show()
	if m.bar != nil {
		m.bar.Add(1)
	}
}

// show draws the bar once the run has lasted long enough to need one.
func (m *meter) show() {
	if m.out == nil || m.bar != nil || time.Since(m.start) < patience {
		return
	}
	steps := m.steps
	if steps == 0 {
		steps = -1
	}
	m.bar = progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(m.out), progressbar.OptionSetDescription(m.stage),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
}

func (m *meter) clear() {
	if m.bar != nil {
		m.bar.Finish()
		m.bar.Clear()
		m.bar = nil
	}
}

// done takes the bar off the terminal.
func (m *meter) done() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.clear()
}
