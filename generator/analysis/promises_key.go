package analysis

import (
	"encoding/json"

	"rapport/generator/dataset"
)

// EditKeyHeader heads the column of the action list that tells which promise
// a row is. It is the same in every language.
const EditKeyHeader = "rapport key"

// Key names a promise inside the action list.
func (e Edit) Key() string {
	data, _ := json.Marshal([]string{e.Account, e.Person, e.Period, e.Made.String()}) // strings always marshal
	return string(data)
}

// ParseEditKey reads what Key wrote; false when it is something else.
func ParseEditKey(s string) (Edit, bool) {
	var parts []string
	if json.Unmarshal([]byte(s), &parts) != nil || len(parts) != 4 {
		return Edit{}, false
	}
	made, err := dataset.ParseDay(parts[3])
	if err != nil {
		return Edit{}, false
	}
	return Edit{Account: parts[0], Person: parts[1], Period: parts[2], Made: made, Status: "open"}, true
}
