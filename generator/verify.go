package generator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"rapport/generator/dataset"
	"rapport/generator/internal/stage"
)

// Verification says whether a folder of reviews is what its inputs and
// settings give.
type Verification struct {
	Target      string // absolute path of the folder
	Period      string
	AsOf        dataset.Day
	Files       int          // files compared, the manifest included
	Differences []Difference // causes first, then files by path; empty when all is the same
}

// Difference is one thing that is not as the manifest says.
type Difference struct {
	Name string // an input file, a setting or a path in the folder
	Text string // what is different about it
}

// Verify makes the reviews in o.Out again and compares every file, byte for
// byte, without writing. Period, as-of date, language, edition, assets and
// accounts are those of the folder's manifest, whatever the options say; the
// inputs, the configuration, the commentary and the templates are those of the
// options.
func Verify(o Options) (*Verification, error) {
	was, err := readManifest(o.Out)
	if err != nil {
		return nil, err
	}
	if o.Shard, err = ParseShard(was.Shard); err != nil {
		return nil, usage("%s: %w", filepath.Join(o.Out, stage.ManifestName), err)
	}
	o.Period, o.AsOf, o.FiscalStart, o.Today = was.Period, was.AsOf.String(), was.Fiscal, was.ReadOn
	o.Lang, o.Edition, o.Roles, o.Assets = was.Lang, was.Edition, was.Roles, was.Assets
	o.Accounts, o.NoHistory = was.Accounts, was.Unkept
	p, err := o.check()
	if err != nil {
		return nil, err
	}
	p.asked = was.Asked
	ds, err := p.read(true)
	if err != nil {
		return nil, err
	}
	result, err := p.analyse(ds)
	if err != nil {
		return nil, err
	}
	if err := p.compare(result); err != nil {
		return nil, err
	}
	shown, set, err := p.render(result)
	if err != nil {
		return nil, err
	}
	c := newComparison(p.Out, was)
	c.printing = p.Browser != ""
	if err := p.fill("compare", c, shown, set); err != nil {
		return nil, err
	}
	return c.verification(was)
}

// readManifest reads the manifest of a folder of reviews.
func readManifest(dir string) (manifest, error) {
	var m manifest
	path := filepath.Join(dir, stage.ManifestName)
	data, err := os.ReadFile(path)
	if err != nil {
		return m, usage("%s is no folder of reviews: %s cannot be read: %s", dir, stage.ManifestName, cause(err))
	}
	return m, m.decode(path, data)
}

func (m *manifest) decode(path string, data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(m); err != nil {
		return usage("%s is damaged or from another version of rapport: %w", path, err)
	}
	return nil
}

// comparison is a target that compares what it is given with the folder.
type comparison struct {
	dir      string
	listed   map[string]string // hashes of the manifest, by path
	printing bool              // PDFs are made again too

	mu    sync.Mutex
	files []stage.File
	found map[string]string // what is different, by path
	now   manifest
}

func newComparison(dir string, was manifest) *comparison {
	c := &comparison{dir: dir, listed: map[string]string{}, found: map[string]string{}}
	for _, f := range was.Files {
		c.listed[f.Path] = f.SHA256
	}
	return c
}

// Put compares one file.
func (c *comparison) Put(path string, data []byte) error {
	there, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(path)))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("reading %s: %w", path, cause(err))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if path == stage.ManifestName {
		return c.now.decode(path, data)
	}
	c.files = append(c.files, stage.File{Path: path, SHA256: digest(data), Bytes: len(data)})
	if text := fileDifference(c.listed[path], there, err == nil, data); text != "" {
		c.found[path] = text
	}
	return nil
}

// fileDifference compares a file as it was listed, as it is there and as it would
// be made now.
func fileDifference(listed string, there []byte, exists bool, now []byte) string {
	edited := exists && digest(there) != listed
	switch {
	case listed == "":
		return "is not in the set and would be made now"
	case !exists:
		return "is missing"
	case edited && digest(now) == listed:
		return "was edited after it was made"
	case edited:
		return "was edited after it was made, and would be made otherwise now"
	case !bytes.Equal(there, now):
		return fmt.Sprintf("would be made otherwise now, from byte %d on", apart(there, now))
	}
	return ""
}

