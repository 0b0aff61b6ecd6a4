package measure

// ShapleyByQuadrature is the method for large bodies, open to tests that hold
// it against the exact one.
func ShapleyByQuadrature(w []int, q int) []float64 { return shapleyQuadrature(w, q) }

// ChiSquareTail and the rest are special functions with published values.
var (
	ChiSquareTail = chiSquareTail
	Digamma       = digamma
	Trigamma      = trigamma
)
