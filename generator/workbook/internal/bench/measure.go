package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

// result is what one run of one reader gave.
type result struct {
	Seconds float64
	CPU     float64 // seconds of all processors
	Rows    int
	Cells   int
	Bytes   int64 // unpacked
	Mallocs uint64
	PeakRSS int64 // bytes, 0 where the system does not tell
	Log     closing
}

// The readers, in the order of the table.
var readers = []struct {
	name string
	read func(path string) (result, error)
}{
	{"inflate, klauspost", func(path string) (result, error) { return inflate(path, true) }},
	{"inflate, standard", func(path string) (result, error) { return inflate(path, false) }},
	{"workbook Rows", readOurs},
	{"dataset Build", buildDataset},
	{"excelize Rows(RawCellValue)", readExcelize},
}

// child measures one reader in this process and prints the result as JSON.
func child(name, path string, out io.Writer) error {
	for _, r := range readers {
		if r.name != name {
			continue
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		res, err := r.read(path)
		res.Seconds = time.Since(start).Seconds()
		runtime.ReadMemStats(&after)
		res.Mallocs = after.Mallocs - before.Mallocs
		res.PeakRSS = peakRSS()
		if err != nil {
			return err
		}
		return json.NewEncoder(out).Encode(res)
	}
	return fmt.Errorf("no reader named %q", name)
}

// inflate unpacks the sheets and shared strings and throws them away.
func inflate(path string, klauspost bool) (res result, err error) {
	zr, err := zip.OpenReader(path)
	if err != nil {
		return res, err
	}
	defer zr.Close()
	if klauspost {
		zr.RegisterDecompressor(zip.Deflate, flate.NewReader)
	}
	for _, f := range zr.File {
		if !strings.HasPrefix(f.Name, "xl/worksheets/") && f.Name != "xl/sharedStrings.xml" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return res, err
		}
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r, make([]byte, 256<<10))
		res.Bytes += n
		if err != nil {
			return res, err
		}
	}
	return res, nil
}

func readOurs(path string) (res result, err error) {
	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		return res, err
	}
	defer book.Close()
	for _, s := range book.Sheets {
		err := s.Rows(func(r *workbook.Row) error {
			res.Rows++
			res.Cells += len(r.Cells)
			return nil
		})
		if err != nil {
			return res, err
		}
		if s.Path != "scanner" {
			return res, fmt.Errorf("sheet %s took the path %q", s.Name, s.Path)
		}
	}
	return res, nil
}

// buildRoom is the memory, in bytes, within which garbage may pile up while
// the dataset is built, as the command has a room for the whole run.
const buildRoom = 155 << 20

// buildDataset reads and joins everything.
func buildDataset(path string) (res result, err error) {
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(buildRoom)
	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		return res, err
	}
	defer book.Close()
	ds, err := dataset.Build([]*workbook.Book{book}, dataset.Settings{}, templates.Files)
	if err != nil {
		return res, err
	}
	for _, s := range ds.Sheets {
		res.Rows += s.Rows
	}
	return res, nil
}

func readExcelize(path string) (res result, err error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true})
	if err != nil {
		return res, err
	}
	defer f.Close()
	for _, s := range f.GetSheetList() {
		rows, err := f.Rows(s)
		if err != nil {
			return res, err
		}
		for rows.Next() {
			columns, err := rows.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				return res, err
			}
			res.Rows++
			for _, c := range columns {
				if c != "" {
					res.Cells++
				}
			}
		}
		if err := rows.Error(); err != nil {
			return res, err
		}
		if err := rows.Close(); err != nil {
			return res, err
		}
	}
	return res, nil
}

// report runs every reader in child processes and prints the table.
func report(o options, path string, out io.Writer) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	medians, err := rounds(o, path)
	if err != nil {
		return err
	}
	floor, standard, ours := medians[readers[0].name], medians[readers[1].name], medians["workbook Rows"]
	fmt.Fprintf(out, "%.1f MB packed, %.0f MB unpacked, %d rows, %d cells, %d processors, median of %d\n\n",
		mb(info.Size()), mb(floor.Bytes), ours.Rows, ours.Cells, runtime.GOMAXPROCS(0), o.runs)
	tw := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tw, "reader\tseconds\tx inflation\tx standard\tx workbook\tCPU seconds\tpeak RSS MB\tallocations/row")
	for _, r := range readers {
		m, ok := medians[r.name]
		if !ok {
			continue
		}
		perRow := "-"
		if m.Rows > 0 {
			perRow = strconv.FormatFloat(float64(m.Mallocs)/float64(m.Rows), 'f', 4, 64)
			if m.Rows != ours.Rows || m.Cells != ours.Cells && m.Cells != 0 {
				return fmt.Errorf("%s saw %d rows and %d cells, workbook %d and %d", r.name, m.Rows, m.Cells, ours.Rows, ours.Cells)
			}
		}
		fmt.Fprintf(tw, "%s\t%.3f\t%.2f\t%.2f\t%.2f\t%.2f\t%.0f\t%s\n", r.name, m.Seconds, m.Seconds/floor.Seconds, m.Seconds/standard.Seconds, m.Seconds/ours.Seconds, m.CPU, mb(m.PeakRSS), perRow)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	return nil
}

func mb(n int64) float64 { return float64(n) / (1 << 20) }

// rounds runs every reader once a round, so that what else the machine does
// meets them alike, and returns the run with the median time of each; its peak
// memory is the largest of all runs.
func rounds(o options, path string) (map[string]result, error) {
	all := map[string][]result{}
	for range o.runs {
		for _, r := range readers {
			if o.noExcelize && strings.HasPrefix(r.name, "excelize") {
				continue
			}
			res, err := inChild(r.name, path)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", r.name, err)
			}
			all[r.name] = append(all[r.name], res)
		}
	}
	medians := map[string]result{}
	for name, runs := range all {
		medians[name] = median(runs)
	}
	return medians, nil
}

// inChild measures one reader in a process of its own.
func inChild(name, path string, more ...string) (res result, err error) {
	exe, err := os.Executable()
	if err != nil {
		return res, err
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(exe, append([]string{"-child", name, "-file", path}, more...)...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return res, fmt.Errorf("%w: %s", err, strings.TrimSpace(stderr.String()))
	}
	err = json.Unmarshal(stdout.Bytes(), &res)
	res.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return res, err
}
