package dataset

import (
	"hash/maphash"
	"math"
	"strconv"
	"strings"

	"rapport/generator/workbook"
)

// pool holds every distinct text of the mapped columns once. A text is known
// by its number; 0 is the empty text. Cells with a shared string are resolved
// through an array per book, so that a cell costs one load and no look-up.
type pool struct {
	texts   []string
	traits  []traits // of each text, learnt when first asked for
	seed    maphash.Seed
	slots   []slot // open addressing, a power of two, at most seven eighths full
	numbers map[float64]int32
	arena   arena
}

// slot is a place of the pool's table: the upper half of a text's hash over
// its number; 0 is free. The hash decides where a text is looked for and
// nothing that shows.
type slot uint64

// bookTexts maps a book's shared strings to pool numbers: 0 is not yet seen,
// n+1 is text n, -(n+1) is text n from which hidden characters were dropped.
type bookTexts []int32

// traits are what is asked of a text for every cell that has it.
type traits uint8

const (
	learnt   traits = 1 << iota
	nullText        // stands for nothing
	nullName        // stands for nothing in a column of names
	longText        // has more bytes than a cell can have characters
)

func newPool() *pool {
	return &pool{texts: []string{""}, traits: []traits{learnt | nullText | nullName}, seed: maphash.MakeSeed(), slots: make([]slot, 1<<10), numbers: map[float64]int32{}}
}

// intern gives the number of a text, keeping a copy of its own.
func (p *pool) intern(s string) int32 {
	if s == "" {
		return 0
	}
	hash := maphash.String(p.seed, s)
	mask := uint64(len(p.slots) - 1)
	at := hash & mask
	for ; p.slots[at] != 0; at = (at + 1) & mask {
		if id := int32(p.slots[at]); uint64(p.slots[at])^hash < 1<<32 && p.texts[id] == s {
			return id
		}
	}
	id := int32(len(p.texts))
	p.texts, p.traits = append(p.texts, p.arena.own(s)), append(p.traits, 0)
	p.slots[at] = slot(hash&^(1<<32-1) | uint64(id))
	if len(p.texts)*8 > len(p.slots)*7 {
		p.grow()
	}
	return id
}

// grow doubles the table.
func (p *pool) grow() {
	old := p.slots
	p.slots = make([]slot, 2*len(old))
	mask := uint64(len(p.slots) - 1)
	for _, s := range old {
		if s == 0 {
			continue
		}
		at := maphash.String(p.seed, p.texts[int32(s)]) & mask
		for p.slots[at] != 0 {
			at = (at + 1) & mask
		}
		p.slots[at] = s
	}
}

// arena keeps copies of texts side by side.
type arena struct{ chunk strings.Builder }

const arenaChunk = 1 << 16

// own copies a text.
func (a *arena) own(s string) string {
	if a.chunk.Cap()-a.chunk.Len() < len(s) {
		a.chunk = strings.Builder{}
		a.chunk.Grow(max(arenaChunk, len(s)))
	}
	at := a.chunk.Len()
	a.chunk.WriteString(s)
	return a.chunk.String()[at:]
}

// cell gives the text of a cell as a number of the pool; dirty tells that
// hidden characters were dropped. Numbers are written without an exponent,
// booleans as TRUE and FALSE, errors as "".
func (p *pool) cell(book bookTexts, c *workbook.Cell) (id int32, dirty bool) {
	switch c.Kind {
	case workbook.Text:
		if c.Shared < 0 || int(c.Shared) >= len(book) {
			break
		}
		switch known := book[c.Shared]; {
		case known > 0:
			return known - 1, false
		case known < 0:
			return -known - 1, true
		}
		text, dirty := clean(c.Text)
		id = p.intern(text)
		if dirty {
			book[c.Shared] = -(id + 1)
		} else {
			book[c.Shared] = id + 1
		}
		return id, dirty
	case workbook.Number, workbook.Date:
		if c.Text != "" {
			break
		}
		if id, ok := p.numbers[c.Number]; ok {
			return id, false
		}
		id = p.intern(numberText(c.Number))
		p.numbers[c.Number] = id
		return id, false
	}
	text, dirty := cellText(c)
	return p.intern(text), dirty
}

// cellText gives the text of a cell, cleaned.
func cellText(c *workbook.Cell) (text string, dirty bool) {
	switch c.Kind {
	case workbook.Text:
		return clean(c.Text)
	case workbook.Number, workbook.Date:
		if c.Text != "" {
			return strings.TrimSpace(c.Text), false
		}
		return numberText(c.Number), false
	case workbook.Bool:
		if c.Number != 0 {
			return "TRUE", false
		}
		return "FALSE", false
	}
	return "", false
}

// numberText writes a number as a person would have typed it.
func numberText(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', 15, 64)
}

// memo remembers one value per text of the pool, in pages, since each kind of
// value belongs to few of the texts.
type memo[T any] struct{ pages [][]remembered[T] }

type remembered[T any] struct {
	value T
	known bool
}

const memoPage = 1 << 6

// get gives the value of text id, asking find once.
func (m *memo[T]) get(id int32, find func(int32) T) T {
	page := int(id) / memoPage
	if page < len(m.pages) && m.pages[page] != nil {
		if r := &m.pages[page][id%memoPage]; r.known {
			return r.value
		}
	}
	v := find(id)
	if page >= len(m.pages) {
		m.pages = append(m.pages, make([][]remembered[T], page+1-len(m.pages))...)
	}
	if m.pages[page] == nil {
		m.pages[page] = make([]remembered[T], memoPage)
	}
	m.pages[page][id%memoPage] = remembered[T]{v, true}
	return v
}
