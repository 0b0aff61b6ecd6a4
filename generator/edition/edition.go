// Package edition cuts a result down to what a readership may see, before
// anything is rendered, and afterwards searches everything that was written
// for what was cut.
//
// What can be proven: a field that an edition leaves out is empty in the cut
// result, so no page, table or file can print it; and names, e-mail addresses,
// titles and free texts that were cut are in none of the bytes written, under
// any of the encodings that the output uses. What cannot be searched for are
// values that stand elsewhere with good reason, such as the word supporter, a
// rival's degree or a name that another person shares; for them the first
// half of the proof holds alone.
package edition

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/internal/strictyaml"
)

// Edition lists what a readership may see. What Fields does not list is left
// out.
type Edition struct {
	Name string `yaml:"-"`
	// ExecutiveLevel is the lowest level that counts as executive in Fields;
	// 0 means 1, the top.
	ExecutiveLevel int `yaml:"executive_level"`
	// Roles puts a role in the place of every name: level, unit and a number
	// that stays the same on all pages of a run.
	Roles bool `yaml:"roles"`
	// Fields gives for each field whose it is shown of: all, executive (people
	// at the top), met (people whom we have met) or, for notes, shared.
	Fields map[string]string `yaml:"fields"`
}

// fields lists what an edition can show, with the words it can be given.
var fields = map[string][]string{
	"name": whose, "email": whose, "title": whose, // of people; a role stands for a name left out
	"stance": whose, "rival": whose, // attitudes of people
	"support":   whose,             // a person's chance to support us, effects of a meeting, values set by hand
	"odds":      {"all"},           // the vote model of an account, scenarios, what is left without somebody
	"next":      {"all"},           // whom to meet next
	"money":     {"all"},           // revenue and profit, and what is computed from them
	"subjects":  {"all"},           // subject lines of activities and comments on actions
	"notes":     {"all", "shared"}, // commentary; shared is what its author marked for leadership
	"problems":  {"all"},           // faults of the input, with the words found there
	"sources":   {"all"},           // names of files, sheets and columns
	"portfolio": {"all"},           // other accounts
	"history":   {"all"},           // the quarter is kept for the next one
	"actions":   {"all"},           // proposals and promises
	"changes":   {"all"},           // against the baseline
}

var whose = []string{"all", "executive", "met"}

// Names lists the editions that come with the product.
func Names() []string { return []string{"internal", "leadership", "customer"} }

// Load gives the edition of a name: one of custom, which the settings define,
// or the file editions/<name>.yaml of the templates.
func Load(templates fs.FS, name string, custom map[string]Edition) (Edition, error) {
	e, own := custom[name]
	if !own {
		known := append(Names(), slices.Sorted(maps.Keys(custom))...)
		if !fs.ValidPath("editions/"+name+".yaml") || strings.Contains(name, "/") {
			return e, unknown(name, known)
		}
		file := "editions/" + name + ".yaml"
		data, err := fs.ReadFile(templates, file)
		if err != nil {
			return e, unknown(name, known)
		}
		if err := strictyaml.Decode(file, data, &e); err != nil {
			return e, err
		}
	}
	e.Name = name
	return e, e.Check()
}

func unknown(name string, known []string) error {
	return fmt.Errorf("edition %q is not known (want %s)", name, strings.Join(known, ", "))
}

// Check tells the first field or word that an edition cannot have.
func (e Edition) Check() error {
	if e.ExecutiveLevel < 0 {
		return fmt.Errorf("edition %s: executive_level %d is not a level (want 1 or more)", e.Name, e.ExecutiveLevel)
	}
	for _, f := range slices.Sorted(maps.Keys(e.Fields)) {
		words, known := fields[f]
		if !known {
			return fmt.Errorf("edition %s: field %q is not known (want %s)", e.Name, f, strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
		}
		if !slices.Contains(words, e.Fields[f]) {
			return fmt.Errorf("edition %s: field %s is %q (want %s)", e.Name, f, e.Fields[f], strings.Join(words, ", "))
		}
	}
	return nil
}

// Shows tells whether the edition shows a field of anybody. With roles in the
// place of names a quarter is not kept, since the next could find nobody in it.
func (e Edition) Shows(field string) bool {
	return e.Fields[field] != "" && !(e.Roles && slices.Contains(named, field))
}

// named are fields that name people, or rest on their names.
var named = []string{"name", "email", "title", "subjects", "notes", "history"}

// Audience is the widest circle that notes must be meant for to be shown:
// internal, leadership or customer. With roles no note is shown at all, since
// notes name people.
func (e Edition) Audience() string {
	switch e.Fields["notes"] {
	case "all":
		return "internal"
	case "shared":
		return "leadership"
	}
	return "customer"
}

// hidden lists the fields that the edition leaves out, wholly or of some.
func (e Edition) hidden() []string {
	var out []string
	for f := range fields {
		if e.Fields[f] != "all" || !e.Shows(f) {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// of tells whether a field is shown of a person.
func (e Edition) of(field string, level int, met bool) bool {
	switch e.Fields[field] {
	case "all":
		return true
	case "executive":
		return level > 0 && level <= max(1, e.ExecutiveLevel)
	case "met":
		return met
	}
	return false
}

// view is what an edition shows of one person.
type view struct{ name, email, title, stance, rival, support bool }

// viewOf decides for a person. Who must not be profiled is without stance,
// rival and chance in every edition, and without name where not every name is
// shown. A chance would tell the stance, so it goes with it.
func (e Edition) viewOf(level int, met, private bool) view {
	v := view{name: e.of("name", level, met), email: e.of("email", level, met), title: e.of("title", level, met),
		stance: e.of("stance", level, met), rival: e.of("rival", level, met), support: e.of("support", level, met)}
	if private {
		v.stance, v.rival, v.support = false, false, false
		v.name = v.name && e.Fields["name"] == "all"
	}
	if e.Roles {
		v.name = false
	}
	v.email, v.title = v.email && v.name, v.title && v.name
	v.support = v.support && v.stance && v.rival && e.Shows("odds")
	return v
}

// personView is viewOf for a stakeholder.
func (e Edition) personView(d *dataset.Stakeholder, met bool) view {
	return e.viewOf(d.Level, met, d.Private)
}
