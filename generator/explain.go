package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

// Explanation says what one metric means, or lists them all.
type Explanation struct {
	Metric     *Metric     // the one asked for; nil for the list
	Thresholds []Threshold // in force for it, by name
	Groups     []MetricGroup
	Config     string         // file of the settings in force; "" is the defaults alone
	Words      *words.Catalog // labels, under explain.label
}

// MetricGroup is a part of the list of metrics, in the order of the pages.
type MetricGroup struct {
	Title   string
	Metrics []Metric
}

// Metric is a figure of the pages, of the data files or of commentary.
type Metric struct {
	Name   string   // as in the data files: P_win
	Also   []string // further names explained with it
	Term   string   // what the field calls it: index of dissimilarity
	What   string   // its meaning in one sentence
	How    string   // its formula
	When   string   // its range, and when it is undefined
	Source string   // author and year
	Data   []string // where it stands in the data files, such as vote.P_win
	Note   []string // names for {{ }} in commentary
}

// Threshold is a number that a metric rests on.
type Threshold struct {
	Name    string // as in rapport.yaml, such as index.floor; plain for fixed ones
	Value   string // in force
	Default string // its default, when Value differs; "" is none
	Fixed   bool   // no setting: part of the method
}

// fixed are the numbers of the method that no setting changes.
var fixed = []Threshold{
	{Name: "correlated_above", Value: "30", Fixed: true},
	{Name: "correlation", Value: "0.3", Fixed: true},
	{Name: "default_cadence", Value: "90", Fixed: true},
	{Name: "fewest_accounts", Value: "10", Fixed: true},
	{Name: "fewest_people", Value: "3", Fixed: true},
	{Name: "fewest_touches", Value: "6", Fixed: true},
	{Name: "long_gap", Value: "300", Fixed: true},
	{Name: "luck_level", Value: "0.05", Fixed: true},
	{Name: "max_vectors", Value: "500000", Fixed: true},
	{Name: "robust_top", Value: "5", Fixed: true},
}

// Explain tells what a metric means with the thresholds in force: those of the
// configuration file, or the defaults when config is "". The metric is named
// as in the data files, by its term, or as in commentary; "" lists all. Lang
// "" is the configuration's language. An unknown name is an ErrUsage with
// advice.
func Explain(config, lang string, templates fs.FS, metric string) (*Explanation, error) {
	c, err := loadConfig(config)
	if err != nil {
		return nil, err
	}
	lang = cmp.Or(lang, c.Lang, words.Languages()[0])
	if err := oneOf("lang", lang, words.Languages()...); err != nil {
		return nil, err
	}
	catalog, err := words.Load(templates, lang)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Config: config, Words: catalog}
	thresholds := thresholdsInForce(c.Settings)
	values := make(map[string]any, len(thresholds))
	for _, t := range thresholds {
		values[strings.ReplaceAll(t.Name, ".", "_")] = t.Value
	}
	e.Groups = describe(catalog, values)
	if metric == "" {
		return e, nil
	}
	if err := e.choose(metric, thresholds); err != nil {
		return nil, err
	}
	return e, nil
}

// choose fills Metric and Thresholds.
func (e *Explanation) choose(metric string, thresholds []Threshold) error {
	if e.Metric = findMetric(e.Groups, metric); e.Metric == nil {
		return unknownMetric(e.Groups, metric)
	}
	entry := metrics[slices.IndexFunc(metrics, func(m metricEntry) bool { return m.name == e.Metric.Name })]
	e.Thresholds = nil
	for _, t := range thresholds {
		if entry.restsOn(t.Name) {
			e.Thresholds = append(e.Thresholds, t)
		}
	}
	return nil
}

// restsOn tells whether a metric uses a threshold. A group such as
// channel_values stands for all its entries.
func (m metricEntry) restsOn(threshold string) bool {
	return slices.ContainsFunc(strings.Fields(m.on), func(on string) bool {
		return threshold == on || strings.HasPrefix(threshold, on+".")
	})
}

