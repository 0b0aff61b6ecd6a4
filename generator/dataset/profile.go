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
	generic, err := newProfile(base, nil)
	if err != nil {
		return nil, err
	}
	profiles := []*profile{generic}
	for _, name := range order {
		if name == genericProfile {
			continue
		}
		p, err := newProfile(files[name], &base)
		if err != nil {
			return nil, err
		}
		profiles = append(profiles, p)
	}
	return profiles, nil
}

// newProfile compiles a file, on top of another one when given.
func newProfile(file profileFile, below *profileFile) (*profile, error) {
	p := &profile{name: file.Name, sheets: map[string]role{}}
	for r := range p.headers {
		p.headers[r] = map[string]alias{}
	}
	layers := []profileFile{file}
	if below != nil {
		layers = append(layers, *below)
	}
	for depth, layer := range layers {
		if err := p.add(layer, uint8(depth*16)); err != nil {
			return nil, fmt.Errorf("profile %s: %w", layer.Name, err)
		}
	}
	return p, nil
}

func (p *profile) add(file profileFile, base uint8) error {
	for name, words := range file.Sheets {
		r, ok := roleByName(name)
		if !ok {
			return unknownWord("sheets", name, roleNames[1:])
		}
		for _, word := range words {
			if key := wordKey(word); p.sheets[key] == noRole {
				p.sheets[key] = r
			}
		}
	}
	fields := map[field][][]string{}
	for name, groups := range file.Columns {
		f, ok := fieldByName(name)
		if !ok {
			return unknownWord("columns", name, Fields())
		}
		fields[f] = groups
	}
	for r := flatRole; r < roleCount; r++ {
		layer := map[string]alias{}
		for _, entity := range roleEntities[r] {
			if err := addEntity(layer, fields, r, entity, base); err != nil {
				return err
			}
		}
		for key, a := range layer {
			if _, taken := p.headers[r][key]; !taken {
				p.headers[r][key] = a
			}
		}
	}
	return nil
}

// addEntity enters the headers of one entity's fields into a role's layer.
// Entities that came before keep theirs; two fields of one entity must not
// share a header.
func addEntity(layer map[string]alias, fields map[field][][]string, r role, entity string, base uint8) error {
	own := map[string]alias{}
	for f := accountID; f < fieldCount; f++ {
		if f.entity() != entity || !r.allows(f) {
			continue
		}
		for rank, group := range fields[f] {
			for _, header := range group {
				key := wordKey(header)
				if other, taken := own[key]; taken && other.field != f {
					return fmt.Errorf("header %q stands for both %s and %s", header, other.field, f)
				} else if !taken {
					own[key] = alias{f, base + uint8(rank)}
				}
			}
		}
	}
	for key, a := range own {
		if _, taken := layer[key]; !taken {
			layer[key] = a
		}
	}
	return nil
}

// match finds the field of a header in a table of the given role. A header
// may carry a hint behind a bracket, a line break or a wide gap; it is tried
// whole first. loose tells that only the part before the hint matched.
func (p *profile) match(r role, key, short string) (a alias, loose, ok bool) {
	if a, ok = p.headers[r][key]; ok && key != "" {
		return a, false, true
	}
	a, ok = p.headers[r][short]
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
