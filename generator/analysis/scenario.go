package analysis

import (
	"cmp"
	"slices"

	"rapport/generator/dataset"
	"rapport/generator/measure"
)

// unitScenarios is how many units the decision is moved to, heaviest first.
const unitScenarios = 6

// scenario is who holds which right when the decision has moved.
type scenario struct {
	key        string
	args       args
	rights     []dataset.Right // losers keep a recommendation right
	stripped   []dataset.Right // losers lose everything; nil when nobody loses
	likelihood float64
}

// runScenarios moves the decision: METRICS 6. People keep their opinions.
func (r *review) runScenarios() {
	if r.model == nil {
		return
	}
	list := []scenario{{key: "as_is", rights: r.rights()}}
	list = append(list, r.levelScenarios()...)
	list = append(list, r.unitScenarios()...)
	if s, ok := r.singleHead(); ok {
		list = append(list, s)
	}
	list = append(list, r.userScenarios()...)
	worst := -1
	mean, likely, given := 0.0, 0.0, true
	for k, s := range r.evaluate(list) {
		r.out.Scenarios = append(r.out.Scenarios, s)
		if s.PWin == nil {
			continue
		}
		if worst < 0 || *s.PWin < *r.out.Scenarios[worst].PWin {
			worst = k
		}
		if list[k].key != "own" {
			continue
		}
		given = given && list[k].likelihood > 0
		mean += list[k].likelihood * *s.PWin
		likely += list[k].likelihood
	}
	if worst >= 0 {
		r.out.Scenarios[worst].Worst = true
	}
	if given && likely > 0 {
		r.out.ScenarioMean = ptr(mean / likely)
	}
}

// rights are those of today.
func (r *review) rights() []dataset.Right {
	out := make([]dataset.Right, len(r.out.People))
	for i := range out {
		out[i] = r.out.People[i].Data.Right
	}
	return out
}

// weigh gives the votes under other rights.
func (r *review) weigh(rights []dataset.Right) []int {
	w := make([]int, len(rights))
	points := r.points["default"]
	for i := range w {
		w[i] = r.weight(&points, rights[i], r.out.People[i].Data.Level)
	}
	return w
}

// move gives the decision to some people. Who held it elsewhere keeps a
// recommendation right, or nothing in the stripped variant.
func (r *review) move(key string, a args, to []int) (scenario, bool) {
	s := scenario{key: key, args: a, rights: r.rights(), stripped: r.rights()}
	changed := false
	for i, right := range s.rights {
		if right == dataset.Decide && !slices.Contains(to, i) {
			s.rights[i], s.stripped[i] = dataset.Recommend, dataset.NoRight
			changed = true
		}
	}
	if !changed {
		s.stripped = nil
	}
	for _, i := range to {
		changed = changed || s.rights[i] != dataset.Decide
		s.rights[i] = dataset.Decide
		if s.stripped != nil {
			s.stripped[i] = dataset.Decide
		}
	}
	return s, changed && len(to) > 0
}

// levelScenarios move the decision one level up and one level down.
func (r *review) levelScenarios() []scenario {
	key := r.model.key
	if key < 0 || r.out.People[key].Data.Level == 0 {
		return nil
	}
	at := r.column[r.out.People[key].Data.Level]
	var list []scenario
	for _, dir := range []int{-1, 1} {
		name := map[int]string{-1: "level_up", 1: "level_down"}[dir]
		for k := at + dir; k >= 0 && k < len(r.levels); k += dir {
			to := r.successors(r.out.Levels[k].People)
			if len(to) == 0 {
				continue
			}
			if s, ok := r.move(name, args{"level", r.levels[k], "people", len(to)}, to); ok {
				list = append(list, s)
			}
			break
		}
	}
	return list
}

// successors narrows the people of a level to the units that decide today;
// when none of them is there, all of the level decide.
func (r *review) successors(people []int) []int {
	deciding := map[string]bool{}
	for i := range r.out.People {
		if d := r.out.People[i].Data; d.Right == dataset.Decide && d.Unit != "" {
			deciding[d.Unit] = true
		}
	}
	var near []int
	for _, i := range people {
		if deciding[r.out.People[i].Data.Unit] {
			near = append(near, i)
		}
	}
	if len(near) > 0 {
		return near
	}
	return people
}

// unitScenarios move the decision to the head of another unit.
func (r *review) unitScenarios() []scenario {
	var units []*Unit
	votes := map[string]int{}
	for k := range r.out.Units {
		u := &r.out.Units[k]
		if u.Unit == "" || u.Known == 0 || slices.Contains(u.Rights, dataset.Decide) {
			continue
		}
		units = append(units, u)
		for _, i := range u.people() {
			votes[u.Unit] += r.out.People[i].Weight
		}
	}
	slices.SortStableFunc(units, func(a, b *Unit) int {
		return cmp.Or(cmp.Compare(votes[b.Unit], votes[a.Unit]), cmp.Compare(a.Unit, b.Unit))
	})
	var list []scenario
	for _, u := range units[:min(len(units), unitScenarios)] {
		if s, ok := r.move("unit", args{"unit", u.Unit}, []int{r.highest(u.people())}); ok {
			list = append(list, s)
		}
	}
	return list
}

