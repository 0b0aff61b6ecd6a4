package workbook

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"rapport/generator/source"
)

// archive is the zip container of a package. Its directory is checked against
// the local headers at opening; parts are checked to their CRC when read.
type archive struct {
	at       source.Cell
	file     input
	order    []*zip.File      // as they stand in the file
	parts    map[string]*part // by lower-case name without leading slash
	limits   Limits
	problems source.Problems
}

// part is one file inside the package.
type part struct {
	name string
	zip  *zip.File
	size int64 // unpacked, as declared; reading enforces it
}

func openArchive(at source.Cell, file input, size int64, limits Limits) (*archive, error) {
	zr, err := zip.NewReader(file, size)
	if err != nil {
		return nil, refusal(at, "zip-damaged", hintExportAgain,
			"the file is cut or damaged: its zip directory cannot be read (%v)", err)
	}
	if len(zr.File) > limits.Entries {
		return nil, refusal(at, "zip-entries", hintLimit, "the file holds %d parts, more than the limit of %d", len(zr.File), limits.Entries)
	}
	a := &archive{at: at, file: file, order: zr.File, parts: make(map[string]*part, len(zr.File)), limits: limits}
	backslash := false
	for _, f := range zr.File {
		if err := a.checkHeader(f); err != nil {
			return nil, err
		}
		name := strings.ReplaceAll(f.Name, `\`, "/")
		key := strings.ToLower(strings.TrimPrefix(name, "/"))
		if strings.HasSuffix(key, "/") || key != path.Clean(key) || strings.HasPrefix(key, "..") {
			continue // a folder, or a name that no relation can reach
		}
		backslash = backslash || name != f.Name
		if _, twice := a.parts[key]; twice {
			return nil, refusal(at, "zip-duplicate", hintSaveAgain, "the file holds two parts named %q", name)
		}
		a.parts[key] = &part{name: name, zip: f, size: int64(f.UncompressedSize64)}
	}
	if backslash {
		a.problems = append(a.problems, problem(source.Warning, at, "zip-backslash", hintSaveAgain,
			"part names are written with backslashes; they were read as folders"))
	}
	return a, nil
}

// checkHeader compares the local header with the directory, so that a byte
// changed in one of them cannot rename, hide or reinterpret a part.
func (a *archive) checkHeader(f *zip.File) error {
	off, err := f.DataOffset()
	if err != nil {
		return refusal(a.at, "zip-damaged", hintExportAgain, "the file is cut or damaged: part %q cannot be found", f.Name)
	}
	// The header is 30 bytes, the name and an extra field, whose length stands
	// inside the header: it is looked for backwards from the data.
	size := 30 + len(f.Name)
	for _, most := range []int{256, 1 << 16} {
		block := make([]byte, min(off, int64(size+most)))
		if _, err := a.file.ReadAt(block, off-int64(len(block))); err != nil {
			break
		}
		for extra := 0; extra+size <= len(block); extra++ {
			h := block[len(block)-extra-size:][:size]
			if binary.LittleEndian.Uint32(h) == 0x04034b50 &&
				int(binary.LittleEndian.Uint16(h[28:])) == extra && int(binary.LittleEndian.Uint16(h[26:])) == len(f.Name) {
				return a.compareHeader(f, h)
			}
		}
	}
	return refusal(a.at, "zip-damaged", hintExportAgain, "the file is damaged: part %q and its header do not agree", f.Name)
}

func (a *archive) compareHeader(f *zip.File, h []byte) error {
	flags, method := binary.LittleEndian.Uint16(h[6:]), binary.LittleEndian.Uint16(h[8:])
	same := string(h[30:]) == f.Name && method == f.Method && flags&9 == f.Flags&9
	if f.Flags&8 == 0 {
		same = same && binary.LittleEndian.Uint32(h[14:]) == f.CRC32
	}
	if !same {
		return refusal(a.at, "zip-damaged", hintExportAgain, "the file is damaged: part %q and its header do not agree", f.Name)
	}
	return nil
}

// find returns the part of that name in any letter case, or nil.
func (a *archive) find(name string) *part {
	return a.parts[strings.ToLower(strings.TrimPrefix(name, "/"))]
}

// open starts reading a part. The reader returns io.EOF only after the
// declared size and the checksum were met.
func (a *archive) open(p *part) (io.Reader, error) {
	f := p.zip
	switch {
	case f.Flags&1 != 0:
		return nil, refusal(a.at, "zip-encrypted", "unpack and save it without a password and run again",
			"the part %s is encrypted with a zip password", p.name)
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return nil, refusal(a.at, "zip-method", hintSaveAgain,
			"the part %s is packed by method %d, which workbooks do not use", p.name, f.Method)
	case p.size > 1<<20 && p.size/max(int64(f.CompressedSize64), 1) > int64(a.limits.Ratio):
		return nil, refusal(a.at, "zip-ratio", hintLimit,
			"the part %s unpacks to more than %d times its packed size, the mark of a zip bomb", p.name, a.limits.Ratio)
	case p.size > a.limits.UnpackedBytes:
		return nil, refusal(a.at, "unpacked-size", hintLimit,
			"the part %s unpacks to %d bytes, more than the limit of %d", p.name, p.size, a.limits.UnpackedBytes)
	}
	raw, err := f.OpenRaw()
	if err != nil {
		return nil, damaged(a.at, p.name, "it cannot be found")
	}
	r := &partReader{at: a.at, part: p, crc: crc32.NewIEEE()}
	if f.Method == zip.Store {
		r.in = raw
	} else {
		r.in = flate.NewReader(bufio.NewReaderSize(raw, int(min(max(int64(f.CompressedSize64), 512), 64<<10))))
	}
	return r, nil
}

// read returns a whole part, checked. It is for parts that are small by
// nature; limit bounds them.
func (a *archive) read(p *part, limit int64) ([]byte, error) {
	if p.size > limit {
		return nil, refusal(a.at, "part-size", hintLimit, "the part %s unpacks to %d bytes, more than the %d it may have", p.name, p.size, limit)
	}
	r, err := a.open(p)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.Grow(int(p.size) + bytes.MinRead)
	_, err = b.ReadFrom(r)
	return b.Bytes(), err
}

// partReader unpacks a part and checks its size and CRC.
type partReader struct {
	at   source.Cell
	part *part
	in   io.Reader
	crc  hash.Hash32
	n    int64
}

func (r *partReader) Read(b []byte) (int, error) {
	n, err := r.in.Read(b)
	r.n += int64(n)
	if r.n > r.part.size {
		return 0, damaged(r.at, r.part.name, "it is longer than the file declares")
	}
	r.crc.Write(b[:n])
	switch {
	case err == io.EOF && r.n != r.part.size:
		return n, damaged(r.at, r.part.name, "it is shorter than the file declares")
	case err == io.EOF && r.crc.Sum32() != r.part.zip.CRC32:
		return n, damaged(r.at, r.part.name, "its checksum is wrong")
	case err != nil && err != io.EOF:
		return n, damaged(r.at, r.part.name, "it cannot be unpacked ("+err.Error()+")")
	}
	return n, err
}
