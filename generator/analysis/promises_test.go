package analysis

import (
	"testing"

	"rapport/generator/dataset"
)

func TestJudgePromises(t *testing.T) {
	s := Defaults()
	people := []string{
		"p1|Anna Berg|CEO|1|HQ|decide", "p2|Bo Chen|CTO|2|HQ|evaluate", "p3|Cy Dorn|Engineer|3|Plant|influence",
		"p4|Di Eck|Engineer|3|Plant|influence", "p5|Ed Falk|Buyer|3|HQ|recommend", "p6|Flo Gall|Planner|3|Plant|influence",
		"p7|Gus Holm|Planner|3|Plant|influence",
	}
	then := baseline(quarterOf(t, world(t, people, nil), s, "2026-Q2"))
	made, due := then.AsOf, day(t, "2026-07-30")
	then.Accounts[0].Proposals = nil
	for _, p := range []string{"p1", "p2", "p3", "p4", "p5", "p6", "p7"} {
		then.Accounts[0].Proposals = append(then.Accounts[0].Proposals, Proposal{Person: p, By: "Mei Lin", Due: due})
	}
	ds := world(t, people[:6], []string{
		"2026-06-30 two_way 0",                          // on the day of the review: not after it
		"2026-07-10 inbound 1", "2026-07-20 outbound 1", // both directions: kept on the 20th
		"2026-08-09 two_way 2", // ten days late
		"2026-07-05 outbound 3", "2026-07-06 outbound 3",
	})
	edit := func(who, status, comment string, due dataset.Day) Edit {
		return Edit{Account: "A1", Person: who, Period: "2026-Q2", Made: made, Status: status, Comment: comment, Due: due}
	}
	edits := []Edit{
		edit("p4", "done", "", 0), edit("p5", "dropped", "on leave until May", 0), edit("p6", "open", "", day(t, "2026-12-31")),
		{Account: "A1", Person: "p1", Period: "2024-Q1", Made: 1}, {Account: "nobody", Person: "p1", Period: "2026-Q2", Made: made},
	}
	now := quarterOf(t, ds, s, "2026-Q3")
	unused := JudgePromises(now, then, edits)
	want := map[string][2]string{
		"p1": {"not_kept", "promise.not_kept"}, "p2": {"kept", "promise.kept"}, "p3": {"late", "promise.late"},
		"p4": {"not_kept", "promise.one_way"}, "p5": {"dropped", "promise.dropped"}, "p6": {"open", "promise.open"}, "p7": {"gone", "promise.gone"},
	}
	pr := now.Accounts[0].Promises
	for _, p := range pr.Given {
		if got := [2]string{p.Outcome, p.Why.Key}; got != want[p.Person] {
			t.Errorf("promise to meet %s = %v, want %v", p.Name, got, want[p.Person])
		}
		delete(want, p.Person)
	}
	if len(want) > 0 {
		t.Errorf("not judged: %v", want)
	}
	if pr.Kept != 1 || pr.Late != 1 || pr.NotKept != 2 || pr.Dropped != 1 || pr.Open != 1 || pr.Gone != 1 || pr.Period != "2026-Q2" {
		t.Errorf("counts = %+v", pr)
	}
	for _, p := range pr.Given {
		if p.Person == "p2" && p.Met.String() != "2026-07-20" || p.Person == "p3" && p.Why.Values()["days"] != 10 {
			t.Errorf("evidence of %s = %v %v", p.Person, p.Met, p.Why.Values())
		}
	}
	if len(unused) != 2 || unused[0] != 3 || unused[1] != 4 {
		t.Errorf("unused edits = %v, want 3 and 4", unused)
	}
}

func TestProposalsAreDueByRankAndKeepWhatWasWritten(t *testing.T) {
	s := Defaults()
	now := quarterOf(t, world(t, q3People, q3Touches), s, "2026-Q3")
	JudgePromises(now, nil, nil)
	next := now.Accounts[0].Promises.Next
	if len(next) == 0 || next[0].Due != now.Period.To+30 || next[0].By != "Mei Lin" || next[0].Reason == "" {
		t.Fatalf("proposals = %+v", next)
	}
	edits := []Edit{
		{Account: "A1", Person: next[0].Person, Period: "2026-Q3", Made: now.AsOf, Status: "done", Comment: "lunch"},
		// Berg was met of late, so no meeting is proposed any more.
		{Account: "A1", Person: "p1", Period: "2026-Q3", Made: now.AsOf, Status: "dropped", Comment: "met already", Due: now.AsOf},
	}
	now.Accounts[0].Promises = nil
	if unused := JudgePromises(now, nil, edits); len(unused) != 0 {
		t.Errorf("unused = %v", unused)
	}
	again := now.Accounts[0].Promises.Next
	if again[0].Status != "done" || again[0].Comment != "lunch" || again[0].Due != next[0].Due {
		t.Errorf("what was written is lost: %+v", again[0])
	}
	last := again[len(again)-1]
	if len(again) != len(next)+1 || last.Person != "p1" || last.Status != "dropped" || last.Rank != 0 {
		t.Errorf("the note on a meeting no longer proposed is lost: %+v", again)
	}
}

func TestEditKey(t *testing.T) {
	e := Edit{Account: `a "b" \ c`, Person: "周,敏", Period: "2026-Q3", Made: day(t, "2026-09-30"), Status: "open"}
	if got, ok := ParseEditKey(e.Key()); !ok || got != e {
		t.Errorf("ParseEditKey(%s) = %+v, %v", e.Key(), got, ok)
	}
	for _, bad := range []string{"", "x", "[]", `["a","b","c","d"]`, `["a","b","c","2026-13-01"]`} {
		if _, ok := ParseEditKey(bad); ok {
			t.Errorf("ParseEditKey(%q) was taken", bad)
		}
	}
}
