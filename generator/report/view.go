package report

import (
	"bytes"
	"html/template"
	"strings"

	"rapport/generator/chart"
)

// A page is a list of sections, a section a list of blocks. Go decides what
// the blocks say; the templates show the page and its sections, and blocks.go
// writes the blocks, which are nearly all of a page.

// Link is an entry of a list of contents.
type Link struct{ Href, Text string }

// Links is a list of links into the page. A template may range over it; Items
// writes it at once.
type Links []Link

// Items writes the links as items of a list.
func (l Links) Items() template.HTML {
	b := make([]byte, 0, 80*len(l))
	for _, link := range l {
		b = append(b, "<li><a"...)
		b = attribute(b, "href", link.Href)
		b = append(b, '>')
		b = escape(b, link.Text)
		b = append(b, "</a></li>"...)
	}
	return template.HTML(b)
}

// Span is a piece of a sentence; Strong marks the part that carries it.
type Span struct {
	Text   string
	Strong bool
}

// Ask is a decision that the page asks for, with what speaks for it.
type Ask struct {
	Text string
	Why  string
	Href string
}

// Section is one numbered part of a page. Title is its finding, How tells how
// to read it, Nav is its short name in the list of contents.
type Section struct {
	ID, Nav, Title, How string
	Blocks              []Block
	page                *bytes.Buffer // where Body writes
}

// Block is one thing in a section; one field is set, beside Lead.
type Block struct {
	Text   []Span
	Notice []Span
	Items  [][]Span
	Table  *Table
	Figure *chart.View
	Lead   bool // the figure is what the section is about
	Fold   *Fold
	Note   template.HTML // from the notes, by the Markdown renderer only
	made   []byte        // blocks that are the same on every page, written once
}

// Fold is a part that opens on demand; it is open on paper.
type Fold struct {
	ID      string
	Summary string
	Blocks  []Block
}

// Table is a table of any length. Tools asks for search, copy and download
// in browsers that run scripts; Sort lets its heads sort it.
type Table struct {
	ID      string
	Caption string // for screen readers and the download's file name
	Class   string
	Columns []Column
	Rows    []Row
	Many    *LongRows // instead of Rows, where they are too many to be held
	Tools   bool
	Sort    bool
}

// LongRows writes the rows of a long table straight into the page: Append
// adds row i, from 0 to Count-1.
type LongRows struct {
	Count  int
	Append func(b []byte, i int) []byte
}

// Column is the head of a table's column.
type Column struct {
	Text  string
	Class string // num for numbers, else ""
}

// Row is a row of a table; ID, when set, is its anchor.
type Row struct {
	ID    string
	Class string
	Cells []Cell
}

// Cell is one cell. Text is as printed, Key as sorted where that differs.
type Cell struct {
	Text   string
	Small  string // a second, quieter line
	Part   string // a quieter rest on the same line: "of 31"
	Key    string
	Href   string
	Class  string
	Head   bool
	Strong bool
	Bar    *Bar
	Levels *LevelBar
	Trace  *Trace
}

// Bar is a horizontal bar inside a cell, in per cent of its full length.
type Bar struct{ Width int }

// LevelBar is the small picture of an account's touches by level: one column
// for each level, top level first.
type LevelBar struct {
	Label   string
	Columns []LevelColumn
}

// LevelColumn is a column of a LevelBar: X and Height in its own units, of a
// picture 20 high. Empty is a level that has people and got no touch.
type LevelColumn struct {
	X, Y, Height int
	Empty        bool
	Tip          string
}

// emphasise cuts a message at its ** marks into spans.
func emphasise(s string) []Span {
	var out []Span
	for i, part := range strings.Split(s, "**") {
		if part != "" {
			out = append(out, Span{Text: part, Strong: i%2 == 1})
		}
	}
	return out
}

// plain is a message without its ** marks.
func plain(s string) string { return strings.ReplaceAll(s, "**", "") }
