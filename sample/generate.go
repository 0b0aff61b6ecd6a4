//go:build ignore

// Generate writes the sample workbooks from the tables in sample/story. Run it
// from the root of the project:
//
//	go run sample/generate.go
//
// The story is written down there, person by person: who belongs to which
// account, how often each was met in each quarter, and every meeting that
// matters. Chance, with a fixed seed, only picks the days, channels and names
// of the background, so that the same program writes the same bytes.
package main

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"rapport/generator/workbook"
)

//go:embed story
var story embed.FS

const (
	lastDay  = "2026-09-30" // the current export
	lastQ2   = "2026-06-30" // the export of the quarter before
	quarters = 6            // 2025-Q2 to 2026-Q3
)

type account struct{ key, id, name, file, segment, region, revenue, owner, domain string }

type person struct {
	account                           *account
	id, name, title, department, unit string
	level, right, stance, rival       string
	by                                []string
	rhythm                            string            // touches per quarter, one digit each
	extra                             map[string]string // veto, from, to, reports, override, private
	was                               map[string]string // fields as they stood at the end of 2026-Q2
}

type activity struct {
	id, date, channel, direction string
	account                      *account
	people                       []*person
	ours                         []string
	status, subject              string
	copies                       int
}

type world struct {
	rng        *rand.Rand
	accounts   []*account
	people     []*person
	activities []*activity
	team       map[string]string // key to name
	names      map[string]bool   // names already given
	words      map[string][]string
	visits     map[string]*activity
}

func main() {
	log.SetFlags(0)
	w := &world{rng: rand.New(rand.NewPCG(2026, 930)), team: map[string]string{}, names: map[string]bool{},
		words: map[string][]string{}, visits: map[string]*activity{}}
	w.loadWords()
	w.loadAccounts()
	w.loadPeople("people-donghai.tsv")
	w.loadPeople("people.tsv")
	w.loadTouches()
	w.fillTouches()
	w.orderTouches()
	save("sample/crm-export.xlsx", w.crm(lastDay))
	save("sample/south-office.xlsx", w.south(lastDay))
	save("sample/2026-Q2/crm-export.xlsx", w.crm(lastQ2))
	save("sample/2026-Q2/south-office.xlsx", w.south(lastQ2))
	w.summarise()
}

// rows reads a table of the story without its header and comment lines, each
// row padded to the header's width.
func rows(name string) [][]string {
	data, err := story.ReadFile("story/" + name)
	if err != nil {
		log.Fatal(err)
	}
	var out [][]string
	width := 0
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if width == 0 {
			width = len(cells)
			continue
		}
		for len(cells) < width {
			cells = append(cells, "")
		}
		out = append(out, cells)
	}
	return out
}

func (w *world) loadWords() {
	for _, r := range rows("words.tsv") {
		w.words[r[0]] = strings.Split(r[1], ";")
	}
}

func (w *world) loadAccounts() {
	for _, r := range rows("team.tsv") {
		w.team[r[0]] = r[1]
	}
	for _, r := range rows("accounts.tsv") {
		w.accounts = append(w.accounts, &account{r[0], r[1], r[2], r[3], r[4], r[5], r[6], w.our(r[7])[0], r[8]})
	}
}

func (w *world) account(key string) *account {
	for _, a := range w.accounts {
		if a.key == key {
			return a
		}
	}
	log.Fatalf("no account %q in the story", key)
	return nil
}

// our turns keys such as "HJ;LS" into names of our people.
func (w *world) our(keys string) []string {
	var out []string
	for k := range strings.SplitSeq(keys, ";") {
		if w.team[k] == "" && k != "" {
			log.Fatalf("nobody of ours has the key %q", k)
		}
		out = append(out, w.team[k])
	}
	return out
}

