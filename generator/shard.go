package generator

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"rapport/generator/analysis"
	"rapport/generator/report"
)

// Shard is one of several parts of the accounts, so that several machines can
// write a set of reviews together. Every part reads and analyses everything,
// and so has the whole portfolio, but writes the pages and data of its own
// accounts only. The zero value is all accounts.
type Shard struct {
	N  int // which part, 1 to Of
	Of int // how many parts; 0 for no parts
}

// shardLimit bounds the number of parts.
const shardLimit = 100_000

// ParseShard reads a part written as 2/4; "" is the zero value.
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{}, nil
	}
	first, second, _ := strings.Cut(text, "/")
	n, err1 := strconv.Atoi(first)
	of, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil || of < 1 || of > shardLimit || n < 1 || n > of {
		return Shard{}, usage("shard %q is not a part (want i/n with i from 1 to n, such as 2/4)", text)
	}
	return Shard{n, of}, nil
}

// String writes the part as 2/4, or "" for all.
func (s Shard) String() string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.N, s.Of)
}

// has tells whether the account with the key is in the part. The FNV-1a hash
// of the key decides, so that neither the other accounts nor their order
// matter.
func (s Shard) has(key string) bool {
	if s.Of == 0 {
		return true
	}
	h := fnv.New64a()
	h.Write([]byte(key))
	return h.Sum64()%uint64(s.Of) == uint64(s.N-1)
}

// cut takes the files of other parts' accounts out of the set.
func (s Shard) cut(set *report.Set, accounts []*analysis.Account) {
	if s.Of == 0 {
		return
	}
	keys, names := make([]string, len(accounts)), make([]string, len(accounts))
	for i, a := range accounts {
		keys[i], names[i] = a.Data.Key, a.Data.Name
	}
	others := map[string]bool{}
	for i, slug := range report.Slugs(keys, names) {
		if !s.has(keys[i]) {
			others["accounts/"+slug+".html"] = true
			others["data/"+slug+".json"] = true
		}
	}
	set.Files = slices.DeleteFunc(set.Files, func(f report.File) bool { return others[f.Path] })
}

// count tells how many of the accounts are in the part.
func (s Shard) count(accounts []*analysis.Account) int {
	n := 0
	for _, a := range accounts {
		if s.has(a.Data.Key) {
			n++
		}
	}
	return n
}
