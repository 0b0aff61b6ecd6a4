package analysis

import (
	"slices"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// compareLadders sets our levels against theirs: METRICS 8.
func (r *review) compareLadders() {
	l := &r.out.Ladder
	l.OurLevels = r.team.levels
	l.Matrix = r.meetingMatrix()
	if len(l.Matrix) > 0 && len(r.levels) > 0 {
		m := measure.Ladder(l.Matrix)
		l.N, l.Expected, l.Residuals, l.MeanGap = m.N, m.Expected, m.Residuals, m.MeanGap
	}
	r.leadByExample()
	ages := r.scratch.ages[:0]
	for i := r.past - 1; i >= 0; i-- {
		ages = append(ages, int(r.asOf-r.acc.Activities.Day(i)))
	}
	r.scratch.ages = ages
	if r.past > 0 {
		l.MaxGap = ptr(measure.MaxGap(ages, r.s.Lookback))
	}
	r.executives()
}

// executives finds when and how ours met the account, and how many layers lie
// between.
func (r *review) executives() {
	l := &r.out.Ladder
	atEvents := 0
	r.scratch.who = r.scratch.who[:0] // ours with a recent two-way touch
	nearest := 0                      // the highest of their levels
	for i := r.past - 1; i >= 0; i-- {
		age := int(r.asOf - r.acc.Activities.Day(i))
		old := age >= max(r.s.Lookback, r.s.Recent)
		event := r.channel[i] == dataset.Event
		twoWay := r.acc.Activities.Direction(i) == dataset.TwoWay && !event
		if old && l.ExecDaysSince != nil {
			break
		}
		if old && !twoWay {
			continue
		}
		for _, m := range r.acc.Activities.Ours(i) {
			level := r.ds.Team[m].Level
			if twoWay && age < r.s.Recent {
				if r.scratch.n[m] == 0 {
					r.scratch.n[m] = 1
					r.scratch.who = append(r.scratch.who, m)
				}
				if level > 0 && (nearest == 0 || level < nearest) {
					nearest = level
				}
			}
			if !r.executive(m) {
				continue
			}
			if age < r.s.Lookback {
				l.ExecTouches++
				atEvents += b2i(event)
			}
			if twoWay && l.ExecDaysSince == nil {
				l.ExecDaysSince, l.ExecMember = ptr(age), ptr(m)
				l.ExecPerson = r.firstPerson(r.acc.Activities.People(i))
			}
		}
	}
	l.EventOnly = l.ExecTouches > 0 && atEvents == l.ExecTouches
	var near []string
	for _, m := range r.scratch.who {
		near = append(near, r.ds.Team[m].Name)
		r.scratch.n[m] = 0
	}
	l.LayersBetween = r.layers(near, nearest)
}

// firstPerson gives the highest active one of the people, or nil.
func (r *review) firstPerson(people []int32) *int {
	best := -1
	for _, st := range people {
		if p := int(r.person[st]); p >= 0 && (best < 0 || r.outranks(p, best)) {
			best = p
		}
	}
	if best < 0 {
		return nil
	}
	return &best
}

// layers counts the layers between our top executive and the nearest of ours
// with a recent two-way touch; without a reporting tree the levels decide.
func (r *review) layers(near []string, nearest int) *int {
	if r.team.boss != "" {
		return measure.LayersBetween(r.team.parents, r.team.boss, near)
	}
	if nearest == 0 {
		return nil
	}
	return ptr(nearest - 1)
}

// meetingMatrix counts who of ours met whom of theirs in the period, by
// level; events and unknown levels are left out.
func (r *review) meetingMatrix() [][]int {
	rows, cols := len(r.team.levels), len(r.levels)
	cells := make([]int, rows*cols)
	matrix := make([][]int, rows)
	for i := range matrix {
		matrix[i] = cells[i*cols : (i+1)*cols : (i+1)*cols]
	}
	for i := r.past - 1; i >= 0; i-- {
		act := r.acc.Activities.At(i)
		if act.Day < r.period.From {
			break
		}
		if act.Day > r.period.To || r.channel[i] == dataset.Event {
			continue
		}
		for _, m := range act.Ours {
			ours := r.ds.Team[m].Level
			if ours < 1 || ours > rows {
				continue
			}
			for _, st := range act.People {
				p := r.person[st]
				if p < 0 {
					continue
				}
				if col, ok := r.column[r.acc.Stakeholders[st].Level]; ok {
					matrix[ours-1][col]++
				}
			}
		}
	}
	return matrix
}

// leadByExample counts who of ours met whom on which day of the period,
// two-way and not at an event, and how much of it our executives did.
func (r *review) leadByExample() {
	type meeting struct {
		day    dataset.Day
		member int32
		person int32
	}
	var met []meeting
	for i := r.past - 1; i >= 0 && r.acc.Activities.Day(i) >= r.period.From; i-- {
		act := r.acc.Activities.At(i)
		if act.Day > r.period.To || act.Direction != dataset.TwoWay || r.channel[i] == dataset.Event {
			continue
		}
		for _, m := range act.Ours {
			for _, p := range act.People {
				met = append(met, meeting{act.Day, m, p})
			}
		}
	}
	slices.SortFunc(met, func(a, b meeting) int {
		switch {
		case a.day != b.day:
			return int(a.day) - int(b.day)
		case a.member != b.member:
			return int(a.member) - int(b.member)
		}
		return int(a.person) - int(b.person)
	})
	met = slices.Compact(met)
	r.out.Ladder.ContactDays = len(met)
	for _, m := range met {
		r.out.Ladder.ExecContactDays += b2i(r.executive(m.member))
	}
}
