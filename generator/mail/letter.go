package mail

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rapport/generator/chart"
	"rapport/generator/internal/words"
)

// Letter is what the mail templates show: every word and number finished.
type Letter struct {
	Lang      string
	Subject   string
	Preheader string // what inboxes show beside the subject
	Mast      string
	Title     string
	Edition   string // who may read it
	Answer    []string
	Asks      Asks
	Charts    []Chart
	Tables    []Table
	Link      string // address of the full review; "" is none
	LinkText  string
	Notes     []string // at the foot
}

// Asks are the decisions asked for.
type Asks struct {
	Title string
	Items []Decision
}

// Chart is a chart made of table cells.
type Chart struct {
	Title string // the finding
	How   string
	Grid  bool // a heat map: one table with heads; otherwise one table for each row
	Rows  []ChartRow
}

// ChartRow is a line of a chart and what it says in words.
type ChartRow struct {
	Head  bool
	Says  string
	Cells []chart.Cell
}

// Table is a list of people or accounts.
type Table struct {
	Title string
	Heads []string
	Rows  [][]string
	Says  []string // what the cells of a row after the first say in words
	Links []string // addresses of the rows' pages; nil is none
	More  string   // what was left out
}

// links gives every address of a letter, the longest first.
func (l Letter) links() []string {
	var all []string
	add := func(link string) {
		if link != "" {
			all = append(all, link)
		}
	}
	add(l.Link)
	for _, t := range l.Tables {
		for _, link := range t.Links {
			add(link)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// limits of a letter: mail programs cut what is longer than they like.
const (
	maxUnmet    = 10
	maxNext     = 5
	maxAccounts = 25
	maxName     = 120 // characters of a name, title or unit
	maxSentence = 600
	maxLevels   = 12
)

// writer makes letters in one language.
type writer struct {
	*words.Catalog
	people int  // unmet people to list
	thread bool // subjects do not name the period
}

func (w writer) t(key string, pairs ...any) string { return w.T("mail."+key, pairs...) }

func (w writer) day(iso string) string {
	d, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return cleanHeader(iso, 20)
	}
	return w.Date(d)
}

// account writes the letter about one account.
func (w writer) account(r *Reviews, a *Account) Letter {
	name := cleanHeader(a.Account.Name, maxName)
	l := Letter{
		Lang:     w.Lang(),
		Subject:  w.t("subject", "account", cleanHeader(a.Account.Name, 80), "period", w.Period(r.Period)),
		Mast:     w.t("mast", "from", w.day(r.From), "to", w.day(r.To), "as_of", w.day(or(a.AsOf, r.AsOf))),
		Title:    name,
		Edition:  w.readers(r.Edition, name),
		Answer:   sentences(a.Answer),
		Asks:     Asks{w.t("decisions"), decisions(a.Decisions)},
		LinkText: w.t("link"),
	}
	if w.thread {
		l.Subject = w.t("subject_thread", "account", cleanHeader(a.Account.Name, 80))
	}
	l.Preheader = preheader(l.Answer)
	w.charts(&l, a)
	if t, ok := w.meetings(a.Next); ok {
		l.Tables = append(l.Tables, t)
	}
	if t, ok := w.unmet(a); ok {
		l.Tables = append(l.Tables, t)
	}
	l.Notes = []string{w.t("why")}
	return l
}

// readers says who may read an edition; one that the user made speaks for
// itself by its name.
func (w writer) readers(edition, account string) string {
	if key := "mail.edition." + edition; w.Has(key) {
		return w.T(key, "account", account)
	}
	return cleanHeader(edition, 40)
}

func sentences(all []string) []string {
	var out []string
	for _, s := range all[:min(len(all), 3)] {
		if s = cleanHeader(strings.ReplaceAll(s, "**", ""), maxSentence); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func decisions(all []Decision) []Decision {
	var out []Decision
	for _, d := range all[:min(len(all), 5)] {
		out = append(out, Decision{cleanHeader(d.Text, maxSentence), sentence(cleanHeader(d.Why, maxSentence))})
	}
	return out
}

// sentence gives a reason the form of a sentence: it stands after another one.
func sentence(text string) string {
	last, size := utf8.DecodeLastRuneInString(text)
	switch {
	case size == 0, unicode.IsPunct(last) && !strings.ContainsRune(")）]】\"”’%", last):
	case last >= 0x2e80:
		text += "。"
	default:
		text += "."
	}
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[size:]
}

// spoken adds to a table what its rows say when nobody sees the columns.
func (w writer) spoken(t Table) Table {
	for _, row := range t.Rows {
		var says []string
		for i, text := range row {
			if i > 0 && text != "" {
				says = append(says, w.t("says", "name", t.Heads[i], "what", text))
			}
		}
		t.Says = append(t.Says, strings.Join(says, " | "))
	}
	return t
}

func preheader(answer []string) string {
	if len(answer) == 0 {
		return ""
	}
	return shorten(answer[0], 140)
}

func (w writer) meetings(next []Meeting) (Table, bool) {
	t := Table{Title: w.t("next"), Heads: []string{w.t("head.meet"), w.t("head.reason"), w.t("head.by")}}
	for _, m := range next[:min(len(next), maxNext)] {
		by := ""
		if m.By != nil {
			by = cleanHeader(*m.By, maxName)
		}
		t.Rows = append(t.Rows, []string{w.who(m.Name, m.Title), cleanHeader(m.Reason, maxSentence), by})
	}
	return w.spoken(t), len(t.Rows) > 0
}

func (w writer) who(name, title string) string {
	name, title = cleanHeader(name, maxName), cleanHeader(title, maxName)
	switch {
	case title == "":
		return name
	case name == "":
		return title
	}
	return w.T("say.titled", "name", name, "title", title)
}

func (w writer) unmet(a *Account) (Table, bool) {
	t := Table{Title: w.t("unmet.title", "n", len(a.NotMet)), Heads: []string{w.t("head.person"), w.t("head.level"), w.t("head.last")}}
	names := map[int]string{}
	for _, l := range a.Levels {
		if l.Level != nil {
			names[*l.Level] = cleanHeader(l.Name, 40)
		}
	}
	shown := min(len(a.NotMet), w.people)
	for _, p := range a.NotMet[:shown] {
		level := w.T("level.unclassified")
		if p.Level != nil {
			level = or(names[*p.Level], strconv.Itoa(*p.Level))
		}
		if p.Unit != "" {
			level += " · " + cleanHeader(p.Unit, maxName)
		}
		last := w.t("never")
		if p.DaysSince != nil {
			last = w.t("ago", "n", *p.DaysSince)
		}
		t.Rows = append(t.Rows, []string{w.who(p.Name, p.Title), level, last})
	}
	if more := len(a.NotMet) - shown; more > 0 {
		t.More = w.t("unmet.more", "n", more)
	}
	if len(a.NotMet) == 0 {
		return Table{Title: w.t("unmet.none")}, a.Totals.Known > 0
	}
	return w.spoken(t), true
}
