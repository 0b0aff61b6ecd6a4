package dataset

import (
	"slices"
	"strings"

	"rapport/generator/workbook"
)

// account reads how the row names its account: its own cells, the sheet's
// fixed account, or the account above where the table writes it once.
func (r *sheetReader) account() accountRef {
	t := r.t
	ref := accountRef{id: r.value(accountID), domain: r.value(accountDomain)}
	ref.name = r.accountName(accountName)
	switch {
	case ref.name != 0:
		ref.column = r.column(accountName)
	case ref.id != 0:
		ref.column = r.column(accountID)
	case ref.domain != 0:
		ref.column = r.column(accountDomain)
	}
	if t.account != "" && ref.empty() {
		return t.rows.account
	}
	if !ref.empty() {
		t.rows.account, t.rows.accountRow = ref, r.number
		return ref
	}
	if !t.rows.account.empty() && (t.rows.fillDown || r.merged()) {
		t.rows.filled++
		ref = t.rows.account
	}
	return ref
}

// accountName reads a name of an account; of several names in one cell
// (exports of linked companies) the first counts.
func (r *sheetReader) accountName(f field) int32 {
	id := r.name(f)
	if id == 0 {
		return 0
	}
	text := r.b.pool.texts[id]
	if !strings.Contains(text, ";") {
		return id
	}
	first := ""
	several := false
	for part := range strings.SplitSeq(text, ";") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if first == "" {
			first = part
		}
		several = several || accountKey(part) != accountKey(first)
	}
	if several {
		r.warn(f, "two_companies", first)
	}
	return r.b.pool.intern(first)
}

// merged tells whether the row lies in the merged area that the account above
// began.
func (r *sheetReader) merged() bool {
	for _, m := range r.t.rows.merges {
		if m.FirstRow <= r.t.rows.accountRow && r.number <= m.LastRow && r.number >= m.FirstRow {
			return true
		}
	}
	return false
}

func (r *sheetReader) accountRow() {
	row := accountRow{row: r.here(), ref: accountRef{id: r.value(accountID), name: r.name(accountName), domain: r.value(accountDomain)}}
	row.ref.column = r.column(accountName)
	if row.ref.name == 0 {
		r.reject(row.ref.column, "no_account_name")
		return
	}
	row.parent, row.segment, row.region = r.value(accountParent), r.value(accountSegment), r.value(accountRegion)
	row.owner = r.value(accountOwner)
	row.revenue, row.profit, row.rivals = r.number64(accountRevenue), r.number64(accountProfit), r.count(accountRivals)
	if row.revenue != nil && *row.revenue < 0 {
		r.warn(accountRevenue, "negative_revenue", numberText(*row.revenue))
	}
	r.b.accountRows = append(r.b.accountRows, row)
}

// flatRow reads account, person and touch of one row.
func (r *sheetReader) flatRow() {
	first := r.b.personRows.n
	r.contactRow(true)
	n := r.b.personRows.n - first
	if n == 0 && (r.t.rows.people < 0 || r.b.sheets[r.sheet].outcomeOf(r.number) == rejected || !r.continues()) {
		return
	}
	if n == 0 {
		first, n = r.t.rows.people, 1
		r.t.rows.continued++
	}
	if r.cells[activityDate] == nil && r.cells[activityChannel] == nil {
		return
	}
	r.touch(int32(first)+1, int32(n))
}

// continues tells whether the row goes on with the person above: it names
// neither an account nor a person.
func (r *sheetReader) continues() bool {
	for f := accountID; f < activityID; f++ {
		if r.t.has(f) && r.cells[f] != nil && r.text(f) != 0 && f != contactCompanyFlag {
			return false
		}
	}
	return r.cells[activityDate] != nil
}

