package measure_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"time"

	"rapport/generator/measure"
)

// in is the input of a case by field.
type in map[string]json.RawMessage

// badInput stops a case whose input cannot be read.
type badInput struct{ error }

// get reads a field; a missing or null one gives the default.
func get[T any](f in, name string, missing T) T {
	raw, ok := f[name]
	if !ok || string(raw) == "null" {
		return missing
	}
	v := missing
	if reflect.TypeFor[T]().Kind() == reflect.Map { // a given table is the whole table
		v = *new(T)
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		panic(badInput{fmt.Errorf("field %s: %w", name, err)})
	}
	return v
}

func (f in) floats(name string) []float64 { return get(f, name, []float64{}) }
func (f in) ints(name string) []int       { return whole(f.floats(name)) }
func (f in) float(name string, missing float64) float64 {
	return get(f, name, missing)
}
func (f in) int(name string, missing int) int { return int(get(f, name, float64(missing))) }

// optional is a whole number that may be null.
func (f in) optional(name string) *int {
	v := get[*float64](f, name, nil)
	if v == nil {
		return nil
	}
	n := int(math.Round(*v))
	return &n
}

// key is an index that may be null.
func (f in) key(name string) int { return f.int(name, -1) }

func whole(x []float64) []int {
	out := make([]int, len(x))
	for i, v := range x {
		out[i] = int(math.Round(v))
	}
	return out
}

// filled gives n values, all the same when the field is missing.
func (f in) filled(name string, n int, missing float64) []float64 {
	if v := f.floats(name); len(v) > 0 {
		return v
	}
	v := make([]float64, n)
	for i := range v {
		v[i] = missing
	}
	return v
}

// one wraps a single result under its name.
func one(name string, v any) any { return map[string]any{name: v} }

func must[T any](v T, err error) any {
	if err != nil {
		panic(badInput{err})
	}
	return v
}

func day(s string) int {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(badInput{err})
	}
	return int(t.Unix() / 86400)
}

var directions = map[string]measure.Direction{
	"inbound": measure.Inbound, "outbound": measure.Outbound, "two_way": measure.TwoWay,
}

// dated is a touch as the cases write it.
type dated struct {
	Contact   string `json:"contact"`
	Date      string `json:"date"`
	Channel   string `json:"channel"`
	Direction string `json:"direction"`
}

func (f in) decay() any {
	values := get(f, "values", map[string]float64{"meeting": 1, "call": 0.5, "email": 0.1, "event": 0.2})
	var touches []measure.Touch
	for _, d := range get(f, "touches", []dated{}) {
		touches = append(touches, measure.Touch{
			Age: day(get(f, "as_of", "")) - day(d.Date), Value: values[d.Channel], Direction: directions[d.Direction],
		})
	}
	return measure.Decay(touches, f.float("half_life", 60), f.float("s_half", 1), get(f, "daily_cap", true))
}

func (f in) coverage() any {
	contacts := get(f, "contacts", map[string]struct {
		Level *string `json:"level"`
	}{})
	headcount := get(f, "headcount", map[string]json.RawMessage{})
	touches := map[string][]measure.Touch{}
	for _, d := range get(f, "touches", []dated{}) {
		touches[d.Contact] = append(touches[d.Contact], measure.Touch{
			Age: day(get(f, "as_of", "")) - day(d.Date), Direction: directions[d.Direction],
		})
	}
	groups := map[string][][]measure.Touch{}
	for level := range headcount {
		groups[level] = nil
	}
	for id, c := range contacts {
		level := "unknown"
		if c.Level != nil && *c.Level != "" {
			level = *c.Level
		}
		groups[level] = append(groups[level], touches[id])
	}
	out := map[string]measure.CoverageResult{}
	for level, people := range groups {
		out[level] = measure.Coverage(people, people1(headcount[level]), f.int("lookback", 365), f.int("recent", 90))
	}
	return out
}

// people1 reads a head count: a number, a range of which the upper end counts,
// or null.
func people1(raw json.RawMessage) *int {
	var n *int
	if len(raw) == 0 || json.Unmarshal(raw, &n) == nil {
		return n
	}
	var span []int
	if err := json.Unmarshal(raw, &span); err != nil || len(span) != 2 {
		panic(badInput{fmt.Errorf("head count %s", raw)})
	}
	return &span[1]
}

func (f in) support() any {
	s := measure.Support{
		Prior: f.float("prior", 0.5), Stance: get(f, "stance", "unknown"), StanceAge: get[*float64](f, "stance_age", nil),
		Strength: f.float("rel_strength", 0), Rival: f.float("rival", 0), Override: get[*float64](f, "override", nil),
		Config: get(f, "config", measure.DefaultSupport()),
	}
	return one("p", measure.SupportProbability(s))
}

func (f in) hill() any {
	q := math.Inf(1)
	if string(f["q"]) != `"inf"` && string(f["q"]) != `"Infinity"` {
		q = f.float("q", 1)
	}
	return one("value", measure.Hill(f.floats("counts"), q))
}

func (f in) theil() any {
	x := f.floats("x")
	groups := make([]string, len(x))
	for i, g := range get(f, "groups", []any{}) {
		groups[i] = fmt.Sprint(g)
	}
	return measure.Theil(x, groups)
}

// quota reads "majority", or an object of num, den and mode.
func quota(raw json.RawMessage, total int) int {
	var rule struct {
		Num  int    `json:"num"`
		Den  int    `json:"den"`
		Mode string `json:"mode"`
	}
	if len(raw) > 0 && raw[0] == '{' {
		if err := json.Unmarshal(raw, &rule); err != nil {
			panic(badInput{err})
		}
	}
	return measure.Quota(total, rule.Num, rule.Den, rule.Mode == "at_least")
}

func (f in) scenario() any {
	var v measure.Voters
	before, after := measure.Ballot{Key: -1}, measure.Ballot{Key: -1}
	points := get(f, "points", map[string]float64{"decide": 5, "evaluate": 3, "recommend": 2, "influence": 1, "none": 0})
	was, will := get(f, "rights_before", map[string]string{}), get(f, "rights_after", map[string]string{})
	for i, c := range get(f, "contacts", []struct {
		ID     string  `json:"id"`
		Unit   string  `json:"unit"`
		P      float64 `json:"p"`
		R      float64 `json:"R"`
		Recent bool    `json:"recent"`
	}{}) {
		v.P, v.Strength = append(v.P, c.P), append(v.Strength, c.R)
		v.Recent, v.Unit = append(v.Recent, c.Recent), append(v.Unit, c.Unit)
		before.W, after.W = append(before.W, int(points[was[c.ID]])), append(after.W, int(points[will[c.ID]]))
		if c.ID == get(f, "key_before", "") {
			before.Key = i
		}
		if c.ID == get(f, "key_after", "") {
			after.Key = i
		}
	}
	before.Q, after.Q = quota(f["quota"], sumOf(before.W)), quota(f["quota"], sumOf(after.W))
	return measure.ScenarioShift(v, before, after)
}

func sumOf(w []int) int {
	s := 0
	for _, v := range w {
		s += v
	}
	return s
}
