package report

import "rapport/generator/analysis"

// changesJSON is what became of an account or the portfolio since the
// baseline; null without one.
type changesJSON struct {
	Since      periodJSON                `json:"since"`
	AsOf       string                    `json:"as_of"`
	Recomputed bool                      `json:"recomputed"`
	Entered    bool                      `json:"entered"`
	Notes      []string                  `json:"notes"`
	Withheld   []string                  `json:"withheld"`
	People     map[string][]changeOfJSON `json:"people"`
	Coverage   *coverageJSON             `json:"coverage"`
	Contacts   *contactsJSON             `json:"contacts"`
	Figures    []figureJSON              `json:"figures"`
	Levels     []levelChangeJSON         `json:"levels"`
	Index      *indexChangeJSON          `json:"index"`
}

type changeOfJSON struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Text string   `json:"text"`
	Rows []string `json:"rows"`
}

type coverageJSON struct {
	Before *float64 `json:"before"`
	After  *float64 `json:"after"`
	Rate   *float64 `json:"rate"`
	Mix    *float64 `json:"mix"`
}

type contactsJSON struct {
	Panel  int      `json:"panel"`
	Gained int      `json:"gained"`
	Lost   int      `json:"lost"`
	P      *float64 `json:"p"`
}

type figureJSON struct {
	Name   string   `json:"name"`
	Before *float64 `json:"before"`
	After  *float64 `json:"after"`
}

type levelChangeJSON struct {
	Level        *int `json:"level"`
	RecentBefore int  `json:"recent_before"`
	NBefore      int  `json:"N_before"`
	RecentAfter  int  `json:"recent_after"`
	NAfter       int  `json:"N_after"`
}

type indexChangeJSON struct {
	Before *float64   `json:"before"`
	After  *float64   `json:"after"`
	Steps  []stepJSON `json:"steps"`
}

type stepJSON struct {
	Name   string   `json:"name"`
	Points *float64 `json:"points"`
}

func (v *accountView) changesData() *changesJSON {
	ch := v.a.Changes
	if ch == nil {
		return nil
	}
	d := &changesJSON{Since: periodJSON{ch.Since.Label, ch.Since.From.String(), ch.Since.To.String()}, AsOf: ch.AsOf.String(), Recomputed: ch.Recomputed,
		Entered: ch.Entered, Notes: v.reasons(ch.Notes), Withheld: v.reasons(ch.Withheld), People: map[string][]changeOfJSON{}, Figures: figuresData(ch.Figures), Levels: []levelChangeJSON{}}
	for _, l := range changeLists(ch) {
		list := make([]changeOfJSON, len(l.people))
		for i, p := range l.people {
			list[i] = changeOfJSON{Text: v.reason(p.Reason), Rows: v.rowList(p.Rows)}
			switch {
			case p.Person != nil:
				s := v.a.People[*p.Person].Data
				list[i].ID, list[i].Name = personID(s), s.Name
			case p.Before != nil:
				list[i].ID, list[i].Name = p.Before.ID, p.Before.Name
			}
		}
		d.People[l.key] = list
	}
	d.Coverage, d.Contacts = comparisonData(ch.Coverage, ch.Contacts)
	for _, l := range ch.Levels {
		d.Levels = append(d.Levels, levelChangeJSON{levelOrNull(l.Level), l.Before.Recent, l.Before.N, l.After.Recent, l.After.N})
	}
	if ch.Index != nil {
		d.Index = &indexChangeJSON{value(ch.Index.Before), value(ch.Index.After), []stepJSON{}}
		for _, s := range ch.Index.Steps {
			d.Index.Steps = append(d.Index.Steps, stepJSON{s.Name, value(s.Points)})
		}
	}
	return d
}

func (s *scribe) reasons(list []analysis.Reason) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = plain(s.reason(r))
	}
	return out
}

func figuresData(list []analysis.FigureChange) []figureJSON {
	out := make([]figureJSON, len(list))
	for i, f := range list {
		out[i] = figureJSON{f.Name, finite(f.Before), finite(f.After)}
	}
	return out
}

func comparisonData(c *analysis.CoverageChange, k *analysis.ContactChange) (*coverageJSON, *contactsJSON) {
	var coverage *coverageJSON
	var contacts *contactsJSON
	if c != nil {
		coverage = &coverageJSON{value(c.Before), value(c.After), value(c.Rate), value(c.Mix)}
	}
	if k != nil {
		contacts = &contactsJSON{k.Panel, k.Gained, k.Lost, finite(k.P)}
	}
	return coverage, contacts
}

// promisesJSON are the last review's proposals, judged, and this one's; null
// when nobody judged them.
type promisesJSON struct {
	Period  string         `json:"period"`
	Kept    int            `json:"kept"`
	Late    int            `json:"late"`
	Open    int            `json:"open"`
	NotKept int            `json:"not_kept"`
	Dropped int            `json:"dropped"`
	Gone    int            `json:"gone"`
	Given   []promiseJSON  `json:"given"`
	Next    []proposalJSON `json:"next"`
}

type promiseJSON struct {
	Person  string `json:"person"`
	Name    string `json:"name"`
	By      string `json:"by"`
	Due     string `json:"due"`
	Outcome string `json:"outcome"`
	Text    string `json:"text"`
}

type proposalJSON struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	By     string `json:"by"`
	Due    string `json:"due"`
	Status string `json:"status"`
	Reason string `json:"reason"`
}

func (v *accountView) promisesData() *promisesJSON {
	p := v.a.Promises
	if p == nil {
		return nil
	}
	d := &promisesJSON{Period: p.Period, Kept: p.Kept, Late: p.Late, Open: p.Open, NotKept: p.NotKept, Dropped: p.Dropped, Gone: p.Gone,
		Given: []promiseJSON{}, Next: []proposalJSON{}}
	for i := range p.Given {
		g := &p.Given[i]
		d.Given = append(d.Given, promiseJSON{g.Person, g.Name, g.By, g.Due.String(), g.Outcome, plain(v.reason(g.Why))})
	}
	for i := range p.Next {
		n := &p.Next[i]
		d.Next = append(d.Next, proposalJSON{n.Person, v.a.People[n.Index].Data.Name, n.By, n.Due.String(), n.Status, plain(v.reason(n.Why))})
	}
	return d
}
