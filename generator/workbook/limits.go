package workbook

// Excel's own bounds, which no file may pass.
const (
	maxRows    = 1048576
	maxColumns = 16384
)

// withDefaults fills the zero fields with the defaults.
func (l Limits) withDefaults() Limits {
	fill64 := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	fill := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	fill64(&l.FileBytes, 512<<20)
	fill64(&l.UnpackedBytes, 4<<30)
	fill(&l.Ratio, 200)
	fill(&l.Rows, maxRows)
	fill(&l.Columns, 512)
	fill(&l.CellChars, 32767)
	fill(&l.Sheets, 300)
	fill(&l.Entries, 10000)
	l.Rows = min(l.Rows, maxRows)
	l.Columns = min(l.Columns, maxColumns)
	return l
}
