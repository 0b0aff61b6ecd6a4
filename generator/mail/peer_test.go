package mail

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// peer is a server that answers by a script: a map from the first word of a
// command to what to say. "dot" stands for the end of the content, "hello"
// for the greeting. The answer "close" hangs up, "hang" says nothing.
type peer struct {
	t        *testing.T
	listener net.Listener
	script   func(connection int, command, line string) string

	mu       sync.Mutex
	lines    []string // every command received
	accepted []string // contents answered with 250
	contents []string // contents received to the dot
}

func newPeer(t *testing.T, script func(connection int, command, line string) string) *peer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, listener: l, script: script}
	t.Cleanup(func() { l.Close() })
	go func() {
		for n := 1; ; n++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(n, c)
		}
	}()
	return p
}

func (p *peer) server() Server {
	a := p.listener.Addr().(*net.TCPAddr)
	return Server{Host: "127.0.0.1", Port: a.Port, TLS: "none", Auth: "none", HELO: "client.test",
		Connect: 3 * time.Second, Command: 3 * time.Second, Final: time.Second}
}

func (p *peer) serve(n int, c net.Conn) {
	defer c.Close()
	say := func(command, line, otherwise string) bool {
		answer := p.script(n, command, line)
		switch answer {
		case "":
			answer = otherwise
		case "close":
			return false
		case "hang":
			time.Sleep(4 * time.Second)
			return false
		}
		if command == "dot" && strings.HasPrefix(answer, "250") {
			p.mu.Lock()
			p.accepted = append(p.accepted, p.contents[len(p.contents)-1])
			p.mu.Unlock()
		}
		_, err := fmt.Fprint(c, answer+"\r\n")
		return err == nil
	}
	if !say("hello", "", "220 peer ready") {
		return
	}
	in := bufio.NewReader(c)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		p.mu.Lock()
		p.lines = append(p.lines, line)
		p.mu.Unlock()
		command, _, _ := strings.Cut(strings.ToUpper(line), " ")
		otherwise := "250 ok"
		switch command {
		case "EHLO":
			otherwise = "250-peer\r\n250 8BITMIME"
		case "DATA":
			if a := p.script(n, "DATA", line); a != "" {
				if !say("DATA", line, a) {
					return
				}
				continue
			}
			fmt.Fprint(c, "354 go on\r\n")
			if !p.content(n, in) {
				return
			}
			if !say("dot", "", "250 2.0.0 queued") {
				return
			}
			continue
		case "QUIT":
			say("QUIT", line, "221 bye")
			return
		}
		if !say(command, line, otherwise) {
			return
		}
	}
}

func (p *peer) content(n int, in *bufio.Reader) bool {
	var b bytes.Buffer
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if p.script(n, "content", line) == "close" {
			return false
		}
		if line == ".\r\n" {
			p.mu.Lock()
			p.contents = append(p.contents, b.String())
			p.mu.Unlock()
			return true
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

func (p *peer) log() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.lines, "\n")
}

func (p *peer) got() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.accepted)
}

// testTime is when everything in these tests happens.
var testTime = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// testBox is an outbox with one small message for each recipient.
func testBox(t *testing.T, recipients ...string) *Outbox {
	t.Helper()
	box := &Outbox{Made: testTime, From: "reports@example.test"}
	for i, r := range recipients {
		id := messageID("example.test", "acme", "2026-Q3", r)
		message := fmt.Sprintf("Date: %s\r\nFrom: <reports@example.test>\r\nTo: <%s>\r\nSubject: Review %d\r\nMessage-ID: %s\r\n"+
			"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n.dot first\r\nmail %d for %s\r\n",
			testTime.Format(time.RFC1123Z), r, i, id, i, r)
		box.add(Entry{Account: "acme", Name: "Acme", Period: "2026-Q3", Recipient: r, MessageID: id,
			Subject: fmt.Sprintf("Review %d", i), File: box.nextName("acme", r)}, []byte(message))
	}
	box.Hash = box.sum()
	if err := box.Verify(); err != nil {
		t.Fatal(err)
	}
	return box
}

// clock is a time that only sleeping moves.
type clock struct {
	now   time.Time
	slept []time.Duration
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.slept = append(c.slept, d)
	c.now = c.now.Add(d)
	return ctx.Err()
}

// options are for a run that confirms box and sleeps on a clock.
func options(t *testing.T, box *Outbox, s Server) (SendOptions, *clock) {
	c := &clock{now: testTime.Add(time.Minute)}
	return SendOptions{Server: s, Ledger: t.TempDir() + "/ledger.jsonl", Confirm: box.Hash, Domains: []string{"example.test"},
		Now: func() time.Time { return c.now }, Sleep: c.sleep, Jitter: func() float64 { return 0.5 }}, c
}

// states gives recipient → state from the ledger on the disk.
func states(t *testing.T, ledger string) map[string]State {
	t.Helper()
	records, err := ReadLedger(ledger)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]State{}
	for _, r := range records {
		out[r.Recipient] = r.State
	}
	return out
}
