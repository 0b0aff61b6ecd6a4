package chart

import (
	"bytes"
	"testing"
)

func BenchmarkStill(b *testing.B) {
	figures := all(b, "en")
	x := contextFor(b, "en")
	tpl := figureTemplate(b)
	for _, f := range figures {
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				v, err := f.View(x.Words, false)
				if err != nil {
					b.Fatal(err)
				}
				var out bytes.Buffer
				if err := tpl.ExecuteTemplate(&out, "figure", v); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(out.Len()))
			}
		})
	}
}

func BenchmarkOption(b *testing.B) {
	for _, f := range all(b, "en") {
		b.Run(f.ID, func(b *testing.B) {
			for b.Loop() {
				o, err := f.Option()
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(o)))
			}
		})
	}
}
