package chart_test

import (
	"fmt"
	"os"
	"testing/fstest"

	"rapport/generator/analysis"
	"rapport/generator/chart"
	"rapport/generator/dataset"
	"rapport/generator/internal/words"
)

// A figure says what it shows and carries its numbers as a table.
func ExampleSpread() {
	const file = "messages/parts/chart.en.yaml"
	text, err := os.ReadFile("../../templates/" + file)
	if err != nil {
		fmt.Println(err)
		return
	}
	catalog, err := words.Load(fstest.MapFS{file: {Data: text}}, "en")
	if err != nil {
		fmt.Println(err)
		return
	}
	account := &analysis.Account{
		Levels: []analysis.Level{{Level: 1, N: 2, Touches: 3}, {Level: 2, N: 10}},
		Spread: analysis.Spread{N: 3, NAll: 3},
	}
	ladder := dataset.Ladder{Steps: []dataset.Step{{Level: 1, Name: "Director"}, {Level: 2, Name: "Engineer"}}}
	figure, ok := chart.Spread(account, chart.Context{Words: catalog, Ladder: ladder, Settings: analysis.Defaults()})
	if !ok {
		return
	}
	fmt.Println(figure.Finding)
	for _, row := range figure.Table().Rows {
		fmt.Println(row.Head, "|", row.Cells[0].Text, "|", row.Cells[1].Text)
	}
	// Output:
	// One level got no touch: Engineer, 10 people
	// Director | 3 of 3 touches | 2 of 12 people
	// Engineer | 0 of 3 touches | 10 of 12 people
}
