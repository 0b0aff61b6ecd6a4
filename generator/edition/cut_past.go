package edition

import (
	"cmp"
	"slices"
	"strings"

	"rapport/generator/analysis"
)

// changes cuts what is told about people of the last quarter.
func (k *accountCut) changes() {
	if k.a.Changes == nil {
		return
	}
	ch := *k.a.Changes
	k.a.Changes = &ch
	if !k.e.Shows("changes") {
		defer func() { k.a.Changes = nil }() // its people are withheld all the same
	}
	for _, list := range []*[]analysis.PersonChange{&ch.Met, &ch.Again, &ch.Quiet, &ch.Joined, &ch.Left, &ch.Promoted, &ch.Demoted,
		&ch.Reclassified, &ch.Moved, &ch.Rights} {
		*list = slices.Clone(*list)
		for i := range *list {
			k.before(&(*list)[i])
		}
	}
	if k.e.Shows("odds") {
		return
	}
	ch.Figures = slices.DeleteFunc(slices.Clone(ch.Figures), func(f analysis.FigureChange) bool { return f.Name == "p_win" })
	ch.Withheld = slices.DeleteFunc(slices.Clone(ch.Withheld), func(r analysis.Reason) bool { return strings.HasSuffix(r.Key, ".p_win") })
	ch.Method = slices.DeleteFunc(slices.Clone(ch.Method), func(m analysis.MethodChange) bool {
		first, _, _ := strings.Cut(m.Name, ".")
		return slices.Contains([]string{"vote", "support", "objection_given_no_support", "veto_given_no_support"}, first)
	})
	ch.History = slices.Clone(ch.History)
	for i := range ch.History {
		ch.History[i].Head.PWin = nil
	}
}

// before cuts a person as listed in the last quarter.
func (k *accountCut) before(c *analysis.PersonChange) {
	if c.Before == nil {
		return
	}
	b := *c.Before
	v := k.e.viewOf(b.Level, b.Touched || b.Last != 0, b.Private)
	if c.Person != nil {
		v = k.viewAt(*c.Person)
	}
	if !v.email {
		k.withhold("e-mail", b.Email)
		b.Email = ""
	}
	if !v.title {
		k.withhold("title", b.Title)
		b.Title = ""
	}
	if !v.name {
		k.withhold("name", b.Name)
		k.withhold("identifier", b.ID)
		b.ID, b.Name = "", k.role(b.Level, b.Unit)
		if c.Person != nil {
			b.Name = k.a.People[*c.Person].Data.Name
		}
	}
	if !v.name || !v.email {
		b.Key = cmp.Or(k.keys[b.Key], "person-left")
	}
	c.Before = &b
}

// promises cuts the action list.
func (k *accountCut) promises() {
	if k.a.Promises == nil {
		return
	}
	if !k.e.Shows("actions") {
		for _, p := range k.a.Promises.Given {
			k.withhold("comment", p.Comment)
		}
		k.a.Promises = nil
		return
	}
	all := *k.a.Promises
	k.a.Promises = &all
	comments := k.e.Shows("subjects") && k.allNames()
	all.Given = slices.Clone(all.Given)
	for i := range all.Given {
		p := &all.Given[i]
		k.promise(p, comments)
	}
	all.Next = slices.Clone(all.Next)
	for i := range all.Next {
		p := &all.Next[i]
		if v := k.viewAt(p.Index); !v.rival {
			p.Why, p.Reason = withoutRival(p.Why), plainKey(p.Reason)
		}
		p.Person = cmp.Or(k.keys[p.Person], p.Person)
		if !comments {
			k.withhold("comment", p.Comment)
			p.Comment = ""
		}
	}
	if !k.e.Shows("next") {
		all.Next = nil
	}
}

// promise cuts one promise of the last review.
func (k *accountCut) promise(p *analysis.Promise, comments bool) {
	shown := k.e.viewOf(0, p.Touched, p.Private).name
	if p.Index != nil {
		shown = k.viewAt(*p.Index).name
	}
	if !shown {
		k.withhold("name", p.Name)
		p.Name = k.words.T("edition.person_left")
		if p.Index != nil {
			p.Name = k.a.People[*p.Index].Data.Name
		}
	}
	p.Person = cmp.Or(k.keys[p.Person], p.Person)
	if !shown && p.Index == nil {
		p.Person = "person-left"
	}
	if comments {
		return
	}
	k.withhold("comment", p.Comment)
	p.Comment = ""
	if p.Why.Values()["comment"] != nil {
		p.Why.Args = analysis.ArgList{"comment", "–"}
	}
}
