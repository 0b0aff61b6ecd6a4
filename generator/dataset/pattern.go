package dataset

import (
	"fmt"
	"strings"

	"rapport/generator/source"
)

func lettersOf(column int) string { return source.Letters(column) }

// pattern takes a packed text apart: field, text between, field, and so on.
type pattern struct {
	text   string
	fields []field
	before []string // before[i] stands before fields[i]
	after  string
}

// parsePattern reads "{contact.name} - {account.name} - {activity.date}".
func parsePattern(s string) (pattern, error) {
	p := pattern{text: s}
	rest := s
	for {
		before, tail, found := strings.Cut(rest, "{")
		if !found {
			p.after = rest
			break
		}
		name, tail, closed := strings.Cut(tail, "}")
		if !closed {
			return pattern{}, fmt.Errorf("pattern %q has a brace that is not closed", s)
		}
		f, ok := fieldByName(strings.TrimSpace(name))
		if !ok {
			return pattern{}, unknownWord("pattern", name, Fields())
		}
		if len(p.fields) > 0 && before == "" {
			return pattern{}, fmt.Errorf("pattern %q has nothing between two fields", s)
		}
		p.fields = append(p.fields, f)
		p.before = append(p.before, before)
		rest = tail
	}
	if len(p.fields) < 2 {
		return pattern{}, fmt.Errorf("pattern %q has fewer than two fields in braces", s)
	}
	return p, nil
}

// split gives the parts of a text, one per field. The first and the last
// field are as short as they can be; what is left belongs to the middle, so
// that names with the separator in them stay whole when there is only one
// field between.
func (p pattern) split(s string) ([]string, bool) {
	rest, ok := strings.CutPrefix(s, p.before[0])
	if !ok {
		return nil, false
	}
	if rest, ok = strings.CutSuffix(rest, p.after); !ok {
		return nil, false
	}
	parts := make([]string, len(p.fields))
	last := len(p.fields) - 1
	if len(p.fields) > 2 {
		i := strings.LastIndex(rest, p.before[last])
		if i < 0 {
			return nil, false
		}
		parts[last] = strings.TrimSpace(rest[i+len(p.before[last]):])
		rest = rest[:i]
		last--
	}
	for i := range last {
		part, tail, found := strings.Cut(rest, p.before[i+1])
		if !found {
			return nil, false
		}
		parts[i] = strings.TrimSpace(part)
		rest = tail
	}
	parts[last] = strings.TrimSpace(rest)
	for _, part := range parts {
		if part == "" {
			return nil, false
		}
	}
	return parts, true
}
