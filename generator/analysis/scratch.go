package analysis

import (
	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// scratch is memory that one goroutine uses for account after account.
type scratch struct {
	ages    []int
	decayed []measure.Touch   // of all people
	byAge   [][]measure.Touch // the same by person, newest first
	n       []int32           // touches of one person by member of the team; zero between uses
	last    []dataset.Day
	who     []int32
	met     []Acquaintance
	person  []int32
	channel []dataset.Channel
	size    []int
	all     []touch
	touches [][]touch
	votes   measure.Workspace
	w       []int // voters put together for one computation
	p       []float64
	grains  []float64

	people   slab[Person] // of the results
	contacts slab[Acquaintance]
	meetings slab[Meeting]
}

func newScratch(team int) *scratch {
	return &scratch{n: make([]int32, team), last: make([]dataset.Day, team),
		people: slab[Person]{piece: 1 << 10}, contacts: slab[Acquaintance]{piece: 1 << 13}, meetings: slab[Meeting]{piece: 1 << 10}}
}

// slab cuts the slices of many accounts off larger pieces, which leaves less
// memory idle than a piece for each.
type slab[T any] struct {
	piece int // values in a piece, many more than an account has
	rest  []T
}

// take gives n zero values; nil for none.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if n > len(s.rest) {
		s.rest = make([]T, max(n, s.piece))
	}
	cut := s.rest[:n:n]
	s.rest = s.rest[n:]
	return cut
}

// sized gives n values of any content, in the old memory when they fit.
func sized[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n, n+n/2)
	}
	return old[:n]
}
