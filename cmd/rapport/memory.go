package main

import (
	"os"
	"runtime/debug"
)

// smallInput is the size of the input files, in bytes, up to which a run takes
// memory for speed.
const smallInput = 512 << 10

// tuneMemory sets how much garbage may pile up beside what is in use. A small
// input is in use for a fifth of a second, so four times as much may wait; of
// a large one, two fifths as much. GOGC, where set, decides instead.
func tuneMemory(inputs []string) {
	if os.Getenv("GOGC") != "" {
		return
	}
	var bytes int64
	for _, in := range inputs {
		if info, err := os.Stat(in); err == nil {
			bytes += info.Size()
		}
	}
	if bytes <= smallInput {
		debug.SetGCPercent(400)
		return
	}
	debug.SetGCPercent(40)
}
