// Package history keeps what each quarter's review found, so that the next
// one can be compared with it, and reads back what people wrote into the
// action list. A quarter is a folder history/<period>/data with one file for
// each account; the folder lies inside the reviews and moves with them.
package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// Schema names the format of a snapshot file. Fields are only ever added.
const Schema = "rapport/snapshot/1"

// folder is the place of all quarters inside the reviews.
const folder = "history"

// largest bounds a snapshot file against a wrong or hostile folder.
const largest = 256 << 20

// file is one account's snapshot on disk. People stand last, so that the rest
// can be read without them.
type file struct {
	Schema string      `json:"schema"`
	Period period      `json:"period"`
	AsOf   dataset.Day `json:"as_of"`
	analysis.Snapshot
}

type period struct {
	Label string      `json:"label"`
	From  dataset.Day `json:"from"`
	To    dataset.Day `json:"to"`
}

// Path is where the snapshot of an account lies, relative to the reviews.
func Path(label, slug string) string { return path.Join(folder, label, "data", slug+".json") }

// Add takes a file of the new set: its path and what writes its bytes, which
// may be called from any goroutine.
type Add func(path string, render func(*bytes.Buffer) error)

// Write adds the snapshot of every account of the result, by the accounts'
// slugs.
func Write(r *analysis.Result, slugs []string, add Add) {
	snapshot := analysis.Snapshots(r)
	for i, slug := range slugs {
		add(Path(r.Period.Label, slug), func(b *bytes.Buffer) error {
			s := snapshot(i)
			s.Slug = slug
			e := json.NewEncoder(b)
			e.SetEscapeHTML(false)
			return e.Encode(file{Schema: Schema, Period: period(r.Period), AsOf: r.AsOf, Snapshot: s})
		})
	}
}

// Carry adds every snapshot that the reviews in dir keep and that the new set
// must keep too: those of other quarters, and those of this quarter whose
// account is not in the result, when the run was of some accounts only.
func Carry(dir string, r *analysis.Result, partial bool, add Add) error {
	mine := map[string]bool{}
	for _, a := range r.Accounts {
		mine[a.Data.Key] = true
	}
	labels, err := quarters(dir)
	if err != nil {
		return err
	}
	for _, label := range labels {
		if label == r.Period.Label && !partial {
			continue
		}
		names, err := snapshots(dir, label)
		if err != nil {
			return err
		}
		for _, name := range names {
			full := filepath.Join(dir, folder, label, "data", name)
			if label == r.Period.Label {
				head, err := readHead(full)
				if err != nil {
					return err
				}
				if mine[head.Key] {
					continue
				}
			}
			if err := usable(full); err != nil {
				return err
			}
			add(path.Join(folder, label, "data", name), func(b *bytes.Buffer) error { return copyFile(b, full) })
		}
	}
	return nil
}

func copyFile(b *bytes.Buffer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = b.ReadFrom(f)
	return err
}

// Has tells whether the reviews in dir keep any quarter.
func Has(dir string) bool {
	labels, err := quarters(dir)
	return err == nil && len(labels) > 0
}

// quarters lists the kept quarters, oldest first.
func quarters(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, folder))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var labels []string
	for _, e := range entries { // ReadDir sorts by name, and labels by time
		if _, err := analysis.ParsePeriod(e.Name(), 1); e.IsDir() && err == nil {
			labels = append(labels, e.Name())
		}
	}
	return labels, nil
}

// snapshots lists the files of a quarter, by name.
func snapshots(dir, label string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, folder, label, "data"))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasSuffix(e.Name(), ".json") {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func readFile(name string) ([]byte, error) {
	if err := usable(name); err != nil {
		return nil, err
	}
	return os.ReadFile(name)
}

// usable refuses what is no file or too large to be a snapshot.
func usable(name string) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() || info.Size() > largest {
		return damaged(name, fmt.Errorf("it is %d bytes long (want a file of at most %d)", info.Size(), largest))
	}
	return nil
}

// damaged says which file cannot be used and what to do.
func damaged(name string, err error) error {
	return fmt.Errorf("snapshot %s is damaged: %w (restore it, or move it away to go on without it)", name, err)
}
