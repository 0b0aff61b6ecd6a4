package chart

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

// every builder's figure must carry the same numbers in all faces.
func TestFacesAgree(t *testing.T) {
	for _, lang := range words.Languages() {
		figures := all(t, lang)
		if len(figures) != 14 {
			t.Errorf("%s: %d figures, want 14", lang, len(figures))
		}
		for _, f := range figures {
			if err := f.Agree(); err != nil {
				t.Errorf("%s: %v", lang, err)
			}
			if len(f.Numbers()) == 0 {
				t.Errorf("%s: figure %q has no numbers", lang, f.ID)
			}
		}
	}
}

// a face that loses or changes a number must be found out.
func TestAgreeFindsDifference(t *testing.T) {
	f, _ := Spread(donghai("en"), contextFor(t, "en"))
	table := f.Table()
	table.Rows[0].Cells[0].Text = "8 of 23 touches"
	if slices.Equal(table.Numbers(), f.Numbers()) {
		t.Error("a changed table has the same numbers")
	}
	f.Series[0].Marks[0].Value = ptr(math.NaN())
	if err := f.Agree(); err == nil {
		t.Error("a figure with a number that is not finite agrees")
	}
}

// the rendered page holds each number in the table and each tip in the
// picture, and its data hold the values themselves.
func TestPageCarriesNumbers(t *testing.T) {
	for _, lang := range words.Languages() {
		page := string(render(t, lang, ""))
		for _, f := range all(t, lang) {
			_, rest, _ := strings.Cut(page, `<figure class="figure" id="`+f.ID+`"`)
			body, _, found := strings.Cut(rest, "</figure>")
			if !found {
				t.Fatalf("%s: no figure %q on the page", lang, f.ID)
			}
			text := html.UnescapeString(body)
			_, script, _ := strings.Cut(body, `class="figure-option">`)
			script, _, _ = strings.Cut(script, "</script>")
			var chart struct{ Series []struct{ Data []Item } }
			if err := json.Unmarshal([]byte(script), &chart); err != nil {
				t.Fatalf("%s: figure %q: %v", lang, f.ID, err)
			}
			values := map[string]bool{}
			for _, s := range chart.Series {
				for _, i := range s.Data {
					if i.Number != nil {
						values[i.Text+fmt.Sprint(*i.Number)] = true
					}
				}
			}
			for _, s := range f.Series {
				for _, m := range s.Marks {
					if !strings.Contains(text, "<title>"+m.Tip+"</title>") {
						t.Errorf("%s: figure %q has no mark with the title %q", lang, f.ID, m.Tip)
					}
					if m.Value != nil && !values[m.Label+fmt.Sprint(*m.Value)] {
						t.Errorf("%s: figure %q: the data do not hold %v as %q", lang, f.ID, *m.Value, m.Label)
					}
				}
			}
		}
	}
}

var barPath = regexp.MustCompile(`^M([-\d.]+) [-\d.]+h([-\d.]+)v`)

// bars are as long as their values, in one scale.
func TestBarsAreToScale(t *testing.T) {
	f, _ := Spread(donghai("en"), contextFor(t, "en"))
	length := map[string]float64{}
	for _, l := range f.Picture().Layers {
		for _, s := range l.Shapes {
			if m := barPath.FindStringSubmatch(s.Path); m != nil {
				length[s.Number], _ = strconv.ParseFloat(m[2], 64)
			}
		}
	}
	scale := length["9 of 23 touches"] / (9.0 / 23)
	for label, share := range map[string]float64{"6 of 23 touches": 6.0 / 23, "64 of 123 people": 64.0 / 123, "2 of 25 touches": 2.0 / 25} {
		if got := length[label]; math.Abs(got-share*scale) > 0.2 {
			t.Errorf("bar of %q is %.1f px long, want %.1f", label, got, share*scale)
		}
	}
}

// the waterfall's points add up to the index.
func TestIndexAddsUp(t *testing.T) {
	f, ok := Index(donghai("en"), contextFor(t, "en"))
	if !ok {
		t.Fatal("the index does not exist")
	}
	marks := f.Series[0].Marks
	left := *marks[0].Value
	for _, m := range marks[1 : len(marks)-1] {
		if *m.Hi != left {
			t.Errorf("a step starts at %v, want %v", *m.Hi, left)
		}
		left -= *m.Value
	}
	if got := *marks[len(marks)-1].Value; got != left || got != 29 {
		t.Errorf("the waterfall ends at %v and shows %v, want 29", left, got)
	}
}

