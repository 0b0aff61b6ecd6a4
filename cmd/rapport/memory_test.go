package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestLimit(t *testing.T) {
	for live, want := range map[uint64]int64{0: room, 10 << 20: room, 200 << 20: room, 400 << 20: 600 << 20, 20 << 30: 30 << 30} {
		if got := limit(live); got < want-200 || got > want {
			t.Errorf("limit(%d) = %d, want %d", live, got, want)
		}
	}
}

// TestTheLimitFollowsWhatIsInUse takes more than the room: after a collection
// the limit is above it, so that no run spends its time collecting.
func TestTheLimitFollowsWhatIsInUse(t *testing.T) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		t.Skip("GOGC or GOMEMLIMIT is set")
	}
	percent := debug.SetGCPercent(100)
	t.Cleanup(func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	})
	tuneMemory()
	if got := debug.SetMemoryLimit(-1); got != room {
		t.Errorf("the limit begins at %d, want %d", got, room)
	}
	held := make([]byte, 2*room) // never touched, and so takes no memory of the machine
	waitFor := func(what string, right func(limit int64) bool) {
		t.Helper()
		for start := time.Now(); !right(debug.SetMemoryLimit(-1)); time.Sleep(time.Millisecond) {
			runtime.GC()
			if time.Since(start) > 10*time.Second {
				t.Fatalf("%s: the limit stays at %d", what, debug.SetMemoryLimit(-1))
			}
		}
	}
	waitFor("with twice the room in use", func(limit int64) bool { return limit >= 3*room-200 })
	runtime.KeepAlive(held)
	held = nil
	waitFor("with nothing in use", func(limit int64) bool { return limit == room })
}
