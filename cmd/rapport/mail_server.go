package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"rapport/generator/mail"
)

// mailServer completes the settings of delivery with the certificate
// authorities and the way to the password.
func mailServer(c mail.Config) (mail.Server, error) {
	s := c.Server()
	if s.Host == "" {
		return s, usageError{errors.New("no mail server: mail.host is not set"), "add to rapport.yaml, below mail:\n    host: smtp.your-company.example"}
	}
	if c.CAFile != "" {
		pem, err := os.ReadFile(c.CAFile)
		if err != nil {
			return s, fmt.Errorf("mail.ca_file: %w", err)
		}
		s.Roots, err = x509.SystemCertPool()
		if err != nil {
			s.Roots = x509.NewCertPool()
		}
		if !s.Roots.AppendCertsFromPEM(pem) {
			return s, fmt.Errorf("mail.ca_file: %s holds no certificate in PEM form", c.CAFile)
		}
	}
	if s.Auth == "none" {
		return s, nil
	}
	return s, secret(c, &s)
}

// secret finds the password, first in SMTP_PASSWORD, then where the settings
// say. Tokens are fetched anew when they are older than five minutes.
func secret(c mail.Config, s *mail.Server) error {
	if password := os.Getenv("SMTP_PASSWORD"); password != "" {
		s.Secret = password
		return nil
	}
	command := c.PasswordCommand
	if c.Auth == "xoauth2" {
		command = c.TokenCommand
	}
	switch {
	case len(command) > 0:
		var got string
		var at time.Time
		s.Renew = func(ctx context.Context) (string, error) {
			if got == "" || c.Auth == "xoauth2" && time.Since(at) > 5*time.Minute {
				out, err := exec.CommandContext(ctx, command[0], command[1:]...).Output()
				if err != nil {
					return "", fmt.Errorf("running %s: %w", command[0], err)
				}
				got, at = strings.TrimRight(string(out), "\r\n"), time.Now()
			}
			if got == "" {
				return "", fmt.Errorf("%s printed nothing", command[0])
			}
			return got, nil
		}
	case c.Keyring != "":
		password, err := keyring.Get(c.Keyring, s.User)
		if err != nil {
			return fmt.Errorf("the keyring has no entry %s for %s: %w", c.Keyring, s.User, err)
		}
		s.Secret = password
	default:
		return usageError{errors.New("no password for " + s.User), "set SMTP_PASSWORD, or mail.password_command, mail.token_command or mail.keyring in rapport.yaml"}
	}
	return nil
}
