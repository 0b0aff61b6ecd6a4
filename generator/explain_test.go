package generator

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/templates"
)

func catalogOf(t *testing.T, lang string) *words.Catalog {
	t.Helper()
	c, err := words.Load(templates.Files, lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestExplainWords asks for the words of every metric in both languages, and
// for a metric behind all words.
func TestExplainWords(t *testing.T) {
	parts := []string{"name", "what", "how", "when", "source"}
	for _, lang := range words.Languages() {
		c := catalogOf(t, lang)
		known := map[string]bool{}
		for _, m := range metrics {
			if known[m.name] {
				t.Errorf("%s is explained twice", m.name)
			}
			known[m.name] = true
			if !c.Has("explain.group." + m.group) {
				t.Errorf("%s: group %s has no title", lang, m.group)
			}
			for _, part := range parts {
				if key := "explain." + m.name + "." + part; !c.Has(key) || strings.TrimSpace(c.T(key)) == "" {
					t.Errorf("%s: %s has no words", lang, key)
				}
			}
			if han := regexp.MustCompile(`\p{Han}`).MatchString(c.T("explain." + m.name + ".what")); han != (lang == "zh-CN") {
				t.Errorf("%s: the meaning of %s is in the wrong language", lang, m.name)
			}
		}
		for _, key := range c.Keys() {
			if part := strings.Split(key, "."); part[0] == "explain" && part[1] != "label" && part[1] != "group" && !known[part[1]] {
				t.Errorf("%s: %s explains no metric", lang, key)
			}
		}
	}
}

// TestExplainNumbersComeFromSettings lets no number into the words but those
// of pure arithmetic, and none from a setting that the metric does not name.
func TestExplainNumbersComeFromSettings(t *testing.T) {
	numbers := regexp.MustCompile(`[0-9]+([.,][0-9]+)*`)
	thresholds := thresholdsInForce(analysis.Defaults())
	for _, lang := range words.Languages() {
		c := catalogOf(t, lang)
		for _, m := range metrics {
			for _, part := range []string{"what", "how", "when"} {
				key := "explain." + m.name + "." + part
				values := map[string]any{}
				for _, name := range c.Names(key) {
					values[name] = ""
					i := slices.IndexFunc(thresholds, func(s Threshold) bool { return strings.ReplaceAll(s.Name, ".", "_") == name })
					if i < 0 {
						t.Errorf("%s: %s wants {{.%s}}, which is no threshold", lang, key, name)
					} else if !m.restsOn(thresholds[i].Name) {
						t.Errorf("%s: %s shows %s, which is not among the thresholds of %s", lang, key, thresholds[i].Name, m.name)
					}
				}
				text := strings.NewReplacer("p90", "", "n0", "").Replace(c.TM(key, values))
				for _, n := range numbers.FindAllString(text, -1) {
					if !slices.Contains([]string{"0", "1", "2", "100"}, n) {
						t.Errorf("%s: %s writes %s; a threshold must come from the settings: %q", lang, key, n, text)
					}
				}
			}
		}
	}
}

// changedSettings changes every setting that figures rest on.
const changedSettings = `lookback: 301
recent: 61
half_life: 47
s_half: 1.7
daily_cap: false
event_min_contacts: 13
channel_values: {meeting: 1.1, call: 0.57, email: 0.17, event: 0.27, other: 0.07}
target: {lambda: 0.43, eps: 0.017, custom: [0.3, 0.7]}
top_levels: [1, 2]
cadence: {1: 33}
vote:
  points: {decide: 17, evaluate: 13, recommend: 7, influence: 4, none: 6}
  level_mult: {1: 3}
  quota: {num: 3, den: 5, mode: at_least}
  key_vote: Anna Berg
  mode: staged
  band: {delta: [-0.7, 0.7], rho: [0.4], tables: [flat]}
support: {prior: 0.37, bf_stance: 7, bf_relationship: 5, bf_rival: 9, stance_half_life: 111, undated_confidence: 0.31, clamp: [0.03, 0.96]}
objection_given_no_support: {supporter: 0.013, neutral: 0.023, unknown: 0.053, opponent: 0.253}
veto_given_no_support: 0.83
index:
  weights: {reach: 0.31, levels: 0.33, votes_without_key: 0.21, executive: 0.15}
  floor: 0.07
  target_coverage: 0.63
  exec_grace: 71
  exec_half_life: 77
  exec_max_level: 4
portfolio: {tail_cut: 0.73}
unknown_level_limit: 0.23
span: 6
`

// TestExplainThresholdsInForce explains every metric under settings that all
// differ from the defaults: what is shown is in force, and beside it the
// default.
func TestExplainThresholdsInForce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rapport.yaml")
	if err := os.WriteFile(path, []byte(changedSettings), 0o644); err != nil {
		t.Fatal(err)
	}
	config, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	byName := func(s analysis.Settings) map[string]string {
		out := map[string]string{}
		for _, set := range analysis.Method(s, dataset.Ladder{}) {
			out[set.Name] = set.Value
		}
		delete(out, "method")
		return out
	}
	defaults, inForce := byName(analysis.Defaults()), byName(config.Settings)
	for name, value := range inForce {
		if defaults[name] == value {
			t.Errorf("the test does not change %s", name)
		}
	}
	shown := map[string]bool{}
	for _, lang := range words.Languages() {
		c := catalogOf(t, lang)
		e, err := Explain(path, lang, templates.Files, metrics[0].name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range metrics {
			if err := e.choose(m.name, thresholdsInForce(config.Settings)); err != nil {
				t.Fatal(err)
			}
			if e.Metric.Name != m.name {
				t.Fatalf("%s is explained as %s", m.name, e.Metric.Name)
			}
			listed := map[string]string{}
			for _, th := range e.Thresholds {
				shown[th.Name] = true
				listed[strings.ReplaceAll(th.Name, ".", "_")] = th.Value
				if !th.Fixed && (th.Value != inForce[th.Name] || th.Default != defaults[th.Name]) {
					t.Errorf("%s: %s = %s (default %s), want %s (default %s)", m.name, th.Name, th.Value, th.Default, inForce[th.Name], defaults[th.Name])
				}
			}
			for part, text := range map[string]string{"what": e.Metric.What, "how": e.Metric.How, "when": e.Metric.When} {
				for _, name := range c.Names("explain." + m.name + "." + part) {
					if listed[name] == "" || !strings.Contains(text, listed[name]) {
						t.Errorf("%s: %s does not say %s of %s: %q", lang, m.name, listed[name], name, text)
					}
				}
				if strings.Contains(text, "⟦") {
					t.Errorf("%s: %s has a hole: %q", lang, m.name, text)
				}
			}
		}
	}
	for name := range inForce {
		if !shown[name] {
			t.Errorf("no metric names the setting %s", name)
		}
	}
}

func changed(t *testing.T) analysis.Settings {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rapport.yaml")
	if err := os.WriteFile(path, []byte(changedSettings), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := loadConfig(path)
	if err != nil {
		t.Fatal(err)
	}
	return c.Settings
}

func TestExplainFinds(t *testing.T) {
	find := map[string]*Explanation{}
	for _, lang := range words.Languages() {
		e, err := Explain("", lang, templates.Files, "")
		if err != nil {
			t.Fatal(err)
		}
		find[lang] = e
	}
	for _, tc := range []struct{ lang, ask, want string }{
		{"en", "P_win", "P_win"}, {"en", "p-win", "P_win"}, {"en", "N", "N"}, {"en", "n", "n"}, {"en", "w", "w"}, {"en", "W", "W"},
		{"en", "spread.tvd", "tvd"}, {"en", "{{touches}}", "touches"}, {"en", "{{ odds }}", "P_win"}, {"en", "last_touch", "days_since_last"},
		{"en", "two-way", "two_way"}, {"en", "Layers between", "layers_between"}, {"en", "levels", "levels"}, {"en", "people.n", "n"},
	} {
		if m := findMetric(find[tc.lang].Groups, tc.ask); m == nil || m.Name != tc.want {
			t.Errorf("findMetric(%q) = %v, want %s", tc.ask, m, tc.want)
		}
	}
	glossary := "coverage 覆盖率 · head count 在岗人数 · touch 接触 · two-way 双向 · half-life 半衰期 · recency 最近一次接触天数 · reciprocity 互惠度 · " +
		"target profile 目标分布 · index of dissimilarity 差异指数 · location quotient 区位商 · effective number of levels 有效层级数 · evenness 均匀度 · " +
		"concentration index 集中指数 · Kakwani index 卡克瓦尼指数 · Theil index 泰尔指数 · Gini 基尼系数 · weighted majority 加权多数 · quota 通过门槛 · " +
		"key vote 关键一票 · resilience without the key vote 失去关键票后的胜率 · Birnbaum importance 伯恩鲍姆重要度 · voting power 投票权力指数 · veto 否决权 · " +
		"recommendation right 推荐权 · evaluation right 评选权 · public-notice objection 公示期异议 · relationship capital 关系资产 · tail accounts 长尾客户 · " +
		"layers between 间隔层级 · meeting matrix 对位会面矩阵 · luck line 偶然性界线 · waterfall 瀑布图 · what-if 推演"
	for _, pair := range strings.Split(glossary, " · ") {
		at := strings.LastIndexByte(pair, ' ')
		en, zh := findMetric(find["en"].Groups, pair[:at]), findMetric(find["zh-CN"].Groups, pair[at+1:])
		if en == nil || zh == nil || en.Name != zh.Name {
			t.Errorf("%q: %v, %v", pair, en, zh)
		}
	}
}

func TestExplainRefuses(t *testing.T) {
	for ask, want := range map[string]string{"tvdd": "tvd", "coverege": "coverage", "birnbuam": "birnbaum", "P_wni": "P_win", "neglect-ration": "neglect_ratio"} {
		_, err := Explain("", "", templates.Files, ask)
		var advised interface{ Advice() string }
		if !errors.Is(err, ErrUsage) || !errors.As(err, &advised) {
			t.Errorf("Explain(%q): %v, without advice", ask, err)
		} else if advised.Advice() != "did you mean "+want+"?" {
			t.Errorf("Explain(%q): %v with advice %q, want %s", ask, err, advised.Advice(), want)
		}
	}
	if _, err := Explain("", "fr", templates.Files, ""); !errors.Is(err, ErrUsage) {
		t.Errorf("an unknown language: %v", err)
	}
	if _, err := Explain(filepath.Join(t.TempDir(), "absent.yaml"), "", templates.Files, ""); !errors.Is(err, ErrUsage) {
		t.Errorf("an absent configuration: %v", err)
	}
}

func ExampleExplain() {
	e, err := Explain("", "en", templates.Files, "exec_days_since")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Metric.Term)
	fmt.Println(e.Metric.What)
	for _, t := range e.Thresholds {
		fmt.Println(t.Name, t.Value)
	}
	// Output:
	// executive recency
	// Days since somebody of our levels up to 2 met them two-way, events left out
	// index.exec_max_level 2
}
