package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"rapport/generator"
	"rapport/generator/dataset"
)

// longestTitle bounds a line of standard input, in bytes.
const longestTitle = 1 << 20

func newLevels(p *process) *cobra.Command {
	config, templates, header := "", "", false
	cmd := &cobra.Command{
		Use:   "levels [TITLE...]",
		Short: "Tell the level of job titles",
		Long: "levels classifies the titles given, or the lines of standard input, as review does. It prints lines\n" +
			"of title, level and rule with tabs between them; the level is empty when no rule fits.",
		Example: "  rapport levels \"Deputy Director of Purchasing\" 副总经理\n  rapport levels < titles.txt > levels.tsv",
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := withTemplates(templates)
			if err != nil {
				return err
			}
			classifier, err := generator.LoadClassifier(settingsHere(config), files)
			if err != nil {
				return err
			}
			w := bufio.NewWriterSize(p.out, 1<<16)
			if header {
				w.WriteString("title\tlevel\trule\n")
			}
			if len(args) > 0 {
				for _, title := range args {
					writeLevel(w, classifier, title)
				}
				return w.Flush()
			}
			return errors.Join(classifyLines(w, classifier, p.in), w.Flush())
		},
	}
	f := cmd.Flags()
	f.StringVar(&config, "config", "", "settings file with your ladder (default: rapport.yaml in the current folder)")
	f.StringVar(&templates, "templates", "", "the folder that replaces files")
	f.BoolVar(&header, "header", false, "begin with a line of column names")
	return cmd
}

// classifyLines writes a line for each line read; empty lines keep their
// place, so that the output can be laid beside the input.
func classifyLines(w *bufio.Writer, c *dataset.Classifier, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), longestTitle)
	for first := true; lines.Scan(); first = false {
		title := lines.Text()
		if first {
			title = strings.TrimPrefix(title, "\ufeff")
		}
		writeLevel(w, c, title)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return usageError{fmt.Errorf("a line of standard input is longer than %d bytes (want one title a line)", longestTitle), ""}
	}
	return lines.Err()
}

// lineEnds are the line ends of Unicode that plain leaves.
var lineEnds = strings.NewReplacer("\u2028", " ", "\u2029", " ")

// writeLevel writes title, level and rule. Control characters in the title
// become blanks, so that every title stays one field of one line. Errors of
// the writer are kept by it until Flush.
func writeLevel(w *bufio.Writer, c *dataset.Classifier, title string) {
	level, rule, _ := c.Classify(title)
	w.WriteString(plain(lineEnds.Replace(title)))
	w.WriteByte('\t')
	if level > 0 {
		w.WriteString(strconv.Itoa(level))
	}
	w.WriteByte('\t')
	w.WriteString(plain(rule))
	w.WriteByte('\n')
}
