package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/generator/mail"
	"rapport/generator/source"
)

func newMailCheck(p *process) *cobra.Command {
	config, offline := "", false
	cmd := &cobra.Command{
		Use:   "check [OUTBOX]",
		Short: "Look an outbox over and try the login; no mail leaves",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := outboxArg(args)
			box, err := readOutbox(dir)
			if err != nil {
				return err
			}
			settings, _, err := mailSettings(config, nil)
			if err != nil {
				return err
			}
			problems := mail.Check(box, settings.Mail, time.Now())
			p.printProblems(problems)
			if !offline {
				server, err := mailServer(settings.Mail)
				if err != nil {
					return err
				}
				limit, err := server.Login(cmd.Context())
				if err != nil {
					return err
				}
				fmt.Fprintf(p.out, "login     %s accepts %s\n", plain(server.Host), plain(server.User))
				for _, e := range box.Entries {
					if limit > 0 && e.Bytes > limit {
						problems = append(problems, source.Problem{Cell: source.Cell{File: e.File}, Severity: source.Refusal})
						fmt.Fprintf(p.err, "rapport: %s has %d bytes, the server takes %d\n", e.File, e.Bytes, limit)
					}
				}
			}
			fmt.Fprintf(p.out, "outbox    %s, %s, prepared %s\n", box.Hash, count(len(box.Entries), "mail"), box.Made.Format("2006-01-02 15:04 MST"))
			if len(problems.Refused()) > 0 {
				return exitCode(exitFailed)
			}
			fmt.Fprintf(p.out, "next      %s --confirm %s\n", mailCommand("send", dir, config), box.Hash)
			return nil
		},
	}
	cmd.Flags().StringVar(&config, "config", "", "settings file (default: rapport.yaml here)")
	cmd.Flags().BoolVar(&offline, "no-login", false, "do not talk to the server")
	return cmd
}

func newMailSend(p *process) *cobra.Command {
	config := ""
	var o mail.SendOptions
	cmd := &cobra.Command{
		Use:   "send [OUTBOX] --confirm HASH",
		Short: "Deliver the outbox that has this hash",
		Long: "send delivers every mail of the outbox once. What is known of each mail is in a ledger on disk;\n" +
			"run send again to go on after an interruption. A mail whose fate is unknown is never sent again\n" +
			"by itself. Exit code 4 means that some mail was not accepted.\n" +
			"The password comes from SMTP_PASSWORD, mail.password_command, mail.token_command or mail.keyring.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := outboxArg(args)
			box, err := readOutbox(dir)
			if err != nil {
				return err
			}
			settings, _, err := mailSettings(config, nil)
			if err != nil {
				return err
			}
			if o.Confirm == "" {
				return usageError{fmt.Errorf("no --confirm"), fmt.Sprintf("look at %s, then: %s --confirm %s", shown(filepath.Join(dir, "preview.html")), mailCommand("send", dir, config), box.Hash)}
			}
			if o.Server, err = mailServer(settings.Mail); err != nil {
				return err
			}
			o.Ledger = ledgerPath(o.Ledger, dir)
			o.Domains = mailDomains(settings.Mail)
			o.Rate = settings.Mail.Rate
			o.Now, o.Sleep, o.Jitter, o.Report = time.Now, sleep, rand.Float64, p.mailEvent
			sum, err := mail.Send(cmd.Context(), box, o)
			return p.mailSummary(sum, err)
		},
	}
	f := cmd.Flags()
	f.StringVar(&config, "config", "", "settings file (default: rapport.yaml here)")
	f.StringVar(&o.Confirm, "confirm", "", "hash of the outbox, as prepare and preview.html show it")
	f.IntVar(&o.Max, "max", 0, "allow this many mails in one run (default 50)")
	f.StringVar(&o.Only, "only", "", "send every mail to this address instead, marked [TEST]")
	f.StringArrayVar(&o.ResendUnknown, "resend-unknown", nil, "send again to this recipient what may or may not have arrived (repeatable)")
	f.StringVar(&o.Revise, "revise", "", "reason for sending a changed mail to people who had another version")
	f.StringVar(&o.Ledger, "ledger", "", "ledger file (default: mail-ledger.jsonl beside the outbox)")
	return cmd
}

