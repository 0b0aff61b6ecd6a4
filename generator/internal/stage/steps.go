package stage

import "os"

// swapBySteps parks the old set and moves the new one in. A run killed in
// between leaves the old set parked, and the next run moves it back.
func swapBySteps(staging, target, parked string) error {
	if err := os.Rename(target, parked); err != nil {
		return err
	}
	if err := os.Rename(staging, target); err != nil {
		if back := os.Rename(parked, target); back != nil {
			return back
		}
		return err
	}
	return nil
}
