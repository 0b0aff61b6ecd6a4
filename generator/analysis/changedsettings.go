package analysis

import "reflect"

// changedSettings names the settings that differ from the defaults, as in
// rapport.yaml.
func changedSettings(s Settings) []string {
	var names []string
	var compare func(prefix string, got, want reflect.Value)
	compare = func(prefix string, got, want reflect.Value) {
		for i := range got.NumField() {
			name := prefix + got.Type().Field(i).Tag.Get("yaml")
			g, w := got.Field(i), want.Field(i)
			switch {
			case g.Kind() == reflect.Struct:
				compare(name+".", g, w)
			case g.Kind() == reflect.Map && within(g, w):
			case g.Kind() == reflect.Slice && g.Len() == 0 && w.Len() == 0:
			case !reflect.DeepEqual(g.Interface(), w.Interface()):
				names = append(names, name)
			}
		}
	}
	compare("", reflect.ValueOf(s), reflect.ValueOf(Defaults()))
	return names
}

// within tells whether a table says nothing that its defaults do not.
func within(table, defaults reflect.Value) bool {
	for _, k := range table.MapKeys() {
		if d := defaults.MapIndex(k); !d.IsValid() || !d.Equal(table.MapIndex(k)) {
			return false
		}
	}
	return true
}
