package report

import "strings"

// alertNames is how many left-out files an alert names.
const alertNames = 5

// alerts are what a reader must know before anything else on any page: that
// input is missing. Editions that do not name sources only count the files.
func (s *scribe) alerts() [][]Span {
	n := len(s.r.LeftOut)
	if n == 0 {
		return nil
	}
	out := [][]Span{emphasise(s.T("reason.notice.files_left_out", "n", n))}
	var names []string
	for _, name := range s.r.LeftOut[:min(n, alertNames)] {
		if name != "" {
			names = append(names, clean(name))
		}
	}
	if len(names) == 0 {
		return out
	}
	files := strings.Join(names, s.T("say.comma"))
	if n > alertNames {
		files = s.T("scale.left_out_more", "files", files, "n", n-alertNames)
	}
	return append(out, []Span{{Text: s.T("scale.left_out", "files", files)}})
}
