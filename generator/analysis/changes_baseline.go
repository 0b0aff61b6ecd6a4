package analysis

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/dataset"
)

// Baseline is what an earlier quarter looked like when it was reviewed.
type Baseline struct {
	Period   Period
	AsOf     dataset.Day
	Accounts []Snapshot // by Key
	// Recomputed tells that no review of that quarter was kept: the touches
	// are those of the quarter, people, levels, rights and stances those of
	// today's export.
	Recomputed bool
}

// Setting is one part of the method as a name and a value, such as recent=90
// or ladder.1=level.1.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Snapshot is an account as it was reviewed: the figures of the first page,
// the levels, and the facts about people that a later quarter is compared
// with. It holds no stance, no rival and no probability of a person.
type Snapshot struct {
	Key        string              `json:"key"`
	ID         string              `json:"id,omitempty"`
	Name       string              `json:"name"`
	Slug       string              `json:"slug"`
	Method     []Setting           `json:"method"` // by name
	Headline   Headline            `json:"headline"`
	Levels     []SnapshotLevel     `json:"levels"`
	Components []SnapshotComponent `json:"components"`
	Proposals  []Proposal          `json:"proposals,omitempty"`
	Promises   []Promise           `json:"promises,omitempty"` // of the quarter before, as they were judged
	People     []SnapshotPerson    `json:"people"`             // by Key
}

// Headline is one line per quarter and account.
type Headline struct {
	Touches int      `json:"touches"`
	Recent  int      `json:"recent"`
	Known   int      `json:"known"`
	N       int      `json:"n"`
	TVD     *float64 `json:"tvd"`
	PWin    *float64 `json:"p_win"`
	Index   *float64 `json:"index"`
}

// SnapshotLevel is a level's row of the scorecard; Level 0 is unclassified.
type SnapshotLevel struct {
	Level   int `json:"level"`
	N       int `json:"n"`
	Known   int `json:"known"`
	Recent  int `json:"recent"`
	Touches int `json:"touches"`
}

// SnapshotComponent is a component of the index.
type SnapshotComponent struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
}

// SnapshotPerson is an active stakeholder of that quarter.
type SnapshotPerson struct {
	Key     string      `json:"key"`
	ID      string      `json:"id,omitempty"`
	Email   string      `json:"email,omitempty"`
	Name    string      `json:"name"`
	Title   string      `json:"title,omitempty"`
	Level   int         `json:"level"`
	Rule    string      `json:"rule,omitempty"` // what decided the level
	Unit    string      `json:"unit,omitempty"`
	Right   string      `json:"right"`
	Touched bool        `json:"touched,omitempty"`
	Recent  bool        `json:"recent,omitempty"`
	Last    dataset.Day `json:"last,omitempty"` // of any touch; 0 is never
	Private bool        `json:"private,omitempty"`
}

// methodVersion changes when a formula does, so that figures of two versions
// are not compared.
const methodVersion = "1"

// besideTheMethod are settings that change lists and what-ifs, not figures.
var besideTheMethod = []string{"scenarios", "plan_length"}

// Method lists everything that the figures depend on beside the data:
// settings and ladder, by name.
func Method(s Settings, ladder dataset.Ladder) []Setting {
	list := []Setting{{"method", methodVersion}}
	list = flatten(list, "", reflect.ValueOf(s))
	for _, step := range ladder.Steps {
		name := step.Name
		if name == "" {
			name = step.Key
		}
		list = append(list, Setting{"ladder." + strconv.Itoa(step.Level), name})
	}
	list = slices.DeleteFunc(list, func(x Setting) bool {
		first, _, _ := strings.Cut(x.Name, ".")
		return slices.Contains(besideTheMethod, first)
	})
	slices.SortFunc(list, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// Flatten writes a settings value as dotted names below the given one, by
// name. Lists are one value, and what a settings file cannot set is left out.
func Flatten(name string, settings any) []Setting {
	list := flatten(nil, name, reflect.ValueOf(settings))
	slices.SortFunc(list, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// flatten adds a value to the list.
func flatten(list []Setting, name string, v reflect.Value) []Setting {
	join := func(part string) string {
		if name == "" {
			return part
		}
		return name + "." + part
	}
	switch v.Kind() {
	case reflect.Struct:
		for f, field := range v.Fields() {
			if f.Tag.Get("yaml") == "-" {
				continue
			}
			list = flatten(list, join(f.Tag.Get("yaml")), field)
		}
		return list
	case reflect.Map:
		for _, k := range v.MapKeys() {
			list = flatten(list, join(fmt.Sprint(k)), v.MapIndex(k))
		}
		return list
	}
	return append(list, Setting{name, fmt.Sprint(v)})
}

// SnapshotOf keeps an account of the result, without its slug.
func SnapshotOf(r *Result, a *Account) Snapshot {
	return snapshot(r, a, Method(r.Settings, r.Data.Ladder))
}

// Snapshots gives a function that makes the snapshot of the account with an
// index, without its slug. It is safe for concurrent use.
func Snapshots(r *Result) func(i int) Snapshot {
	method := Method(r.Settings, r.Data.Ladder)
	return func(i int) Snapshot { return snapshot(r, r.Accounts[i], method) }
}

func snapshot(r *Result, a *Account, method []Setting) Snapshot {
	s := Snapshot{Key: a.Data.Key, ID: a.Data.ID, Name: a.Data.Name, Method: method,
		Headline: headline(a), Proposals: proposals(r, a), Promises: a.Promises.list()}
	for i := range a.Levels {
		if l := &a.Levels[i]; l.N > 0 || l.Touches > 0 {
			s.Levels = append(s.Levels, SnapshotLevel{l.Level, l.N, l.Known, l.Recent, l.Touches})
		}
	}
	for _, c := range a.Index.Components {
		s.Components = append(s.Components, SnapshotComponent{c.Name, c.Value, c.Weight})
	}
	s.People = make([]SnapshotPerson, 0, len(a.People))
	for i := range a.People {
		s.People = append(s.People, snapshotPerson(r, &a.People[i]))
	}
	return s
}

func headline(a *Account) Headline {
	h := Headline{Touches: a.Spread.NAll, Recent: a.Totals.Recent, Known: a.Totals.Known, N: a.Totals.N,
		TVD: a.Spread.TVD, Index: a.Index.Value}
	if a.Vote != nil && a.Vote.Refused == "" {
		h.PWin = ptr(a.Vote.PWin)
	}
	return h
}

func snapshotPerson(r *Result, p *Person) SnapshotPerson {
	d := p.Data
	s := SnapshotPerson{Key: d.Key, ID: d.ID, Email: strings.ToLower(d.Email), Name: d.Name, Title: d.Title, Level: d.Level,
		Rule: d.LevelRule, Unit: d.Unit, Right: d.Right.String(), Touched: p.Touched, Recent: p.Recent, Private: d.Private}
	if p.DaysSince != nil {
		s.Last = r.AsOf - dataset.Day(*p.DaysSince)
	}
	return s
}
