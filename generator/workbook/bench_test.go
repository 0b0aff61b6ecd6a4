package workbook

import (
	"fmt"
	"testing"
)

// tenThousand is a table of touches in the shape of the canonical workbook.
func tenThousand() []Table {
	t := Table{Name: "Activities", Frozen: true}
	for _, h := range []string{"Activity ID", "Date", "Type", "Direction", "Contact ID", "Account", "Our People", "Status", "Subject"} {
		t.Columns = append(t.Columns, Column{Header: h})
	}
	for i := range 10_000 {
		t.Rows = append(t.Rows, []Value{
			TextValue(fmt.Sprintf("ACT-%05d", i)), DateValue(2026, 1+i%9, 1+i%28), TextValue([]string{"Call", "Visit", "Email"}[i%3]),
			TextValue("outbound"), TextValue(fmt.Sprintf("CON-%04d", i%1000)), TextValue(fmt.Sprintf("Account %d", i%50)),
			TextValue(fmt.Sprintf("Rep %d", i%20)), TextValue("Completed"), TextValue(fmt.Sprintf("Subject %d", i%100)),
		})
	}
	return []Table{t}
}

func benchmarkRows(b *testing.B, strict bool) {
	var buf sizedBuffer
	if err := Write(&buf, tenThousand()); err != nil {
		b.Fatal(err)
	}
	book, err := openMemory("f", buf, Limits{}.withDefaults())
	if err != nil {
		b.Fatal(err)
	}
	x := book.reader.(*xlsx)
	x.parts[book.Sheets[0]].strict = strict
	b.SetBytes(x.parts[book.Sheets[0]].part.size)
	b.ReportAllocs()
	for b.Loop() {
		rows := 0
		if err := book.Sheets[0].Rows(func(*Row) error { rows++; return nil }); err != nil || rows != 10_001 {
			b.Fatal(rows, err)
		}
	}
}

type sizedBuffer []byte

func (s *sizedBuffer) Write(p []byte) (int, error) { *s = append(*s, p...); return len(p), nil }

func BenchmarkRows(b *testing.B)       { benchmarkRows(b, false) }
func BenchmarkRowsStrict(b *testing.B) { benchmarkRows(b, true) }

func BenchmarkWrite(b *testing.B) {
	tables := tenThousand()
	for b.Loop() {
		var buf sizedBuffer
		if err := Write(&buf, tables); err != nil {
			b.Fatal(err)
		}
	}
}

// A row costs no allocation: what a pass allocates does not grow with rows.
func TestRowsAllocations(t *testing.T) {
	var buf sizedBuffer
	if err := Write(&buf, tenThousand()); err != nil {
		t.Fatal(err)
	}
	book, err := openMemory("f", buf, Limits{}.withDefaults())
	if err != nil {
		t.Fatal(err)
	}
	n := testing.AllocsPerRun(3, func() {
		if err := book.Sheets[0].Rows(func(*Row) error { return nil }); err != nil {
			t.Error(err)
		}
	})
	// Unpacking takes a few for each of its blocks.
	if n > 1000 {
		t.Errorf("%v allocations for 10,001 rows, want at most 1,000", n)
	}
}
