package analysis

import (
	"strings"

	"rapport/generator/dataset"
)

// plainName is a name as identities compare it: case and spaces aside.
func plainName(s string) string { return strings.Join(strings.Fields(strings.ToLower(s)), " ") }

// matchPeople finds each stakeholder of today in the baseline: by id, else by
// e-mail, else by name. The result has the index in then, or -1, by index in
// now. A value that two people share identifies nobody. Two different ids are
// two people, unless the e-mail is the same or no id of then exists any more,
// as after a move to another system.
func matchPeople(then []SnapshotPerson, now []dataset.Stakeholder) []int {
	m := matcher{then: then, now: now, found: make([]int, len(now)), taken: make([]bool, len(then))}
	for i := range m.found {
		m.found[i] = -1
	}
	m.walk()
	m.by(func(p *SnapshotPerson) string { return p.ID }, func(d *dataset.Stakeholder) string { return d.ID }, false)
	known := m.count > 0
	m.by(func(p *SnapshotPerson) string { return p.Email },
		func(d *dataset.Stakeholder) string { return strings.ToLower(d.Email) }, false)
	m.by(func(p *SnapshotPerson) string { return plainName(p.Name) },
		func(d *dataset.Stakeholder) string { return plainName(d.Name) }, known)
	return m.found
}

// walk pairs those whose key and id are the same; both lists are sorted by
// key. In most accounts nobody is left over after it.
func (m *matcher) walk() {
	k := 0
	for i := range m.now {
		for k < len(m.then) && m.then[k].Key < m.now[i].Key {
			k++
		}
		if k < len(m.then) && m.then[k].Key == m.now[i].Key && m.then[k].ID == m.now[i].ID {
			m.found[i], m.taken[k] = k, true
			m.count += b2i(m.now[i].ID != "")
			m.pairs++
		}
	}
}

type matcher struct {
	then  []SnapshotPerson
	now   []dataset.Stakeholder
	found []int
	taken []bool
	count int // of those paired by an id or an e-mail
	pairs int
}

// by pairs those still alone who share a value that is unique on both sides.
// With apart, two given ids that differ keep people apart.
func (m *matcher) by(then func(*SnapshotPerson) string, now func(*dataset.Stakeholder) string, apart bool) {
	if m.pairs == len(m.now) || m.pairs == len(m.then) {
		return
	}
	const several = -2
	at := map[string]int{}
	for i := range m.then {
		if v := then(&m.then[i]); v != "" && !m.taken[i] {
			if _, twice := at[v]; twice {
				at[v] = several
			} else {
				at[v] = i
			}
		}
	}
	owners := map[string]int{}
	for i := range m.now {
		if m.found[i] < 0 {
			owners[now(&m.now[i])]++
		}
	}
	for i := range m.now {
		v := now(&m.now[i])
		k, ok := at[v]
		if m.found[i] >= 0 || !ok || k == several || owners[v] != 1 {
			continue
		}
		if apart && m.then[k].ID != "" && m.now[i].ID != "" && m.then[k].ID != m.now[i].ID {
			continue
		}
		m.found[i], m.taken[k] = k, true
		m.count++
		m.pairs++
	}
}

// matchAccounts finds each account of the result in the baseline: by key,
// else by id, else by name; -1 when it is new.
func matchAccounts(then []Snapshot, now []*Account) []int {
	byKey, byID, byName := map[string]int{}, map[string]int{}, map[string]int{}
	for i := range then {
		byKey[then[i].Key] = i
		if then[i].ID != "" {
			byID[then[i].ID] = i
		}
		byName[plainName(then[i].Name)] = i
	}
	found := make([]int, len(now))
	taken := map[int]bool{}
	for i := range found {
		found[i] = -1
	}
	for _, look := range []func(*dataset.Account) (int, bool){
		func(a *dataset.Account) (int, bool) { k, ok := byKey[a.Key]; return k, ok },
		func(a *dataset.Account) (int, bool) { k, ok := byID[a.ID]; return k, ok && a.ID != "" },
		func(a *dataset.Account) (int, bool) {
			k, ok := byName[plainName(a.Name)]
			return k, ok && (a.ID == "" || then[k].ID == "")
		},
	} {
		for i, a := range now {
			if k, ok := look(a.Data); found[i] < 0 && ok && !taken[k] {
				found[i], taken[k] = k, true
			}
		}
	}
	return found
}
