package generator

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"rapport/generator/internal/stage"
)

// ErrStopped marks a run that was asked to stop; it wrote nothing.
var ErrStopped = errors.New("stopped")

// stopped tells in a sentence that the context has ended, or gives nil.
func stopped(ctx context.Context, out string) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("%w before the end; %s is as it was", ErrStopped, out)
}

// fault is a failure of the machine with advice.
type fault struct {
	error
	advice string
}

func (f *fault) Unwrap() error { return f.error }

// Advice says what to do about it.
func (f *fault) Advice() string { return f.advice }

// diskFull is the code by which Windows says that a disk is full.
const diskFull = syscall.Errno(112)

// advised adds what a person can do about a disk that takes no more.
func advised(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, diskFull):
		return &fault{err, "the disk is full: free some space or choose a folder on another disk with -o; the reviews that were there are as they were"}
	case errors.Is(err, stage.ErrBusy):
		return &fault{err, "wait until the other run has ended, or choose another folder with -o; a run that was killed holds no folder"}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &fault{err, "the folder above the output folder must be writable, since the new set is made beside the old one; choose another with -o"}
	}
	return err
}
