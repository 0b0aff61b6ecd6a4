package mail

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Reviews is a folder of finished reviews, of one edition in one language.
// Mails say nothing that is not in its data files, so that what an edition
// withholds from the pages is withheld from the mails too.
type Reviews struct {
	Dir      string
	Edition  string
	Language string
	Period   string // label, such as 2026-Q3
	From, To string // ISO dates, both inside
	AsOf     string
	Answer   []string // of the portfolio
	Lines    []Line   // by account, in the order of the portfolio file
}

// Line is an account in the portfolio.
type Line struct {
	ID      string `json:"id"`
	Key     string `json:"key"`
	Name    string `json:"name"`
	Slug    string `json:"slug"`
	Owner   string `json:"owner"`
	Known   int    `json:"known"`
	Recent  int    `json:"recent"`
	N       int    `json:"N"`
	NotMet  int    `json:"not_met"`
	Touches int    `json:"touches"`
	ByLevel []int  `json:"by_level"`
}

// key is what the ledger calls the account; it must not change from one
// version to the next.
func (l Line) key() string { return or(l.ID, l.Slug) }

// Account is what a mail says about one account: the part of its data file
// that is needed here.
type Account struct {
	Account struct {
		Name       string `json:"name"`
		Slug       string `json:"slug"`
		Owner      string `json:"owner"`
		OwnerEmail string `json:"owner_email"`
	} `json:"account"`
	AsOf      string     `json:"as_of"`
	Answer    []string   `json:"answer"`
	Decisions []Decision `json:"decisions"`
	Levels    []Level    `json:"levels"`
	Heat      struct {
		Months []string `json:"months"` // 2026-09
		Rows   []struct {
			Level   *int   `json:"level"` // nil is unclassified
			Name    string `json:"name"`
			Touches []int  `json:"touches"`
		} `json:"rows"`
	} `json:"heat"`
	Spread struct {
		N    int `json:"n"`
		NAll int `json:"n_all"`
	} `json:"spread"`
	Totals struct {
		Known  int `json:"known"`
		Recent int `json:"recent"`
		N      int `json:"N"`
	} `json:"totals"`
	NotMet []Unmet   `json:"not_met"`
	Next   []Meeting `json:"next"`
}

// Decision is something that the review asks its readers to decide.
type Decision struct {
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Level is a row of the scorecard.
type Level struct {
	Level   *int   `json:"level"` // nil is unclassified
	Name    string `json:"name"`
	Known   int    `json:"known"`
	Recent  int    `json:"recent"`
	N       int    `json:"N"`
	Touches int    `json:"touches"`
}

// Unmet is somebody whom nobody of ours has met.
type Unmet struct {
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Level     *int    `json:"level"`
	Unit      string  `json:"unit"`
	Right     string  `json:"right"`
	Rival     float64 `json:"rival"`
	DaysSince *int    `json:"days_since_last"`
}

// Meeting is a proposal whom to meet next.
type Meeting struct {
	Name   string  `json:"name"`
	Title  string  `json:"title"`
	Reason string  `json:"reason"`
	By     *string `json:"by"`
	Rank   int     `json:"rank"`
}

// ReadReviews reads the portfolio of a folder that rapport review wrote; the
// accounts are read one by one when they are needed.
func ReadReviews(dir string) (*Reviews, error) {
	var p struct {
		Schema   string `json:"schema"`
		Edition  string `json:"edition"`
		Language string `json:"lang"`
		Period   struct {
			Label string `json:"label"`
			From  string `json:"from"`
			To    string `json:"to"`
		} `json:"period"`
		AsOf     string   `json:"as_of"`
		Answer   []string `json:"answer"`
		Accounts []Line   `json:"accounts"`
	}
	if err := readJSON(filepath.Join(dir, "data", "portfolio.json"), &p); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s holds no reviews (no data/portfolio.json in it): want a folder that rapport review wrote", dir)
		}
		return nil, err
	}
	r := &Reviews{Dir: dir, Edition: p.Edition, Language: p.Language, Period: p.Period.Label,
		From: p.Period.From, To: p.Period.To, AsOf: p.AsOf, Answer: p.Answer, Lines: p.Accounts}
	if r.Edition == "" || r.Language == "" || r.Period == "" {
		return nil, fmt.Errorf("%s tells no edition, language or period: make the reviews again", filepath.Join(dir, "data", "portfolio.json"))
	}
	for _, l := range r.Lines {
		if l.Slug == "" || l.Slug != filepath.Base(l.Slug) || strings.ContainsAny(l.Slug, `/\:`) || strings.HasPrefix(l.Slug, ".") {
			return nil, fmt.Errorf("%s names an account %q, which is no name of ours", filepath.Join(dir, "data", "portfolio.json"), l.Slug)
		}
	}
	return r, nil
}

// account reads the data of one account.
func (r *Reviews) account(slug string) (*Account, error) {
	a := new(Account)
	return a, readJSON(filepath.Join(r.Dir, "data", slug+".json"), a)
}

// find looks an account up by key, id, name or slug.
func (r *Reviews) find(name string) (Line, bool) {
	for _, same := range []func(Line) string{
		func(l Line) string { return l.Key }, func(l Line) string { return l.ID },
		func(l Line) string { return l.Name }, func(l Line) string { return l.Slug },
	} {
		for _, l := range r.Lines {
			if got := same(l); got != "" && strings.EqualFold(strings.TrimSpace(name), got) {
				return l, true
			}
		}
	}
	return Line{}, false
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	return nil
}

// levelNames gives the names of the ladder's levels, top first.
func (a *Account) levelNames() []string {
	var names []string
	for _, l := range a.Levels {
		if l.Level != nil {
			names = append(names, l.Name)
		}
	}
	return names
}
