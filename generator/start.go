package generator

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"rapport/generator/dataset"
	"rapport/generator/internal/strictyaml"
	"rapport/generator/workbook"
)

// starter is templates/new/workbook.yaml.
type starter struct {
	Sheets []struct {
		Name    string `yaml:"name"`
		Columns []struct {
			Header  string   `yaml:"header"`
			Width   float64  `yaml:"width"`
			Choices []string `yaml:"choices"`
			Hint    string   `yaml:"hint"`
			Number  bool     `yaml:"number"`
			Date    bool     `yaml:"date"`
			Example string   `yaml:"example"`
		} `yaml:"columns"`
	} `yaml:"sheets"`
}

// Start fills a folder to begin with: a workbook with drop-downs, the settings
// with every option commented, and a folder for commentary. It returns the
// paths written and never overwrites a file.
func Start(dir string, templates fs.FS) ([]string, error) {
	tables, err := starterTables(templates)
	if err != nil {
		return nil, err
	}
	var book bytes.Buffer
	if err := workbook.Write(&book, tables); err != nil {
		return nil, err
	}
	settings, err := fs.ReadFile(templates, "new/rapport.yaml")
	if err != nil {
		return nil, err
	}
	notes, err := fs.ReadFile(templates, "new/notes-README.md")
	if err != nil {
		return nil, err
	}
	files := []struct {
		name string
		data []byte
	}{
		{"stakeholders.xlsx", book.Bytes()},
		{"rapport.yaml", settings},
		{filepath.Join("notes", "README.md"), notes},
	}
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(dir, f.name)); err == nil {
			return nil, usage("%s exists already and is not overwritten (choose another folder)", filepath.Join(dir, f.name))
		}
	}
	var written []string
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := create(path, f.data); err != nil {
			return written, err
		}
		written = append(written, path)
	}
	return written, nil
}

// create writes a new file; it fails when one is there.
func create(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// starterTables reads the sheets of the starter workbook.
func starterTables(templates fs.FS) ([]workbook.Table, error) {
	const name = "new/workbook.yaml"
	data, err := fs.ReadFile(templates, name)
	if err != nil {
		return nil, err
	}
	var s starter
	if err := strictyaml.Decode(name, data, &s); err != nil {
		return nil, err
	}
	var tables []workbook.Table
	for _, sheet := range s.Sheets {
		t := workbook.Table{Name: sheet.Name, Frozen: true}
		var example []workbook.Value
		for _, c := range sheet.Columns {
			t.Columns = append(t.Columns, workbook.Column{Header: c.Header, Width: c.Width, Choices: c.Choices, Hint: c.Hint})
			value, err := exampleValue(c.Example, c.Number, c.Date)
			if err != nil {
				return nil, fmt.Errorf("%s: sheet %s, column %s: %w", name, sheet.Name, c.Header, err)
			}
			example = append(example, value)
		}
		t.Rows = [][]workbook.Value{example}
		tables = append(tables, t)
	}
	return tables, nil
}

func exampleValue(s string, number, date bool) (workbook.Value, error) {
	switch {
	case s == "":
		return workbook.Value{}, nil
	case number:
		f, err := strconv.ParseFloat(s, 64)
		return workbook.Value{Kind: workbook.Number, Number: f}, err
	case date:
		d, err := dataset.ParseDay(s)
		return workbook.Value{Kind: workbook.Date, Number: float64(d)}, err
	}
	return workbook.Value{Kind: workbook.Text, Text: s}, nil
}
