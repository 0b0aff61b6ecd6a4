package main

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rapport/generator"
	"rapport/generator/preview"
)

func newPreview(p *process) *cobra.Command {
	o := generator.Options{Today: p.today, Templates: templateFiles(), Version: version}
	address := ""
	cmd := &cobra.Command{
		Use:   "preview FILE...",
		Short: "Show the reviews in the browser and make them again on save",
		Long: "preview makes the reviews in a temporary folder, serves them on this machine only, and makes\n" +
			"them again when a workbook, the settings or a note is saved. Ctrl-C stops it and removes the folder.",
		Example: "  rapport preview export.xlsx",
		Args:    needInputs,
		RunE: func(cmd *cobra.Command, args []string) error {
			inputs, err := expand(args)
			if err != nil {
				return err
			}
			dir, err := os.MkdirTemp("", "rapport-preview-")
			if err != nil {
				return err
			}
			defer os.RemoveAll(dir)
			o.Inputs, o.Out = inputs, filepath.Join(dir, "reviews")
			beside := filepath.Dir(inputs[0])
			settings := o.Config
			if settings == "" {
				settings = filepath.Join(beside, "rapport.yaml")
			}
			watched := append(inputs, settings)
			if notes := filepath.Join(beside, "notes"); isInput(notes) {
				watched = append(watched, notes, filepath.Join(notes, "note.md"))
			}
			return preview.Serve(cmd.Context(), preview.Options{
				Address: address, Dir: o.Out, Watch: watched, Log: p.out,
				Rebuild: func() error {
					_, err := generator.Run(o)
					return err
				},
			})
		},
	}
	inputFlags(cmd, &o)
	cmd.Flags().StringVar(&address, "address", "127.0.0.1:7311", "address on this machine; port 0 picks a free one")
	return cmd
}
