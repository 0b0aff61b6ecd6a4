// Package strictyaml decodes settings files strictly: an unknown key, a key
// given twice or a value of the wrong type is an error that names line and
// column, and for a misspelt key the nearest known one. It keeps the YAML
// library in one place.
package strictyaml

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Error is a fault in a settings file.
type Error struct {
	File         string
	Line, Column int // count from 1; 0 when the place is unknown
	Message      string
	Hint         string
}

// Error writes file:line:column: message.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Advice is the hint, for whoever prints the error.
func (e *Error) Advice() string { return e.Hint }

// Decode reads the YAML document data, named file in messages, into the value
// that into points to. Fields that the document does not name keep their
// value, so that defaults can be set before. An empty document changes
// nothing. The error is an *Error.
func Decode(file string, data []byte, into any) error {
	if empty(string(data)) {
		return nil
	}
	err := recovered(func() error { return yaml.NewDecoder(strings.NewReader(string(data)), yaml.Strict()).Decode(into) })
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return explain(file, err, reflect.TypeOf(into))
}

// empty tells whether a document has only comments; the library would read it
// as null and wipe the defaults.
func empty(document string) bool {
	for line := range strings.Lines(document) {
		line = strings.TrimSpace(line)
		if line != "" && line != "---" && !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return true
}

// Unmarshal decodes loosely into untyped values; it serves the message
// catalogue, whose keys are free.
func Unmarshal(data []byte, into any) error {
	return recovered(func() error { return yaml.Unmarshal(data, into) })
}

// recovered makes an error of a panic: the library panics on a tag without a
// value where a list is wanted, and on other documents that nobody writes.
func recovered(decode func() error) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("this is no YAML that can be read: a value is missing or has a tag (!name) before it")
		}
	}()
	return decode()
}

func explain(file string, err error, typ reflect.Type) error {
	out := &Error{File: file, Message: firstLine(err.Error())}
	var located yaml.Error
	if !errors.As(err, &located) {
		return out
	}
	out.Message = located.GetMessage()
	token := located.GetToken()
	if token == nil {
		return out
	}
	out.Line, out.Column = token.Position.Line, token.Position.Column
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) {
		out.Message = fmt.Sprintf("unknown key %q", token.Value)
		if near := Nearest(token.Value, fieldNames(typ, map[reflect.Type]bool{})); near != "" {
			out.Hint = fmt.Sprintf("did you mean %q?", near)
		}
	}
	return out
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// fieldNames lists every key that a type knows, at any depth.
func fieldNames(t reflect.Type, seen map[reflect.Type]bool) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	var names []string
	for f := range t.Fields() {
		tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if tag != "" && tag != "-" {
			names = append(names, tag)
		}
		names = append(names, fieldNames(f.Type, seen)...)
	}
	return names
}

// Nearest gives the known word that is closest to the given one, or "" when
// none is close enough to be what was meant: one edit for short words, a
// third of the letters for longer ones.
func Nearest(word string, known []string) string {
	best, bestDistance := "", max(1, len([]rune(word))/3)+1
	known = slices.Sorted(slices.Values(known))
	for _, k := range known {
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d < bestDistance {
			best, bestDistance = k, d
		}
	}
	return best
}

// distance is the optimal-alignment edit distance: insertion, deletion,
// replacement and the swap of two neighbours cost one each.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)]
}
