package mail

import (
	"cmp"
	"slices"
)

// digest writes the letter about several accounts. Each brings its first
// sentence, so that a reader of a few accounts learns nothing of the others;
// the sentences about the whole portfolio, and the link to it, stand in a
// letter about all. Levels names the levels from the top down; link gives the
// address of a page, or "".
func (w writer) digest(r *Reviews, lines []Line, first map[string]string, levels []string, link func(*Reviews, ...string) string) Letter {
	l := Letter{
		Lang:     w.Lang(),
		Subject:  w.t("subject_digest", "n", len(lines), "period", w.Period(r.Period)),
		Mast:     w.t("mast_digest", "from", w.day(r.From), "to", w.day(r.To), "as_of", w.day(r.AsOf)),
		Title:    w.t("title_digest", "n", len(lines)),
		Edition:  w.readers(r.Edition, ""),
		LinkText: w.t("link_digest"),
		Notes:    []string{w.t("why")},
	}
	if w.thread {
		l.Subject = w.t("subject_digest_thread")
	}
	if len(lines) == len(r.Lines) {
		l.Answer = sentences(r.Answer)
		l.Link = link(r, "index.html")
	}
	sorted := leastCovered(lines)
	shown := sorted[:min(len(sorted), maxAccounts)]
	t := Table{Title: w.t("accounts.list"), Heads: []string{w.t("head.account"), w.t("head.met"), w.t("head.touches"), w.t("head.unmet")}}
	for _, a := range shown {
		name := cleanHeader(a.Name, maxName)
		if s := sentences([]string{first[a.Slug]}); len(s) > 0 {
			name += "\n" + s[0]
			if len(l.Answer) == 0 {
				l.Answer = []string{cleanHeader(a.Name, maxName) + ": " + s[0]}
			}
		}
		t.Rows = append(t.Rows, []string{name, w.T("say.of", "n", a.Recent, "of", a.N), w.Number(a.Touches), w.Number(a.NotMet)})
		if page := link(r, "accounts", a.Slug+".html"); page != "" {
			t.Links = append(t.Links, page)
		}
	}
	if more := len(sorted) - len(shown); more > 0 {
		t.More = w.t("more_accounts", "n", more)
	}
	l.Preheader = preheader(l.Answer)
	if f, ok := w.accountLevels(shown, levels); ok {
		l.Charts = append(l.Charts, w.drawn(f))
	}
	l.Tables = append(l.Tables, w.spoken(t))
	return l
}

// leastCovered sorts accounts by the share of people met lately, the lowest
// first; among equals the one with more people unmet.
func leastCovered(lines []Line) []Line {
	share := func(l Line) float64 {
		if l.N == 0 {
			return 0
		}
		return float64(l.Recent) / float64(l.N)
	}
	return slices.SortedStableFunc(slices.Values(lines), func(a, b Line) int {
		return cmp.Or(cmp.Compare(share(a), share(b)), cmp.Compare(b.NotMet, a.NotMet), cmp.Compare(a.Name, b.Name))
	})
}
