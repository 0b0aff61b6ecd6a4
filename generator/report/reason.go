package report

import (
	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// reason writes a statement of the analysis in words. Its raw values become
// text first: levels and units their names, shares per cents, counts with
// their nouns.
func (s *scribe) reason(r analysis.Reason) string {
	if r.Key == "" {
		return ""
	}
	return s.T(r.Key, s.arguments(r.Args)...)
}

// arguments are the values of a message as the catalogue takes them.
func (s *scribe) arguments(values analysis.Args) []any {
	if values == nil {
		return nil
	}
	pairs := values.Pairs(make([]any, 0, 10))
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i+1] = s.argument(pairs[i].(string), pairs[i+1])
	}
	return pairs
}

func (s *scribe) argument(name string, v any) any {
	switch v := v.(type) {
	case int:
		switch name {
		case "level", "upper", "lower", "theirs", "before_level":
			return s.level(v)
		case "ours":
			return s.T("level.ours", "n", v)
		case "days":
			return s.T("say.days", "n", v)
		case "touches":
			return s.touches(v)
		case "people":
			return s.people(v)
		}
	case float64:
		switch name {
		case "share", "limit":
			return s.Percent(v)
		}
		return ratio(v)
	case string:
		switch name {
		case "unit", "before_unit":
			return s.unit(v)
		case "period":
			return s.Period(v)
		case "right", "before_right":
			if v == "none" {
				v = "nothing"
			}
			return s.T("right." + v)
		case "rival":
			return s.T("rival." + v)
		}
		return clean(v)
	case dataset.Right:
		return s.rightWords[v]
	case dataset.Day:
		if v == 0 {
			return s.T("say.undated")
		}
	}
	return v
}