// thresholdsInForce lists the settings that figures rest on and the numbers
// that the method fixes, by name.
func thresholdsInForce(s analysis.Settings) []Threshold {
	defaults := map[string]string{}
	for _, d := range analysis.Method(analysis.Defaults(), dataset.Ladder{}) {
		defaults[d.Name] = d.Value
	}
	list := slices.Clone(fixed)
	for _, set := range analysis.Method(s, dataset.Ladder{}) {
		if set.Name == "method" {
			continue
		}
		t := Threshold{Name: set.Name, Value: set.Value}
		if d, known := defaults[set.Name]; known && d != set.Value {
			t.Default = d
		}
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b Threshold) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// describe gives the words of every metric.
func describe(c *words.Catalog, values map[string]any) []MetricGroup {
	var groups []MetricGroup
	for i, m := range metrics {
		if i == 0 || metrics[i-1].group != m.group {
			groups = append(groups, MetricGroup{Title: c.T("explain.group." + m.group)})
		}
		say := func(part string) string { return c.TM("explain."+m.name+"."+part, values) }
		g := &groups[len(groups)-1]
		g.Metrics = append(g.Metrics, Metric{
			Name: m.name, Also: slices.Concat(strings.Fields(m.also), synonyms(c, m.name)), Data: strings.Fields(m.data), Note: strings.Fields(m.note),
			Term: say("name"), What: say("what"), How: say("how"), When: say("when"), Source: say("source"),
		})
	}
	return groups
}

// synonyms are further terms for a metric in the language, if there are any.
func synonyms(c *words.Catalog, metric string) []string {
	if key := "explain." + metric + ".also"; c.Has(key) {
		return strings.Split(c.T(key), "; ")
	}
	return nil
}

// names are all that a metric answers to.
func (m *Metric) names() []string {
	return slices.Concat([]string{m.Name, m.Term}, m.Also, m.Note, m.Data)
}

// findMetric looks among the names, then among everything that a metric
// answers to, then without regard to case, braces, hyphens and blanks; the
// first metric of the list wins.
func findMetric(groups []MetricGroup, name string) *Metric {
	for _, fits := range []func(*Metric) bool{
		func(m *Metric) bool { return m.Name == name },
		func(m *Metric) bool { return slices.Contains(m.names(), name) },
		func(m *Metric) bool {
			return slices.ContainsFunc(m.names(), func(n string) bool { return strings.EqualFold(loose(n), loose(name)) })
		},
	} {
		for g := range groups {
			if i := slices.IndexFunc(groups[g].Metrics, func(m Metric) bool { return fits(&m) }); i >= 0 {
				return &groups[g].Metrics[i]
			}
		}
	}
	return nil
}

func loose(name string) string {
	return strings.NewReplacer("-", "_", " ", "_").Replace(strings.Trim(name, "{} "))
}

func unknownMetric(groups []MetricGroup, name string) error {
	var short, known []string
	for _, g := range groups {
		for i := range g.Metrics {
			short = append(short, g.Metrics[i].Name)
			known = append(known, g.Metrics[i].names()...)
		}
	}
	e := &adviceError{error: usage("no metric is named %q", name), advice: "rapport explain lists them"}
	if near := cmp.Or(Nearest(loose(name), short), Nearest(name, known)); near != "" {
		e.advice = fmt.Sprintf("did you mean %s?", near)
	}
	return e
}

// adviceError is an error that knows a way out.
type adviceError struct {
	error
	advice string
}

func (e *adviceError) Unwrap() error { return e.error }

// Advice says what to do.
func (e *adviceError) Advice() string { return e.advice }

// LoadClassifier gives the classifier of titles with the ladder of the
// configuration file, or the built-in ladder when config is "".
func LoadClassifier(config string, templates fs.FS) (*dataset.Classifier, error) {
	c, err := loadConfig(config)
	if err != nil {
		return nil, err
	}
	return dataset.LoadClassifier(templates, c.Input.Ladder)
}

// metricEntry is a metric without its words, which are in
// templates/messages under explain.NAME. Lists are separated by blanks.
type metricEntry struct {
	group, name, also string
	data              string // places in the data files
	note              string // names in commentary
	on                string // settings, groups of settings and fixed numbers
}

// The groups of settings that several metrics share.
const (
	onTouches = "channel_values daily_cap event_min_contacts half_life"
	onVotes   = "vote.points vote.level_mult vote.quota"
	onSupport = "support s_half " + onTouches
	onTarget  = "target " + "vote.points vote.level_mult span"
	onKey     = onVotes + " vote.key_vote " + onSupport
)
