package workbook

// cells reads the cells of a row to its end tag; last tells that it was
// reached. At errShort the window stands at the first cell not read.
func (s *scanner) cells(b []byte, i int) (next int, last bool, err error) {
	for {
		i = blanks(b, i)
		s.w.pos = i
		if i+6 > len(b) {
			return 0, false, errShort
		}
		if b[i] != '<' {
			return 0, false, errDialect
		}
		if b[i+1] == 'c' {
			if i, err = s.cell(b, i+2); err != nil {
				return 0, false, err
			}
			continue
		}
		if string(b[i:i+6]) == "</row>" {
			return i + 6, true, nil
		}
		return 0, false, errDialect
	}
}

// cell reads one cell after its "<c" and gives it to the row builder once it
// is complete, so that an incomplete one can be read again.
func (s *scanner) cell(b []byte, i int) (int, error) {
	column, style, kind := int32(0), -1, byte(0) // until told; what is told twice is no plain dialect
	for {
		// Nearly every cell has attributes r, s and t alone, written like
		// this; what differs goes through attribute.
		if i+5 < len(b) && b[i] == ' ' && b[i+2] == '=' && b[i+3] == '"' {
			switch b[i+1] {
			case 'r':
				j, c, row := i+4, int32(0), 0
				for ; j < len(b) && b[j]-'A' < 26; j++ {
					c = c*26 + int32(b[j]-'A'+1)
				}
				letters := j - i - 4
				for ; j < len(b) && b[j]-'0' < 10; j++ {
					row = row*10 + int(b[j]-'0')
				}
				if j < len(b) && b[j] == '"' && letters > 0 && letters < 4 && j-i < 16 && row == s.b.row.Number && column == 0 {
					column, i = c, j+1
					continue
				}
			case 's':
				j, n := i+4, 0
				for ; j < len(b) && b[j]-'0' < 10 && j-i < 12; j++ {
					n = n*10 + int(b[j]-'0')
				}
				if j < len(b) && b[j] == '"' && j > i+4 && style < 0 {
					style, i = n, j+1
					continue
				}
			case 't':
				if kind != 0 {
					return 0, errDialect
				}
				if b[i+5] == '"' && (b[i+4] == 's' || b[i+4] == 'n' || b[i+4] == 'b' || b[i+4] == 'e' || b[i+4] == 'd') {
					kind, i = b[i+4], i+6
					continue
				}
				if i+14 <= len(b) && string(b[i+4:i+14]) == `inlineStr"` {
					kind, i = 'x', i+14
					continue
				}
			}
		}
		name, value, next, err := attribute(b, i)
		if err != nil {
			return 0, err
		}
		i = next
		switch string(name) {
		case ">":
			if kind == 0 {
				kind = 'n'
			}
			return s.content(b, i, column, max(style, 0), kind)
		case "/":
			_, err := s.b.place(column)
			return i, err
		case "r":
			c, row, ok := parseRef(value)
			if column != 0 {
				return 0, errDialect
			}
			if !ok || row != s.b.row.Number {
				return 0, badCell(s.b, string(value))
			}
			column = c
		case "s":
			if style >= 0 {
				return 0, errDialect
			}
			if style = smallInt(value); style < 0 {
				return 0, errDialect
			}
		case "t":
			if kind != 0 {
				return 0, errDialect
			}
			kind = cellType(string(value), false)
		case "xmlns":
			return 0, errDialect
		}
	}
}

// content reads the children of a cell and its end tag.
func (s *scanner) content(b []byte, i int, column int32, style int, kind byte) (int, error) {
	mark := len(s.b.arena)
	var value []byte
	flags := byte(0)
	inline := false
	for {
		i = blanks(b, i)
		if i+4 > len(b) {
			return 0, errShort
		}
		if b[i] != '<' {
			return 0, errDialect
		}
		switch {
		case b[i+1] == 'v' && b[i+2] == '>':
			start := i + 3
			j, f := textEnd(b, start)
			if j+4 > len(b) {
				return 0, errShort
			}
			if string(b[j:j+4]) != "</v>" {
				return 0, errDialect
			}
			value, flags, i = b[start:j], f, j+4
		case b[i+1] == '/' && b[i+2] == 'c' && b[i+3] == '>':
			return i + 4, s.give(column, style, kind, value, flags, inline, mark)
		case b[i+1] == 'f' && (b[i+2] == '>' || b[i+2] == ' ' || b[i+2] == '/'):
			j, err := skipFormula(b, i+2)
			if err != nil {
				return 0, err
			}
			i = j
		case b[i+1] == 'i' && b[i+2] == 's' && b[i+3] == '>':
			arena, j, err := scanRich(b, i+4, "</is>", s.b.arena[:mark])
			if err != nil {
				return 0, err
			}
			s.b.arena = arena
			i, inline = j, true
		case b[i+1] == 'v' && (b[i+2] == ' ' || b[i+2] == '/'):
			j, empty, err := skipTag(b, i+2)
			if err != nil {
				return 0, err
			}
			if i = j; empty {
				continue
			}
			if j, flags = textEnd(b, i); j+4 > len(b) {
				return 0, errShort
			}
			if string(b[j:j+4]) != "</v>" {
				return 0, errDialect
			}
			value, i = b[i:j], j+4
		default:
			return 0, errDialect
		}
	}
}

// give hands a complete cell to the row builder.
func (s *scanner) give(column int32, style int, kind byte, value []byte, flags byte, inline bool, mark int) error {
	column, err := s.b.place(column)
	if err != nil {
		return err
	}
	switch {
	case inline:
		s.b.text(Cell{Column: column, Kind: Text}, mark)
		return nil
	case len(value) == 0:
		return nil
	case kind == 's' && flags == 0:
		if n := smallInt(value); n >= 0 {
			s.b.shared(column, n)
			return nil
		}
	case kind == 'n' && flags == 0 && value[0] > ' ' && value[len(value)-1] > ' ':
		s.b.plain(column, style, value)
		return nil
	}
	// The rest is rarer: decoded first, then the same as on the strict path.
	arena, err := decodeText(s.b.arena, value, flags)
	if err != nil {
		return err
	}
	raw := arena[mark:]
	s.b.arena = arena
	addValue(s.b, column, style, kind, raw)
	return nil
}

// skipFormula reads <f>…</f> or <f …/> from behind its name; formulas are not
// used, but must be well formed.
func skipFormula(b []byte, i int) (int, error) {
	i, empty, err := skipTag(b, i)
	if err != nil || empty {
		return i, err
	}
	j, flags := textEnd(b, i)
	if j+4 > len(b) {
		return 0, errShort
	}
	if string(b[j:j+4]) != "</f>" {
		return 0, errDialect
	}
	if flags != 0 {
		if _, err := decodeText(nil, b[i:j], flags); err != nil {
			return 0, err
		}
	}
	return j + 4, nil
}

// skipTag reads the attributes of a tag and its end; empty tells <…/>.
func skipTag(b []byte, i int) (next int, empty bool, err error) {
	for {
		name, _, next, err := attribute(b, i)
		if err != nil {
			return 0, false, err
		}
		i = next
		switch string(name) {
		case ">":
			return i, false, nil
		case "/":
			return i, true, nil
		case "xmlns":
			return 0, false, errDialect
		}
	}
}
