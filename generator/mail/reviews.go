package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
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
	Roles    bool     // people stand there as roles

	// Guard searches a decoded part of a mail, under the name given, for values
	// that the edition withholds; its error must not tell them. Nil is none:
	// then the mail is only held against the words of the data files.
	Guard func(name string, part []byte) error

	files map[string]string // SHA-256 of the files of the folder, as its manifest says
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
	Edition  string `json:"edition"`
	Language string `json:"lang"`
	Period   period `json:"period"`
	Account  struct {
		ID         string `json:"id"`
		Key        string `json:"key"`
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
// accounts are read one by one when they are needed. The folder was searched
// for withheld values when it was written, so a data file that is not as its
// manifest says is refused.
func ReadReviews(dir string) (*Reviews, error) {
	var m struct {
		Edition string `json:"edition"`
		Roles   bool   `json:"roles"`
		Files   []struct {
			Path   string `json:"path"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err == nil {
		err = json.Unmarshal(manifest, &m)
	}
	if err != nil {
		return nil, fmt.Errorf("%s holds no reviews (%w): want a folder that rapport review wrote", dir, err)
	}
	r := &Reviews{Dir: dir, Roles: m.Roles, files: map[string]string{}}
	for _, f := range m.Files {
		r.files[f.Path] = f.SHA256
	}
	r.Edition = m.Edition
	if _, all := r.files["data/portfolio.json"]; all {
		err = r.readPortfolio()
	} else {
		err = r.readAccounts()
	}
	if err != nil {
		return nil, err
	}
	if r.Edition == "" || r.Language == "" || r.Period == "" {
		return nil, fmt.Errorf("%s tells no edition, language or period: make the reviews again", dir)
	}
	for _, l := range r.Lines {
		if l.Slug == "" || l.Slug != filepath.Base(l.Slug) || strings.ContainsAny(l.Slug, `/\:`) || strings.HasPrefix(l.Slug, ".") {
			return nil, fmt.Errorf("%s names an account %q, which is no name of ours", dir, l.Slug)
		}
	}
	return r, nil
}

// period of the reviews; days are inside.
type period struct {
	Label string `json:"label"`
	From  string `json:"from"`
	To    string `json:"to"`
}

func (r *Reviews) readPortfolio() error {
	var p struct {
		Edition  string   `json:"edition"`
		Language string   `json:"lang"`
		Period   period   `json:"period"`
		AsOf     string   `json:"as_of"`
		Answer   []string `json:"answer"`
		Accounts []Line   `json:"accounts"`
	}
	if err := r.read("portfolio", &p); err != nil {
		return err
	}
	r.Period, r.From, r.To = p.Period.Label, p.Period.From, p.Period.To
	r.Language, r.AsOf, r.Answer, r.Lines = p.Language, p.AsOf, p.Answer, p.Accounts
	return r.one(p.Edition)
}

// readAccounts does without a portfolio, which some editions do not show.
func (r *Reviews) readAccounts() error {
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		slug, ok := strings.CutSuffix(strings.TrimPrefix(name, "data/"), ".json")
		if !ok || !strings.HasPrefix(name, "data/") || slug == "intake" {
			continue
		}
		a, err := r.account(slug)
		if err != nil {
			return err
		}
		r.Period, r.From, r.To = a.Period.Label, a.Period.From, a.Period.To
		r.Language, r.AsOf = a.Language, a.AsOf
		r.Lines = append(r.Lines, Line{ID: a.Account.ID, Key: a.Account.Key, Name: a.Account.Name, Slug: a.Account.Slug, Owner: a.Account.Owner,
			Known: a.Totals.Known, Recent: a.Totals.Recent, N: a.Totals.N, NotMet: len(a.NotMet), Touches: a.Spread.NAll})
	}
	if len(r.Lines) == 0 {
		return fmt.Errorf("%s holds no reviews (no data files in its manifest): want a folder that rapport review wrote", r.Dir)
	}
	return nil
}

// one refuses a folder of several editions.
func (r *Reviews) one(edition string) error {
	if edition != r.Edition {
		return fmt.Errorf("%s mixes the editions %q and %q: make the reviews again", r.Dir, r.Edition, edition)
	}
	return nil
}

// account reads the data of one account.
func (r *Reviews) account(slug string) (*Account, error) {
	a := new(Account)
	if err := r.read(slug, a); err != nil {
		return nil, err
	}
	return a, r.one(a.Edition)
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

// read reads a data file.
func (r *Reviews) read(name string, v any) error {
	name = "data/" + name + ".json"
	data, err := r.file(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("reading %s in %s: %w", name, r.Dir, err)
	}
	return nil
}

// file reads a file that is as the manifest says.
func (r *Reviews) file(name string) ([]byte, error) {
	path := filepath.Join(r.Dir, filepath.FromSlash(name))
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != r.files[name] {
		return nil, fmt.Errorf("%s was changed after the reviews were made: make them again", path)
	}
	return data, nil
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
