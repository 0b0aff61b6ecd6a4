package history

import (
	"fmt"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
	"rapport/generator/source"
	"rapport/generator/workbook"
)

// Actions is what an action list says. Cells has the place of each edit.
type Actions struct {
	Edits    []analysis.Edit
	Cells    []source.Cell
	Problems source.Problems
}

// IsActions tells whether a workbook is an action list of ours.
func IsActions(book *workbook.Book) bool {
	for _, sheet := range book.Sheets {
		if h, _ := findHeader(sheet, nil); h != nil {
			return true
		}
	}
	return false
}

// ReadActions reads an action list in any of the catalogues' languages. Every
// row is an edit or a problem. The error is a source.Problem when the file
// cannot be read whole.
func ReadActions(book *workbook.Book, languages []*words.Catalog) (*Actions, error) {
	out := &Actions{}
	for _, sheet := range book.Sheets {
		h, err := findHeader(sheet, languages)
		if err != nil {
			return nil, err
		}
		if h == nil {
			continue
		}
		err = sheet.Rows(func(row *workbook.Row) error {
			if row.Number > h.row {
				h.read(row, out)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	out.Problems.Sort()
	return out, nil
}

// header tells which columns of an action sheet are what.
type header struct {
	sheet                         *workbook.Sheet
	row                           int
	key, by, due, status, comment int32 // columns; 0 is missing
	statuses                      map[string]string
	statusWords                   []string
}

// headerRows is how far down a header is looked for.
const headerRows = 20

// findHeader looks for the row with the key column; nil when there is none.
func findHeader(sheet *workbook.Sheet, languages []*words.Catalog) (*header, error) {
	var h *header
	err := sheet.Rows(func(row *workbook.Row) error {
		if row.Number > headerRows || h != nil {
			return workbook.Stop
		}
		for i := range row.Cells {
			if strings.TrimSpace(row.Cells[i].Text) == analysis.EditKeyHeader {
				h = &header{sheet: sheet, row: row.Number, key: row.Cells[i].Column, statuses: map[string]string{}}
			}
		}
		if h != nil {
			h.learn(row, languages)
		}
		return nil
	})
	return h, err
}

// learn finds the other columns by the words of any language.
func (h *header) learn(row *workbook.Row, languages []*words.Catalog) {
	for _, words := range languages {
		for field, column := range map[string]*int32{"by": &h.by, "due": &h.due, "status": &h.status, "comment": &h.comment} {
			want := words.T("actions.column." + field)
			for i := range row.Cells {
				if strings.EqualFold(strings.TrimSpace(row.Cells[i].Text), want) {
					*column = row.Cells[i].Column
				}
			}
		}
		for _, status := range []string{"open", "done", "dropped"} {
			word := words.T("actions.status." + status)
			h.statuses[strings.ToLower(word)] = status
			h.statusWords = append(h.statusWords, word)
		}
	}
}

// read takes one row.
func (h *header) read(row *workbook.Row, out *Actions) {
	cell := func(column int32) *workbook.Cell {
		for i := range row.Cells {
			if row.Cells[i].Column == column && column > 0 {
				return &row.Cells[i]
			}
		}
		return &workbook.Cell{Column: column}
	}
	text := func(column int32) string { return strings.TrimSpace(strings.Clone(cell(column).Text)) }
	problem := func(column int32, severity source.Severity, code string, value, message, hint string) {
		out.Problems = append(out.Problems, source.Problem{Cell: h.sheet.At(row.Number, int(column)), Severity: severity, Code: code,
			Args: []string{value}, Message: message, Hint: hint})
	}
	e, ok := analysis.ParseEditKey(text(h.key))
	if !ok {
		problem(h.key, source.Rejection, "action_key", text(h.key),
			fmt.Sprintf("%q does not name a proposal of a review", text(h.key)),
			"copy the whole row from the action list that the review wrote; the key column is hidden")
		return
	}
	e.By, e.Comment = text(h.by), text(h.comment)
	if word := text(h.status); word != "" {
		if status, known := h.statuses[strings.ToLower(word)]; known {
			e.Status = status
		} else {
			problem(h.status, source.Warning, "action_status", word,
				fmt.Sprintf("status %q is not known and counts as open (want %s)", word, strings.Join(h.statusWords, ", ")),
				"choose a word from the list of the cell")
		}
	}
	if c := cell(h.due); c.Kind != workbook.Empty {
		day, ok := h.day(c)
		if ok {
			e.Due = day
		} else {
			problem(h.due, source.Warning, "action_due", text(h.due),
				fmt.Sprintf("due date %q is not a date (want YYYY-MM-DD)", text(h.due)), "the proposed date is used instead")
		}
	}
	out.Edits = append(out.Edits, e)
	out.Cells = append(out.Cells, h.sheet.At(row.Number, 0))
}

// day reads a date cell or an ISO date as text.
func (h *header) day(c *workbook.Cell) (dataset.Day, bool) {
	if c.Kind == workbook.Date && c.Text == "" || c.Kind == workbook.Number {
		day := dataset.Day(c.Number)
		if h.sheet.Book.Date1904 {
			day += 1462
		}
		return day, c.Number >= 61 && c.Number < 2958466
	}
	day, err := dataset.ParseDay(strings.TrimSpace(c.Text))
	return day, err == nil
}

// Unknown lists the edits that concern neither this review nor the last as
// problems, so that no row is dropped in silence.
func (a *Actions) Unknown(unused []int) source.Problems {
	var out source.Problems
	for _, i := range unused {
		e := a.Edits[i]
		out = append(out, source.Problem{Cell: a.Cells[i], Severity: source.Note, Code: "action_unknown",
			Args:    []string{e.Person, e.Account, e.Period},
			Message: fmt.Sprintf("the action for %q at %q of %s concerns neither this review nor the last", e.Person, e.Account, e.Period),
			Hint:    "nothing to do; the row is not used"})
	}
	return out
}