func (w *world) loadPeople(file string) {
	for _, r := range rows(file) {
		n, fixed := 1, true
		if count, ok := strings.CutPrefix(r[1], "*"); ok {
			n, _ = strconv.Atoi(count)
			r[1], fixed = "", strings.HasPrefix(r[10], "=")
		}
		titles := strings.Split(r[2], ";")
		rhythm := strings.TrimPrefix(r[10], "=")
		for i := range n {
			p := &person{account: w.account(r[0]), name: r[1], title: titles[i%len(titles)], department: r[3],
				unit: r[4], level: r[5], right: r[6], stance: r[7], rival: r[8], rhythm: rhythm}
			if !fixed { // background people share a rhythm, not its phase
				k := i % len(rhythm)
				p.rhythm = rhythm[k:] + rhythm[:k]
			}
			if p.name == "" {
				p.name = w.newName(p.account)
			}
			if r[9] != "" {
				p.by = w.our(r[9])
			}
			p.extra, p.was = parseExtra(r[11])
			w.people = append(w.people, p)
			p.id = fmt.Sprintf("C%04d", len(w.people))
		}
	}
}

// parseExtra reads "veto; from=2026-07-20; was:level=4".
func parseExtra(s string) (extra, was map[string]string) {
	extra, was = map[string]string{}, map[string]string{}
	for part := range strings.SplitSeq(s, ";") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if old, ok := strings.CutPrefix(key, "was:"); ok {
			was[old] = value
		} else if key != "" {
			extra[key] = cmp.Or(value, "yes")
		}
	}
	return extra, was
}

// newName invents a name in the script of the account that nobody has yet.
func (w *world) newName(a *account) string {
	for {
		name := w.word("first") + " " + w.word("last")
		if strings.ContainsFunc(a.name, func(r rune) bool { return r > 0x2E80 }) {
			name = w.word("surname") + w.word("given 1") + w.word("given 2")
		}
		if !w.names[name] {
			w.names[name] = true
			return name
		}
	}
}

// word draws one word of a list in words.tsv.
func (w *world) word(list string) string {
	return w.words[list][w.rng.IntN(len(w.words[list]))]
}

func (w *world) person(a *account, name string) *person {
	if unknown, ok := strings.CutPrefix(name, "?"); ok {
		return &person{account: a, name: unknown}
	}
	for _, p := range w.people {
		if p.account == a && p.name == name {
			return p
		}
	}
	log.Fatalf("%s has no %q in the story", a.name, name)
	return nil
}

func (w *world) loadTouches() {
	for _, r := range rows("touches.tsv") {
		t := &activity{date: r[0], channel: r[1], direction: r[2], account: w.account(r[3]), ours: w.our(r[5]), status: r[6], subject: r[7], copies: 1}
		for name := range strings.SplitSeq(r[4], ";") {
			t.people = append(t.people, w.person(t.account, name))
		}
		if r[8] == "twice" {
			t.copies = 2
		}
		w.activities = append(w.activities, t)
	}
}

// fillTouches gives every person the touches that the rhythm promises, on
// working days of their own.
func (w *world) fillTouches() {
	for _, p := range w.people {
		taken := map[string]bool{}
		for q := 0; q < quarters && q < len(p.rhythm); q++ {
			for range int(p.rhythm[q] - '0') {
				w.touch(p, q, taken)
			}
		}
	}
}

func (w *world) touch(p *person, quarter int, taken map[string]bool) {
	day := w.workingDay(p, quarter, taken)
	ours := []string{p.by[0]}
	if len(p.by) > 1 && w.rng.IntN(10) >= 6 {
		ours = append(ours, p.by[1+w.rng.IntN(len(p.by)-1)])
	}
	channel, direction := w.channel()
	// Meetings in one unit and month are one visit for up to four people.
	visit := p.account.key + p.unit + day[:7] + strings.Join(ours, ",")
	if v := w.visits[visit]; channel == "Meeting" && v != nil && len(v.people) < 4 && !taken[v.date] && w.employed(p, v.date) {
		v.people = append(v.people, p)
		taken[v.date] = true
		return
	}
	taken[day] = true
	t := &activity{date: day, channel: channel, direction: direction, account: p.account, people: []*person{p}, ours: ours,
		status: "Completed", subject: w.word(channel), copies: 1}
	if p.account.file == "south" {
		t.status, t.subject = "已完成", w.word(chinese[channel])
	}
	if channel == "Meeting" {
		w.visits[visit] = t
	}
	w.activities = append(w.activities, t)
}

