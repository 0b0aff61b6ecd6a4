package analysis

import (
	"slices"
	"strings"

	"rapport/generator/dataset"
)

// notice warns of what a reader must know before the numbers.
func (r *review) notice() {
	out := r.out
	say := func(key string, a args, rows []dataset.Row) {
		out.Notices = append(out.Notices, Notice{because("notice."+key, a), rows})
	}
	if r.leftOut > 0 {
		say("files_left_out", args{"n", r.leftOut}, nil)
	}
	if len(out.People) == 0 {
		say("no_people", nil, r.acc.Rows)
		return
	}
	if out.Vote == nil {
		say("no_voters", nil, r.acc.Rows)
	} else if out.Vote.Refused != "" {
		say("vote_too_large", args{"voters", out.Vote.Voters, "weight", out.Vote.W}, nil)
	} else if out.Vote.Key == nil {
		say("no_decider", nil, r.acc.Rows)
	}
	r.noticeList(say)
	r.noticeSpread(say)
	q := &out.Quality
	n := len(out.People)
	if q.RightsAssumed > 0 {
		say("rights_assumed", args{"n", q.RightsAssumed, "of", n},
			r.namedWhere(func(p *Person) bool { return !p.Data.RightGiven }))
	}
	if q.Undated > 0 {
		say("stances_undated", args{"n", q.Undated}, r.namedWhere(r.undated))
	}
	if q.Overrides > 0 {
		say("overrides", args{"n", q.Overrides, "of", n}, r.namedIn(out.CheckManual))
	}
	if len(r.changed) > 0 {
		say("settings_changed", args{"names", strings.Join(r.changed, ", ")}, nil)
	}
	if q.Future > 0 {
		var rows []dataset.Row
		for i := r.past; i < r.acc.Activities.Len() && len(rows) < rowsShown; i++ {
			rows = append(rows, r.acc.Activities.Row(i))
		}
		say("future", args{"n", q.Future}, rows)
	}
}

// sayer records a notice.
type sayer func(key string, a args, rows []dataset.Row)

// noticeList warns of a list of people that flatters: METRICS 3.2.
func (r *review) noticeList(say sayer) {
	out := r.out
	unknown, known := 0, 0
	for _, at := range r.eligible {
		l := &out.Levels[at]
		switch {
		case l.Headcount == nil:
			unknown++
			known += l.Known
		case l.Flag != "":
			say("below_known", args{"level", l.Level, "known", l.Known, "headcount", *l.Headcount}, r.namedIn(l.People))
		}
	}
	if unknown > 0 {
		say("bounds_only", args{"levels", unknown, "known", known}, nil)
	}
	if r.s.Span > 0 && r.anyAssumed() {
		say("span_assumed", args{"span", r.s.Span}, nil)
	}
	r.noticeListBias(say)
}

func (r *review) anyAssumed() bool {
	for i := range r.out.Levels {
		if r.out.Levels[i].Assumed {
			return true
		}
	}
	return false
}

// noticeListBias warns when a level lists more people than all levels below it
// together though an organisation is a pyramid, and no head count below shows
// how many are missing: METRICS 3.2.
func (r *review) noticeListBias(say sayer) {
	for i := range r.levels {
		upper := &r.out.Levels[i]
		below, counted := 0, false
		for k := i + 1; k < len(r.levels); k++ {
			lower := &r.out.Levels[k]
			below += lower.Known
			counted = counted || lower.Headcount != nil && !lower.Assumed
		}
		if i+1 < len(r.levels) && upper.Known >= fewest && upper.Known > below && !counted {
			k := len(r.levels) - 1
			for below > 0 && r.out.Levels[k].Known == 0 {
				k--
			}
			bottom := &r.out.Levels[k]
			var people []int
			for k := range r.levels[i:] {
				people = append(people, r.out.Levels[i+k].People...)
			}
			say("list_bias", args{"upper", upper.Level, "upper_known", upper.Known, "lower", bottom.Level,
				"lower_known", bottom.Known}, r.namedIn(people))
			return
		}
	}
}

