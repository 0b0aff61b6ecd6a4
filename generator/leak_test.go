package generator_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rapport/generator"
	"rapport/generator/edition"
	"rapport/generator/workbook"
	"rapport/templates"
)

// The planted customer. Who is met: Quentin Topp, Olga Hatesson and Petra
// Privat, who must not be profiled. Nobody met Uma, Hand and 王隐.
const plantedContacts = `Contact ID	Contact Name	Account	Email	Title	Org Unit	Decision Right	Stance	Stance Date	Rival	Support Override	Do Not Profile
ID-2200A	Quentin Topp	Acme Networks	q.topp@acme.example	Chief Executive Officer	HQ	decide	supporter	2026-06-02			
ID-2201A	Olga Hatesson	Acme Networks	o.hatesson@acme.example	Director of Grudges	HQ	evaluate	opponent	2001-02-03	some		
ID-2202A	Uma Unmetová	Acme Networks	uma@acme.example	Night Shift Engineer	City: Linhai	recommend	opponent	2001-02-04	close		
ID-2203A	Petra Privat	Acme Networks	petra@acme.example	Chief Privacy Officer	HQ	evaluate	opponent	2001-02-05	close		yes
ID-2204A	Hand Setzer	Acme Networks	setzer@acme.example	Head of Lead Type	HQ	influence				0.123456789	
ID-2205A	王隐	Acme Networks	wang@acme.example	Shift Worker	City: Linhai	influence					
ID-3301B	Xenia Elsewhere	Rivalco Holdings	xenia@rivalco.example	Chief Executive Officer	HQ	decide	supporter	2001-02-06			
`

const plantedActivities = `Activity ID	Date	Type	Direction	Contact ID	Account	Our People	Subject
T1	2026-07-06	meeting	two-way	ID-2200A	Acme Networks	Mei Lin	Topp says Hatesson cannot stand us
T2	2026-08-12	call	two-way	ID-2201A	Acme Networks	Mei Lin	budget talk with Grudges department
T3	2026-08-20	meeting	two-way	ID-2203A	Acme Networks	Mei Lin	quiet lunch on privacy
T4	2026-04-14	meeting	two-way	ID-2200A	Acme Networks	Mei Lin	spring visit to headquarters
T5	2026-08-21	meeting	two-way	ID-3301B	Rivalco Holdings	Mei Lin	visit to the other customer
T6	2026-05-21	email	outbound	ID-3301B	Rivalco Holdings	Mei Lin	letter to the other customer
`

// plant writes the customer's workbook, notes and settings into a folder and
// gives the workbook's path.
func plant(t *testing.T, dir string, contacts, activities string) string {
	t.Helper()
	table := func(name, text string) workbook.Table {
		out := workbook.Table{Name: name}
		for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			var row []workbook.Value
			for _, cell := range strings.Split(line, "\t") {
				if i == 0 {
					out.Columns = append(out.Columns, workbook.Column{Header: cell})
					continue
				}
				row = append(row, workbook.TextValue(cell))
			}
			if i > 0 {
				out.Rows = append(out.Rows, row)
			}
		}
		return out
	}
	var b bytes.Buffer
	if err := workbook.Write(&b, []workbook.Table{
		table("Accounts", "Account ID\tAccount Name\tRevenue\tOwner\nACME-1\tAcme Networks\t98765432\tMei Lin\nRIVAL-1\tRivalco Holdings\t55443322\tMei Lin\n"),
		table("Contacts of Acme", contacts), table("Activities", activities),
		table("Team", "Name\tLevel\tTitle\tEmail\nMei Lin\t1\tAccount Director\tmei.lin@supplier.example\n"),
	}); err != nil {
		t.Fatal(err)
	}
	input := filepath.Join(dir, "secret-export.xlsx")
	for path, data := range map[string][]byte{
		input: b.Bytes(),
		filepath.Join(dir, "notes", "Acme Networks.md"):    []byte("---\naudience: internal\n---\n\nThey will *cut* the nightjar budget in May.\n\n- [ ] Never tell the chairman\n"),
		filepath.Join(dir, "notes", "Rivalco Holdings.md"): []byte("---\naudience: leadership\n---\n\nThe falcon plan is for leadership alone.\n"),
	} {
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return input
}

