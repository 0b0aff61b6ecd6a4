package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rapport/generator"
	"rapport/generator/source"
)

func newReview(p *process) *cobra.Command {
	o := generator.Options{Today: p.today, Templates: templateFiles(), Version: version}
	quiet, jsonLog, merge, custom, shard, verify := false, false, false, "", "", ""
	print := false
	cmd := &cobra.Command{
		Use:   "review FILE...",
		Short: "Make the account reviews: the main job",
		Long: "review reads the workbooks, as one dataset, and writes one page per account, the portfolio\n" +
			"page and the data behind them. Settings come from rapport.yaml beside the first workbook.\n" +
			"A file that cannot be read whole is left out, with a notice on every page, when there are others;\n" +
			"alone, or with --strict, it is refused.",
		Example: "  rapport review export.xlsx\n  rapport review exports/*.xlsx -o reviews --period 2026-Q3\n" +
			"  rapport review exports/*.xlsx --shard 2/4 -o part-2\n  rapport review --merge part-1 part-2 part-3 part-4 -o reviews",
		Args: needInputs,
		RunE: func(cmd *cobra.Command, args []string) error {
			inputs, err := expand(args)
			if err != nil {
				return err
			}
			bar := p.progress(quiet, jsonLog)
			if merge {
				return p.merge(generator.MergeOptions{Context: cmd.Context(), Parts: inputs, Out: o.Out, Progress: bar}, bar, quiet)
			}
			if o.Shard, err = generator.ParseShard(shard); err != nil {
				return err
			}
			o.Inputs, o.Context, o.Progress = inputs, cmd.Context(), bar
			o.Sandbox = os.Geteuid() != 0 // a browser does not start in its sandbox as root
			if o.Templates, err = withTemplates(custom); err != nil {
				return err
			}
			if o.Browser, err = browserFor(print); err != nil {
				return err
			}
			tuneMemory()
			if verify != "" {
				return p.verify(cmd, verify, o, bar, quiet)
			}
			o.Program, _ = os.Executable() // unknown: every run makes everything
			summary, err := generator.Run(o)
			p.finish(bar, resultOf(summary), err)
			if err != nil {
				return err
			}
			if !quiet {
				p.printSummary(summary, args, bar)
			}
			return nil
		},
	}
	inputFlags(cmd, &o)
	cmd.Flags().StringVarP(&o.Out, "output", "o", "reviews", "folder to write")
	cmd.Flags().StringArrayVar(&o.Accounts, "account", nil, "only this account, by name or id (repeatable)")
	cmd.Flags().StringVar(&o.Edition, "edition", "", "readership: internal, leadership, customer or one of the settings (default internal)")
	cmd.Flags().BoolVar(&o.Roles, "roles", false, "roles in the place of people's names")
	cmd.Flags().StringVar(&o.Baseline, "baseline", "", "folder of earlier reviews to compare with (default: the output folder)")
	cmd.Flags().StringVar(&o.Actions, "actions", "", "action list with what was written into it (default: the one in the baseline or output folder)")
	cmd.Flags().BoolVar(&o.NoHistory, "no-history", false, "do not keep this quarter for the next one to be compared with")
	cmd.Flags().StringVar(&verify, "verify", "", "make the reviews in this folder again, write nothing, and say which files differ")
	cmd.Flags().StringVar(&o.Assets, "assets", "", "scripts of the pages: shared, inline or none (default shared)")
	cmd.Flags().IntVar(&o.Jobs, "jobs", 0, "files and accounts worked on at a time (default: all processors)")
	cmd.Flags().StringVar(&custom, "templates", "", "folder whose files replace built-in templates of the same name")
	cmd.Flags().BoolVar(&print, "pdf", false, "print each page to PDF too, with an installed Chromium, Chrome or Edge")
	cmd.Flags().BoolVar(&quiet, "quiet", false, "print nothing but errors")
	cmd.Flags().BoolVar(&jsonLog, "json-log", false, "progress as JSON on standard error, one object a line")
	cmd.Flags().StringVar(&shard, "shard", "", "write only part i of n of the accounts, such as 2/4; see --merge")
	cmd.Flags().BoolVar(&merge, "merge", false, "join the folders of all shards, named instead of workbooks, into one set")
	return cmd
}

