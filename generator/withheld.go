package generator

import (
	"os"

	"rapport/generator/edition"
	"rapport/generator/report"
)

// Withheld gives the search for what an edition of the inputs withholds,
// without writing anything. It is for what is made of reviews that another run
// wrote into o.Out; the options must be those of that run.
func Withheld(o Options) (*edition.Guard, error) {
	p, err := o.check()
	if err != nil {
		return nil, err
	}
	ds, err := p.read(!p.Strict)
	if err != nil {
		return nil, err
	}
	result, err := p.analyse(ds)
	if err != nil {
		return nil, err
	}
	if err := p.compare(result); err != nil {
		return nil, err
	}
	notes, err := report.LoadNotes(os.DirFS(p.Notes), p.Notes)
	if err != nil {
		return nil, err
	}
	_, err = p.cut(result, notes)
	return p.guard, err
}
