package mail

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"rapport/generator/internal/words"
	"rapport/generator/source"
)

// maker composes messages.
type maker struct {
	in       Input
	pages    *pages
	writers  map[string]writer
	accounts map[string]*Account
	spoken   map[string]*vocabulary // of the pages, by language
}

func (m *maker) writer(language string) (writer, error) {
	w, ok := m.writers[language]
	if !ok {
		c, err := words.Load(m.in.Templates, language)
		if err != nil {
			return w, err
		}
		w = writer{c, m.in.Config.People, m.in.Config.Thread}
		m.writers[language] = w
	}
	return w, nil
}

func (m *maker) account(r *Reviews, slug string) (*Account, error) {
	key := r.Dir + "\x00" + slug
	if a := m.accounts[key]; a != nil {
		return a, nil
	}
	a, err := r.account(slug)
	m.accounts[key] = a
	return a, err
}

// letter writes what a parcel says, and who answers for it.
func (m *maker) letter(p *parcel) (Letter, []Person, error) {
	w, err := m.writer(p.reviews.Language)
	if err != nil {
		return Letter{}, nil, err
	}
	var reply []Person
	if m.in.Config.ReplyTo != "" {
		reply = []Person{{"", m.in.Config.ReplyTo}}
	}
	if p.digest {
		first := map[string]string{}
		var levels []string
		for _, l := range leastCovered(p.lines)[:min(len(p.lines), maxAccounts)] {
			a, err := m.account(p.reviews, l.Slug)
			if err != nil {
				return Letter{}, nil, err
			}
			if len(a.Answer) > 0 {
				first[l.Slug] = a.Answer[0]
			}
			if levels == nil {
				levels = a.levelNames()
			}
		}
		letter := w.digest(p.reviews, p.lines, first, levels, m.in.Config.link)
		return letter, reply, nil
	}
	a, err := m.account(p.reviews, p.lines[0].Slug)
	if err != nil {
		return Letter{}, nil, err
	}
	letter := w.account(p.reviews, a)
	letter.Link = m.in.Config.link(p.reviews, "accounts", p.lines[0].Slug+".html")
	// An address that may not be written to is no address to answer to.
	if owner, err := Address(a.Account.OwnerEmail, m.in.Config.Domains); err == nil {
		reply = []Person{{a.Account.Owner, owner}}
		if name := cleanHeader(a.Account.Owner, maxName); name != "" {
			letter.Notes = append([]string{w.t("reply", "name", name)}, letter.Notes...)
		}
	}
	if m.in.Config.Attach == "pdf" {
		letter.Notes = append([]string{w.t("attached")}, letter.Notes...)
	}
	return letter, reply, nil
}

// add composes the mail of a parcel, checks it and puts it into the outbox.
func (m *maker) add(out *Prepared, p *parcel, all []*parcel) error {
	letter, reply, err := m.letter(p)
	if err != nil {
		return err
	}
	text, page, err := m.pages.render(letter)
	if err != nil {
		return err
	}
	config := m.in.Config
	msg := Message{
		From: Person{config.FromName, config.From}, ReplyTo: reply, Subject: letter.Subject, Date: out.Made,
		MessageID: messageID(config.From[strings.LastIndexByte(config.From, '@')+1:], p.account, p.reviews.Period, p.to.Address),
		Language:  p.reviews.Language, Text: text, HTML: page,
	}
	msg.To, msg.Cc = shown(p, all, config)
	if config.Thread {
		msg.Answers = earlier(m.in.History, p)
	}
	if config.Attach == "pdf" && !p.digest {
		if err := m.attach(&msg, p); err != nil {
			return err
		}
	}
	frozen := msg.Freeze()
	name, slug := letter.Title, "all"
	if !p.digest {
		slug = p.lines[0].Slug
	}
	e := Entry{Account: p.account, Name: name, Period: p.reviews.Period, Recipient: p.to.Address, Edition: p.reviews.Edition,
		Language: p.reviews.Language, Subject: letter.Subject, MessageID: msg.MessageID, HTMLBytes: len(page), File: out.nextName(slug, p.to.Address)}
	d, err := m.inspect(out, p, frozen, len(page))
	if err != nil {
		return err
	}
	if err := m.search(p, e.File, d, letter); err != nil {
		return err
	}
	out.add(e, frozen)
	return nil
}

// messageIDs are those that this package makes; nothing else from a ledger
// file enters a header.
var messageIDs = regexp.MustCompile(`^<[0-9a-f]{24}@[a-z0-9.-]+>$`)

// earlier finds the last mail about the same to the same person that a server
// accepted in another period.
func earlier(history []Record, p *parcel) string {
	var last Record
	for _, r := range history {
		if r.State == Sent && r.Account == p.account && r.Recipient == p.to.Address && r.Period != p.reviews.Period &&
			r.Time.After(last.Time) && messageIDs.MatchString(r.MessageID) {
			last = r
		}
	}
	return last.MessageID
}

