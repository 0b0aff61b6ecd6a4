package report

import (
	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

// answer says the review in three sentences: where our touches went, what the
// votes make of it, and who is missing. The strong part stands between **.
func (v *accountView) answer() []string {
	if v.r.Hides("odds") {
		return []string{v.answerSpread(), v.answerMissing()}
	}
	return []string{v.answerSpread(), v.answerVote(), v.answerMissing()}
}

// answerSpread takes the first that holds: no touch, too many unclassified
// people, a top-heavy pattern, a level that got nothing, an uneven pattern,
// an even one.
func (v *accountView) answerSpread() string {
	sp := &v.a.Spread
	if sp.NAll == 0 {
		last := v.lastTouch()
		if last == nil {
			return v.T("answer.never_touched")
		}
		return v.T("answer.not_touched", "last", v.T("say.days", "n", *last))
	}
	if sp.Unreliable {
		known := sp.NAll - sp.N
		return v.T("answer.unclassified", "x", known, "touches", v.touches(sp.NAll))
	}
	if sp.N == 0 {
		return v.T("answer.unclassified", "x", sp.NAll, "touches", v.touches(sp.NAll))
	}
	top, few := v.top(), v.neglected()
	if topHeavy(v.a) && few != nil && few.Level != top.Level {
		key := "answer.top_heavy"
		if few.Touches == 0 {
			key = "answer.top_heavy_nothing"
		}
		return v.T(key, "x", top.Touches, "touches", v.touches(sp.N), "people", v.people(top.N),
			"level", v.level(top.Level), "others", v.people(few.N), "other_level", v.level(few.Level), "y", few.Touches)
	}
	if few != nil && few.Touches == 0 {
		return v.T("answer.level_empty", "touches", v.touches(sp.N), "people", v.people(few.N), "level", v.level(few.Level))
	}
	if sp.BeyondChance != nil && *sp.BeyondChance && sp.Moves != nil && few != nil {
		return v.T("answer.uneven", "moves", v.Number(int(*sp.Moves+0.5)), "touches", v.touches(sp.N), "level", v.level(few.Level))
	}
	reached := 0
	for _, l := range v.eligible() {
		if l.Touches > 0 {
			reached++
		}
	}
	return v.T("answer.even", "touches", v.touches(sp.N), "reached", reached, "n", len(v.eligible()))
}

// topHeavy tells whether the top got more than its share of the touches, more
// than luck would give it, and more too much than any other level: the spread
// goes beyond chance, the whole interval of the location quotient lies above
// 1, and the first level exceeds its target the most. A handful of touches
// tells nothing.
func topHeavy(a *analysis.Account) bool {
	if b := a.Spread.BeyondChance; b == nil || !*b {
		return false
	}
	if t := a.Spread.Top; t == nil || t.Lo <= 1 {
		return false
	}
	first, best := 0.0, 0.0
	seen := false
	for i := range a.Levels {
		l := &a.Levels[i]
		if l.Level == 0 || l.N == 0 || l.Target == nil || l.Share == nil {
			continue
		}
		excess := *l.Share - *l.Target
		if !seen {
			first, seen = excess, true
		}
		best = max(best, excess)
	}
	return seen && first > 0 && first >= best
}

// neglected is the eligible level whose share of the touches stays furthest
// behind its target; nil without touches or with one level.
func (v *accountView) neglected() *analysis.Level {
	var worst *analysis.Level
	gap := 0.0
	levels := v.eligible()
	for _, l := range levels {
		if l.Target == nil || l.Share == nil || len(levels) < 2 {
			continue
		}
		if d := *l.Target - *l.Share; d > gap {
			worst, gap = l, d
		}
	}
	return worst
}

// lastTouch is the number of days since anybody was touched; nil is never.
func (v *accountView) lastTouch() *int {
	var last *int
	for i := range v.a.People {
		if d := v.a.People[i].DaysSince; d != nil && (last == nil || *d < *last) {
			last = d
		}
	}
	return last
}

// answerVote says the odds with and without the key vote, as a what-if.
func (v *accountView) answerVote() string {
	m := v.a.Vote
	switch {
	case m == nil:
		return v.T("answer.no_votes")
	case m.Refused != "":
		return v.T("answer.vote_refused")
	case m.Hi-m.Lo > 0.4 && m.Key != nil && m.PWinKeyAgainst != nil && !m.KeyIsBlocker:
		lo, hi := bounds(*m.PWinKeyAgainst, m.AgainstLo, m.AgainstHi)
		if v.chances(lo, hi) == v.chances(m.Lo, m.Hi) {
			return v.T("answer.open_both", "range", v.chances(lo, hi), "name", v.who(*m.Key), "n", v.unknownStances(), "of", m.Voters)
		}
		return v.T("answer.open_key", "range", v.chances(m.Lo, m.Hi), "name", v.who(*m.Key), "against", v.chances(lo, hi), "n", v.unknownStances(), "of", m.Voters)
	case m.Hi-m.Lo > 0.4 && m.Key != nil && !m.KeyIsBlocker:
		return v.T("answer.open", "range", v.chances(m.Lo, m.Hi), "n", v.unknownStances(), "of", m.Voters)
	case m.Key == nil:
		return v.T("answer.no_decider", "odds", v.odds(m.PWin, m.Lo, m.Hi))
	case m.PWinKeyAgainst == nil && !m.KeyIsBlocker:
		return v.T("answer.odds", "odds", v.odds(m.PWin, m.Lo, m.Hi))
	}
	key := v.who(*m.Key)
	if m.KeyIsBlocker {
		return v.T("answer.key_decides", "name", key, "odds", v.odds(m.PWin, m.Lo, m.Hi))
	}
	lo, hi := bounds(*m.PWinKeyAgainst, m.AgainstLo, m.AgainstHi)
	odds, against := v.odds(m.PWin, m.Lo, m.Hi), v.odds(*m.PWinKeyAgainst, lo, hi)
	switch {
	case odds == against && m.PWin > 0.66:
		return v.T("answer.key_carried", "name", key, "odds", odds)
	case odds == against:
		return v.T("answer.key_same", "name", key, "odds", odds)
	}
	return v.T("answer.key", "name", key, "against", against, "odds", odds)
}

// unknownStances counts the voters of whom nobody knows where they stand.
func (v *accountView) unknownStances() int { return v.a.Quality.Unasked }

func bounds(p float64, lo, hi *float64) (float64, float64) {
	if lo == nil || hi == nil {
		return p, p
	}
	return *lo, *hi
}

func (v *accountView) who(i int) string { return v.scribe.name(v.a.People[i].Data) }

// answerMissing takes the first that holds: units that only advise and that
// nobody of ours has touched, people close to a rival and unmet, people with
// a say unmet, anybody unmet, nobody.
func (v *accountView) answerMissing() string {
	a := v.a
	if len(a.People) == 0 {
		return v.T("answer.no_people")
	}
	blank := v.blankUnits()
	if len(blank) > 0 {
		return v.T("answer.blank_units", "n", len(blank), "units", v.someNames(blank, 3))
	}
	rivals, say := 0, 0
	for _, i := range a.NotMet {
		p := a.People[i].Data
		if p.Rival > 0 {
			rivals++
		}
		if hasSay(p) {
			say++
		}
	}
	switch {
	case rivals > 0:
		return v.T("answer.rivals_unmet", "n", rivals, "unmet", v.ofPeople(len(a.NotMet), len(a.People)))
	case say > 0:
		return v.T("answer.say_unmet", "n", say, "unmet", v.ofPeople(len(a.NotMet), len(a.People)))
	case len(a.NotMet) > 0:
		return v.T("answer.unmet", "n", len(a.NotMet), "of", len(a.People))
	}
	if more, _ := v.unlisted(); more > 0 {
		return v.T("answer.all_met_unlisted", "n", len(a.People), "more", v.people(more))
	}
	return v.T("answer.all_met", "n", len(a.People))
}

// hasSay tells whether a person may decide, evaluate or recommend, or veto.
// An influence that was only assumed is no say.
func hasSay(p *dataset.Stakeholder) bool { return p.Right >= dataset.Recommend || p.Veto }

// blankUnits names the units that recommend or evaluate, and where nobody was
// touched in the lookback.
func (v *accountView) blankUnits() []string {
	var out []string
	for _, u := range v.a.Units {
		if u.AdviseOnly && u.Unit != "" && u.Touched == 0 && u.N > 0 {
			out = append(out, v.unit(u.Unit))
		}
	}
	return out
}

// someNames lists up to limit names and counts the rest.
func (v *accountView) someNames(names []string, limit int) string {
	if len(names) <= limit {
		return v.List(names)
	}
	rest := v.T("say.more", "n", len(names)-limit+1)
	return v.List(append(append([]string{}, names[:limit-1]...), rest))
}
