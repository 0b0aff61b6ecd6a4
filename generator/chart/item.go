package chart

import (
	"encoding/json"
	"fmt"
	"math"
)

// Item is a datum of the interactive chart. Beside the value that places the
// mark it carries what the page's script needs: the printed text, what the
// tooltip says, where a click leads and the tone that gives the colour.
// Number is the mark's own value, absent when undefined; Value may place the
// mark elsewhere, at the start of a row for example.
type Item struct {
	Value  Place    `json:"value"`
	Text   string   `json:"text,omitempty"`
	Tip    string   `json:"tip,omitempty"`
	Link   string   `json:"link,omitempty"`
	Tone   Tone     `json:"tone,omitempty"`
	Number *float64 `json:"number,omitempty"`
	Name   string   `json:"name,omitempty"` // printed beside an alarming point
	Left   bool     `json:"left,omitempty"` // the name stands on the left of the point
	Open   bool     `json:"open,omitempty"` // outlined: undefined, or a chance not taken
}

// Place is where a datum lies: the first N numbers of At, one for each axis.
// Those from Known on are gaps, "-" in the data. One number stands alone,
// several are a list, none is null.
type Place struct {
	At       [3]float64
	N, Known int
}

// nowhere ends a line in the plane.
var nowhere = Place{N: 2}

func at(numbers ...float64) Place {
	p := Place{N: len(numbers), Known: len(numbers)}
	copy(p.At[:], numbers)
	return p
}

// MarshalJSON writes the place.
func (p Place) MarshalJSON() ([]byte, error) { return p.append(nil), nil }

// UnmarshalJSON reads a place: null, a number or a list of numbers and gaps.
func (p *Place) UnmarshalJSON(data []byte) error {
	*p = Place{}
	if string(data) == "null" {
		return nil
	}
	var list []any
	var one float64
	if err := json.Unmarshal(data, &one); err == nil {
		*p = at(one)
		return nil
	}
	if err := json.Unmarshal(data, &list); err != nil || len(list) > len(p.At) {
		return fmt.Errorf("%s is no place of a datum", data)
	}
	p.N = len(list)
	for i, v := range list {
		if x, ok := v.(float64); ok {
			p.At[i], p.Known = x, i+1
		}
	}
	return nil
}

func (p *Place) append(b []byte) []byte {
	switch p.N {
	case 0:
		return append(b, "null"...)
	case 1:
		return AppendNumber(b, p.At[0])
	}
	b = append(b, '[')
	for i := range p.N {
		if i > 0 {
			b = append(b, ',')
		}
		if i < p.Known {
			b = AppendNumber(b, p.At[i])
		} else {
			b = append(b, `"-"`...)
		}
	}
	return append(b, ']')
}

// appendItems writes data as encoding/json does.
func appendItems(b []byte, items []Item) []byte {
	if items == nil {
		return append(b, "null"...)
	}
	b = append(b, '[')
	for i := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = items[i].append(b)
	}
	return append(b, ']')
}

func (i *Item) append(b []byte) []byte {
	b = append(b, `{"value":`...)
	b = i.Value.append(b)
	b = field(b, `,"text":`, i.Text)
	b = field(b, `,"tip":`, i.Tip)
	b = field(b, `,"link":`, i.Link)
	b = field(b, `,"tone":`, string(i.Tone))
	if i.Number != nil {
		b = append(b, `,"number":`...)
		b = AppendNumber(b, *i.Number)
	}
	b = field(b, `,"name":`, i.Name)
	if i.Left {
		b = append(b, `,"left":true`...)
	}
	if i.Open {
		b = append(b, `,"open":true`...)
	}
	return append(b, '}')
}

func field(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return Quote(append(b, name...), value)
}

// finite tells, as an error, the first number that is none.
func finite(data [][]Item) error {
	for _, items := range data {
		for i := range items {
			for _, v := range items[i].Value.At {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return fmt.Errorf("unsupported value: %v", v)
				}
			}
			if n := items[i].Number; n != nil && (math.IsNaN(*n) || math.IsInf(*n, 0)) {
				return fmt.Errorf("unsupported value: %v", *n)
			}
		}
	}
	return nil
}
