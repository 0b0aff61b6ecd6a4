package dataset

import "slices"

// Activities is the log of an account in the order of Account.Activities. It
// is most of what a run keeps in memory, so it holds an activity in some 40
// bytes without a pointer and gives it as an Activity when asked. The zero
// value is an empty log.
type Activities struct {
	entries  []entry
	links    []int32  // of each entry its people, ours and further rows
	subjects []string // each once
}

// entry is an activity of the log.
type entry struct {
	row       Row
	day       Day
	links     int32 // where its part of Activities.links begins; it ends with the next one's
	people    int32 // how many links are people
	ours      int32 // and how many after them are ours; the rest are further rows, sheet and row in turn
	subject   int32 // 1 + index of Activities.subjects; 0 is none
	channel   Channel
	direction Direction
}

// NewActivities makes a log of a list that is in order already.
func NewActivities(list ...Activity) Activities {
	var l Activities
	at := map[string]int32{}
	for i := range list {
		a := &list[i]
		if a.Subject != "" && at[a.Subject] == 0 {
			at[a.Subject] = l.addSubject(a.Subject)
		}
		l.add(a, at[a.Subject])
	}
	return l
}

// addSubject keeps a subject and gives the number by which entries know it.
func (l *Activities) addSubject(subject string) int32 {
	l.subjects = append(l.subjects, subject)
	return int32(len(l.subjects))
}

// add appends an activity whose subject has the number.
func (l *Activities) add(a *Activity, subject int32) {
	l.entries = append(l.entries, entry{row: a.Row, day: a.Day, links: int32(len(l.links)), people: int32(len(a.People)), ours: int32(len(a.Ours)),
		subject: subject, channel: a.Channel, direction: a.Direction})
	l.links = append(append(l.links, a.People...), a.Ours...)
	for _, r := range a.More {
		l.links = append(l.links, r.Sheet, r.Row)
	}
}

// Len is the number of activities.
func (l *Activities) Len() int { return len(l.entries) }

// Day is the day of the activity at i.
func (l *Activities) Day(i int) Day { return l.entries[i].day }

// Row is the place of origin of the activity at i.
func (l *Activities) Row(i int) Row { return l.entries[i].row }

// Channel is the channel of the activity at i.
func (l *Activities) Channel(i int) Channel { return l.entries[i].channel }

// Direction is the direction of the activity at i.
func (l *Activities) Direction(i int) Direction { return l.entries[i].direction }

// People are the people of the activity at i: see Activity.
func (l *Activities) People(i int) []int32 {
	e := &l.entries[i]
	return l.links[e.links : e.links+e.people : e.links+e.people]
}

// Ours are our people of the activity at i: see Activity.
func (l *Activities) Ours(i int) []int32 {
	e := &l.entries[i]
	from := e.links + e.people
	return l.links[from : from+e.ours : from+e.ours]
}

// At gives the activity at i, which must be from 0 to Len-1. Its slices
// belong to the log and must not be changed.
func (l *Activities) At(i int) Activity {
	e := &l.entries[i]
	a := Activity{Day: e.day, Channel: e.channel, Direction: e.direction, People: l.People(i), Ours: l.Ours(i), Row: e.row}
	if e.subject > 0 {
		a.Subject = l.subjects[e.subject-1]
	}
	end := len(l.links)
	if i+1 < len(l.entries) {
		end = int(l.entries[i+1].links)
	}
	for at := int(e.links + e.people + e.ours); at < end; at += 2 {
		a.More = append(a.More, Row{Sheet: l.links[at], Row: l.links[at+1]})
	}
	return a
}

// List gives all activities.
func (l *Activities) List() []Activity {
	list := make([]Activity, l.Len())
	for i := range list {
		list[i] = l.At(i)
	}
	return list
}

// Subjects are the distinct subjects of the log.
func (l *Activities) Subjects() []string { return l.subjects }

// WithoutSubjects gives the same log without what was spoken about.
func (l *Activities) WithoutSubjects() Activities {
	out := Activities{entries: slices.Clone(l.entries), links: l.links}
	for i := range out.entries {
		out.entries[i].subject = 0
	}
	return out
}
