package report

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/chart"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/source"
)

// scribe puts results into the words of one language and edition. It never
// changes after newScribe and serves all pages at once.
type scribe struct {
	*words.Catalog
	r           *analysis.Result
	ds          *dataset.Dataset
	edition     string
	audience    string
	version     string
	slugs       []string              // by account
	problems    map[dataset.Row][]int // problems by the row they concern
	general     []int                 // problems of files, sheets and columns
	levels      map[int]string        // names of the ladder's levels
	places      []string              // by sheet: how its rows begin in JSON, "file[Contacts!
	files       string                // of all data files, as JSON without the brackets
	sheets      map[[2]string]int     // sheet index by file and sheet name
	inside      []string              // by sheet: how its rows begin without the file, Contacts!
	rejected    int                   // rows that were read and not used
	chart       chart.Context
	interactive bool     // figures carry the data of their interactive form
	team        []string // names of our people, fit for a line
	written     []string // the same, escaped
	stanceWords [4]string
	rightWords  [5]string
	agos        words.Counts // 12 days ago
	counted     words.Counts // 12 touches
	heads       words.Counts // 12 people
	rests       words.Counts // of 12
	twenties    words.Counts // about 12 in 20
	columns     Block        // which column gave which field
	methods     Block        // what was computed, and with which thresholds
}

func newScribe(r *analysis.Result, o Options) *scribe {
	s := &scribe{Catalog: o.Catalog, r: r, ds: r.Data, edition: o.Edition, audience: o.Audience, version: o.Version,
		problems: map[dataset.Row][]int{}, levels: map[int]string{}, sheets: map[[2]string]int{}}
	keys, names := make([]string, len(r.Accounts)), make([]string, len(r.Accounts))
	for i, a := range r.Accounts {
		keys[i], names[i] = a.Data.Key, a.Data.Name
	}
	s.slugs = Slugs(keys, names)
	s.r = withSlugs(r, s.slugs)
	s.chart = chart.Context{Words: o.Catalog, Ladder: r.Data.Ladder, Settings: r.Settings}
	s.interactive = o.Assets != "none"
	for _, step := range r.Data.Ladder.Steps {
		s.levels[step.Level] = step.Name
		if step.Name == "" {
			s.levels[step.Level] = s.T(step.Key)
		}
	}
	for i, sheet := range r.Data.Sheets {
		s.sheets[[2]string{r.Data.Files[sheet.File].Name, sheet.Name}] = i
		s.rejected += sheet.Rejected
		s.inside = append(s.inside, inside(source.Cell{Sheet: sheet.Name, Row: 1}))
		place := source.Cell{File: r.Data.Files[sheet.File].Name, Sheet: sheet.Name, Row: 1}.String()
		place = string(quote(nil, strings.TrimSuffix(place, "1:1]")))
		s.places = append(s.places, strings.TrimSuffix(place, `"`))
	}
	for i, p := range r.Data.Problems {
		sheet, known := s.sheets[[2]string{p.Cell.File, p.Cell.Sheet}]
		if p.Cell.Row == 0 || !known {
			s.general = append(s.general, i)
			continue
		}
		at := dataset.Row{Sheet: int32(sheet), Row: int32(p.Cell.Row)}
		s.problems[at] = append(s.problems[at], i)
	}
	for i := range r.Data.Team {
		name := clean(r.Data.Team[i].Name)
		if name == "" {
			name = s.T("say.nameless")
		}
		s.team = append(s.team, name)
		s.written = append(s.written, escaped(name))
	}
	for i := range s.stanceWords {
		s.stanceWords[i] = s.T("stance." + dataset.Stance(i).String())
	}
	for i := range s.rightWords {
		s.rightWords[i] = s.T("right." + rightKey(dataset.Right(i)))
	}
	s.agos, s.counted, s.heads = s.Counts("say.ago", 400), s.Counts("say.touches", 100), s.Counts("say.people", 100)
	s.rests, s.twenties = s.Counts("say.rest", 100), s.Counts("chance.twenty", 21)
	files, _ := json.Marshal(fileData(r.Data)) // texts and numbers cannot fail
	s.files = string(files[1 : len(files)-1])
	s.columns = made(Block{Fold: s.columnFold()})
	s.methods = made(s.methodBlocks()...)
	return s
}

// inside is how the rows of a sheet begin in a reference without the file.
func inside(c source.Cell) string {
	text := strings.TrimPrefix(c.String(), "[")
	return clean(text[:strings.LastIndexByte(text, '!')+1])
}

// withSlugs gives a copy of the result whose lines know their pages.
func withSlugs(r *analysis.Result, slugs []string) *analysis.Result {
	out := *r
	out.Portfolio.Lines = slices.Clone(r.Portfolio.Lines)
	for i := range out.Portfolio.Lines {
		l := &out.Portfolio.Lines[i]
		l.Slug = slugs[l.Account]
	}
	return &out
}

