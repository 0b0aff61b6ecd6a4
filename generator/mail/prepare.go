package mail

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"rapport/generator/internal/words"
	"rapport/generator/source"
)

// Sizes of the HTML part, in bytes: web mail cuts a message at about 102,000.
const (
	warnBytes = 80_000
	maxBytes  = 95_000
)

// Input is everything that an outbox is made of.
type Input struct {
	Reviews    []*Reviews
	Recipients []Recipient
	// Team gives the addresses of our people by name, so that replies reach
	// the owner of an account; see TeamAddresses.
	Team      map[string]string
	Config    Config
	Templates fs.FS
	Date      time.Time // of every message
	// Guard searches a decoded part of a mail, named by its file and kind, for
	// values that the edition of the reviews withholds; its error must not
	// tell them. Nil trusts the folders of reviews, which were searched when
	// they were made and are all that a mail is made of.
	Guard func(r *Reviews, name string, part []byte) error
}

// Prepared is an outbox and what to know about it.
type Prepared struct {
	*Outbox
	Warnings source.Problems
}

// Prepare writes an outbox into dir, which must be new, empty, or an older
// outbox. Nothing leaves. The error is source.Problems when the list of
// recipients is at fault; then the folder is as it was.
func Prepare(in Input, dir string) (*Prepared, error) {
	config, err := in.Config.prepared()
	if err != nil {
		return nil, err
	}
	in.Config = config
	if len(in.Reviews) == 0 {
		return nil, errors.New("no folder of reviews: want one that rapport review wrote")
	}
	s := &sorter{reviews: in.Reviews, config: config}
	s.sort(in.Recipients)
	if err := oneBase(s.parcels, config); err != nil {
		return nil, err
	}
	if len(s.problems) > 0 {
		s.problems.Sort()
		return nil, s.problems
	}
	m := &maker{in: in, writers: map[string]writer{}, accounts: map[string]*Account{}}
	if m.pages, err = parsePages(in.Templates); err != nil {
		return nil, err
	}
	out := &Prepared{Outbox: &Outbox{Made: in.Date.UTC().Truncate(time.Second), From: config.From, Skipped: s.skipped, Without: without(in.Reviews, s.parcels)}}
	for _, p := range s.parcels {
		if err := m.add(out, p, s.parcels); err != nil {
			return nil, err
		}
	}
	return out, out.replace(dir)
}

// oneBase refuses to link the readers of one edition to the pages of another.
func oneBase(parcels []*parcel, c Config) error {
	if c.BaseURL == "" || strings.Contains(c.BaseURL, "{edition}") {
		return nil
	}
	for _, p := range parcels {
		if p.reviews.Edition != parcels[0].reviews.Edition {
			return fmt.Errorf("mail.base_url is the same for the editions %s and %s: put {edition} in it, or readers are led to another edition's pages", parcels[0].reviews.Edition, p.reviews.Edition)
		}
	}
	return nil
}

func without(all []*Reviews, parcels []*parcel) []string {
	var names []string
	for _, r := range all {
		for _, l := range r.Lines {
			told := slices.ContainsFunc(parcels, func(p *parcel) bool {
				return slices.ContainsFunc(p.lines, func(x Line) bool { return x.Slug == l.Slug })
			})
			if !told {
				names = append(names, l.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// maker composes messages.
type maker struct {
	in       Input
	pages    *pages
	writers  map[string]writer
	accounts map[string]*Account
}

func (m *maker) writer(language string) (writer, error) {
	w, ok := m.writers[language]
	if !ok {
		c, err := words.Load(m.in.Templates, language)
		if err != nil {
			return w, err
		}
		w = writer{c, m.in.Config.People}
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
		letter := w.digest(p.reviews, p.lines, first, levels)
		letter.Link = m.in.Config.link(p.reviews, "index.html")
		return letter, reply, nil
	}
	a, err := m.account(p.reviews, p.lines[0].Slug)
	if err != nil {
		return Letter{}, nil, err
	}
	letter := w.account(p.reviews, a)
	letter.Link = m.in.Config.link(p.reviews, "accounts", p.lines[0].Slug+".html")
	// An address that may not be written to is no address to answer to.
	if owner, err := Address(or(a.Account.OwnerEmail, m.in.Team[a.Account.Owner]), m.in.Config.Domains); err == nil {
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
	if config.Attach == "pdf" && !p.digest {
		if err := m.attach(&msg, p); err != nil {
			return err
		}
	}
	frozen := msg.Freeze()
	if err := m.inspect(out, p, frozen, len(page)); err != nil {
		return err
	}
	name, slug := letter.Title, "all"
	if !p.digest {
		slug = p.lines[0].Slug
	}
	out.add(Entry{Account: p.account, Name: name, Period: p.reviews.Period, Recipient: p.to.Address, Edition: p.reviews.Edition,
		Language: p.reviews.Language, Subject: letter.Subject, MessageID: msg.MessageID, HTMLBytes: len(page)}, slug, frozen)
	return nil
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
	path := filepath.Join(p.reviews.Dir, "accounts", p.lines[0].Slug+".pdf")
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("mail.attach is pdf: %w; print the pages with rapport review --pdf", err)
	}
	msg.PDF, msg.PDFName = data, safe(p.lines[0].Slug)+".pdf"
	return nil
}

// inspect reads the frozen message back and looks at it as a reader, a
// filter and a thief would.
func (m *maker) inspect(out *Prepared, p *parcel, frozen []byte, size int) error {
	about := fmt.Sprintf("the mail about %s to %s", p.lines[0].Name, p.to.Address)
	if p.digest {
		about = fmt.Sprintf("the digest to %s", p.to.Address)
	}
	if size >= maxBytes {
		return fmt.Errorf("%s has %d bytes of HTML, and mail programs cut it at about 102,000: lower mail.people (now %d), or merge levels of the ladder (want below %d)", about, size, m.in.Config.People, maxBytes)
	}
	if size >= warnBytes {
		out.Warnings = append(out.Warnings, source.Problem{Cell: p.row.Row, Severity: source.Warning, Code: "mail_size",
			Message: fmt.Sprintf("%s has %d bytes of HTML (want below %d)", about, size, warnBytes), Hint: fmt.Sprintf("lower mail.people (now %d)", m.in.Config.People)})
	}
	d, err := decode(frozen)
	if err != nil {
		return fmt.Errorf("reading back %s: %w", about, err)
	}
	if faults := Lint(d.HTML); len(faults) > 0 {
		return fmt.Errorf("%s: %s: %s", about, htmlTemplate, strings.Join(faults, "; "))
	}
	if m.in.Guard == nil {
		return nil
	}
	for _, part := range []struct{ name, text string }{{"subject.txt", d.Subject}, {htmlTemplate, d.HTML}, {textTemplate, d.Text}} {
		if err := m.in.Guard(p.reviews, part.name, []byte(part.text)); err != nil {
			return fmt.Errorf("%s: %w", about, err)
		}
	}
	return nil
}

// replace swaps the outbox in at dir.
func (p *Prepared) replace(dir string) error {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		if _, err := os.Stat(filepath.Join(dir, indexName)); err != nil {
			return fmt.Errorf("%s holds other files: want a new folder, or an older outbox", dir)
		}
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir = filepath.Clean(dir)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	fresh, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+"-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(fresh)
	if err := p.write(fresh); err != nil {
		return err
	}
	if err := p.writePreview(fresh); err != nil {
		return err
	}
	old := fresh + ".old"
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(fresh, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return os.RemoveAll(old)
}
