package mail

import (
	"fmt"
	"net/url"
	"strings"
)

// Config is the section "mail" of rapport.yaml. Passwords are never in it:
// they come from SMTP_PASSWORD, from a command, or from the keyring.
type Config struct {
	Host string `yaml:"host"` // submission server
	Port int    `yaml:"port"` // 0: 587, or 465 with tls
	TLS  string `yaml:"tls"`  // starttls, tls, or none for this machine only
	Auth string `yaml:"auth"` // auto, plain, login, xoauth2 or none
	User string `yaml:"user"` // "" is the sender's address
	// PasswordCommand prints the password, TokenCommand a token for xoauth2;
	// each is a program and its arguments. Keyring names an entry of the
	// system's keyring, looked up with User.
	PasswordCommand []string `yaml:"password_command"`
	TokenCommand    []string `yaml:"token_command"`
	Keyring         string   `yaml:"keyring"`
	CAFile          string   `yaml:"ca_file"` // further certificate authorities, PEM
	HELO            string   `yaml:"helo"`    // "" is the sender's domain
	Rate            float64  `yaml:"rate"`    // messages a second; 0 is one

	From     string `yaml:"from"`      // address of the sender
	FromName string `yaml:"from_name"` // shown with it
	ReplyTo  string `yaml:"reply_to"`  // when an account's owner has no address; "" is the sender
	// Domains are where mail may go; empty is the sender's domain alone.
	Domains []string `yaml:"allowed_domains"`
	// BaseURL is where the reviews are published; "" is no link. {edition}
	// and {lang} in it stand for those of the mail.
	BaseURL string `yaml:"base_url"`
	// Attach is none or pdf: the page of the account as printed by
	// rapport review --pdf. HTML is not offered as an attachment: mail systems
	// block it as a carrier of fraud, and phones show it without its charts.
	Attach string `yaml:"attach"`
	// ShowAll lists accounts whose recipients see each other; "*" is all.
	ShowAll []string `yaml:"show_all"`
	People  int      `yaml:"people"` // unmet people in a mail; 0 is ten
	// Thread makes one conversation of the quarters: a mail answers the last
	// one that the recipient got, and its subject does not name the period.
	Thread bool `yaml:"thread"`
	// Recipients stand for, or beside, a sheet of recipients.
	Recipients []RecipientSettings `yaml:"recipients"`
}

// RecipientSettings is a line of mail.recipients.
type RecipientSettings struct {
	Account  string `yaml:"account"` // name, id or key; "*" is all
	Email    string `yaml:"email"`
	Name     string `yaml:"name"`
	Kind     string `yaml:"kind"` // to (default), cc or bcc
	Send     *bool  `yaml:"send"` // default true
	Edition  string `yaml:"edition"`
	Language string `yaml:"language"`
}

// prepared returns the settings that preparing needs, complete and checked.
func (c Config) prepared() (Config, error) {
	at := strings.LastIndexByte(c.From, '@')
	if at < 1 {
		return c, fmt.Errorf("mail.from is %q: want the address of the sender", c.From)
	}
	own := c.From[at+1:]
	var err error
	if c.From, err = Address(c.From, []string{own}); err != nil {
		return c, fmt.Errorf("mail.from %w", err)
	}
	if len(c.Domains) == 0 {
		c.Domains = []string{own}
	}
	if c.ReplyTo != "" {
		if c.ReplyTo, err = Address(c.ReplyTo, append([]string{own}, c.Domains...)); err != nil {
			return c, fmt.Errorf("mail.reply_to %w", err)
		}
	}
	if r, bad := invisible(c.FromName); bad {
		return c, fmt.Errorf("mail.from_name has the character %U, which nobody sees", r)
	}
	switch c.Attach {
	case "", "none", "pdf":
	case "html":
		return c, fmt.Errorf("mail.attach is html, which mail systems block and phones show without charts: want none or pdf, and mail.base_url for a link")
	default:
		return c, fmt.Errorf("mail.attach is %q: want none or pdf", c.Attach)
	}
	c.People = or(c.People, maxUnmet)
	if c.People < 0 || c.People > 100 {
		return c, fmt.Errorf("mail.people is %d: want 1 to 100", c.People)
	}
	return c, c.checkBase()
}

func (c Config) checkBase() error {
	if c.BaseURL == "" {
		return nil
	}
	u, err := url.Parse(strings.NewReplacer("{edition}", "x", "{lang}", "x").Replace(c.BaseURL))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("mail.base_url is %q: want an address such as https://reviews.example.com/{edition}", c.BaseURL)
	}
	return nil
}

// link gives the address of a page, or "" without a base.
func (c Config) link(r *Reviews, path ...string) string {
	if c.BaseURL == "" {
		return ""
	}
	base := strings.NewReplacer("{edition}", r.Edition, "{lang}", r.Language).Replace(c.BaseURL)
	for _, p := range path {
		base = strings.TrimSuffix(base, "/") + "/" + url.PathEscape(p)
	}
	return base
}

// Server gives the settings of delivery; the secret and the certificate
// authorities are the caller's to add.
func (c Config) Server() Server {
	return Server{Host: c.Host, Port: c.Port, TLS: c.TLS, Auth: c.Auth, User: or(c.User, c.From),
		HELO: or(c.HELO, c.From[strings.LastIndexByte(c.From, '@')+1:])}
}
