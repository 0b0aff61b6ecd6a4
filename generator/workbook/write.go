package workbook

import (
	"fmt"
	"io"
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
//
// excelize makes the workbook without its cells; the rows are written beside
// it and put into its place, since excelize would hold every cell of them.
func Write(w io.Writer, tables []Table) error {
	f := excelize.NewFile()
	defer f.Close()
	tw := newTableWriter(f, tables)
	for i, t := range tables {
		if err := tw.sheet(i, t); err != nil {
			return fmt.Errorf("writing sheet %q: %w", t.Name, err)
		}
	}
	return tw.write(w, tables)
}

// tableWriter holds what the sheets of one workbook share.
type tableWriter struct {
	f        *excelize.File
	styles   map[styleKey]int
	rows     []pieces // of each sheet, as they stand in its part
	texts    sharedTexts
	lists    [][]string // drop-down lists too long for a validation formula
	listName string     // the hidden sheet that will hold them
}

func newTableWriter(f *excelize.File, tables []Table) *tableWriter {
	tw := &tableWriter{f: f, styles: map[styleKey]int{}, texts: sharedTexts{index: map[string]int{}}, listName: "Lists"}
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
	n, err := tw.tableRows(t)
	if err != nil {
		return err
	}
	for c, column := range t.Columns {
		if err := tw.validation(t.Name, source.Letters(c+1), column, n); err != nil {
			return err
		}
	}
	return tw.frame(t, n)
}

// column sets the width and the style of cells still empty.
func (tw *tableWriter) column(t Table, c int, column Column) error {
	name := source.Letters(c)
	if c == 1 {
		if err := tw.firstCell(t.Name, protectEscapes(column.Header)); err != nil {
			return err
		}
	}
	if _, err := tw.style(styleKey{kind: 'h'}); err != nil {
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

// firstCell has excelize write the first cell of a sheet, so that the workbook
// has the parts that cells need.
func (tw *tableWriter) firstCell(sheet, text string) error {
	return tw.f.SetCellStr(sheet, "A1", text)
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
	if err := tw.listRows(); err != nil {
		return err
	}
	if err := tw.firstCell(tw.listName, protectEscapes(tw.lists[0][0])); err != nil {
		return err
	}
	return tw.f.SetSheetVisible(tw.listName, false)
}
