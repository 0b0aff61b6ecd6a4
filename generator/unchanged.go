package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/stage"
	"rapport/generator/report"
	"rapport/generator/source"
	"rapport/generator/workbook"
)

// unchanged tells whether the folder already holds what this run would write,
// and gives its summary. It answers yes only where that is proved: the
// manifest names the same inputs, settings, templates and version by their
// hashes, and every file that it lists still has the bytes that it says.
// Whatever the manifest does not tell, such as what a page warned of its
// commentary, makes it a no.
func (p *plan) unchanged() (*Summary, bool) {
	if p.Program == "" || p.Version == "" || p.Strict || p.Baseline != "" || p.Actions != "" || p.Browser != "" || p.Shard.Of > 0 || p.Limits != (workbook.Limits{}) {
		return nil, false
	}
	was, err := readManifest(p.Out)
	if err != nil || was.Notes != "" || !p.sameDay(&was) || !p.sameSettings(&was) || !p.sameInputs(&was) || p.youngerProgram() {
		return nil, false
	}
	if entries, err := os.ReadDir(p.Notes); err == nil && len(entries) > 0 {
		return nil, false
	}
	p.Progress.Stage("compare", 0)
	var intake report.IntakeData
	data, err := os.ReadFile(filepath.Join(p.Out, "data", "intake.json"))
	if err != nil || json.Unmarshal(data, &intake) != nil || !p.historyListed(&was) {
		return nil, false
	}
	encoded, err := was.encode()
	if err != nil {
		return nil, false
	}
	if stands, ok := stage.Intact(p.Out); !ok || string(stands) != string(encoded) {
		return nil, false
	}
	return p.oldSummary(&was, &intake)
}

// sameDay tells whether period and as-of date would come out as they did. The
// day of the run matters where touches after it were rejected, and where the
// period had not ended; it must not lie before the day when the set was made,
// whose touches were read as past.
func (p *plan) sameDay(was *manifest) bool {
	period, err := analysis.ParsePeriod(was.Period, was.Fiscal)
	made, err2 := os.Stat(filepath.Join(p.Out, stage.ManifestName))
	if err != nil || err2 != nil || p.asked != was.Asked || was.Fiscal != p.FiscalStart {
		return false
	}
	if p.Today < dataset.DayOf(made.ModTime().Date()) || was.ReadOn != 0 && was.ReadOn != p.Today {
		return false
	}
	return p.AsOf != "" || was.AsOf == analysis.DefaultAsOf(period, p.Today)
}

func (p *plan) sameSettings(was *manifest) bool {
	config := ""
	if p.Config != "" {
		data, err := os.ReadFile(p.Config)
		if err != nil {
			return false
		}
		config = digest(data)
	}
	templates, err := hashFolder(p.Templates)
	return err == nil && was.Template == templates && was.Config == config && was.Version == p.Version &&
		was.Lang == p.Lang && was.Edition == p.Edition && slices.Equal(was.Shows, p.shows()) && was.Roles == p.edition.Roles &&
		was.Assets == p.Assets && slices.Equal(was.Accounts, p.Accounts) && was.Unkept == p.NoHistory && was.Shard == ""
}

// sameInputs compares names and bytes, in order.
func (p *plan) sameInputs(was *manifest) bool {
	if len(was.Inputs) != len(p.Inputs) {
		return false
	}
	for i, in := range was.Inputs {
		if filepath.Base(p.Inputs[i]) != in.Name {
			return false
		}
		if info, err := os.Stat(p.Inputs[i]); err != nil || info.Size() != in.Bytes {
			return false
		}
	}
	for i, in := range was.Inputs {
		if sum, err := hashFile(p.Inputs[i]); err != nil || sum != in.SHA256 {
			return false
		}
	}
	return true
}

// youngerProgram tells whether the program was put in its place after the set
// was made: another build may bear the same version.
func (p *plan) youngerProgram() bool {
	program, err1 := os.Stat(p.Program)
	set, err2 := os.Stat(filepath.Join(p.Out, stage.ManifestName))
	return err1 != nil || err2 != nil || !program.ModTime().Before(set.ModTime())
}

// historyListed tells whether the quarters kept are those of the manifest: a
// folder that somebody put there would be compared with.
func (p *plan) historyListed(was *manifest) bool {
	listed := map[string]bool{}
	for _, f := range was.Files {
		listed[f.Path] = true
	}
	err := fs.WalkDir(os.DirFS(p.Out), "history", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !listed[path] {
			return fs.ErrExist
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	// An action list of the user's own would be read.
	if _, there := os.Lstat(filepath.Join(p.Out, report.ActionsPath)); there == nil && !listed[report.ActionsPath] {
		return false
	}
	return err == nil && listed["index.html"] && listed["data/intake.json"]
}

// oldSummary says of the set that stands what the run that made it said.
func (p *plan) oldSummary(was *manifest, intake *report.IntakeData) (*Summary, bool) {
	target, err := filepath.Abs(p.Out)
	if err != nil {
		return nil, false
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	period, _ := analysis.ParsePeriod(was.Period, was.Fiscal) // checked by sameDay
	s := &Summary{Target: target, Index: filepath.Join(target, "index.html"), Period: period, AsOf: was.AsOf, Config: p.Config,
		Kept: len(was.Files) + 1, Inputs: len(was.Inputs)}
	for _, f := range was.Files {
		switch filepath.Ext(f.Path) {
		case ".html":
			if strings.HasPrefix(f.Path, "accounts/") {
				s.Reviews++
			}
		case ".pdf":
			return nil, false // this run would print none
		}
	}
	for _, f := range intake.Files {
		for _, sheet := range f.Sheets {
			s.Ledger.Rows += sheet.Rows
			s.Ledger.Used += sheet.Used
			s.Ledger.Merged += sheet.Merged
			s.Ledger.NotData += sheet.NotData
			s.Ledger.Rejected += sheet.Rejected
		}
	}
	for _, d := range intake.Problems {
		problem := source.Problem{Cell: source.Cell{File: d.Cell}, Code: d.Code, Message: d.Message, Hint: d.Hint}
		for problem.Severity = source.Note; problem.Severity.String() != d.Severity; problem.Severity++ {
			if problem.Severity >= source.Refusal {
				return nil, false
			}
		}
		s.Problems = append(s.Problems, problem)
	}
	s.LeftOut = allLeftOut(s.Problems)
	return s, len(s.LeftOut) == 0
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
