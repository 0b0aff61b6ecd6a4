package report

import "html/template"

// Body writes the blocks of the section where the template stands. They go
// straight into the page, behind what the template has written so far, and
// not through the template, which would copy and examine them again: that
// costs several times the rest of the page. A test compares all of it with
// what html/template writes.
func (s *Section) Body() template.HTML {
	s.page.Write(appendBlocks(s.page.AvailableBuffer(), s.Blocks))
	return ""
}

// made writes blocks that are the same on every page once for all of them.
func made(blocks ...Block) Block { return Block{made: appendBlocks(nil, blocks)} }

func appendBlocks(b []byte, blocks []Block) []byte {
	for i := range blocks {
		b = blocks[i].append(b)
	}
	return b
}

func (x *Block) append(b []byte) []byte {
	switch {
	case len(x.Text) > 0:
		b = append(b, "<p>"...)
		b = appendSpans(b, x.Text)
		b = append(b, "</p>"...)
	case len(x.Notice) > 0:
		b = append(b, `<p class="notice">`...)
		b = appendSpans(b, x.Notice)
		b = append(b, "</p>"...)
	case len(x.Items) > 0:
		b = append(b, `<ul class="items">`...)
		for _, item := range x.Items {
			b = append(b, "<li>"...)
			b = appendSpans(b, item)
			b = append(b, "</li>"...)
		}
		b = append(b, "</ul>"...)
	case x.Table != nil:
		b = x.Table.append(b)
	case x.Figure != nil:
		b = append(b, `<div class="chart`...)
		if x.Lead {
			b = append(b, " lead"...)
		}
		b = append(b, `">`...)
		b = x.Figure.Append(b)
		b = append(b, "</div>"...)
	case x.Fold != nil:
		b = append(b, "<details"...)
		b = attribute(b, "id", x.Fold.ID)
		b = append(b, "><summary>"...)
		b = escape(b, x.Fold.Summary)
		b = append(b, "</summary>"...)
		b = appendBlocks(b, x.Fold.Blocks)
		b = append(b, "</details>"...)
	case x.Note != "":
		b = append(b, `<div class="note">`...)
		b = append(b, x.Note...)
		b = append(b, "</div>"...)
	default:
		return append(b, x.made...)
	}
	return append(b, '\n')
}

func appendSpans(b []byte, spans []Span) []byte {
	for _, s := range spans {
		if s.Strong {
			b = append(b, "<b>"...)
		}
		b = escape(b, s.Text)
		if s.Strong {
			b = append(b, "</b>"...)
		}
	}
	return b
}
