package dataset

import (
	"strings"

	"rapport/generator/workbook"
)

// idTexts are the IDs of the staged activities. There are about as many of
// them as of activities and nothing but the join asks for them, so they have
// no number in the pool and are let go after the join. A positive number is
// 1 + that of a shared string in the book of the row, which is not copied, a
// negative one stands for a text of their own; 0 is none.
type idTexts struct {
	chunks []*idChunk
	n      int32
}

const idChunkTexts = 1 << 12

type idChunk struct {
	texts strings.Builder
	ends  []uint32
}

// own keeps a copy of a text.
func (t *idTexts) own(text string) int32 {
	if t.n%idChunkTexts == 0 {
		t.chunks = append(t.chunks, &idChunk{})
	}
	c := t.chunks[len(t.chunks)-1]
	c.texts.WriteString(text)
	c.ends = append(c.ends, uint32(c.texts.Len()))
	t.n++
	return -t.n
}

// text gives the text of a number.
func (t *idTexts) text(book *workbook.Book, id int32) string {
	switch {
	case id > 0:
		return book.SharedString(id - 1)
	case id == 0:
		return ""
	}
	c, at := t.chunks[(-id-1)/idChunkTexts], (-id-1)%idChunkTexts
	start := uint32(0)
	if at > 0 {
		start = c.ends[at-1]
	}
	return c.texts.String()[start:c.ends[at]]
}

// activityID reads the ID of an activity, as value does other texts.
func (r *sheetReader) activityID() int32 {
	c := r.cells[activityID]
	if c == nil {
		return 0
	}
	if c.Kind == workbook.Error {
		r.warn(activityID, "error_value", c.Text)
		return 0
	}
	text, dirty := cellText(c)
	if dirty {
		r.warn(activityID, "hidden_characters", text)
	}
	if len(text) > cellChars {
		r.warnLong(activityID, text)
	}
	switch {
	case r.b.words.null(text):
		return 0
	case c.Shared >= 0 && int(c.Shared) < len(r.p.texts) && len(text) == len(c.Text):
		return c.Shared + 1
	}
	return r.b.activityIDs.own(text)
}

// idText gives the ID of an activity.
func (b *builder) idText(a *activity) string {
	return b.activityIDs.text(b.sheets[a.row.Sheet].sheet.Book, a.id)
}
