package workbook_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"rapport/generator/workbook"
)

// A workbook is written, opened, and read row by row.
func Example() {
	dir, err := os.MkdirTemp("", "workbook")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "contacts.xlsx")
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	err = workbook.Write(file, []workbook.Table{{
		Name:    "Contacts",
		Columns: []workbook.Column{{Header: "Name"}, {Header: "Level"}, {Header: "Last met"}},
		Rows: [][]workbook.Value{
			{workbook.TextValue("Anna Berg"), workbook.NumberValue(1), workbook.DateValue(2026, 9, 30)},
			{workbook.TextValue("=cmd"), {}, {}},
		},
	}})
	if err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}

	book, err := workbook.Open(path, workbook.Limits{})
	if err != nil {
		log.Fatal(err)
	}
	defer book.Close()
	for _, sheet := range book.Sheets {
		err := sheet.Rows(func(r *workbook.Row) error {
			for _, c := range r.Cells {
				at := sheet.At(r.Number, int(c.Column))
				if c.Text != "" {
					fmt.Println(at, c.Kind, c.Text)
				} else {
					fmt.Println(at, c.Kind, c.Number)
				}
			}
			return nil
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	// Output:
	// contacts.xlsx[Contacts!A1] text Name
	// contacts.xlsx[Contacts!B1] text Level
	// contacts.xlsx[Contacts!C1] text Last met
	// contacts.xlsx[Contacts!A2] text Anna Berg
	// contacts.xlsx[Contacts!B2] number 1
	// contacts.xlsx[Contacts!C2] date 46295
	// contacts.xlsx[Contacts!A3] text =cmd
}
