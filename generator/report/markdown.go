package report

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"rapport/generator/internal/strictyaml"
)

// newMarkdown is the dialect of the notes: tables, task lists, strike-through
// and footnotes. Raw HTML stays off, ids begin with note-, and nothing writes
// inline styles, which the pages' policy forbids.
func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.TaskList, extension.Strikethrough,
			extension.NewFootnote(extension.WithFootnoteIDPrefix("note-")),
		),
		goldmark.WithParserOptions(parser.WithInlineParsers(util.Prioritized(metricParser{}, 50)),
			parser.WithASTTransformers(util.Prioritized(headings{}, 100))),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(boxes{}, 100))),
	)
}

// headings puts the note's headings below the section's own, the highest one
// right below it, and gives them ids.
type headings struct{}

// Transform implements goldmark's hook after parsing.
func (headings) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	var found []*ast.Heading
	_ = ast.Walk(doc, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if h, ok := node.(*ast.Heading); ok && entering {
			found = append(found, h)
		}
		return ast.WalkContinue, nil
	})
	highest, last := 6, 2
	for _, h := range found {
		highest = min(highest, h.Level)
	}
	for i, h := range found {
		h.Level = min(h.Level-highest+3, last+1, 6) // no level is skipped
		last = h.Level
		h.SetAttributeString("id", []byte("note-"+strconv.Itoa(i+1)))
	}
}

// metric is {{name}} in a note.
type metric struct {
	ast.BaseInline
	name  string
	start int
}

var kindMetric = ast.NewNodeKind("Metric")

// Kind implements goldmark's node.
func (m *metric) Kind() ast.NodeKind { return kindMetric }

// Dump implements goldmark's node.
func (m *metric) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"name": m.name}, nil)
}

type metricParser struct{}

// Trigger implements goldmark's inline parser.
func (metricParser) Trigger() []byte { return []byte{'{'} }

// Parse implements goldmark's inline parser.
func (metricParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	rest, segment := block.PeekLine()
	if !bytes.HasPrefix(rest, []byte("{{")) {
		return nil
	}
	end := bytes.Index(rest, []byte("}}"))
	if end < 0 {
		return nil
	}
	block.Advance(end + 2)
	return &metric{name: strings.TrimSpace(string(rest[2:end])), start: segment.Start}
}

// purge replaces what a page may not hold by its text, and metrics by their
// values.
type purge struct {
	file     string
	source   []byte
	metrics  map[string]string
	warnings []Warning
}

func (p *purge) run(tree ast.Node) error {
	var found []ast.Node
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n.(type) {
			case *metric, *ast.Image, *ast.RawHTML, *ast.HTMLBlock:
				found = append(found, n)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return err
	}
	for _, n := range found {
		if err := p.replace(n); err != nil {
			return err
		}
	}
	return nil
}

func (p *purge) replace(n ast.Node) error {
	switch n := n.(type) {
	case *metric:
		value, known := p.metrics[n.name]
		if !known {
			return p.unknown(n)
		}
		swap(n, value)
	case *ast.Image:
		p.warn(offset(n), "the image %q was left out: pages load nothing, so its text stands in its place", string(n.Destination))
		swap(n, p.textOf(n))
	case *ast.RawHTML:
		var b strings.Builder
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			b.Write(seg.Value(p.source))
		}
		p.warn(n.Segments.At(0).Start, "HTML in notes is shown as text: %s", b.String())
		swap(n, b.String())
	case *ast.HTMLBlock:
		var b strings.Builder
		for i := range n.Lines().Len() {
			seg := n.Lines().At(i)
			b.Write(seg.Value(p.source))
		}
		if n.HasClosure() {
			b.Write(n.ClosureLine.Value(p.source))
		}
		first, _, _ := strings.Cut(b.String(), "\n")
		p.warn(offset(n), "HTML in notes is shown as text: %s", first)
		para := ast.NewParagraph()
		para.AppendChild(para, rawString(strings.TrimSpace(b.String())))
		n.Parent().ReplaceChild(n.Parent(), n, para)
	}
	return nil
}

// textOf is the text inside a node: the words that stand for an image.
func (p *purge) textOf(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(p.source))
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

func (p *purge) unknown(n *metric) error {
	names := slices.Sorted(maps.Keys(p.metrics))
	err := &strictyaml.Error{File: p.file, Line: line(p.source, n.start), Column: 1 + n.start - (1 + bytes.LastIndexByte(p.source[:n.start], '\n')),
		Message: fmt.Sprintf("no metric is named %q", n.name), Hint: "known are " + strings.Join(names, ", ")}
	if near := strictyaml.Nearest(n.name, names); near != "" {
		err.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return err
}

func (p *purge) warn(at int, format string, args ...any) {
	p.warnings = append(p.warnings, Warning{File: p.file, Line: line(p.source, at), Message: fmt.Sprintf(format, args...)})
}

// rawString is text that the renderer escapes and takes literally otherwise.
func rawString(s string) *ast.String {
	n := ast.NewString([]byte(s))
	n.SetRaw(true)
	return n
}

func swap(n ast.Node, value string) { n.Parent().ReplaceChild(n.Parent(), n, rawString(value)) }
