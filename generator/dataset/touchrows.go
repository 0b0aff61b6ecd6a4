package dataset

// touchRows are the staged activities, in chunks, so that a long list is never
// copied and can be let go piece by piece. They are most of what reading
// keeps, and most columns of most lists are empty or hold one number: a chunk
// keeps its rows column by column, and such a column in next to nothing.
type touchRows struct {
	chunks []*touchChunk
	n      int
	flat   bool // some have their people in personRows
	named  bool // some name their people
	mailed bool // some give their addresses
}

const touchChunkRows = 1 << 11

// touchChunk is a piece of the staged activities.
type touchChunk struct {
	n                            int
	sheet, row                   numbers
	accountID, name, domain, at  numbers // of the account
	id, subject, people          numbers
	personID, email, ours        numbers
	flat, flatCount, day, traits numbers
	peopleColumn, dateColumn     numbers
}

// numbers is a column of a chunk: the first number and the step to each next
// one, as long as all steps are equal. So are those of rows, and of columns
// that are empty or always say the same.
type numbers struct {
	first, step int32
	all         []int32
}

// add appends v behind n numbers, of which room are expected.
func (c *numbers) add(n, room int, v int32) {
	switch {
	case c.all != nil:
		c.all = append(c.all, v)
	case n == 0:
		c.first = v
	case n == 1:
		c.step = v - c.first
	case v != c.at(n):
		all := make([]int32, n, max(room, 2*n))
		for i := range all {
			all[i] = c.at(i)
		}
		c.all = append(all, v)
	}
}

func (c *numbers) at(i int) int32 {
	if c.all == nil {
		return c.first + c.step*int32(i)
	}
	return c.all[i]
}

// The bits of touchChunk.traits above channel and direction.
const (
	touchSender = 1 << (16 + iota)
	touchBothSides
)

// add stages a row.
func (t *touchRows) add(row *touchRow) {
	if t.n%touchChunkRows == 0 {
		t.chunks = append(t.chunks, &touchChunk{})
	}
	room := touchChunkRows
	if len(t.chunks) == 1 {
		room = 16 // most lists are short
	}
	t.chunks[len(t.chunks)-1].add(row, room)
	t.n++
	t.flat = t.flat || row.flat != 0
	t.named = t.named || row.people != 0
	t.mailed = t.mailed || row.email != 0
}

func (c *touchChunk) add(t *touchRow, room int) {
	n := c.n
	c.sheet.add(n, room, t.row.Sheet)
	c.row.add(n, room, t.row.Row)
	c.accountID.add(n, room, t.account.id)
	c.name.add(n, room, t.account.name)
	c.domain.add(n, room, t.account.domain)
	c.at.add(n, room, t.account.column)
	c.id.add(n, room, t.id)
	c.subject.add(n, room, t.subject)
	c.people.add(n, room, t.people)
	c.personID.add(n, room, t.personID)
	c.email.add(n, room, t.email)
	c.ours.add(n, room, t.ours)
	c.flat.add(n, room, t.flat)
	c.flatCount.add(n, room, t.flatCount)
	c.day.add(n, room, int32(t.day))
	c.peopleColumn.add(n, room, int32(t.peopleColumn))
	c.dateColumn.add(n, room, int32(t.dateColumn))
	c.traits.add(n, room, t.traits())
	c.n++
}

// traits packs what is small into one number.
func (t *touchRow) traits() int32 {
	bits := int32(t.channel) | int32(t.direction)<<8
	if t.sender {
		bits |= touchSender
	}
	if t.bothSides {
		bits |= touchBothSides
	}
	return bits
}

// touch gives row i of the chunk.
func (c *touchChunk) touch(i int) touchRow {
	traits := c.traits.at(i)
	return touchRow{
		row:     Row{Sheet: c.sheet.at(i), Row: c.row.at(i)},
		account: accountRef{id: c.accountID.at(i), name: c.name.at(i), domain: c.domain.at(i), column: c.at.at(i)},
		id:      c.id.at(i), subject: c.subject.at(i), people: c.people.at(i),
		personID: c.personID.at(i), email: c.email.at(i), ours: c.ours.at(i),
		flat: c.flat.at(i), flatCount: c.flatCount.at(i), day: Day(c.day.at(i)),
		channel: Channel(traits & 0xff), direction: Direction(traits >> 8 & 0xff),
		sender: traits&touchSender != 0, bothSides: traits&touchBothSides != 0,
		peopleColumn: int16(c.peopleColumn.at(i)), dateColumn: int16(c.dateColumn.at(i)),
	}
}
