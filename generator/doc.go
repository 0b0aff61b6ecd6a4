// Package generator makes account reviews from CRM exports. Run is the whole
// line: files become workbooks, workbooks a dataset, the dataset an analysis,
// the analysis pages, and the pages a folder. Merge joins what runs with a
// Shard have written.
//
// # Growth
//
// Time and memory grow with what is in the files, and no faster. Measured on
// 2026-11-23 with
//
//	go run ./generator/workbook/internal/bench -growth -runs 1
//
// on two processors that other work shared, which is why processor seconds
// stand here and not those of the clock; written to a folder in memory:
//
//	  touches   people  accounts  CPU seconds  peak RSS
//	   10,000   10,000       200          2.0     95 MB
//	  100,000   10,000       200          2.8    113 MB
//	1,000,000   10,000       200          9.1    388 MB
//
//	  100,000    1,000        20          1.0     79 MB
//	  100,000   10,000       200          2.8    112 MB
//	  100,000  100,000     2,000         21.2    649 MB
//
//	1,000,000  100,000     2,000         31.6    811 MB
//
// Ten times the touches cost 1.4 and then 3.3 times the time, since the pages
// stay as many; ten times the accounts and people 2.9 and then 7.5 times, since
// the fixed costs count for less and less. Of the largest run, 400 MB are in
// use while pages are written, from the first to the last: 175 MB of dataset
// and 215 MB of results. The rest of the peak is garbage not yet collected.
package generator
