package dataset

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rapport/generator/source"
)

// text is the English wording of a problem: Sprintf formats whose operands
// are all strings. The hint has the operands of the message.
type text struct {
	severity      source.Severity
	message, hint string
}

// texts lists every problem that this package reports, by code.
var texts = map[string]text{
	// refusals: the input cannot be used
	"no_people":        {source.Refusal, "no list of people was found in %[1]s; looked for a header row with a person's name, such as Contact Name, Full Name, Ansprechpartner or 联系人, in the first 100 rows of each sheet", "%[2]s"},
	"ambiguous_column": {source.Refusal, "two columns fit %[1]s equally well: %[2]q and %[3]q", "say which one it is, in rapport.yaml: input: {sheets: [{sheet: %[4]q, columns: {%[5]q: %[1]s, %[6]q: ignore}}]}"},
	"packed_column":    {source.Refusal, "column %[1]q packs several facts into one text, such as %[2]q", "take it apart in rapport.yaml: input: {sheets: [{sheet: %[3]q, split: [{column: %[1]q, pattern: %[4]q}]}]}"},
	"ambiguous_dates":  {source.Refusal, "column %[1]q has dates such as %[2]s that may be day-month or month-day, and no value of the column decides it", "set the order in rapport.yaml: input: {date_order: dmy} or {date_order: mdy}"},
	"bad_header_row":   {source.Refusal, "row %[1]s was named as the header row, but it has no known headers", "correct header_row or columns in rapport.yaml"},
	"unknown_header":   {source.Refusal, "rapport.yaml maps a column %[1]q that the sheet does not have", "%[2]s"},
	"missing_columns":  {source.Refusal, "the sheet was named as a table of %[1]s, but has no column for %[2]s", "map the column in rapport.yaml under input.sheets.columns"},
	"damaged_sheet":    {source.Refusal, "the sheet cannot be read whole: %[1]s", "export the file again"},

	// rows left out
	"no_account":          {source.Rejection, "the row names %[1]q but no account", "fill in the account"},
	"no_name":             {source.Rejection, "the row has no person's name", "fill in the name"},
	"no_account_name":     {source.Rejection, "the row has no account name", "fill in the name"},
	"no_person":           {source.Rejection, "the activity names no person of the customer", "fill in the contact, or leave the row out"},
	"unknown_person":      {source.Rejection, "%[1]q is not on the list of contacts of %[2]q", "%[3]s"},
	"unknown_person_id":   {source.Rejection, "contact ID %[1]q is on no list of contacts", "%[2]s"},
	"unknown_address":     {source.Rejection, "no contact has the e-mail address %[1]q", "%[2]s"},
	"ambiguous_person":    {source.Rejection, "%[1]q may be any of: %[2]s", "add the contact ID or the account"},
	"unknown_account":     {source.Rejection, "%[1]q is on no list of accounts or contacts", "%[2]s"},
	"unknown_domain":      {source.Rejection, "no account has the domain %[1]q of %[2]q", "fill in the account, or the domain on the list of accounts"},
	"ambiguous_account":   {source.Rejection, "%[1]q may be any of: %[2]s", "add the account ID"},
	"no_date":             {source.Rejection, "the activity has no date", "fill in the date"},
	"bad_date":            {source.Rejection, "%[1]q is not a date (want YYYY-MM-DD)", "%[2]s"},
	"undecided_date":      {source.Rejection, "%[1]q may be day-month or month-day", "set input: {date_order: dmy} or {date_order: mdy} in rapport.yaml, or write YYYY-MM-DD"},
	"future_date":         {source.Rejection, "%[1]s lies in the future (today is %[2]s)", "correct the date, or mark the activity as planned"},
	"impossible_date":     {source.Rejection, "%[1]q is no day that a touch can have (want 1900 to 2200)", "correct the date"},
	"destroyed_date":      {source.Rejection, "%[1]q is what is left of a date after a text export was opened and saved again: minutes and seconds only", "export the list again and do not save it from a spreadsheet program"},
	"bad_people":          {source.Rejection, "%[1]q is not a number of people (want 30 or 30-40)", "correct the number"},
	"no_level_or_unit":    {source.Rejection, "the headcount has neither level nor organisational unit", "fill in one of them"},
	"unknown_level_count": {source.Rejection, "level %[1]q is not on the ladder", "%[2]s"},
	"no_email":            {source.Rejection, "the recipient has no e-mail address", "fill in the address"},
	"bad_email":           {source.Rejection, "%[1]q is not an e-mail address", "correct the address"},
	"bad_kind":            {source.Rejection, "%[1]q is not a kind of recipient (want to, cc or bcc)", "correct the kind"},
	"reversed_period":     {source.Rejection, "active to %[1]s lies before active from %[2]s", "correct the dates"},
	"split_failed":        {source.Rejection, "%[1]q does not fit the pattern %[2]q", "correct the cell or input.sheets.split in rapport.yaml"},
	"stray_row":           {source.Rejection, "the row has only %[1]q and no person's name", "complete the row or delete it"},

	// used, but said
	"hidden_characters":   {source.Warning, "the text holds hidden or control characters; it is read as %[1]q", "retype the cell"},
	"long_text":           {source.Warning, "the text has %[1]s characters, more than a cell can hold", "shorten the text"},
	"error_value":         {source.Warning, "the cell holds the error %[1]s and is read as empty", "repair the formula"},
	"odd_name":            {source.Warning, "%[1]q is read as a name", "check the cell"},
	"unknown_level":       {source.Warning, "level %[1]q is not on the ladder; the title decides instead", "%[2]s"},
	"unknown_right":       {source.Warning, "decision right %[1]q is not known and is read as influence", "%[2]s"},
	"unknown_stance":      {source.Warning, "stance %[1]q is not known and is read as unknown", "%[2]s"},
	"unknown_rival":       {source.Warning, "rival relation %[1]q is not known (want none, some or close); it is read as none", "%[2]s"},
	"unknown_channel":     {source.Warning, "type of activity %[1]q is not known and is read as other", "%[2]s"},
	"unknown_direction":   {source.Warning, "direction %[1]q is not known (want inbound, outbound or two-way)", "%[2]s"},
	"unknown_status":      {source.Warning, "status %[1]q is not known; the activity is taken as held", "%[2]s"},
	"unknown_yes_no":      {source.Warning, "%[1]q is neither yes nor no; it is read as no", "write yes or no"},
	"unknown_stage":       {source.Warning, "stage %[1]q is not known (want recommend, evaluate or decide)", "%[2]s"},
	"bad_number":          {source.Warning, "%[1]q is not a number; it is read as empty", "correct the number"},
	"bad_share":           {source.Warning, "%[1]q is not a share between 0 and 1; it is read as empty", "correct the number"},
	"bad_quota":           {source.Warning, "%[1]q is not a quota (want 1/2, 60%% or \"more than 1/2\"); the default is used", "correct the quota"},
	"ignored_date":        {source.Warning, "%[1]q is not a date (want YYYY-MM-DD); it is read as empty", "correct the date"},
	"negative_revenue":    {source.Warning, "revenue %[1]s is negative; the account is left out of ratios of revenue", "check the revenue"},
	"doubtful_email":      {source.Warning, "%[1]q is not an e-mail address; it is read as empty", "correct the address"},
	"unlisted_account":    {source.Warning, "%[1]q is not on the list of accounts; it is read as an account of its own", "%[2]s"},
	"account_differs":     {source.Warning, "the row names account %[1]q, but %[2]q belongs to %[3]q", "correct the account"},
	"person_left_out":     {source.Warning, "%[1]q is not on the list of contacts of %[2]q and is left out of the activity", "%[3]s"},
	"unlisted_person":     {source.Warning, "%[1]q is not on the list of contacts of %[2]q and is added from the activity", "%[3]s"},
	"conflicting_value":   {source.Warning, "%[1]s is %[2]q here and %[3]q in %[4]s; %[5]q is used", "make both cells agree"},
	"same_id":             {source.Warning, "contact ID %[1]q is also that of %[2]q (%[3]s); both are kept, and an activity that gives only the ID is rejected", "give each person an ID of their own"},
	"account_from_email":  {source.Warning, "the row names no account; the domain of %[1]q is that of %[2]q, which is taken", "fill in the account"},
	"same_email":          {source.Warning, "%[1]q is also the e-mail address of %[2]q (%[3]s); they are kept as two people", "give each person an address of their own"},
	"mixed_date_order":    {source.Warning, "column %[1]q has both day-month and month-day dates", "write YYYY-MM-DD"},
	"activity_differs":    {source.Warning, "activity %[1]q has date %[2]s here and %[3]s in %[4]s; they are kept as two activities", "give each activity an ID of its own"},
	"two_companies":       {source.Warning, "the cell names several accounts; %[1]q is used", "keep one account in the cell"},
	"empty_table":         {source.Warning, "the table of %[1]s has a header and no rows", "check the export"},
	"people_from_touches": {source.Warning, "there is no list of contacts; the people are those of the activities", "export the list of contacts too, so that people without an activity show"},
	"hidden_sheet":        {source.Warning, "the sheet is hidden and was read", "list it under input.ignore in rapport.yaml to leave it out"},
	"hidden_rows":         {source.Warning, "%[1]s hidden or filtered rows were read", "delete the rows to leave them out"},
	"dates_destroyed":     {source.Warning, "the dates of column %[1]q are destroyed: %[2]s cells hold minutes and seconds only, such as %[3]q", "export the list again and do not save it from a spreadsheet program"},
	"likely_column":       {source.Warning, "column %[1]q is not used, but looks like %[2]s", "%[3]s"},
	"date_headers":        {source.Warning, "%[1]s columns are headed by dates, beginning with %[2]q; what stands below them is not read", "write each meeting as a row with a date and the people who took part"},
	"doubled_column":      {source.Warning, "columns %[1]q and %[2]q both fit %[3]s; the first is used", "map one of them in rapport.yaml"},
	"blank_header":        {source.Warning, "the column has values and no header; it is not used", "give the column a header"},
	"merged_values":       {source.Warning, "the merged area %[1]s covers %[2]s cells with values, which the spreadsheet hides; they are read", "unmerge the cells"},
	"bare_serials":        {source.Warning, "column %[1]q has numbers without a date format; they are read as spreadsheet dates", "format the column as a date"},
	"compact_dates":       {source.Warning, "column %[1]q has numbers such as %[2]s; they are read as dates written yyyymmdd", "format the column as a date"},
	"unix_dates":          {source.Warning, "column %[1]q has numbers such as %[2]s; they are read as seconds or milliseconds since 1970", "format the column as a date"},
	"several_forms":       {source.Warning, "column %[1]q has dates in several forms, such as %[2]q and %[3]q", "write YYYY-MM-DD"},
	"two_tables":          {source.Warning, "the sheet has %[1]s tables; each is read", "give each table a sheet of its own"},
	"wide_sheet":          {source.Warning, "the header row has %[1]s columns; %[2]s of them are used", "delete the columns that are not needed"},

	// told, nothing to do
	"account_from_sheet":  {source.Note, "the sheet has no column for the account; its name %[1]q is taken", "add a column Account, or set account under input.sheets in rapport.yaml"},
	"account_from_file":   {source.Warning, "there is no column for the account and the sheet's name tells none; the file's name %[1]q is taken", "add a column Account, or set account under input.sheets in rapport.yaml"},
	"filled_down":         {source.Note, "%[1]s rows without an account belong to the account above them", "write the account in every row to be safe"},
	"continued_rows":      {source.Note, "%[1]s rows without a person belong to the person above them", "write the person in every row to be safe"},
	"no_touches":          {source.Note, "the files hold people but no activities: who they are, at which level, with which right and stance can be shown; who was met, when and by whom cannot", "add an export of activities (date, contact, type)"},
	"sheet_not_used":      {source.Note, "the sheet holds no list of people, accounts or activities and is not used", "%[1]s"},
	"last_touch_used":     {source.Note, "column %[1]q gives each person's last activity; it is read as one touch each, so earlier touches are missing", "export the activities too"},
	"last_touch_not_used": {source.Note, "column %[1]q gives each person's last activity; it is not counted, since the activities are listed elsewhere", ""},
	"same_rows":           {source.Note, "%[1]s rows are equal to another row of the sheet and have no activity ID; each counts as an activity of its own", "export the activity ID too"},
	"equal_columns":       {source.Note, "columns %[1]q and %[2]q both fit %[3]s and hold the same; the first is used", ""},
	"vacant_posts":        {source.Note, "%[1]s posts without a named holder count as heads, not as people", ""},
	"short_years":         {source.Note, "column %[1]q has years of two digits; they are read as 20xx", "write the year with four digits"},
	"more":                {source.Note, "%[1]s more cells of the column have the problem %[2]q", ""},
	"grouped_rows":        {source.Note, "%[1]s lines with only an account name head the people below them", ""},
}

