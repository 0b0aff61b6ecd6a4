package generator

import (
	"fmt"
	"sync"

	"rapport/generator/dataset"
	"rapport/generator/pdf"
)

// press prints the pages of a set while it is written. A press without a
// browser prints nothing.
type press struct {
	*plan
	printer *pdf.Printer
	mu      sync.Mutex // the browser prints one page at a time
}

// press starts the browser that the options name. The pages that it prints
// have been searched for withheld values before.
func (p *plan) press(asOf dataset.Day) (*press, error) {
	if p.Browser == "" {
		return &press{plan: p}, nil
	}
	printer, err := pdf.Open(p.Context, pdf.Options{Browser: p.Browser, Day: asOf.String(), Sandbox: p.Sandbox})
	if err != nil {
		return nil, p.stopOr(err)
	}
	return &press{plan: p, printer: printer}, nil
}

func (p *press) close() {
	if p.printer != nil {
		p.printer.Close()
	}
}

// print puts the PDF of a page beside it.
func (p *press) print(path string, data []byte, put func(string, []byte) error) error {
	if p.printer == nil || !pdf.Prints(path) {
		return nil
	}
	p.mu.Lock()
	sheets, err := p.printer.Print(data)
	p.mu.Unlock()
	if err != nil {
		return p.stopOr(fmt.Errorf("%s: %w", path, err))
	}
	return put(pdf.Name(path), sheets)
}

// stopOr gives the reason why the run was stopped, else the error.
func (p *plan) stopOr(err error) error {
	if stop := stopped(p.Context, p.Out); stop != nil {
		return stop
	}
	return err
}
