package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wneessen/go-mail/smtp"
)

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

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
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
