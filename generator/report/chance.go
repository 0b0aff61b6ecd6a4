package report

import "math"

// chance says a probability in the likelihood words of the IPCC (METRICS 10).
func (s *scribe) chance(p float64) string { return s.T("chance." + chanceKey(p)) }

func chanceKey(p float64) string {
	switch {
	case p < 0.10:
		return "very_unlikely"
	case p < 0.33:
		return "unlikely"
	case p <= 0.66:
		return "even"
	case p <= 0.90:
		return "likely"
	}
	return "very_likely"
}

// chances says a range in words: likely, or between unlikely and likely.
func (s *scribe) chances(lo, hi float64) string {
	if chanceKey(lo) == chanceKey(hi) {
		return s.chance(lo)
	}
	return s.T("chance.between", "lo", s.chance(lo), "hi", s.chance(hi))
}

// twenty says a probability as a natural frequency: about 13 in 20.
func (s *scribe) twenty(p float64) string {
	n := int(math.Round(p * 20))
	switch {
	case n <= 0:
		return s.T("chance.under_one")
	case n >= 20:
		return s.T("chance.over_nineteen")
	}
	return s.twenties.Of(n)
}

// odds says a probability with its range, as METRICS 10.2 wants it: in words
// alone when the range is wider than two fifths.
func (s *scribe) odds(p, lo, hi float64) string {
	if hi-lo > 0.4 {
		return s.chances(lo, hi)
	}
	if chanceKey(lo) == chanceKey(hi) {
		return s.T("chance.with_count", "words", s.chance(p), "count", s.twenty(p))
	}
	return s.T("chance.with_range", "words", s.chance(p), "count", s.twenty(p), "lo", s.chance(lo), "hi", s.chance(hi))
}
