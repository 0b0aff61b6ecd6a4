package report

import (
	"rapport/generator/analysis"
	"rapport/generator/dataset"
)

type personJSON struct {
	ID         string      `json:"id"`
	Name       string      `json:"name"`
	Title      string      `json:"title"`
	Level      *int        `json:"level"`
	LevelRule  string      `json:"level_rule"`
	Unit       string      `json:"unit"`
	Department string      `json:"department"`
	Right      string      `json:"right"`
	RightGiven bool        `json:"right_given"`
	Veto       bool        `json:"veto"`
	Withheld   bool        `json:"withheld"` // stance, rival and chance are not shown
	Stance     string      `json:"stance"`
	StanceDate *string     `json:"stance_date"`
	Rival      float64     `json:"rival"`
	W          int         `json:"w"`
	P          *float64    `json:"p"`
	PAfter     *float64    `json:"p_after"`
	Score      *float64    `json:"score"`
	Strength   *float64    `json:"strength"`
	DaysSince  *int        `json:"days_since_last"`
	N          int         `json:"n"`          // touches in all history
	InLookback int         `json:"n_lookback"` // of them in the lookback
	InPeriod   int         `json:"n_period"`
	MaxGap     int         `json:"max_gap"`
	Touched    bool        `json:"touched"`
	TwoWay     bool        `json:"two_way"`
	Recent     bool        `json:"recent"`
	EventOnly  bool        `json:"event_only"`
	CadenceOK  bool        `json:"cadence_ok"`
	Birnbaum   *float64    `json:"birnbaum"`
	Gain       *float64    `json:"gain"`
	Power      *float64    `json:"power"`
	Recip      *float64    `json:"reciprocity"`
	Objects    *float64    `json:"objects"`
	MetBy      []metByJSON `json:"met_by"`
	Rows       []string    `json:"rows"`
}

type metByJSON struct {
	Name    string `json:"name"`
	Touches int    `json:"touches"`
	Last    string `json:"last"`
}

type refJSON struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Title     string  `json:"title"`
	Level     *int    `json:"level"`
	Unit      string  `json:"unit"`
	Right     string  `json:"right"`
	Rival     float64 `json:"rival"`
	DaysSince *int    `json:"days_since_last"`
}

type nextJSON struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Title  string   `json:"title"`
	Reason string   `json:"reason"`
	Key    string   `json:"reason_key"`
	By     *string  `json:"by"`
	ByWhy  string   `json:"by_why"`
	Gain   *float64 `json:"gain"`
	Rank   int      `json:"rank"`
	Dots   int      `json:"dots"`
	Robust bool     `json:"robust"`
	PAfter *float64 `json:"P_win_after"`
}

type leftJSON struct {
	Kind  string   `json:"kind"`
	Name  string   `json:"name"`
	PWin  *float64 `json:"P_win"`
	Share *float64 `json:"share"`
}

type threadJSON struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Member  string `json:"member"`
	Touches int    `json:"touches"`
}

// levelOrNull writes an unclassified level as null.
func levelOrNull(l int) *int {
	if l == 0 {
		return nil
	}
	return &l
}

func (s *scribe) rowList(rows []dataset.Row) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = s.ds.Cell(r).String()
	}
	return out
}

// personID identifies a person in the data: the input's id, else the key.
func personID(p *dataset.Stakeholder) string {
	if p.ID != "" {
		return p.ID
	}
	return p.Key
}

func (v *accountView) ref(i int) refJSON {
	p := person(v.a, i)
	d := p.Data
	return refJSON{ID: personID(d), Name: d.Name, Title: d.Title, Level: levelOrNull(d.Level), Unit: d.Unit,
		Right: d.Right.String(), Rival: d.Rival, DaysSince: p.DaysSince}
}

func (v *accountView) refs(list []int) []refJSON {
	out := make([]refJSON, len(list))
	for k, i := range list {
		out[k] = v.ref(i)
	}
	return out
}

func (v *accountView) nextData(list []analysis.Meeting) []nextJSON {
	out := make([]nextJSON, len(list))
	for i, m := range list {
		d := v.a.People[m.Person].Data
		out[i] = nextJSON{ID: personID(d), Name: d.Name, Title: d.Title, Reason: v.reason(m.Reason), Key: m.Reason.Key,
			ByWhy: v.reason(m.ByWhy), Gain: value(m.Gain), Rank: m.Rank, Dots: m.Dots, Robust: m.Robust, PAfter: finite(m.PAfter)}
		if m.By != nil {
			out[i].By = &v.ds.Team[*m.By].Name
		}
	}
	return out
}
