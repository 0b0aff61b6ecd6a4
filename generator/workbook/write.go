package workbook

import (
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"rapport/generator/source"
)

// Write writes the tables as the sheets of a new workbook, in their order.
// The same tables give the same bytes. The error tells a table that cannot be
// a sheet (name longer than 31 characters or with one of :\/?*[], a row wider
// than its columns) or a failing writer.
func Write(w io.Writer, tables []Table) error {
	f := excelize.NewFile()
	defer f.Close()
	tw := newTableWriter(f, tables)
	for i, t := range tables {
		if err := tw.sheet(i, t); err != nil {
			return fmt.Errorf("writing sheet %q: %w", t.Name, err)
		}
	}
	if err := tw.finish(tables); err != nil {
		return err
	}
	return f.Write(w)
}

// tableWriter holds what the sheets of one workbook share.
type tableWriter struct {
	f        *excelize.File
	styles   map[styleKey]int
	lists    [][]string // drop-down lists too long for a validation formula
	listName string     // the hidden sheet that will hold them
}

func newTableWriter(f *excelize.File, tables []Table) *tableWriter {
	tw := &tableWriter{f: f, styles: map[styleKey]int{}, listName: "Lists"}
	for i := 2; slices.ContainsFunc(tables, func(t Table) bool { return strings.EqualFold(t.Name, tw.listName) }); i++ {
		tw.listName = "Lists" + itoa(i)
	}
	return tw
}

type styleKey struct {
	kind     byte // h header, t text, d date, g general
	unlocked bool
}

func (tw *tableWriter) sheet(i int, t Table) error {
	if i == 0 {
		if err := tw.f.SetSheetName("Sheet1", t.Name); err != nil {
			return err
		}
	} else if n, err := tw.f.NewSheet(t.Name); err != nil {
		return err
	} else if n != i {
		return fmt.Errorf("a sheet of that name exists already")
	}
	for c, column := range t.Columns {
		if err := tw.column(t, c+1, column); err != nil {
			return err
		}
	}
	n := 0
	for row := range t.all() {
		if n++; len(row) > len(t.Columns) {
			return fmt.Errorf("row %d has %d cells, the table %d columns", n, len(row), len(t.Columns))
		}
		for c, v := range row {
			if err := tw.cell(t.Name, c+1, n+1, v, t.Protect && t.Columns[c].Editable); err != nil {
				return err
			}
		}
	}
	for c, column := range t.Columns {
		if err := tw.validation(t.Name, source.Letters(c+1), column, n); err != nil {
			return err
		}
	}
	return tw.frame(t, n)
}

// column writes the header, the width and the style of cells still empty.
func (tw *tableWriter) column(t Table, c int, column Column) error {
	name := source.Letters(c)
	if err := tw.f.SetCellStr(t.Name, name+"1", protectEscapes(column.Header)); err != nil {
		return err
	}
	header, err := tw.style(styleKey{kind: 'h'})
	if err != nil {
		return err
	}
	if t.Protect && column.Editable {
		open, err := tw.style(styleKey{kind: 'g', unlocked: true})
		if err != nil {
			return err
		}
		if err := tw.f.SetColStyle(t.Name, name, open); err != nil {
			return err
		}
	}
	if err := tw.f.SetCellStyle(t.Name, name+"1", name+"1", header); err != nil {
		return err
	}
	width := column.Width
	if width <= 0 {
		width = float64(min(max(utf8.RuneCountInString(column.Header)+4, 10), 60))
	}
	if err := tw.f.SetColWidth(t.Name, name, name, min(width, 255)); err != nil {
		return err
	}
	if column.Hidden {
		return tw.f.SetColVisible(t.Name, name, false)
	}
	return nil
}

