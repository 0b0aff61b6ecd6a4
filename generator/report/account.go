package report

import (
	"bytes"
	"fmt"

	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// AccountPage is the data of page_account.html.
type AccountPage struct {
	Shell
	Mast           Masthead
	Name           string
	Sub            string
	Answer         [][]Span
	DecisionsTitle string
	NoDecisions    string
	Decisions      []Ask
	ContentsTitle  string
	Contents       Links
	Sections       []*Section
}

// Masthead is the line above the title.
type Masthead struct{ Line, Classification string }

// accountPage builds the review of account i, to be written into b. The order of the sections is
// the order of the argument: the spread, who is missing, what that does to
// the decision, what to do, and then how we know.
func (s *scribe) accountPage(b *bytes.Buffer, sh *shell, i int, note *commentary) (*AccountPage, error) {
	v := &accountView{scribe: s, a: s.r.Accounts[i], slug: s.slugs[i]}
	p := &AccountPage{
		Shell: s.shell(sh, s.T("account.title", "account", v.title(), "period", s.Period(s.r.Period.Label)), 1),
		Mast: Masthead{
			Line: s.T("account.mast", "from", s.r.Period.From.String(), "to", s.r.Period.To.String(),
				"as_of", s.r.AsOf.String()),
			Classification: s.T("page.classification." + s.audience),
		},
		Name:           v.title(),
		Sub:            v.sub(),
		DecisionsTitle: s.T("decision.title"),
		ContentsTitle:  s.T("page.contents"),
	}
	for _, sentence := range v.answer() {
		p.Answer = append(p.Answer, emphasise(sentence))
	}
	p.Decisions = v.decisions(note)
	if len(p.Decisions) == 0 && s.r.Hides("next") {
		p.DecisionsTitle = ""
	} else if len(p.Decisions) == 0 {
		p.NoDecisions = s.T("decision.nothing")
	}
	for _, build := range []func() *Section{
		v.scorecard, v.spread, v.heat, v.units, v.notMet, v.unless("odds", v.vote), v.unless("odds", v.left), v.unless("next", v.next),
		v.ladder, v.changes, v.promises, v.unless("odds", v.scenarios), note.section(s), v.index, v.method,
		v.unless("sources", v.data), v.roster, v.log,
	} {
		if section := build(); section != nil {
			section.page = b
			p.Sections = append(p.Sections, section)
			p.Contents = append(p.Contents, Link{"#" + section.ID, section.Nav})
		}
	}
	return p, v.err
}

// unless leaves a section out when the edition hides what it is about.
func (v *accountView) unless(field string, build func() *Section) func() *Section {
	if v.r.Hides(field) {
		return func() *Section { return nil }
	}
	return build
}

// accountView writes one account. The first error of a figure stays in err.
type accountView struct {
	*scribe
	a       *analysis.Account
	slug    string
	err     error
	own     int           // rows of the input that speak of the account
	bySheet map[int32]int // the same by sheet, nil before they are counted
}

// lead is the figure that a section is about; the section's title is its
// finding.
func (v *accountView) lead(f chart.Figure) Block {
	b, err := v.figure(f)
	b.Lead = true
	if v.err == nil {
		v.err = err
	}
	return b
}

// figureSection is a section about one figure, nil when there is none.
func (v *accountView) figureSection(id string, build func(*analysis.Account, chart.Context) (chart.Figure, bool)) *Section {
	f, ok := build(v.a, v.chart)
	if !ok {
		return nil
	}
	return &Section{ID: "s-" + id, Nav: v.T("nav." + id), Title: f.Finding, How: f.How, Blocks: []Block{v.lead(f)}}
}

func (s *scribe) figure(f chart.Figure) (Block, error) {
	view, err := f.View(s.Catalog, s.interactive)
	if err != nil {
		return Block{}, fmt.Errorf("drawing %s: %w", f.ID, err)
	}
	return Block{Figure: &view}, nil
}

func (v *accountView) title() string {
	if name := clean(v.a.Data.Name); name != "" {
		return name
	}
	return v.T("say.nameless")
}

// sub is the line below the title: who owns the account and how much is known.
func (v *accountView) sub() string {
	parts := []string{}
	if owner := clean(v.a.Data.Owner); owner != "" {
		parts = append(parts, v.T("account.owner", "name", owner))
	}
	t := &v.a.Totals
	parts = append(parts, v.T("account.known", "known", v.people(t.Known), "recent", v.Number(t.Recent), "days", v.r.Settings.Recent))
	if r := v.a.Data.Revenue; r != nil {
		parts = append(parts, v.T("account.revenue", "sum", v.money(r)))
	}
	parts = append(parts, v.inputs())
	return join(parts, " · ")
}

func join(parts []string, separator string) string {
	out := ""
	for i, p := range parts {
		if i > 0 {
			out += separator
		}
		out += p
	}
	return out
}

// eligible lists the levels that have people, top first, without the
// unclassified.
func (v *accountView) eligible() []*analysis.Level {
	var out []*analysis.Level
	for i := range v.a.Levels {
		if l := &v.a.Levels[i]; l.Level > 0 && l.N > 0 {
			out = append(out, l)
		}
	}
	return out
}

// top and bottom are the first and last eligible level; nil without any.
func (v *accountView) top() *analysis.Level {
	if e := v.eligible(); len(e) > 0 {
		return e[0]
	}
	return nil
}