func TestFindings(t *testing.T) {
	x := contextFor(t, "en")
	quiet := donghai("en")
	quiet.Spread = analysis.Spread{}
	for i := range quiet.Levels {
		quiet.Levels[i].Touches, quiet.Levels[i].ByMonth = 0, make([]int, 12)
	}
	for i := range quiet.People {
		quiet.People[i].InPeriod = 0
	}
	courtesy, scarce := donghai("en"), donghai("en")
	courtesy.Spread.N, courtesy.Spread.NAll, courtesy.Spread.Moves = 63, 63, ptr(30.2)
	scarce.Spread = analysis.Spread{N: 5, NAll: 5}
	vague := donghai("en")
	vague.Spread.Unreliable, vague.Spread.N, vague.Spread.NAll = true, 12, 20
	one := donghai("en")
	one.People = one.People[:2]
	one.People[1].InPeriod = 0
	one.People[0].InPeriod = 1
	for _, test := range []struct {
		name  string
		build func(*analysis.Account, Context) (Figure, bool)
		a     *analysis.Account
		want  string
	}{
		{"spread", Spread, donghai("en"), "9 of 23 touches went to the top: 3 of 123 people"},
		{"spread of nothing", Spread, quiet, "No touch in this period: 123 people heard nothing from us"},
		{"spread without levels", Spread, vague, "The levels are unreliable: 8 of 20 touches went to people without a level"},
		{"spread with a courtesy call", Spread, courtesy, "30 of 63 touches would have to go to other levels to meet the target"},
		{"spread of few touches", Spread, scarce, "5 touches are too few to judge the spread over the levels"},
		{"months", Months, donghai("en"), "No touch in 12 months: Staff"},
		{"months of nothing", Months, quiet, "Not one touch in 12 months"},
		{"units", Units, donghai("en"), "2 units that advise on the decision met nobody from us in 90 days: County: Heshan and County: Qiaotou"},
		{"concentration", Concentration, donghai("en"), "14 of 25 touches went to 2 people; 1 of 7 people was not touched"},
		{"concentration on one", Concentration, one, "1 of 1 touch went to one person; 1 of 2 people was not touched"},
		{"concentration of nothing", Concentration, quiet, "None of 7 people was touched in this period"},
		{"meetings", Meetings, donghai("en"), "Left out of all 23 encounters: Staff"},
		{"index", Index, donghai("en"), "Index 29 of 100; most is lost by “Levels”: 26 points"},
	} {
		f, ok := test.build(test.a, x)
		if !ok || f.Finding != test.want {
			t.Errorf("%s: finding = %q, %v, want %q", test.name, f.Finding, ok, test.want)
		}
	}
}

// the words on the key vote claim no more than the range of the odds bears.
func TestOddsFinding(t *testing.T) {
	x := contextFor(t, "en")
	for _, test := range []struct {
		name string
		vote analysis.Vote
		want string
	}{
		{"open, hangs", analysis.Vote{Lo: 0.2, Hi: 0.8, Resilience: ptr(0.2), PWinKeyAgainst: ptr(0.1)}, "The odds are open, NOW, and hang on Li Na: AGAINST if that vote goes against us"},
		{"open, little", analysis.Vote{Lo: 0.2, Hi: 0.8, Resilience: ptr(0.9), PWinKeyAgainst: ptr(0.5)}, "The odds are open, NOW, and the vote of Li Na changes them little"},
		{"blocker", analysis.Vote{KeyIsBlocker: true, PWinKeyAgainst: ptr(0.0)}, "Nobody wins without Li Na; winning is NOW as things stand"},
		{"lost", analysis.Vote{Lo: 0.01, Hi: 0.2, Resilience: ptr(0.2), PWinKeyAgainst: ptr(0.01)}, "As things stand we lose: NOW; AGAINST if Li Na votes against us"},
		{"hangs", analysis.Vote{Lo: 0.5, Hi: 0.8, Resilience: ptr(0.2), PWinKeyAgainst: ptr(0.2)}, "The decision hangs on one vote: NOW as things stand, AGAINST if Li Na votes against us"},
		{"little", analysis.Vote{Lo: 0.35, Hi: 0.5, Resilience: ptr(0.8), PWinKeyAgainst: ptr(0.4)}, "The vote of Li Na changes little: NOW as things stand, AGAINST if it goes against us"},
		{"carried", analysis.Vote{Lo: 0.7, Hi: 0.9, Resilience: ptr(0.8), PWinKeyAgainst: ptr(0.69)}, "Other votes carry us: NOW as things stand, AGAINST if Li Na votes against us"},
	} {
		if got := oddsFinding(&test.vote, "Li Na", "NOW", "AGAINST", x); got != test.want {
			t.Errorf("%s: finding = %q, want %q", test.name, got, test.want)
		}
	}
}

