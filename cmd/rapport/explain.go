package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"rapport/generator"
)

// lineWidth is the width in columns that explanations are wrapped to.
const lineWidth = 88

func newExplain(p *process) *cobra.Command {
	config, lang, templates := "", "", ""
	cmd := &cobra.Command{
		Use:   "explain [METRIC]",
		Short: "Tell what a metric means, with the thresholds in force",
		Long: "explain tells the definition, formula, range and source of a metric and the thresholds that are in\n" +
			"force for it. Metrics are named as in data/*.json, by their term, or as in commentary. Without a\n" +
			"name it lists them all.",
		Example: "  rapport explain\n  rapport explain tvd\n  rapport explain P_win --config rapport.yaml --lang zh-CN",
		RunE: func(_ *cobra.Command, args []string) error {
			files, err := withTemplates(templates)
			if err != nil {
				return err
			}
			e, err := generator.Explain(settingsHere(config), lang, files, strings.Join(args, " "))
			if err != nil {
				return err
			}
			if e.Metric == nil {
				return p.listMetrics(e)
			}
			return p.printMetric(e)
		},
	}
	cmd.ValidArgsFunction = func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return metricNames(), cobra.ShellCompDirectiveNoFileComp
	}
	f := cmd.Flags()
	f.StringVar(&config, "config", "", "settings file (default: rapport.yaml in the current folder)")
	f.StringVar(&lang, "lang", "", "language: en or zh-CN")
	f.StringVar(&templates, "templates", "", "the folder that replaces files")
	return cmd
}

// metricNames completes the argument, with the meanings beside the names.
func metricNames() []string {
	e, err := generator.Explain("", "", templateFiles(), "")
	if err != nil {
		return nil
	}
	var names []string
	for _, g := range e.Groups {
		for _, m := range g.Metrics {
			names = append(names, m.Name+"\t"+firstClause(m.What))
		}
	}
	return names
}

// settingsHere is the settings file given, or the one in the current folder.
func settingsHere(config string) string {
	if config == "" && isInput("rapport.yaml") {
		return "rapport.yaml"
	}
	return config
}

// listMetrics prints a line a metric: the first clause of its meaning.
func (p *process) listMetrics(e *generator.Explanation) error {
	var b strings.Builder
	widest := 0
	for _, g := range e.Groups {
		for _, m := range g.Metrics {
			widest = max(widest, len(m.Name))
		}
	}
	for _, g := range e.Groups {
		fmt.Fprintln(&b, g.Title)
		for _, m := range g.Metrics {
			fmt.Fprintf(&b, "  %-*s  %s\n", widest, m.Name, firstClause(m.What))
		}
		fmt.Fprintln(&b)
	}
	_, err := fmt.Fprintf(p.out, "%s%s\n", b.String(), e.Words.T("explain.label.next"))
	return err
}

func firstClause(s string) string {
	if i := strings.IndexAny(s, ";；"); i > 0 {
		return s[:i]
	}
	return s
}

// thresholdLines writes the entries of a table of settings on one line.
func thresholdLines(e *generator.Explanation) []string {
	var lines []string
	table := ""
	for _, t := range e.Thresholds {
		line := t.Value
		switch {
		case t.Fixed:
			line += " (" + e.Words.T("explain.label.fixed") + ")"
		case t.Default != "":
			line += " (" + e.Words.T("explain.label.default", "value", t.Default) + ")"
		}
		dot := strings.LastIndexByte(t.Name, '.')
		if dot > 0 && t.Name[:dot] == table {
			lines[len(lines)-1] += plain(", " + t.Name[dot+1:] + " " + line)
			continue
		}
		table = t.Name[:max(dot, 0)]
		lines = append(lines, plain(heading(table)+t.Name[dot+1:]+" "+line))
	}
	return lines
}

func heading(table string) string {
	if table == "" {
		return ""
	}
	return table + ": "
}

func (p *process) printMetric(e *generator.Explanation) error {
	m := e.Metric
	label := func(key string) string { return e.Words.T("explain.label." + key) }
	var notes []string
	for _, n := range m.Note {
		notes = append(notes, "{{"+n+"}}")
	}
	rows := []struct {
		label string
		lines []string
	}{
		{"meaning", []string{m.What}}, {"formula", []string{m.How}}, {"range", []string{m.When}}, {"thresholds", thresholdLines(e)},
		{"source", []string{m.Source}},
		{"also", []string{strings.Join(m.Also, ", ")}}, {"data", []string{strings.Join(m.Data, " ")}}, {"note", []string{strings.Join(notes, " ")}},
	}
	widest := 0
	for _, r := range rows {
		widest = max(widest, columns(label(r.label)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", m.Name, m.Term)
	for _, r := range rows {
		head := label(r.label)
		for _, text := range r.lines {
			for _, line := range wrap(text, lineWidth-widest-4) {
				fmt.Fprintf(&b, "  %s%s  %s\n", head, strings.Repeat(" ", widest-columns(head)), line)
				head = ""
			}
		}
	}
	if e.Config == "" {
		b.WriteString(label("defaults"))
	} else {
		b.WriteString(e.Words.T("explain.label.config", "file", plain(e.Config)))
	}
	_, err := fmt.Fprintln(p.out, b.String())
	return err
}

// columns counts the columns that a text takes on a terminal: Chinese
// characters and their punctuation take two.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

func runeColumns(r rune) int {
	switch {
	case r >= 0x2e80 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe4f, r >= 0xff00 && r <= 0xff60:
		return 2
	case r >= 0x0300 && r <= 0x036f:
		return 0
	}
	return 1
}

// wrap breaks a text at blanks, and after Chinese characters, into lines of
// at most width columns; no line for "".
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for s != "" {
		end := piece(s)
		if columns(line)+columns(strings.TrimRight(s[:end], " ")) > width && line != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line = ""
		}
		line += s[:end]
		s = s[end:]
	}
	if line != "" {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// piece gives the length of the first part of a text after which a line may
// end: up to and with a blank, or one wide character with the marks that
// must not begin a line.
func piece(s string) int {
	for i, r := range s {
		end := i + len(string(r))
		if r == ' ' {
			return end
		}
		if runeColumns(r) == 2 && !strings.ContainsRune("（《", r) {
			for _, next := range s[end:] {
				if !strings.ContainsRune("，。；：、）》 ", next) {
					break
				}
				end += len(string(next))
			}
			return end
		}
	}
	return len(s)
}
