package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Entry is one mail of an outbox: one message for one recipient.
type Entry struct {
	Account   string `json:"account"` // key of the account, "*" for a digest
	Name      string `json:"name"`    // of the account, for people
	Period    string `json:"period"`
	Recipient string `json:"recipient"` // address of the envelope, lower case, ASCII
	Edition   string `json:"edition"`
	Language  string `json:"language"`
	Subject   string `json:"subject"`
	MessageID string `json:"message_id"`
	File      string `json:"file"` // name in the outbox
	SHA256    string `json:"sha256"`
	Bytes     int    `json:"bytes"`      // of the whole message
	HTMLBytes int    `json:"html_bytes"` // of the HTML part before encoding
}

// Key names the mail in the ledger.
func (e Entry) Key() Key { return Key{e.Account, e.Period, e.Recipient} }

// Outbox is a folder of messages that are ready to leave.
type Outbox struct {
	Made    time.Time // the Date of every message
	From    string    // address of the envelope
	Entries []Entry
	Skipped int      // lines of the list of recipients that say not to send
	Without []string // accounts of the reviews that no mail is about
	Hash    string   // of everything that leaves: envelopes and messages; twelve hexadecimal digits

	message map[string][]byte // by Entry.File, as on the disk
}

// outboxFile is the index as it is stored.
type outboxFile struct {
	Schema  string    `json:"schema"`
	Made    time.Time `json:"made"`
	From    string    `json:"from"`
	Hash    string    `json:"hash"`
	Skipped int       `json:"skipped"`
	Without []string  `json:"accounts_without_recipients"`
	Entries []Entry   `json:"mails"`
}

const (
	indexName = "outbox.json"
	schema    = "rapport/outbox/1"
)

// fileName is what an outbox calls its messages; nothing else is opened.
var fileName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,120}\.eml$`)

// ErrNoOutbox says that a folder is missing or has no outbox in it.
var ErrNoOutbox = errors.New("want a folder that rapport mail prepare wrote")

// ReadOutbox reads a folder that Prepare wrote, messages included, and checks
// that nothing in it was changed.
func ReadOutbox(dir string) (*Outbox, error) {
	data, err := os.ReadFile(filepath.Join(dir, indexName))
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s holds no outbox: %w", dir, ErrNoOutbox)
		}
		return nil, err
	}
	var f outboxFile
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("reading %s: %w", filepath.Join(dir, indexName), err)
	}
	if f.Schema != schema {
		return nil, fmt.Errorf("%s has schema %q: want %q; prepare the outbox again", filepath.Join(dir, indexName), f.Schema, schema)
	}
	box := &Outbox{Made: f.Made, From: f.From, Entries: f.Entries, Hash: f.Hash, Skipped: f.Skipped, Without: f.Without, message: map[string][]byte{}}
	for _, e := range box.Entries {
		if !fileName.MatchString(e.File) {
			return nil, fmt.Errorf("%s names a message %q, which is no name of ours", indexName, e.File)
		}
		if box.message[e.File], err = os.ReadFile(filepath.Join(dir, e.File)); err != nil {
			return nil, err
		}
	}
	return box, box.Verify()
}

// Message gives the bytes of a mail of the outbox.
func (b *Outbox) Message(e Entry) []byte { return b.message[e.File] }

// Verify compares every message and the whole outbox with their hashes.
func (b *Outbox) Verify() error {
	seen := map[Key]bool{}
	for _, e := range b.Entries {
		if sum := sha256.Sum256(b.message[e.File]); hex.EncodeToString(sum[:]) != e.SHA256 {
			return fmt.Errorf("%s was changed after the outbox was prepared: prepare it again", e.File)
		}
		if seen[e.Key()] {
			return fmt.Errorf("%s is to get the mail about %s twice: prepare the outbox again", e.Recipient, e.Account)
		}
		seen[e.Key()] = true
	}
	if b.Hash != b.sum() {
		return errors.New("the outbox was changed after it was prepared: prepare it again")
	}
	return nil
}

// sum hashes what leaves: sender, envelopes and messages.
func (b *Outbox) sum() string {
	parts := []string{b.From, b.Made.UTC().Format(time.RFC3339)}
	for _, e := range b.Entries {
		parts = append(parts, e.Account, e.Period, e.Recipient, e.MessageID, e.SHA256, strconv.Itoa(e.Bytes))
	}
	return digest(parts...)[:12]
}

// nextName gives the next message a name that tells people what it is.
func (b *Outbox) nextName(slug, recipient string) string {
	return fmt.Sprintf("%04d-%s-%s.eml", len(b.Entries)+1, safe(slug), digest(recipient)[:8])
}

// add puts a message into the outbox.
func (b *Outbox) add(e Entry, message []byte) {
	sum := sha256.Sum256(message)
	e.SHA256 = hex.EncodeToString(sum[:])
	e.Bytes = len(message)
	if b.message == nil {
		b.message = map[string][]byte{}
	}
	b.message[e.File] = message
	b.Entries = append(b.Entries, e)
}

// safe keeps what may stand in a file name everywhere.
func safe(slug string) string {
	s := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(slug))
	s = strings.Trim(s, "-")
	return or(s[:min(len(s), 60)], "mail")
}

// write stores the outbox in an empty folder, every file for the owner alone.
func (b *Outbox) write(dir string) error {
	b.Hash = b.sum()
	for _, e := range b.Entries {
		if err := writePrivate(filepath.Join(dir, e.File), b.message[e.File]); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(outboxFile{schema, b.Made, b.From, b.Hash, b.Skipped, b.Without, b.Entries}, "", "  ")
	if err != nil {
		return err
	}
	return writePrivate(filepath.Join(dir, indexName), append(data, '\n'))
}

func writePrivate(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
