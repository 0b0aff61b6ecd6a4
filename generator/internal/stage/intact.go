package stage

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
)

// Intact reads the manifest of a folder and every file that it lists, and
// tells whether all of them still have the bytes that the manifest says. It
// holds the folder meanwhile. It is false as well when another run holds the
// folder or a killed run left something to be cleared, since that needs Open.
func Intact(dir string) (manifest []byte, ok bool) {
	f, err := locate(dir)
	if err != nil {
		return nil, false
	}
	for _, leftover := range []string{f.staging, f.parked} {
		if _, err := os.Lstat(leftover); err == nil {
			return nil, false
		}
	}
	if _, err := os.Stat(filepath.Join(f.target, ManifestName)); err != nil {
		return nil, false
	}
	if f.lock, err = acquire(f.lockPath()); err != nil {
		return nil, false
	}
	defer f.release()
	manifest, err = os.ReadFile(filepath.Join(f.target, ManifestName))
	var m struct{ Files []File }
	if err != nil || json.Unmarshal(manifest, &m) != nil {
		return nil, false
	}
	return manifest, f.same(m.Files)
}

// same compares the files with their hashes, several at a time.
func (f *Folder) same(files []File) bool {
	var next atomic.Int64
	var differs atomic.Bool
	var done sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		done.Go(func() {
			buffer := make([]byte, 1<<18)
			for !differs.Load() {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				if !f.sameFile(files[i], buffer) {
					differs.Store(true)
				}
			}
		})
	}
	done.Wait()
	return !differs.Load()
}

func (f *Folder) sameFile(file File, buffer []byte) bool {
	if !filepath.IsLocal(filepath.FromSlash(file.Path)) {
		return false
	}
	name := filepath.Join(f.target, filepath.FromSlash(file.Path))
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() || info.Size() != int64(file.Bytes) {
		return false
	}
	r, err := os.Open(name)
	if err != nil {
		return false
	}
	defer r.Close()
	sum := sha256.New()
	// The bare reader and writer make the copy use the buffer.
	if _, err := io.CopyBuffer(struct{ io.Writer }{sum}, struct{ io.Reader }{r}, buffer); err != nil {
		return false
	}
	return hex.EncodeToString(sum.Sum(nil)) == file.SHA256
}
