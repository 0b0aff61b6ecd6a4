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
	seed    maphash.Seed
	slots   []slot // open addressing, a power of two, at most three quarters full
	numbers map[float64]int32
	arena   strings.Builder
}

// slot is a place of the pool's table: the upper half of a text's hash over
// its number; 0 is free. The hash decides where a text is looked for and
// nothing that shows.
type slot uint64

// bookTexts maps a book's shared strings to pool numbers: 0 is not yet seen,
// n+1 is text n, -(n+1) is text n from which hidden characters were dropped.
type bookTexts []int32

const arenaChunk = 1 << 16

func newPool() *pool {
	return &pool{texts: []string{""}, seed: maphash.MakeSeed(), slots: make([]slot, 1<<10), numbers: map[float64]int32{}}
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
	p.texts = append(p.texts, p.own(s))
	p.slots[at] = slot(hash&^(1<<32-1) | uint64(id))
	if len(p.texts)*4 > len(p.slots)*3 {
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

// own copies a text into memory of the pool.
func (p *pool) own(s string) string {
	if p.arena.Cap()-p.arena.Len() < len(s) {
		p.arena = strings.Builder{}
		p.arena.Grow(max(arenaChunk, len(s)))
	}
	at := p.arena.Len()
	p.arena.WriteString(s)
	return p.arena.String()[at:]
}

// cell gives the text of a cell as a number of the pool; dirty tells that
// hidden characters were dropped. Numbers are written without an exponent,
// booleans as TRUE and FALSE, errors as "".
func (p *pool) cell(book bookTexts, c *workbook.Cell) (id int32, dirty bool) {
	switch c.Kind {
	case workbook.Text:
		if c.Shared < 0 || int(c.Shared) >= len(book) {
			text, dirty := clean(c.Text)
			return p.intern(text), dirty
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
			return p.intern(strings.TrimSpace(c.Text)), false
		}
		if id, ok := p.numbers[c.Number]; ok {
			return id, false
		}
		id = p.intern(numberText(c.Number))
		p.numbers[c.Number] = id
		return id, false
	case workbook.Bool:
		if c.Number != 0 {
			return p.intern("TRUE"), false
		}
		return p.intern("FALSE"), false
	}
	return 0, false
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
