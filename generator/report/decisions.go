package report

import (
	"unicode"
	"unicode/utf8"

	"rapport/generator/analysis"
	"rapport/generator/chart"
)

// decisions are what the page asks its readers to decide, at most five. The
// candidates come in this order, and the first five that apply are taken:
//
//  1. nobody is known to decide: find out who does;
//  2. a person close to a rival, with a say, whom nobody touched in the
//     lookback (the first two of NotMet);
//  3. a unit that only recommends or evaluates and that nobody touched (the
//     first two by name);
//  4. the first two of the list "whom to meet next" whose meeting changes the
//     odds visibly (by a hundredth or more) and who are not named under 2;
//  5. no executive of ours met anybody there in the grace period of the
//     executive component (METRICS 9.2);
//  6. at least three relationships, and half of those touched, rest on one
//     colleague of ours;
//  7. the levels of too many people are unknown: classify them.
//
// The decisions that the commentary asks for come before all of these.
func (v *accountView) decisions(note *commentary) []Ask {
	out := note.asks(v.scribe)
	if v.r.Hides("next") {
		return out
	}
	m := v.a.Vote
	if m != nil && m.Key == nil {
		out = append(out, Ask{Text: v.T("decision.find_decider"), Why: v.T("decision.find_decider_why"), Href: "#s-roster"})
	}
	named := map[int]bool{}
	for _, i := range v.a.NotMet {
		p := v.a.People[i].Data
		if p.Rival > 0 && hasSay(p) && len(named) < 2 {
			named[i] = true
			out = append(out, Ask{Text: v.meet(i, v.proposed(i)), Why: capital(v.T("decision.rival_why", "rival", v.rival(p.Rival), "right", v.right(p))), Href: anchor(i)})
		}
	}
	for n, unit := range v.blankUnits() {
		if n < 2 {
			out = append(out, Ask{Text: v.T("decision.unit", "unit", unit), Why: v.T("decision.unit_why"), Href: "#s-units"})
		}
	}
	taken := 0
	for _, next := range v.a.Next {
		if next.Counts && !named[next.Person] && taken < 2 {
			taken++
			out = append(out, Ask{Text: v.meet(next.Person, next.By), Why: capital(v.T("decision.because", "reason", v.reason(next.Reason))), Href: anchor(next.Person)})
		}
	}
	if days := v.a.Ladder.ExecDaysSince; len(v.a.People) > 0 && (days == nil || float64(*days) > v.r.Settings.Index.ExecGrace) {
		out = append(out, Ask{Text: v.T("decision.executive"), Why: v.T("decision.executive_why", "ago", v.ago(days)), Href: "#s-ladder"})
	}
	if member, n := v.mostThreads(); n >= 3 && 2*n >= v.a.Totals.Touched {
		out = append(out, Ask{Text: v.T("decision.second", "name", v.member(member)),
			Why: v.T("decision.second_why", "n", n, "of", v.a.Totals.Touched), Href: "#s-ladder"})
	}
	if v.a.Spread.Unreliable {
		out = append(out, Ask{Text: v.T("decision.classify", "n", v.a.Quality.Levels), Why: v.T("decision.classify_why"), Href: "#s-roster"})
	}
	return out[:min(len(out), 5)]
}

// meet asks for a meeting with a person, by one of ours where one is known.
func (v *accountView) meet(i int, by *int32) string {
	p := v.a.People[i].Data
	who := v.scribe.name(p)
	if title := clean(p.Title); title != "" {
		who = v.T("say.titled", "name", who, "title", title)
	}
	if by == nil {
		return v.T("decision.meet", "who", who)
	}
	return v.T("decision.meet_by", "who", who, "by", v.member(*by))
}

// proposed is who of ours the analysis proposes for a person, if anybody.
func (v *accountView) proposed(i int) *int32 {
	for _, list := range [][]analysis.Meeting{v.a.Next, v.a.Plan} {
		for _, m := range list {
			if m.Person == i {
				return m.By
			}
		}
	}
	return nil
}

// mostThreads is the colleague on whom the most relationships rest alone.
func (v *accountView) mostThreads() (member int32, n int) {
	count := map[int32]int{}
	for _, t := range v.a.OneThread {
		count[t.Member]++
		if c := count[t.Member]; c > n || c == n && t.Member < member {
			member, n = t.Member, c
		}
	}
	return member, n
}

// anchor is the place of a person in the roster.
func anchor(i int) string { return chart.PersonLink(i) }

// capital writes a phrase as the beginning of a sentence.
func capital(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[n:]
}
