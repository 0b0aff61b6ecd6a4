//go:build !linux

package stage

func swap(staging, target, parked string) error { return swapBySteps(staging, target, parked) }
