package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"rapport/generator/source"
)

func TestCSV(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "a,b\n1,2\n", `A1 text "a"|B1 text "b"|A2 text "1"|B2 text "2"`},
		{"quotes", "a,b\n\"x, \"\"y\"\"\nz\",2", `A1 text "a"|B1 text "b"|A2 text "x, \"y\"\nz"|B2 text "2"`},
		{"quote inside a field", "a,b\n5\" disk,2", `A1 text "a"|B1 text "b"|A2 text "5\" disk"|B2 text "2"`},
		{"text behind a quote", "a,b\n\"x\"y,2", `A1 text "a"|B1 text "b"|A2 text "xy"|B2 text "2"`},
		{"blank lines count", "a,b\r\n\r\n1,2\r\n", `A1 text "a"|B1 text "b"|A3 text "1"|B3 text "2"`},
		{"old Mac line ends", "a,b\r1,2\r", `A1 text "a"|B1 text "b"|A2 text "1"|B2 text "2"`},
		{"empty fields", "a,b,c\n,,3\n", `A1 text "a"|B1 text "b"|C1 text "c"|C2 text "3"`},
		{"semicolons with commas inside", "a;b\n1,5;2,5\n3,5;4,5\n", `A1 text "a"|B1 text "b"|A2 text "1,5"|B2 text "2,5"|A3 text "3,5"|B3 text "4,5"`},
		{"tabs", "a\tb\n1\t2,0\n", `A1 text "a"|B1 text "b"|A2 text "1"|B2 text "2,0"`},
		{"bars", "a|b\n1|2\n", `A1 text "a"|B1 text "b"|A2 text "1"|B2 text "2"`},
		{"title before the table", "Report of May, all\n\na;b;c\n1;2;3\n4;5;6\n", `A1 text "Report of May, all"|A3 text "a"|B3 text "b"|C3 text "c"|A4 text "1"|B4 text "2"|C4 text "3"|A5 text "4"|B5 text "5"|C5 text "6"`},
		{"sep line", "\ufeffsep=|\na|b,c\n", `A1 text "a"|B1 text "b,c"`},
		{"formulas are text", "a,b\n=1+1,+2\n", `A1 text "a"|B1 text "b"|A2 text "=1+1"|B2 text "+2"`},
	}
	for _, tt := range tests {
		got, book, err := readAll("S.csv", []byte(tt.in), Limits{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got = strings.ReplaceAll(compact(got), "S.csv[S!", ""); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		if book.Format != "csv" || book.Sheets[0].Path != "text" {
			t.Errorf("%s: format %s, path %s", tt.name, book.Format, book.Sheets[0].Path)
		}
	}
	_, _, err := readAll("S.csv", []byte("a,b\n\"x,2\n3,4\n"), Limits{})
	if p := refused(t, "open quote", err); p.Code != "csv-quote" || p.Cell.Area() != "A2" {
		t.Errorf("open quote: %v", p)
	}
}

func TestEncodings(t *testing.T) {
	const chinese = "客户,联系人,职务,日期\n华东电力公司,王伟,总经理,2024年5月6日\n北方银行,李芳,采购部主任,2024年6月1日\n"
	const german = "Firma,Name,Titel\nMüller GmbH,Jörg Groß,Geschäftsführer\nÖlwerke,Käthe,Prüferin\n"
	const french = "Société,Prénom,Rôle\nÉnergie d’Été,Zoë,“Chef” – évaluation\n"
	const russian = "Компания,Имя,Должность\nСеверная энергия,Ольга Петрова,Генеральный директор\n"
	const kana = "会社,担当者,役職\nカブシキガイシャ,たなかさん,ぶちょう\n"
	const japan = "会社名,氏名,役職,部署\n東京電力株式会社,山田太郎,代表取締役社長,経営企画部\n北海道銀行,佐藤花子,ﾌﾞﾁｮｳ,調達部\n"
	const quotes = "Name,Title\nAnna Berg,Head of “Special” Projects – EMEA\nBo O’Neill,Director’s Office…\n“Cy”—Diaz,“‘Chief’” – IT\n"
	const rare = "客户,联系人\n浙江溧阳电力,闫珺琪\n衢州燃气,亓鑫淼\n"
	tests := []struct {
		name, text string
		coding     encoding.Encoding
	}{
		{"Shift JIS", japan, japanese.ShiftJIS},
		{"windows-1252", quotes, charmap.Windows1252},
		{"GBK", rare, simplifiedchinese.GBK},
		{"UTF-8", chinese, unicode.UTF8},
		{"UTF-8", german, unicode.UTF8BOM},
		{"UTF-16", german, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
		{"UTF-16", chinese, unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
		{"UTF-16", chinese, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"UTF-16", german, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"GBK", chinese, simplifiedchinese.GBK},
		{"windows-1252", german, charmap.Windows1252},
		{"windows-1252", french, charmap.Windows1252},
		{"windows-1251", russian, charmap.Windows1251},
		{"Shift JIS", kana, japanese.ShiftJIS},
	}
	for _, tt := range tests {
		b, err := tt.coding.NewEncoder().Bytes([]byte(tt.text))
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := readAll("f", []byte(tt.text), Limits{})
		if err != nil {
			t.Fatal(err)
		}
		got, book, err := readAll("f", b, Limits{})
		if err != nil || got != want {
			t.Errorf("%s: %s, error %v, want %s", tt.name, got, err, want)
			continue
		}
		said := fmt.Sprint(book.Problems)
		if (tt.name != "UTF-8") != strings.Contains(said, tt.name) {
			t.Errorf("%s: problems say %s", tt.name, said)
		}
	}
}

func TestHTML(t *testing.T) {
	page := func(body string) string { return "<html><body>" + body + "</body></html>" }
	tests := []struct{ name, in, want string }{
		{"cells without end tags", page(`<table><tr><td>a<td>b<tr><td>c</table>`), `A1 text "a"|B1 text "b"|A2 text "c"`},
		{"white space, entities and breaks", page("<table><tr><td>  a \n b&nbsp;&amp;&nbsp;c<br>d<br/> <p>e</p></td></tr></table>"), `A1 text "a b & c\nd\ne"`},
		{"spans", page(`<table><tr><td rowspan="2">a</td><td colspan=2>b</td><td>c</td></tr><tr><td>d</td><td>e</td><td>f</td></tr></table>`), `A1 text "a"|B1 text "b"|D1 text "c"|B2 text "d"|C2 text "e"|D2 text "f"`},
		{"two tables stand below each other", page(`<table><tr><th>a</th></tr></table><table><tr><td>b</td></tr></table>`), `A1 text "a"|A2 text "b"`},
		{"a table inside a layout table", page(`<table><tr><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>`), `A2 text "a"|B2 text "b"`},
		{"scripts are no text", page(`<table><tr><td>a<script>if (1<2) "<td>x"</script><style>td{}</style></td><td>b</td></tr></table>`), `A1 text "a"|B1 text "b"`},
		{"numbers of Excel", page(`<table><tr><td x:num="45292.5">1 Jan</td><td x:num>7</td></tr></table>`), `A1 number 45292.5|B1 text "7"`},
		{"no html element", `<table border=1><tr><td>a</td></tr></table>`, `A1 text "a"`},
	}
	for _, tt := range tests {
		got, book, err := readAll("S", []byte(tt.in), Limits{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got = strings.ReplaceAll(compact(got), "S[S!", ""); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
		if book.Format != "html" || len(book.Problems) == 0 {
			t.Errorf("%s: format %s, problems %v", tt.name, book.Format, book.Problems)
		}
	}
	_, book, err := readAll("S", []byte(tests[2].in), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if m := book.Sheets[0].Merges; len(m) != 2 || m[0] != (Range{1, 1, 2, 1}) || m[1] != (Range{1, 2, 1, 3}) {
		t.Errorf("merges %v", m)
	}
}

const sheetML = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:html="http://www.w3.org/TR/REC-html40">
<Worksheet ss:Name="First"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1" ss:MergeDown="1"><Data ss:Type="String">a &amp; <html:B>b</html:B></Data></Cell><Cell><Data ss:Type="Number">1.5</Data><Comment><Data>no</Data></Comment></Cell></Row>
<Row ss:Span="2"/><Row><Cell ss:Index="4"><Data ss:Type="DateTime">2024-05-06T00:00:00.000</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="Second"><Table><Row ss:Hidden="1"><Cell><Data ss:Type="String">x</Data></Cell></Row></Table><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>`

func TestSpreadsheetML(t *testing.T) {
	got, book, err := readAll("f", []byte(sheetML), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := `f[First!A2] text "a & b"
f[First!C2] number 1.5
f[First!D6] date "2024-05-06T00:00:00.000"
f[First!E6] bool 1
f[First!F6] error "#N/A"
f[Second!A1] text "x" hidden
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if book.Format != "spreadsheetml" || len(book.Problems) != 1 || book.Sheets[0].Hidden || !book.Sheets[1].Hidden {
		t.Errorf("format %s, problems %v, hidden %v %v", book.Format, book.Problems, book.Sheets[0].Hidden, book.Sheets[1].Hidden)
	}
	if m := book.Sheets[0].Merges; len(m) != 1 || m[0] != (Range{2, 1, 3, 2}) {
		t.Errorf("merges %v", m)
	}
	for _, cut := range []int{300, 700, len(sheetML) - 5} {
		if _, _, err := readAll("f", []byte(sheetML[:cut]), Limits{}); err == nil {
			t.Errorf("cut at %d was read", cut)
		} else {
			refused(t, "cut", err)
		}
	}
	_, _, err = readAll("f", []byte(strings.Replace(sheetML, "<Workbook ", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Workbook `, 1)), Limits{})
	if p := refused(t, "DTD", err); p.Code != "xml-dtd" {
		t.Errorf("DTD: %v", p)
	}
}

func TestOtherClothes(t *testing.T) {
	locked := func() []byte {
		f := excelize.NewFile()
		defer f.Close()
		var b bytes.Buffer
		if err := f.Write(&b, excelize.Options{Password: "secret"}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	tests := []struct {
		name string
		in   []byte
		code string
	}{
		{"password", locked(), "password"},
		{"old Excel", []byte(ole + wide("Workbook")[2:] + "\x00\x00"), "xls"},
		{"older Excel", []byte("\x09\x08\x10\x00\x00\x06\x05\x00"), "xls"},
		{"Word of old", []byte(ole + wide("WordDocument")[2:]), "not-a-workbook"},
		{"PDF", []byte("%PDF-1.7\n%\xe2\xe3"), "pdf"},
		{"JSON object", []byte(" {\"error\": \"INVALID_SESSION_ID\"}"), "json"},
		{"JSON array", []byte("[{\"a\":1}]"), "json"},
		{"gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"), "archive"},
		{"picture", []byte("\x89PNG\r\n\x1a\n"), "picture"},
		{"login page", []byte(`<!DOCTYPE html><html><body><form><input type="password"></form></body></html>`), "login-page"},
		{"login page in a table", []byte(`<html><table><tr><td>User</td><td><input type=text></td></tr><tr><td>Password</td><td><input type="PASSWORD"></td></tr></table>`), "login-page"},
		{"some XML", []byte(`<?xml version="1.0"?><feed><entry/></feed>`), "not-a-workbook"},
		{"web archive", []byte("MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"), "mhtml"},
		{"rich text", []byte(`{\rtf1\ansi x}`), "not-a-workbook"},
		{"nothing", nil, "file-empty"},
		{"half a zip header", []byte("P"), "zip-damaged"},
		{"binary", []byte("\x01\x02\x00\x03\x04\x00\x00abc\x05\x06\x07"), "not-a-workbook"},
	}
	for _, tt := range tests {
		_, _, err := readAll("f.xlsx", tt.in, Limits{})
		if err == nil {
			t.Errorf("%s: was read", tt.name)
			continue
		}
		if p := refused(t, tt.name, err); p.Code != tt.code {
			t.Errorf("%s: code %s (%v), want %s", tt.name, p.Code, p, tt.code)
		}
	}
	if p := refused(t, "password", func() error { _, _, err := readAll("f", locked(), Limits{}); return err }()); !strings.Contains(p.Hint, "Encrypt with Password") {
		t.Errorf("hint for a password: %q", p.Hint)
	}
}

func TestLockFile(t *testing.T) {
	path := write(t, "~$plan.xlsx", []byte("\x05Alice"))
	_, err := Open(path, Limits{})
	if !errors.Is(err, ErrLockFile) {
		t.Fatalf("error %v is no ErrLockFile", err)
	}
	good, err := os.ReadFile("testdata/hostile/base.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	books, problems := Read([]string{path, write(t, "b.xlsx", good), "/no/such/file.xlsx", write(t, "a.pdf", []byte("%PDF-1")), write(t, "a.xlsx", good), t.TempDir()}, Limits{})
	var names, codes []string
	for _, b := range books {
		names = append(names, b.Name)
		if b.SHA256 == "" || b.Size != int64(len(good)) {
			t.Errorf("%s: hash %q, size %d", b.Name, b.SHA256, b.Size)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, p := range problems {
		codes = append(codes, p.Severity.String()+" "+p.Code)
	}
	if got, want := fmt.Sprint(names, codes), "[b.xlsx a.xlsx] [note lock-file refused file-unreadable refused pdf refused folder]"; got != want {
		t.Errorf("Read gave %s, want %s", got, want)
	}
	if problems.Count(source.Note) != 1 {
		t.Errorf("problems %v", problems)
	}
}