// figures whose data do not exist are left out.
func TestNothingToShow(t *testing.T) {
	x := contextFor(t, "en")
	if got := Account(&analysis.Account{Data: &dataset.Account{}}, x); len(got) != 0 {
		t.Errorf("an empty account has %d figures, want 0", len(got))
	}
	if got := Portfolio(&analysis.Result{}, x); len(got) != 0 {
		t.Errorf("an empty portfolio has %d figures, want 0", len(got))
	}
	if _, ok := Lines("t", "f", "h", []string{"2026-Q3"}, []Line{{Name: "a", Values: []*float64{ptr(1.0)}}}, x); ok {
		t.Error("a trend of one quarter exists")
	}
}

// what a figure cannot show is said, and what matters is shown.
func TestManyUnits(t *testing.T) {
	a := donghai("en")
	blank := a.Units[4]
	a.Units = slices.Repeat(a.Units[:1], 70)
	a.Units[69] = blank
	f, _ := Units(a, contextFor(t, "en"))
	if len(f.Rows) != maxRows || f.Limit != "30 more rows are in the lists of the page." {
		t.Errorf("%d rows and the note %q, want %d and 30 more", len(f.Rows), f.Limit, maxRows)
	}
	if f.Rows[0] != "County: Qiaotou · recommends" || f.Series[0].Marks[0].Link != UnitLink(69) {
		t.Errorf("the first row is %q with the link %q, want the county without contact", f.Rows[0], f.Series[0].Marks[0].Link)
	}
	if err := f.Agree(); err != nil {
		t.Error(err)
	}
}

// an undefined number is drawn, and never as 0.
func TestUndefined(t *testing.T) {
	x := contextFor(t, "en")
	f, _ := Executives(portfolio("en"), x)
	m := f.Series[0].Marks[0]
	if m.Value != nil || m.Label != "never" || !m.Alarm {
		t.Errorf("first mark = %+v, want an alarming undefined %q", m, "never")
	}
	option, err := f.Option()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(option, []byte(`"text":"never"`)) || !bytes.Contains(option, []byte(`"open":true`)) {
		t.Error("the interactive chart does not show the undefined number")
	}
	for _, c := range f.Cells()[0].Cells {
		if c.Number == "0" {
			t.Error("the mail chart shows an undefined number as 0")
		}
	}
}

// hostile names stay text in every face.
func TestHostileNames(t *testing.T) {
	long := strings.Repeat("长x", 100_000)
	for _, hostile := range []string{"</script><script>alert(1)</script>", "__f__function(){alert(1)}__f__", `"><img src=x onerror=alert(1)>`, "=cmd|' /C calc'!A0", "a\r\nb\u202e", long} {
		a := donghai("en")
		a.Units[0].Unit = hostile
		a.People[0].Data.Name = hostile
		x := contextFor(t, "en")
		x.Ladder.Steps[0].Name = hostile
		for _, f := range Account(a, x) {
			if err := f.Agree(); err != nil {
				t.Fatal(err)
			}
			v, err := f.View(x.Words, true)
			if err != nil {
				t.Fatal(err)
			}
			page := v.Append(nil)
			if bytes.Contains(page, []byte("<script>alert")) || bytes.Contains(page, []byte("<img")) {
				t.Errorf("figure %q lets %.40q into the markup", f.ID, hostile)
			}
			if len(page) > 300_000 {
				t.Errorf("figure %q takes %d bytes for %.40q", f.ID, len(page), hostile)
			}
			if n := bytes.Count(page, []byte("</script>")); n != 1 {
				t.Errorf("figure %q has %d ends of scripts, want 1", f.ID, n)
			}
		}
	}
}

func TestName(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"Zhang Wei", "Zhang Wei"},
		{" Zhang\r\n\tWei ", "Zhang Wei"},
		{"a\u202eb\u2066c\x00d\ufeff", "abcd"},
		{"张伟", "张伟"},
		{strings.Repeat("长", 200_000), strings.Repeat("长", longest) + "…"},
		{"\u202e", ""},
	} {
		if got := name(test.in); got != test.want {
			t.Errorf("name(%.40q) = %.40q, want %.40q", test.in, got, test.want)
		}
	}
}

