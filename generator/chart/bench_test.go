package chart

import "testing"

func BenchmarkStill(b *testing.B) {
	figures := all(b, "en")
	x := contextFor(b, "en")
	for _, f := range figures {
		b.Run(f.ID, func(b *testing.B) {
			var out []byte
			for b.Loop() {
				v, err := f.View(x.Words, false)
				if err != nil {
					b.Fatal(err)
				}
				out = v.Append(out[:0])
				b.SetBytes(int64(len(out)))
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
