package mail

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"rapport/templates"
)

func TestWithheldValuesFailTheRun(t *testing.T) {
	in := sampleInput(t, "leadership", "en")
	var searched []string
	fail := ""
	in.Reviews[0].Guard = func(name string, part []byte) error {
		searched = append(searched, name)
		if fail != "" && strings.Contains(name, fail) && strings.Contains(string(part), "Head of <Procurement> & Co") {
			return errors.New(name + " would show a withheld title")
		}
		return nil
	}
	prepare(t, in)
	if len(searched) != 20 {
		t.Fatalf("%d parts of four mails were searched: %v", len(searched), searched)
	}
	want := []string{"0002-donghai-energy-79ab88b7.eml (Subject)", "0002-donghai-energy-79ab88b7.eml (From)", "0002-donghai-energy-79ab88b7.eml (Reply-To)",
		"0002-donghai-energy-79ab88b7.eml (text/html)", "0002-donghai-energy-79ab88b7.eml (text/plain)"}
	if diff := cmp.Diff(want, searched[5:10]); diff != "" {
		t.Errorf("searched (-want +got):\n%s", diff)
	}
	dir := filepath.Join(t.TempDir(), "o")
	fail = "text/plain"
	_, err := Prepare(in, dir)
	if err == nil || err.Error() != want[4]+" would show a withheld title" {
		t.Errorf("Prepare = %v, want a refusal that names the part", err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("an outbox was written")
	}
}

// changedTemplates gives the templates with one file replaced.
func changedTemplates(t *testing.T, name string, change func(string) string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(templates.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(templates.Files, path)
		files[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files[name] = &fstest.MapFile{Data: []byte(change(string(files[name].Data)))}
	return files
}

// TestMailsSayNothingElse holds every part of a mail against the data of its
// accounts: what stands in no data file of theirs fails the run.
func TestMailsSayNothingElse(t *testing.T) {
	for _, lang := range []string{"en", "zh-CN"} {
		for _, secret := range []string{"Uma Unmetova", "王隐", "Ума", "Олга Хатессон"} {
			in := sampleInput(t, "leadership", lang)
			m := &maker{in: in, writers: map[string]writer{}, accounts: map[string]*Account{}, spoken: map[string]*vocabulary{}}
			p := &parcel{reviews: in.Reviews[0], lines: in.Reviews[0].Lines[:1]}
			good := &decoded{Subject: "Donghai Energy 东海能源", Text: "Person 3 人", HTML: "<p>Yunzhou City 云洲市</p>"}
			if err := m.search(p, "0001.eml", good, Letter{}); err != nil {
				t.Fatalf("%s: a harmless mail is refused: %v", lang, err)
			}
			for part, bad := range map[string]decoded{
				"Subject": {Subject: "x " + secret + " x"}, "text/plain": {Text: "(" + secret + ")"},
				"text/html": {HTML: "<td aria-label=\"" + secret + "\">x</td>"},
			} {
				err := m.search(p, "0001.eml", &bad, Letter{})
				if err == nil || !strings.HasPrefix(err.Error(), "0001.eml ("+part+") would say") || strings.Contains(err.Error(), secret) {
					t.Errorf("%s, %s in %s: %v", lang, secret, part, err)
				}
			}
		}
	}
}

// TestOtherAccountsAreNotSaid holds that the mail about one account may not
// name another one of the same reviews, nor a digest one that is not in it.
func TestOtherAccountsAreNotSaid(t *testing.T) {
	in := sampleInput(t, "leadership", "en")
	in.Reviews = []*Reviews{makeReviews(t, "leadership", "en", 3, [2]string{"Alphard", "alphard"}, [2]string{"Betelgeuse", "betelgeuse"}, [2]string{"云洲集团", "yz"})}
	m := &maker{in: in, writers: map[string]writer{}, accounts: map[string]*Account{}, spoken: map[string]*vocabulary{}}
	r := in.Reviews[0]
	for _, p := range []*parcel{{reviews: r, lines: r.Lines[:1]}, {reviews: r, lines: r.Lines[:2], digest: true}} {
		if err := m.search(p, "x", &decoded{Text: r.Lines[0].Name}, Letter{}); err != nil {
			t.Error(err)
		}
		for _, l := range r.Lines[len(p.lines):] {
			if m.search(p, "x", &decoded{Text: "And " + l.Name}, Letter{}) == nil {
				t.Errorf("a mail about %d accounts may name %s", len(p.lines), l.Name)
			}
		}
	}
}

func TestChangedReviewsAreRefused(t *testing.T) {
	in := sampleInput(t, "leadership", "en")
	path := filepath.Join(in.Reviews[0].Dir, "data", "merrow-water.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(data, ' '), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "merrow-water.json was changed") {
		t.Errorf("Prepare = %v, want a refusal that names the file", err)
	}
	if _, err := ReadReviews(t.TempDir()); err == nil || !strings.Contains(err.Error(), "holds no reviews") {
		t.Errorf("ReadReviews of an empty folder = %v", err)
	}
	mixed := makeReviews(t, "leadership", "en", 1, [2]string{"Alpha", "alpha"})
	writeReviews(t, mixed.Dir, "leadership", map[string]map[string]any{"alpha": accountData("internal", "en", "Alpha", "alpha", 1),
		"portfolio": {"edition": "leadership", "lang": "en", "period": map[string]any{"label": "2026-Q3"}, "accounts": []any{map[string]any{"name": "Alpha", "slug": "alpha"}}}})
	if mixed, err = ReadReviews(mixed.Dir); err != nil {
		t.Fatal(err)
	}
	in.Reviews, in.Recipients = []*Reviews{mixed}, []Recipient{row(2, "Alpha", "a@example.test", "to")}
	if _, err := Prepare(in, filepath.Join(t.TempDir(), "o")); err == nil || !strings.Contains(err.Error(), "mixes the editions") {
		t.Errorf("Prepare = %v, want a refusal of two editions in one folder", err)
	}
}
