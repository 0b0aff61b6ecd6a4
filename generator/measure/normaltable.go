package measure

import "math"

// The table of the normal distribution from −9 to 9 in steps of 1/64, with the
// density that cubic interpolation needs: the error is below 2e-10.
const (
	normalEnd   = 9
	normalSteps = 64
)

var normalTable = func() [][2]float64 {
	table := make([][2]float64, 2*normalEnd*normalSteps+2)
	for i := range table {
		x := float64(i)/normalSteps - normalEnd
		table[i] = [2]float64{normal(x), math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / normalSteps}
	}
	return table
}()

// quickNormal is the standard normal distribution function by cubic Hermite
// interpolation.
func quickNormal(x float64) float64 {
	if !(x > -normalEnd) {
		return 0
	}
	if x >= normalEnd {
		return 1
	}
	t := (x + normalEnd) * normalSteps
	i := int(t)
	t -= float64(i)
	a, b := &normalTable[i], &normalTable[i+1]
	u := 1 - t
	return a[0]*u*u*(1+2*t) + b[0]*t*t*(3-2*t) + a[1]*t*u*u - b[1]*t*t*u
}
