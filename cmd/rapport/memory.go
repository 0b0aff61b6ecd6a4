package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// The memory that a run takes for speed: garbage up to twice what is in use,
// as long as all of it keeps within the room. What is in use may outgrow the
// room; then garbage, and what falls idle between the values, may still take
// half as much again.
const (
	room         = 340 << 20 // bytes
	mostGarbage  = 200       // percent of what is in use
	leastGarbage = 50
)

// tuneMemory sets how much garbage may pile up, and does so anew after each
// collection. GOGC or GOMEMLIMIT, where set, decides instead.
func tuneMemory() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(mostGarbage)
	debug.SetMemoryLimit(room)
	runtime.SetFinalizer(&afterCollection{}, (*afterCollection).tune)
}

// afterCollection is garbage from the beginning, so that the runtime finds it
// at each collection and calls tune.
type afterCollection struct{ _ *int } // the pointer keeps it by itself in memory, as finalizers need

func (a *afterCollection) tune() {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	debug.SetMemoryLimit(limit(live[0].Value.Uint64()))
	runtime.SetFinalizer(a, (*afterCollection).tune)
}

// limit is how much memory a run may take that has so many bytes in use. It is
// never so near to them that collections follow one another.
func limit(live uint64) int64 {
	return max(room, int64(live/100*(100+leastGarbage)))
}
