package dataset

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"

	"rapport/generator/internal/strictyaml"
)

// builtinLevels is the number of levels of the built-in ladder: 1 executive,
// 2 senior management, 3 middle management, 4 frontline management, 5 staff.
const builtinLevels = 5

// Classifier tells the level of a job title, and of the words of a level
// column. It does not change after loading and may be used by several
// goroutines.
type Classifier struct {
	languages []*language
	steps     []Step
	toLadder  [builtinLevels + 1]int // level of the ladder for a built-in level, 0 is none
	words     map[string]levelWord
}

// levelWord is the meaning of a word in a level column.
type levelWord struct {
	level int8
	rule  string
	near  string // for a word that is not known: what may have been meant
}

// classified is the meaning of a title.
type classified struct {
	level int
	rule  string
	post  Post
}

// languageFile is a file of levels/.
type languageFile struct {
	Language string `yaml:"language"`
	// Script is latin, cyrillic or ideographic; only titles in the script are
	// read by the file.
	Script string `yaml:"script"`
	// Head says which of several posts in one part of a title is held: first
	// ("Leiter Büro Vorstand") or last ("CEO Office Manager").
	Head string `yaml:"head"`
	// Marks are characters that only this language has among those of its
	// script; a title with one is read by this file alone.
	Marks string `yaml:"marks"`
	// MarkWords are words that only this language has.
	MarkWords []string `yaml:"mark_words"`
	// Abbreviations are written out before a title is read; they count only
	// with their points and at the beginning of a word.
	Abbreviations map[string]string `yaml:"abbreviations"`
	// Variants are pairs of characters: the first is read as the second.
	Variants string `yaml:"variants"`
	// Rank orders the files of a script; the smallest is asked first.
	Rank int `yaml:"rank"`
	// Names are the words of level columns, by built-in level.
	Names map[int][]string `yaml:"names"`
	// Complement are words behind which a title says where or for whom:
	// "of", "der", "de". Posts named there are not held.
	Complement []string `yaml:"complement"`
	// Owner are such words, or pairs of words, that begin a complement even
	// behind words that no rule knows.
	Owner []string `yaml:"owner"`
	// Spelling are words of posts that are read also where one letter of them
	// is wrong, missing, too many or swapped with the next.
	Spelling []string `yaml:"spelling"`
	// Now are words behind which the post of today is named: "former CIO, now
	// adviser".
	Now []string `yaml:"now"`
	// And are words between two posts that are both held.
	And   []string   `yaml:"and"`
	Rules []ruleData `yaml:"rules"`
}

// ruleData is one rule: phrases and what they mean. Of the phrases that fit
// at a place of the title the longest is taken.
type ruleData struct {
	Name string `yaml:"name"`
	// Level is the built-in level; 0 with neither Below nor Post says that
	// the phrase is no post, such as "office".
	Level int `yaml:"level"`
	// Below lowers the level of the post that the title names besides; with
	// no other post, Level holds.
	Below int `yaml:"below"`
	// Post is deputy, assistant, acting or former.
	Post string `yaml:"post"`
	// Weak phrases count only when the part names no other post; in
	// ideographic scripts only at the end of the title. Whole ones count only
	// as the first part: "MD, Retail", not "Surgeon, MD".
	Weak bool `yaml:"weak"`
	// Whole phrases must be a whole part of the title: "Major", not "Major
	// Accounts".
	Whole bool `yaml:"whole"`
	// Phrases are words with blanks between them; * at an end of a word
	// stands for any letters, ... for up to four words.
	Phrases []string `yaml:"phrases"`
}

var posts = map[string]Post{"": Holder, "deputy": Deputy, "assistant": Assistant, "acting": Acting, "former": Former}

