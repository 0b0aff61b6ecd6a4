package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"rapport/generator"
)

// newTemplates groups the commands on what a user may replace.
func newTemplates(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "templates",
		Short: "List, compare and export the files that can be replaced",
		Long: "Pages, words, title rules and column profiles are files. A folder given with --templates replaces\n" +
			"those that it has, by the same name.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	dir := cmd.PersistentFlags().String("templates", "", "the folder that replaces files")
	cmd.AddCommand(
		&cobra.Command{Use: "list", Short: "List the files and which of them are replaced", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return p.listTemplates(*dir) }},
		&cobra.Command{Use: "which FILE", Short: "Tell where a file comes from", Args: cobra.ExactArgs(1),
			RunE: func(_ *cobra.Command, args []string) error { return p.whichTemplate(*dir, args[0]) }},
		&cobra.Command{Use: "diff", Short: "Name the replaced files that differ from the built-in ones", Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error { return p.diffTemplates(*dir) }},
		&cobra.Command{Use: "export DIR [FILE...]", Short: "Copy built-in files into a folder, to be changed there", Args: cobra.MinimumNArgs(1),
			RunE: func(_ *cobra.Command, args []string) error { return p.exportTemplates(args[0], args[1:]) }},
	)
	return cmd
}

// withTemplates lays the user's folder over the built-in templates.
func withTemplates(dir string) (fs.FS, error) {
	if dir == "" {
		return templateFiles(), nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, usageError{fmt.Errorf("templates folder %s cannot be opened", dir), "rapport templates export " + dir + " makes one"}
	}
	return generator.Overlay(os.DirFS(dir), templateFiles()), nil
}

// eachTemplate visits the built-in files that a user may replace.
func eachTemplate(visit func(name string) error) error {
	return fs.WalkDir(templateFiles(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".go" {
			return err
		}
		return visit(name)
	})
}

func replaced(dir, name string) bool {
	if dir == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
	return err == nil && info.Mode().IsRegular()
}

func (p *process) listTemplates(dir string) error {
	return eachTemplate(func(name string) error {
		mark := ""
		if replaced(dir, name) {
			mark = "  replaced by " + filepath.Join(dir, filepath.FromSlash(name))
		}
		_, err := fmt.Fprintf(p.out, "%s%s\n", name, mark)
		return err
	})
}

func (p *process) whichTemplate(dir, file string) error {
	var names []string
	if err := eachTemplate(func(name string) error { names = append(names, name); return nil }); err != nil {
		return err
	}
	for _, name := range names {
		if name != file {
			continue
		}
		where := "built in"
		if replaced(dir, name) {
			where = filepath.Join(dir, filepath.FromSlash(name))
		}
		_, err := fmt.Fprintf(p.out, "%s: %s\n", name, where)
		return err
	}
	hint := "rapport templates list names them"
	if near := generator.Nearest(file, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return usageError{fmt.Errorf("no template is named %s", file), hint}
}

func (p *process) diffTemplates(dir string) error {
	if dir == "" {
		return usageError{fmt.Errorf("nothing to compare"), "rapport templates diff --templates DIR"}
	}
	changed := 0
	err := eachTemplate(func(name string) error {
		if !replaced(dir, name) {
			return nil
		}
		own, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		builtin, err := fs.ReadFile(templateFiles(), name)
		if err != nil || bytes.Equal(own, builtin) {
			return err
		}
		changed++
		_, err = fmt.Fprintf(p.out, "%s: %d lines, built in %d\n", name, strings.Count(string(own), "\n"), strings.Count(string(builtin), "\n"))
		return err
	})
	if err == nil && changed == 0 {
		_, err = fmt.Fprintln(p.out, "no replaced file differs from the built-in one")
	}
	return err
}

func (p *process) exportTemplates(dir string, wanted []string) error {
	done := 0
	err := eachTemplate(func(name string) error {
		if len(wanted) > 0 && !contains(wanted, name) {
			return nil
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if _, err := os.Lstat(to); err == nil {
			return usageError{fmt.Errorf("%s exists already and is not overwritten", to), ""}
		}
		data, err := fs.ReadFile(templateFiles(), name)
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		done++
		return os.WriteFile(to, data, 0o644)
	})
	if err != nil {
		return err
	}
	if done == 0 {
		return usageError{fmt.Errorf("no template is named %s", strings.Join(wanted, ", ")), "rapport templates list names them"}
	}
	_, err = fmt.Fprintf(p.out, "wrote     %s to %s\nnext      change them, then: rapport review FILE... --templates %s\n", count(done, "file"), dir, dir)
	return err
}

func contains(names []string, name string) bool {
	for _, n := range names {
		if n == name || strings.HasPrefix(name, strings.TrimSuffix(n, "/")+"/") {
			return true
		}
	}
	return false
}
