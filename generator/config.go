package generator

import (
	"maps"
	"os"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/edition"
	"rapport/generator/internal/strictyaml"
	"rapport/generator/mail"
)

// Config is rapport.yaml. Every key is optional; the thresholds of the method
// stand at the top level, what concerns the reading of exports under input.
type Config struct {
	analysis.Settings `yaml:",inline"`

	AsOf        string           `yaml:"as_of"`
	Period      string           `yaml:"period"`
	FiscalStart int              `yaml:"fiscal_start"`
	Lang        string           `yaml:"lang"`
	Edition     string           `yaml:"edition"`
	Assets      string           `yaml:"assets"`
	Input       dataset.Settings `yaml:"input"`
	Mail        mail.Config      `yaml:"mail"`

	Editions map[string]edition.Edition `yaml:"editions"` // own ones, by name
}

// ReadConfig reads a settings file, or gives the defaults for "". The error
// is an ErrUsage with line and column.
func ReadConfig(path string) (Config, error) { return loadConfig(path) }

// loadConfig reads the file over the defaults; "" gives the defaults alone.
func loadConfig(path string) (Config, error) {
	c := Config{Settings: analysis.Defaults()}
	if path == "" {
		return c, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return c, usage("configuration file %s cannot be read: %s", path, cause(err))
	}
	if err := strictyaml.Decode(path, data, &c); err != nil {
		return c, usage("%w", err)
	}
	c.fillTables()
	if err := c.Settings.Check(); err != nil {
		return c, usage("%s: %w", path, err)
	}
	if err := c.Input.Validate(); err != nil {
		return c, usage("%s: %w", path, err)
	}
	return c, nil
}

// fillTables gives the tables of which the file sets only some entries the
// defaults of the others.
func (c *Config) fillTables() {
	d := analysis.Defaults()
	c.ChannelValues = filled(c.ChannelValues, d.ChannelValues)
	c.Vote.Points = filled(c.Vote.Points, d.Vote.Points)
	c.Objection = filled(c.Objection, d.Objection)
	c.Index.Weights = filled(c.Index.Weights, d.Index.Weights)
}

func filled[V any](given, defaults map[string]V) map[string]V {
	out := maps.Clone(defaults)
	maps.Copy(out, given)
	return out
}