// inputFlags are the flags of every command that reads exports.
func inputFlags(cmd *cobra.Command, o *generator.Options) {
	f := cmd.Flags()
	f.StringVar(&o.Period, "period", "", "quarter under review, such as 2026-Q3 (default: that of the newest touch)")
	f.StringVar(&o.AsOf, "as-of", "", "date of the review, YYYY-MM-DD (default: the period's last day, or today if earlier)")
	f.IntVar(&o.FiscalStart, "fiscal-start", 0, "first month of the fiscal year, 1 to 12 (default 1)")
	f.StringVar(&o.Lang, "lang", "", "language of the pages: en or zh-CN (default en)")
	f.StringVar(&o.Config, "config", "", "settings file (default: rapport.yaml beside the first workbook)")
	f.BoolVar(&o.Strict, "strict", false, "stop when any row is rejected")
}

// needInputs asks for at least one file, in words.
func needInputs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return nil
	}
	return usageError{fmt.Errorf("no input files"), fmt.Sprintf("%s export.xlsx", cmd.CommandPath())}
}

// expand resolves patterns that the shell left alone, as on Windows.
func expand(args []string) ([]string, error) {
	var out []string
	for _, arg := range args {
		if _, err := os.Stat(arg); err == nil || !strings.ContainsAny(arg, "*?[") {
			out = append(out, arg)
			continue
		}
		matches, err := filepath.Glob(arg)
		if err != nil || len(matches) == 0 {
			return nil, usageError{fmt.Errorf("no file matches %s", arg), ""}
		}
		out = append(out, matches...)
	}
	return out, nil
}

// printSummary says what was written, what was left out and why, and what to
// type next.
func (p *process) printSummary(s *generator.Summary, args []string, bar *meter) {
	line := p.line
	l := s.Ledger
	line("read", "%s, %s: %d used, %d merged, %d not data, %d rejected",
		count(s.Inputs, "file"), count(l.Rows, "row"), l.Used, l.Merged, l.NotData, l.Rejected)
	if s.Config != "" {
		line("settings", "%s", s.Config)
	}
	line("period", "%s (%s to %s), as of %s", s.Period.Label, s.Period.From, s.Period.To, s.AsOf)
	part := ""
	if s.Shard.Of > 0 {
		part = " of shard " + s.Shard.String()
	}
	line("wrote", "%s%s and the portfolio to %s (%s new or changed, %d unchanged)",
		count(s.Reviews, "review"), part, shown(s.Target), count(s.Written, "file"), s.Kept)
	p.printLeftOut(s, line)
	line("took", "%s", bar.times())
	line("open", "%s", shown(s.Index))
	if s.Problems.Count(source.Rejection)+s.Problems.Count(source.Warning) > 0 {
		line("next", "rapport check %s", strings.Join(args, " "))
	}
}

// printLeftOut shows the first rejected rows and counts the rest.
func (p *process) printLeftOut(s *generator.Summary, line func(string, string, ...any)) {
	for _, problem := range s.LeftOut {
		line("LEFT OUT", "%s", plain(problem.Error()))
	}
	rejected := s.Problems.Of(source.Rejection)
	for i, problem := range rejected {
		if i == 3 {
			line("", "and %s, all listed in the data section of the pages", count(len(rejected)-3, "more row"))
			break
		}
		label := ""
		if i == 0 {
			label = "left out"
		}
		line(label, "%s", plain(problem.Error()))
	}
	for _, w := range s.Warnings {
		line("note", "%v", w)
	}
	if n := s.Problems.Count(source.Warning); n > 0 {
		line("warnings", "%d", n)
	}
}

// count writes a number with its noun: 1 file, 2 files.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// shown is a path as the user would type it: relative where that is shorter.
func shown(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return path
	}
	return rel
}