// contactRow reads the person or the people of a row.
func (r *sheetReader) contactRow(flat bool) {
	if r.t.has(contactCompanyFlag) && r.yes(contactCompanyFlag) {
		r.companyRow()
		return
	}
	name, column := r.personName()
	if name == 0 && flat && r.continues() {
		if r.t.rows.people < 0 {
			r.reject(column, "no_person")
		}
		return
	}
	if name == 0 {
		r.nameless(column)
		return
	}
	r.settleHeading(r.cells[accountName] == nil)
	account := r.account()
	row := personRow{row: r.here(), account: account, column: column, flat: flat, idColumn: r.column(contactID), mailColumn: r.column(contactEmail)}
	r.personFields(&row)
	if !r.period(&row) {
		return
	}
	names := r.b.people(name)
	if len(names) == 0 {
		r.nameless(column)
		return
	}
	if len(names) > 1 {
		row.id, row.email = 0, 0
	}
	row.unnamed = max(0, row.unnamed-int32(len(names)))
	r.t.rows.people = r.b.personRows.n
	for _, n := range names {
		if n.ours {
			continue
		}
		row.name, row.key = n.name, n.key
		row.vacant = n.vacant
		r.b.personRows.add(row)
		row.unnamed = 0
	}
}

// personName reads the name, whole or of first and last name.
func (r *sheetReader) personName() (name, column int32) {
	if r.t.has(contactName) {
		return r.name(contactName), r.column(contactName)
	}
	first, last := r.name(contactFirst), r.name(contactLast)
	if middle := r.name(contactMiddle); middle != 0 && first != 0 {
		first = r.b.pool.intern(r.b.pool.texts[first] + " " + r.b.pool.texts[middle])
	}
	column = r.column(contactLast)
	if column == 0 {
		column = r.column(contactFirst)
	}
	switch {
	case first == 0:
		return last, column
	case last == 0:
		return first, column
	}
	a, z := r.b.pool.texts[first], r.b.pool.texts[last]
	switch {
	case ideographic(z):
		return r.b.pool.intern(z + a), column
	case slices.Contains(strings.Fields(spacedKey(z)), spacedKey(a)):
		return last, column // the column of last names holds whole names
	}
	return r.b.pool.intern(a + " " + z), column
}

// companyRow reads a row that a list of people and companies flags as a
// company: its name is an account.
func (r *sheetReader) companyRow() {
	name, column := r.personName()
	if name == 0 {
		r.reject(column, "no_account_name")
		return
	}
	r.b.accountRows = append(r.b.accountRows, accountRow{row: r.here(), ref: accountRef{name: name, column: column}})
}

// nameless judges a row without a person's name: the head of a group, a line
// of text, or a mistake.
func (r *sheetReader) nameless(column int32) {
	texts, only := 0, noField
	for _, c := range r.t.columns {
		if r.cells[c.field] != nil && r.text(c.field) != 0 {
			texts++
			only = c.field
		}
	}
	switch {
	case texts == 1 && only == accountName:
		r.settleHeading(false)
		id := r.groupName(r.name(accountName))
		r.t.rows.heading, r.t.rows.headingText = r.here(), id
		r.t.rows.account, r.t.rows.accountRow = accountRef{name: id, column: r.column(accountName)}, r.number
	case texts == 1 && r.lineOfText(only):
		r.p.notData(r.number, isFooter)
	default:
		r.reject(column, "no_name")
	}
}

// groupName takes an account's name out of the line that heads its group:
// "Account Name: Velo Bank (2 records)".
func (r *sheetReader) groupName(id int32) int32 {
	text := r.b.pool.texts[id]
	if label, rest, ok := strings.Cut(text, ":"); ok && strings.TrimSpace(rest) != "" && r.b.detector.known[wordKey(label)] {
		text = strings.TrimSpace(rest)
	}
	if bare, inside := bracketed(text); bare != "" {
		count, unit, _ := strings.Cut(inside, " ")
		if digits(count) && !strings.Contains(unit, " ") {
			text = bare
		}
	}
	return r.b.pool.intern(text)
}

// lineOfText tells whether the only text of a row is a remark rather than a
// fact of a person: it stands in the first column of the table and is text
// where the column holds identifiers.
func (r *sheetReader) lineOfText(f field) bool {
	c := r.cells[f]
	return c.Kind == workbook.Text && int(c.Column) == r.t.columns[0].header.column && f != contactEmail && f != contactTitle
}

// settleHeading decides what a row with only an account was: the head of a
// group when the next row has no account of its own, else a mistake.
func (r *sheetReader) settleHeading(blankBelow bool) {
	rr := &r.t.rows
	if rr.heading.Row == 0 {
		return
	}
	at, text := rr.heading, rr.headingText
	rr.heading = Row{}
	if blankBelow {
		rr.headings++
		rr.fillDown = true
		r.p.notData(int(at.Row), isHeading)
		return
	}
	key := wordKey(r.b.pool.texts[text])
	if slices.ContainsFunc(r.b.detector.profiles, func(p *profile) bool { return p.sheetRole(key) != noRole }) {
		r.p.notData(int(at.Row), isTitle) // "Visits" above the next table
		return
	}
	r.b.reject(at, rr.account.column, "stray_row", r.b.pool.texts[text])
}

