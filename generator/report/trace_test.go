package report

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"rapport/generator/analysis"
)

func quarterOf(period string, recent, n int, same bool) analysis.Quarter {
	return analysis.Quarter{Period: period, Same: same, Head: analysis.Headline{Recent: recent, N: n}}
}

func TestTraceJoinsOnlyWhatCanBeCompared(t *testing.T) {
	a := &analysis.Account{Changes: &analysis.Changes{History: []analysis.Quarter{
		quarterOf("2026-Q1", 1, 4, false), quarterOf("2026-Q2", 2, 4, true), quarterOf("2026-Q4", 4, 4, true)}}}
	quarters := []string{"2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"}
	history := byQuarter(a, quarters)
	if history[2] != nil || history[3].Head.Recent != 4 {
		t.Fatalf("the quarters stand in the wrong places: %v", history)
	}
	if _, ok := lastMove(history); ok {
		t.Error("a quarter that was not reviewed is compared")
	}
	if move, ok := lastMove(history[:2]); ok {
		t.Errorf("quarters of different methods are compared: %d", move)
	}
	a.Changes.History[0].Same = true
	if move, ok := lastMove(byQuarter(a, quarters)[:2]); !ok || move != 1 {
		t.Errorf("from 1 of 4 to 2 of 4 the move is %d, %t", move, ok)
	}
}

func TestTraceIsWellFormed(t *testing.T) {
	hostile := `</title></svg><script>alert("x")</script>`
	trace := &Trace{Label: hostile, Points: []TracePoint{{X: 6, Y: 26, Tip: hostile}, {X: 28, Y: 4, Tip: "b", Joined: true}, {X: 50, Y: 10, Tip: "c", Apart: true}}}
	text := string(trace.append(nil))
	d := xml.NewDecoder(strings.NewReader(text))
	elements, tips := map[string]int{}, []string{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.CharData:
			tips = append(tips, string(token))
		}
	}
	if elements["circle"] != 3 || elements["script"] != 0 || len(tips) != 3 || tips[0] != hostile {
		t.Errorf("elements %v, tips %q", elements, tips)
	}
	if !strings.Contains(text, `d="M6 26L28 4M50 10"`) || strings.Count(text, `class="apart"`) != 1 {
		t.Errorf("the line is wrong: %s", text)
	}
}

func TestPointsShowSmallDifferences(t *testing.T) {
	for x, want := range map[float64]string{0: "0", 0.0014: "+0.1", -0.0051: "−0.5", 0.0004: "0", 0.012: "+1", -0.25: "−25", 0.00996: "+1"} {
		if got := points(x); got != want {
			t.Errorf("points(%v) = %q, want %q", x, got, want)
		}
	}
}
