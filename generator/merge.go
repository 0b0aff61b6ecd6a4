package generator

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/internal/stage"
)

// MergeOptions say which parts are joined. Parts and Out are required.
type MergeOptions struct {
	Context  context.Context // ends the run early; nil never does
	Parts    []string        // output folders of runs with a Shard, in any order
	Out      string          // folder to write; none of the parts
	Progress Progress        // told how far the run is; nil is nobody
}

// Merged says what a merge did.
type Merged struct {
	Target  string // absolute path of the folder
	Index   string // absolute path of the portfolio page
	Period  string
	AsOf    dataset.Day
	Parts   int
	Reviews int // account pages
	Written int // files written
	Kept    int // files whose bytes had not changed
}

// part is the folder of one shard.
type part struct {
	dir   string
	shard Shard
	manifest
}

// Merge joins the parts of a set into the set that one run would have made,
// byte for byte. The parts must come from the same inputs and settings and be
// complete; files that all have must be equal. The error is an ErrUsage when
// they do not fit together; the folder is then as it was.
func Merge(o MergeOptions) (*Merged, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	if o.Context == nil {
		o.Context = context.Background()
	}
	parts, err := readParts(o)
	if err != nil {
		return nil, err
	}
	if err := fit(parts); err != nil {
		return nil, err
	}
	owners, err := join(parts)
	if err != nil {
		return nil, err
	}
	return o.publish(parts[0].manifest, owners)
}

// readParts reads the manifests, in the order of the shards.
func readParts(o MergeOptions) ([]part, error) {
	if len(o.Parts) == 0 {
		return nil, usage("no parts to merge (want the output folders of all shards)")
	}
	if o.Out == "" {
		return nil, usage("no output folder")
	}
	parts := make([]part, 0, len(o.Parts))
	for _, dir := range o.Parts {
		if same(dir, o.Out) {
			return nil, usage("%s is a part and cannot be the output folder (choose another with -o)", dir)
		}
		p, err := readPart(dir)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(a.shard.N, b.shard.N) })
	return parts, nil
}

func readPart(dir string) (part, error) {
	p := part{dir: dir}
	path := filepath.Join(dir, stage.ManifestName)
	data, err := os.ReadFile(path)
	if err != nil {
		return p, usage("%s is no part: %s cannot be read: %s", dir, stage.ManifestName, cause(err))
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p.manifest); err != nil {
		return p, usage("%s is damaged or from another version of rapport: %w", path, err)
	}
	if p.Shard == "" {
		return p, usage("%s is a whole set and no part (want folders made with --shard)", dir)
	}
	if p.shard, err = ParseShard(p.Shard); err != nil {
		return p, usage("%s: %w", path, err)
	}
	return p, nil
}

// same tells whether two paths are one folder.
func same(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// fit tells why the parts are not those of one set, or nil.
func fit(parts []part) error {
	first := parts[0]
	for i, p := range parts {
		if what := difference(first, p); what != "" {
			return usage("%s and %s are not parts of one set: %s", first.dir, p.dir, what)
		}
		if i > 0 && parts[i-1].shard.N == p.shard.N {
			return usage("%s and %s are both shard %s", parts[i-1].dir, p.dir, p.Shard)
		}
	}
	var missing []string
	for n := 1; n <= first.shard.Of; n++ {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.shard.N == n }) {
			missing = append(missing, Shard{n, first.shard.Of}.String())
		}
	}
	if len(missing) > 0 {
		return usage("%d of %d shards are missing: %s", len(missing), first.shard.Of, some(missing))
	}
	return nil
}

// some lists the first few words and counts the rest.
func some(list []string) string {
	const limit = 5
	if len(list) <= limit {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:limit], ", "), len(list)-limit)
}

// difference names the first setting or input in which two parts differ.
func difference(a, b part) string {
	if a.shard.Of != b.shard.Of {
		return fmt.Sprintf("one is shard %s, the other %s", a.Shard, b.Shard)
	}
	if a.Schema != b.Schema || a.Version != b.Version {
		return fmt.Sprintf("one was made by version %q, the other by %q", a.Version, b.Version)
	}
	if len(a.Inputs) != len(b.Inputs) {
		return fmt.Sprintf("one was made from %d input files, the other from %d", len(a.Inputs), len(b.Inputs))
	}
	for i := range a.Inputs {
		if x, y := a.Inputs[i], b.Inputs[i]; x.Name != y.Name {
			return fmt.Sprintf("input %d is %q in one and %q in the other", i+1, x.Name, y.Name)
		} else if x != y {
			return fmt.Sprintf("input file %s is not the same in both", x.Name)
		}
	}
	x, y := a.settings(), b.settings()
	for _, key := range slices.Sorted(maps.Keys(x)) {
		if !bytes.Equal(x[key], y[key]) {
			return fmt.Sprintf("%s is %s in one and %s in the other", key, said(x[key]), said(y[key]))
		}
		delete(y, key)
	}
	for _, key := range slices.Sorted(maps.Keys(y)) {
		return fmt.Sprintf("%s is unset in one and %s in the other", key, said(y[key]))
	}
	return ""
}

