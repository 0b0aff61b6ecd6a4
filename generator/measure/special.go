package measure

import "math"

// digamma is ψ(x) for x > 0: recurrence up to 12, then the asymptotic series.
func digamma(x float64) float64 {
	shift := 0.0
	for x < 12 {
		shift -= 1 / x
		x++
	}
	y := 1 / (x * x)
	series := y * (1.0/12 - y*(1.0/120-y*(1.0/252-y*(1.0/240-y*(1.0/132-y*(691.0/32760-y/12))))))
	return shift + math.Log(x) - 0.5/x - series
}

// trigamma is ψ′(x) for x > 0, in the same way.
func trigamma(x float64) float64 {
	shift := 0.0
	for x < 12 {
		shift += 1 / (x * x)
		x++
	}
	y := 1 / (x * x)
	series := 1.0/6 - y*(1.0/30-y*(1.0/42-y*(1.0/30-y*(5.0/66-y*(691.0/2730-y*7.0/6)))))
	return shift + 1/x + y/2 + y/x*series
}

func lgamma(x float64) float64 {
	v, _ := math.Lgamma(x)
	return v
}

// logFactorials are ln n! for small n; spread figures need them by the thousand.
var logFactorials = func() []float64 {
	table := make([]float64, 512)
	for n := range table {
		table[n] = lgamma(float64(n) + 1)
	}
	return table
}()

// logFactorial is ln n!.
func logFactorial(n int) float64 {
	if n < len(logFactorials) {
		return logFactorials[n]
	}
	return lgamma(float64(n) + 1)
}

// logChoose is ln C(n,k).
func logChoose(n, k float64) float64 { return lgamma(n+1) - lgamma(k+1) - lgamma(n-k+1) }

// normal is the standard normal distribution function.
func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// normalQuantile is its inverse; p = 0 and p = 1 give infinities.
func normalQuantile(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// chiSquareTail is P(X ≥ x) of the χ² distribution with df degrees of freedom:
// the upper incomplete gamma ratio, by series below the mean and by Lentz's
// continued fraction above it.
func chiSquareTail(x float64, df int) float64 {
	if x <= 0 || df <= 0 {
		return 1
	}
	a, x := float64(df)/2, x/2
	front := math.Exp(a*math.Log(x) - x - lgamma(a))
	if x < a+1 {
		term := 1 / a
		total := term
		for n := a + 1; term > total*1e-17; n++ {
			term *= x / n
			total += term
		}
		return max(0, 1-front*total)
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1.0; i < 10_000; i++ {
		an := -i * (i - a)
		b += 2
		d = an*d + b
		if math.Abs(d) < tiny {
			d = tiny
		}
		c = b + an/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		step := d * c
		h *= step
		if math.Abs(step-1) < 1e-15 {
			break
		}
	}
	return front * h
}

// legendre gives the m nodes and weights of Gauss-Legendre quadrature on
// [0,1], by Newton's method on the Legendre polynomial.
func legendre(m int) (node, weight []float64) {
	node, weight = make([]float64, m), make([]float64, m)
	for i := range m {
		x := math.Cos(math.Pi * (float64(i) + 0.75) / (float64(m) + 0.5))
		slope := 0.0
		for range 100 {
			p, before := 1.0, 0.0
			for j := range m {
				k := float64(j)
				p, before = ((2*k+1)*x*p-k*before)/(k+1), p
			}
			slope = float64(m) * (x*p - before) / (x*x - 1)
			step := p / slope
			x -= step
			if math.Abs(step) < 1e-15 {
				break
			}
		}
		node[i] = (1 - x) / 2
		weight[i] = 1 / ((1 - x*x) * slope * slope)
	}
	return node, weight
}

// logMean is the logarithmic mean (a−b)/(ln a − ln b) of positive numbers.
func logMean(a, b float64) float64 {
	d := math.Log(a) - math.Log(b)
	if d == 0 {
		return a
	}
	if math.Abs(d) < 1e-4 { // series: the quotient would lose digits
		return math.Sqrt(a*b) * (1 + d*d/24)
	}
	return (a - b) / d
}
