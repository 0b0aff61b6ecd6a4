// Package stage writes a set of files so that a reader sees either the old
// set or the new one, whatever happens in between. Files are written into a
// hidden folder beside the target and swapped in at the end. Files whose bytes
// did not change keep their place on disk, files of the user's own are carried
// over, and only what the last manifest listed is ever dropped.
//
// A killed run leaves the target as it was, or complete; what it left beside
// the target is cleared by the next run.
package stage

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/gofrs/flock"
)

// ManifestName is the file that lists a set; it is written last.
const ManifestName = "manifest.json"

// ErrBusy says that another run holds the folder.
var ErrBusy = errors.New("another run is writing to this folder")

// File is one line of the manifest.
type File struct {
	Path   string `json:"path"` // slash-separated, relative to the folder
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// Folder is an output folder held by this run alone.
type Folder struct {
	target, staging, parked string
	lock                    *flock.Flock
	listed                  map[string]bool // what the last manifest listed

	buffers sync.Pool // of *[chunk]byte, for what is compared

	mu      sync.Mutex
	files   []File
	written int
	kept    int
}

// Open takes the folder for this run and makes room for the new set. The
// parent folder must exist or be creatable. It refuses a folder that has files
// but no manifest, since that folder is somebody else's.
func Open(dir string) (*Folder, error) {
	f, err := locate(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(f.target), 0o755); err != nil {
		return nil, err
	}
	if f.lock, err = acquire(f.lockPath()); err != nil {
		return nil, err
	}
	if err := f.prepare(); err != nil {
		f.release()
		return nil, err
	}
	return f, nil
}

// locate finds the folder and what may lie beside it.
func locate(dir string) (*Folder, error) {
	target, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		target = real
	}
	parent, name := filepath.Split(target)
	if name == "" {
		return nil, fmt.Errorf("%s cannot be an output folder", dir)
	}
	return &Folder{
		target:  target,
		staging: filepath.Join(parent, "."+name+".rapport-new"),
		parked:  filepath.Join(parent, "."+name+".rapport-old"),
		buffers: sync.Pool{New: func() any { return new([chunk]byte) }},
	}, nil
}

func (f *Folder) lockPath() string {
	parent, name := filepath.Split(f.target)
	return filepath.Join(parent, "."+name+".rapport-lock")
}

// prepare mends what a killed run left and makes the staging folder.
func (f *Folder) prepare() error {
	if _, err := os.Lstat(f.target); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(f.parked); err == nil {
			if err := os.Rename(f.parked, f.target); err != nil {
				return err
			}
		}
	}
	for _, leftover := range []string{f.staging, f.parked} {
		if err := os.RemoveAll(leftover); err != nil {
			return err
		}
	}
	if err := f.readManifest(); err != nil {
		return err
	}
	return os.Mkdir(f.staging, 0o755)
}

// readManifest learns which files of the target are ours.
func (f *Folder) readManifest() error {
	f.listed = map[string]bool{}
	entries, err := os.ReadDir(f.target)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(f.target, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		if len(entries) > 0 {
			return fmt.Errorf("%s has files but no %s, so it was not made by rapport (choose another folder with -o)", f.target, ManifestName)
		}
		return nil
	}
	if err != nil {
		return err
	}
	var m struct{ Files []File }
	if err := json.Unmarshal(data, &m); err != nil {
		return fmt.Errorf("%s is damaged: %w (move the folder away or choose another with -o)", filepath.Join(f.target, ManifestName), err)
	}
	f.listed[ManifestName] = true
	for _, file := range m.Files {
		f.listed[file.Path] = true
	}
	return nil
}

// Files lists the set so far, by path.
func (f *Folder) Files() []File {
	f.mu.Lock()
	defer f.mu.Unlock()
	files := slices.Clone(f.files)
	slices.SortFunc(files, func(a, b File) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return files
}

// Counts tells how many files were written and how many kept.
func (f *Folder) Counts() (written, kept int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.written, f.kept
}

// Target is the absolute path of the folder.
func (f *Folder) Target() string { return f.target }

// Commit swaps the new set in. The manifest must have been Put before. After
// an error the old set is still in place.
func (f *Folder) Commit() error {
	defer f.release()
	if err := f.carryOver(); err != nil {
		return errors.Join(err, os.RemoveAll(f.staging))
	}
	if _, err := os.Lstat(f.target); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(f.staging, f.target)
	}
	if err := swap(f.staging, f.target, f.parked); err != nil {
		return errors.Join(err, os.RemoveAll(f.staging))
	}
	return errors.Join(os.RemoveAll(f.staging), os.RemoveAll(f.parked))
}

// Abort drops the new set.
func (f *Folder) Abort() error {
	defer f.release()
	return os.RemoveAll(f.staging)
}

// carryOver links the user's own files into the new set.
func (f *Folder) carryOver() error {
	if _, err := os.Lstat(f.target); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return filepath.WalkDir(f.target, func(from string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(f.target, from)
		if err != nil {
			return err
		}
		to := filepath.Join(f.staging, rel)
		if _, err := os.Lstat(to); err == nil || f.listed[filepath.ToSlash(rel)] {
			return nil
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return carry(from, to, d)
	})
}

// carry takes one file over: by a link where the file system has links.
func carry(from, to string, d fs.DirEntry) error {
	if d.Type()&fs.ModeSymlink != 0 {
		where, err := os.Readlink(from)
		if err != nil {
			return err
		}
		return os.Symlink(where, to)
	}
	if os.Link(from, to) == nil {
		return nil
	}
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}

// acquire locks the file for this process. The file is removed on release, so
// a lock on a file that has been removed meanwhile does not count.
func acquire(path string) (*flock.Flock, error) {
	for range 8 {
		l := flock.New(path)
		ok, err := l.TryLock()
		if err != nil {
			return nil, err
		}
		if !ok {
			return nil, fmt.Errorf("%w (lock file %s)", ErrBusy, path)
		}
		held, err1 := l.Stat()
		there, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(held, there) {
			return l, nil
		}
		if err := l.Unlock(); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w (lock file %s)", ErrBusy, path)
}

func (f *Folder) release() {
	os.Remove(f.lock.Path()) // best effort: Windows keeps a locked file
	f.lock.Unlock()          // the process's end would release it too
}
