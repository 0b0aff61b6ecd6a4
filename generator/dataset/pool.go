package dataset

import (
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
	ids     map[string]int32
	numbers map[float64]int32
	arena   strings.Builder
}

// bookTexts maps a book's shared strings to pool numbers: 0 is not yet seen,
// n+1 is text n, -(n+1) is text n from which hidden characters were dropped.
type bookTexts []int32

const arenaChunk = 1 << 16

func newPool() *pool {
	return &pool{texts: []string{""}, ids: map[string]int32{"": 0}, numbers: map[float64]int32{}}
}

// intern gives the number of a text, keeping a copy of its own.
func (p *pool) intern(s string) int32 {
	if id, ok := p.ids[s]; ok {
		return id
	}
	if p.arena.Cap()-p.arena.Len() < len(s) {
		p.arena = strings.Builder{}
		p.arena.Grow(max(arenaChunk, len(s)))
	}
	at := p.arena.Len()
	p.arena.WriteString(s)
	own := p.arena.String()[at:]
	id := int32(len(p.texts))
	p.texts = append(p.texts, own)
	p.ids[own] = id
	return id
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

// memo remembers one value per text of the pool.
type memo[T any] struct {
	known  []bool
	values []T
}

// get gives the value of text id, asking make once.
func (m *memo[T]) get(id int32, make func(int32) T) T {
	if int(id) < len(m.known) && m.known[id] {
		return m.values[id]
	}
	v := make(id)
	for int(id) >= len(m.known) {
		m.known = append(m.known, false)
		var zero T
		m.values = append(m.values, zero)
	}
	m.known[id], m.values[id] = true, v
	return v
}