// Reasons for which a row is not data.
const (
	isTitle         = "title"
	isHeader        = "header"
	isRepeated      = "repeated_header"
	isBlank         = "blank"
	isTotal         = "total"
	isFooter        = "footer"
	isHeading       = "group_heading"
	isExample       = "example"
	isPlanned       = "planned"
	isCancelled     = "cancelled"
	isNotTouch      = "not_a_touch"
	isIgnored       = "ignored_sheet"
	isNoTable       = "no_table"
	isNotUsed       = "not_used"
	isOtherActivity = "undated_activity"
)

var reasons = []string{isTitle, isHeader, isRepeated, isBlank, isTotal, isFooter, isHeading, isExample,
	isPlanned, isCancelled, isNotTouch, isIgnored, isNoTable, isNotUsed, isOtherActivity}

// Codes lists the code of every problem and every reason for which a row is
// not data, sorted; the reasons have the prefix "not_data.".
func Codes() []string {
	codes := slices.Collect(maps.Keys(texts))
	for _, r := range reasons {
		codes = append(codes, "not_data."+r)
	}
	slices.Sort(codes)
	return codes
}

// newProblem words a problem; the severity is that of the code.
func newProblem(cell source.Cell, code string, args ...string) source.Problem {
	t, ok := texts[code]
	if !ok {
		panic("dataset: problem code without a text: " + code)
	}
	operands := make([]any, len(args))
	for i, a := range args {
		args[i] = shorten(a)
		operands[i] = args[i]
	}
	p := source.Problem{Cell: cell, Severity: t.severity, Code: code, Args: args, Message: fill(t.message, operands)}
	p.Hint = fill(t.hint, operands)
	return p
}

