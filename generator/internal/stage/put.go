package stage

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// chunk is how much of a file is read at a time, in bytes.
const chunk = 1 << 17

// Put adds a file to the new set. Its path is slash-separated, relative and
// inside the folder. Put may be called from several goroutines, once a path.
func (f *Folder) Put(path string, data []byte) error {
	if !filepath.IsLocal(filepath.FromSlash(path)) {
		return fmt.Errorf("path %q leaves the output folder", path)
	}
	sum := sha256.Sum256(data)
	kept, err := f.place(path, data)
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if path != ManifestName {
		f.files = append(f.files, File{Path: path, SHA256: hex.EncodeToString(sum[:]), Bytes: len(data)})
	}
	if kept {
		f.kept++
	} else {
		f.written++
	}
	return nil
}

// place links the old file when it has the same bytes, else writes a new one.
func (f *Folder) place(path string, data []byte) (kept bool, err error) {
	to := filepath.Join(f.staging, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return false, err
	}
	from := filepath.Join(f.target, filepath.FromSlash(path))
	if info, err := os.Lstat(from); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		if f.holds(from, data) && os.Link(from, to) == nil {
			return true, nil
		}
	}
	return false, os.WriteFile(to, data, 0o644)
}

// holds tells whether a file has these bytes.
func (f *Folder) holds(name string, data []byte) bool {
	r, err := os.Open(name)
	if err != nil {
		return false
	}
	defer r.Close()
	buffer := f.buffers.Get().(*[chunk]byte)
	defer f.buffers.Put(buffer)
	for {
		n, err := io.ReadFull(r, buffer[:])
		if n > len(data) || !bytes.Equal(buffer[:n], data[:n]) {
			return false
		}
		data = data[n:]
		if err != nil {
			return len(data) == 0 && (err == io.EOF || err == io.ErrUnexpectedEOF)
		}
	}
}
