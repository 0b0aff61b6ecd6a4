package mail

import (
	"fmt"
	"strings"
	"time"

	"rapport/generator/source"
)

// Check looks over an outbox without sending anything: addresses, sizes, the
// pages, its age at the given time, and accounts that nobody hears of.
// Refusals forbid sending; warnings do not.
func Check(box *Outbox, c Config, now time.Time) source.Problems {
	var out source.Problems
	add := func(file string, s source.Severity, code, hint, format string, args ...any) {
		out = append(out, source.Problem{Cell: source.Cell{File: file}, Severity: s, Code: code, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	config, err := c.prepared()
	if err != nil {
		add(indexName, source.Refusal, "mail_settings", "correct rapport.yaml", "%v", err)
		return out
	}
	if config.From != box.From {
		add(indexName, source.Refusal, "mail_sender", "prepare the outbox again", "the outbox is from %s, mail.from is %s", box.From, config.From)
	}
	for _, e := range box.Entries {
		if got, err := Address(e.Recipient, config.Domains); err != nil {
			add(e.File, source.Refusal, "bad_address", "prepare the outbox again", "the recipient %v", err)
		} else if got != e.Recipient {
			add(e.File, source.Refusal, "bad_address", "prepare the outbox again", "the recipient %q is not in its plain form (want %s)", e.Recipient, got)
		}
		d, err := decode(box.Message(e))
		if err != nil {
			add(e.File, source.Refusal, "mail_broken", "prepare the outbox again", "the message cannot be read: %v", err)
			continue
		}
		switch n := len(d.HTML); {
		case n >= maxBytes:
			add(e.File, source.Refusal, "mail_size", "lower mail.people", "%d bytes of HTML, which mail programs cut (want below %d)", n, maxBytes)
		case n >= warnBytes:
			add(e.File, source.Warning, "mail_size", "lower mail.people", "%d bytes of HTML (want below %d)", n, warnBytes)
		}
		for _, fault := range Lint(d.HTML) {
			add(e.File, source.Refusal, "mail_page", "correct email.html in your templates", "%s", fault)
		}
		if strings.TrimSpace(d.Text) == "" {
			add(e.File, source.Refusal, "mail_text", "correct email.txt in your templates", "the text part is empty, which spam filters punish")
		}
	}
	if age := now.Sub(box.Made); age > maxAge {
		add(indexName, source.Refusal, "mail_age", "prepare the outbox again", "prepared %d hours ago (want at most %d)", int(age.Hours()), int(maxAge.Hours()))
	}
	for _, name := range box.Without {
		add(indexName, source.Warning, "no_recipient", "add a line to the list of recipients if somebody should hear of it", "no mail is about %s", shorten(name, maxName))
	}
	out.Sort()
	return out
}
