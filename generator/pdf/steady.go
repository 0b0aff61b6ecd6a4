package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
)

// made finds when a PDF says it was made, and node the names of the marked
// parts, which count over the browser's life. Both are of fixed length.
var (
	made = regexp.MustCompile(`/(?:CreationDate|ModDate) ?\(D:\d{14}[^)]*\)`)
	node = regexp.MustCompile(`\(node\d{8}\)`)
)

// steady takes out of a PDF what differs between two prints of one page: the
// time becomes the day given, and the names of the marked parts count from 1
// in the order in which they stand. Lengths stay, so the file's own table of
// places stays right.
func steady(pdf []byte, day string) []byte {
	digits := strings.ReplaceAll(day, "-", "") + "000000"
	pdf = made.ReplaceAllFunc(pdf, func(old []byte) []byte {
		at := bytes.Index(old, []byte("D:")) + 2
		out := bytes.Clone(old)
		copy(out[at:], digits)
		return out
	})
	names := map[string]string{}
	return node.ReplaceAllFunc(pdf, func(old []byte) []byte {
		name, known := names[string(old)]
		if !known {
			name = fmt.Sprintf("(node%08d)", len(names)+1)
			names[string(old)] = name
		}
		return []byte(name)
	})
}