func (w *world) workingDay(p *person, quarter int, taken map[string]bool) string {
	for {
		day := time.Date(2025, time.Month(4+3*quarter), 1+w.rng.IntN(92), 0, 0, 0, 0, time.UTC)
		iso := day.Format(time.DateOnly)
		inside := (int(day.Month())-1)/3 == (quarter+1)%4 && day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
		if inside && !taken[iso] && w.employed(p, iso) && !w.told(p, iso) {
			return iso
		}
	}
}

func (w *world) employed(p *person, day string) bool {
	return day >= p.extra["from"] && (p.extra["to"] == "" || day <= p.extra["to"])
}

// told tells whether the story already has a touch of the person on the day.
func (w *world) told(p *person, day string) bool {
	return slices.ContainsFunc(w.activities, func(t *activity) bool { return t.date == day && slices.Contains(t.people, p) })
}

func (w *world) channel() (channel, direction string) {
	switch n := w.rng.IntN(20); {
	case n < 10:
		return "Meeting", "Two-way"
	case n < 15:
		return "Call", "Two-way"
	case n < 16:
		return "Call", "Outbound"
	case n < 19:
		return "Email", "Outbound"
	}
	return "Email", "Inbound"
}

// orderTouches sorts the log by date and numbers what the CRM holds.
func (w *world) orderTouches() {
	slices.SortStableFunc(w.activities, func(a, b *activity) int { return cmp.Compare(a.date, b.date) })
	n := 0
	for _, t := range w.activities {
		if t.account.file == "crm" {
			n++
			t.id = fmt.Sprintf("T%05d", n)
		}
	}
}

// at tells whether an activity stands in the export of a day. What is planned
// or cannot be read stands in the current one only.
func (t *activity) at(asOf string) bool {
	_, err := time.Parse(time.DateOnly, t.date)
	return asOf == lastDay || err == nil && t.date <= asOf
}

// field is a person's field as an export of the day shows it.
func (p *person) field(name, now, asOf string) string {
	if old, ok := p.was[name]; ok && asOf == lastQ2 {
		return old
	}
	return now
}

func (w *world) crm(asOf string) []workbook.Table {
	return []workbook.Table{
		w.accountSheet(), w.contactSheet(asOf), w.activitySheet(asOf), w.teamSheet(),
		w.headcountSheet(), w.decisionSheet(), w.recipientSheet(),
	}
}

func (w *world) accountSheet() workbook.Table {
	t := table("Accounts", "Account ID 12", "Account Name 32", "Parent 12", "Domain 24", "Segment 14", "Region 10", "Revenue 14", "Owner 24")
	for _, a := range w.accounts {
		if a.id != "" {
			add(&t, a.id, a.name, "", a.domain, a.segment, a.region, number(a.revenue), a.owner)
		}
	}
	return t
}

// contactSheet has a title block above its header, as a printed list would.
func (w *world) contactSheet(asOf string) workbook.Table {
	t := table("Contacts", "Stakeholder list, all accounts 30", " 30", " 30", " 30", " 40", " 18", " 24", " 14", " 14", " 7", " 12", " 12", " 8", " 26", " 12", " 12", " 10", " 10")
	t.Frozen = false
	add(&t, "As of "+asOf+". Internal, handle with care.")
	add(&t)
	add(&t, "Contact ID", "Contact Name", "Account", "Email", "Title", "Department", "Org Unit", "Level", "Decision Right",
		"Veto", "Stance", "Stance Date", "Rival", "Reports To", "Active From", "Active To", "Support Override", "Do Not Profile")
	for i, p := range w.people {
		if p.account.file != "crm" || p.extra["from"] > asOf {
			continue
		}
		w.contactRow(&t, p, asOf)
		if i == 0 { // one contact was entered twice
			w.contactRow(&t, p, asOf)
		}
	}
	return t
}

