package stage

import (
	"errors"

	"golang.org/x/sys/unix"
)

// swap exchanges two folders in one step of the kernel, so that a reader never
// finds the name without a folder. File systems that cannot do it get the two
// steps of swapBySteps.
func swap(staging, target, parked string) error {
	err := unix.Renameat2(unix.AT_FDCWD, staging, unix.AT_FDCWD, target, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) || errors.Is(err, unix.ENOTSUP) {
		return swapBySteps(staging, target, parked)
	}
	return err
}
