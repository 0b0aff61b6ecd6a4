package dataset_test

import (
	"fmt"
	"os"
	"path/filepath"

	"rapport/generator/dataset"
	"rapport/generator/workbook"
	"rapport/templates"
)

func Example() {
	dir, err := os.MkdirTemp("", "dataset")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "visits.csv")
	rows := "Account,Contact,Title,Date,Type\nAlpha AG,Anna Berg,CEO,2026-05-01,Meeting\nAlpha AG,Bo Chen,Deputy Head of IT,2026-05-02,Call\n"
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	books, problems := workbook.Read([]string{path}, workbook.Limits{})
	if len(problems) > 0 {
		fmt.Println(problems)
		return
	}
	ds, err := dataset.Build(books, dataset.Settings{}, templates.Files)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range ds.Accounts {
		for _, p := range a.Stakeholders {
			fmt.Printf("%s, %s: level %d by %s\n", p.Name, p.Title, p.Level, p.LevelRule)
		}
		for _, act := range a.Activities.List() {
			fmt.Println(act.Day, act.Channel, a.Stakeholders[act.People[0]].Name)
		}
	}
	// Output:
	// Anna Berg, CEO: level 1 by en.chief
	// Bo Chen, Deputy Head of IT: level 4 by en.deputy+en.director
	// 2026-05-01 meeting Anna Berg
	// 2026-05-02 call Bo Chen
}

func ExampleClassifier_Classify() {
	c, err := dataset.LoadClassifier(templates.Files, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, title := range []string{"Chief Financial Officer", "Assistant to the CFO", "Deputy Director", "总裁助理", "Wizard"} {
		level, rule, _ := c.Classify(title)
		fmt.Println(title, level, rule)
	}
	// Output:
	// Chief Financial Officer 1 en.chief
	// Assistant to the CFO 5 en.assistant_to
	// Deputy Director 4 en.deputy+en.director
	// 总裁助理 5 zh.assistant
	// Wizard 0
}
