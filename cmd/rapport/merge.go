package main

import (
	"fmt"

	"rapport/generator"
)

// merge joins the folders of all shards.
func (p *process) merge(o generator.MergeOptions, bar *meter, quiet bool) error {
	m, err := generator.Merge(o)
	var result *logResult
	if err == nil {
		result = &logResult{Folder: m.Target, Reviews: m.Reviews, Written: m.Written, Kept: m.Kept, LeftOut: []string{}}
	}
	p.finish(bar, result, err)
	if err != nil || quiet {
		return err
	}
	p.line("merged", "%s: %s and the portfolio in %s (%s new or changed, %d unchanged)",
		count(m.Parts, "shard"), count(m.Reviews, "review"), shown(m.Target), count(m.Written, "file"), m.Kept)
	p.line("period", "%s, as of %s", m.Period, m.AsOf)
	p.line("took", "%s", bar.times())
	p.line("open", "%s", shown(m.Index))
	return nil
}

// finish closes the meter; what went wrong is then said in its log, if there
// is one, and not a second time in words.
func (p *process) finish(bar *meter, result *logResult, err error) {
	bar.done(result, err)
	p.logged = bar.log != nil && err != nil
}

// resultOf is what a run made, for the log.
func resultOf(s *generator.Summary) *logResult {
	if s == nil {
		return nil
	}
	r := &logResult{Folder: s.Target, Shard: s.Shard.String(), Inputs: s.Inputs, Rows: s.Ledger.Rows, Rejected: s.Ledger.Rejected,
		Reviews: s.Reviews, Written: s.Written, Kept: s.Kept, LeftOut: []string{}}
	for _, problem := range s.LeftOut {
		r.LeftOut = append(r.LeftOut, plain(problem.Error()))
	}
	return r
}

// line writes a line of a summary: a label and what it says.
func (p *process) line(label, format string, values ...any) {
	fmt.Fprintf(p.out, "%-9s %s\n", label, fmt.Sprintf(format, values...))
}
