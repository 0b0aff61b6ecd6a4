package generator

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"rapport/generator/analysis"
	"rapport/generator/edition"
	"rapport/generator/history"
	"rapport/generator/internal/words"
	"rapport/generator/report"
	"rapport/generator/workbook"
)

// compare sets the result beside the quarters kept before and judges the
// promises of the last review. Without a kept quarter the one before is
// recomputed from the export, when it reaches back that far.
func (p *plan) compare(result *analysis.Result) error {
	kept := cmp.Or(p.Baseline, p.Out)
	past, err := history.Past(kept, result.Period)
	if err != nil {
		return usage("%w", err)
	}
	if p.Baseline != "" && len(past) == 0 {
		return usage("%s keeps no quarter before %s (want a folder of reviews of an earlier quarter)", p.Baseline, result.Period.Label)
	}
	var last *analysis.Baseline
	if len(past) > 0 {
		last = past[len(past)-1]
	} else if b := analysis.Recompute(result.Data, result.Settings, analysis.Options{
		Period: result.Period, Jobs: p.Jobs, Accounts: p.Accounts}, p.FiscalStart); b != nil {
		past = append(past, b)
	}
	if last != nil {
		p.since = last.Period.Label
	} else if len(past) > 0 {
		p.since = past[0].Period.Label + " recomputed"
	}
	analysis.Compare(result, past)
	actions, err := p.readActions()
	if err != nil {
		return err
	}
	unused := analysis.JudgePromises(result, last, actions.Edits)
	result.Data.Problems = append(slices.Clone(result.Data.Problems), actions.Problems...)
	if len(p.Accounts) == 0 {
		result.Data.Problems = append(result.Data.Problems, actions.Unknown(unused)...)
	}
	result.Data.Problems.Sort()
	return nil
}

// readActions reads what people wrote into the action list: the given one, or
// those of the baseline and of the folder to be written, the latter last.
func (p *plan) readActions() (*history.Actions, error) {
	all := &history.Actions{}
	files := []string{p.Actions}
	if p.Actions == "" {
		files = []string{filepath.Join(p.Baseline, report.ActionsPath), filepath.Join(p.Out, report.ActionsPath)}
		if p.Baseline == "" {
			files = files[1:]
		}
	}
	var languages []*words.Catalog // loaded for the first list
	for _, file := range files {
		if _, err := os.Lstat(file); errors.Is(err, fs.ErrNotExist) && p.Actions == "" {
			continue
		}
		if languages == nil {
			var err error
			if languages, err = p.languages(); err != nil {
				return nil, err
			}
		}
		book, err := workbook.Open(file, p.Limits)
		if err != nil {
			return nil, err
		}
		got, err := history.ReadActions(book, languages)
		book.Close()
		if err != nil {
			return nil, err
		}
		all.Edits, all.Cells = append(all.Edits, got.Edits...), append(all.Cells, got.Cells...)
		all.Problems = append(all.Problems, got.Problems...)
	}
	return all, nil
}

// languages loads the words of every language: an action list may be in any.
func (p *plan) languages() ([]*words.Catalog, error) {
	var all []*words.Catalog
	for _, lang := range words.Languages() {
		c := p.words
		if lang != p.Lang {
			var err error
			if c, err = words.Load(p.Templates, lang); err != nil {
				return nil, err
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// cut leaves out what the edition does not show. Nothing that is rendered sees
// the whole result after it.
func (p *plan) cut(result *analysis.Result, notes map[string]report.Note) (*analysis.Result, error) {
	if !p.edition.Shows("portfolio") && len(result.Accounts) != 1 {
		return nil, usage("the edition %s shows one account alone and the review has %d (name one with --account, and a folder for it with -o)",
			p.edition.Name, len(result.Accounts))
	}
	if !p.edition.Shows("history") && history.Has(p.Out) {
		return nil, usage("%s keeps the quarters of an edition that shows everything, which the edition %s may not hold (choose another folder with -o)",
			p.Out, p.edition.Name)
	}
	cutting := edition.Cut(result, p.edition, p.words)
	audience := p.edition.Audience()
	if p.edition.Roles {
		audience = "customer"
	}
	for _, note := range report.HiddenNotes(notes, audience) {
		cutting.Withheld = append(cutting.Withheld, edition.NoteValues(note)...)
	}
	guard, err := cutting.Guard(builtin(p.Templates))
	p.guard = guard
	return cutting.Result, err
}

// keep adds the action list and the snapshots of the quarters to the set.
func (p *plan) keep(result *analysis.Result, set *report.Set) error {
	if p.edition.Shows("actions") && !p.edition.Roles { // a list of roles could not be read back
		set.Add(report.ActionsPath, func(b *bytes.Buffer) error { return p.actionList(result, b) })
	}
	if !p.edition.Shows("history") {
		return nil
	}
	there := map[string]bool{}
	once := func(path string, render func(*bytes.Buffer) error) {
		if !there[path] {
			there[path] = true
			set.Add(path, render)
		}
	}
	if !p.NoHistory {
		keys, names := make([]string, len(result.Accounts)), make([]string, len(result.Accounts))
		for i, a := range result.Accounts {
			keys[i], names[i] = a.Data.Key, a.Data.Name
		}
		history.Write(result, report.Slugs(keys, names), once)
	}
	for _, dir := range []string{p.Out, p.Baseline} {
		if dir == "" {
			continue
		}
		if err := history.Carry(dir, result, len(p.Accounts) > 0, once); err != nil {
			return usage("%w", err)
		}
	}
	return nil
}

// actionList writes the workbook. A run of some accounts leaves the one that
// is there as it is, since it has what was written about the others.
func (p *plan) actionList(result *analysis.Result, b *bytes.Buffer) error {
	if len(p.Accounts) > 0 {
		if old, err := os.ReadFile(filepath.Join(p.Out, report.ActionsPath)); err == nil {
			_, err = b.Write(old)
			return err
		}
	}
	return workbook.Write(b, report.Actions(result, p.words))
}
