package dataset

import (
	"strings"

	"rapport/generator/workbook"
)

func (r *sheetReader) teamRow() {
	name := r.name(memberName)
	if name == 0 {
		r.reject(r.column(memberName), "no_name")
		return
	}
	row := memberRow{row: r.here(), name: name, title: r.value(memberTitle), manager: r.value(memberManager), email: r.email(memberEmail)}
	if id := r.value(memberLevel); id != 0 {
		w := r.b.levelWord(id)
		if row.level = w.level; row.level == 0 {
			r.warn(memberLevel, "unknown_level", r.b.pool.texts[id], didYouMean(w.near, r.b.classifier.expected()))
		}
	}
	r.b.memberRows = append(r.b.memberRows, row)
}

func (r *sheetReader) headcountRow() {
	account := r.account()
	if account.empty() {
		r.reject(r.column(accountName), "no_account", "headcount")
		return
	}
	row := headcountRow{row: r.here(), account: account, unit: r.value(headcountUnit)}
	if id := r.value(headcountLevel); id != 0 {
		w := r.b.levelWord(id)
		if row.level = w.level; row.level == 0 {
			r.reject(r.column(headcountLevel), "unknown_level_count", r.b.pool.texts[id], didYouMean(w.near, r.b.classifier.expected()))
			return
		}
	}
	if row.level == 0 && row.unit == 0 {
		r.reject(r.column(headcountLevel), "no_level_or_unit")
		return
	}
	id := r.text(headcountPeople)
	lo, hi, ok := peopleRange(r.b.pool.texts[id])
	if !ok {
		r.reject(r.column(headcountPeople), "bad_people", r.b.pool.texts[id])
		return
	}
	row.lo, row.hi = lo, hi
	r.b.headRows = append(r.b.headRows, row)
}

// peopleRange reads 30, "30-40", "30 – 40", "ca. 30", "30+" as bounds.
func peopleRange(s string) (lo, hi int, ok bool) {
	if !digits(s) {
		s = strings.TrimSpace(strings.NewReplacer("–", "-", "—", "-", "~", "-", "～", "-", "至", "-", " to ", "-", " bis ", "-", " à ", "-", " a ", "-", "人", "", "名", "").Replace(s))
	}
	for _, about := range []string{"ca.", "ca", "about", "approx.", "approx", "约", "环", "circa", "≈", "env."} {
		s = strings.TrimSpace(strings.TrimPrefix(s, about))
	}
	s = strings.TrimSuffix(s, "+")
	a, b, ranged := strings.Cut(s, "-")
	first, ok := wholeNumber(a)
	if !ok || !ranged {
		return first, first, ok
	}
	second, ok := wholeNumber(b)
	return first, second, ok && first <= second
}

func wholeNumber(s string) (int, bool) {
	v, ok := parseNumber(strings.TrimSpace(s))
	if !ok || v < 0 || v > 1e7 || v != float64(int(v)) {
		return 0, false
	}
	return int(v), true
}

func (r *sheetReader) decisionRow() {
	account := r.account()
	if account.empty() {
		r.reject(r.column(accountName), "no_account", r.b.pool.texts[r.value(decisionName)])
		return
	}
	name := r.value(decisionName)
	if name == 0 {
		r.reject(r.column(decisionName), "no_name")
		return
	}
	d := Decision{Name: r.b.pool.texts[name], Gate: true, Row: r.here()}
	if id := r.value(decisionStage); id != 0 {
		switch stage := r.b.words.rights[wordKey(r.b.pool.texts[id])]; stage {
		case "recommend", "evaluate", "decide":
			d.Stage = stage
		default:
			r.warn(decisionStage, "unknown_stage", r.b.pool.texts[id], didYouMean(r.b.words.rights.near(r.b.pool.texts[id]), "write recommend, evaluate or decide"))
		}
	}
	if id := r.value(decisionGate); id != 0 {
		key := wordKey(r.b.pool.texts[id])
		d.Gate = key != "advisory" && key != "advice" && key != "beratend" && key != "建议性" && key != "咨询" && key != "consultatif" && key != "consultivo" && key != "no"
	}
	day, ok := r.date(decisionDate, "ignored_date")
	if ok {
		if d.Day, _, ok = r.b.day(day); !ok {
			d.Day = 0
		}
	}
	r.quota(&d)
	d.Rivals = r.count(decisionRivals)
	r.b.decisionRows = append(r.b.decisionRows, decisionRow{row: r.here(), account: account, decision: d})
}

