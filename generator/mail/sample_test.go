package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"rapport/generator/source"
	"rapport/templates"
)

// levelNames are the ladder of the test reviews.
var levelNames = map[string][]string{
	"en":    {"Executive", "Senior management", "Middle management", "Frontline management", "Staff"},
	"zh-CN": {"高管", "高级管理层", "中层管理者", "基层管理者", "员工"},
}

// account writes the data of one account as rapport review does: five levels,
// twelve months, unmet people.
func accountData(edition, lang, name, slug string, unmet int) map[string]any {
	var levels, rows []any
	for i, level := range levelNames[lang] {
		touches := []int{9, 6, 5, 3, 0}[i]
		levels = append(levels, map[string]any{"level": i + 1, "name": level, "known": 3 * (i + 1), "recent": 2, "N": 3 * (i + 1), "touches": touches, "denominator": "known"})
		var months []int
		for m := range 12 {
			months = append(months, touches*(m%4))
		}
		rows = append(rows, map[string]any{"level": i + 1, "name": level, "touches": months})
	}
	levels = append(levels, map[string]any{"level": nil, "name": "?", "known": 1, "recent": 0, "N": 1, "touches": 0})
	rows = append(rows, map[string]any{"level": nil, "name": "?", "touches": make([]int, 12)})
	people := []any{}
	for i := range unmet {
		p := map[string]any{"id": fmt.Sprint(i), "name": fmt.Sprintf("Person %d 人", i), "title": "Head of <Procurement> & Co", "level": i%5 + 1, "unit": "Yunzhou City 云洲市", "right": "evaluate", "rival": 1, "days_since_last": nil}
		if i%2 == 0 {
			p["days_since_last"] = 400 + i
		}
		people = append(people, p)
	}
	var months []string
	for m := range 12 {
		months = append(months, fmt.Sprintf("%d-%02d", 2025+(m+9)/12, (m+9)%12+1))
	}
	return map[string]any{
		"schema": "rapport/account/1", "edition": edition, "lang": lang, "as_of": "2026-09-30",
		"account": map[string]any{"id": "", "key": slug + "-key", "name": name, "slug": slug, "owner": "Olga Owner", "owner_email": "olga.owner@example.test"},
		"answer":  []string{"We court the top: **9 of 23 touches** went to 2 people.", "Without the key vote winning is unlikely.", "Nobody met the 15 people of the staff."},
		"decisions": []any{map[string]any{"text": "Send somebody to Yunzhou City.", "why": "It advises, and nobody has been there."},
			map[string]any{"text": "Meet the deputies.", "why": "They recommend."}},
		"levels": levels, "heat": map[string]any{"months": months, "rows": rows},
		"spread": map[string]any{"n": 23, "n_all": 23}, "totals": map[string]any{"known": 46, "recent": 10, "N": 46},
		"not_met": people,
		"next":    []any{map[string]any{"id": "1", "name": "Person 1 人", "title": "Deputy", "reason": "close to a rival, evaluates", "by": "Olga Owner", "rank": 1}},
	}
}

// makeReviews writes a folder of reviews with the given accounts, name by
// slug.
func makeReviews(t testing.TB, edition, lang string, unmet int, accounts ...[2]string) *Reviews {
	t.Helper()
	data := map[string]map[string]any{}
	lines := []any{}
	for i, a := range accounts {
		data[a[1]] = accountData(edition, lang, a[0], a[1], unmet)
		lines = append(lines, map[string]any{"id": "", "key": a[1] + "-key", "name": a[0], "slug": a[1], "owner": "Olga Owner", "known": 46, "recent": 10 + i, "N": 46, "not_met": unmet, "touches": 23, "by_level": []int{9, 6, 5, 3, 0}})
	}
	data["portfolio"] = map[string]any{"schema": "rapport/portfolio/1", "edition": edition, "lang": lang,
		"period": map[string]any{"label": "2026-Q3", "from": "2026-07-01", "to": "2026-09-30"}, "as_of": "2026-09-30",
		"answer": []string{"Most of our touches go to few.", "The tail is left alone.", "Executives are away."}, "accounts": lines}
	return writeReviews(t, t.TempDir(), edition, data)
}

// writeReviews writes the data files of a folder and the manifest that tells
// their hashes.
func writeReviews(t testing.TB, dir, edition string, data map[string]map[string]any) *Reviews {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o755); err != nil {
		t.Fatal(err)
	}
	save := func(name string, v any) []byte {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), text, 0o600); err != nil {
			t.Fatal(err)
		}
		return text
	}
	files := []any{}
	for _, name := range slices.Sorted(maps.Keys(data)) {
		sum := sha256.Sum256(save("data/"+name+".json", data[name]))
		files = append(files, map[string]any{"path": "data/" + name + ".json", "sha256": hex.EncodeToString(sum[:])})
	}
	save("manifest.json", map[string]any{"edition": edition, "files": files})
	r, err := ReadReviews(dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// row is a line of a sheet of recipients.
func row(n int, account, email, kind string) Recipient {
	return Recipient{Account: account, Email: email, Name: "Name of " + email, Kind: kind, Send: true,
		Row:     source.Cell{File: "crm.xlsx", Sheet: "Recipients", Row: n},
		Columns: map[string]int{"account": 1, "email": 2, "name": 3, "kind": 4, "edition": 6, "language": 7}}
}

// sampleInput is two accounts in one edition, with recipients of all kinds.
func sampleInput(t testing.TB, edition, lang string) Input {
	t.Helper()
	return Input{
		Reviews: []*Reviews{makeReviews(t, edition, lang, 14, [2]string{"Donghai Energy 东海能源", "donghai-energy-东海能源"}, [2]string{"Merrow Water", "merrow-water"})},
		Recipients: []Recipient{
			row(2, "Donghai Energy 东海能源", "Huang@example.test", "to"),
			row(3, "donghai-energy-东海能源-key", "copy@example.test", "cc"),
			row(4, "Donghai Energy 东海能源", "blind@example.test", "bcc"),
			row(5, "*", "cfo@example.test", "to"),
		},
		Config:    Config{From: "reports@example.test", FromName: "Account reviews 客户评估", BaseURL: "https://reviews.example.test/q3/"},
		Templates: templates.Files, Date: testTime,
	}
}
