package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
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
	Lang     string       `json:"lang"`
	Edition  string       `json:"edition"`
	Assets   string       `json:"assets"`
	Accounts []string     `json:"accounts,omitempty"`
	Shard    string       `json:"shard,omitempty"` // such as 2/4; "" is a whole set
	Config   string       `json:"config_sha256,omitempty"`
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
		Schema: "rapport/manifest/1", Version: p.Version, Period: result.Period.Label, AsOf: result.AsOf,
		Lang: p.Lang, Edition: p.Edition, Assets: p.Assets, Accounts: p.Accounts, Shard: p.Shard.String(), Files: files,
	}
	if p.Config != "" {
		data, err := os.ReadFile(p.Config)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		m.Config = hex.EncodeToString(sum[:])
	}
	for _, f := range result.Data.Files {
		m.Inputs = append(m.Inputs, input{f.Name, f.SHA256, f.Size})
	}
	return m.encode()
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
}

// Ledger adds the sheets up: Rows = Used + Merged + NotData + Rejected.
type Ledger struct{ Rows, Used, Merged, NotData, Rejected int }

func (p *plan) summary(folder *stage.Folder, result *analysis.Result, set *report.Set) *Summary {
	s := &Summary{
		Target: folder.Target(), Index: filepath.Join(folder.Target(), filepath.FromSlash(set.Files[0].Path)),
		Period: result.Period, AsOf: result.AsOf, Config: p.Config,
		Reviews: p.Shard.count(result.Accounts), Shard: p.Shard, Inputs: len(result.Data.Files),
		Ledger: addUp(result.Data), Problems: result.Data.Problems, LeftOut: allLeftOut(result.Data.Problems), Warnings: set.Warnings,
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
