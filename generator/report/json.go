package report

import (
	"bytes"
	"encoding/json"
	"math"

	"rapport/generator/dataset"
)

// writeJSON writes a value on one line. Letters beyond ASCII stay letters;
// < > and & are written as escapes, so that the text is safe inside a page
// too. Indents would cost three times the rest.
func writeJSON(b *bytes.Buffer, v any) error { return json.NewEncoder(b).Encode(v) }

// finite turns a number that is none into null.
func finite(p *float64) *float64 {
	if p == nil || math.IsNaN(*p) || math.IsInf(*p, 0) {
		return nil
	}
	return p
}

func value(x float64) *float64 { return finite(&x) }

// IntakeData is data/intake.json: what was read, from where, and what is
// wrong with it.
type IntakeData struct {
	Schema   string        `json:"schema"`
	Files    []FileData    `json:"files"`
	Problems []ProblemData `json:"problems"`
}

// FileData is one input file.
type FileData struct {
	Name   string      `json:"name"`
	SHA256 string      `json:"sha256"`
	Format string      `json:"format"`
	Size   int64       `json:"size"`
	Sheets []SheetData `json:"sheets"`
}

// SheetData is the ledger of a sheet: rows = used + merged + not_data +
// rejected.
type SheetData struct {
	Name      string         `json:"name"`
	Role      string         `json:"role"`
	Hidden    bool           `json:"hidden"`
	HeaderRow int            `json:"header_row"`
	Columns   map[string]int `json:"columns"`
	Ignored   []string       `json:"ignored"`
	Rows      int            `json:"rows"`
	Used      int            `json:"used"`
	Merged    int            `json:"merged"`
	NotData   int            `json:"not_data"`
	NotDataBy map[string]int `json:"not_data_by"`
	Rejected  int            `json:"rejected"`
}

// ProblemData is one fault of the input.
type ProblemData struct {
	Cell     string `json:"cell"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// Intake gives what data/intake.json holds.
func Intake(ds *dataset.Dataset) *IntakeData {
	out := &IntakeData{Schema: "rapport/intake/1", Files: fileData(ds), Problems: make([]ProblemData, 0, len(ds.Problems))}
	for i := range ds.Problems {
		out.Problems = append(out.Problems, problemData(ds, i))
	}
	return out
}

func problemData(ds *dataset.Dataset, i int) ProblemData {
	p := &ds.Problems[i]
	return ProblemData{Cell: p.Cell.String(), Severity: p.Severity.String(), Code: p.Code, Message: p.Message, Hint: p.Hint}
}

func fileData(ds *dataset.Dataset) []FileData {
	out := make([]FileData, len(ds.Files))
	for i, f := range ds.Files {
		out[i] = FileData{Name: f.Name, SHA256: f.SHA256, Format: f.Format, Size: f.Size, Sheets: []SheetData{}}
	}
	for _, s := range ds.Sheets {
		d := SheetData{Name: s.Name, Role: s.Role, Hidden: s.Hidden, HeaderRow: s.HeaderRow, Columns: map[string]int{}, Ignored: []string{},
			Rows: s.Rows, Used: s.Used, Merged: s.Merged, NotData: s.NotData, NotDataBy: map[string]int{}, Rejected: s.Rejected}
		for _, c := range s.Columns {
			d.Columns[c.Field] = c.Column
		}
		for _, c := range s.Ignored {
			d.Ignored = append(d.Ignored, c.Header)
		}
		for _, c := range s.NotDataBy {
			d.NotDataBy[c.Code] += c.N
		}
		out[s.File].Sheets = append(out[s.File].Sheets, d)
	}
	return out
}
