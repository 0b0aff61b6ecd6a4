package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/report"
	"rapport/generator/source"
)

func newCheck(p *process) *cobra.Command {
	o := generator.Options{Today: p.today, Templates: templateFiles(), Version: version}
	asJSON, annotate := false, ""
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Read the workbooks, judge them and report every problem",
		Long: "check reads the workbooks exactly as review does and tells what it found in every sheet, which\n" +
			"column it took for what, and every problem with its cell. It writes nothing, except the marked\n" +
			"copies that --annotate asks for. Exit code 3 means that the workbooks need fixing.",
		Example: "  rapport check export.xlsx\n  rapport check exports/*.xlsx --annotate marked",
		Args:    needInputs,
		RunE: func(_ *cobra.Command, args []string) error {
			inputs, err := expand(args)
			if err != nil {
				return err
			}
			strict := o.Strict
			read := o
			read.Inputs, read.Strict = inputs, false
			checked, err := generator.Check(read)
			if err != nil {
				return err
			}
			if err := p.printChecked(checked, asJSON); err != nil {
				return err
			}
			if annotate != "" {
				if err := p.annotate(read, checked, annotate); err != nil {
					return err
				}
			}
			if checked.Refused || strict && checked.Data.Problems.Count(source.Rejection) > 0 {
				return exitCode(exitWorkbooks)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Config, "config", "", "settings file (default: rapport.yaml beside the first workbook)")
	f.BoolVar(&o.Strict, "strict", false, "exit 3 when any row is rejected")
	f.BoolVar(&asJSON, "json", false, "print what data/intake.json would hold")
	f.StringVar(&annotate, "annotate", "", "folder for copies of the workbooks with the problem cells marked")
	return cmd
}

func (p *process) annotate(o generator.Options, checked *generator.Checked, dir string) error {
	written, err := generator.Annotate(o, checked, dir)
	for _, path := range written {
		fmt.Fprintf(p.err, "marked    %s\n", shown(path))
	}
	if err == nil && len(written) == 0 {
		fmt.Fprintln(p.err, "marked    nothing: no problem names a cell")
	}
	return err
}

func (p *process) printChecked(c *generator.Checked, asJSON bool) error {
	if asJSON {
		out := json.NewEncoder(p.out)
		out.SetIndent("", " ")
		out.SetEscapeHTML(false)
		return out.Encode(report.Intake(c.Data))
	}
	problems := c.Data.Problems
	if !c.Refused {
		p.printSheets(c.Data)
		p.printColumns(c.Data)
	}
	for _, severity := range []source.Severity{source.Refusal, source.Rejection, source.Warning, source.Note} {
		for _, problem := range problems.Of(severity) {
			fmt.Fprintf(p.out, "%s: %s\n", severity, plain(problem.Error()))
			if problem.Hint != "" {
				fmt.Fprintf(p.out, "    hint: %s\n", problem.Hint)
			}
		}
	}
	l := c.Ledger
	if c.Refused {
		fmt.Fprintln(p.out, "the input cannot be used")
		return nil
	}
	fmt.Fprintf(p.out, "%s: %d used, %d merged, %d not data, %d rejected; %s, %s\n",
		count(l.Rows, "row"), l.Used, l.Merged, l.NotData, l.Rejected,
		count(problems.Count(source.Warning), "warning"), count(problems.Count(source.Note), "note"))
	return nil
}

// printSheets is the ledger, a line a sheet.
func (p *process) printSheets(ds *dataset.Dataset) {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "file\tsheet\tread as\theader row\trows\tused\tmerged\tnot data\trejected")
	for _, s := range ds.Sheets {
		role := s.Role
		if role == "" {
			role = "not used"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", ds.Files[s.File].Name, plain(s.Name), role, s.HeaderRow,
			s.Rows, s.Used, s.Merged, s.NotData, s.Rejected)
	}
	w.Flush()
	fmt.Fprintln(p.out)
}

// printColumns tells which column was taken for which field.
func (p *process) printColumns(ds *dataset.Dataset) {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "column\theader\tread as")
	for _, s := range ds.Sheets {
		for _, uses := range [][]dataset.ColumnUse{s.Columns, s.Ignored} {
			for _, u := range uses {
				field := u.Field
				if field == "" {
					field = "not used"
				}
				place := source.Cell{File: ds.Files[s.File].Name, Sheet: s.Name, Column: u.Column}
				fmt.Fprintf(w, "%s\t%s\t%s\n", plain(place.String()), plain(u.Header), field)
			}
		}
	}
	w.Flush()
	fmt.Fprintln(p.out)
}

// plain takes control characters out of text from a workbook, so that it
// cannot move the cursor or break a line of the table.
func plain(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			out[i] = ' '
		}
	}
	return string(out)
}