// noticeSpread warns of top-heaviness, empty levels and neglect.
func (r *review) noticeSpread(say sayer) {
	out := r.out
	sp := &out.Spread
	if sp.Unreliable {
		say("levels_unclear", args{"share", *sp.UnknownShare, "limit", r.s.UnknownLimit}, r.namedWhere(unclassified))
	}
	if sp.NAll == 0 {
		say("no_touch", args{"days", r.daysOfPeriod()}, r.acc.Rows)
	}
	if top := r.topHeavy(); top != nil {
		say("top_heavy", top, r.touchRows(func(act int) bool {
			return slices.ContainsFunc(r.acc.Activities.People(act), func(st int32) bool { return r.isTop(r.acc.Stakeholders[st].Level) })
		}))
	}
	for _, at := range r.eligible {
		if l := &out.Levels[at]; l.Touches == 0 && sp.NAll > 0 {
			say("empty_level", args{"level", l.Level, "n", l.N}, r.namedIn(l.People))
		}
	}
	if out.Ladder.EventOnly {
		say("once_a_year", args{"touches", out.Ladder.ExecTouches}, r.executiveRows())
	}
	if g := out.Ladder.MaxGap; g != nil && *g >= longGap {
		say("long_gap", args{"days", *g}, nil)
	}
	if v := out.Vote; v != nil && v.Staged != nil {
		for _, s := range v.Staged.Stages {
			if s.Voters == 0 {
				say("stage_no_voters", args{"stage", s.Name}, nil)
			}
		}
	}
}

// undated tells whether a stance counts half for want of a date.
func (r *review) undated(p *Person) bool {
	opinion := p.Data.Stance == dataset.Supporter || p.Data.Stance == dataset.Opponent
	return opinion && (p.Data.StanceDay == 0 || p.Data.StanceDay > r.asOf)
}

func unclassified(p *Person) bool { return p.Data.Level == 0 }

// namedWhere gives the rows that name the people whom keep accepts.
func (r *review) namedWhere(keep func(*Person) bool) []dataset.Row {
	var rows []dataset.Row
	for i := range r.out.People {
		if p := &r.out.People[i]; keep(p) {
			rows = append(rows, p.Data.Rows...)
		}
	}
	return rows
}

// namedIn gives the rows that name the people.
func (r *review) namedIn(people []int) []dataset.Row {
	var rows []dataset.Row
	for _, i := range people {
		rows = append(rows, r.out.People[i].Data.Rows...)
	}
	return rows
}

// touchRows gives the rows of the period's activities that keep accepts, the
// newest first.
func (r *review) touchRows(keep func(act int) bool) []dataset.Row {
	var rows []dataset.Row
	for i := r.past - 1; i >= 0 && r.acc.Activities.Day(i) >= r.period.From; i-- {
		if r.acc.Activities.Day(i) <= r.period.To && keep(i) {
			rows = append(rows, r.acc.Activities.Row(i))
		}
	}
	return rows
}

// executiveRows gives the rows of the lookback in which an executive of ours
// took part, the newest first.
func (r *review) executiveRows() []dataset.Row {
	var rows []dataset.Row
	for i := r.past - 1; i >= 0 && int(r.asOf-r.acc.Activities.Day(i)) < r.s.Lookback; i-- {
		if slices.ContainsFunc(r.acc.Activities.Ours(i), r.executive) {
			rows = append(rows, r.acc.Activities.Row(i))
		}
	}
	return rows
}

// executive tells whether a member counts as one of our executives.
func (f *frame) executive(member int32) bool {
	level := f.ds.Team[member].Level
	return level > 0 && level <= f.s.Index.ExecMaxLevel
}

// longGap is the silence in days that METRICS 8 marks.
const longGap = 300

// topHeavy gives the numbers when the top level has more than its share by more
// than chance, else nil.
func (r *review) topHeavy() args {
	sp := &r.out.Spread
	if sp.Top == nil || sp.Top.Lo <= 1 || sp.BeyondChance == nil || !*sp.BeyondChance || sp.Unreliable {
		return nil
	}
	touches, people, all, level := 0, 0, 0, 0
	for _, at := range r.eligible {
		l := &r.out.Levels[at]
		all += l.N
		if r.isTop(l.Level) {
			touches += l.Touches
			people += l.N
			if level == 0 {
				level = l.Level
			}
		}
	}
	return args{"level", level, "touches", touches, "of", sp.N, "people", people, "of_people", all}
}

// daysOfPeriod is how many days of the period have passed.
func (f *frame) daysOfPeriod() int { return int(min(f.period.To, f.asOf)-f.period.From) + 1 }
