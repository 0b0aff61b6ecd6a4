package workbook

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
)

// damageBases are workbooks of different writers: one with inline strings,
// one with shared strings and styles, and one this package writes.
func damageBases(t *testing.T) map[string][]byte {
	t.Helper()
	bases := map[string][]byte{}
	for _, name := range []string{"hostile/base.xlsx", "crm/Ansprechpartner.xlsx", "crm/salesforce-formatted.xlsx", "hostile/zip-stored.xlsx"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		bases[name] = b
	}
	var b bytes.Buffer
	if err := Write(&b, exampleTables()); err != nil {
		t.Fatal(err)
	}
	bases["written"] = b.Bytes()
	return bases
}

// A byte changed anywhere never changes what is read: the workbook is read
// whole and equal, or refused with a sentence.
func TestCorruption(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	refusedCount := 0
	for name, base := range damageBases(t) {
		want, _, err := readAll("f", base, Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		for range 200 {
			b := bytes.Clone(base)
			at, bit := rnd.IntN(len(b)), byte(1+rnd.IntN(255))
			b[at] ^= bit
			got, _, err := readAll("f", b, Limits{})
			if err != nil {
				refusedCount++
				refused(t, name, err)
			} else if got != want {
				t.Errorf("%s: with byte %d changed by %#x other cells were read: %s", name, at, bit, firstDifference(got, want))
			}
		}
	}
	if refusedCount < 500 {
		t.Errorf("%d of 1000 corruptions were refused, want most", refusedCount)
	}
}

// A file that ends early is refused.
func TestTruncation(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	for name, base := range damageBases(t) {
		want, _, err := readAll("f", base, Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		for range 40 {
			n := 1 + rnd.IntN(len(base)-1)
			got, _, err := readAll("f", base[:n], Limits{})
			if err != nil {
				refused(t, name, err)
			} else if got != want {
				t.Errorf("%s cut to %d of %d bytes gave other cells", name, n, len(base))
			}
		}
	}
}

// In a text file nothing tells that a byte changed; it must not panic or
// hang, and a cut one still gives its rows.
func TestTextDamage(t *testing.T) {
	rnd := rand.New(rand.NewPCG(13, 17))
	for _, name := range []string{"crm/report1719759731001.csv", "crm/report1719759731000.xls", "hostile/html-named.xls", "hostile/csv-utf16le-tab.xls"} {
		base, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			b := bytes.Clone(base[:1+rnd.IntN(len(base))])
			b[rnd.IntN(len(b))] ^= byte(1 + rnd.IntN(255))
			if _, _, err := readAll("f", b, Limits{}); err != nil {
				refused(t, name, err)
			}
		}
	}
}
