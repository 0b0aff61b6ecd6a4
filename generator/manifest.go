package generator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/edition"
	"rapport/generator/internal/stage"
	"rapport/generator/internal/strictyaml"
	"rapport/generator/report"
	"rapport/generator/source"
)

// manifest is manifest.json: what made the set, so that it can be made again,
// and what belongs to it, so that nothing else is ever deleted.
type manifest struct {
	Schema   string       `json:"schema"`
	Version  string       `json:"version"`
	Period   string       `json:"period"`
	AsOf     dataset.Day  `json:"as_of"`
	Asked    string       `json:"asked,omitempty"` // period and as-of date as the user gave them
	Fiscal   int          `json:"fiscal_start"`
	ReadOn   dataset.Day  `json:"read_on,omitempty"`       // the day of the run, where later touches were rejected as future
	Since    string       `json:"compared_with,omitempty"` // the quarter before
	Lang     string       `json:"lang"`
	Edition  string       `json:"edition"`
	Shows    []string     `json:"edition_shows"` // such as stance=executive
	Roles    bool         `json:"roles,omitempty"`
	Assets   string       `json:"assets"`
	Accounts []string     `json:"accounts,omitempty"`
	Unkept   bool         `json:"no_history,omitempty"`
	Shard    string       `json:"shard,omitempty"` // such as 2/4; "" is a whole set
	Settings []string     `json:"settings"`        // all in force, such as recent=90
	Config   string       `json:"config_sha256,omitempty"`
	Notes    string       `json:"notes_sha256,omitempty"`
	Template string       `json:"templates_sha256"` // of all templates and messages in force
	Inputs   []input      `json:"inputs"`
	Files    []stage.File `json:"files"`
}

type input struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

func (p *plan) manifest(files []stage.File, result *analysis.Result) ([]byte, error) {
	m := manifest{
		Schema: "rapport/manifest/1", Version: p.Version, Period: result.Period.Label, AsOf: result.AsOf, Asked: p.asked, Fiscal: p.FiscalStart,
		ReadOn: p.readOn, Since: p.since, Lang: p.Lang, Edition: p.Edition, Shows: p.shows(), Roles: p.edition.Roles, Assets: p.Assets,
		Accounts: p.Accounts, Unkept: p.NoHistory, Shard: p.Shard.String(), Settings: p.inForce(result), Notes: p.notesHash, Files: files,
	}
	if p.Config != "" {
		data, err := os.ReadFile(p.Config)
		if err != nil {
			return nil, err
		}
		m.Config = digest(data)
	}
	var err error
	if m.Template, err = hashFolder(p.Templates); err != nil {
		return nil, err
	}
	for i, f := range p.files { // whose names the edition may not show
		m.Inputs = append(m.Inputs, input{result.Data.Files[i].Name, f.SHA256, f.Size})
	}
	return m.encode()
}

// shows lists the fields of the edition.
func (p *plan) shows() []string {
	list := []string{"executive_level=" + strconv.Itoa(max(1, p.edition.ExecutiveLevel))}
	for _, field := range slices.Sorted(maps.Keys(p.edition.Fields)) {
		list = append(list, field+"="+p.edition.Fields[field])
	}
	return list
}

// inForce lists the settings of the method and, where sources may be shown,
// those of the reading.
func (p *plan) inForce(result *analysis.Result) []string {
	settings := analysis.Method(result.Settings, result.Data.Ladder)
	if p.edition.Shows("sources") {
		settings = append(settings, analysis.Flatten("input", p.config.Input)...)
	}
	list := make([]string, len(settings))
	for i, s := range settings {
		list[i] = s.Name + "=" + s.Value
	}
	slices.Sort(list)
	return list
}

// hashFolder gives one SHA-256 over the names and bytes of all files, line
// ends aside.
func hashFolder(files fs.FS) (string, error) {
	all := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		fmt.Fprintf(all, "%s %q\n", digest(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))), name)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("reading templates: %w", err)
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// hashNotes gives one SHA-256 over all commentary, "" for none.
func hashNotes(notes map[string]report.Note) string {
	if len(notes) == 0 {
		return ""
	}
	var all strings.Builder
	for _, slug := range slices.Sorted(maps.Keys(notes)) {
		fmt.Fprintf(&all, "%s %q\n", digest(notes[slug].Source), slug)
	}
	return digest([]byte(all.String()))
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// encode gives the bytes of manifest.json.
func (m manifest) encode() ([]byte, error) {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	return append(data, '\n'), nil
}

// Summary says what a run did.
type Summary struct {
	Target   string // absolute path of the folder
	Index    string // absolute path of the portfolio page
	Period   analysis.Period
	AsOf     dataset.Day
	Config   string // the configuration file in force, "" for none
	Reviews  int    // account pages
	Shard    Shard  // the part of the accounts that was written
	Written  int    // files written
	Kept     int    // files whose bytes had not changed
	Inputs   int
	Ledger   Ledger
	Problems source.Problems
	LeftOut  source.Problems  // files that were left out whole; members of Problems
	Warnings []report.Warning // what the commentary held that a page may not
	Guard    *edition.Guard   // finds what the edition withholds in what else is made of the reviews
}

// Ledger adds the sheets up: Rows = Used + Merged + NotData + Rejected.
type Ledger struct{ Rows, Used, Merged, NotData, Rejected int }

func (p *plan) summary(folder *stage.Folder, result *analysis.Result, set *report.Set) *Summary {
	s := &Summary{
		Target: folder.Target(), Index: filepath.Join(folder.Target(), filepath.FromSlash(set.Files[0].Path)),
		Period: result.Period, AsOf: result.AsOf, Config: p.Config,
		Reviews: p.Shard.count(result.Accounts), Shard: p.Shard, Inputs: len(result.Data.Files),
		Ledger: addUp(result.Data), Problems: result.Data.Problems, LeftOut: allLeftOut(result.Data.Problems), Warnings: set.Warnings, Guard: p.guard,
	}
	s.Written, s.Kept = folder.Counts()
	return s
}

func addUp(ds *dataset.Dataset) Ledger {
	var l Ledger
	for _, s := range ds.Sheets {
		l.Rows += s.Rows
		l.Used += s.Used
		l.Merged += s.Merged
		l.NotData += s.NotData
		l.Rejected += s.Rejected
	}
	return l
}

// Nearest gives the known word closest to a misspelt one, or "".
func Nearest(word string, known []string) string { return strictyaml.Nearest(word, known) }
