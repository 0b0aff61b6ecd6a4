package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Server is the submission server and how to log in there.
type Server struct {
	Host string
	Port int    // 0: 587, or 465 with TLS "tls"
	TLS  string // "starttls" (also ""), "tls" from the first byte, or "none" for loopback only
	Auth string // "auto" (also ""), "plain", "login", "xoauth2", "none"
	User string
	// Secret is the password, or the token for xoauth2. It goes to the server
	// and nowhere else.
	Secret string
	// Renew gives the secret before each connection, for tokens that expire;
	// nil keeps Secret.
	Renew func(context.Context) (string, error)
	Roots *x509.CertPool // nil: those of the system
	HELO  string         // name to greet with; "": the domain of the sender

	// Limits; zero values are one minute for connecting and logging in, five
	// for a command and ten for the answer to a finished message (RFC 5321
	// section 4.5.3.2).
	Connect, Command, Final time.Duration
}

// Validate says what is wrong with the settings, or nil.
func (s Server) Validate() error {
	if s.Host == "" || strings.ContainsFunc(s.Host, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("mail.host is %q: want the name of the submission server", s.Host)
	}
	if s.Port < 0 || s.Port > 65535 {
		return fmt.Errorf("mail.port is %d: want 1 to 65535", s.Port)
	}
	if s.HELO == "" || strings.ContainsFunc(s.HELO, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("mail.helo is %q: want the name to greet the server with", s.HELO)
	}
	switch s.TLS {
	case "", "starttls", "tls":
	case "none":
		if !loopback(s.Host) {
			return fmt.Errorf("mail.tls is none, and %s is not this machine: want starttls or tls, or every mail and the password would travel in the clear", s.Host)
		}
	default:
		return fmt.Errorf("mail.tls is %q: want starttls, tls or none", s.TLS)
	}
	if _, ok := mechanisms[s.Auth]; !ok {
		return fmt.Errorf("mail.auth is %q: want auto, plain, login, xoauth2 or none", s.Auth)
	}
	if s.Auth != "none" && (s.User == "" || s.Secret == "" && s.Renew == nil) {
		return errors.New("no user or no password: set mail.user, and SMTP_PASSWORD, mail.password_command, mail.token_command or mail.keyring; or mail.auth: none")
	}
	return nil
}

// mechanisms maps our words to go-mail's; the map is never written to.
var mechanisms = map[string]gomail.SMTPAuthType{
	"":        gomail.SMTPAuthAutoDiscover,
	"auto":    gomail.SMTPAuthAutoDiscover,
	"plain":   gomail.SMTPAuthPlain,
	"login":   gomail.SMTPAuthLogin,
	"xoauth2": gomail.SMTPAuthXOAUTH2,
	"none":    gomail.SMTPAuthNoAuth,
}

func loopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// dial connects, encrypts and logs in.
func (s Server) dial(ctx context.Context) (*smtp.Client, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	port := s.Port
	opts := []gomail.Option{
		gomail.WithTimeout(or(s.Connect, time.Minute)),
		gomail.WithoutNoop(), gomail.WithoutRset(), gomail.WithoutSMTPUTF8(),
		gomail.WithHELO(s.HELO), gomail.WithSMTPAuth(mechanisms[s.Auth]),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch s.TLS {
	case "tls":
		opts = append(opts, gomail.WithSSL())
		port = or(port, 465)
	case "none":
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
		port = or(port, 587)
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
		port = or(port, 587)
	}
	if s.Auth != "none" {
		opts = append(opts, gomail.WithUsername(s.User), gomail.WithPassword(s.Secret))
	}
	c, err := gomail.NewClient(s.Host, append(opts, gomail.WithPort(port))...)
	if err != nil {
		return nil, s.hide(err)
	}
	cl, err := c.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, s.hide(err)
	}
	return cl, nil
}

// fresh returns the server with a secret that is good now.
func (s Server) fresh(ctx context.Context) (Server, error) {
	if s.Renew == nil || s.Auth == "none" {
		return s, nil
	}
	secret, err := s.Renew(ctx)
	if err != nil {
		return s, &StopError{"connect", fmt.Errorf("getting the password or token: %w", err)}
	}
	s.Secret = secret
	return s, nil
}

// hide takes the secret, in any form in which it went over the wire, out of
// an error. A server may echo a command that it did not understand.
func (s Server) hide(err error) error {
	text := s.hideText(err.Error())
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

func (s Server) hideText(text string) string {
	if s.Secret == "" {
		return text
	}
	forms := []string{
		s.Secret,
		base64.StdEncoding.EncodeToString([]byte(s.Secret)),
		base64.StdEncoding.EncodeToString([]byte("\x00" + s.User + "\x00" + s.Secret)),
		base64.StdEncoding.EncodeToString([]byte("user=" + s.User + "\x01auth=Bearer " + s.Secret + "\x01\x01")),
	}
	for _, form := range forms {
		text = strings.ReplaceAll(text, form, "[secret]")
	}
	return text
}
