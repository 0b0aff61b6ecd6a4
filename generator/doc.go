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
// on two processors with nothing else running, written to a folder in memory,
// one run each:
//
//	  touches   people  accounts  seconds  CPU seconds  peak RSS
//	   10,000   10,000       200      1.2          2.1     79 MB
//	  100,000   10,000       200      1.5          2.7     98 MB
//	1,000,000   10,000       200      5.2          8.4    352 MB
//
//	  100,000    1,000        20      0.6          1.0     73 MB
//	  100,000   10,000       200      1.4          2.5     97 MB
//	  100,000  100,000     2,000     11.6         21.0    510 MB
//
//	1,000,000  100,000     2,000     16.0         27.2    669 MB
//
// Ten times the touches cost 1.3 and then 3.2 times the processor time, since
// the pages stay as many; ten times the accounts and people 2.6 and then 8.3
// times, since the fixed costs count for less and less.
package generator
