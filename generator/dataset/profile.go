package dataset

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"rapport/generator/internal/strictyaml"
)

// profileFile is a file of profiles/: the headers under which a system
// exports each field, and the names it gives to sheets.
type profileFile struct {
	Name    string                `yaml:"name"`
	Sheets  map[string][]string   `yaml:"sheets"`
	Columns map[string][][]string `yaml:"columns"`
}

// alias says that a header names a field. Rank 0 is the best: a column is
// taken only when no other of the same field has a lower rank.
type alias struct {
	field field
	rank  uint8
}

// profile finds the field of a header, role by role.
type profile struct {
	name    string
	below   *profile // asked when this one does not know a header
	headers [roleCount]map[string]alias
	sheets  map[string]role // by word key
}

const genericProfile = "generic"

// loadProfiles reads every profile of the folder profiles. A profile other
// than generic adds to generic, its own headers first.
func loadProfiles(assets fs.FS) ([]*profile, error) {
	names, err := fs.Glob(assets, "profiles/*.yaml")
	if err != nil {
		return nil, err
	}
	files := map[string]profileFile{}
	var order []string
	for _, name := range names {
		if path.Base(name) == wordsFile {
			continue
		}
		data, err := fs.ReadFile(assets, name)
		if err != nil {
			return nil, err
		}
		var file profileFile
		if err := strictyaml.Decode(name, data, &file); err != nil {
			return nil, err
		}
		if file.Name == "" {
			return nil, fmt.Errorf("%s: name is missing", name)
		}
		if _, twice := files[file.Name]; twice {
			return nil, fmt.Errorf("%s: a profile named %q exists already", name, file.Name)
		}
		files[file.Name] = file
		order = append(order, file.Name)
	}
	base, ok := files[genericProfile]
	if !ok {
		return nil, fmt.Errorf("profiles/%s.yaml is missing", genericProfile)
	}
	generic, err := newProfile(base)
	if err != nil {
		return nil, err
	}
	profiles := []*profile{generic}
	for _, name := range order {
		if name == genericProfile {
			continue
		}
		p, err := newProfile(files[name])
		if err != nil {
			return nil, err
		}
		p.below = generic
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// newProfile compiles a file.
func newProfile(file profileFile) (*profile, error) {
	p := &profile{name: file.Name, sheets: map[string]role{}}
	for name, words := range file.Sheets {
		r, ok := roleByName(name)
		if !ok {
			return nil, fmt.Errorf("profile %s: %w", file.Name, unknownWord("sheets", name, roleNames[1:]))
		}
		for _, word := range words {
			p.sheets[wordKey(word)] = r
		}
	}
	var groups [fieldCount][][]string // the keys of each field's headers
	for name, lists := range file.Columns {
		f, ok := fieldByName(name)
		if !ok {
			return nil, fmt.Errorf("profile %s: %w", file.Name, unknownWord("columns", name, Fields()))
		}
		for _, list := range lists {
			keys := make([]string, len(list))
			for i, header := range list {
				keys[i] = wordKey(header)
			}
			groups[f] = append(groups[f], keys)
		}
	}
	for r := flatRole; r < roleCount; r++ {
		p.headers[r] = map[string]alias{}
		for _, entity := range roleEntities[r] {
			if err := addEntity(p.headers[r], &groups, r, entity); err != nil {
				return nil, fmt.Errorf("profile %s: %w", file.Name, err)
			}
		}
	}
	return p, nil
}

// addEntity enters the headers of one entity's fields for a role. Entities
// that came before keep theirs; two fields of one entity must not share a
// header.
func addEntity(into map[string]alias, groups *[fieldCount][][]string, r role, entity string) error {
	own := map[string]alias{}
	for f := accountID; f < fieldCount; f++ {
		if len(groups[f]) == 0 || f.entity() != entity || !r.allows(f) {
			continue
		}
		for rank, keys := range groups[f] {
			for _, key := range keys {
				if other, taken := own[key]; taken && other.field != f {
					return fmt.Errorf("header %q stands for both %s and %s", key, other.field, f)
				} else if !taken {
					own[key] = alias{f, uint8(rank)}
				}
			}
		}
	}
	for key, a := range own {
		if _, taken := into[key]; !taken {
			into[key] = a
		}
	}
	return nil
}

// sheetRole is the role that a sheet of this name has, by its word key.
func (p *profile) sheetRole(key string) role {
	if r := p.sheets[key]; r != noRole || p.below == nil {
		return r
	}
	return p.below.sheets[key]
}

// header finds the field of a header by its word key. What only the profile
// below knows ranks behind everything of this one.
func (p *profile) header(r role, key string) (alias, bool) {
	a, ok := p.headers[r][key]
	if !ok && p.below != nil {
		if a, ok = p.below.headers[r][key]; ok {
			a.rank += 16
		}
	}
	return a, ok
}

// match finds the field of a header in a table of the given role. A header
// may carry a hint behind a bracket, a line break or a wide gap; it is tried
// whole first. loose tells that only the part before the hint matched.
func (p *profile) match(r role, key, short string) (a alias, loose, ok bool) {
	if a, ok = p.header(r, key); ok && key != "" {
		return a, false, true
	}
	a, ok = p.header(r, short)
	return a, true, ok && short != ""
}

// unhinted cuts a header before its hint: "Role (decider, user)" is "Role".
// "" means that it has none.
func unhinted(header string) string {
	cut := -1
	for _, mark := range []string{"(", "（", "[", "【", "\n", "   ", ":", "："} {
		if i := strings.Index(header, mark); i > 0 && (cut < 0 || i < cut) {
			cut = i
		}
	}
	if cut < 0 {
		return ""
	}
	return strings.TrimSpace(header[:cut])
}
