package measure

// Workspace is memory that computations about votes use one after another, so
// that many small ones need not ask for it each time. Its methods give what
// the functions of the same names give. The zero value is ready; a workspace
// serves one goroutine.
type Workspace struct {
	f       []float64   // distribution of the supporting weight
	depth   [][]float64 // the same by depth of the division
	weights []int
	voters  []int
	others  []int // weights without the key vote
	chances []float64
	runs    rangeRuns
}

// resize gives n values of any content, in the old memory when they fit.
func resize[T any](x []T, n int) []T {
	if cap(x) < n {
		return make([]T, n, max(n+n/2, 32))
	}
	return x[:n]
}
