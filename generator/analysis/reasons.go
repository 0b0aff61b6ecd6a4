package analysis

import "slices"

// reasonArgs names each reason's arguments. Levels are numbers (0 is
// unclassified), units names ("" is unknown), rights and stances the words of
// the JSON contract, days whole days, shares between 0 and 1, dates
// dataset.Day, rival "some" or "close".
var reasonArgs = map[string][]string{
	// Why to meet somebody. The key vote comes first, then rivals, then how
	// the person was met: never, long ago, at events, one-way, or of late (in
	// a plan, to deepen).
	"next.key_never":     {"level", "unit", "right"},
	"next.key_one_way":   {"level", "unit", "right", "touches", "days"},
	"next.key_quiet":     {"level", "unit", "right", "days"},
	"next.rival_never":   {"level", "unit", "right", "rival"},
	"next.rival_one_way": {"level", "unit", "right", "rival", "touches", "days"},
	"next.rival_quiet":   {"level", "unit", "right", "rival", "days"},
	"next.never":         {"level", "unit", "right"},
	"next.event_only":    {"level", "unit", "right", "touches", "days"},
	"next.one_way":       {"level", "unit", "right", "touches", "days"},
	"next.quiet":         {"level", "unit", "right", "days"},
	"next.deepen":        {"level", "unit", "right", "days"},
	// Why this colleague: knows the person; knows others of the unit or the
	// account; stands at the same or the nearest level (ours is our level,
	// theirs the customer's).
	"by.knows":   {"touches", "last"},
	"by.unit":    {"unit", "touches"},
	"by.account": {"touches", "ours", "theirs"},
	"by.level":   {"ours", "theirs"},

	// Warnings of an account. In list_bias more people are listed at the upper
	// level than at all levels below it; lower is the lowest of these with
	// anybody. In bounds_only, levels is a number of levels. empty_level is
	// about the period. In settings_changed, names is a list in one string.
	"notice.list_bias":        {"upper", "lower", "upper_known", "lower_known"},
	"notice.bounds_only":      {"levels", "known"},
	"notice.below_known":      {"level", "known", "headcount"},
	"notice.levels_unclear":   {"share", "limit"},
	"notice.span_assumed":     {"span"},
	"notice.no_decider":       {},
	"notice.no_voters":        {},
	"notice.no_people":        {},
	"notice.files_left_out":   {"n"},
	"notice.no_touch":         {"days"},
	"notice.rights_assumed":   {"n", "of"},
	"notice.stances_undated":  {"n"},
	"notice.overrides":        {"n", "of"},
	"notice.future":           {"n"},
	"notice.top_heavy":        {"level", "touches", "of", "people", "of_people"},
	"notice.empty_level":      {"level", "n"},
	"notice.once_a_year":      {"touches"},
	"notice.long_gap":         {"days"},
	"notice.vote_too_large":   {"voters", "weight"},
	"notice.stage_no_voters":  {"stage"},
	"notice.settings_changed": {"names"},

	// Why the index is not published.
	"index.no_people":      {},
	"index.few_people":     {"known"},
	"index.no_headcount":   {"level"},
	"index.levels_unclear": {"share", "limit"},
	"index.no_levels":      {},
	"index.no_votes":       {},
}

// ReasonKeys lists the message keys of every Reason that Analyse can give,
// with the prefix "reason.", sorted.
func ReasonKeys() []string {
	var keys []string
	for k := range reasonArgs {
		keys = append(keys, "reason."+k)
	}
	slices.Sort(keys)
	return keys
}

// ReasonArgs names the arguments of a reason's message, or nil when there is
// no such key.
func ReasonArgs(key string) []string {
	if len(key) < 7 {
		return nil
	}
	return slices.Clone(reasonArgs[key[7:]])
}

// because makes a statement.
func because(key string, a Args) Reason { return Reason{Key: "reason." + key, Args: a} }
