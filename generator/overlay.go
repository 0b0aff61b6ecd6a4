package generator

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
)

// Overlay lays a user's folder of templates over the built-in ones: a file
// that the user has wins, every other one stays. Listings show both.
func Overlay(user, builtin fs.FS) fs.FS { return overlay{user, builtin} }

type overlay struct{ user, builtin fs.FS }

// builtin gives the templates below all of the user's.
func builtin(templates fs.FS) fs.FS {
	for {
		o, laid := templates.(overlay)
		if !laid {
			return templates
		}
		templates = o.builtin
	}
}

// Open opens the user's file, or the built-in one.
func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.user.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.builtin.Open(name)
	}
	return f, err
}

// ReadDir lists the files of both, by name; the user's win.
func (o overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	mine, err := fs.ReadDir(o.user, name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	theirs, err := fs.ReadDir(o.builtin, name)
	if err != nil && (len(mine) == 0 || !errors.Is(err, fs.ErrNotExist)) {
		return nil, err
	}
	for _, e := range theirs {
		if !slices.ContainsFunc(mine, func(m fs.DirEntry) bool { return m.Name() == e.Name() }) {
			mine = append(mine, e)
		}
	}
	slices.SortFunc(mine, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return mine, nil
}
