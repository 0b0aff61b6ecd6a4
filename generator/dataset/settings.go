package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"rapport/generator/internal/strictyaml"
)

// Settings say how to read; section "input" of rapport.yaml. The zero value
// reads by detection alone. What is set here wins over detection.
type Settings struct {
	// Today rejects later dates of activities as future; 0 accepts them.
	Today Day `yaml:"-"`
	// Jobs is how many accounts are put together at a time; 0 means one for
	// each processor.
	Jobs int `yaml:"-"`
	// Profile names the list of headers to use; "" or "auto" takes, sheet by
	// sheet, the one that fits best.
	Profile string `yaml:"profile"`
	// DateOrder reads dates such as 3/4/2026 whose column does not decide
	// the order itself: dmy, mdy or ymd.
	DateOrder string `yaml:"date_order"`
	// Unlisted says what to do with an activity's person who is on no list of
	// contacts: reject (the default) or add.
	Unlisted string `yaml:"unlisted"`
	// Ignore lists sheets to leave out, as patterns of sheet or file!sheet.
	Ignore []string `yaml:"ignore"`
	// Sheets map single sheets explicitly.
	Sheets []SheetSettings `yaml:"sheets"`
	// Ladder lists the levels top first; empty is the built-in ladder of five.
	Ladder []LevelSettings `yaml:"ladder"`
	// Rights, Stances, Channels, Directions and Statuses give the user's own
	// words their meaning, for example rights: {Zeichner: decide}.
	Rights     map[string]string `yaml:"rights"`
	Stances    map[string]string `yaml:"stances"`
	Channels   map[string]string `yaml:"channels"`
	Directions map[string]string `yaml:"directions"`
	Statuses   map[string]string `yaml:"statuses"`
}

// SheetSettings map the sheets that match File and Sheet.
type SheetSettings struct {
	File  string `yaml:"file"`  // pattern of the file's base name; "" is every file
	Sheet string `yaml:"sheet"` // pattern of the sheet's name; "" is every sheet
	// Role is what the rows are: accounts, contacts, activities, flat, team,
	// headcount, decisions or recipients; "" is found from the columns.
	Role string `yaml:"role"`
	// HeaderRow is the row with the headers; 0 is found.
	HeaderRow int `yaml:"header_row"`
	// Account names the customer of every row of the sheet.
	Account string `yaml:"account"`
	// DateOrder is the order of the sheet's text dates: dmy, mdy or ymd.
	DateOrder string `yaml:"date_order"`
	// Columns map a header, or a column's letters with a colon such as "C:",
	// to a field, for example Visitor: contact.name. Field "ignore" leaves a
	// column out.
	Columns map[string]string `yaml:"columns"`
	// Split takes packed texts apart.
	Split []SplitSettings `yaml:"split"`
}

// SplitSettings take a packed text apart by a pattern of fields in braces and
// the text between them: "{contact.name} - {account.name} - {activity.date}".
type SplitSettings struct {
	Column  string `yaml:"column"`
	Pattern string `yaml:"pattern"`
}

// LevelSettings describe one level of the user's ladder.
type LevelSettings struct {
	Name string `yaml:"name"`
	// Is lists the built-in levels (1 executive to 5 staff) whose titles
	// belong here; empty is the level of the same position when the ladder
	// has five levels or fewer and no other level has Is.
	Is []int `yaml:"is"`
	// Grades are further words for the level in level columns, such as SCS1,
	// P6 or 处级.
	Grades []string `yaml:"grades"`
}

// Validate checks everything that can be checked without a workbook; the
// error names the key.
func (s Settings) Validate() error {
	if !slices.Contains([]string{"", "dmy", "mdy", "ymd"}, s.DateOrder) {
		return fmt.Errorf("input.date_order is %q, want dmy, mdy or ymd", s.DateOrder)
	}
	if !slices.Contains([]string{"", "reject", "add"}, s.Unlisted) {
		return fmt.Errorf("input.unlisted is %q, want reject or add", s.Unlisted)
	}
	for _, pattern := range s.Ignore {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("input.ignore: pattern %q is malformed", pattern)
		}
	}
	for i, sheet := range s.Sheets {
		if err := sheet.validate(fmt.Sprintf("input.sheets[%d]", i)); err != nil {
			return err
		}
	}
	if len(s.Ladder) > 99 {
		return fmt.Errorf("input.ladder has %d levels, want at most 99", len(s.Ladder))
	}
	for i, level := range s.Ladder {
		if strings.TrimSpace(level.Name) == "" {
			return fmt.Errorf("input.ladder[%d] has no name", i)
		}
		for _, is := range level.Is {
			if is < 1 || is > builtinLevels {
				return fmt.Errorf("input.ladder[%d].is has %d, want 1 to %d", i, is, builtinLevels)
			}
		}
	}
	return nil
}

func (s SheetSettings) validate(at string) error {
	for _, pattern := range []string{s.File, s.Sheet} {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("%s: pattern %q is malformed", at, pattern)
		}
	}
	if _, ok := roleByName(s.Role); !ok && s.Role != "" {
		return unknownWord(at+".role", s.Role, roleNames[1:])
	}
	if !slices.Contains([]string{"", "dmy", "mdy", "ymd"}, s.DateOrder) {
		return fmt.Errorf("%s.date_order is %q, want dmy, mdy or ymd", at, s.DateOrder)
	}
	for header, name := range s.Columns {
		if _, ok := fieldByName(name); !ok && name != ignoredColumn {
			return unknownWord(at+".columns."+header, name, append(Fields(), ignoredColumn))
		}
	}
	for _, split := range s.Split {
		if _, err := parsePattern(split.Pattern); err != nil {
			return fmt.Errorf("%s.split: %w", at, err)
		}
	}
	return nil
}

// ignoredColumn is the field name that leaves a column out.
const ignoredColumn = "ignore"

func unknownWord(key, word string, known []string) error {
	if near := strictyaml.Nearest(word, known); near != "" {
		return fmt.Errorf("%s is %q, which is not known; did you mean %q?", key, word, near)
	}
	return fmt.Errorf("%s is %q, want one of %s", key, word, strings.Join(known, ", "))
}

// matches tells whether the settings speak of a sheet. A pattern also matches
// a name that it equals, so that names with brackets need no escape.
func (s SheetSettings) matches(file, sheet string) bool {
	return matchFile(s.File, file) && matchName(s.Sheet, sheet)
}

func matchName(pattern, name string) bool {
	if pattern == "" || pattern == name {
		return true
	}
	ok, err := path.Match(pattern, name)
	return err == nil && ok
}

// matchFile is matchName for a file, which may go by its base name alone.
func matchFile(pattern, file string) bool {
	return matchName(pattern, file) || matchName(pattern, path.Base(file))
}

// ignores tells whether a sheet is to be left out.
func (s Settings) ignores(file, sheet string) bool {
	for _, pattern := range s.Ignore {
		filePart, sheetPart, both := strings.Cut(pattern, "!")
		if both && matchFile(filePart, file) && matchName(sheetPart, sheet) || !both && pattern != "" && matchName(pattern, sheet) {
			return true
		}
	}
	return false
}

// sheet gives the explicit mapping of a sheet, or nil.
func (s Settings) sheet(file, sheet string) *SheetSettings {
	for i := range s.Sheets {
		if s.Sheets[i].matches(file, sheet) {
			return &s.Sheets[i]
		}
	}
	return nil
}
