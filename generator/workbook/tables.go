package workbook

import "path"

// readTables reads the tables of each sheet from their own small parts.
func (x *xlsx) readTables(book *Book) error {
	for _, s := range book.Sheets {
		owner := x.parts[s].part.name
		rels, err := x.pkg.relationsOf(owner)
		if err != nil {
			return err
		}
		for _, id := range sortedKeys(rels) {
			r := rels[id]
			if r.kind() != "table" || r.Mode == "External" {
				continue
			}
			p := x.pkg.find(resolve(path.Dir(owner), r.Target))
			if p == nil {
				continue // the cells do not depend on it
			}
			table, err := x.table(p)
			if err != nil {
				return err
			}
			s.Tables = append(s.Tables, table)
		}
	}
	return nil
}

func (x *xlsx) table(p *part) (NamedRange, error) {
	text, err := x.pkg.readXML(p)
	if err != nil {
		return NamedRange{}, err
	}
	var doc struct {
		Name    string `xml:"displayName,attr"`
		Ref     string `xml:"ref,attr"`
		Columns []struct {
			Name string `xml:"name,attr"`
		} `xml:"tableColumns>tableColumn"`
	}
	if err := unmarshal(text, &doc); err != nil {
		return NamedRange{}, damaged(x.pkg.at, p.name, err.Error())
	}
	area, ok := parseRange(doc.Ref)
	if !ok {
		return NamedRange{}, damaged(x.pkg.at, p.name, "its area is "+doc.Ref)
	}
	table := NamedRange{Name: doc.Name, Range: area}
	for _, c := range doc.Columns {
		table.Columns = append(table.Columns, string(unescapeX([]byte(c.Name))))
	}
	return table, nil
}
