package mail

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rapport/generator/dataset"
	"rapport/generator/source"
)

// Recipient is a line of the list of recipients, as the user wrote it.
type Recipient struct {
	Account  string // key, id, name or slug; "*" is all accounts
	Email    string
	Name     string
	Kind     string // to, cc or bcc; "" is to
	Send     bool
	Edition  string // "" is the only edition at hand
	Language string // "" is the only language at hand
	Row      source.Cell
	Columns  map[string]int // column of a field, such as "email", so that a problem can name its cell
	Line     int            // of mail.recipients, from 1; 0 for a row of a sheet
}

// at gives the cell of a field.
func (r Recipient) at(field string) source.Cell {
	cell := r.Row
	cell.Column = r.Columns[field]
	return cell
}

// FromDataset takes the recipients of a workbook.
func FromDataset(ds *dataset.Dataset) []Recipient {
	var out []Recipient
	for _, r := range ds.Recipients {
		columns := map[string]int{}
		for _, c := range ds.Sheets[r.Row.Sheet].Columns {
			if field, ok := strings.CutPrefix(c.Field, "recipient."); ok {
				columns[field] = c.Column
			} else if strings.HasPrefix(c.Field, "account.") && columns["account"] == 0 {
				columns["account"] = c.Column
			}
		}
		account := r.Account
		for _, a := range ds.Accounts {
			if a.Key == r.Account {
				account = or(a.ID, a.Name)
			}
		}
		out = append(out, Recipient{Account: account, Email: r.Email, Name: r.Name, Kind: r.Kind, Send: r.Send,
			Edition: r.Edition, Language: r.Language, Row: ds.Cell(r.Row), Columns: columns})
	}
	return out
}

// FromSettings takes the recipients of a configuration file.
func FromSettings(file string, list []RecipientSettings) []Recipient {
	var out []Recipient
	for i, r := range list {
		out = append(out, Recipient{Account: r.Account, Email: r.Email, Name: r.Name, Kind: r.Kind, Send: r.Send == nil || *r.Send,
			Edition: r.Edition, Language: r.Language, Row: source.Cell{File: file}, Line: i + 1})
	}
	return out
}

// parcel is a mail before it is written: who gets what.
type parcel struct {
	to      Person
	kind    string
	reviews *Reviews
	lines   []Line // one account, or those of a digest
	digest  bool
	row     Recipient
	account string // key for the ledger
}

// sorter turns the list of recipients into parcels and gathers what is wrong.
type sorter struct {
	reviews  []*Reviews
	config   Config
	problems source.Problems
	parcels  []*parcel
	skipped  int
}

func (s *sorter) problem(r Recipient, field, code, message, hint string, args ...any) {
	text := fmt.Sprintf(message, args...)
	if r.Line > 0 {
		text = fmt.Sprintf("mail.recipients, entry %d: %s", r.Line, text)
	}
	var values []string
	for _, a := range args {
		values = append(values, fmt.Sprint(a))
	}
	s.problems = append(s.problems, source.Problem{Cell: r.at(field), Severity: source.Refusal, Code: code, Args: values, Message: text, Hint: hint})
}

// sort reads the whole list; every fault is found in one run.
func (s *sorter) sort(list []Recipient) {
	for _, r := range list {
		if !r.Send {
			s.skipped++
			continue
		}
		if p := s.parcel(r); p != nil {
			s.parcels = append(s.parcels, p)
		}
	}
	s.join()
	s.unique()
}

// parcel checks one line.
func (s *sorter) parcel(r Recipient) *parcel {
	before := len(s.problems)
	address, err := Address(r.Email, s.config.Domains)
	if err != nil {
		s.problem(r, "email", "bad_address", "the address %v", "correct the address, or add its domain to mail.allowed_domains if it is yours", err)
	}
	if c, bad := invisible(r.Name); bad {
		s.problem(r, "name", "bad_name", "the name %q has the character %U, which nobody sees", "type the name anew", r.Name, c)
	}
	kind := strings.ToLower(or(strings.TrimSpace(r.Kind), "to"))
	if kind != "to" && kind != "cc" && kind != "bcc" {
		s.problem(r, "kind", "bad_kind", "%q is not a kind of recipient (want to, cc or bcc)", "correct the kind", r.Kind)
	}
	p := &parcel{to: Person{strings.TrimSpace(r.Name), address}, kind: kind, row: r}
	p.reviews = s.choose(r)
	if p.reviews == nil || !s.account(p, r) || len(s.problems) > before {
		return nil
	}
	return p
}

