package analysis

// LevelMult multiplies the points of a decision right by the level of the
// person; a level without an entry counts once. In a settings file a single
// number stands for every level, the unclassified included.
type LevelMult map[int]int

// maxLevels bounds the ladder that a single number is spread over.
const maxLevels = 99

// UnmarshalYAML reads a number or a table of level to number.
func (m *LevelMult) UnmarshalYAML(decode func(any) error) error {
	var one int
	if decode(&one) == nil {
		*m = nil
		if one != 1 {
			*m = LevelMult{}
			for level := range maxLevels + 1 {
				(*m)[level] = one
			}
		}
		return nil
	}
	table := map[int]int{}
	if err := decode(&table); err != nil {
		return err
	}
	*m = table
	return nil
}
