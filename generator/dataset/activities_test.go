package dataset

import (
	"reflect"
	"testing"
)

// TestActivitiesGiveWhatTheyTook: the compact log loses nothing.
func TestActivitiesGiveWhatTheyTook(t *testing.T) {
	list := []Activity{
		{Day: 20000, Channel: Meeting, Direction: TwoWay, People: []int32{0, 4}, Ours: []int32{2}, Subject: "Plan", Row: Row{1, 2}, More: []Row{{1, 3}, {0, 9}}},
		{Day: 20001, Channel: Email, Direction: Inbound, People: []int32{3}, Ours: []int32{}, Row: Row{0, 7}},
		{Day: 20001, People: []int32{}, Ours: []int32{1, 5, 6}, Subject: "Plan", Row: Row{0, 8}},
		{Day: 20002, People: []int32{1}, Ours: []int32{}, Subject: "Call", Row: Row{2, 8}, More: []Row{{2, 9}}},
	}
	log := NewActivities(list...)
	if got := log.List(); !reflect.DeepEqual(got, list) {
		t.Errorf("%+v, want %+v", got, list)
	}
	if got := log.Subjects(); !reflect.DeepEqual(got, []string{"Plan", "Call"}) {
		t.Errorf("subjects %q", got)
	}
	quiet := log.WithoutSubjects()
	for i := range quiet.Len() {
		a, want := quiet.At(i), list[i]
		want.Subject = ""
		if !reflect.DeepEqual(a, want) {
			t.Errorf("without subjects %+v, want %+v", a, want)
		}
	}
	if log.At(0).Subject != "Plan" {
		t.Error("the log lost a subject when a copy did without")
	}
	if empty := NewActivities(); empty.Len() != 0 || len(empty.List()) != 0 {
		t.Errorf("an empty log has %d", empty.Len())
	}
}