// said is a value of a manifest for a sentence.
func said(value json.RawMessage) string {
	if value == nil {
		return "unset"
	}
	return string(value)
}

// settings are the manifest's fields but the shard and its files.
func (m manifest) settings() map[string]json.RawMessage {
	m.Shard, m.Files = "", nil
	data, err := json.Marshal(m)
	if err != nil {
		panic(err) // strings and numbers only
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &fields); err != nil {
		panic(err)
	}
	return fields
}

// owned is a file of the joined set and the folders that have it.
type owned struct {
	stage.File
	dirs []string
}

// join lists the files of all parts, by path: each belongs to one part or is
// the same in all.
func join(parts []part) ([]owned, error) {
	files := map[string]owned{}
	for _, p := range parts {
		for _, f := range p.Files {
			known, twice := files[f.Path]
			if twice && known.File != f {
				return nil, usage("%s is not the same in %s and %s", f.Path, known.dirs[0], p.dir)
			}
			files[f.Path] = owned{f, append(known.dirs, p.dir)}
		}
	}
	var out []owned
	for _, path := range slices.Sorted(maps.Keys(files)) {
		if n := len(files[path].dirs); n != 1 && n != len(parts) {
			return nil, usage("%s is in %d of %d parts (want one or all)", path, n, len(parts))
		}
		out = append(out, files[path])
	}
	return out, nil
}

// publish copies the files into the output folder and swaps it in.
func (o MergeOptions) publish(m manifest, files []owned) (*Merged, error) {
	folder, err := stage.Open(o.Out)
	if err != nil {
		return nil, advised(fmt.Errorf("opening the output folder: %w", err))
	}
	o.Progress.Stage("merge", len(files))
	if err := o.fill(folder, m, files); err != nil {
		return nil, errors.Join(err, folder.Abort())
	}
	if err := folder.Commit(); err != nil {
		return nil, advised(fmt.Errorf("swapping in %s: %w", o.Out, err))
	}
	out := &Merged{Target: folder.Target(), Index: filepath.Join(folder.Target(), "index.html"), Period: m.Period, AsOf: m.AsOf}
	out.Parts = len(o.Parts)
	out.Written, out.Kept = folder.Counts()
	for _, f := range files {
		if strings.HasPrefix(f.Path, "accounts/") {
			out.Reviews++
		}
	}
	return out, nil
}

func (o MergeOptions) fill(folder *stage.Folder, m manifest, files []owned) error {
	for _, f := range files {
		if err := stopped(o.Context, o.Out); err != nil {
			return err
		}
		data, err := f.read()
		if err != nil {
			return err
		}
		if err := folder.Put(f.Path, data); err != nil {
			return advised(fmt.Errorf("writing %s: %w", o.Out, err))
		}
		o.Progress.Step()
	}
	m.Shard, m.Files = "", folder.Files()
	data, err := m.encode()
	if err != nil {
		return err
	}
	if err := folder.Put(stage.ManifestName, data); err != nil {
		return advised(fmt.Errorf("writing %s: %w", o.Out, err))
	}
	return nil
}

// read gives the file's bytes, which must be those that the manifest lists in
// every part that has it.
func (f owned) read() (data []byte, err error) {
	for _, dir := range f.dirs {
		if data, err = f.readIn(dir); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (f owned) readIn(dir string) ([]byte, error) {
	if !filepath.IsLocal(filepath.FromSlash(f.Path)) {
		return nil, usage("%s lists %q, which leaves the folder", filepath.Join(dir, stage.ManifestName), f.Path)
	}
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usage("%s is missing though its manifest lists it (run that shard again)", path)
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, cause(err))
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, usage("%s is not the file that its manifest lists (run that shard again)", path)
	}
	return data, nil
}
