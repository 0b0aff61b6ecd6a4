package report

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// shapes gives the type of every field that readers of data/SLUG.json rely on:
// its place, with [] for each element of a list, and its types. A whole number
// is "int", an object "object", a list "list".
var shapes = map[string]string{
	"schema": "string", "account": "object", "account.id": "string", "account.name": "string", "period": "object",
	"period.label": "string", "period.from": "string", "period.to": "string", "as_of": "string",

	"levels": "list", "levels[].level": "int null", "levels[].name": "string", "levels[].headcount": "int null",
	"levels[].known": "int", "levels[].touched": "int", "levels[].two_way": "int", "levels[].recent": "int",
	"levels[].N": "int", "levels[].denominator": "string", "levels[].touches": "int",
	"levels[].target": "number null", "levels[].attainment": "number null",

	"units": "list", "units[].unit": "string", "units[].rights": "list", "units[].rights[]": "string", "units[].known": "int",
	"units[].recent": "int", "units[].N": "int", "units[].levels": "list",

	"spread": "object", "spread.n": "int", "spread.n_eff": "number null", "spread.tvd": "number null", "spread.moves": "number null",
	"spread.luck_line": "number null", "spread.beyond_chance": "bool null", "spread.pielou": "number null",
	"spread.effective_levels": "number null", "spread.top_heaviness": "object null", "spread.top_heaviness.lq": "number",
	"spread.top_heaviness.lo": "number", "spread.top_heaviness.hi": "number",

	"vote": "object null", "vote.voters": "int", "vote.W": "int", "vote.quota": "int", "vote.P_win": "number null", "vote.range": "list",
	"vote.range[]": "number null", "vote.expected_share": "number null", "vote.key": "object null", "vote.key.id": "string",
	"vote.key.name": "string", "vote.key.p": "number null", "vote.P_win_key_against": "number null",
	"vote.P_win_key_for": "number null", "vote.resilience_ratio": "number null", "vote.min_coalition_without_key": "int null",
	"vote.P_final": "number null", "vote.P_no_block": "number null", "vote.objection": "object", "vote.objection.p": "number",
	"vote.objection.lo": "number", "vote.objection.hi": "number",

	"people": "list", "people[].id": "string", "people[].name": "string", "people[].title": "string", "people[].level": "int null",
	"people[].level_rule": "string", "people[].unit": "string", "people[].right": "string", "people[].veto": "bool",
	"people[].stance": "string", "people[].w": "int", "people[].p": "number null", "people[].score": "number",
	"people[].strength": "number", "people[].days_since_last": "int null", "people[].n": "int", "people[].birnbaum": "number null",
	"people[].gain": "number null", "people[].met_by": "list", "people[].rows": "list", "people[].rows[]": "string",

	"not_met": "list", "next": "list", "next[].id": "string", "next[].reason": "string", "next[].by": "string null",
	"next[].gain": "number", "next[].rank": "int",

	"ladder": "object", "ladder.matrix": "list null", "ladder.mean_gap": "number null", "ladder.exec_days_since": "int null",
	"ladder.layers_between": "int null", "ladder.event_only": "bool",
	"changes": "object null", "promises": "object null", "scenarios": "list",
	"index": "object", "index.value": "number null", "index.components": "list", "index.components[].name": "string",
	"index.components[].value": "number", "index.waterfall": "list", "index.waterfall[].lost": "number",
	"index.reason": "string null", "intake": "object",
}

// TestTypes checks every field of every account of the sample, and that each
// was seen at least once.
func TestTypes(t *testing.T) {
	seen := map[string]bool{}
	for name, text := range render(t, sample(t, 60), Options{}) {
		if !strings.HasPrefix(name, "data/") || name == "data/portfolio.json" || name == "data/intake.json" {
			continue
		}
		var data any
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			t.Fatal(err)
		}
		for place, types := range shapes {
			for _, fault := range misfits(data, strings.Split(place, "."), strings.Fields(types), func() { seen[place] = true }) {
				t.Errorf("%s: %s %s", name, place, fault)
			}
		}
		for _, fault := range unsound(data) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	for place := range shapes {
		if !seen[place] {
			t.Errorf("no account of the sample has %s", place)
		}
	}
}

// misfits walks to a place and judges the type of each value there. A null on
// the way has nothing below it.
func misfits(v any, steps, types []string, visit func()) (faults []string) {
	if len(steps) == 0 {
		visit()
		if kind := kindOf(v); !slices.Contains(types, kind) && !(kind == "int" && slices.Contains(types, "number")) {
			return []string{fmt.Sprintf("= %v (%s), want %v", v, kind, types)}
		}
		return nil
	}
	if v == nil {
		return nil
	}
	object, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("has no object above %s", steps[0])}
	}
	key, each := strings.CutSuffix(steps[0], "[]")
	value, ok := object[key]
	if !ok {
		return []string{"is missing"}
	}
	if !each {
		return misfits(value, steps[1:], types, visit)
	}
	items, _ := value.([]any)
	for _, item := range items {
		faults = append(faults, misfits(item, steps[1:], types, visit)...)
	}
	return faults
}

