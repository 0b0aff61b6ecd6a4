package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"rapport/generator"
)

func newNew(p *process) *cobra.Command {
	return &cobra.Command{
		Use:   "new DIR",
		Short: "Write a workbook with drop-downs, settings and a notes folder to start from",
		Example: "  rapport new northern-accounts\n" +
			"  rapport review northern-accounts/stakeholders.xlsx",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{fmt.Errorf("new wants one folder, got %d", len(args)), "rapport new my-accounts"}
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			written, err := generator.Start(args[0], templateFiles())
			for _, path := range written {
				fmt.Fprintf(p.out, "wrote     %s\n", path)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(p.out, "next      fill in the workbook, then: rapport review %s\n", filepath.Join(args[0], "stakeholders.xlsx"))
			return err
		},
	}
}