func (w *world) contactRow(t *workbook.Table, p *person, asOf string) {
	stance, since, _ := strings.Cut(p.stance, " ")
	if since > asOf { // the stance was noted after this export
		stance, since = "", ""
	}
	to := p.extra["to"]
	if to > asOf {
		to = ""
	}
	email := strings.ToLower(p.id) + "@" + p.account.domain
	if p.name == "空缺" {
		email = ""
	}
	add(t, p.id, p.name, p.account.name, email, p.field("title", p.title, asOf), p.department, p.field("unit", p.unit, asOf),
		number(p.field("level", p.level, asOf)), p.field("right", p.right, asOf), p.extra["veto"], stance, date(since), p.rival,
		p.extra["reports"], date(p.extra["from"]), date(to), number(p.extra["override"]), p.extra["private"])
}

func (w *world) activitySheet(asOf string) workbook.Table {
	t := table("Activities", "Activity ID 12", "Date 12", "Type 10", "Direction 12", "Contact ID 12", "Contact Name 30", "Account 30", "Our People 44", "Status 12", "Subject 40")
	for _, a := range w.activities {
		if a.account.file != "crm" || !a.at(asOf) {
			continue
		}
		for range a.copies {
			for _, p := range a.people {
				add(&t, a.id, date(a.date), a.channel, a.direction, p.id, p.name, a.account.name, strings.Join(a.ours, ", "), a.status, a.subject)
			}
		}
	}
	return t
}

func (w *world) teamSheet() workbook.Table {
	t := table("Team", "Name 28", "Level 8", "Title 38", "Manager 28", "Email 36")
	for _, r := range rows("team.tsv") {
		add(&t, r[1], number(r[2]), r[3], w.our(r[4])[0], r[5])
	}
	return t
}

// headcountSheet ends with a total line, which is not data.
func (w *world) headcountSheet() workbook.Table {
	t := table("Headcount", "Account 30", "Level 8", "Org Unit 26", "People 10")
	total := 0.0
	for _, r := range rows("headcount.tsv") {
		for level := 1; level <= 5 && level+1 < len(r); level++ {
			if r[level+1] != "" {
				add(&t, w.account(r[0]).name, float64(level), r[1], number(r[level+1]))
				n, _ := strconv.ParseFloat(r[level+1], 64)
				total += n
			}
		}
	}
	add(&t, "Total", "", "", total)
	return t
}

func (w *world) decisionSheet() workbook.Table {
	t := table("Decisions", "Account 30", "Decision 34", "Stage 18", "Kind 12", "Date 12", "Quota 8", "Rivals 8")
	for _, r := range rows("decisions.tsv") {
		add(&t, w.account(r[0]).name, r[1], r[2], r[3], date(r[4]), r[5], number(r[6]))
	}
	return t
}

func (w *world) recipientSheet() workbook.Table {
	t := table("Recipients", "Account 30", "Email 36", "Name 28", "Kind 8", "Send 8", "Edition 14", "Language 10")
	for _, r := range rows("recipients.tsv") {
		name := r[0]
		if name != "*" {
			name = w.account(name).name
		}
		add(&t, name, r[1], r[2], r[3], r[4], r[5], r[6])
	}
	return t
}

var chinese = map[string]string{"Meeting": "拜访", "Call": "电话", "Email": "邮件", "Two-way": "双向", "Outbound": "我方发起", "Inbound": "客户发起"}

