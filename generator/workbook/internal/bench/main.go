// Command bench measures how fast a large workbook is read. It writes a
// canonical workbook with invented people, then reads it in child processes:
// by bare inflation, by package workbook, into a dataset and by excelize, and
// prints the median seconds, the peak memory and the ratios between them. With -review it
// also runs the whole command on it, once afresh and once with nothing changed.
//
//	go run ./generator/workbook/internal/bench
//	go run ./generator/workbook/internal/bench -review -strings shared
//	go run ./generator/workbook/internal/bench -growth -runs 1
//	go run ./generator/workbook/internal/bench -touches 50000 -people 5000 -accounts 100
//	go run ./generator/workbook/internal/bench -keep /tmp/large.xlsx -runs 0
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

type options struct {
	size       size
	strings    string // shared, inline or both
	runs       int
	noExcelize bool
	keep       string
	file       string
	child      string
	review     bool
	growth     bool
	tool       string
	out        string
}

func run(args []string, out, errOut io.Writer) int {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.IntVar(&o.size.touches, "touches", 1_000_000, "activities in the workbook")
	flags.IntVar(&o.size.people, "people", 100_000, "contacts in the workbook")
	flags.IntVar(&o.size.accounts, "accounts", 2_000, "accounts in the workbook")
	flags.StringVar(&o.strings, "strings", "both", "how texts are stored: shared, inline or both")
	flags.IntVar(&o.runs, "runs", 3, "runs of each reader, of which the median counts; 0 only writes the workbook")
	flags.BoolVar(&o.noExcelize, "no-excelize", false, "leave excelize out, which takes most of the time")
	flags.StringVar(&o.keep, "keep", "", "keep the workbook under this name (with -strings both: the shared one)")
	flags.StringVar(&o.file, "file", "", "measure this workbook instead of writing one")
	flags.BoolVar(&o.review, "review", false, "measure the whole review too, written to disk and to memory")
	flags.BoolVar(&o.growth, "growth", false, "measure the whole review of growing workbooks, and nothing else")
	flags.StringVar(&o.tool, "tool", "", "used by bench itself: the command that reviews")
	flags.StringVar(&o.out, "out", "", "used by bench itself: the folder that it writes")
	flags.StringVar(&o.child, "child", "", "used by bench itself: measure one reader in this process")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	var err error
	switch {
	case o.growth:
		err = growth(o, out)
	case o.child == reviewChild:
		err = reviewOnce(o, out)
	case o.child != "":
		err = child(o.child, o.file, out)
	default:
		err = bench(o, out)
	}
	if err != nil {
		fmt.Fprintln(errOut, "bench:", err)
		return 1
	}
	return 0
}

func bench(o options, out io.Writer) error {
	if o.file != "" {
		return measure(o, o.file, out)
	}
	dir, err := os.MkdirTemp("", "rapport-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	for _, kind := range []string{"shared", "inline"} {
		if o.strings != kind && o.strings != "both" {
			continue
		}
		path := filepath.Join(dir, kind+".xlsx")
		if o.keep != "" && (o.strings == kind || kind == "shared") {
			path = o.keep
		}
		if err := generate(path, o.size, kind == "inline"); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s strings, %d touches, %d people, %d accounts\n", kind, o.size.touches, o.size.people, o.size.accounts)
		if o.runs > 0 {
			if err := measure(o, path, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// measure prints the readers' table, or with -review that of whole runs.
func measure(o options, path string, out io.Writer) error {
	if o.review {
		return wholeReviews(o, path, out)
	}
	return report(o, path, out)
}