func newMailStatus(p *process) *cobra.Command {
	ledger, arrived := "", []string{}
	cmd := &cobra.Command{
		Use:   "status [OUTBOX]",
		Short: "Tell how the mails stand: accepted, refused, unknown",
		Long: "status reads the ledger. Accepted means that the server took the mail, which is not yet delivery:\n" +
			"it may still bounce. Exit code 4 means that something is open.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := outboxArg(args)
			path := ledgerPath(ledger, dir)
			for _, who := range arrived {
				n, err := mail.Arrived(path, who, time.Now())
				if err != nil {
					return err
				}
				fmt.Fprintf(p.out, "settled   %s to %s\n", count(n, "mail"), plain(who))
			}
			box, err := readOutbox(dir)
			if err != nil {
				if len(args) > 0 && ledger == "" || !isInput(path) {
					return err
				}
				box = nil // the ledger speaks for itself
			}
			s, err := mail.ReadStatus(path, box)
			if err != nil {
				return err
			}
			for _, r := range s.Records {
				if r.State == mail.Sent {
					continue
				}
				fmt.Fprintf(p.out, "%-9s %s  %s  %s\n", r.State, plain(r.Recipient), plain(r.Account), plain(strings.TrimSpace(fmt.Sprint(code(r.Code), " ", r.Text))))
			}
			fmt.Fprintf(p.out, "%s accepted by the server, %d refused, %d unknown, %d waiting\n", count(s.Count[mail.Sent], "mail"),
				s.Count[mail.Failed], s.Count[mail.Unknown]+s.Count[mail.Sending], s.Count[mail.Queued]+s.Count[mail.Retry]+s.Unsent)
			if s.Dropped > 0 {
				fmt.Fprintf(p.out, "%s never sent, and in this outbox no more\n", count(s.Dropped, "mail"))
			}
			if s.Open() > 0 {
				return exitCode(exitMail)
			}
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&arrived, "arrived", nil, "record that this recipient has the mail whose fate is unknown (repeatable)")
	cmd.Flags().StringVar(&ledger, "ledger", "", "ledger file (default: mail-ledger.jsonl beside the outbox)")
	return cmd
}

func code(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func outboxArg(args []string) string {
	if len(args) == 0 {
		return defaultOutbox
	}
	return args[0]
}

// ledgerPath keeps the ledger beside the outboxes, so that it outlives them.
func ledgerPath(given, outbox string) string {
	if given != "" {
		return given
	}
	return filepath.Join(filepath.Dir(filepath.Clean(outbox)), "mail-ledger.jsonl")
}

func mailDomains(c mail.Config) []string {
	if len(c.Domains) > 0 {
		return c.Domains
	}
	return []string{c.From[strings.LastIndexByte(c.From, '@')+1:]}
}

// mailEvent prints the outcome of a mail once the ledger has it.
func (p *process) mailEvent(e mail.Event) {
	if e.Answered || e.State == mail.Queued || e.State == mail.Sending {
		return
	}
	text := ""
	if e.State != mail.Sent {
		text = "  " + strings.TrimSpace(code(e.Code)+" "+e.Text)
	}
	if e.State == mail.Retry {
		text += "; again at " + e.Due.Local().Format("15:04")
	}
	fmt.Fprintf(p.out, "%-9s %s%s\n", e.State, plain(e.Recipient), plain(text))
}

// mailSummary says how the run ended, and what to do about what is open.
func (p *process) mailSummary(s mail.Summary, err error) error {
	total := s.Sent + s.Skipped + s.Failed + s.Retry + s.Unknown + s.Queued
	if total == 0 && err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s accepted by the server (which is not yet delivery), %d accepted before, %d refused, %d to try again, %d unknown, %d not reached\n",
		count(s.Sent, "mail"), s.Skipped, s.Failed, s.Retry, s.Unknown, s.Queued)
	if s.Unknown > 0 {
		fmt.Fprintln(p.out, "next      ask the unknown whether the mail came; if so: rapport mail status --arrived ADDRESS; if not: rapport mail send --resend-unknown ADDRESS")
	}
	if s.Retry+s.Queued > 0 {
		fmt.Fprintln(p.out, "next      run the same command again; nobody gets a mail twice")
	}
	switch {
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(p.err, "rapport: interrupted")
	case err != nil:
		fmt.Fprintf(p.err, "rapport: %s\n", plain(err.Error()))
	}
	if err != nil || s.Open() || s.Failed > 0 {
		return exitCode(exitMail)
	}
	return nil
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