func FuzzName(f *testing.F) {
	f.Add("Zhang\r\nWei\u202e")
	f.Add("</title>")
	f.Fuzz(func(t *testing.T, s string) {
		got := name(s)
		if strings.ContainsFunc(got, unfit) || len([]rune(got)) > longest+1+longest {
			t.Errorf("name(%q) = %q, want it fit to print", s, got)
		}
		if name(got) != got && len([]rune(got)) <= longest {
			t.Errorf("name(%q) = %q changes when cleaned again", s, got)
		}
	})
}

func TestChance(t *testing.T) {
	x := contextFor(t, "en")
	for _, test := range []struct {
		p    float64
		want string
	}{
		{0, "less than 1 %"}, {0.004, "less than 1 %"}, {0.02, "less than 1 of 20"}, {0.03, "about 1 of 20"},
		{0.65, "about 13 of 20"}, {0.98, "more than 19 of 20"}, {0.999, "more than 99 %"}, {1, "more than 99 %"},
	} {
		if got := x.chance(test.p); got != test.want {
			t.Errorf("chance(%v) = %q, want %q", test.p, got, test.want)
		}
	}
	if got, want := x.odds(0.5, 0.05, 0.7), "between very unlikely and likely"; got != want {
		t.Errorf("odds = %q, want %q", got, want)
	}
}

// no inline style, no handler, no address: the figure works under a policy
// that allows nothing.
func TestNothingForbiddenInMarkup(t *testing.T) {
	for _, f := range all(t, "zh-CN") {
		v, err := f.View(contextFor(t, "zh-CN").Words, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := regexp.MustCompile(`(?i) (style|on\w+)=|https?:|javascript:|ZgotmplZ`).FindAll(v.Append(nil), -1); got != nil {
			t.Errorf("figure %q holds %q", f.ID, got)
		}
	}
}

func TestDeterministic(t *testing.T) {
	if !bytes.Equal(render(t, "en", ""), render(t, "en", "")) {
		t.Error("the same figures gave other bytes")
	}
}

// both languages have all messages, with the same values.
func TestMessages(t *testing.T) {
	en, zh := contextFor(t, "en").Words, contextFor(t, "zh-CN").Words
	for _, key := range en.Keys() {
		if !strings.HasPrefix(key, "chart.") {
			continue
		}
		if !zh.Has(key) {
			t.Errorf("%s is missing in zh-CN", key)
		} else if a, b := en.Names(key), zh.Names(key); !reflect.DeepEqual(a, b) && !slices.Contains([]string{"chart.concentration.half", "chart.spread.left", "chart.executives.all"}, key) {
			t.Errorf("%s takes %v in en and %v in zh-CN", key, a, b)
		}
	}
	for _, lang := range words.Languages() {
		if page := render(t, lang, ""); bytes.Contains(page, []byte("⟦")) {
			at := bytes.Index(page, []byte("⟦"))
			t.Errorf("%s: a message is missing: %s", lang, page[at:min(at+80, len(page))])
		}
	}
}

// the vendored bundle is the one that was built.
func TestVendoredBundle(t *testing.T) {
	const folder = "../../templates/vendor/echarts/"
	sums, err := os.ReadFile(folder + "SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(sums)), "\n")
	if len(lines) != 5 {
		t.Errorf("SHA256SUMS has %d lines, want 5", len(lines))
	}
	for _, line := range lines {
		want, name, _ := strings.Cut(line, "  ")
		data, err := os.ReadFile(folder + name)
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(data); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s has SHA-256 %x, want %s", name, got, want)
		}
	}
}

func TestTextWidth(t *testing.T) {
	for _, test := range []struct {
		s        string
		from, to float64
	}{{"Senior management", 110, 135}, {"高级管理层", 64, 66}, {"", 0, 0}} {
		if got := textWidth(test.s, 13); got < test.from || got > test.to {
			t.Errorf("textWidth(%q) = %.1f, want %.0f to %.0f", test.s, got, test.from, test.to)
		}
	}
	if got := cut("Lakeside Communications and Broadcasting Company", 13, 120); textWidth(got, 13) > 120 || !strings.HasSuffix(got, "…") {
		t.Errorf("cut = %q, %.0f px wide, want at most 120 with an ellipsis", got, textWidth(got, 13))
	}
	if got := wrap("Frontline management", 12, 84, 3); !slices.Equal(got, []string{"Frontline", "management"}) {
		t.Errorf("wrap = %q, want two words on two lines", got)
	}
}
