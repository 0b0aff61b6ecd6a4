package workbook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"rapport/generator/source"
)

// Open opens one input file, whatever it is named, by what it holds. The
// error is a source.Problem with Severity Refusal for a file that cannot be
// read, or a Note satisfying errors.Is(err, ErrLockFile) for Excel's lock
// files. What was read with reservations stands in Book.Problems.
func Open(path string, limits Limits) (*Book, error) {
	return openAs(filepath.Base(path), path, limits)
}

// openAs is Open for a file that goes by another name.
func openAs(name, path string, limits Limits) (*Book, error) {
	limits = limits.withDefaults()
	at := source.Cell{File: name}
	if strings.HasPrefix(filepath.Base(path), "~$") {
		return nil, lockError{problem(source.Note, at, "lock-file", "close the workbook in Excel if it should be saved first",
			"this is the lock file of an open workbook; it was skipped")}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, asProblem(at, pathless(err))
	}
	book := &Book{Name: at.File, Path: path}
	info, err := file.Stat()
	switch {
	case err != nil:
		err = pathless(err)
	case info.IsDir():
		err = refusal(at, "folder", "name the files in it", "this is a folder, not a file")
	default:
		book.Size = info.Size()
		err = openAny(book, file, limits)
	}
	if err != nil {
		file.Close()
		return nil, asProblem(at, err)
	}
	return book, nil
}

// input is where a book is read from: a file, or a workbook made in memory.
type input interface {
	io.ReaderAt
	io.Closer
}

// pathless takes the path out of an error: the place names the file already.
func pathless(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// openAny opens what the first bytes say it is.
func openAny(book *Book, file input, limits Limits) error {
	at := source.Cell{File: book.Name}
	if book.Size > limits.FileBytes {
		return refusal(at, "file-size", hintLimit, "the file has %d bytes, more than the limit of %d", book.Size, limits.FileBytes)
	}
	if book.Size == 0 {
		return refusal(at, "file-empty", hintExportAgain, "the file is empty")
	}
	head := make([]byte, min(book.Size, 4096))
	if _, err := file.ReadAt(head, 0); err != nil {
		return pathless(err)
	}
	open := openOther
	if bytes.HasPrefix(head, []byte("PK")) || string(head) == "P" {
		open = openXLSX
	}
	// The sum of a large file takes as long as opening it.
	var sum [sha256.Size]byte
	var unread error
	var group sync.WaitGroup
	group.Go(func() { sum, unread = sumOf(file, book.Size) })
	err := open(book, file, head, limits)
	group.Wait()
	if unread != nil {
		return pathless(unread)
	}
	if err != nil {
		return err
	}
	book.SHA256 = hex.EncodeToString(sum[:])
	for i, s := range book.Sheets {
		s.Index = i
	}
	return nil
}

func sumOf(file io.ReaderAt, size int64) (sum [sha256.Size]byte, err error) {
	hash := sha256.New()
	if _, err := io.Copy(hash, io.NewSectionReader(file, 0, size)); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(hash.Sum(nil)), nil
}

// tell adds what a full pass over a sheet found, once per sheet.
func (b *Book) tell(s *Sheet, found source.Problems) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !s.told {
		s.told = true
		b.Problems = append(b.Problems, found...)
	}
}