// plantBaseline reviews the quarter before, with somebody who has left since, and
// writes a comment into its action list.
func plantBaseline(t *testing.T, dir string) string {
	t.Helper()
	gone := "ID-2209A\tLefty Gonzaga\tAcme Networks\tlefty@acme.example\tHead of Farewells\tHQ\tevaluate\topponent\t2001-02-07\t\t\t\n"
	input := plant(t, filepath.Join(dir, "before"), plantedContacts+gone, plantedActivities)
	out := filepath.Join(dir, "kept")
	mustQuarter(t, []string{input}, out, "2026-Q2", nil)
	rewrite(t, filepath.Join(out, "actions.xlsx"), func(table *workbook.Table) {
		for _, row := range table.Rows {
			row[8], row[9] = workbook.TextValue("dropped"), workbook.TextValue("she only talks to the rival")
		}
	})
	return out
}

// What no byte of an edition may hold. Dates are searched for as they are
// printed and as the serial number of a cell.
var (
	secretStances = []string{"2001-02-03", "2001-02-04", "2001-02-05", "36925", "36926", "36927", "2001-02-07", "0.123456789", "0.12345678"}
	secretNotes   = []string{"nightjar", "Never tell the chairman"}
	secretUnmet   = []string{"Uma Unmet", "Unmetová", "Hand Setzer", "setzer@", "王隐", "wang@", "Lefty", "Gonzaga", "Night Shift", "Head of Lead Type", "Head of Farewells", "ID-2202A"}
	secretPrivate = []string{"Petra", "Privat ", "Chief Privacy Officer", "ID-2203A"}
	secretOthers  = []string{"Rivalco", "Xenia", "rivalco.example", "falcon plan", "98765432", "98,765,432", "98.8", "55443322", "secret-export", "Contacts of Acme"}
	secretWords   = []string{"cannot stand us", "Grudges department", "quiet lunch", "spring visit", "talks to the rival", "@acme.example"}
	secretMet     = []string{"Quentin", "Olga", "Hatesson", "Director of Grudges", "supplier.example"}
)

func TestEditionsHoldNoSecret(t *testing.T) {
	dir := t.TempDir()
	input, kept := plant(t, dir, plantedContacts, plantedActivities), plantBaseline(t, dir)
	for _, tt := range []struct {
		name, edition string
		roles         bool
		secrets       [][]string
		shown         []string
	}{
		{"leadership", "leadership", false, [][]string{secretStances, secretNotes},
			[]string{"Petra Privat", "Uma Unmetová", "Xenia Elsewhere", "falcon plan", "2026-06-02", "Lefty Gonzaga"}},
		{"leadership in roles", "leadership", true, [][]string{secretStances, secretNotes, secretUnmet, secretPrivate, secretWords, secretMet, {"Xenia", "falcon plan"}},
			[]string{"Rivalco Holdings", "2026-06-02"}},
		{"customer", "customer", false, [][]string{secretStances, {"2026-06-02"}, secretNotes, secretUnmet, secretPrivate, secretOthers, secretWords},
			[]string{"Quentin Topp", "Olga Hatesson", "Director of Grudges"}},
	} {
		for _, lang := range []string{"en", "zh-CN"} {
			for _, assets := range []string{"shared", "inline", "none"} {
				out := filepath.Join(t.TempDir(), "reviews")
				mustQuarter(t, []string{input}, out, "2026-Q3", func(o *generator.Options) {
					o.Edition, o.Roles, o.Lang, o.Assets, o.Baseline = tt.edition, tt.roles, lang, assets, kept
					if tt.edition == "customer" {
						o.Accounts = []string{"Acme Networks"}
					}
				})
				name := strings.Join([]string{tt.name, lang, assets}, ", ")
				texts := decoded(t, out)
				for _, secret := range slices.Concat(tt.secrets...) {
					for _, file := range texts.with(secret) {
						t.Errorf("%s: %s holds %q", name, file, secret)
					}
				}
				for _, word := range tt.shown {
					if len(texts.with(word)) == 0 {
						t.Errorf("%s: %q is nowhere, so the search proves nothing", name, word)
					}
				}
				withheldPeople(t, name, out, tt.edition)
			}
		}
	}
}

