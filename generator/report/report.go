// Package report turns the results of the analysis into pages and data
// files: one review for each account, the portfolio page, and the same facts
// as JSON. It decides every word and number; the templates only show them.
// Results are valid, so only a broken template, catalogue or note can fail.
// The same result gives the same bytes.
package report

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"runtime"

	"rapport/generator/analysis"
	"rapport/generator/internal/words"
)

// Options say how the pages are written.
type Options struct {
	Catalog   *words.Catalog  // messages of the pages' language; required
	Templates fs.FS           // page templates, style and scripts; required
	Assets    string          // shared (default), inline or none
	Edition   string          // name of the edition; "" is internal
	Audience  string          // internal, leadership or customer: whose notes and classification; "" is Edition
	Version   string          // of the tool, printed in the footer
	Notes     map[string]Note // commentary by account slug
	Jobs      int             // pages rendered at once; 0 means one for each processor
}

// Set is everything that will be written, in the order of the paths' kinds:
// portfolio, accounts, data, assets. Nothing is rendered until it is asked
// for, so the size of a Set does not grow with its pages.
type Set struct {
	Files    []File
	Warnings []Warning // what the notes held that a page may not
	jobs     int
}

// File is one output file. Path is relative, with forward slashes.
type File struct {
	Path   string
	render func(*bytes.Buffer) error
}

// Render writes the file's bytes to w.
func (f File) Render(w io.Writer) error {
	var b bytes.Buffer
	if err := f.render(&b); err != nil {
		return fmt.Errorf("rendering %s: %w", f.Path, err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Render prepares the pages and data files of a result. An error means that
// an option is wrong or a template or note is broken; notes are all checked
// here, before any page is written.
func Render(r *analysis.Result, o Options) (*Set, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	shell, err := newShell(o)
	if err != nil {
		return nil, err
	}
	s := newScribe(r, o)
	set := &Set{jobs: o.Jobs}
	if set.jobs < 1 {
		set.jobs = runtime.GOMAXPROCS(0)
	}
	notes, warnings, err := s.readNotes(o.Notes)
	if err != nil {
		return nil, err
	}
	set.Warnings = warnings
	if !r.Hides("portfolio") {
		set.Add("index.html", func(b *bytes.Buffer) error {
			page, err := s.portfolioPage(b, shell)
			if err != nil {
				return err
			}
			return shell.portfolio.Execute(b, page)
		})
	}
	for i := range r.Accounts {
		set.Add("accounts/"+s.slugs[i]+".html", func(b *bytes.Buffer) error {
			page, err := s.accountPage(b, shell, i, notes[i])
			if err != nil {
				return err
			}
			return shell.account.Execute(b, page)
		})
	}
	for i := range r.Accounts {
		set.Add("data/"+s.slugs[i]+".json", func(b *bytes.Buffer) error { return s.writeAccount(b, i, notes[i]) })
	}
	if !r.Hides("portfolio") {
		set.Add("data/portfolio.json", func(b *bytes.Buffer) error { return writeJSON(b, s.portfolioData()) })
	}
	if !r.Hides("sources") {
		set.Add("data/intake.json", func(b *bytes.Buffer) error { return writeJSON(b, Intake(r.Data)) })
	}
	for _, a := range shell.assets {
		set.Add("assets/"+a.name, func(b *bytes.Buffer) error { _, err := b.Write(a.data); return err })
	}
	return set, nil
}

func (o *Options) check() error {
	if o.Catalog == nil || o.Templates == nil {
		return fmt.Errorf("rendering needs a catalogue and templates")
	}
	if o.Assets == "" {
		o.Assets = "shared"
	}
	if o.Edition == "" {
		o.Edition = "internal"
	}
	if o.Assets != "shared" && o.Assets != "inline" && o.Assets != "none" {
		return fmt.Errorf("assets %q is not known (want shared, inline or none)", o.Assets)
	}
	if o.Audience == "" {
		o.Audience = o.Edition
	}
	if o.Audience != "internal" && o.Audience != "leadership" && o.Audience != "customer" {
		return fmt.Errorf("edition %q is not known (want internal, leadership or customer)", o.Audience)
	}
	return nil
}
