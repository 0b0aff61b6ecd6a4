package analysis

import (
	"encoding/json"

	"rapport/generator/dataset"
)

// Args are the values of a statement. They never change.
type Args interface {
	// Pairs appends the values: a name, its value, the next name and so on.
	Pairs(to []any) []any
}

// Reason is a statement as a message key with the values it needs. The words
// are in templates/messages under "reason.".
type Reason struct {
	Key  string
	Args Args // nil when the message takes none
}

// Values gives the values by name, in a new map.
func (r Reason) Values() map[string]any {
	if r.Args == nil {
		return map[string]any{}
	}
	return ArgList(r.Args.Pairs(nil)).Map()
}

// MarshalJSON writes the key and the values.
func (r Reason) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Key  string         `json:"key"`
		Args map[string]any `json:"args,omitempty"`
	}{r.Key, r.Values()})
}

// ArgList lists values: a name, its value, the next name and so on. One takes
// a tenth of the memory of a map, and there is one for most that is said.
type ArgList []any

type args = ArgList

// Pairs appends the list.
func (a ArgList) Pairs(to []any) []any { return append(to, a...) }

// Map gives the values by name; nil without any.
func (a ArgList) Map() map[string]any {
	if len(a) == 0 {
		return nil
	}
	m := make(map[string]any, len(a)/2)
	for i := 0; i+1 < len(a); i += 2 {
		m[a[i].(string)] = a[i+1]
	}
	return m
}

// fact is what a statement says of a person: days and touches are -1, and the
// rival is 0, where they are not told. There is one for nearly everybody.
type fact struct {
	unit                 string
	level, days, touches int32
	right                dataset.Right
	rival                uint8 // 1 some, 2 close
}

func factOf(d *dataset.Stakeholder) fact {
	return fact{level: int32(d.Level), unit: d.Unit, right: d.Right, days: -1, touches: -1}
}

// Pairs appends what is told.
func (f *fact) Pairs(to []any) []any {
	to = append(to, "level", int(f.level), "unit", f.unit, "right", f.right.String())
	if f.days >= 0 {
		to = append(to, "days", int(f.days))
	}
	if f.touches >= 0 {
		to = append(to, "touches", int(f.touches))
	}
	if f.rival > 0 {
		to = append(to, "rival", [...]string{"", "some", "close"}[f.rival])
	}
	return to
}

// acquainted is what a statement says of one of ours who knows a person.
type acquainted struct {
	touches int32
	last    dataset.Day
}

// Pairs appends both.
func (a acquainted) Pairs(to []any) []any {
	return append(to, "touches", int(a.touches), "last", a.last)
}