// withheldPeople looks at the people of the data file: who is withheld has
// neither stance, rival nor chance.
func withheldPeople(t *testing.T, name, out, edition string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(out, "data", "acme-networks.json"))
	if err != nil {
		t.Fatal(err)
	}
	var account struct {
		People []struct {
			Level      int
			Withheld   bool
			Stance     string
			StanceDate *string `json:"stance_date"`
			Rival      float64
			P, Score   *float64
			Birnbaum   *float64
			Gain       *float64
		}
	}
	if err := json.Unmarshal(data, &account); err != nil || len(account.People) != 6 {
		t.Fatalf("%s: %d people, %v", name, len(account.People), err)
	}
	open := 0
	for i, p := range account.People {
		if edition == "leadership" && p.Level == 1 && !p.Withheld {
			open++
			continue
		}
		if p.Stance != "unknown" || p.StanceDate != nil || p.Rival != 0 || p.P != nil || p.Birnbaum != nil || p.Gain != nil {
			t.Errorf("%s: person %d on level %d is shown with %+v", name, i, p.Level, p)
		}
	}
	if want := map[string]int{"leadership": 1}[edition]; open != want {
		t.Errorf("%s: the stance of %d people is shown, want %d", name, open, want)
	}
}

// TestTheCustomersEditionDoesNotDependOnSecrets changes every secret and finds
// the same bytes: nothing computed from them is shown either.
func TestTheCustomersEditionDoesNotDependOnSecrets(t *testing.T) {
	customer := func(contacts, activities string) map[string]string {
		input := plant(t, t.TempDir(), contacts, activities)
		files := mustQuarter(t, []string{input}, filepath.Join(t.TempDir(), "reviews"), "2026-Q3", func(o *generator.Options) {
			o.Edition, o.Accounts = "customer", []string{"Acme Networks"}
		})
		delete(files, "manifest.json") // it has the input's hash
		return files
	}
	first := customer(plantedContacts, plantedActivities)
	other := strings.NewReplacer("opponent", "supporter", "supporter", "opponent", "2001-", "2003-", "\tsome\t", "\t\t", "\tclose\t", "\tsome\t",
		"0.123456789", "0.9", "Uma Unmetová", "Ida Nowhere", "uma@", "ida@", "王隐", "李默", "Xenia Elsewhere", "Zoe Faraway").Replace(plantedContacts)
	second := customer(other, strings.NewReplacer("cannot stand us", "likes us well", "quiet lunch", "loud dinner").Replace(plantedActivities))
	for path, sum := range first {
		if second[path] != sum {
			t.Errorf("%s depends on what the edition withholds", path)
		}
	}
	if len(first) != len(second) || len(first) == 0 {
		t.Errorf("%d files and %d", len(first), len(second))
	}
}