func fill(format string, operands []any) string {
	if !strings.Contains(format, "%") {
		return format
	}
	return fmt.Sprintf(format, operands...)
}

// shorten keeps messages readable when a cell holds a whole letter.
func shorten(s string) string {
	const limit = 400
	n := 0
	for i := range s {
		if n++; n > limit {
			return s[:i] + "…"
		}
	}
	return s
}

// cellLimit is how often one kind of problem is listed cell by cell in one
// column before the rest is counted. Rejected rows are always listed.
const cellLimit = 50

type problemColumn struct {
	file, sheet, code string
	column            int
}

// collector gathers problems.
type collector struct {
	list source.Problems
	seen map[problemColumn]int
}

func newCollector() *collector {
	return &collector{seen: map[problemColumn]int{}}
}

// add reports a problem; warnings beyond the limit of a column are counted.
func (c *collector) add(cell source.Cell, code string, args ...string) {
	p := newProblem(cell, code, args...)
	if p.Severity == source.Warning && cell.Row != 0 {
		key := problemColumn{cell.File, cell.Sheet, code, cell.Column}
		c.seen[key]++
		if c.seen[key] > cellLimit {
			return
		}
	}
	c.list = append(c.list, p)
}

// finish adds what was counted only and sorts.
func (c *collector) finish() source.Problems {
	for key, n := range c.seen {
		if n > cellLimit {
			cell := source.Cell{File: key.file, Sheet: key.sheet, Column: key.column}
			c.list = append(c.list, newProblem(cell, "more", fmt.Sprint(n-cellLimit), key.code))
		}
	}
	slices.SortFunc(c.list, func(a, b source.Problem) int {
		return cmp.Or(cmp.Compare(a.Cell.File, b.Cell.File), cmp.Compare(a.Cell.Sheet, b.Cell.Sheet),
			cmp.Compare(a.Cell.Row, b.Cell.Row), cmp.Compare(a.Cell.Column, b.Cell.Column),
			cmp.Compare(b.Severity, a.Severity), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return c.list
}
