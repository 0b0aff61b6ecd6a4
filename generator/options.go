package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/edition"
	"rapport/generator/internal/words"
	"rapport/generator/workbook"
)

// Options say what a run reads and makes. Only Inputs, Out, Today and
// Templates are required; every other zero value means the default. A value
// given here wins over the same setting in the configuration file.
type Options struct {
	Inputs      []string    // workbooks, in any order
	Out         string      // folder to write
	Config      string      // rapport.yaml; "" looks beside the first input
	Notes       string      // folder of commentary; "" is notes beside the first input
	Period      string      // quarter such as 2026-Q3; "" is that of the newest touch
	AsOf        string      // ISO date; "" is the period's last day, or Today if earlier
	FiscalStart int         // first month of the fiscal year, 1 to 12
	Accounts    []string    // names or ids; empty is all
	Edition     string      // internal, leadership, customer or one of the configuration's
	Roles       bool        // roles in the place of people's names
	Baseline    string      // folder of earlier reviews to compare with; "" is Out
	Actions     string      // action list with what people wrote; "" looks in Baseline and Out
	NoHistory   bool        // this quarter is not kept for the next one; those kept before stay
	Lang        string      // en or zh-CN
	Assets      string      // shared, inline or none
	Browser     string      // path of a Chromium that prints each page to PDF; "" prints none
	Sandbox     bool        // keep the browser's own sandbox, which does not start as root
	Jobs        int         // accounts worked on at a time; 0 is the number of processors
	Shard       Shard       // the part of the accounts to write; zero is all
	Strict      bool        // a rejected row refuses the input
	Today       dataset.Day // the calendar date of the run
	Templates   fs.FS       // pages, words and rules
	Version     string      // of the tool, for the manifest
	Program     string      // path of the running program; given, a set made since then by the same run is left as it is
	Limits      workbook.Limits
	Progress    Progress        // told how far the run is; nil is nobody
	Context     context.Context // ends the run early, with nothing written; nil never does
}

// Progress is told how a run goes. Its methods may be called from several
// goroutines.
type Progress interface {
	// Stage begins a stage: read, build, analyse, render or write, with the
	// number of steps it has, 0 when unknown.
	Stage(name string, steps int)
	// Step says that a step of the stage is done.
	Step()
}

// ErrUsage marks a fault of the command line or the configuration.
var ErrUsage = errors.New("wrong command line or configuration")

// usage makes an ErrUsage with a plain sentence.
func usage(format string, args ...any) error {
	return &usageError{fmt.Errorf(format, args...)}
}

type usageError struct{ err error }

func (e *usageError) Error() string        { return e.err.Error() }
func (e *usageError) Unwrap() error        { return e.err }
func (e *usageError) Is(target error) bool { return target == ErrUsage }

// plan is Options after the check: what the stages need, complete.
type plan struct {
	Options
	config  Config
	words   *words.Catalog
	edition edition.Edition
	guard   *edition.Guard // after cut

	// What the stages found that the manifest tells.
	asked     string         // period and as-of date as the user gave them
	since     string         // the quarter compared with
	readOn    dataset.Day    // Today, where it mattered
	files     []dataset.File // the inputs, before the cut
	notesHash string
}

// check completes the options with the configuration file and the defaults,
// and refuses what cannot be right before any work is done.
func (o Options) check() (*plan, error) {
	if len(o.Inputs) == 0 {
		return nil, usage("no input files (want at least one workbook, such as crm-export.xlsx)")
	}
	for _, in := range o.Inputs {
		if _, err := os.Stat(in); err != nil {
			return nil, usage("%s cannot be opened: %s", in, cause(err))
		}
	}
	if err := o.findCompanions(); err != nil {
		return nil, err
	}
	config, err := loadConfig(o.Config)
	if err != nil {
		return nil, err
	}
	o.Period = cmp.Or(o.Period, config.Period)
	o.AsOf = cmp.Or(o.AsOf, config.AsOf)
	o.FiscalStart = cmp.Or(o.FiscalStart, config.FiscalStart, 1)
	o.Edition = cmp.Or(o.Edition, config.Edition, "internal")
	o.Lang = cmp.Or(o.Lang, config.Lang, words.Languages()[0])
	o.Assets = cmp.Or(o.Assets, config.Assets, "shared")
	o.Jobs = cmp.Or(o.Jobs, runtime.GOMAXPROCS(0))
	if o.Progress == nil {
		o.Progress = silent{}
	}
	if o.Context == nil {
		o.Context = context.Background()
	}
	if err := o.checkValues(); err != nil {
		return nil, err
	}
	catalog, err := words.Load(o.Templates, o.Lang)
	if err != nil {
		return nil, err
	}
	cut, err := edition.Load(o.Templates, o.Edition, config.Editions)
	if err != nil {
		return nil, usage("%w", err)
	}
	cut.Roles = cut.Roles || o.Roles
	return &plan{Options: o, config: config, words: catalog, edition: cut, asked: strings.TrimSpace(o.Period + " " + o.AsOf)}, nil
}

// findCompanions looks for the settings and the commentary beside the first
// input.
func (o *Options) findCompanions() error {
	beside := filepath.Dir(o.Inputs[0])
	if o.Config == "" {
		if guess := filepath.Join(beside, "rapport.yaml"); isFile(guess) {
			o.Config = guess
		}
	} else if !isFile(o.Config) {
		return usage("configuration file %s cannot be opened", o.Config)
	}
	if o.Notes == "" {
		o.Notes = filepath.Join(beside, "notes")
	}
	return nil
}

func (o Options) checkValues() error {
	if err := oneOf("lang", o.Lang, words.Languages()...); err != nil {
		return err
	}
	if err := oneOf("assets", o.Assets, "shared", "inline", "none"); err != nil {
		return err
	}
	if o.FiscalStart < 1 || o.FiscalStart > 12 {
		return usage("fiscal start %d is not a month (want 1 to 12)", o.FiscalStart)
	}
	if o.Period != "" {
		if _, err := analysis.ParsePeriod(o.Period, o.FiscalStart); err != nil {
			return usage("%w", err)
		}
	}
	if o.AsOf != "" {
		if _, err := dataset.ParseDay(o.AsOf); err != nil {
			return usage("as-of date %q is not a date (want YYYY-MM-DD)", o.AsOf)
		}
	}
	if o.Out == "" {
		return usage("no output folder")
	}
	return nil
}

func oneOf(name, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usage("%s %q is not known (want %s)", name, value, strings.Join(allowed, ", "))
}

// when settles the period and the as-of date. An as-of date without a period
// means the quarter of the newest touch up to that date.
func (p *plan) when(ds *dataset.Dataset) (analysis.Period, dataset.Day) {
	today := p.Today
	var asOf dataset.Day
	if p.AsOf != "" {
		asOf, _ = dataset.ParseDay(p.AsOf) // checked before
		today = min(today, asOf)
	}
	period := analysis.DefaultPeriod(ds, today, p.FiscalStart)
	if p.Period != "" {
		period, _ = analysis.ParsePeriod(p.Period, p.FiscalStart) // checked before
	}
	if asOf == 0 {
		asOf = analysis.DefaultAsOf(period, p.Today)
	}
	return period, asOf
}

// silent is the Progress of nobody.
type silent struct{}

func (silent) Stage(string, int) {}
func (silent) Step()             {}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// cause drops the operation and path that the caller has already named.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
