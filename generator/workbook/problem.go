package workbook

import (
	"errors"
	"fmt"

	"rapport/generator/source"
)

// ErrLockFile is what Open's error wraps for the small file that Excel keeps
// beside a workbook while it is open: "~$" and the workbook's name. It holds
// no data and is skipped with a note.
var ErrLockFile = errors.New("excel lock file")

// lockError is a note that says errors.Is(err, ErrLockFile).
type lockError struct{ source.Problem }

func (e lockError) Unwrap() error { return ErrLockFile }

// As lets errors.As find the problem inside.
func (e lockError) As(target any) bool {
	p, ok := target.(*source.Problem)
	if ok {
		*p = e.Problem
	}
	return ok
}

func refusal(at source.Cell, code, hint, format string, args ...any) source.Problem {
	return problem(source.Refusal, at, code, hint, format, args...)
}

func problem(s source.Severity, at source.Cell, code, hint, format string, args ...any) source.Problem {
	p := source.Problem{Cell: at, Severity: s, Code: code, Hint: hint, Message: fmt.Sprintf(format, args...)}
	for _, a := range args {
		p.Args = append(p.Args, fmt.Sprint(a))
	}
	return p
}

// asProblem returns the problem that err carries; any other error becomes a
// refusal, so that a caller always has a place and a code.
func asProblem(at source.Cell, err error) source.Problem {
	var p source.Problem
	if errors.As(err, &p) {
		return p
	}
	return refusal(at, "file-unreadable", "check that the file exists and may be read", "the file cannot be read: %v", err)
}

// Hints that several problems share.
const (
	hintExportAgain = "export or download the file again; if Excel opens it, save it there as .xlsx and run again"
	hintSaveAgain   = "open it in Excel, save it as .xlsx and run again"
	hintLimit       = "split the file, or raise the limit in the configuration if you trust it"
)

// damaged is the refusal of a part that does not hold what it should.
func damaged(at source.Cell, part, what string) source.Problem {
	return refusal(at, "part-damaged", hintExportAgain, "the part %s is damaged: %s", part, what)
}

// notes collects warnings of one pass over a sheet: the first place and the
// number of places for each code.
type notes struct{ list []note }

type note struct {
	problem source.Problem
	count   int
}

func (n *notes) add(s source.Severity, at source.Cell, code, hint, format string, args ...any) {
	for i := range n.list {
		if n.list[i].problem.Code == code {
			n.list[i].count++
			return
		}
	}
	n.list = append(n.list, note{problem(s, at, code, hint, format, args...), 1})
}

func (n *notes) problems() source.Problems {
	var out source.Problems
	for _, e := range n.list {
		p := e.problem
		if e.count > 1 {
			p.Message = fmt.Sprintf("%s (and %d more in this sheet)", p.Message, e.count-1)
		}
		out = append(out, p)
	}
	return out
}
