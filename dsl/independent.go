package dsl

import (
	"regexp"
	"sort"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// A file with syntax mistakes may have others too, and all are to be said at
// once; but nothing that only follows from what could not be read. So of the
// other statements those are run that do not depend on it: they use no name that
// it may define, and none that those define which do depend on it. What is
// missing in the network then, such as the other end of a link, is not
// complained of at all.

// maxUnread is how much of a file may be left unread, in bytes, for the rest to
// be worth a look.
const maxUnread = 64 << 10

// unreadWord matches a string, so that its words are passed over, or a name in
// the text of a statement with a mistake, with what stands around it where that
// gives it a meaning.
var unreadWord = regexp.MustCompile(`"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|` +
	`(\b(?:def|class|module|for)\s+)?([$@]*[\pL_][\pL\pN_]*[?!]?)(\s*(?:=[^=~>]|[-+*/|&%<>]{1,2}=[^=]))?`)

// unreadHeredoc matches the opening of a heredoc. Where that is not closed, its
// text is taken for statements.
var unreadHeredoc = regexp.MustCompile(`<<[~-]?["']?[A-Z]`)

// readsFiles are the words after which anything may be defined.
var readsFiles = map[string]bool{"require_relative": true, "load": true}

// independent returns the statements of a file with syntax mistakes that do not
// depend on what could not be read. The language itself defines the names that
// known reports.
func independent(f *syntax.File, known func(name string) bool) []syntax.Node {
	unread := f.Unread()
	if len(unread) > maxUnread || unreadHeredoc.MatchString(unread) {
		return nil
	}
	names := make([]syntax.Names, len(f.Statements))
	users := map[string][]int{} // the statements that use a name or define it
	defined := map[string]bool{}
	for i, n := range f.Statements {
		names[i] = syntax.NamesIn(n)
		for name := range names[i].Used {
			users[name] = append(users[name], i)
		}
		for name := range names[i].Defined {
			users[name] = append(users[name], i)
			defined[name] = true
		}
	}
	var unsure []string
	for _, m := range unreadWord.FindAllStringSubmatch(unread, -1) {
		name := m[2]
		switch {
		case name == "", syntax.IsKeyword(name):
		case readsFiles[name]:
			return nil
		case m[1] != "", m[3] != "", !known(name) && !defined[name]:
			unsure = append(unsure, name)
		}
	}
	depends := make([]bool, len(f.Statements))
	seen := map[string]bool{}
	for len(unsure) > 0 {
		name := unsure[len(unsure)-1]
		unsure = unsure[:len(unsure)-1]
		if seen[name] {
			continue
		}
		seen[name] = true
		for _, i := range users[name] {
			if !depends[i] {
				depends[i] = true
				for name := range names[i].Defined {
					unsure = append(unsure, name)
				}
			}
		}
	}
	var list []syntax.Node
	for i, n := range f.Statements {
		if !depends[i] {
			list = append(list, n)
		}
	}
	return list
}

// within returns the findings that have all their places in statements, or in
// another file.
func within(found diag.List, f *syntax.File, statements []syntax.Node) diag.List {
	holds := func(r diag.Range) bool {
		if r.Filename != f.Name {
			return true
		}
		i := sort.Search(len(statements), func(i int) bool { return statements[i].Range().End >= r.End.Byte })
		return i < len(statements) && statements[i].Range().Start <= r.Start.Byte
	}
	var list diag.List
	for _, d := range found {
		ok := holds(d.Range)
		for _, r := range d.Related {
			ok = ok && holds(r.Range)
		}
		if ok {
			list = append(list, d)
		}
	}
	return list
}
