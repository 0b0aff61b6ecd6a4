package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// reviewChild is the name by which a child process runs the whole review.
const reviewChild = "review"

// memory is a folder kept in memory, on systems that have one.
const memory = "/dev/shm"

// reviewOnce runs the tool in this process's child and prints the result as
// JSON. A process of its own does this, since what a program's parent holds in
// memory counts into the program's peak.
func reviewOnce(o options, out io.Writer) error {
	var stderr bytes.Buffer
	cmd := exec.Command(o.tool, "review", o.file, "-o", o.out, "--json-log", "--quiet")
	cmd.Stderr = &stderr
	start := time.Now()
	err := cmd.Run()
	res := result{Seconds: time.Since(start).Seconds(), PeakRSS: childRSS(cmd.ProcessState)}
	lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
	last := lines[len(lines)-1]
	if err != nil {
		return fmt.Errorf("%w: %s", err, last)
	}
	if err := json.Unmarshal([]byte(last), &res.Log); err != nil {
		return fmt.Errorf("reading the log: %w: %s", err, last)
	}
	return json.NewEncoder(out).Encode(res)
}

// closing is what the tool's log says at the end.
type closing struct {
	Stages []struct {
		Stage   string
		Seconds float64
	}
	Result struct{ Reviews, Written, Kept int }
}

// said gives the seconds of every stage.
func (c closing) said() string {
	var parts []string
	for _, s := range c.Stages {
		parts = append(parts, fmt.Sprintf("%s %.2f", s.Stage, s.Seconds))
	}
	return strings.Join(parts, ", ")
}

// buildTool builds the command into the folder.
func buildTool(dir string) (string, error) {
	tool := filepath.Join(dir, "rapport.exe")
	if out, err := exec.Command("go", "build", "-o", tool, "rapport/cmd/rapport").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the command: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return tool, nil
}

// target is a place that reviews are written to.
type target struct{ name, dir string }

// targets are folders on the disk and, where there is one, in memory.
func targets(dir string) (out []target, clean func(), err error) {
	out = []target{{"to disk", filepath.Join(dir, "reviews")}}
	clean = func() {}
	if info, err := os.Stat(memory); err == nil && info.IsDir() {
		inMemory, err := os.MkdirTemp(memory, "rapport-bench-")
		if err != nil {
			return nil, clean, err
		}
		out = append(out, target{"to memory", filepath.Join(inMemory, "reviews")})
		clean = func() { os.RemoveAll(inMemory) }
	}
	return out, clean, nil
}

// wholeReviews runs the whole review in every round beside bare inflation and
// excelize's rows, and prints the ratios.
func wholeReviews(o options, path string, out io.Writer) error {
	dir, err := os.MkdirTemp("", "rapport-bench-review-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tool, err := buildTool(dir)
	if err != nil {
		return err
	}
	places, clean, err := targets(dir)
	if err != nil {
		return err
	}
	defer clean()
	all := map[string][]result{}
	add := func(name string, res result, err error) error {
		all[name] = append(all[name], res)
		return err
	}
	floor, theirs := readers[0].name, readers[len(readers)-1].name
	for range o.runs {
		res, err := inChild(floor, path)
		if err := add(floor, res, err); err != nil {
			return err
		}
		for _, place := range places {
			if err := os.RemoveAll(place.dir); err != nil {
				return err
			}
			for _, name := range []string{"review " + place.name, "again, " + place.name} {
				res, err := inChild(reviewChild, path, "-tool", tool, "-out", place.dir)
				if err := add(name, res, err); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
		}
		if o.noExcelize {
			continue
		}
		res, err = inChild(theirs, path)
		if err := add(theirs, res, err); err != nil {
			return err
		}
	}
	return printReviews(all, floor, theirs, out)
}

func printReviews(all map[string][]result, floor, theirs string, out io.Writer) error {
	names := []string{floor}
	for _, place := range []string{"to disk", "to memory"} {
		names = append(names, "review "+place, "again, "+place)
	}
	names = append(names, theirs)
	base, excel := median(all[floor]), median(all[theirs])
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "whole run\tseconds\tx inflation\tx excelize\tx first run\tCPU seconds\tpeak RSS MB\tpages\twritten\tstages")
	for _, name := range names {
		if len(all[name]) == 0 {
			continue
		}
		m := median(all[name])
		ratio, first := "-", "-"
		if excel.Seconds > 0 {
			ratio = fmt.Sprintf("%.3f", m.Seconds/excel.Seconds)
		}
		if place, again := strings.CutPrefix(name, "again, "); again {
			first = fmt.Sprintf("%.2f", m.Seconds/median(all["review "+place]).Seconds)
		}
		fmt.Fprintf(tw, "%s\t%.2f\t%.1f\t%s\t%s\t%.2f\t%.0f\t%d\t%d\t%s\n", name, m.Seconds, m.Seconds/base.Seconds, ratio, first,
			m.CPU, mb(m.PeakRSS), m.Log.Result.Reviews, m.Log.Result.Written, m.Log.said())
	}
	fmt.Fprintln(tw)
	return tw.Flush()
}

// median is the run with the median time; its peak memory is the largest of
// all runs.
func median(runs []result) result {
	if len(runs) == 0 {
		return result{}
	}
	sorted := slices.SortedFunc(slices.Values(runs), func(a, b result) int { return cmp.Compare(a.Seconds, b.Seconds) })
	m := sorted[len(sorted)/2]
	for _, r := range runs {
		m.PeakRSS = max(m.PeakRSS, r.PeakRSS)
	}
	return m
}

// steps are the sizes of the growth table: ten times the touches, then ten
// times the accounts with their people, then everything.
var steps = []size{
	{10_000, 10_000, 200}, {100_000, 10_000, 200}, {1_000_000, 10_000, 200},
	{100_000, 1_000, 20}, {100_000, 10_000, 200}, {100_000, 100_000, 2_000},
	{1_000_000, 100_000, 2_000},
}

// growth prints how the whole review grows with touches and accounts.
func growth(o options, out io.Writer) error {
	dir, err := os.MkdirTemp("", "rapport-bench-growth-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tool, err := buildTool(dir)
	if err != nil {
		return err
	}
	places, clean, err := targets(dir)
	if err != nil {
		return err
	}
	defer clean()
	place := places[len(places)-1]
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tw, "touches\tpeople\taccounts\tseconds %s\tCPU seconds\tpeak RSS MB\tstages\n", place.name)
	for _, n := range steps {
		path := filepath.Join(dir, "growth.xlsx")
		if err := generate(path, n, false); err != nil {
			return err
		}
		var runs []result
		for range max(1, o.runs) {
			if err := os.RemoveAll(place.dir); err != nil {
				return err
			}
			res, err := inChild(reviewChild, path, "-tool", tool, "-out", place.dir)
			if err != nil {
				return err
			}
			runs = append(runs, res)
		}
		m := median(runs)
		fmt.Fprintf(tw, "%d\t%d\t%d\t%.2f\t%.2f\t%.0f\t%s\n", n.touches, n.people, n.accounts, m.Seconds, m.CPU, mb(m.PeakRSS), m.Log.said())
	}
	return tw.Flush()
}
