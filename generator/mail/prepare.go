package mail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rapport/generator/source"
)

// Sizes of the HTML part, in bytes: web mail cuts a message at about 102,000.
const (
	warnBytes = 80_000
	maxBytes  = 95_000
)

// Input is everything that an outbox is made of.
type Input struct {
	Reviews    []*Reviews
	Recipients []Recipient
	// History is the ledger, for conversations over quarters.
	History   []Record
	Config    Config
	Templates fs.FS
	Date      time.Time // of every message
}

// Prepared is an outbox and what to know about it.
type Prepared struct {
	*Outbox
	Warnings source.Problems
}

// Prepare writes an outbox into dir, which must be new, empty, or an older
// outbox. Nothing leaves. The error is source.Problems when the list of
// recipients is at fault; then the folder is as it was.
func Prepare(in Input, dir string) (*Prepared, error) {
	config, err := in.Config.prepared()
	if err != nil {
		return nil, err
	}
	in.Config = config
	if len(in.Reviews) == 0 {
		return nil, errors.New("no folder of reviews: want one that rapport review wrote")
	}
	s := &sorter{reviews: in.Reviews, config: config}
	s.sort(in.Recipients)
	if err := oneBase(s.parcels, config); err != nil {
		return nil, err
	}
	if len(s.problems) > 0 {
		s.problems.Sort()
		return nil, s.problems
	}
	if len(s.parcels) == 0 {
		return nil, fmt.Errorf("nobody is to get a mail: the list of recipients has %d lines, %d of them with send = no", len(in.Recipients), s.skipped)
	}
	m := &maker{in: in, writers: map[string]writer{}, accounts: map[string]*Account{}, spoken: map[string]*vocabulary{}}
	if m.pages, err = parsePages(in.Templates); err != nil {
		return nil, err
	}
	out := &Prepared{Outbox: &Outbox{Made: in.Date.UTC().Truncate(time.Second), From: config.From, Skipped: s.skipped, Without: without(in.Reviews, s.parcels)}}
	for _, p := range s.parcels {
		if err := m.add(out, p, s.parcels); err != nil {
			return nil, err
		}
	}
	return out, out.replace(dir)
}

// oneBase refuses to link the readers of one edition to the pages of another.
func oneBase(parcels []*parcel, c Config) error {
	if c.BaseURL == "" || strings.Contains(c.BaseURL, "{edition}") {
		return nil
	}
	for _, p := range parcels {
		if p.reviews.Edition != parcels[0].reviews.Edition {
			return fmt.Errorf("mail.base_url is the same for the editions %s and %s: put {edition} in it, or readers are led to another edition's pages", parcels[0].reviews.Edition, p.reviews.Edition)
		}
	}
	return nil
}

func without(all []*Reviews, parcels []*parcel) []string {
	var names []string
	for _, r := range all {
		for _, l := range r.Lines {
			told := slices.ContainsFunc(parcels, func(p *parcel) bool {
				return slices.ContainsFunc(p.lines, func(x Line) bool { return x.Slug == l.Slug })
			})
			if !told {
				names = append(names, l.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// replace swaps the outbox in at dir.
func (p *Prepared) replace(dir string) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, indexName)); err != nil {
			return fmt.Errorf("%s holds other files: want a new folder, or an older outbox", dir)
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := p.write(fresh); err != nil {
		return err
	}
	if err := p.writePreview(fresh); err != nil {
		return err
	}
	old := fresh + ".old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}
