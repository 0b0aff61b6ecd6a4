package workbook

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// relayed opens a book whose rows are relayed, or not, whatever their number.
func relayed(t *testing.T, path string, relayed bool) (*Book, error) {
	book, err := Open(path, Limits{})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { book.Close() })
	if x, ok := book.reader.(*xlsx); ok {
		if x.relayFrom = 1 << 60; relayed {
			x.relayFrom = 0
		}
	}
	return book, nil
}

// TestRelayedRowsAreTheSame: rows that another goroutine scans ahead are those
// that come directly, with the same findings.
func TestRelayedRowsAreTheSame(t *testing.T) {
	for _, path := range fixtures(t) {
		direct, err := relayed(t, path, false)
		if err != nil {
			continue
		}
		ahead, err := relayed(t, path, true)
		if err != nil {
			t.Fatal(err)
		}
		want, wantErr := dump(direct)
		got, gotErr := dump(ahead)
		if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) || got != want {
			t.Errorf("%s: relayed %v, directly %v; %s", path, gotErr, wantErr, firstDifference(got, want))
		}
		if !reflect.DeepEqual(ahead.Problems, direct.Problems) {
			t.Errorf("%s: relayed %v, directly %v", path, ahead.Problems, direct.Problems)
		}
		for i, s := range ahead.Sheets {
			if d := direct.Sheets[i]; !reflect.DeepEqual(s.Merges, d.Merges) || s.Path != d.Path {
				t.Errorf("%s %s: relayed merges %v by %s, directly %v by %s", path, s.Name, s.Merges, s.Path, d.Merges, d.Path)
			}
		}
	}
}

// longSheet is a sheet of so many rows with texts of their own; behind row
// broken stands what no reader takes.
func longSheet(rows, broken int) string {
	var b strings.Builder
	for i := 1; i <= rows; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s %d</t></is></c><c r="B%d" t="s"><v>1</v></c><c r="C%d"><v>x%d</v></c></row>`,
			i, i, strings.Repeat("text ", i%50), i, i, i, i)
		if i == broken {
			b.WriteString(`<row r="x"<`)
		}
	}
	return sheetXML(b.String())
}

// TestRelayEndsWhereItsTakerEnds: stopping, failing and panicking in the
// callback ends the scanning, with what came before and nothing behind.
func TestRelayEndsWhereItsTakerEnds(t *testing.T) {
	path := write(t, "long.xlsx", minimal(longSheet(3000, 0), nil))
	for _, end := range []int{1, relayRows - 1, relayRows, relayRows + 1, 2999} {
		for _, stop := range []error{Stop, errors.New("enough")} {
			book, err := relayed(t, path, true)
			if err != nil {
				t.Fatal(err)
			}
			book.Problems, book.Sheets[0].told = nil, false // of the look at opening
			n := 0
			err = book.Sheets[0].Rows(func(r *Row) error {
				if n++; r.Number != n || !strings.HasSuffix(r.Cells[0].Text, fmt.Sprintf(" %d", n)) {
					t.Fatalf("row %d has number %d and text %q", n, r.Number, r.Cells[0].Text)
				}
				if n == end {
					return stop
				}
				return nil
			})
			want := stop
			if stop == Stop {
				want = nil
			}
			if n != end || err != want || len(book.Problems) > 0 {
				t.Errorf("ended at row %d of %d with %v and %v, want %v", n, end, err, book.Problems, want)
			}
		}
	}
	book, err := relayed(t, path, true)
	if err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() != "row 700" {
				t.Error("the panic of a callback was lost")
			}
		}()
		book.Sheets[0].Rows(func(r *Row) error {
			if r.Number == 700 {
				panic("row 700")
			}
			return nil
		})
	}()
	if text, err := dump(book); err != nil || strings.Count(text, "\n") != 9000 {
		t.Errorf("after a panic: %d cells, %v", strings.Count(text, "\n"), err)
	}
}

// TestRelayedDamage: the rows before damage come, then the refusal.
func TestRelayedDamage(t *testing.T) {
	path := write(t, "damaged.xlsx", minimal(longSheet(60_000, 50_000), nil))
	seen := map[bool]int{}
	var said []string
	for _, ahead := range []bool{false, true} {
		book, err := relayed(t, path, ahead)
		if err != nil {
			t.Fatal(err)
		}
		err = book.Sheets[0].Rows(func(*Row) error { seen[ahead]++; return nil })
		said = append(said, refused(t, "damaged", err).Message)
	}
	if seen[true] != 50_000 || seen[false] != 50_000 || said[0] != said[1] {
		t.Errorf("relayed %d rows, directly %d; %q", seen[true], seen[false], said)
	}
}