// highest gives who outranks all others of a list.
func (r *review) highest(people []int) int {
	best := people[0]
	for _, i := range people[1:] {
		if r.outranks(i, best) {
			best = i
		}
	}
	return best
}

// singleHead lets the key vote, or the highest person when nobody decides,
// decide alone.
func (r *review) singleHead() (scenario, bool) {
	head := r.model.key
	if head < 0 {
		head = 0
		for i := range r.out.People {
			if r.outranks(i, head) {
				head = i
			}
		}
	}
	s, _ := r.move("single_head", args{"person", r.out.People[head].Data.Name}, []int{head})
	alone := false
	points := r.points["default"]
	for i := range s.rights {
		if i != head && r.weight(&points, s.rights[i], r.out.People[i].Data.Level) > 0 {
			alone = true
			s.rights[i] = dataset.NoRight
		}
	}
	s.stripped = nil
	return s, alone
}

// userScenarios are those of the settings that name this account or all.
func (r *review) userScenarios() []scenario {
	var list []scenario
	for _, sh := range r.s.Scenarios {
		if sh.Account != "" && !names(r.acc, sh.Account) {
			continue
		}
		var to []int
		for i := range r.out.People {
			d := r.out.People[i].Data
			if (sh.Unit == "" || d.Unit == sh.Unit) && (sh.Level == 0 || d.Level == sh.Level) {
				to = append(to, i)
			}
		}
		a := args{"name", sh.Name}
		s := scenario{key: "own", args: a, rights: r.rights()}
		if sh.Unit != "" || sh.Level > 0 {
			if len(to) == 0 {
				continue
			}
			if sh.Level == 0 {
				to = []int{r.highest(to)}
			}
			s, _ = r.move("own", a, to)
		}
		for i := range r.out.People {
			for who, right := range sh.Rights {
				if is(r.out.People[i].Data, who) {
					s.rights[i] = rightOf(right)
					if s.stripped != nil {
						s.stripped[i] = s.rights[i]
					}
				}
			}
		}
		s.likelihood = sh.Likelihood
		list = append(list, s)
	}
	return list
}

// rightOf reads a right's word.
func rightOf(word string) dataset.Right { return dataset.Right(max(0, slices.Index(rightWords, word))) }

// evaluate measures scenarios against the rights of today.
func (r *review) evaluate(list []scenario) []Scenario {
	out := make([]Scenario, len(list))
	moved := make([]*model, len(list))
	var in []int
	var ballots []measure.Ballot
	for k := range list {
		out[k] = Scenario{Key: list[k].key, Args: list[k].args}
		if moved[k] = r.underRights(list[k].rights); moved[k] != nil {
			in, ballots = append(in, k), append(ballots, moved[k].ballot())
		}
	}
	at := make([]int, len(r.out.People))
	for i := range at {
		at[i] = r.out.People[i].Data.Level
	}
	levels := measure.NewGroups(at)
	objection := ptr(measure.Objection(r.model.objections()).Any)
	for n, got := range r.scratch.votes.ScenarioShifts(r.voters(), r.model.ballot(), ballots...) {
		k := in[n]
		s := &out[k]
		s.MovedUnit, s.MovedLevel = got.WeightMoved, levels.Moved(r.model.w, moved[k].w)
		s.Weighted, s.Capital, s.Retention = got.WeightedCoverageAfter, got.CapitalAfter, got.CapitalRetention
		s.PWin, s.PWinKeyAgainst, s.Objection = got.PWinAfter, got.PWinKeyAgainstAfter, objection
		if list[k].stripped == nil || s.PWin == nil {
			continue
		}
		if bare := r.underRights(list[k].stripped); bare != nil {
			s.Retained = ptr(*s.PWin - r.scratch.votes.WpbTail(bare.w, bare.p, bare.q))
		}
	}
	return out
}

// voters are the people as the scenario formulas take them.
func (r *review) voters() measure.Voters {
	n := len(r.out.People)
	v := measure.Voters{P: r.model.p, Unit: r.model.units, Strength: make([]float64, 0, n), Recent: make([]bool, 0, n)}
	for i := range r.out.People {
		v.Strength = append(v.Strength, r.out.People[i].Strength)
		v.Recent = append(v.Recent, r.out.People[i].Recent)
	}
	return v
}

func (m *model) ballot() measure.Ballot { return measure.Ballot{W: m.w, Q: m.q, Key: m.key} }
