package generator_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// readings are all that a folder's files could be read as, by path, in lower
// case. They are made without the product's own search.
type readings map[string][]string

// with lists the files that hold a text.
func (r readings) with(text string) []string {
	text = strings.ToLower(text)
	var out []string
	for _, path := range slices.Sorted(maps.Keys(r)) {
		if slices.ContainsFunc(r[path], func(s string) bool { return strings.Contains(s, text) }) {
			out = append(out, path)
		}
	}
	return out
}

func decoded(t *testing.T, dir string) readings {
	t.Helper()
	out := readings{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			return err
		}
		out[path] = []string{strings.ToLower(path)}
		return out.read(path, data)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	tags     = regexp.MustCompile(`(?s)<[^>]*>`)
	jsonPart = regexp.MustCompile(`(?s)<script type="application/json"[^>]*>(.*?)</script>`)
	images   = regexp.MustCompile(`base64,([A-Za-z0-9+/=]+)`)
)

// read adds the readings of a file and of what it has inside.
func (r readings) read(path string, data []byte) error {
	add := func(texts ...string) {
		for _, s := range texts {
			r[path] = append(r[path], strings.ToLower(s))
		}
	}
	text := string(data)
	unescaped := html.UnescapeString(text)
	add(text, unescaped, html.UnescapeString(tags.ReplaceAllString(text, "")))
	if plain, err := url.PathUnescape(unescaped); err == nil {
		add(plain)
	}
	switch filepath.Ext(path) {
	case ".json":
		return r.json(path, data)
	case ".html":
		for _, m := range jsonPart.FindAllStringSubmatch(text, -1) {
			if err := r.json(path, []byte(m[1])); err != nil {
				return err
			}
		}
		for _, m := range images.FindAllStringSubmatch(unescaped, -1) {
			if inner, err := base64.StdEncoding.DecodeString(m[1]); err == nil {
				add(string(inner))
			}
		}
	case ".xlsx":
		return r.zip(path, data)
	}
	return nil
}

// json adds every key, text and number of a JSON value.
func (r readings) json(path string, data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	for {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		switch token := token.(type) {
		case string:
			r[path] = append(r[path], strings.ToLower(token))
		case json.Number:
			r[path] = append(r[path], token.String())
		}
	}
}

// zip adds every part of a workbook, its text and its attributes.
func (r readings) zip(path string, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			return err
		}
		d := xml.NewDecoder(in)
		var text strings.Builder
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				return fmt.Errorf("%s, %s: %w", path, part.Name, err)
			}
			switch token := token.(type) {
			case xml.CharData:
				text.Write(token)
				text.WriteByte('\n')
			case xml.StartElement:
				for _, a := range token.Attr {
					text.WriteString(a.Value + "\n")
				}
			}
		}
		in.Close()
		r[path] = append(r[path], strings.ToLower(part.Name), strings.ToLower(text.String()))
	}
	return nil
}
