package dataset

import (
	"strings"

	"rapport/generator/workbook"
)

// activityRow reads a row of a list of activities.
func (r *sheetReader) activityRow() { r.touch(0, 0) }

// touch reads the activity of a row. In a flat table the people are those of
// the row, from personRows.at(first-1) on.
func (r *sheetReader) touch(first, count int32) {
	if reason := r.notATouch(); reason != "" {
		r.p.notData(r.number, reason)
		return
	}
	row := touchRow{row: r.here(), flat: first, flatCount: count, dateColumn: int16(r.column(activityDate))}
	if first == 0 {
		row.account = r.account()
		r.touchPeople(&row)
	}
	day, ok := r.date(activityDate, "bad_date")
	switch {
	case !ok && r.p.outcomeOf(r.number) == rejected:
		return
	case !ok && first != 0:
		// A person without an activity: an outer join's row.
		return
	case !ok:
		r.reject(int32(row.dateColumn), "no_date")
		return
	}
	row.day = day
	if today := r.b.settings.Today; today != 0 && day > today {
		r.reject(int32(row.dateColumn), "future_date", day.String(), today.String())
		return
	}
	if first == 0 && row.people == 0 && row.personID == 0 && row.email == 0 {
		r.reject(int32(row.peopleColumn), "no_person")
		return
	}
	row.id, row.subject, row.ours = r.activityID(), r.value(activitySubject), r.value(activityOurs)
	row.channel, row.direction = r.channel(), r.direction()
	r.senders(&row)
	r.b.touchRows.add(&row)
}

// touchPeople reads who of the customer took part.
func (r *sheetReader) touchPeople(row *touchRow) {
	if r.t.namesPerson() {
		var column int32
		row.people, column = r.personName()
		row.peopleColumn = int16(column)
	}
	if row.people == 0 && r.cells[activityContacts] != nil {
		row.people = r.name(activityContacts)
		row.peopleColumn = int16(r.column(activityContacts))
	}
	row.personID = r.value(contactID)
	if r.t.has(contactEmail) {
		row.email = r.value(contactEmail)
		if row.email != 0 {
			if mail := r.b.mail(row.email); mail != 0 {
				row.email = mail
			}
		}
	}
	if row.people == 0 && row.personID == 0 && row.email == 0 && r.t.has(activityFrom, activityTo) {
		from, to := r.name(activityFrom), r.name(activityTo)
		row.people = r.b.pool.intern(strings.Trim(r.b.pool.texts[from]+"; "+r.b.pool.texts[to], "; "))
		row.peopleColumn, row.bothSides = int16(r.column(activityFrom)), true
	}
	if row.peopleColumn == 0 {
		for _, f := range []field{contactID, contactEmail, activityContacts} {
			if r.t.has(f) {
				row.peopleColumn = int16(r.column(f))
				break
			}
		}
	}
}

// notATouch gives the reason why a row is no touch: planned, cancelled, a
// task or a note; "" is a touch.
func (r *sheetReader) notATouch() string {
	if id := r.text(activityChannel); id != 0 {
		if r.b.memos.channel.get(id, r.b.channelWord) == notTouch {
			return isNotTouch
		}
	}
	reason := r.statusReason()
	for _, c := range r.status {
		r.cells[activityStatus] = c
		if reason == "" {
			reason = r.statusReason()
		}
	}
	return reason
}

func (r *sheetReader) statusReason() string {
	if c := r.cells[activityStatus]; c == nil {
		return ""
	} else if c.Kind == workbook.Bool && c.Number == 0 {
		return isPlanned
	}
	switch r.meaning(activityStatus, &r.b.memos.status, r.b.words.statuses, "unknown_status") {
	case "planned":
		return isPlanned
	case "cancelled":
		return isCancelled
	}
	return ""
}

func (b *builder) channelWord(id int32) string { return b.words.channels[wordKey(b.pool.texts[id])] }

func (r *sheetReader) channel() Channel {
	switch r.meaning(activityChannel, &r.b.memos.channel, r.b.words.channels, "unknown_channel") {
	case "meeting":
		return Meeting
	case "call":
		return Call
	case "email":
		return Email
	case "event":
		return Event
	}
	return OtherChannel
}

// direction reads the column of directions, else a type that tells it, such
// as "Inbound Call".
func (r *sheetReader) direction() Direction {
	word := ""
	if r.cells[activityDirection] != nil {
		word = r.meaning(activityDirection, &r.b.memos.direction, r.b.words.directions, "unknown_direction")
	} else if id := r.text(activityChannel); id != 0 {
		word = r.b.memos.direction.get(id, func(id int32) string { return r.b.words.directions[wordKey(r.b.pool.texts[id])] })
	}
	switch word {
	case "inbound":
		return Inbound
	case "outbound":
		return Outbound
	case "two-way":
		return TwoWay
	}
	return DirectionUnknown
}

// senders keeps sender and recipient of a mail, whose sides are known only
// when the people are: the customer's side is the contact, ours the rest.
func (r *sheetReader) senders(row *touchRow) {
	if row.direction != DirectionUnknown || !r.t.has(activityFrom) {
		return
	}
	from, to := r.name(activityFrom), r.name(activityTo)
	if from == 0 && to == 0 {
		return
	}
	r.b.senders = append(r.b.senders, sender{touch: int32(r.b.touchRows.n), from: from, to: to})
	row.sender = true
}

// sender is who wrote to whom.
type sender struct{ touch, from, to int32 }
