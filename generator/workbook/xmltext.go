package workbook

import (
	"encoding/xml"
	"fmt"
	"html"
	"maps"
	"slices"
	"strconv"
	"strings"
)

func itoa(i int) string { return strconv.Itoa(i) }

// xmlText escapes text for an XML attribute or element.
func xmlText(s string) string { return html.EscapeString(s) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// insertBefore adds text before the end tag of the first element of that
// local name; <x/> is opened for it.
func insertBefore(text, element, added string) (string, error) {
	dec := xml.NewDecoder(strings.NewReader(text))
	open := int64(-1)
	for {
		before := dec.InputOffset()
		t, err := dec.Token()
		if err != nil {
			return "", fmt.Errorf("no element %s", element)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if t.Name.Local == element && open < 0 {
				open = before
			}
		case xml.EndElement:
			if t.Name.Local != element {
				continue
			}
			if text[before-2:before] == "/>" && dec.InputOffset() == before {
				name := prefixOf(text[open:], element) + element
				return text[:before-2] + ">" + added + "</" + name + ">" + text[before:], nil
			}
			return text[:before] + added + text[before:], nil
		}
	}
}

// prefixOf returns the prefix, with its colon, that the first element of a
// local name is written with.
func prefixOf(text, element string) string {
	i := strings.Index(text, element)
	for i > 0 {
		start := strings.LastIndexAny(text[:i], "<>\" ")
		if start >= 0 && text[start] == '<' {
			return text[start+1 : i]
		}
		next := strings.Index(text[i+1:], element)
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return ""
}