// validation adds the drop-down list and the hint. They reach a thousand rows
// beyond the last one, for rows that people add.
func (tw *tableWriter) validation(sheet, name string, column Column, rows int) error {
	if len(column.Choices) == 0 && column.Hint == "" {
		return nil
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", name, name, min(rows+1001, maxRows)))
	if column.Hint != "" {
		v.SetInput(string(cutRunes([]byte(column.Header), 32)), string(cutRunes([]byte(column.Hint), 255)))
	}
	if len(column.Choices) > 0 {
		if err := tw.dropDown(v, column.Choices); err != nil {
			return err
		}
		v.SetError(excelize.DataValidationErrorStyleWarning, "Not in the list", "The list of this column does not have that value.")
	}
	return tw.f.AddDataValidation(sheet, v)
}

func (tw *tableWriter) dropDown(v *excelize.DataValidation, choices []string) error {
	joined := strings.Join(choices, ",")
	if len(joined) <= 250 && strings.Count(joined, ",") == len(choices)-1 && !strings.HasPrefix(joined, "=") {
		return v.SetDropList(choices)
	}
	tw.lists = append(tw.lists, choices)
	name := source.Letters(len(tw.lists))
	v.SetSqrefDropList(fmt.Sprintf("%s!$%s$1:$%s$%d", tw.listName, name, name, len(choices)))
	return nil
}

// cell writes a cell; one that is empty and has no style is not there.
func (tw *tableWriter) cell(sheet string, c, r int, v Value, unlocked bool) error {
	ref := source.Letters(c) + itoa(r)
	number := v.Text == "" && (v.Kind == Number || v.Kind == Date)
	if number && (math.IsNaN(v.Number) || math.IsInf(v.Number, 0)) {
		v.Text, number = fmt.Sprint(v.Number), false // a workbook has no such number
	}
	key := styleKey{kind: 'g', unlocked: unlocked}
	var err error
	switch {
	case v.Kind == Bool:
		err = tw.f.SetCellBool(sheet, ref, v.Number != 0)
	case v.Text != "":
		if strings.ContainsRune("=+-@\t\r", rune(v.Text[0])) {
			key.kind = 't' // stays text when somebody edits it
		}
		err = tw.f.SetCellStr(sheet, ref, protectEscapes(v.Text))
	case number:
		if v.Kind == Date {
			key.kind = 'd'
		}
		err = tw.f.SetCellFloat(sheet, ref, v.Number, -1, 64)
	}
	if err != nil || key == (styleKey{kind: 'g'}) {
		return err
	}
	id, err := tw.style(key)
	if err != nil {
		return err
	}
	return tw.f.SetCellStyle(sheet, ref, ref, id)
}

// style returns the id of a style, made at its first use.
func (tw *tableWriter) style(k styleKey) (int, error) {
	if id, ok := tw.styles[k]; ok {
		return id, nil
	}
	s := &excelize.Style{Protection: &excelize.Protection{Locked: !k.unlocked}}
	switch k.kind {
	case 'h':
		s.Font = &excelize.Font{Bold: true}
		s.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7E6E6"}}
		s.Alignment = &excelize.Alignment{Vertical: "top", WrapText: true}
	case 'd':
		format := "yyyy-mm-dd"
		s.CustomNumFmt = &format
	case 't':
		s.NumFmt = 49
	}
	id, err := tw.f.NewStyle(s)
	tw.styles[k] = id
	return id, err
}

// frame freezes, filters, protects and hides.
func (tw *tableWriter) frame(t Table, rows int) error {
	if t.Frozen && len(t.Columns) > 0 {
		err := tw.f.SetPanes(t.Name, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
		if err != nil {
			return err
		}
		area := fmt.Sprintf("A1:%s%d", source.Letters(len(t.Columns)), rows+1)
		if err := tw.f.AutoFilter(t.Name, area, nil); err != nil {
			return err
		}
	}
	if t.Protect {
		return tw.f.ProtectSheet(t.Name, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, AutoFilter: true, Sort: true, FormatColumns: true, FormatRows: true,
		})
	}
	return nil
}

// finish hides sheets, activates the first visible one and fixes the
// document's properties, so that nothing in it depends on the day.
func (tw *tableWriter) finish(tables []Table) error {
	for i, t := range tables {
		if !t.Hidden {
			tw.f.SetActiveSheet(i)
			break
		}
	}
	for _, t := range tables {
		if t.Hidden {
			if err := tw.f.SetSheetVisible(t.Name, false); err != nil {
				return err
			}
		}
	}
	if err := tw.listSheet(); err != nil {
		return err
	}
	const day = "2000-01-01T00:00:00Z"
	return tw.f.SetDocProps(&excelize.DocProperties{Creator: "rapport", LastModifiedBy: "rapport", Created: day, Modified: day})
}

// listSheet writes the hidden sheet of long drop-down lists, if there are any.
func (tw *tableWriter) listSheet() error {
	if len(tw.lists) == 0 {
		return nil
	}
	if _, err := tw.f.NewSheet(tw.listName); err != nil {
		return err
	}
	for c, choices := range tw.lists {
		for r, choice := range choices {
			if err := tw.cell(tw.listName, c+1, r+1, TextValue(choice), false); err != nil {
				return err
			}
		}
	}
	return tw.f.SetSheetVisible(tw.listName, false)
}

// all gives Rows and More.
func (t *Table) all() iter.Seq[[]Value] {
	return func(yield func([]Value) bool) {
		for _, row := range t.Rows {
			if !yield(row) {
				return
			}
		}
		if t.More != nil {
			t.More(yield)
		}
	}
}
