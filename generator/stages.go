package generator

import (
	"fmt"
	"os"
	"slices"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/stage"
	"rapport/generator/report"
	"rapport/generator/source"
)

// analyse settles the period and computes everything that the pages say.
func (p *plan) analyse(ds *dataset.Dataset) (*analysis.Result, error) {
	if err := stopped(p.Context, p.Out); err != nil {
		return nil, err
	}
	for _, name := range p.Accounts {
		if !hasAccount(ds, name) {
			return nil, p.unknownAccount(ds, name)
		}
	}
	steps := len(ds.Accounts)
	if len(p.Accounts) > 0 {
		steps = len(p.Accounts)
	}
	p.Progress.Stage("analyse", steps)
	period, asOf := p.when(ds)
	result := analysis.Analyse(ds, p.config.Settings, analysis.Options{
		Period: period, AsOf: asOf, Jobs: p.Jobs, Accounts: p.Accounts, Each: p.each, LeftOut: files(allLeftOut(ds.Problems)),
	})
	return result, stopped(p.Context, p.Out)
}

// files names the files of problems.
func files(problems source.Problems) []string {
	var names []string
	for _, p := range problems {
		names = append(names, p.Cell.File)
	}
	return names
}

// each counts a step and tells whether the run goes on.
func (p *plan) each() bool {
	p.Progress.Step()
	return p.Context.Err() == nil
}

func hasAccount(ds *dataset.Dataset, name string) bool {
	for _, a := range ds.Accounts {
		if name == a.Key || name == a.ID || name == a.Name {
			return true
		}
	}
	return false
}

func (p *plan) unknownAccount(ds *dataset.Dataset, name string) error {
	known := make([]string, len(ds.Accounts))
	for i, a := range ds.Accounts {
		known[i] = a.Name
	}
	if near := Nearest(name, known); near != "" {
		return usage("no account is named %q in the input (did you mean %q?)", name, near)
	}
	return usage("no account is named %q in the input", name)
}

// render cuts the result to the edition and prepares the pages; each is made
// when it is written.
func (p *plan) render(result *analysis.Result) (*analysis.Result, *report.Set, error) {
	p.Progress.Stage("render", 0)
	notes, err := report.LoadNotes(os.DirFS(p.Notes), p.Notes)
	if err != nil {
		return nil, nil, err
	}
	p.files, p.notesHash = result.Data.Files, hashNotes(notes)
	if slices.ContainsFunc(result.Data.Problems, func(x source.Problem) bool { return x.Code == "future_date" }) {
		p.readOn = p.Today
	}
	result, err = p.cut(result, notes)
	if err != nil {
		return nil, nil, err
	}
	if p.edition.Roles {
		notes = nil // they name people
	}
	set, err := report.Render(result, report.Options{
		Catalog: p.words, Templates: p.Templates, Assets: p.Assets, Edition: p.Edition, Audience: p.edition.Audience(),
		Version: p.Version, Notes: notes, Jobs: p.Jobs,
	})
	if err != nil {
		return nil, nil, usage("%w", err)
	}
	p.Shard.cut(set, result.Accounts)
	return result, set, nil
}

// publish writes the set into the output folder and swaps it in.
func (p *plan) publish(result *analysis.Result, set *report.Set) (*Summary, error) {
	folder, err := stage.Open(p.Out)
	if err != nil {
		return nil, advised(fmt.Errorf("opening the output folder: %w", err))
	}
	if err := p.fill("write", folder, result, set); err != nil {
		folder.Abort()
		return nil, err
	}
	if err := folder.Commit(); err != nil {
		return nil, advised(fmt.Errorf("swapping in %s: %w", p.Out, err))
	}
	return p.summary(folder, result, set), nil
}

// target takes the files of a set: the output folder, or a comparison with
// one.
type target interface {
	Put(path string, data []byte) error
	Files() []stage.File // what was put so far, without the manifest
}

// fill puts every file of the set, what is kept for later runs and last the
// manifest into the folder, and shows that as a stage.
func (p *plan) fill(stageName string, folder target, result *analysis.Result, set *report.Set) error {
	if err := p.keep(result, set); err != nil {
		return err
	}
	p.Progress.Stage(stageName, set.Len())
	put := func(path string, data []byte) error {
		if err := stopped(p.Context, p.Out); err != nil {
			return err
		}
		if err := p.guard.Check(path, data); err != nil {
			return err
		}
		if err := folder.Put(path, data); err != nil {
			return advised(fmt.Errorf("writing %s: %w", p.Out, err))
		}
		return nil
	}
	press, err := p.press(result.AsOf)
	if err != nil {
		return err
	}
	defer press.close()
	err = set.Each(func(path string, data []byte) error {
		defer p.Progress.Step()
		if err := put(path, data); err != nil {
			return err
		}
		return press.print(path, data, put)
	})
	if err != nil {
		return err
	}
	manifest, err := p.manifest(folder.Files(), result)
	if err != nil {
		return err
	}
	if err := put(stage.ManifestName, manifest); err != nil {
		return err
	}
	return stopped(p.Context, p.Out)
}
