package dataset

import (
	"cmp"
	"fmt"
	"slices"
)

// owner finds the account of a row of headcounts, decisions or recipients;
// nil when it was rejected.
func (b *builder) owner(row Row, ref accountRef) *customer {
	c, result, same := b.find(ref)
	switch result {
	case found:
		return c
	case several:
		b.reject(row, ref.column, "ambiguous_account", b.refText(ref), namesOf(same))
	default:
		text := b.refText(ref)
		b.reject(row, ref.column, "unknown_account", text, didYouMean(b.nearAccount(text, nil), "add it to the list of accounts"))
	}
	return nil
}

func (b *builder) joinHeadcounts() {
	for i := range b.headRows {
		row := &b.headRows[i]
		c := b.owner(row.row, row.account)
		if c == nil {
			continue
		}
		text := b.pool.texts[row.unit]
		at := slices.IndexFunc(c.headcounts, func(h headcountRow) bool {
			return h.level == row.level && spacedKey(b.pool.texts[h.unit]) == spacedKey(text)
		})
		if at < 0 {
			c.headcounts = append(c.headcounts, *row)
			b.markRow(row.row, used)
			continue
		}
		h := &c.headcounts[at]
		b.markRow(row.row, merging)
		if h.lo != row.lo || h.hi != row.hi {
			keep := *h
			if row.hi > h.hi || row.hi == h.hi && row.lo > h.lo {
				keep.lo, keep.hi = row.lo, row.hi
			}
			b.conflict(row.row, "headcount.people", fmt.Sprint(row.hi), fmt.Sprint(keep.hi), h.row)
			h.lo, h.hi = keep.lo, keep.hi
		}
	}
	for _, c := range b.customers {
		b.vacantHeads(c)
	}
}

// vacantHeads counts posts without a named holder: a level with such posts and
// without a headcount of its own has as many heads as people and such posts.
func (b *builder) vacantHeads(c *customer) {
	if len(c.vacancies) == 0 {
		return
	}
	byLevel, all := map[int]int{}, 0
	for _, v := range c.vacancies {
		byLevel[v.level] += v.n
		all += v.n
	}
	b.problems.add(b.cell(c.vacancies[0].row, 0), "vacant_posts", fmt.Sprint(all))
	for _, p := range c.people {
		if _, vacant := byLevel[int(p.level)]; vacant && p.level != 0 {
			byLevel[int(p.level)]++
		}
	}
	for level, n := range byLevel {
		given := slices.ContainsFunc(c.headcounts, func(h headcountRow) bool { return int(h.level) == level })
		if level != 0 && !given {
			at := slices.IndexFunc(c.vacancies, func(v vacancy) bool { return v.level == level })
			c.headcounts = append(c.headcounts, headcountRow{row: c.vacancies[at].row, level: int8(level), lo: n, hi: n})
		}
	}
}

func (b *builder) joinDecisions() {
	for i := range b.decisionRows {
		row := &b.decisionRows[i]
		c := b.owner(row.row, row.account)
		if c == nil {
			continue
		}
		same := slices.ContainsFunc(c.Decisions, func(d Decision) bool {
			return d.Name == row.decision.Name && d.Stage == row.decision.Stage && d.Day == row.decision.Day
		})
		if same {
			b.markRow(row.row, merging)
			continue
		}
		c.Decisions = append(c.Decisions, row.decision)
		b.markRow(row.row, used)
	}
}

func (b *builder) joinRecipients() {
	for i := range b.recipientRows {
		row := &b.recipientRows[i]
		account := "*"
		if !row.all {
			c := b.owner(row.row, row.account)
			if c == nil {
				continue
			}
			account = c.key(b)
		}
		row.recipient.Account = account
		same := slices.ContainsFunc(b.out.Recipients, func(r Recipient) bool {
			return r.Account == account && r.Email == row.recipient.Email && r.Kind == row.recipient.Kind
		})
		if same {
			b.markRow(row.row, merging)
			continue
		}
		b.out.Recipients = append(b.out.Recipients, row.recipient)
		b.markRow(row.row, used)
	}
	slices.SortFunc(b.out.Recipients, func(x, y Recipient) int {
		return cmp.Or(compareText(x.Account, y.Account), compareText(x.Kind, y.Kind), compareText(x.Email, y.Email))
	})
}
