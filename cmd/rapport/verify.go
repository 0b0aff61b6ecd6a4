package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"rapport/generator"
)

// settled are the flags whose values --verify takes from the manifest, and
// those that make no sense with it.
var settled = []string{"output", "period", "as-of", "fiscal-start", "lang", "account", "edition", "roles", "assets", "no-history", "shard", "merge", "strict"}

// verify makes the reviews of a folder again and says what differs.
func (p *process) verify(cmd *cobra.Command, dir string, o generator.Options, bar *meter, quiet bool) error {
	for _, name := range settled {
		if cmd.Flags().Changed(name) {
			return usageError{fmt.Errorf("--verify and --%s do not go together", name),
				"the folder's manifest.json has the settings to verify with; only --config, --templates, --baseline and --actions can be given"}
		}
	}
	o.Out = dir
	v, err := generator.Verify(o)
	var result *logResult
	if err == nil {
		result = &logResult{Folder: v.Target, LeftOut: []string{}}
		if n := len(v.Differences); n > 0 {
			err = fmt.Errorf("%s is not what the input and the settings give: %s", shown(v.Target), count(n, "difference"))
		}
	}
	p.finish(bar, result, err)
	if v == nil || quiet {
		return err
	}
	p.line("period", "%s, as of %s", v.Period, v.AsOf)
	const limit = 40
	for i, d := range v.Differences {
		if i == limit {
			p.line("", "and %s", count(len(v.Differences)-limit, "more difference"))
			break
		}
		p.line("differs", "%s %s", plain(d.Name), plain(d.Text))
	}
	if err == nil {
		p.line("verified", "%s in %s: every byte is as the input and the settings give it", count(v.Files, "file"), shown(v.Target))
	}
	return err
}
