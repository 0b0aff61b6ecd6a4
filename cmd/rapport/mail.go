package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rapport/generator"
	"rapport/generator/dataset"
	"rapport/generator/edition"
	"rapport/generator/mail"
	"rapport/generator/source"
)

// defaultOutbox is where prepare writes and the others look.
const defaultOutbox = "outbox"

func newMail(p *process) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "mail",
		Short: "Prepare an outbox of mails, look at it, then send it",
		Long: "mail turns reviews into mails in steps. prepare writes an outbox of finished messages and a\n" +
			"preview; nothing leaves. check looks it over and tries the login. send delivers exactly that\n" +
			"outbox, once its hash is given. status tells how the mails stand.",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := "rapport mail lists them"
			if near := generator.Nearest(args[0], commandNames(cmd)); near != "" {
				hint = "did you mean rapport mail " + near + "?"
			}
			return usageError{fmt.Errorf("unknown command %q", "mail "+args[0]), hint}
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newMailPrepare(p), newMailCheck(p), newMailSend(p), newMailStatus(p))
	return cmd
}

// mailPrepare are the flags of mail prepare.
type mailPrepare struct {
	config, out string
	templates   string
	options     generator.Options
}

func newMailPrepare(p *process) *cobra.Command {
	m := mailPrepare{options: generator.Options{Today: p.today, Templates: templateFiles(), Version: version}}
	cmd := &cobra.Command{
		Use:   "prepare REVIEWS|FILE...",
		Short: "Write an outbox of mails and a preview; nothing leaves",
		Long: "prepare takes folders of reviews and workbooks. The recipients come from the workbooks' sheet of\n" +
			"recipients and from mail.recipients in rapport.yaml. With several folders, the edition and the\n" +
			"language of each recipient choose one. Without a folder, the reviews that the recipients ask for\n" +
			"are made from the workbooks, each edition for its readers.\n" +
			"Every part of every mail is searched: it may say nothing that the data of its edition does not\n" +
			"say, and with workbooks at hand nothing that the edition withholds of them.",
		Example: "  rapport mail prepare export.xlsx\n  rapport mail prepare reviews leadership export.xlsx -o outbox",
		Args:    needInputs,
		RunE:    func(_ *cobra.Command, args []string) error { return p.mailPrepare(m, args) },
	}
	f := cmd.Flags()
	f.StringVarP(&m.out, "output", "o", defaultOutbox, "folder to write")
	f.StringVar(&m.config, "config", "", "settings file (default: rapport.yaml beside the first workbook, or here)")
	f.StringVar(&m.templates, "templates", "", "folder whose files replace built-in ones, email.html and email.txt among them")
	f.StringVar(&m.options.Edition, "edition", "", "edition of recipients that name none (default internal)")
	f.StringVar(&m.options.Lang, "lang", "", "language of recipients that name none (default en)")
	f.StringVar(&m.options.Period, "period", "", "quarter under review, such as 2026-Q3, when reviews are made")
	f.StringVar(&m.options.AsOf, "as-of", "", "date of the review, YYYY-MM-DD, when reviews are made")
	return cmd
}

