package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/source"
	"rapport/templates"
)

// The exit codes.
const (
	exitDone      = 0
	exitFailed    = 1
	exitUsage     = 2
	exitWorkbooks = 3
	exitMail      = 4
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// process is what the commands take from the operating system.
type process struct {
	in       io.Reader
	out, err io.Writer
	today    dataset.Day
	logged   bool // what went wrong stands in the JSON log already
}

// run executes one command line and returns its exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	p := &process{in: stdin, out: stdout, err: stderr, today: dataset.DayOf(time.Now().Date())}
	root := newRoot(p)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return p.explain(root.ExecuteContext(ctx))
}

// newRoot assembles the commands.
func newRoot(p *process) *cobra.Command {
	root := &cobra.Command{
		Use:   "rapport",
		Short: "Account reviews from CRM exports: who we know, at which level, and who we keep missing",
		Long: "rapport reads Excel exports of stakeholders and activities and writes account reviews that\n" +
			"show how our engagement is spread across the customer's hierarchy levels.",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := ""
			if near := generator.Nearest(args[0], commandNames(cmd)); near != "" {
				hint = fmt.Sprintf("did you mean rapport %s?", near)
			} else if isInput(args[0]) {
				hint = "to make reviews: rapport review " + args[0]
			}
			return usageError{fmt.Errorf("unknown command %q", args[0]), hint}
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newReview(p), newCheck(p), newNew(p), newPreview(p), newTemplates(p), newMail(p),
		newLevels(p), newExplain(p), newVersion(p))
	return root
}

func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return names
}

func isInput(arg string) bool {
	_, err := os.Stat(arg)
	return err == nil
}

// usageError is a wrong command line with advice.
type usageError struct {
	error
	hint string
}

func (e usageError) Is(target error) bool { return target == generator.ErrUsage }

// flagError turns the flag library's complaint into one with advice.
func flagError(cmd *cobra.Command, err error) error {
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	hint := fmt.Sprintf("%s --help lists the flags", cmd.CommandPath())
	if unknown {
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := generator.Nearest(name, known); near != "" {
			hint = fmt.Sprintf("did you mean --%s?", near)
		}
	}
	return usageError{err, hint}
}

// explain prints what went wrong and gives the exit code.
func (p *process) explain(err error) int {
	if err == nil {
		return exitDone
	}
	var code exitCode
	if errors.As(err, &code) {
		return int(code)
	}
	if p.logged {
		p.err = io.Discard
	}
	var problems source.Problems
	if errors.As(err, &problems) {
		p.printProblems(problems)
		return exitWorkbooks
	}
	var problem source.Problem
	if errors.As(err, &problem) {
		p.printProblems(source.Problems{problem})
		return exitWorkbooks
	}
	fmt.Fprintf(p.err, "rapport: %v\n", err)
	if hint := advice(err); hint != "" {
		fmt.Fprintf(p.err, "hint: %s\n", hint)
	}
	if errors.Is(err, generator.ErrUsage) {
		return exitUsage
	}
	return exitFailed
}

// advice is what an error says to do, or "".
func advice(err error) string {
	var advised interface{ Advice() string }
	var wrong usageError
	switch {
	case errors.As(err, &wrong) && wrong.hint != "":
		return wrong.hint
	case errors.As(err, &advised):
		return advised.Advice()
	}
	return ""
}

// exitCode ends the run with a code; what there was to say has been said.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

func (p *process) printProblems(problems source.Problems) {
	for _, problem := range problems {
		fmt.Fprintf(p.err, "rapport: %s\n", plain(problem.Error()))
		if problem.Hint != "" {
			fmt.Fprintf(p.err, "hint: %s\n", problem.Hint)
		}
	}
}

// templateFiles are the built-in templates.
func templateFiles() fs.FS { return templates.Files }
