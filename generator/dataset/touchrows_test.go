package dataset

import (
	"archive/zip"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rapport/generator/source"
)

// TestStagedTouchesComeBack: the columns of a chunk lose nothing, whether they
// are empty, run on or jump.
func TestStagedTouchesComeBack(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	some := func(of int) int32 {
		if of == 0 {
			return 0
		}
		return int32(random.IntN(of)) - 1
	}
	for _, n := range []int{1, 2, 3, 17, touchChunkRows, touchChunkRows + 5} {
		for _, width := range []int{0, 2, 1 << 30} {
			var rows touchRows
			var want []touchRow
			for i := range n {
				row := touchRow{
					row:     Row{Sheet: int32(i / 9), Row: int32(2 + 3*i)},
					account: accountRef{id: some(width), name: some(width), domain: some(width), column: some(width)},
					id:      some(width), subject: int32(i), people: some(width), personID: some(width), email: some(width),
					ours: 7, flat: some(width), flatCount: some(width), day: Day(-i * i), channel: Channel(i % 5), direction: Direction(i % 4),
					sender: i%3 == 1, bothSides: i%7 == 2, peopleColumn: int16(i % 300), dateColumn: 4,
				}
				rows.add(&row)
				want = append(want, row)
			}
			var got []touchRow
			for _, c := range rows.chunks {
				for i := range c.n {
					got = append(got, c.touch(i))
				}
			}
			if !slices.Equal(got, want) || rows.n != n {
				t.Errorf("%d rows of width %d do not come back", n, width)
			}
		}
	}
}

// TestIDTexts: IDs of their own and of shared strings come back.
func TestIDTexts(t *testing.T) {
	var ids idTexts
	var want []string
	for i := range 2*idChunkTexts + 3 {
		want = append(want, strings.Repeat("ä", i%5)+itoa(i))
	}
	for i, text := range want {
		if id := ids.own(text); id != -int32(i)-1 {
			t.Fatalf("text %d has number %d", i, id)
		}
	}
	for i, text := range want {
		if got := ids.text(nil, -int32(i)-1); got != text {
			t.Fatalf("text %d is %q, want %q", i, got, text)
		}
	}
	if ids.text(nil, 0) != "" {
		t.Error("no ID has a text")
	}
}

// TestLinksKeepTheOrder: people of a key come in the order in which they were
// entered, one alone without a list of its own.
func TestLinksKeepTheOrder(t *testing.T) {
	x := newPersonIndex(0)
	want := map[int32][]int32{}
	for n := range int32(500) {
		c := &customer{number: n % 3}
		x.add(&person{key: n % 7}, c, nil)
		key := n % 40 * (n % 2)
		x.byID.add(key, n)
		want[key] = append(want[key], n)
	}
	for key := range int32(41) {
		if got := x.byID.list(key); !slices.Equal(got, want[key]) || x.byID.has(key) != (want[key] != nil) || x.byID.several(key) != (len(want[key]) > 1) {
			t.Errorf("key %d has %v, want %v", key, got, want[key])
		}
		if got := slices.Collect(x.byID.each(key)); !slices.Equal(got, want[key]) {
			t.Errorf("each of key %d gives %v, want %v", key, got, want[key])
		}
	}
	for key := range int32(7) {
		for i, n := range x.named(key) {
			if n != key+int32(7*i) {
				t.Errorf("person %d of name %d is %d", i, key, n)
			}
		}
	}
}

