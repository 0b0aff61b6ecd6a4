package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

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

// StopError ends a run: the fault lies with the server, the login or the
// sender, so that every other recipient would meet it too. No mail is marked.
type StopError struct {
	Stage string // "connect", "sender"
	Err   error
}

// Error names the stage and the cause.
func (e *StopError) Error() string { return e.Stage + ": " + e.Err.Error() }

// Unwrap gives the cause.
func (e *StopError) Unwrap() error { return e.Err }

// outcome is the end of one transaction.
type outcome struct {
	State State
	Code  int
	Text  string
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

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
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

// Login connects, encrypts, logs in, asks the server to do nothing and leaves.
// It returns the largest message that the server takes; 0 is not said.
func (s Server) Login(ctx context.Context) (int, error) {
	s, err := s.fresh(ctx)
	if err != nil {
		return 0, err
	}
	cl, err := s.dial(ctx)
	if err != nil {
		return 0, &StopError{"connect", err}
	}
	defer cl.Close()
	if err := cl.UpdateDeadline(or(s.Command, 5*time.Minute)); err != nil {
		return 0, &StopError{"connect", err}
	}
	if err := cl.Noop(); err != nil {
		return 0, &StopError{"connect", s.hide(err)}
	}
	s.quit(cl)
	return sizeLimit(cl), nil
}

// quit says goodbye; whatever comes back changes nothing any more.
func (s Server) quit(cl *smtp.Client) {
	_ = cl.UpdateDeadline(min(10*time.Second, or(s.Command, 10*time.Second)))
	_ = cl.Quit()
}

func sizeLimit(cl *smtp.Client) int {
	if ok, param := cl.Extension("SIZE"); ok {
		n, _ := strconv.Atoi(param)
		return max(n, 0)
	}
	return 0
}

// deliver runs one transaction for one recipient. It calls announce just
// before the server is asked to take the content; an error of announce ends
// the transaction. The error is a *StopError or that of announce: then the
// server has not been given the message.
func (s Server) deliver(ctx context.Context, from, to string, message []byte, announce func() error) (outcome, error) {
	s, err := s.fresh(ctx)
	if err != nil {
		return outcome{}, err
	}
	cl, err := s.dial(ctx)
	if err != nil {
		return outcome{}, &StopError{"connect", err}
	}
	defer cl.Close()
	if limit := sizeLimit(cl); limit > 0 && len(message) > limit {
		s.quit(cl)
		return outcome{Failed, 552, fmt.Sprintf("the message has %d bytes, the server takes %d", len(message), limit)}, nil
	}
	step := or(s.Command, 5*time.Minute)
	if err := errors.Join(cl.UpdateDeadline(step), cl.Mail("<"+from+">")); err != nil {
		return outcome{}, &StopError{"sender", s.hide(err)}
	}
	if err := errors.Join(cl.UpdateDeadline(step), cl.Rcpt("<"+to+">")); err != nil {
		return s.refused(err), nil
	}
	if err := announce(); err != nil {
		return outcome{}, err
	}
	return s.content(cl, message, step), nil
}

// content hands over the message. Until the final dot is on its way a broken
// connection cannot have delivered anything; after it, only an answer tells.
func (s Server) content(cl *smtp.Client, message []byte, step time.Duration) outcome {
	_ = cl.UpdateDeadline(step)
	w, err := cl.Data()
	if err != nil {
		return s.refused(err)
	}
	if _, err := w.Write(message); err != nil {
		return s.refused(err)
	}
	_ = cl.UpdateDeadline(or(s.Final, 10*time.Minute))
	err = w.Close()
	var answer *textproto.Error
	switch {
	case err == nil:
		text := ""
		if d, ok := w.(*smtp.DataCloser); ok {
			text = d.ServerResponse()
		}
		s.quit(cl)
		return outcome{Sent, 250, s.line(text)}
	case errors.As(err, &answer) && answer.Code >= 400 && answer.Code < 600:
		return s.refused(err)
	}
	return outcome{Unknown, 0, s.line("no answer after the message was handed over: " + plain(err))}
}

// refused sorts an answer that says no. Without an answer the connection
// broke at a step where nothing could be delivered: later is worth a try.
func (s Server) refused(err error) outcome {
	var answer *textproto.Error
	if errors.As(err, &answer) {
		if answer.Code >= 500 {
			return outcome{Failed, answer.Code, s.line(answer.Msg)}
		}
		return outcome{Retry, answer.Code, s.line(answer.Msg)}
	}
	return outcome{Retry, 0, s.line(plain(err))}
}

func plain(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection was closed"
	}
	return err.Error()
}

// line cuts what a server said to one printable line without the secret.
func (s Server) line(text string) string {
	text = strings.Join(strings.FieldsFunc(s.hideText(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	return shorten(text, 200)
}

// shorten cuts text to n characters, the last of them an ellipsis.
func shorten(text string, n int) string {
	i := 0
	for at := range text {
		if i == n-1 && len(text) > at {
			if rest := []rune(text[at:]); len(rest) > 1 {
				return text[:at] + "…"
			}
			return text
		}
		i++
	}
	return text
}
