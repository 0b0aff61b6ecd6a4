package history

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"rapport/generator/analysis"
)

// quartersShown bounds how far back the lines of history reach.
const quartersShown = 8

// Newest names the latest kept quarter before the period, or "".
func Newest(dir string, before analysis.Period) (string, error) {
	labels, err := quarters(dir)
	if err != nil {
		return "", err
	}
	newest := ""
	for _, label := range labels {
		if label < before.Label {
			newest = label
		}
	}
	return newest, nil
}

// Load reads a quarter that the reviews in dir keep; nil when they do not
// keep it. A damaged file is an error that names it.
func Load(dir, label string) (*analysis.Baseline, error) { return load(dir, label, readWhole) }

// Past reads the quarters before the period, oldest first, at most the last
// eight. The last is whole, of the others only the head lines are read.
func Past(dir string, before analysis.Period) ([]*analysis.Baseline, error) {
	labels, err := quarters(dir)
	if err != nil {
		return nil, err
	}
	labels = slices.DeleteFunc(labels, func(l string) bool { return l >= before.Label })
	labels = labels[max(0, len(labels)-quartersShown):]
	var past []*analysis.Baseline
	for i, label := range labels {
		read := readHead
		if i == len(labels)-1 {
			read = readWhole
		}
		b, err := load(dir, label, read)
		if err != nil {
			return nil, err
		}
		if b != nil {
			past = append(past, b)
		}
	}
	return past, nil
}

// load reads the files of a quarter side by side.
func load(dir, label string, read func(string) (file, error)) (*analysis.Baseline, error) {
	names, err := snapshots(dir, label)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	files := make([]file, len(names))
	errs := make([]error, len(names))
	next := make(chan int)
	var done sync.WaitGroup
	for range min(len(names), runtime.GOMAXPROCS(0)) {
		done.Go(func() {
			for i := range next {
				files[i], errs[i] = read(filepath.Join(dir, folder, label, "data", names[i]))
			}
		})
	}
	for i := range names {
		next <- i
	}
	close(next)
	done.Wait()
	for i := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
	}
	b := &analysis.Baseline{Period: analysis.Period(files[0].Period), AsOf: files[0].AsOf}
	for i := range files {
		if p := analysis.Period(files[i].Period); p != b.Period {
			return nil, damaged(filepath.Join(dir, folder, label, "data", names[i]),
				fmt.Errorf("it is of %s, %s to %s, and its folder of %s, %s to %s", p.Label, p.From, p.To, b.Period.Label, b.Period.From, b.Period.To))
		}
		b.AsOf = max(b.AsOf, files[i].AsOf)
		b.Accounts = append(b.Accounts, files[i].Snapshot)
	}
	slices.SortStableFunc(b.Accounts, func(x, y analysis.Snapshot) int { return strings.Compare(x.Key, y.Key) })
	return b, nil
}

// readWhole reads a snapshot with its people.
func readWhole(name string) (file, error) {
	var f file
	data, err := readFile(name)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return f, damaged(name, err)
	}
	return f, f.check(name)
}

// readHead reads a snapshot up to its people.
func readHead(name string) (file, error) {
	var f file
	in, err := os.Open(name)
	if err != nil {
		return f, err
	}
	defer in.Close()
	d := json.NewDecoder(bufio.NewReader(in))
	if _, err := d.Token(); err != nil {
		return f, damaged(name, err)
	}
	into := map[string]any{"schema": &f.Schema, "period": &f.Period, "as_of": &f.AsOf, "key": &f.Key, "id": &f.ID,
		"name": &f.Name, "slug": &f.Slug, "method": &f.Method, "headline": &f.Headline}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return f, damaged(name, err)
		}
		if key == "people" {
			break
		}
		target := into[fmt.Sprint(key)]
		if target == nil {
			target = new(json.RawMessage)
		}
		if err := d.Decode(target); err != nil {
			return f, damaged(name, err)
		}
	}
	return f, f.check(name)
}

func (f *file) check(name string) error {
	switch {
	case f.Schema != Schema:
		return damaged(name, fmt.Errorf("its schema is %q (want %q)", f.Schema, Schema))
	case f.Period.Label == "" || f.Period.To < f.Period.From:
		return damaged(name, fmt.Errorf("it names no quarter"))
	case f.Key == "" && f.Name == "":
		return damaged(name, fmt.Errorf("it names no account"))
	}
	return nil
}