// quota reads 1/2, 60%, 0.6, "more than 1/2", "at least 60%", ">1/2", "≥2/3",
// "simple majority" and "two thirds".
func (r *sheetReader) quota(d *Decision) {
	c := r.cells[decisionQuota]
	id := r.value(decisionQuota)
	if id == 0 {
		return
	}
	text := r.b.pool.texts[id]
	var ok bool
	if c.Kind == workbook.Number {
		d.Num, d.Den, ok = fraction(numberText(c.Number))
		d.AtLeast = true
	} else {
		d.Num, d.Den, d.AtLeast, ok = parseQuota(text)
	}
	if !ok {
		d.Num, d.Den, d.AtLeast = 0, 0, false
		r.warn(decisionQuota, "bad_quota", text)
	}
}

// parseQuota reads a written quota. "More than" is the meaning of one half
// without a word; other shares are met by equality.
func parseQuota(s string) (num, den int, atLeast, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch wordKey(s) {
	case "simplemajority", "majority", "einfachemehrheit", "简单多数", "过半数", "过半", "majoritésimple", "mayoríasimple", "простоебольшинство", "過半数":
		return 1, 2, false, true
	case "twothirds", "twothirdsmajority", "zweidrittelmehrheit", "三分之二", "三分之二多数":
		return 2, 3, true, true
	case "unanimous", "unanimity", "einstimmig", "一致", "全票", "unanimité", "unanimidad", "единогласно":
		return 1, 1, true, true
	}
	said := false
	for _, word := range []string{"more than", "over", "mehr als", ">", "超过", "plus de", "más de", "более"} {
		if rest, found := strings.CutPrefix(s, word); found && !strings.HasPrefix(rest, "=") {
			s, said = strings.TrimSpace(rest), true
			break
		}
	}
	for _, word := range []string{"at least", "mindestens", ">=", "≥", "不少于", "至少", "au moins", "al menos", "не менее"} {
		if rest, found := strings.CutPrefix(s, word); found {
			s, said, atLeast = strings.TrimSpace(rest), true, true
			break
		}
	}
	num, den, ok = fraction(s)
	if !said {
		atLeast = num*2 != den
	}
	return num, den, atLeast, ok
}

// fraction reads 2/3, 60% and 0.6 as a fraction in lowest terms, above 0 and
// at most 1.
func fraction(s string) (num, den int, ok bool) {
	if a, b, found := strings.Cut(s, "/"); found {
		n, okN := wholeNumber(a)
		d, okD := wholeNumber(b)
		return lowest(n, d, okN && okD && n > 0 && d > 0 && n <= d)
	}
	v, ok := parseNumber(s)
	if v > 1 && v <= 100 && !strings.Contains(s, "%") {
		v /= 100
	}
	n := int(v*10000 + 0.5)
	return lowest(n, 10000, ok && n > 0 && n <= 10000)
}

func lowest(n, d int, ok bool) (int, int, bool) {
	if !ok {
		return 0, 0, false
	}
	a, b := n, d
	for b != 0 {
		a, b = b, a%b
	}
	return n / a, d / a, true
}

func (r *sheetReader) recipientRow() {
	row := recipientRow{row: r.here()}
	id := r.value(recipientEmail)
	switch {
	case id == 0:
		r.reject(r.column(recipientEmail), "no_email")
		return
	case r.b.mail(id) == 0:
		r.reject(r.column(recipientEmail), "bad_email", r.b.pool.texts[id])
		return
	}
	row.recipient = Recipient{Email: r.b.pool.texts[r.b.mail(id)], Name: r.b.pool.texts[r.name(recipientName)],
		Kind: "to", Send: true, Edition: strings.ToLower(r.b.pool.texts[r.value(recipientEdition)]),
		Language: r.b.pool.texts[r.value(recipientLanguage)], Row: r.here()}
	if id := r.value(recipientKind); id != 0 {
		kind := wordKey(r.b.pool.texts[id])
		if kind != "to" && kind != "cc" && kind != "bcc" {
			r.reject(r.column(recipientKind), "bad_kind", r.b.pool.texts[id])
			return
		}
		row.recipient.Kind = kind
	}
	if r.cells[recipientSend] != nil {
		row.recipient.Send = r.yes(recipientSend)
	}
	if c := r.cells[accountName]; c != nil && strings.TrimSpace(c.Text) == "*" {
		row.all = true
	} else if row.account = r.account(); row.account.empty() {
		r.reject(r.column(accountName), "no_account", row.recipient.Email)
		return
	}
	r.b.recipientRows = append(r.b.recipientRows, row)
}
