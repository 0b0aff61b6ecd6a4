package analysis

import (
	"cmp"
	"slices"

	"rapport/generator/dataset"
)

// team is our side: levels and the reporting tree.
type team struct {
	levels  []int // 1 to the lowest level of ours
	parents map[string]string
	boss    string  // top of the reporting tree; "" when there is no tree
	byLevel []int32 // members with a level, top first, then by name
	all     []int32 // members in order
}

// one points to a member's index, which all results share.
func (t *team) one(member int32) *int32 { return &t.all[member] }

func newTeam(ds *dataset.Dataset) team {
	t := team{parents: map[string]string{}}
	lowest := 0
	for i, m := range ds.Team {
		lowest = max(lowest, m.Level)
		t.all = append(t.all, int32(i))
		if m.Manager != "" && m.Manager != m.Name {
			t.parents[m.Name] = m.Manager
		}
		if m.Level > 0 && m.Listed {
			t.byLevel = append(t.byLevel, int32(i))
		}
	}
	for l := 1; l <= min(lowest, maxOurLevels); l++ {
		t.levels = append(t.levels, l)
	}
	slices.SortStableFunc(t.byLevel, func(a, b int32) int {
		return cmp.Or(cmp.Compare(ds.Team[a].Level, ds.Team[b].Level), cmp.Compare(ds.Team[a].Name, ds.Team[b].Name))
	})
	if len(t.parents) > 0 {
		t.boss = t.top(ds)
	}
	return t
}

// maxOurLevels bounds the meeting matrix against a mistyped level.
const maxOurLevels = 50

// top names the top of the tree: who has no manager and stands highest.
func (t *team) top(ds *dataset.Dataset) string {
	for _, i := range t.byLevel {
		if _, has := t.parents[ds.Team[i].Name]; !has {
			return ds.Team[i].Name
		}
	}
	var roots []string
	for _, manager := range t.parents {
		if _, has := t.parents[manager]; !has {
			roots = append(roots, manager)
		}
	}
	if len(roots) == 0 {
		return ""
	}
	return slices.Min(roots)
}

// nearestMember gives the listed member at the same or the nearest level, or -1.
func (f *frame) nearestMember(level int) int32 {
	best := int32(-1)
	for _, i := range f.team.byLevel {
		if best < 0 || distance(f.ds.Team[i].Level, level) < distance(f.ds.Team[best].Level, level) {
			best = i
		}
	}
	return best
}
