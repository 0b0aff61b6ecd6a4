package mail

import (
	"encoding/json"
	"io/fs"
	"path"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"rapport/generator/internal/words"
)

// vocabulary is what a mail may say: the words of the data files that it is
// about, of the pages in its language, of the templates and of the settings.
// Of scripts without spaces it knows the pairs of neighbouring characters.
type vocabulary struct {
	parent *vocabulary // knows more; nil is nobody
	words  map[string]bool
	pairs  map[[2]rune]bool
}

func newVocabulary(parent *vocabulary) *vocabulary {
	return &vocabulary{parent: parent, words: map[string]bool{}, pairs: map[[2]rune]bool{}}
}

func (v *vocabulary) word(w string) bool {
	return v != nil && (v.words[w] || v.parent.word(w))
}

func (v *vocabulary) pair(a, b rune) bool {
	return v != nil && (v.pairs[[2]rune{a, b}] || v.parent.pair(a, b))
}

// add learns a text.
func (v *vocabulary) add(text string) {
	eachRun(text, func(run []rune, wide, _ bool) {
		if !wide {
			v.words[string(run)] = true
			return
		}
		for i := range len(run) - 1 {
			v.pairs[[2]rune{run[i], run[i+1]}] = true
		}
		if len(run) == 1 {
			v.words[string(run)] = true
		}
	})
}

// addData learns every text in decoded JSON, as it stands and as a mail
// writes it.
func (v *vocabulary) addData(data any) {
	switch d := data.(type) {
	case string:
		v.add(d)
		v.add(cleanHeader(strings.ReplaceAll(d, "**", ""), len(d)+1))
	case []any:
		for _, x := range d {
			v.addData(x)
		}
	case map[string]any:
		for _, x := range d {
			v.addData(x)
		}
	}
}

// addStruct learns every text of a value that came from a data file.
func (v *vocabulary) addStruct(value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	var data any
	if err := json.Unmarshal(text, &data); err != nil {
		return err
	}
	v.addData(data)
	return nil
}

// addPages learns the words of the pages in a language and of the templates
// of mails.
func (v *vocabulary) addPages(templates fs.FS, language string) error {
	names, err := fs.Glob(templates, "messages/parts/*."+language+".yaml")
	if err != nil {
		return err
	}
	for _, name := range append(names, path.Join("messages", language+".yaml"), htmlTemplate, textTemplate) {
		data, err := fs.ReadFile(templates, name)
		if err != nil {
			return err
		}
		v.add(string(data))
	}
	return nil
}

// addDates learns how a language writes days and quarters.
func (v *vocabulary) addDates(c *words.Catalog) {
	for m := time.January; m <= time.December; m++ {
		v.add(c.Date(time.Date(2026, m, 10, 0, 0, 0, 0, time.UTC)))
	}
	v.add(c.Period("2026-Q1"))
}

// unknown counts the words of a text that are not in the vocabulary. A word
// that was cut short, and single letters, do not count.
func (v *vocabulary) unknown(text string) int {
	n := 0
	eachRun(text, func(run []rune, wide, cut bool) {
		if !wide {
			if len(run) > 1 && !cut && !v.word(string(run)) {
				n++
			}
			return
		}
		for i, r := range run {
			if i > 0 && v.pair(run[i-1], r) || i+1 < len(run) && v.pair(r, run[i+1]) || v.word(string(r)) || cut && i == len(run)-1 {
				continue
			}
			n++
		}
	})
	return n
}

// eachRun cuts a text into runs of letters in lower case. Wide are those of a
// script without spaces; cut, those that an ellipsis ends.
func eachRun(text string, f func(run []rune, wide, cut bool)) {
	var run []rune
	wide := false
	end := func(cut bool) {
		if len(run) > 0 {
			f(run, wide, cut)
		}
		run = run[:0]
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			end(r == '…')
			continue
		}
		if w := r >= 0x2e80; w != wide {
			end(false)
			wide = w
		}
		run = append(run, unicode.ToLower(r))
	}
	end(false)
}

// readable gives what a page says, to the eye and to a screen reader.
func readable(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	style := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			t := z.Token()
			style = t.Type == html.StartTagToken && t.Data == "style"
			for _, a := range t.Attr {
				if a.Key == "aria-label" || a.Key == "alt" || a.Key == "title" {
					b.WriteString(" " + a.Val + " ")
				}
			}
			b.WriteByte(' ')
		case html.TextToken:
			if !style {
				b.WriteString(z.Token().Data)
			}
		}
	}
}