// shown decides who stands in the header. Each recipient sees only the own
// address, unless the account shows all; a blind copy names nobody blind.
func shown(p *parcel, all []*parcel, c Config) (to, cc []Person) {
	everybody := slices.ContainsFunc(c.ShowAll, func(a string) bool {
		return a == "*" || !p.digest && slices.ContainsFunc(p.lines, func(l Line) bool {
			return strings.EqualFold(a, l.Name) || strings.EqualFold(a, l.ID) || strings.EqualFold(a, l.Key) || strings.EqualFold(a, l.Slug)
		})
	})
	if !everybody {
		if p.kind == "bcc" {
			return nil, nil
		}
		return []Person{p.to}, nil
	}
	for _, q := range all {
		if q.account != p.account || q.reviews.Period != p.reviews.Period {
			continue
		}
		switch q.kind {
		case "to":
			to = append(to, q.to)
		case "cc":
			cc = append(cc, q.to)
		}
	}
	return to, cc
}

func (m *maker) attach(msg *Message, p *parcel) error {
	data, err := p.reviews.file("accounts/" + p.lines[0].Slug + ".pdf")
	if err != nil {
		return fmt.Errorf("mail.attach is pdf: %w; print the pages with rapport review --pdf", err)
	}
	msg.PDF, msg.PDFName = data, safe(p.lines[0].Slug)+".pdf"
	return nil
}

// inspect reads the frozen message back and looks at it as a mail program
// does.
func (m *maker) inspect(out *Prepared, p *parcel, frozen []byte, size int) (*decoded, error) {
	about := fmt.Sprintf("the mail about %s to %s", p.lines[0].Name, p.to.Address)
	if p.digest {
		about = fmt.Sprintf("the digest to %s", p.to.Address)
	}
	if size >= maxBytes {
		return nil, fmt.Errorf("%s has %d bytes of HTML, and mail programs cut it at about 102,000: lower mail.people (now %d), or merge levels of the ladder (want below %d)", about, size, m.in.Config.People, maxBytes)
	}
	if size >= warnBytes {
		out.Warnings = append(out.Warnings, source.Problem{Cell: p.row.Row, Severity: source.Warning, Code: "mail_size",
			Message: fmt.Sprintf("%s has %d bytes of HTML (want below %d)", about, size, warnBytes), Hint: fmt.Sprintf("lower mail.people (now %d)", m.in.Config.People)})
	}
	d, err := decode(frozen)
	if err != nil {
		return nil, fmt.Errorf("reading back %s: %w", about, err)
	}
	if faults := Lint(d.HTML); len(faults) > 0 {
		return nil, fmt.Errorf("%s: %s: %s", about, htmlTemplate, strings.Join(faults, "; "))
	}
	return d, nil
}

// search looks for what the edition withholds in everything that the reader
// of a message sees, but for the recipients, who know their addresses.
func (m *maker) search(p *parcel, file string, d *decoded, letter Letter) error {
	may, err := m.mayBeSaid(p)
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, raw, says string }{
		{"Subject", d.Subject, d.Subject},
		{"From", unworded(d.Header.Get("From")), ""},
		{"Reply-To", unworded(d.Header.Get("Reply-To")), ""},
		{"text/html", d.HTML, readable(d.HTML)},
		{"text/plain", d.Text, d.Text},
	} {
		name := file + " (" + part.name + ")"
		if p.reviews.Guard != nil {
			if err := p.reviews.Guard(name, []byte(part.raw)); err != nil {
				return err
			}
		}
		for _, link := range letter.links() {
			part.says = strings.ReplaceAll(part.says, link, " ")
		}
		if n := may.unknown(part.says); n > 0 {
			return fmt.Errorf("%s would say %d words that are neither in the data of the edition %s about it nor in the words of the pages; nothing was written (look for them in your templates and messages)",
				name, n, p.reviews.Edition)
		}
	}
	return nil
}

// mayBeSaid is the vocabulary of a mail: of an account, or of the accounts of
// a digest and of no other.
func (m *maker) mayBeSaid(p *parcel) (*vocabulary, error) {
	lang := p.reviews.Language
	if m.spoken[lang] == nil {
		v := newVocabulary(nil)
		if err := v.addPages(m.in.Templates, lang); err != nil {
			return nil, err
		}
		w, err := m.writer(lang)
		if err != nil {
			return nil, err
		}
		v.addDates(w.Catalog)
		m.spoken[lang] = v
	}
	v := newVocabulary(m.spoken[lang])
	v.add(p.reviews.Edition)
	for _, l := range p.lines {
		if err := v.addStruct(l); err != nil {
			return nil, err
		}
		if p.digest && m.accounts[p.reviews.Dir+"\x00"+l.Slug] == nil {
			continue // not among those that the digest describes
		}
		a, err := m.account(p.reviews, l.Slug)
		if err != nil {
			return nil, err
		}
		if p.digest {
			a = &Account{Answer: a.Answer[:min(1, len(a.Answer))], Levels: a.Levels}
		}
		if err := v.addStruct(a); err != nil {
			return nil, err
		}
	}
	if len(p.lines) == len(p.reviews.Lines) {
		return v, v.addStruct(p.reviews.Answer)
	}
	return v, nil
}