// TestProcessorsDoNotShow: one processor and many build the same dataset.
func TestProcessorsDoNotShow(t *testing.T) {
	var contacts, touches strings.Builder
	contacts.WriteString("Contact ID|Contact Name|Account|Title\n")
	touches.WriteString("Activity ID|Date|Type|Contact|Account|Our People|Subject\n")
	for i := range 300 {
		contacts.WriteString("C" + itoa(i) + "|Person No" + itoa(i) + "|Account " + itoa(i%20) + "|Engineer\n")
	}
	for i := range 3000 {
		person := i * 7 % 300
		id := "T" + itoa(i%1100) // rows of one activity, some of them on other days
		if i%4 == 0 {
			id = ""
		}
		touches.WriteString(id + "|2026-0" + itoa(1+i%1100%9) + "-" + itoa(10+i%13/12) + "|Meeting|Person No" + itoa(person) + "|Account " + itoa(person%20) + "|Rep " + itoa(i%9) + "|About " + itoa(i%5) + "\n")
	}
	sheets := map[string]string{"contacts.csv": contacts.String(), "touches.csv": touches.String()}
	build := func(processors int) (*Dataset, any) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		ds, ps := buildSheets(t, Settings{}, sheets)
		return ds, ps
	}
	one, onePs := build(1)
	many, manyPs := build(8)
	if !reflect.DeepEqual(one, many) || !reflect.DeepEqual(onePs, manyPs) {
		t.Error("the number of processors shows in the dataset")
	}
	if one == nil || len(one.Accounts) != 20 || !slices.ContainsFunc(one.Problems, func(p source.Problem) bool { return p.Code == "activity_differs" }) {
		t.Errorf("the accounts have no IDs of two days: %v", onePs)
	}
}

// TestEqualSharedStrings: an ID that a workbook stores twice, once with blanks
// around it, is one ID.
func TestEqualSharedStrings(t *testing.T) {
	texts := []string{"Contact Name", "Account", "Title", "Activity ID", "Date", "Contact Name", "Anna Berg", "Bo Chen", "Velo Bank", "CEO", "T1", "T1", " T1 "}
	var shared strings.Builder
	for _, text := range texts {
		shared.WriteString(`<si><t xml:space="preserve">` + text + `</t></si>`)
	}
	row := func(n int, cells ...string) string {
		out := `<row r="` + itoa(n) + `">`
		for i, c := range cells {
			if out += `<c r="` + string(rune('A'+i)) + itoa(n) + `"`; strings.HasPrefix(c, "#") {
				out += `><v>` + c[1:] + `</v></c>`
			} else {
				out += ` t="s"><v>` + c + `</v></c>`
			}
		}
		return out + `</row>`
	}
	path := writeXLSX(t, shared.String(), map[string]string{
		"Contacts":   row(1, "0", "1", "2") + row(2, "6", "8", "9") + row(3, "7", "8", "9"),
		"Activities": row(1, "3", "4", "5", "1") + row(2, "10", "#46000", "6", "8") + row(3, "11", "#46000", "7", "8") + row(4, "12", "#46000", "7", "8"),
	})
	ds, ps := build(t, Settings{}, path)
	if ds == nil || len(ds.Accounts) != 1 || ds.Accounts[0].Activities.Len() != 1 {
		t.Fatalf("not one activity: %v", ps)
	}
	if a := ds.Accounts[0].Activities.At(0); len(a.People) != 2 || len(a.More) != 2 {
		t.Errorf("%+v, want two people of three rows", a)
	}
}

// writeXLSX writes a workbook of these shared strings and rows of sheets.
func writeXLSX(t *testing.T, shared string, sheets map[string]string) string {
	t.Helper()
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const rels = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	const head = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	parts := map[string]string{
		"[Content_Types].xml":  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
		"_rels/.rels":          head + `<Relationship Id="a" Type="` + rels + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/sharedStrings.xml": `<sst ` + main + `>` + shared + `</sst>`,
	}
	list, links := "", `<Relationship Id="s" Type="`+rels+`/sharedStrings" Target="sharedStrings.xml"/>`
	for i, name := range sortedKeys(sheets) {
		n := itoa(i + 1)
		list += `<sheet name="` + name + `" sheetId="` + n + `" r:id="r` + n + `"/>`
		links += `<Relationship Id="r` + n + `" Type="` + rels + `/worksheet" Target="sheet` + n + `.xml"/>`
		parts["xl/sheet"+n+".xml"] = `<worksheet ` + main + `><sheetData>` + sheets[name] + `</sheetData></worksheet>`
	}
	parts["xl/workbook.xml"] = `<workbook ` + main + ` xmlns:r="` + rels + `"><sheets>` + list + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = head + links + `</Relationships>`
	path := filepath.Join(t.TempDir(), "book.xlsx")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zw := zip.NewWriter(f)
	for _, name := range sortedKeys(parts) {
		w, err := zw.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
