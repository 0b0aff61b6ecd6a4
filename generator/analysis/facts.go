package analysis

import "rapport/generator/dataset"

// facts keeps the values of statements about people. Most say the same of
// many; those share one map, which nobody changes.
type facts struct {
	people map[fact]args
	met    map[met]args
}

// fact is what a statement says of a person: days and touches are -1, and the
// rival is "", where they are not told.
type fact struct {
	unit, right, rival   string
	level, days, touches int
}

type met struct {
	touches int
	last    dataset.Day
}

func newFacts() facts {
	return facts{people: map[fact]args{}, met: map[met]args{}}
}

func factOf(d *dataset.Stakeholder) fact {
	return fact{level: d.Level, unit: d.Unit, right: d.Right.String(), days: -1, touches: -1}
}

func (s *facts) person(f fact) args {
	if a, ok := s.people[f]; ok {
		return a
	}
	a := args{"level": f.level, "unit": f.unit, "right": f.right}
	if f.days >= 0 {
		a["days"] = f.days
	}
	if f.touches >= 0 {
		a["touches"] = f.touches
	}
	if f.rival != "" {
		a["rival"] = f.rival
	}
	s.people[f] = a
	return a
}

func (s *facts) knows(touches int, last dataset.Day) args {
	m := met{touches, last}
	if a, ok := s.met[m]; ok {
		return a
	}
	a := args{"touches": touches, "last": last}
	s.met[m] = a
	return a
}