// TestTheSearchFindsWhatATemplateOrANoteGivesAway plants leaks behind the cut:
// the run must fail, write nothing and not repeat the value.
func TestTheSearchFindsWhatATemplateOrANoteGivesAway(t *testing.T) {
	dir := t.TempDir()
	input := plant(t, dir, plantedContacts, plantedActivities)
	customer := func(out string, change func(*generator.Options)) error {
		return quarter(t, []string{input}, out, "2026-Q3", func(o *generator.Options) {
			o.Edition, o.Accounts, o.Assets = "customer", []string{"Acme Networks"}, "shared"
			change(o)
		})
	}
	out := filepath.Join(t.TempDir(), "reviews")
	if err := customer(out, func(*generator.Options) {}); err != nil {
		t.Fatal(err)
	}
	before := hashes(t, out)
	template := func(name, text string) func(*generator.Options) {
		return func(o *generator.Options) {
			folder := t.TempDir()
			path := filepath.Join(folder, filepath.FromSlash(name))
			if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
				t.Fatal(err)
			}
			o.Templates = generator.Overlay(os.DirFS(folder), templates.Files)
		}
	}
	note := func(text string) func(*generator.Options) {
		return func(o *generator.Options) {
			o.Notes = t.TempDir()
			if err := os.WriteFile(filepath.Join(o.Notes, "Acme Networks.md"), []byte("---\naudience: customer\n---\n\n"+text+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	section := `{{define "section"}}<section id="{{.ID}}"><h2>{{.Title}}</h2>%</section>{{end}}`
	for name, tt := range map[string]struct {
		change func(*generator.Options)
		file   string
		kind   string
		value  string
	}{
		// The words of the built-in templates are no leaks; those of a user's are.
		"a page":                 {template("partials/section.html", strings.Replace(section, "%", "<p>Uma Unmetová</p>", 1)), "accounts/acme-networks.html", "name", "Unmetová"},
		"a page, in entities":    {template("partials/section.html", strings.Replace(section, "%", "<p>&#85;ma Unmetov&aacute;</p>", 1)), "accounts/acme-networks.html", "name", "Unmetová"},
		"a page, in two halves":  {template("partials/section.html", strings.Replace(section, "%", "<p><b>Uma</b> <i>Unmetová</i></p>", 1)), "accounts/acme-networks.html", "name", "Unmetová"},
		"a script":               {template("app.js", `const team = ["\u738b\u9690"];`), "assets/app.js", "name", "王隐"},
		"a note on somebody":     {note("Please bring **Petra Privat** along."), "accounts/acme-networks.html", "name", "Petra"},
		"a note with an address": {note("Write to [her](mailto:uma@acme.example)."), "accounts/acme-networks.html", "e-mail", "uma@"},
		"a note on the others":   {note("As we did at Rivalco Holdings."), "accounts/acme-networks.html", "account", "Rivalco"},
	} {
		err := customer(out, tt.change)
		var leak *edition.Leak
		if !errors.As(err, &leak) || leak.File != tt.file || !slices.Contains(leak.Kinds, tt.kind) {
			t.Errorf("%s: the run gives %v, want a withheld %s in %s", name, err, tt.kind, tt.file)
			continue
		}
		if strings.Contains(err.Error(), tt.value) {
			t.Errorf("%s: the message repeats the value: %v", name, err)
		}
		if !maps.Equal(hashes(t, out), before) {
			t.Errorf("%s: the failed run changed the folder", name)
		}
	}
	// The same template and the same note are no leak where nothing is withheld.
	for name, change := range map[string]func(*generator.Options){"template": template("app.js", `"王隐"`), "note": note("Please bring **Petra Privat** along.")} {
		if err := quarter(t, []string{input}, filepath.Join(t.TempDir(), "reviews"), "2026-Q3", change); err != nil {
			t.Errorf("internally the %s gives %v", name, err)
		}
	}
}

// TestTheCustomersEditionOfTheSampleDoesNotDependOnStances swaps every stance
// of an account whose index and odds are published inside.
func TestTheCustomersEditionOfTheSampleDoesNotDependOnStances(t *testing.T) {
	var sets, inside []map[string]string
	for _, swap := range []bool{false, true} {
		inputs := workbooks(t, "../sample")
		crm := slices.IndexFunc(inputs, func(f string) bool { return filepath.Base(f) == "crm-export.xlsx" })
		swapped := 0
		rewrite(t, inputs[crm], func(table *workbook.Table) {
			stance := at(table, "Stance")
			for _, row := range table.Rows {
				if other := map[string]string{"supporter": "opponent", "opponent": "supporter"}; swap && stance >= 0 && other[row[stance].Text] != "" {
					row[stance] = workbook.TextValue(other[row[stance].Text])
					swapped++
				}
			}
		})
		if swap && swapped < 10 {
			t.Fatalf("%d stances were swapped", swapped)
		}
		files := mustQuarter(t, inputs, filepath.Join(t.TempDir(), "reviews"), "2026-Q3", func(o *generator.Options) {
			o.Edition, o.Accounts = "customer", []string{donghai}
		})
		delete(files, "manifest.json")
		sets = append(sets, files)
		inside = append(inside, mustQuarter(t, inputs, filepath.Join(t.TempDir(), "reviews"), "2026-Q3", func(o *generator.Options) {
			o.Accounts = []string{donghai}
		}))
	}
	for path := range sets[0] {
		if inside[0][path] == inside[1][path] {
			t.Errorf("%s does not depend on stances inside either, so this proves nothing", path)
		}
	}
	for path, sum := range sets[0] {
		if sets[1][path] != sum {
			t.Errorf("%s depends on stances", path)
		}
	}
}
