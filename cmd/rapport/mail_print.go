package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"rapport/generator/mail"
)

func (p *process) printOutbox(box *mail.Outbox, dir, config string) {
	fmt.Fprint(p.out, plainLines(box.Table()))
	fmt.Fprintf(p.out, "\nwrote     %s to %s; nothing has left\n", count(len(box.Entries), "mail"), shown(dir))
	if box.Skipped > 0 {
		fmt.Fprintf(p.out, "left out  %s with send = no\n", count(box.Skipped, "recipient"))
	}
	for i, name := range box.Without {
		if i == 5 {
			fmt.Fprintf(p.out, "          and %s\n", count(len(box.Without)-5, "more account"))
			break
		}
		fmt.Fprintf(p.out, "note      no mail is about %s\n", plain(name))
	}
	fmt.Fprintf(p.out, "look      %s\n", shown(filepath.Join(dir, "preview.html")))
	fmt.Fprintf(p.out, "next      %s, then %s --confirm %s\n", mailCommand("check", dir, config), mailCommand("send", dir, config), box.Hash)
}

// mailCommand is a command for the outbox at hand, to be typed as it is shown.
func mailCommand(verb, dir, config string) string {
	text := "rapport mail " + verb
	if shown(filepath.Clean(dir)) != defaultOutbox {
		text += " " + quoted(dir)
	}
	if config != "" {
		text += " --config " + quoted(config)
	}
	return text
}

// quoted writes a path as a shell reads it.
func quoted(path string) string {
	path = shown(path)
	if strings.ContainsAny(path, " \t'\"\\$&|;<>()*?[]#~`!") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// readOutbox reads the outbox that a command is about.
func readOutbox(dir string) (*mail.Outbox, error) {
	box, err := mail.ReadOutbox(dir)
	if errors.Is(err, mail.ErrNoOutbox) {
		return nil, usageError{err, "rapport mail prepare FILE... writes one"}
	}
	return box, err
}

// plainLines makes a table safe for the terminal, line by line.
func plainLines(table string) string {
	var b strings.Builder
	for line := range strings.Lines(table) {
		b.WriteString(plain(strings.TrimSuffix(line, "\n")))
		b.WriteByte('\n')
	}
	return b.String()
}