// south is one flat sheet: three lines of title, the header in row 4, the
// account written once and blank below, dates as Chinese text, a last line
// with the number of visits.
func (w *world) south(asOf string) []workbook.Table {
	t := table("客户拜访台账", "南方办事处客户拜访台账 20", " 14", " 20", " 14", " 16", " 12", " 10", " 18", " 12", " 12", " 32", " 12", " 28")
	t.Frozen = false
	add(&t, "统计截止："+asOf)
	add(&t)
	add(&t, "客户名称", "联系人", "职务", "部门", "所属单位", "决策角色", "态度", "日期", "跟进方式", "方向", "跟进人", "状态", "跟进内容")
	n := 0
	for _, acct := range w.accounts {
		name := acct.name
		for _, a := range w.activities {
			if acct.file != "south" || a.account != acct || !a.at(asOf) {
				continue
			}
			day, _ := time.Parse(time.DateOnly, a.date)
			for range a.copies {
				for _, p := range a.people {
					add(&t, name, p.name, p.title, p.department, p.unit, p.right, p.stance, day.Format("2006年1月2日"),
						chinese[a.channel], chinese[a.direction], strings.Join(a.ours, "、"), a.status, a.subject)
					name, n = "", n+1
				}
			}
		}
	}
	add(&t, "合计", float64(n))
	return []workbook.Table{t}
}

// table makes a sheet from columns written as "Header 12", the number being
// the width.
func table(name string, columns ...string) workbook.Table {
	t := workbook.Table{Name: name, Frozen: true}
	for _, c := range columns {
		i := strings.LastIndex(c, " ")
		width, err := strconv.ParseFloat(c[i+1:], 64)
		if err != nil {
			log.Fatalf("column %q of %s has no width", c, name)
		}
		t.Columns = append(t.Columns, workbook.Column{Header: strings.TrimSpace(c[:i]), Width: width})
	}
	return t
}

// add appends a row of strings, numbers and workbook values.
func add(t *workbook.Table, cells ...any) {
	row := make([]workbook.Value, len(cells))
	for i, c := range cells {
		switch v := c.(type) {
		case workbook.Value:
			row[i] = v
		case float64:
			row[i] = workbook.NumberValue(v)
		case string:
			row[i] = workbook.TextValue(v)
		}
	}
	t.Rows = append(t.Rows, row)
}

// number writes a number as one, and anything else, such as 30-40, as text.
func number(s string) workbook.Value {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return workbook.NumberValue(n)
	}
	return workbook.TextValue(s)
}

// date writes an ISO date as an Excel date, and a damaged one as it stands.
func date(iso string) workbook.Value {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return workbook.TextValue(iso)
	}
	return workbook.DateValue(day.Year(), int(day.Month()), day.Day())
}

func save(path string, tables []workbook.Table) {
	var b bytes.Buffer
	if err := workbook.Write(&b, tables); err != nil {
		log.Fatalf("writing %s: %v", path, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}

// summarise prints people and contact-touches per account, to check the story.
func (w *world) summarise() {
	people, q2, q3, rows := map[*account]int{}, map[*account]int{}, map[*account]int{}, 0
	for _, p := range w.people {
		people[p.account]++
	}
	for _, t := range w.activities {
		rows += len(t.people) * t.copies
		done := (t.status == "Completed" || t.status == "已完成") && t.channel != "Task"
		switch {
		case done && t.date >= "2026-04-01" && t.date <= lastQ2:
			q2[t.account] += len(t.people)
		case done && t.date >= "2026-07-01" && t.date <= lastDay && t.people[0].title != "":
			q3[t.account] += len(t.people)
		}
	}
	for _, a := range w.accounts {
		fmt.Printf("%-34s people %3d  2026-Q2 %3d  2026-Q3 %3d\n", a.name, people[a], q2[a], q3[a])
	}
	fmt.Printf("%d activity rows, %d people\n", rows, len(w.people))
}
