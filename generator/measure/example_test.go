package measure_test

import (
	"fmt"

	"rapport/generator/measure"
)

// A key vote probably against us, and a broad base with us: the vote can be
// won without him.
func Example() {
	w := []int{5, 3, 3, 2, 2, 2, 1, 1, 1}
	p := []float64{0.2, 0.8, 0.75, 0.8, 0.7, 0.85, 0.9, 0.6, 0.7}
	q := measure.Quota(20, 1, 2, false)
	vote, err := measure.Vote(w, p, q, 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("needed %d of %d\n", q, vote.W)
	fmt.Printf("win %.2f, key vote against %.2f\n", *vote.PWin, *vote.PWinKeyAgainst)
	fmt.Printf("others needed: %d\n", *measure.MinCoalitionWithoutKey(w, q, 0))
	// Output:
	// needed 11 of 20
	// win 0.75, key vote against 0.69
	// others needed: 5
}

// A figure without a denominator is nil.
func ExampleDiversity() {
	counts := []int{8, 2, 1, 1}
	fmt.Printf("%.1f of %d levels\n", *measure.Diversity(counts).D1, len(counts))
	fmt.Println(measure.Diversity([]int{0, 0, 0, 0}).D1 == nil)
	// Output:
	// 2.7 of 4 levels
	// true
}
