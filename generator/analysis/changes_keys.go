package analysis

import (
	"maps"
	"slices"
)

// changeArgs names the arguments of each message about changes and promises,
// as reasonArgs does. Setting, before and after are texts, periods labels,
// dates dataset.Day, comment what somebody wrote.
var changeArgs = map[string][]string{
	"change.met":          {"level", "unit", "right", "touches"},
	"change.again":        {"level", "unit", "right", "touches"},
	"change.quiet":        {"level", "unit", "right", "touches", "days"},
	"change.joined":       {"level", "unit", "right"},
	"change.left":         {"level", "unit", "right"},
	"change.left_dated":   {"level", "unit", "right", "date"},
	"change.promoted":     {"before_level", "level"},
	"change.demoted":      {"before_level", "level"},
	"change.reclassified": {"before_level", "level"},
	"change.moved":        {"before_unit", "unit"},
	"change.right":        {"before_right", "right"},

	"change.entered":      {},
	"change.recomputed":   {"period"},
	"change.gap":          {"period", "days"},
	"change.partial_then": {"period", "date"},
	"change.partial_now":  {"period", "date"},

	"change.withheld_recomputed.levels": {},
	"change.withheld_recomputed.p_win":  {},

	"promise.kept":             {"date"},
	"promise.late":             {"date", "days"},
	"promise.open":             {"date"},
	"promise.gone":             {},
	"promise.dropped":          {"comment"},
	"promise.dropped_silently": {},
	"promise.one_way":          {"touches"},
	"promise.done_unlogged":    {},
	"promise.not_kept":         {"date"},
}

// ChangeKeys lists the message keys of every Reason that Compare and
// JudgePromises can give, sorted.
func ChangeKeys() []string {
	keys := slices.Collect(maps.Keys(changeArgs))
	for _, f := range figures {
		keys = append(keys, "change.withheld."+f.name)
	}
	slices.Sort(keys)
	return keys
}

// ChangeArgs names the arguments of such a message.
func ChangeArgs(key string) []string {
	if a, known := changeArgs[key]; known {
		return slices.Clone(a)
	}
	return []string{"setting", "before", "after"}
}

// Hides tells whether the edition leaves a field out, wholly or of some
// people; see package edition for the fields.
func (r *Result) Hides(field string) bool { return slices.Contains(r.Hidden, field) }