func kindOf(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case string:
		return "string"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	case float64:
		if v == float64(int64(v)) {
			return "int"
		}
		return "number"
	}
	return "strange"
}

// unsound finds values that have the right type and cannot be true: levels out
// of order, zeros in the place of what is undefined, chances beyond 0 and 1.
func unsound(data any) (faults []string) {
	fault := func(format string, a ...any) { faults = append(faults, fmt.Sprintf(format, a...)) }
	last := 0.0
	levels, _ := at(data, "levels").([]any)
	for i, v := range levels {
		l := v.(map[string]any)
		level, classified := l["level"].(float64)
		switch {
		case !classified && i != len(levels)-1:
			fault("the unclassified stand at %d of %d levels", i, len(levels))
		case classified && level <= last:
			fault("level %v follows %v", level, last)
		case !classified && (l["target"] != nil || l["attainment"] != nil):
			fault("the unclassified have a target")
		case classified && (l["N"] == 0.0) != (l["target"] == nil):
			fault("level %v of %v people has the target %v", level, l["N"], l["target"])
		}
		last = level
		if n := l["N"].(float64); n < l["known"].(float64) || l["known"].(float64) < l["touched"].(float64) ||
			l["touched"].(float64) < l["two_way"].(float64) || l["two_way"].(float64) < l["recent"].(float64) {
			fault("the funnel of level %v is not nested", l["level"])
		}
		if known := l["headcount"] == nil; known != (l["denominator"] == "known") {
			fault("level %v: headcount %v, denominator %v", l["level"], l["headcount"], l["denominator"])
		}
	}
	if at(data, "spread.n") == 0.0 {
		for _, key := range []string{"n_eff", "tvd", "moves", "luck_line", "beyond_chance", "pielou", "effective_levels", "top_heaviness"} {
			if v := at(data, "spread."+key); v != nil {
				fault("spread.%s = %v without a touch", key, v)
			}
		}
	}
	if at(data, "vote") != nil && at(data, "vote.key") == nil {
		for _, key := range []string{"P_win_key_against", "P_win_key_for", "resilience_ratio", "min_coalition_without_key"} {
			if v := at(data, "vote."+key); v != nil {
				fault("vote.%s = %v without a key vote", key, v)
			}
		}
	}
	if (at(data, "index.value") == nil) != (at(data, "index.reason") != nil) {
		fault("index %v with the reason %v", at(data, "index.value"), at(data, "index.reason"))
	}
	people, _ := at(data, "people").([]any)
	for _, v := range people {
		p := v.(map[string]any)
		if (p["n"] == 0.0) != (p["days_since_last"] == nil) {
			fault("%v: %v touches, %v days since the last", p["id"], p["n"], p["days_since_last"])
		}
		if chance, ok := p["p"].(float64); ok && (chance < 0 || chance > 1) {
			fault("%v: p = %v", p["id"], chance)
		}
	}
	return faults
}

// TestTypesFindFaults proves that the checks can fail.
func TestTypesFindFaults(t *testing.T) {
	var data any
	if err := json.Unmarshal([]byte(`{"a":{"b":[{"c":1},{"c":null},{"c":1.5}]},
		"levels":[{"level":null,"N":1,"known":2,"touched":0,"two_way":0,"recent":0,"target":null,"attainment":null,"headcount":1,"denominator":"known"},
			{"level":1,"N":0,"known":0,"touched":0,"two_way":0,"recent":0,"target":0,"attainment":null,"headcount":0,"denominator":"headcount"}],
		"spread":{"n":0,"tvd":0},"vote":{"key":null,"resilience_ratio":0},"index":{"value":null,"reason":null},
		"people":[{"id":"x","n":3,"days_since_last":null,"p":2}]}`), &data); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		place, types string
		faults       int
	}{{"a.b[].c", "number null", 0}, {"a.b[].c", "int null", 1}, {"a.b[].c", "number", 1}, {"a.z", "int", 1}, {"a", "list", 1}, {"spread.n.x", "int", 1}} {
		if got := misfits(data, strings.Split(c.place, "."), strings.Fields(c.types), func() {}); len(got) != c.faults {
			t.Errorf("%s as %s: %v, want %d faults", c.place, c.types, got, c.faults)
		}
	}
	if got := unsound(data); len(got) != 9 {
		t.Errorf("%d unsound values, want 9: %q", len(got), got)
	}
}
