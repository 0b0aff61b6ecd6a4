package dataset

import (
	"fmt"
	"strings"
	"testing"
)

// TestNobodyInherits puts every executive, senior and middle post of the rules
// behind "assistant to", "former", "acting" and their like: none of them may
// have the level of the post they name.
func TestNobodyInherits(t *testing.T) {
	const (
		none  = 0  // no post is held; an assistant's level is as good
		staff = 5  // an assistant, or none
		below = -1 // less than the post
	)
	frames := map[string]map[string]int{
		"en": {"Assistant to the %s": staff, "Executive Assistant to %s": staff, "Secretary to the %s": staff, "PA to %s": staff,
			"Advisor to the %s": staff, "Driver to the %s": staff, "%s's Secretary": staff, "Former %s": none, "Ex-%s": none,
			"%s (retired)": none, "Office of the %s": none, "%s's Office": none, "%s Office": none, "Acting %s": below,
			"Interim %s": below, "%s (Acting)": below, "Deputy %s": below},
		"de": {"Assistentin des %s": staff, "Sekretärin des %s": staff, "Referent des %s": staff, "Fahrer des %s": staff,
			"Assistenz %s": staff, "ehemaliger %s": none, "%s a.D.": none, "Büro des %s": none, "Büro %s": none,
			"Stellvertretender %s": below, "Stv. %s": below, "kommissarischer %s": below},
		"fr": {"Assistante du %s": staff, "Secrétaire du %s": staff, "Conseiller du %s": staff, "Ancien %s": none, "Ex-%s": none,
			"Cabinet du %s": none, "Bureau du %s": none, "%s par intérim": below, "%s (intérim)": below, "%s adjoint": below},
		"es": {"Asistente del %s": staff, "Secretaria del %s": staff, "Asesor del %s": staff, "Ex %s": none, "Oficina del %s": none,
			"%s interino": below, "%s adjunto": below, "%s en funciones": below},
		"ru": {"Помощник %s": staff, "Секретарь %s": staff, "Бывший %s": none, "Экс-%s": none, "%s (бывший)": none,
			"И.о. %s": below, "Зам. %s": below},
		"zh": {"%s助理": staff, "%s秘书": staff, "%s司机": staff, "前%s": none, "退休%s": none, "%s（已离职）": none, "%s办公室": none,
			"%s（代理）": below},
		"ja": {"%s秘書": staff, "元%s": none, "前%s": none, "%s代理": below, "%s代行": below},
	}
	c := classifier(t, nil)
	tried := 0
	for _, l := range c.languages {
		for _, post := range postsOf(c, l) {
			plain, _, _ := c.Classify(post)
			for frame, want := range frames[l.name] {
				title := fmt.Sprintf(frame, post)
				level, rule, _ := c.Classify(title)
				tried++
				if want == below && level != none && level <= plain && plain < builtinLevels || want != below && level != none && level != staff {
					t.Errorf("%q has level %d by %s, %q has %d", title, level, rule, post, plain)
				}
			}
		}
	}
	if tried < 5000 {
		t.Errorf("only %d titles tried", tried)
	}
}

// postsOf lists the posts of a language's rules down to middle management that
// can stand as a title: without wildcards, brackets and words left hanging.
func postsOf(c *Classifier, l *language) []string {
	var out []string
	seen := map[string]bool{}
	add := func(p phrase, post string) {
		r := l.rules[p.rule]
		words := strings.Fields(post)
		if r.weak || r.level < 1 || r.level > 3 || len(p.tail) > 0 || strings.ContainsAny(post, "*()") ||
			strings.Contains(post, gapWord) || l.complement[words[len(words)-1]] || seen[post] {
			return
		}
		seen[post] = true
		if level, _, held := c.Classify(post); level > 0 && held == Holder {
			out = append(out, post)
		}
	}
	for _, list := range l.words {
		for _, p := range list {
			add(p, strings.Join(p.words, " "))
		}
	}
	for _, list := range l.runes {
		for _, p := range list {
			add(p, string(p.text))
		}
	}
	return out
}