// level names a hierarchy level; 0 is Unclassified.
func (s *scribe) level(l int) string {
	if name := s.levels[l]; name != "" {
		return clean(name)
	}
	if l == 0 {
		return s.T("level.unclassified")
	}
	return s.T("level.number", "n", l)
}

// of writes a count with its whole: 7 of 31.
func (s *scribe) of(n, whole int) string { return s.T("say.of", "n", n, "of", whole) }

// ofPeople is of with its noun: 7 of 31 people.
func (s *scribe) ofPeople(n, whole int) string { return s.T("say.of_people", "n", n, "of", whole) }

// rest writes the quieter part of a count with its whole: of 31.
func (s *scribe) rest(whole int) string { return s.rests.Of(whole) }

// people counts people: 1 person, 31 people.
func (s *scribe) people(n int) string { return s.heads.Of(n) }

// touches counts touches.
func (s *scribe) touches(n int) string { return s.counted.Of(n) }

// ago tells how long ago the last touch was: never, today, 12 days ago.
func (s *scribe) ago(days *int) string {
	switch {
	case days == nil:
		return s.T("say.never")
	case *days == 0:
		return s.T("say.today")
	}
	return s.agos.Of(*days)
}

// member names one of ours.
func (s *scribe) member(i int32) string { return s.team[i] }

func (s *scribe) members(indexes []int32) string {
	names := make([]string, len(indexes))
	for i, m := range indexes {
		names[i] = s.member(m)
	}
	return strings.Join(names, s.T("say.comma"))
}

// name is what a stakeholder is called on the page.
func (s *scribe) name(p *dataset.Stakeholder) string {
	if name := clean(p.Name); name != "" {
		return name
	}
	return s.T("say.nameless")
}

func (s *scribe) unit(u string) string {
	if u == "" {
		return s.T("say.no_unit")
	}
	return clean(u)
}

// right says what a stakeholder may do in the decision.
func (s *scribe) right(p *dataset.Stakeholder) string {
	text := s.rightWords[p.Right]
	if p.Veto {
		text += s.T("say.comma") + s.T("right.veto")
	}
	return text
}

// rightKey is the message key of a right; "none" is spelled nothing because
// message files know no key that is also a null word.
func rightKey(r dataset.Right) string {
	if r == dataset.NoRight {
		return "nothing"
	}
	return r.String()
}

func (s *scribe) rival(v float64) string {
	switch {
	case v >= 1:
		return s.T("rival.close")
	case v > 0:
		return s.T("rival.some")
	}
	return ""
}

// place names the row of an input: file[Sheet!17:17].
func (s *scribe) place(r dataset.Row) string { return clean(s.ds.Cell(r).String()) }

// source is the cell of a table that names rows of the input, the file below
// the place where there are several files.
func (s *scribe) source(rows ...dataset.Row) Cell {
	c := Cell{Class: "src"}
	if len(rows) == 0 {
		return c
	}
	first := s.ds.Sheets[rows[0].Sheet].File
	if len(s.ds.Files) > 1 {
		c.Small = clean(s.ds.Files[first].Name)
	}
	b := make([]byte, 0, 128) // stays on the stack for some rows
	for i, r := range rows {
		if i > 0 {
			b = append(b, ' ')
		}
		if file := s.ds.Sheets[r.Sheet].File; file != first && s.ds.Files[file].Name != s.ds.Files[first].Name {
			b = append(b, s.place(r)...)
			continue
		}
		b = append(b, s.inside[r.Sheet]...)
		b = strconv.AppendInt(b, int64(r.Row), 10)
		b = append(b, ':')
		b = strconv.AppendInt(b, int64(r.Row), 10)
	}
	c.Text = string(b)
	return c
}

// ratio writes a number with two significant digits.
func ratio(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	text := strconv.FormatFloat(v, 'g', 2, 64)
	if strings.ContainsRune(text, 'e') {
		text = strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strings.Replace(text, "-", "−", 1)
}

// money writes a sum without a currency, which the input does not tell.
func (s *scribe) money(v *float64) string {
	if v == nil {
		return s.T("say.unknown")
	}
	if math.Abs(*v) > 1e15 {
		return ratio(*v)
	}
	return s.Number(int(math.Round(*v)))
}

// person gives the view's person by index.
func person(a *analysis.Account, i int) *analysis.Person { return &a.People[i] }

// channel names the way of a touch; "other" is a word that message files keep
// for plurals.
func (s *scribe) channel(c dataset.Channel) string {
	if c == dataset.OtherChannel {
		return s.T("channel.misc")
	}
	return s.T("channel." + c.String())
}