// LoadClassifier reads the title rules of the folder levels. A ladder of the
// user's renames, adds or reorders levels; nil is the built-in one.
func LoadClassifier(assets fs.FS, ladder []LevelSettings) (*Classifier, error) {
	c := &Classifier{words: map[string]levelWord{}}
	c.setLadder(ladder)
	names, err := fs.Glob(assets, "levels/*.yaml")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no title rules in levels/*.yaml")
	}
	files := make([]languageFile, len(names))
	c.languages = make([]*language, len(names))
	errs := make([]error, len(names))
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() { files[i], c.languages[i], errs[i] = loadLanguage(assets, name) })
	}
	group.Wait()
	for i, name := range names {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if err := c.addNames(files[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	c.addOwnWords(ladder)
	return c, nil
}

// loadLanguage reads and compiles one file of rules.
func loadLanguage(assets fs.FS, name string) (languageFile, *language, error) {
	var file languageFile
	data, err := fs.ReadFile(assets, name)
	if err != nil {
		return file, nil, err
	}
	if err := strictyaml.Decode(name, data, &file); err != nil {
		return file, nil, err
	}
	l, err := newLanguage(file, strings.TrimSuffix(path.Base(name), ".yaml"))
	if err != nil {
		return file, nil, fmt.Errorf("%s: %w", name, err)
	}
	return file, l, nil
}

// setLadder maps built-in levels to those of the user's ladder.
func (c *Classifier) setLadder(ladder []LevelSettings) {
	if len(ladder) == 0 {
		for level := 1; level <= builtinLevels; level++ {
			c.steps = append(c.steps, Step{Level: level, Key: "level." + strconv.Itoa(level)})
			c.toLadder[level] = level
		}
		return
	}
	explicit := slices.ContainsFunc(ladder, func(l LevelSettings) bool { return len(l.Is) > 0 })
	for i, l := range ladder {
		c.steps = append(c.steps, Step{Level: i + 1, Name: strings.TrimSpace(l.Name)})
		for _, is := range l.Is {
			if c.toLadder[is] == 0 {
				c.toLadder[is] = i + 1
			}
		}
		if !explicit && len(ladder) <= builtinLevels {
			c.toLadder[i+1] = i + 1
		}
	}
}

// addNames enters the words of level columns; the user's own come later and
// win.
func (c *Classifier) addNames(file languageFile) error {
	for level := 1; level <= builtinLevels; level++ {
		for _, name := range file.Names[level] {
			key := wordKey(name)
			if other, taken := c.words[key]; taken && int(other.level) != c.toLadder[level] {
				return fmt.Errorf("level name %q stands for two levels", name)
			}
			if c.toLadder[level] != 0 {
				c.words[key] = levelWord{level: int8(c.toLadder[level]), rule: "column"}
			}
		}
	}
	for level := range file.Names {
		if level < 1 || level > builtinLevels {
			return fmt.Errorf("names has level %d, want 1 to %d", level, builtinLevels)
		}
	}
	return nil
}

func (c *Classifier) addOwnWords(ladder []LevelSettings) {
	for i, l := range ladder {
		c.words[wordKey(l.Name)] = levelWord{level: int8(i + 1), rule: "column"}
		for _, grade := range l.Grades {
			c.words[wordKey(grade)] = levelWord{level: int8(i + 1), rule: "ladder: " + grade}
		}
	}
}

// Ladder gives the levels, top first.
func (c *Classifier) Ladder() Ladder { return Ladder{Steps: slices.Clone(c.steps)} }

// Classify gives the level of a title on the ladder (1 is the top, 0 is
// unclassified), the name of the rule that decided, and how the post is held.
// The rule is "" when none fitted.
func (c *Classifier) Classify(title string) (level int, rule string, post Post) {
	r := c.builtin(title)
	return c.toLadder[r.level], r.rule, r.post
}

// word reads a word of a level column: a number of the ladder or a name.
func (c *Classifier) word(s string) levelWord {
	key := wordKey(s)
	if n, err := strconv.Atoi(key); err == nil {
		if w, ok := c.words[key]; ok {
			return w
		}
		if n >= 1 && n <= len(c.steps) {
			return levelWord{level: int8(n), rule: "column"}
		}
		return levelWord{}
	}
	if w, ok := c.words[key]; ok {
		return w
	}
	// "Level 3", "L3", "3 - Middle management", "层级3"
	if n := loneNumber(s); n >= 1 && n <= len(c.steps) {
		rest := strings.Trim(key, "0123456789")
		if w, ok := c.words[rest]; ok && int(w.level) == n || rest == "level" || rest == "l" || rest == "层级" || rest == "ebene" || rest == "niveau" || rest == "nivel" || rest == "уровень" || rest == "レベル" || rest == "第级" || rest == "级" {
			return levelWord{level: int8(n), rule: "column"}
		}
	}
	known := make([]string, 0, len(c.words))
	for k := range c.words {
		known = append(known, k)
	}
	return levelWord{near: strictyaml.Nearest(key, known)}
}

// loneNumber gives the only number in a text, or 0.
func loneNumber(s string) int {
	n, runs := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		if i == 0 || s[i-1] < '0' || s[i-1] > '9' {
			runs++
		}
		if n = n*10 + int(s[i]-'0'); n > 99 {
			return 0
		}
	}
	if runs != 1 {
		return 0
	}
	return n
}

// expected tells what a level column may hold.
func (c *Classifier) expected() string {
	s := fmt.Sprintf("write 1 to %d or a name of the ladder; local grades go under input.ladder in rapport.yaml", len(c.steps))
	return s
}

func (b *builder) levelWord(id int32) levelWord {
	return b.memos.level.get(id, func(id int32) levelWord { return b.classifier.word(b.pool.texts[id]) })
}

// titled is what a title says; the rule is a text of the pool.
type titled struct {
	level, rule int32
	post        Post
}

func (b *builder) titled(id int32) titled {
	if id == 0 {
		return titled{}
	}
	return b.memos.title.get(id, func(id int32) titled {
		level, rule, post := b.classifier.Classify(b.pool.texts[id])
		return titled{int32(level), b.pool.intern(rule), post}
	})
}
