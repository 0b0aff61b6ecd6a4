package analysis

import (
	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// halfLives in days show how much the touch score hangs on its half-life:
// METRICS 3.3.
var halfLives = [...]float64{30, 60, 120}

// describePeople measures what METRICS 3 says of each person.
func (r *review) describePeople() {
	s := r.scratch
	points := r.points["default"]
	s.decayed, s.byAge = s.decayed[:0], s.byAge[:0]
	for i := range r.out.People {
		p := &r.out.People[i]
		ts := r.touches[i]
		from := len(s.decayed)
		s.ages = s.ages[:0]
		for k := len(ts) - 1; k >= 0; k-- {
			t := ts[k]
			age := int(r.asOf - t.day)
			s.decayed = append(s.decayed, measure.Touch{Age: age, Value: r.values[t.channel], Direction: measure.Direction(t.dir)})
			s.ages = append(s.ages, age)
		}
		s.byAge = append(s.byAge, s.decayed[from:])
		p.History = len(ts)
		p.Weight = r.weight(&points, p.Data.Right, p.Data.Level)
		r.measurePerson(p, s.byAge[i], s.ages)
		r.walkTouches(p, ts)
	}
}

// otherHalfLives fills the relationship capital under each of halfLives.
func (r *review) otherHalfLives() {
	var capital [len(halfLives)]float64
	votes := 0.0
	for i := range r.out.People {
		p := &r.out.People[i]
		for k, h := range halfLives {
			strength := p.Strength
			if h != r.s.HalfLife && p.Weight != 0 {
				strength = measure.Strength(r.others[k].Score(r.scratch.byAge[i], r.s.DailyCap), r.s.SHalf)
			}
			capital[k] += float64(p.Weight) * strength
		}
		votes += float64(p.Weight)
	}
	for k, h := range halfLives {
		r.out.Totals.Capital = append(r.out.Totals.Capital, Sensitivity{HalfLife: h, Value: ratio(capital[k], votes)})
	}
}

// walkTouches counts the touches of the lookback and of the period; with the
// daily cap a day of the period counts once.
func (r *review) walkTouches(p *Person, ts []touch) {
	events := 0
	var lastDay, lastTwoWay dataset.Day
	for _, t := range ts {
		inPeriod := t.day >= r.period.From && t.day <= r.period.To
		if inPeriod && (!r.s.DailyCap || t.day != lastDay) {
			p.InPeriod++
			lastDay = t.day
		}
		if t.dir == dataset.TwoWay {
			p.LastTwoWay = t.day
			if inPeriod && (!r.s.DailyCap || t.day != lastTwoWay) {
				r.out.Totals.TwoWayTouches++
				lastTwoWay = t.day
			}
		}
		if int(r.asOf-t.day) < r.s.Lookback {
			p.Touches++
			events += b2i(t.channel == dataset.Event)
		}
	}
	p.EventOnly = p.Touched && events == p.Touches
}

// measurePerson fills the funnel, the score and the gaps of METRICS 3.
func (r *review) measurePerson(p *Person, touches []measure.Touch, ages []int) {
	f := measure.Funnel(touches, r.s.Lookback, r.s.Recent)
	p.Touched, p.TwoWay, p.Recent = f.Touched, f.TwoWay, f.Recent
	d := r.fading.Decay(touches, r.s.SHalf, r.s.DailyCap)
	p.Score, p.Strength, p.DaysSince, p.Reciprocity = d.Score, d.Strength, d.DaysSinceLast, d.Reciprocity
	p.MaxGap = measure.MaxGap(ages, r.s.Lookback)
	p.CadenceOK = p.DaysSince != nil && *p.DaysSince <= r.cadence(p.Data.Level)
}

// cadence is how many days may pass between touches of a level.
func (r *review) cadence(level int) int {
	if d, ok := r.s.Cadence[level]; ok {
		return d
	}
	return defaultCadence
}

// defaultCadence is METRICS 3.4's 90 days.
const defaultCadence = 90
