package dataset

import "testing"

// TestSpelling reads misspelt posts, and leaves words alone that differ from
// a post by a letter and mean something else.
func TestSpelling(t *testing.T) {
	c := classifier(t, nil)
	for _, tc := range []struct {
		title string
		level int
	}{
		{"Cheif Financial Officer", 1},
		{"Vice Presdient, Sales", 2},
		{"Directer of Purchasing", 3},
		{"Mananger, IT Services", 4},
		{"Netwrok Engneer", 5},
		{"Geschaeftsfuehrer", 1},
		{"Oberbuergermeister", 1},
		{"Abteilungslieter Einkauf", 3},
		{"Direcetur des achats", 3},
		{"Responable achats", 4},
		{"Gernete de compras", 4},
		{"Начальик отдела закупок", 3},
		{"Resident", 5},
		{"Directory Services", 0},
		{"Managed Services", 0},
		{"Minster", 5},
		{"Chef", 4},
	} {
		if got, rule, _ := c.Classify(tc.title); got != tc.level {
			t.Errorf("%q has level %d by %s, want %d", tc.title, got, rule, tc.level)
		}
	}
}

func TestOneSlip(t *testing.T) {
	for _, tc := range []struct {
		word, right string
		want        bool
	}{
		{"cheif", "chief", true},      // swapped
		{"directr", "director", true}, // missing
		{"manaager", "manager", true}, // too many
		{"executuve", "executive", true},
		{"chief", "chief", true},
		{"resident", "president", false}, // another first letter
		{"directory", "director", false}, // another last letter
		{"drectr", "director", false},    // two slips
		{"mnaagre", "manager", false},    // two swaps
		{"dirctoor", "director", false},  // one missing, one too many
		{"oio", "cfo", false},            // too short
		{"начальик", "начальник", true},  // letters, not bytes
		{"директоры", "директор", false},
	} {
		if got := oneSlip([]rune(tc.word), []rune(tc.right)); got != tc.want {
			t.Errorf("oneSlip(%q, %q) = %v", tc.word, tc.right, got)
		}
	}
}

// TestPresentPost reads the post of today out of titles that name others too.
func TestPresentPost(t *testing.T) {
	c := classifier(t, nil)
	for _, tc := range []struct {
		title string
		level int
	}{
		{"Former CIO, now Senior Advisor", 5},
		{"原信息科科长，现任信息中心主任", 3},
		{"Ancien DSI, actuellement directeur des achats", 3},
		{"Brigadier (ret.), Head of Logistics", 3},
		{"ServiceNow Developer", 5},
		{"Former CEO", 0},
		{"Director (retired)", 0},
		{"Retired - VP Engineering", 0},
		{"Surgeon, MD", 5},
		{"MD, Retail", 1},
		{"GF-Assistenz", 5},
		{"Chief of Surgery's Secretary", 5},
		{"CEO 助理", 5},
		{"Deputy CEO 副总裁", 2},
		{"首席采购官助理", 5},
		{"首席信息安全官", 1},
		{"总经理助理、采购部部长", 3},
		{"秘书（总经理）", 5},
	} {
		if got, rule, _ := c.Classify(tc.title); got != tc.level {
			t.Errorf("%q has level %d by %s, want %d", tc.title, got, rule, tc.level)
		}
	}
}