// personFields reads everything but name and account.
func (r *sheetReader) personFields(row *personRow) {
	row.id, row.email = r.value(contactID), r.email(contactEmail)
	row.title, row.department, row.unit = r.value(contactTitle), r.value(contactDepartment), r.value(contactUnit)
	row.reportsTo = r.value(contactReportsTo)
	r.level(row)
	r.right(row)
	switch r.meaning(contactStance, &r.b.memos.stance, r.b.words.stances, "unknown_stance") {
	case "supporter":
		row.stance = Supporter
	case "neutral":
		row.stance = Neutral
	case "opponent":
		row.stance = Opponent
	}
	row.stanceDay, _ = r.date(contactStanceDay, "ignored_date")
	row.rival = r.rivalRelation()
	row.from, _ = r.date(contactFrom, "ignored_date")
	row.to, _ = r.date(contactTo, "ignored_date")
	row.override = r.share(contactOverride)
	row.private = r.yes(contactPrivate)
	row.assumed = r.assumed()
	if n := r.count(contactHeadcount); n != nil {
		row.unnamed = int32(*n)
	}
	if r.t.has(contactLastTouch) {
		row.lastTouch, _ = r.date(contactLastTouch, "ignored_date")
		row.lastTouchType, row.lastTouchOwner = r.value(contactLastType), r.value(contactOwner)
		row.lastColumn = r.column(contactLastTouch)
	}
}

// level reads the column of levels; what is on no ladder leaves the level to
// the title.
func (r *sheetReader) level(row *personRow) {
	id := r.value(contactLevel)
	if id == 0 {
		return
	}
	w := r.b.levelWord(id)
	if w.level == 0 {
		r.warn(contactLevel, "unknown_level", r.b.pool.texts[id], didYouMean(w.near, r.b.classifier.expected()))
		return
	}
	row.level, row.levelRule = w.level, r.b.pool.intern(w.rule)
}

func (r *sheetReader) right(row *personRow) {
	row.right = Influence
	word := r.meaning(contactRight, &r.b.memos.right, r.b.words.rights, "unknown_right")
	row.veto = r.yes(contactVeto)
	row.rightGiven = word != ""
	switch word {
	case "decide":
		row.right = Decide
	case "evaluate":
		row.right = Evaluate
	case "recommend":
		row.right = Recommend
	case "none":
		row.right = NoRight
	case vetoWord:
		row.right, row.veto = NoRight, true
	}
}

func (r *sheetReader) rivalRelation() float32 {
	c := r.cells[contactRival]
	if c != nil && c.Kind == workbook.Number && (c.Number == 0 || c.Number == 0.5 || c.Number == 1) {
		return float32(c.Number)
	}
	switch r.meaning(contactRival, &r.b.memos.rival, r.b.words.rivals, "unknown_rival") {
	case "some":
		return 0.5
	case "close":
		return 1
	}
	return 0
}

// assumed reads "assumed" and "confirmed", or yes and no under the header
// Assumed.
func (r *sheetReader) assumed() bool {
	id := r.value(contactAssumed)
	if id == 0 {
		return false
	}
	switch word := wordKey(r.b.pool.texts[id]); word {
	case "assumed", "angenommen", "推定", "guess", "guessed":
		return true
	case "confirmed", "bestätigt", "确认", "已确认":
		return false
	}
	c, _ := r.t.column(contactAssumed)
	return r.yes(contactAssumed) != strings.HasPrefix(wordKey(c.header.text), "confirm")
}

// period rejects a row whose end lies before its beginning.
func (r *sheetReader) period(row *personRow) bool {
	if row.from > 0 && row.to > 0 && row.to < row.from {
		r.reject(r.column(contactTo), "reversed_period", row.to.String(), row.from.String())
		return false
	}
	return true
}

func (p *sheetPlan) outcomeOf(row int) outcome {
	if row < len(p.outcomes) {
		return p.outcomes[row]
	}
	return unseen
}