// apart counts the bytes that two files begin with alike.
func apart(a, b []byte) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Files lists what was put, by path.
func (c *comparison) Files() []stage.File {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.SortedFunc(slices.Values(c.files), func(a, b stage.File) int { return cmp.Compare(a.Path, b.Path) })
}

// verification lists the differences: version, inputs and settings first,
// since the files follow from them.
func (c *comparison) verification(was manifest) (*Verification, error) {
	after, err := readManifest(c.dir)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(after.Files, was.Files) {
		return nil, fmt.Errorf("%s was written anew in the meantime (verify it again)", c.dir)
	}
	target, err := filepath.Abs(c.dir)
	if err != nil {
		return nil, err
	}
	if err := c.rest(); err != nil {
		return nil, err
	}
	v := &Verification{Target: target, Period: was.Period, AsOf: was.AsOf, Files: len(c.listed) + 1}
	v.Differences = slices.Concat(inputsApart(was.Inputs, c.now.Inputs), settingsApart(was, c.now))
	for _, path := range slices.Sorted(maps.Keys(c.found)) {
		v.Differences = append(v.Differences, Difference{path, c.found[path]})
	}
	return v, nil
}

// rest looks at the listed files that were not made again. Without a browser
// no PDF is, and its hash must do.
func (c *comparison) rest() error {
	made := map[string]bool{}
	for _, f := range c.files {
		made[f.Path] = true
	}
	for path, sum := range c.listed {
		if made[path] {
			continue
		}
		if c.printing || filepath.Ext(path) != ".pdf" || !filepath.IsLocal(filepath.FromSlash(path)) {
			c.found[path] = "is in the set and would not be made now"
			continue
		}
		data, err := os.ReadFile(filepath.Join(c.dir, filepath.FromSlash(path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			c.found[path] = "is missing"
		case err != nil:
			return fmt.Errorf("reading %s: %w", path, cause(err))
		case digest(data) != sum:
			c.found[path] = "was edited after it was made"
		}
	}
	return nil
}

// inputsApart compares the input files by their names and hashes.
func inputsApart(was, now []input) []Difference {
	var out []Difference
	named := func(list []input, name string) *input {
		if i := slices.IndexFunc(list, func(f input) bool { return f.Name == name }); i >= 0 {
			return &list[i]
		}
		return nil
	}
	for _, a := range was {
		if b := named(now, a.Name); b == nil {
			out = append(out, Difference{"input " + a.Name, "was read then and is not given now"})
		} else if a != *b {
			out = append(out, Difference{"input " + a.Name, fmt.Sprintf("is another file: SHA-256 %s then, %s now", a.SHA256, b.SHA256)})
		}
	}
	for _, b := range now {
		if named(was, b.Name) == nil {
			out = append(out, Difference{"input " + b.Name, "was not read then"})
		}
	}
	return out
}

// settingsApart compares everything else that the manifests say.
func settingsApart(was, now manifest) []Difference {
	var out []Difference
	was.Inputs, now.Inputs, was.ReadOn, now.ReadOn = nil, nil, 0, 0 // the latter follows from the former
	lists := func(m manifest) map[string]bool {
		set := map[string]bool{}
		for _, s := range slices.Concat(m.Settings, m.Shows) {
			set[s] = true
		}
		return set
	}
	then, today := lists(was), lists(now)
	for _, s := range slices.Sorted(maps.Keys(then)) {
		if !today[s] {
			out = append(out, Difference{"setting " + s, "was in force then"})
		}
	}
	for _, s := range slices.Sorted(maps.Keys(today)) {
		if !then[s] {
			out = append(out, Difference{"setting " + s, "is in force now"})
		}
	}
	was.Settings, now.Settings, was.Shows, now.Shows = nil, nil, nil, nil
	x, y := was.settings(), now.settings()
	delete(x, "asked") // the result of it was asked for
	delete(y, "asked")
	keys := map[string]bool{}
	for _, m := range []map[string]json.RawMessage{x, y} {
		for key := range m {
			keys[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !bytes.Equal(x[key], y[key]) {
			out = append(out, Difference{key, fmt.Sprintf("was %s then and is %s now", said(x[key]), said(y[key]))})
		}
	}
	return out
}
