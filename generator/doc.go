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
//	go run ./generator/workbook/internal/bench -growth
//
// on two processors with nothing else running, written to a folder in memory,
// medians of three runs:
//
//	  touches   people  accounts  seconds  CPU seconds  peak RSS
//	   10,000   10,000       200      0.6          1.0     96 MB
//	  100,000   10,000       200      0.7          1.3    105 MB
//	1,000,000   10,000       200      2.4          4.4    239 MB
//
//	  100,000    1,000        20      0.3          0.6     78 MB
//	  100,000   10,000       200      0.8          1.3    104 MB
//	  100,000  100,000     2,000      5.2          9.4    357 MB
//
//	1,000,000  100,000     2,000      7.6         13.5    369 MB
//
// Ten times the touches cost 1.3 and then 3.4 times the processor time, since
// the pages stay as many; ten times the accounts and people 2.4 and then 7.0
// times, since the fixed costs count for less and less. Up to 340 MB, memory
// that is free is taken for speed.
package generator
