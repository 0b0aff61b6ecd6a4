package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"rapport/generator/source"
)

// patience is how long a run may take before it shows a bar.
const patience = 500 * time.Millisecond

// meter times the stages of a run and shows how far it is: as a bar on a
// terminal, as JSON lines when asked, and not at all elsewhere.
type meter struct {
	mu     sync.Mutex
	bars   io.Writer // where bars are drawn; nil: nowhere
	log    *json.Encoder
	start  time.Time
	begun  time.Time
	stage  string
	steps  int // of the stage, 0 when unknown
	count  int // of them done
	stages []timedStage
	bar    *progressbar.ProgressBar
}

// timedStage is a stage that has ended.
type timedStage struct {
	Stage   string  `json:"stage"`
	Steps   int     `json:"steps"`
	Seconds float64 `json:"seconds"`
}

// logLine is one line of the JSON log: event is begin, end, done or failed.
type logLine struct {
	Time     string       `json:"time"` // RFC 3339, UTC
	Event    string       `json:"event"`
	Stage    string       `json:"stage,omitempty"`
	Steps    int          `json:"steps"`
	Seconds  float64      `json:"seconds"` // of the stage; of the whole run when it is done or failed
	Stages   []timedStage `json:"stages,omitempty"`
	Result   *logResult   `json:"result,omitempty"`
	Message  string       `json:"message,omitempty"`
	Hint     string       `json:"hint,omitempty"`
	Problems []string     `json:"problems,omitempty"` // of the input, each with its place
}

// logResult is what the run made.
type logResult struct {
	Folder   string   `json:"folder"`
	Shard    string   `json:"shard,omitempty"`
	Inputs   int      `json:"inputs"`
	Rows     int      `json:"rows"`
	Rejected int      `json:"rejected"`
	LeftOut  []string `json:"left_out"`
	Reviews  int      `json:"reviews"`
	Written  int      `json:"written"`
	Kept     int      `json:"kept"`
}

// progress makes a meter on standard error: JSON lines if asked for, else bars
// if that is a terminal.
func (p *process) progress(quiet, jsonLog bool) *meter {
	m := &meter{start: time.Now()}
	if jsonLog {
		m.log = json.NewEncoder(p.err)
		m.log.SetEscapeHTML(false)
	} else if f, ok := p.err.(*os.File); ok && !quiet && term.IsTerminal(int(f.Fd())) {
		m.bars = f
	}
	return m
}

// Stage begins a stage with its number of steps, 0 when unknown.
func (m *meter) Stage(name string, steps int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.end()
	m.stage, m.steps, m.count, m.begun = name, steps, 0, time.Now()
	m.write(logLine{Event: "begin", Stage: name, Steps: steps})
	m.show()
}

// Step counts a step of the stage.
func (m *meter) Step() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	if m.bar != nil {
		m.bar.Add(1)
		return
	}
	m.show()
}

// end closes the stage that is under way, if there is one.
func (m *meter) end() {
	m.clear()
	if m.stage == "" {
		return
	}
	done := timedStage{m.stage, m.count, seconds(time.Since(m.begun))}
	m.stages = append(m.stages, done)
	m.write(logLine{Event: "end", Stage: done.Stage, Steps: done.Steps, Seconds: done.Seconds})
	m.stage = ""
}

// show draws the bar once the run has lasted long enough to need one: the
// stage, how many steps of how many, how many in a second, and the time left.
func (m *meter) show() {
	if m.bars == nil || m.bar != nil || time.Since(m.start) < patience {
		return
	}
	steps := m.steps
	if steps == 0 {
		steps = -1
	}
	m.bar = progressbar.NewOptions(steps,
		progressbar.OptionSetWriter(m.bars), progressbar.OptionSetDescription(m.stage),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(steps > 0),
		progressbar.OptionSetElapsedTime(false), progressbar.OptionSetWidth(24),
		progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	if m.count > 0 {
		m.bar.Add(m.count)
	}
}

func (m *meter) clear() {
	if m.bar != nil {
		m.bar.Clear()
		m.bar = nil
	}
}

func (m *meter) write(l logLine) {
	if m.log != nil {
		l.Time = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
		m.log.Encode(l) // a log that cannot be written must not stop the run
	}
}

// done takes the bar off the terminal and closes the log: with the result, or
// with the error if there was one.
func (m *meter) done(result *logResult, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.end()
	l := logLine{Event: "done", Seconds: seconds(time.Since(m.start)), Stages: m.stages, Result: result}
	if err != nil {
		l.fail(err)
	}
	m.write(l)
}

// fail turns the closing line into that of a run that failed.
func (l *logLine) fail(err error) {
	l.Event, l.Result = "failed", nil
	var problems source.Problems
	if errors.As(err, &problems) {
		l.Message = "the workbooks need fixing"
		for _, problem := range problems {
			l.Problems = append(l.Problems, plain(problem.Error()))
		}
		return
	}
	l.Message, l.Hint = plain(err.Error()), advice(err)
}

// times says how long the run took, stage by stage.
func (m *meter) times() string {
	parts := make([]string, len(m.stages))
	for i, s := range m.stages {
		parts[i] = fmt.Sprintf("%s %.2f", s.Stage, s.Seconds)
	}
	total := fmt.Sprintf("%.2f s", time.Since(m.start).Seconds())
	if len(parts) == 0 {
		return total
	}
	return total + ": " + strings.Join(parts, ", ")
}

// seconds are rounded to milliseconds.
func seconds(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }
