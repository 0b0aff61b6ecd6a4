package dataset

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rapport/generator/source"
)

// register makes a register of 40 people at four accounts with one activity
// each, as three sheets of text.
func register() (accounts, contacts, activities [][]string) {
	accounts = [][]string{{"Account ID", "Account Name", "Parent", "Domain", "Segment", "Region", "Revenue", "Owner"}}
	contacts = [][]string{{"Contact ID", "Contact Name", "Account", "Email", "Title", "Department", "Org Unit", "Level", "Decision Right", "Veto", "Stance", "Stance Date", "Rival", "Reports To", "Active From", "Active To", "Support Override", "Do Not Profile"}}
	activities = [][]string{{"Activity ID", "Date", "Type", "Direction", "Contact ID", "Contact Name", "Account", "Our People", "Status", "Subject"}}
	names := []string{"Alpha Rail", "Borealis Bank", "Cormorant Energy", "Dunlin Foods"}
	titles := []string{"Chief Executive Officer", "Vice President Finance", "Head of IT", "Team Leader", "Engineer"}
	rights := []string{"decide", "evaluate", "recommend", "influence", "none"}
	for i, name := range names {
		accounts = append(accounts, []string{fmt.Sprintf("A%d", i+1), name, "", fmt.Sprintf("a%d.example", i+1), "Industry", "West", "1200000", "Otto Ringer"})
		for j := range 10 {
			n := i*10 + j
			id := fmt.Sprintf("C%02d", n+1)
			person := fmt.Sprintf("%s %s", []string{"Anna", "Bela", "Clara", "David", "Emil", "Frida", "Georg", "Hanna", "Ivan", "Julia"}[j], []string{"Ahlberg", "Brontee", "Castell", "Dorfman"}[i])
			contacts = append(contacts, []string{id, person, name, fmt.Sprintf("p%d@a%d.example", n+1, i+1), titles[j%5], "Dep", "Plant", fmt.Sprint(j%5 + 1), rights[j%5], "no", "neutral", "2026-05-04", "none", "", "2020-01-01", "", "", "no"})
			activities = append(activities, []string{fmt.Sprintf("T%02d", n+1), fmt.Sprintf("2026-%02d-%02d", 1+n%6, 1+n%28), "Meeting", "outbound", id, person, name, "Otto Ringer", "Completed", "Review"})
		}
	}
	return accounts, contacts, activities
}

func joinRows(rows [][]string) string {
	var lines []string
	for _, r := range rows {
		lines = append(lines, strings.Join(r, "|"))
	}
	return strings.Join(lines, "\n")
}

// TestPlantedMistakes plants mistakes of twenty kinds into a clean register
// and wants each of them named with its cell, and nothing else.
func TestPlantedMistakes(t *testing.T) {
	accounts, contacts, activities := register()
	sheets := func() map[string]string {
		return map[string]string{"accounts.csv": joinRows(accounts), "contacts.csv": joinRows(contacts), "activities.csv": joinRows(activities)}
	}
	s := Settings{Today: DayOf(2026, time.September, 30)}
	clean, ps := buildSheets(t, s, sheets())
	if clean == nil || ps.Count(source.Warning)+ps.Count(source.Rejection) != 0 || len(clean.Accounts) != 4 {
		t.Fatalf("the clean register has problems: %v", ps)
	}
	type mistake struct {
		file   string
		row    int // of the sheet
		column string
		value  string
		code   string
		hint   string // part of the hint
		place  string // cell that is named, "" is the planted one
	}
	mistakes := []mistake{
		{"contacts", 3, "Contact Name", "", "no_name", "fill in", ""},
		{"contacts", 5, "Account", "", "account_from_email", "fill in", ""},
		{"contacts", 7, "Level", "Mannager", "unknown_level", "manager", ""},
		{"contacts", 8, "Level", "9", "unknown_level", "1 to 5", ""},
		{"contacts", 9, "Decision Right", "decyde", "unknown_right", "decide", ""},
		{"contacts", 10, "Stance", "suporter", "unknown_stance", "supporter", ""},
		{"contacts", 11, "Email", "p10.a1.example", "doubtful_email", "correct", ""},
		{"contacts", 13, "Contact ID", "C11", "same_id", "ID of their own", ""},
		{"contacts", 14, "Active To", "2019-12-31", "reversed_period", "correct", ""},
		{"contacts", 15, "Stance Date", "31/02/2026", "ignored_date", "correct", ""},
		{"contacts", 16, "Support Override", "1.7", "bad_share", "correct", ""},
		{"contacts", 18, "Veto", "perhaps", "unknown_yes_no", "yes or no", ""},
		{"contacts", 25, "Contact Name", "Da\u200bvid Castell", "hidden_characters", "retype", ""},
		{"activities", 12, "Date", "2026-02-30", "bad_date", "correct", ""},
		{"activities", 17, "Date", "2027-01-05", "future_date", "planned", ""},
		{"activities", 19, "Date", "", "no_date", "fill in", ""},
		{"activities", 20, "Type", "Meetng", "unknown_channel", "meeting", ""},
		{"activities", 23, "Account", "Cormorant Enegry", "unknown_account", "Cormorant Energy", ""},
		{"activities", 26, "Contact Name", "Emill Castell", "unknown_person", "Emil Castell", ""},
		{"accounts", 3, "Revenue", "n. a. yet", "bad_number", "correct", ""},
	}
	plant := func(rows [][]string, row int, column, value string) {
		i := slices.Index(rows[0], column)
		if i < 0 {
			t.Fatalf("no column %q", column)
		}
		rows[row-1][i] = value
	}
	tables := map[string][][]string{"accounts": accounts, "contacts": contacts, "activities": activities}
	want := map[string]string{}
	for _, m := range mistakes {
		rows := tables[m.file]
		plant(rows, m.row, m.column, m.value)
		cell := source.Cell{File: m.file + ".csv", Sheet: m.file, Row: m.row, Column: slices.Index(rows[0], m.column) + 1}
		want[cell.String()+" "+m.code] = m.hint
	}
	// A person is looked up by ID first: take the IDs out where the name or
	// the account is the mistake.
	plant(activities, 23, "Contact ID", "")
	plant(activities, 26, "Contact ID", "")
	// What follows: the touches of people whose own row was rejected.
	for _, row := range []int{3, 14} {
		want[source.Cell{File: "activities.csv", Sheet: "activities", Row: row, Column: 6}.String()+" unknown_person"] = "add the person"
	}
	ds, ps := buildSheets(t, s, sheets())
	if ds == nil {
		t.Fatalf("refused: %v", ps)
	}
	for _, p := range ps {
		if p.Severity == source.Note {
			continue
		}
		key := p.Cell.String() + " " + p.Code
		hint, planted := want[key]
		if !planted {
			t.Errorf("false alarm: %s: %s (hint: %s)", p.Code, p, p.Hint)
			continue
		}
		if !strings.Contains(p.Hint, hint) {
			t.Errorf("%s has hint %q, want %q in it", p, p.Hint, hint)
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("not found: %s", key)
	}
}