func (p *process) mailPrepare(m mailPrepare, args []string) error {
	args, err := expand(args)
	if err != nil {
		return err
	}
	if m.options.Templates, err = withTemplates(m.templates); err != nil {
		return err
	}
	var folders, files []string
	for _, arg := range args {
		if info, err := os.Stat(arg); err == nil && info.IsDir() {
			folders = append(folders, arg)
		} else {
			files = append(files, arg)
		}
	}
	config, path, err := mailSettings(m.config, files)
	if err != nil {
		return err
	}
	in := mail.Input{Config: config.Mail, Templates: m.options.Templates, Date: time.Now(),
		Recipients: mail.FromSettings(filepath.Base(path), config.Mail.Recipients)}
	m.options.Config, m.options.Inputs = path, files
	if len(files) > 0 {
		ds, err := mailDataset(m.options)
		if err != nil {
			return err
		}
		in.Recipients = append(in.Recipients, mail.FromDataset(ds)...)
	}
	if config.Mail.Thread {
		if in.History, err = mail.ReadLedger(ledgerPath("", m.out)); err != nil {
			return err
		}
	}
	if len(folders) == 0 {
		made, err := os.MkdirTemp("", "rapport-mail-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(made)
		in.Reviews, err = makeReviews(m.options, config, in.Recipients, made)
		if err != nil {
			return err
		}
	}
	for _, dir := range folders {
		r, err := mail.ReadReviews(dir)
		if err != nil {
			return usageError{err, "rapport review FILE... makes a folder of reviews"}
		}
		if len(files) > 0 {
			if r.Guard, err = withheld(m.options, r); err != nil {
				return fmt.Errorf("searching for what %s withholds: %w", dir, err)
			}
		}
		in.Reviews = append(in.Reviews, r)
	}
	prepared, err := mail.Prepare(in, m.out)
	if err != nil {
		return err
	}
	p.printProblems(prepared.Warnings)
	p.printOutbox(prepared.Outbox, m.out, m.config)
	return nil
}

// mailDataset reads the workbooks. A row of a sheet of recipients that cannot
// be used is an error: a mail that nobody misses is missed.
func mailDataset(o generator.Options) (*dataset.Dataset, error) {
	checked, err := generator.Check(o)
	if err != nil {
		return nil, err
	}
	if checked.Refused {
		return nil, checked.Data.Problems
	}
	sheets := map[string]bool{}
	for _, s := range checked.Data.Sheets {
		if s.Role == "recipients" {
			sheets[s.Name] = true
		}
	}
	var bad source.Problems
	for _, problem := range checked.Data.Problems {
		if sheets[problem.Cell.Sheet] && problem.Severity >= source.Rejection {
			bad = append(bad, problem)
		}
	}
	if len(bad) > 0 {
		return nil, bad
	}
	return checked.Data, nil
}

// makeReviews makes the editions that the recipients ask for, each in its own
// folder below dir, and fills in what a recipient left open. An edition that
// shows one account alone is made for each account.
func makeReviews(o generator.Options, config generator.Config, list []mail.Recipient, dir string) ([]*mail.Reviews, error) {
	name, lang := first(o.Edition, config.Edition, "internal"), first(o.Lang, config.Lang, "en")
	if config.Mail.Attach == "pdf" {
		var err error
		if o.Browser, err = browserFor(true); err != nil {
			return nil, usageError{fmt.Errorf("mail.attach is pdf: %w", err), "install Chromium, or set mail.attach to none"}
		}
		o.Sandbox = os.Geteuid() != 0 // a browser does not start in its sandbox as root
	}
	var made []*mail.Reviews
	seen := map[[3]string]bool{}
	for i := range list {
		r := &list[i]
		r.Edition, r.Language = first(r.Edition, name), first(r.Language, lang)
		o.Edition, o.Lang, o.Assets, o.Accounts = strings.ToLower(strings.TrimSpace(r.Edition)), strings.TrimSpace(r.Language), "none", nil
		cut, err := edition.Load(o.Templates, o.Edition, config.Editions)
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", r.Row, err), "correct the edition in the list of recipients"}
		}
		if account := strings.TrimSpace(r.Account); !cut.Shows("portfolio") && account != "*" {
			o.Accounts = []string{account}
		}
		key := [3]string{o.Edition, o.Lang, strings.Join(o.Accounts, "")}
		if !r.Send || seen[key] {
			continue
		}
		seen[key] = true
		o.Out = filepath.Join(dir, fmt.Sprintf("reviews-%d", len(seen)))
		summary, err := generator.Run(o)
		if err != nil {
			return nil, err
		}
		reviews, err := mail.ReadReviews(o.Out)
		if err != nil {
			return nil, err
		}
		reviews.Guard = summary.Guard.Check
		made = append(made, reviews)
	}
	if len(made) == 0 {
		return nil, usageError{errors.New("no recipients"), "add a sheet Recipients with the columns account, email, name, kind and send, or mail.recipients in rapport.yaml"}
	}
	return made, nil
}

// withheld gives the search for what the edition of finished reviews withholds
// of the workbooks.
func withheld(o generator.Options, r *mail.Reviews) (func(string, []byte) error, error) {
	o.Edition, o.Lang, o.Roles, o.Out = r.Edition, r.Language, r.Roles, r.Dir
	o.Period, o.AsOf = r.Period, r.AsOf
	if len(r.Lines) == 1 {
		o.Accounts = []string{r.Lines[0].Name}
	}
	guard, err := generator.Withheld(o)
	if err != nil {
		return nil, err
	}
	return guard.Check, nil
}

func first(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}

// mailSettings finds and reads rapport.yaml.
func mailSettings(path string, files []string) (generator.Config, string, error) {
	if path == "" {
		guesses := []string{"rapport.yaml"}
		if len(files) > 0 {
			guesses = append([]string{filepath.Join(filepath.Dir(files[0]), "rapport.yaml")}, guesses...)
		}
		for _, guess := range guesses {
			if isInput(guess) {
				path = guess
				break
			}
		}
	}
	config, err := generator.ReadConfig(path)
	if err == nil && config.Mail.From == "" {
		err = usageError{errors.New("no sender: mail.from is not set"), "add to rapport.yaml:\n  mail:\n    from: reports@your-company.example\n    host: smtp.your-company.example"}
	}
	return config, path, err
}
