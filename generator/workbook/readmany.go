package workbook

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"rapport/generator/source"
)

// Read opens many files in the given order, one at a time. Files that cannot
// be read and lock files are left out, each with its problem: a Refusal, or a
// Note for a lock file. What was read with reservations stands in the books'
// Problems. Books are named as Names says.
func Read(paths []string, limits Limits) ([]*Book, source.Problems) {
	return ReadMany(paths, limits, 1, func() bool { return true })
}

// ReadMany is Read with several files at a time; their order stays. Each is
// called before every file, by several goroutines; when it returns false, the
// files that have not begun are skipped without a problem.
func ReadMany(paths []string, limits Limits, jobs int, each func() bool) ([]*Book, source.Problems) {
	books, errs := make([]*Book, len(paths)), make([]error, len(paths))
	names := Names(paths)
	next := make(chan int)
	var done sync.WaitGroup
	for range max(1, min(jobs, len(paths))) {
		done.Go(func() {
			for i := range next {
				if each() {
					books[i], errs[i] = openAs(names[i], paths[i], limits)
				}
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	done.Wait()
	var opened []*Book
	var problems source.Problems
	for i, book := range books {
		switch {
		case errs[i] != nil:
			problems = append(problems, asProblem(source.Cell{File: names[i]}, errs[i]))
		case book != nil:
			opened = append(opened, book)
		}
	}
	return opened, problems
}

// Names gives the name of each file: its base name, and where several files
// have the same one, as many of the folders above it as tell them apart, with
// forward slashes. Equal paths have equal names.
func Names(paths []string) []string {
	names, parts := make([]string, len(paths)), make([]int, len(paths))
	paths = slices.Clone(paths)
	for i, path := range paths {
		names[i], parts[i] = filepath.Base(path), 1
		if whole, err := filepath.Abs(path); err == nil {
			paths[i] = whole
		}
	}
	for grown := true; grown; {
		grown = false
		same := map[string][]int{}
		for i, name := range names {
			same[name] = append(same[name], i)
		}
		for _, group := range same {
			if !differ(paths, group) {
				continue
			}
			for _, i := range group {
				parts[i]++
				longer := tail(paths[i], parts[i])
				grown = grown || longer != names[i]
				names[i] = longer
			}
		}
	}
	return names
}

// differ tells whether the group has two different paths.
func differ(paths []string, group []int) bool {
	for _, i := range group {
		if paths[i] != paths[group[0]] {
			return true
		}
	}
	return false
}

// tail is the last n parts of a path.
func tail(path string, n int) string {
	parts := strings.Split(strings.TrimPrefix(filepath.ToSlash(path), "/"), "/")
	return strings.Join(parts[max(0, len(parts)-n):], "/")
}
