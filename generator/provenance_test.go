package generator_test

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"rapport/generator/workbook"
)

// oneCell is the address of a cell, as remarks on the input name it; others
// name a row or a sheet.
var oneCell = regexp.MustCompile(`^(.+!)[A-Z]+(\d+)\]$`)

// ledgerBook holds the cells of every row of the sample, as a reader sees them,
// and the name of every sheet.
type ledgerBook map[string][]string // file[Sheet!9:9] to cells, file[Sheet] to its name

func readLedger(t *testing.T) ledgerBook {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "sample", "*.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	all := ledgerBook{}
	for _, path := range paths {
		book, err := workbook.Open(path, workbook.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for _, sheet := range book.Sheets {
			all[book.Name+"["+sheet.Name+"]"] = []string{sheet.Name}
			err := sheet.Rows(func(r *workbook.Row) error {
				n := strconv.Itoa(r.Number)
				at := book.Name + "[" + sheet.Name + "!" + n + ":" + n + "]"
				for _, c := range r.Cells {
					text := strings.Clone(c.Text)
					if c.Kind == workbook.Date && c.Text == "" {
						text = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(c.Number)).Format(time.DateOnly)
					}
					all[at] = append(all[at], text)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return all
}

// holds tells whether one of the rows has a cell with the text.
func (l ledgerBook) holds(rows []string, text string) bool {
	return slices.ContainsFunc(rows, func(at string) bool {
		return slices.ContainsFunc(l[at], func(cell string) bool { return cell == text || strings.Contains(cell, text) })
	})
}

// accountJSON is what the test needs of an account's data.
type accountJSON struct {
	Account struct{ Name string }
	Period  struct{ From, To string }
	Levels  []struct {
		Level                                   *int
		Known, Touched, TwoWay, Recent, Touches int
		TwoWayJSON                              int `json:"two_way"`
	}
	People []struct {
		ID, Name, Title, Stance string
		Level                   *int
		N                       int
		NPeriod                 int `json:"n_period"`
		Touched, Recent         bool
		TwoWay                  bool `json:"two_way"`
		Rows                    []string
	}
	Touches []struct {
		Date, Subject string
		People, Rows  []string
	}
}

// TestProvenance follows every number of every account of the sample down to
// the cells: levels to people, people to touches, touches and people to rows
// of the workbooks, whose cells say what the page says.
func TestProvenance(t *testing.T) {
	out := filepath.Join(t.TempDir(), "reviews")
	runSample(t, out, "en")
	ledger := readLedger(t)
	files, err := filepath.Glob(filepath.Join(out, "data", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	accounts := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var a accountJSON
		if strings.Contains(string(data), `"rapport/account/1"`) {
			if err := json.Unmarshal(data, &a); err != nil {
				t.Fatal(err)
			}
			accounts++
			t.Run(a.Account.Name, func(t *testing.T) {
				followLevels(t, &a)
				followPeople(t, &a, ledger)
				followTouches(t, &a, ledger)
				slug := strings.TrimSuffix(filepath.Base(file), ".json")
				followPage(t, filepath.Join(out, "accounts", slug+".html"), ledger)
			})
		}
	}
	if accounts != 20 {
		t.Errorf("followed %d accounts, want 20", accounts)
	}
}

// followLevels adds the people up to the numbers of their level.
func followLevels(t *testing.T, a *accountJSON) {
	t.Helper()
	for _, l := range a.Levels {
		known, touched, twoWay, recent, touches := 0, 0, 0, 0, 0
		for _, p := range a.People {
			same := l.Level == nil && p.Level == nil || l.Level != nil && p.Level != nil && *l.Level == *p.Level
			if !same {
				continue
			}
			known++
			touches += p.NPeriod
			for _, count := range []struct {
				sum *int
				is  bool
			}{{&touched, p.Touched}, {&twoWay, p.TwoWay}, {&recent, p.Recent}} {
				if count.is {
					*count.sum++
				}
			}
		}
		got, want := []int{known, touched, twoWay, recent, touches}, []int{l.Known, l.Touched, l.TwoWayJSON, l.Recent, l.Touches}
		if !slices.Equal(got, want) {
			t.Errorf("level %v: its people add up to %v (known, touched, two-way, recent, touches), the level says %v", l.Level, got, want)
		}
	}
}

// followPeople finds each person's name, title and stance in the rows given,
// and the person's touches in the log.
func followPeople(t *testing.T, a *accountJSON, ledger ledgerBook) {
	t.Helper()
	for _, p := range a.People {
		if len(p.Rows) == 0 {
			t.Errorf("%s has no row", p.Name)
		}
		for _, at := range p.Rows {
			if len(ledger[at]) == 0 {
				t.Errorf("%s: the workbooks have no row %s", p.Name, at)
			}
		}
		for what, text := range map[string]string{"name": p.Name, "title": p.Title} {
			if text != "" && !ledger.holds(p.Rows, text) {
				t.Errorf("%s %q stands in none of the rows %v", what, text, p.Rows)
			}
		}
		days := map[string]bool{}
		for _, touch := range a.Touches {
			if slices.Contains(touch.People, p.ID) && touch.Date >= a.Period.From && touch.Date <= a.Period.To {
				days[touch.Date] = true
			}
		}
		if len(days) != p.NPeriod {
			t.Errorf("%s has %d touches in the period, the log has %d days of them", p.Name, p.NPeriod, len(days))
		}
	}
}

// followTouches finds each touch's date, subject and people in its rows.
func followTouches(t *testing.T, a *accountJSON, ledger ledgerBook) {
	t.Helper()
	names := map[string]string{}
	for _, p := range a.People {
		names[p.ID] = p.Name
	}
	for _, touch := range a.Touches {
		day, err := time.Parse(time.DateOnly, touch.Date)
		if err != nil {
			t.Errorf("touch on %q: %v", touch.Date, err)
			continue
		}
		if !ledger.holds(touch.Rows, touch.Date) && !ledger.holds(touch.Rows, day.Format("2006年1月2日")) {
			t.Errorf("the date %s stands in none of the rows %v", touch.Date, touch.Rows)
		}
		if touch.Subject != "" && !ledger.holds(touch.Rows, touch.Subject) {
			t.Errorf("the subject %q stands in none of the rows %v", touch.Subject, touch.Rows)
		}
		for _, id := range touch.People {
			if name := names[id]; name != "" && !ledger.holds(touch.Rows, name) {
				t.Errorf("%s of the touch on %s stands in none of the rows %v", name, touch.Date, touch.Rows)
			}
		}
	}
}

// sourceCell finds the source cells of a page: places, and the file below.
var (
	tableRow   = regexp.MustCompile(`<tr[^>]*>\s*<t[dh].*`)
	sourceCell = regexp.MustCompile(`<td class="?src"?[^>]*>([^<]+)(?:<small>([^<]*)</small>)?`)
	rowHead    = regexp.MustCompile(`<th scope="row"[^>]*>(?:<a [^>]*>)?(?:<b>)?([^<]+)`)
)

// followPage resolves each source that the page prints. In tables of people
// the row that is named holds the name that the line begins with.
func followPage(t *testing.T, path string, ledger ledgerBook) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sources := 0
	for _, line := range tableRow.FindAllString(string(data), -1) {
		found := sourceCell.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		file := html.UnescapeString(found[2])
		var rows []string
		for _, at := range strings.Fields(html.UnescapeString(found[1])) {
			if !strings.Contains(at, "[") {
				at = file + "[" + at + "]"
			}
			if cell := oneCell.FindStringSubmatch(at); cell != nil {
				at = cell[1] + cell[2] + ":" + cell[2] + "]"
			}
			if len(ledger[at]) == 0 {
				t.Errorf("the source %q is no row of the workbooks", at)
			}
			rows = append(rows, at)
		}
		sources += len(rows)
		if head := rowHead.FindStringSubmatch(line); head != nil && !ledger.holds(rows, html.UnescapeString(head[1])) {
			t.Errorf("%q does not stand in its source %v", html.UnescapeString(head[1]), rows)
		}
	}
	if sources == 0 {
		t.Error("the page names no source at all")
	}
}
