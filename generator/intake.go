package generator

import (
	"errors"
	"slices"

	"rapport/generator/dataset"
	"rapport/generator/source"
	"rapport/generator/workbook"
)

// read opens the inputs and builds the dataset. Problems of the files stand in
// the dataset's list beside those of the rows. A file that cannot be read
// whole is refused, or, when lenient and there are others, left out.
func (p *plan) read(lenient bool) (*dataset.Dataset, error) {
	p.Progress.Stage("read", len(p.Inputs))
	books, problems := workbook.ReadMany(p.Inputs, p.Limits, p.Jobs, p.each)
	opened := books
	defer func() {
		for _, b := range opened {
			b.Close()
		}
	}()
	if err := stopped(p.Context, p.Out); err != nil {
		return nil, err
	}
	lenient = lenient && len(p.Inputs) > 1
	if refused := problems.Refused(); len(refused) > 0 && (!lenient || len(books) == 0) {
		return nil, refused
	}
	books, copies := withoutCopies(books)
	p.Progress.Stage("build", 0)
	ds, unreadable, err := p.build(books, lenient)
	if err != nil {
		var found source.Problems
		if errors.As(err, &found) {
			return nil, slices.Concat(problems.Refused(), found)
		}
		return nil, err
	}
	ds.Problems = slices.Concat(ds.Problems, problems.Of(source.Note), problems.Of(source.Warning), copies,
		leftOut(slices.Concat(problems.Refused(), unreadable)))
	ds.Problems.Sort()
	if rejected := ds.Problems.Of(source.Rejection); p.Strict && len(rejected) > 0 {
		return nil, rejected
	}
	return ds, stopped(p.Context, p.Out)
}

// build makes the dataset. Damage shows only when the rows are read; when
// lenient, the damaged books are left out and the rest is built again. It
// returns the refusals of the books left out.
func (p *plan) build(books []*workbook.Book, lenient bool) (*dataset.Dataset, source.Problems, error) {
	settings := p.config.Input
	settings.Today, settings.Jobs = p.Today, p.Jobs
	var out source.Problems
	for {
		ds, err := dataset.Build(books, settings, p.Templates)
		var problems source.Problems
		if err == nil || !errors.As(err, &problems) {
			return ds, out, err
		}
		bad := unreadable(problems)
		rest := slices.DeleteFunc(slices.Clone(books), func(b *workbook.Book) bool {
			return slices.ContainsFunc(bad, func(p source.Problem) bool { return p.Cell.File == b.Name })
		})
		if !lenient || len(rest) == 0 || len(rest) == len(books) {
			return nil, nil, slices.Concat(out, problems)
		}
		out, books = append(out, bad...), rest
	}
}

// unreadable picks the refusals that say that a file is damaged. The others
// ask the user something, such as which of two columns is meant, and stop a
// run whatever the number of files.
func unreadable(problems source.Problems) source.Problems {
	questions := dataset.Codes()
	return slices.DeleteFunc(problems.Refused(), func(p source.Problem) bool {
		_, question := slices.BinarySearch(questions, p.Code)
		return p.Cell.File == "" || question && p.Code != "damaged_sheet"
	})
}

// leftOutCode marks the problem of a file that was left out whole.
const leftOutCode = "left_out_file"

// leftOut turns refusals into one warning for each file.
func leftOut(refused source.Problems) source.Problems {
	var out source.Problems
	for _, p := range refused {
		if slices.ContainsFunc(out, func(q source.Problem) bool { return q.Cell.File == p.Cell.File }) {
			continue
		}
		why := p.Message
		if p.Cell.Sheet != "" {
			why = p.Error()
		}
		out = append(out, source.Problem{
			Cell: source.Cell{File: p.Cell.File}, Severity: source.Warning, Code: leftOutCode, Args: []string{why},
			Message: "the file cannot be read whole and is left out of the review: " + why, Hint: p.Hint,
		})
	}
	return out
}

// allLeftOut picks the problems of files that were left out whole.
func allLeftOut(problems source.Problems) source.Problems {
	return slices.DeleteFunc(slices.Clone(problems), func(p source.Problem) bool { return p.Code != leftOutCode })
}

// withoutCopies drops the books whose bytes another has too, since touches
// without an ID would count twice, with a warning for each.
func withoutCopies(books []*workbook.Book) ([]*workbook.Book, source.Problems) {
	first := map[string]string{}
	var kept []*workbook.Book
	var problems source.Problems
	for _, b := range books {
		if name, twice := first[b.SHA256]; twice {
			problems = append(problems, source.Problem{
				Cell: source.Cell{File: b.Name}, Severity: source.Warning, Code: "same_file", Args: []string{name},
				Message: "the file has the same bytes as " + name + " and is read once", Hint: "name each file once",
			})
			continue
		}
		first[b.SHA256] = b.Name
		kept = append(kept, b)
	}
	return kept, problems
}
