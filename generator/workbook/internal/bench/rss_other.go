//go:build !linux

package main

import "os"

// peakRSS is known on Linux only.
func peakRSS() int64 { return 0 }

// childRSS is known on Linux only.
func childRSS(*os.ProcessState) int64 { return 0 }