// account finds what the mail is about.
func (s *sorter) account(p *parcel, r Recipient) bool {
	if strings.TrimSpace(r.Account) == "*" {
		p.digest, p.lines, p.account = true, p.reviews.Lines, "*"
		if p.reviews.Edition == "customer" {
			s.problem(r, "edition", "customer_digest", "a customer's edition of all accounts would show customers to each other", "name one account, or choose another edition")
			return false
		}
		return true
	}
	line, ok := p.reviews.find(r.Account)
	if !ok {
		s.problem(r, "account", "unknown_account", "no review is about the account %q", "correct the name, or make its review first", r.Account)
		return false
	}
	p.lines, p.account = []Line{line}, line.key()
	return true
}

// choose finds the folder of the edition and language that a line asks for.
func (s *sorter) choose(r Recipient) *Reviews {
	edition, language := strings.ToLower(strings.TrimSpace(r.Edition)), strings.TrimSpace(r.Language)
	var fit []*Reviews
	var without *Reviews
	for _, f := range s.reviews {
		if (edition == "" || f.Edition == edition) && (language == "" || strings.EqualFold(f.Language, language)) {
			if _, there := f.find(r.Account); !there && strings.TrimSpace(r.Account) != "*" {
				without = f // of another account alone
				continue
			}
			fit = append(fit, f)
		}
	}
	if len(fit) == 1 || len(fit) > 1 && edition != "" && language != "" {
		return fit[0]
	}
	if len(fit) == 0 && without != nil {
		return without // account tells
	}
	field := "edition"
	if slices.ContainsFunc(s.reviews, func(f *Reviews) bool { return f.Edition == edition }) {
		field = "language"
	}
	if len(fit) == 0 {
		s.problem(r, field, "no_edition", "there are no reviews of the edition %q in the language %q at hand", "make them with rapport review --edition and --lang, and give their folder too", or(edition, "any"), or(language, "any"))
	} else {
		s.problem(r, field, "edition_open", "reviews of several editions or languages are at hand, and the list does not say which", "fill in edition and language")
	}
	return nil
}

// join gives a leader of several accounts one digest of those accounts
// instead of a mail for each.
func (s *sorter) join() {
	byLeader := map[string][]*parcel{}
	for _, p := range s.parcels {
		if p.reviews.Edition == "leadership" {
			byLeader[p.to.Address] = append(byLeader[p.to.Address], p)
		}
	}
	s.parcels = slices.DeleteFunc(s.parcels, func(p *parcel) bool {
		all := byLeader[p.to.Address]
		if p.reviews.Edition != "leadership" || len(all) < 2 || p == all[0] {
			return false
		}
		first := all[0]
		if first.reviews != p.reviews {
			return false
		}
		if !slices.ContainsFunc(first.lines, func(l Line) bool { return l.Slug == p.lines[0].Slug }) {
			first.lines = append(slices.Clone(first.lines), p.lines...)
		} else if !p.digest && !first.digest {
			return false // the same account twice: unique tells
		}
		if p.digest {
			first.lines = p.lines
		}
		first.digest, first.account = true, "*"
		return true
	})
}

// unique merges lines that say the same twice, and refuses those that
// contradict each other.
func (s *sorter) unique() {
	seen := map[[2]string]*parcel{}
	s.parcels = slices.DeleteFunc(s.parcels, func(p *parcel) bool {
		key := [2]string{p.account, p.to.Address}
		first, twice := seen[key]
		if !twice {
			seen[key] = p
			return false
		}
		if first.reviews != p.reviews || first.kind != p.kind {
			s.problem(p.row, "email", "recipient_twice", "%s is to get the same mail in two ways; the other is in %s", "delete one of the two lines", p.to.Address, first.row.Row)
		}
		return true
	})
	slices.SortStableFunc(s.parcels, func(a, b *parcel) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(kindOrder(a.kind), kindOrder(b.kind)), cmp.Compare(a.to.Address, b.to.Address))
	})
}

func kindOrder(kind string) int { return slices.Index([]string{"to", "cc", "bcc"}, kind) }
