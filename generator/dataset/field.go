package dataset

import "strings"

// field is one fact that a column can give.
type field uint8

// The fields, in the order in which columns are reported.
const (
	noField field = iota
	accountID
	accountName
	accountDomain
	accountParent
	accountSegment
	accountRegion
	accountRevenue
	accountProfit
	accountRivals
	accountOwner
	contactID
	contactName
	contactFirst
	contactLast
	contactMiddle
	contactEmail
	contactTitle
	contactDepartment
	contactUnit
	contactLevel
	contactRight
	contactVeto
	contactStance
	contactStanceDay
	contactRival
	contactReportsTo
	contactFrom
	contactTo
	contactOverride
	contactPrivate
	contactAssumed
	contactHeadcount
	contactCompanyFlag
	contactOwner
	contactLastTouch
	contactLastType
	activityID
	activityDate
	activityChannel
	activityDirection
	activityOurs
	activityStatus
	activitySubject
	activityContacts
	activityFrom
	activityTo
	memberName
	memberLevel
	memberTitle
	memberManager
	memberEmail
	headcountLevel
	headcountUnit
	headcountPeople
	decisionName
	decisionStage
	decisionGate
	decisionDate
	decisionQuota
	decisionRivals
	recipientEmail
	recipientName
	recipientKind
	recipientSend
	recipientEdition
	recipientLanguage
	fieldCount
)

var fieldNames = [fieldCount]string{
	"", "account.id", "account.name", "account.domain", "account.parent", "account.segment", "account.region",
	"account.revenue", "account.profit", "account.rivals", "account.owner",
	"contact.id", "contact.name", "contact.first", "contact.last", "contact.middle", "contact.email", "contact.title",
	"contact.department", "contact.unit", "contact.level", "contact.right", "contact.veto", "contact.stance",
	"contact.stance_day", "contact.rival", "contact.reports_to", "contact.from", "contact.to", "contact.override",
	"contact.private", "contact.assumed", "contact.headcount", "contact.company_flag", "contact.owner",
	"contact.last_touch", "contact.last_type",
	"activity.id", "activity.date", "activity.channel", "activity.direction", "activity.ours", "activity.status",
	"activity.subject", "activity.contacts", "activity.from", "activity.to",
	"member.name", "member.level", "member.title", "member.manager", "member.email",
	"headcount.level", "headcount.unit", "headcount.people",
	"decision.name", "decision.stage", "decision.gate", "decision.date", "decision.quota", "decision.rivals",
	"recipient.email", "recipient.name", "recipient.kind", "recipient.send", "recipient.edition", "recipient.language",
}

func (f field) String() string { return fieldNames[f] }

// fieldByName finds a field by its canonical name.
func fieldByName(name string) (field, bool) {
	for f := accountID; f < fieldCount; f++ {
		if fieldNames[f] == name {
			return f, true
		}
	}
	return noField, false
}

// Fields lists the canonical names of every field that a column can be mapped
// to, in a fixed order.
func Fields() []string { return append([]string(nil), fieldNames[1:]...) }

// entity is the part of a field's name before the dot.
func (f field) entity() string {
	entity, _, _ := strings.Cut(fieldNames[f], ".")
	return entity
}

// role is what the rows of a table are.
type role uint8

// The roles, in the order in which a tie between them is decided.
const (
	noRole role = iota
	flatRole
	activitiesRole
	contactsRole
	recipientsRole
	headcountRole
	decisionsRole
	teamRole
	accountsRole
	roleCount
)

var roleNames = [roleCount]string{"", "flat", "activities", "contacts", "recipients", "headcount", "decisions", "team", "accounts"}

func (r role) String() string { return roleNames[r] }

// roleByName finds a role by the name used in settings and profiles.
func roleByName(name string) (role, bool) {
	for r := flatRole; r < roleCount; r++ {
		if roleNames[r] == name {
			return r, true
		}
	}
	return noRole, false
}

// roleEntities says which fields a table of a role may have. When one header
// fits fields of several entities, the first entity has it.
var roleEntities = [roleCount][]string{
	flatRole:       {"activity", "contact", "account"},
	activitiesRole: {"activity", "contact", "account"},
	contactsRole:   {"contact", "account"},
	recipientsRole: {"recipient", "account"},
	headcountRole:  {"headcount", "account"},
	decisionsRole:  {"decision", "account"},
	teamRole:       {"member"},
	accountsRole:   {"account"},
}

// allows tells whether a table of the role uses the field. Roles other than
// accounts need of an account only what identifies it, and activities need of
// a person only what identifies the person.
func (r role) allows(f field) bool {
	switch f.entity() {
	case "account":
		return r == accountsRole || r == flatRole || f == accountID || f == accountName || f == accountDomain && (r == contactsRole || r == activitiesRole)
	case "contact":
		if f == contactLastTouch || f == contactLastType || f == contactOwner {
			return r == contactsRole
		}
		if r == activitiesRole {
			return f == contactID || f == contactName || f == contactFirst || f == contactLast || f == contactMiddle || f == contactEmail
		}
	}
	for _, entity := range roleEntities[r] {
		if entity == f.entity() {
			return true
		}
	}
	return false
}
