package report

import "rapport/generator/analysis"

// levelBar draws the touches of the period, top level first; a level without
// people leaves a gap, one with people and no touch is marked.
func levelBar(s *scribe, a *analysis.Account) *LevelBar {
	bar := &LevelBar{}
	most := 1
	for i := range a.Levels {
		if a.Levels[i].Level > 0 {
			most = max(most, a.Levels[i].Touches)
		}
	}
	for i := range a.Levels {
		l := &a.Levels[i]
		if l.Level == 0 {
			continue
		}
		if bar.Label != "" {
			bar.Label += s.T("say.comma")
		}
		tip := s.T("portfolio.bar_tip", "level", s.level(l.Level), "touches", s.touches(l.Touches), "people", s.people(l.N))
		bar.Label += tip
		c := LevelColumn{X: 14*i + 1, Tip: tip, Height: (18*l.Touches + most - 1) / most, Empty: l.N > 0 && l.Touches == 0}
		if c.Empty {
			c.Height = 3
		}
		c.Y = 21 - c.Height
		bar.Columns = append(bar.Columns, c)
	}
	return bar
}

// key sorts level bars by the share of the top level.
func (b *LevelBar) key() string {
	total := 0
	for _, c := range b.Columns {
		if !c.Empty {
			total += c.Height
		}
	}
	if total == 0 || len(b.Columns) == 0 {
		return "-1"
	}
	first := b.Columns[0].Height
	if b.Columns[0].Empty {
		first = 0
	}
	return ratioKey(float64(first) / float64(total))
}
