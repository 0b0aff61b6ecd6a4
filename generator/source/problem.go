package source

import (
	"cmp"
	"slices"
	"strings"
)

// Severity grades a problem by what it does to the run.
type Severity uint8

// The grades, mildest first. A Note tells what was assumed, a Warning that
// something may be wrong though it was used, a Rejection that a row was left
// out, a Refusal that the file or the whole input cannot be used.
const (
	Note Severity = iota
	Warning
	Rejection
	Refusal
)

// String gives the grade in the words of the JSON contract.
func (s Severity) String() string {
	return [...]string{"note", "warning", "rejected", "refused"}[s]
}

// Problem is one fault in the input. Message is an English sentence in lower
// case without a full stop, naming what was found and what was wanted; Hint
// says what to do. Code is stable and Args are the values inside the message,
// so that a page can say the same in another language.
type Problem struct {
	Cell     Cell
	Severity Severity
	Code     string
	Args     []string
	Message  string
	Hint     string
}

// Error writes the problem on one line, place first, without the hint.
func (p Problem) Error() string {
	if p.Cell == (Cell{}) {
		return p.Message
	}
	return p.Cell.String() + ": " + p.Message
}

// Problems is a list of faults. As an error it stands for a refusal of the
// input; the command line prints every member.
type Problems []Problem

// Error joins the problems, one a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort orders problems by file, sheet, row, column, then severity and text,
// so that a run reports them the same way whatever order found them.
func (ps Problems) Sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Cell.File, b.Cell.File),
			cmp.Compare(a.Cell.Sheet, b.Cell.Sheet),
			cmp.Compare(a.Cell.Row, b.Cell.Row),
			cmp.Compare(a.Cell.Column, b.Cell.Column),
			cmp.Compare(b.Severity, a.Severity),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// Refused returns the members that forbid using the input, or nil.
func (ps Problems) Refused() Problems { return ps.Of(Refusal) }

// Count tells how many members have the given severity.
func (ps Problems) Count(s Severity) int { return len(ps.Of(s)) }

// Of returns the members of the given severity, in order.
func (ps Problems) Of(s Severity) Problems {
	var out Problems
	for _, p := range ps {
		if p.Severity == s {
			out = append(out, p)
		}
	}
	return out
}
