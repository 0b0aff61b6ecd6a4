package generator

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/source"
	"rapport/generator/workbook"
)

// Checked is what a check of the inputs found.
type Checked struct {
	Data    *dataset.Dataset // holds only the problems when the input was refused
	Refused bool
	Ledger  Ledger
}

// Check reads the inputs as Run does and judges them; it writes nothing. The
// error is an ErrUsage or a failure of the machine, never a problem of the
// input.
func Check(o Options) (*Checked, error) {
	o.Out = cmp.Or(o.Out, "reviews")
	p, err := o.check()
	if err != nil {
		return nil, err
	}
	ds, err := p.read(false)
	var problems source.Problems
	switch {
	case errors.As(err, &problems):
		problems.Sort()
		return &Checked{Data: &dataset.Dataset{Problems: problems}, Refused: true}, nil
	case err != nil:
		return nil, err
	}
	return &Checked{Data: ds, Ledger: addUp(ds)}, nil
}

// Annotate writes a copy of each workbook that has problems into dir, with the
// cells marked, a comment in each and a sheet of problems, and returns the
// paths written. The inputs are not changed; an existing file is not
// overwritten.
func Annotate(o Options, c *Checked, dir string) ([]string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	var written []string
	names := workbook.Names(o.Inputs)
	for i, in := range o.Inputs {
		marks := marksFor(c.Data.Problems, names[i])
		if len(marks) == 0 {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(names[i]))
		if !strings.EqualFold(filepath.Ext(path), ".xlsx") {
			path += ".xlsx" // the copy of a text file is a workbook
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return written, err
		}
		if err := annotateFile(in, path, o.Limits, marks); err != nil {
			return written, fmt.Errorf("annotating %s: %w", in, err)
		}
		written = append(written, path)
	}
	return written, nil
}

// marksFor gathers the problems of one file that name a cell or a row.
func marksFor(problems source.Problems, file string) []workbook.Mark {
	var marks []workbook.Mark
	for _, p := range problems {
		if p.Cell.File != file || p.Severity < source.Warning {
			continue
		}
		comment := p.Message
		if p.Hint != "" {
			comment += "\n" + p.Hint
		}
		marks = append(marks, workbook.Mark{
			Sheet: p.Cell.Sheet, Row: p.Cell.Row, Column: p.Cell.Column,
			Severe: p.Severity >= source.Rejection, Comment: comment,
		})
	}
	return slices.Clip(marks)
}

func annotateFile(in, out string, limits workbook.Limits, marks []workbook.Mark) error {
	book, err := workbook.Open(in, limits)
	if err != nil {
		return err
	}
	defer book.Close()
	f, err := os.OpenFile(out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	if err := workbook.Annotate(book, f, marks); err != nil {
		return errors.Join(err, f.Close(), os.Remove(out))
	}
	return f.Close()
}
