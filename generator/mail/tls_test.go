package mail

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// authority makes a throw-away certificate authority and a certificate for
// this machine.
func authority(t *testing.T) (*x509.CertPool, tls.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	der, err := x509.CreateCertificate(rand.Reader, ca, ca, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return pool, tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// backend is an SMTP server that knows one user and keeps what it is given.
type backend struct {
	mu       sync.Mutex
	messages []string
	tokens   []string
}

type session struct{ b *backend }

func (b *backend) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{b}, nil }
func (s *session) AuthMechanisms() []string                    { return []string{sasl.Plain, sasl.Login, "XOAUTH2"} }
func (s *session) Auth(mech string) (sasl.Server, error) {
	check := func(_, user, password string) error {
		if user != "reports@example.test" || password != "right-secret" {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "no: " + password}
		}
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(check), nil
	case sasl.Login:
		return &login{check: check}, nil
	}
	return &xoauth2{s.b}, nil
}

// login asks for the user, then for the password.
type login struct {
	check func(_, user, password string) error
	user  string
	step  int
}

func (l *login) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check("", l.user, string(response))
}

// xoauth2 takes one message: user=…^Aauth=Bearer …^A^A.
type xoauth2 struct{ b *backend }

func (x *xoauth2) Next(response []byte) ([]byte, bool, error) {
	x.b.mu.Lock()
	defer x.b.mu.Unlock()
	x.b.tokens = append(x.b.tokens, string(response))
	if string(response) != "user=reports@example.test\x01auth=Bearer right-secret\x01\x01" {
		return nil, true, errors.New("bad token")
	}
	return nil, true, nil
}

func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *session) Reset()                               {}
func (s *session) Logout() error                        { return nil }
func (s *session) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.b.messages = append(s.b.messages, string(data))
	return err
}

// listen starts a server with STARTTLS, or with TLS from the first byte.
func listen(t *testing.T, b *backend, cert tls.Certificate, direct bool) int {
	t.Helper()
	s := smtp.NewServer(b)
	s.Domain = "localhost"
	s.MaxMessageBytes = 1 << 20
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if direct {
		l = tls.NewListener(l, config)
	} else {
		s.TLSConfig = config
	}
	s.ErrorLog = quiet{}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return port
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

func secure(port int, roots *x509.CertPool) Server {
	return Server{Host: "127.0.0.1", Port: port, Roots: roots, User: "reports@example.test", Secret: "right-secret",
		HELO: "example.test", Connect: 3 * time.Second, Command: 3 * time.Second, Final: 3 * time.Second}
}

func TestEncryptedDelivery(t *testing.T) {
	pool, cert := authority(t)
	for _, mode := range []string{"starttls", "tls"} {
		for _, auth := range []string{"auto", "plain", "login", "xoauth2"} {
			t.Run(mode+" "+auth, func(t *testing.T) {
				b := &backend{}
				s := secure(listen(t, b, cert, mode == "tls"), pool)
				s.TLS, s.Auth = mode, auth
				box := testBox(t, "a@example.test")
				o, _ := options(t, box, s)
				sum, err := Send(t.Context(), box, o)
				if err != nil || sum.Sent != 1 {
					t.Fatalf("Send = %+v, %v", sum, err)
				}
				if len(b.messages) != 1 || b.messages[0] != string(box.Message(box.Entries[0])) {
					t.Errorf("received %q", b.messages)
				}
				if limit, err := s.Login(t.Context()); err != nil || limit != 1<<20 {
					t.Errorf("Login = %d, %v, want %d", limit, err, 1<<20)
				}
			})
		}
	}
}

func TestRefusedLogins(t *testing.T) {
	pool, cert := authority(t)
	other, _ := authority(t)
	b := &backend{}
	port := listen(t, b, cert, false)
	direct := listen(t, b, cert, true)
	tests := []struct {
		name   string
		change func(*Server)
		want   string
	}{
		{"wrong authority", func(s *Server) { s.Roots = other }, "certificate"},
		{"wrong authority, direct", func(s *Server) { s.Roots, s.TLS, s.Port = other, "tls", direct }, "certificate"},
		{"wrong password", func(s *Server) { s.Secret = "hunter2-hunter2" }, "535"},
		{"wrong password, login", func(s *Server) { s.Secret, s.Auth = "hunter2-hunter2", "login" }, "535"},
		{"wrong token", func(s *Server) { s.Secret, s.Auth = "hunter2-hunter2", "xoauth2" }, "454"},
		{"TLS to a STARTTLS port", func(s *Server) { s.TLS = "tls" }, "tls"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := secure(port, pool)
			test.change(&s)
			box := testBox(t, "a@example.test")
			o, _ := options(t, box, s)
			sum, err := Send(t.Context(), box, o)
			var stop *StopError
			if !errors.As(err, &stop) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("Send = %v, want a stop with %q", err, test.want)
			}
			if sum.Queued != 1 {
				t.Errorf("summary = %+v, want one queued", sum)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "aHVudGVyMi") {
				t.Errorf("the error tells the secret: %v", err)
			}
			if _, err := s.Login(t.Context()); err == nil {
				t.Error("Login succeeded")
			}
		})
	}
	if len(b.messages) != 0 {
		t.Errorf("%d messages arrived", len(b.messages))
	}
}

// TestNoEncryptionNoPassword offers AUTH without STARTTLS, as somebody in the
// middle would, and looks at the wire.
func TestNoEncryptionNoPassword(t *testing.T) {
	p := newPeer(t, func(_ int, c, _ string) string {
		if c == "EHLO" {
			return "250-peer\r\n250 AUTH PLAIN LOGIN"
		}
		return ""
	})
	for _, auth := range []string{"auto", "plain", "login", "xoauth2"} {
		s := p.server()
		s.TLS, s.Auth, s.User, s.Secret = "starttls", auth, "u", "right-secret"
		box := testBox(t, "a@example.test")
		o, _ := options(t, box, s)
		var stop *StopError
		if _, err := Send(t.Context(), box, o); !errors.As(err, &stop) || !strings.Contains(err.Error(), "STARTTLS") {
			t.Errorf("%s: Send = %v, want a stop about STARTTLS", auth, err)
		}
	}
	if strings.Contains(p.log(), "AUTH") {
		t.Errorf("the wire has AUTH:\n%s", p.log())
	}
}

// TestTokensAreRenewed gives a token that is good for one connection only.
func TestTokensAreRenewed(t *testing.T) {
	pool, cert := authority(t)
	b := &backend{}
	s := secure(listen(t, b, cert, false), pool)
	s.Auth, s.Secret = "xoauth2", ""
	asked := 0
	s.Renew = func(context.Context) (string, error) {
		if asked++; asked == 3 {
			return "", errors.New("the program ended with 1")
		}
		return "right-secret", nil
	}
	box := testBox(t, "a@example.test", "b@example.test", "c@example.test")
	o, _ := options(t, box, s)
	sum, err := Send(t.Context(), box, o)
	var stop *StopError
	if !errors.As(err, &stop) || sum.Sent != 2 || sum.Queued != 1 || len(b.tokens) != 2 {
		t.Errorf("Send = %+v, %v with %d tokens, want two sent and a stop", sum, err, len(b.tokens))
	}
}
