package dsl

import (
	"slices"
	"strconv"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/interp"
)

// WordKind says what kind of word a [Word] is.
type WordKind string

// The kinds of words.
const (
	Directive WordKind = "directive" // stands by itself: vswitch, link
	Attribute WordKind = "attribute" // stands in the block of a directive: datapath_id
	Setting   WordKind = "option"    // is a key that a directive or attribute takes: delay:
)

// Word describes a word that network files are written with. The words are
// those that [Load] knows, since both come from the same tables.
type Word struct {
	Kind    WordKind
	Names   []string // the usual one first, then those that mean the same
	Of      []string // the directives, or the attribute, that an attribute or option belongs to
	Usage   string   // how it is written: vlan N
	Meaning string   // what it is for, in a sentence
	Type    string   // what values it takes; "" for a directive
	Default string   // what holds without it; "" for a directive
	Example string   // a file for a directive, a line for the others
}

// Words returns all words: the directives, the attributes in their blocks, and
// the options.
func Words() []Word {
	var words []Word
	add := func(kind WordKind, tables ...[]word) {
		for _, rows := range tables {
			for _, r := range rows {
				r.Kind = kind
				words = append(words, r.Word)
			}
		}
	}
	add(Directive, directives)
	add(Attribute, switchAttributes, hostAttributes, appAttributes)
	add(Setting, linkOptions, routeOptions, eventOptions, filterOptions)
	return words
}

// word is a row of a table of words: what it is and what it does. To add a
// directive, an attribute or an option is to add a row.
type word struct {
	Word
	min, max int // number of arguments; max is -1 where there is no limit
	does     native
}

// bytesOfWord is the memory that a directive or an attribute counts for, since
// the network keeps what it says: a loop cannot fill the machine with them.
const bytesOfWord = 1024

// native is a directive or an attribute: a method that gets its place in the
// file, so that it can say what is wrong with an argument at the argument.
type native func(l *loader, self any, args []interp.Value, block *interp.Proc, at *interp.Site) error

// value makes the native of an attribute of D that takes one value.
func value[D any](set func(l *loader, d D, v interp.Value, at *interp.Site)) native {
	return func(l *loader, self any, args []interp.Value, _ *interp.Proc, at *interp.Site) error {
		set(l, self.(D), args[0], at)
		return nil
	}
}

// define gives class the words of a table.
func (l *loader) define(class *interp.Class, rows []word) {
	for _, r := range rows {
		for _, name := range r.Names {
			class.Define(name, 0, -1, func(in *interp.Interp, self interp.Value, args []interp.Value, block *interp.Proc) (interp.Value, error) {
				at := in.Site()
				l.word = name
				if err := in.Grow(bytesOfWord); err != nil {
					return nil, err
				}
				var data any
				if o, ok := self.(*interp.Object); ok {
					data = o.Data
				}
				if err := l.checkCall(r, args, block, at); err != nil {
					return nil, err
				}
				if data != nil {
					l.noteAttribute(r, data, at)
				}
				return nil, r.does(l, data, args, block, at)
			})
		}
	}
}

// checkCall complains of a word that has more or fewer arguments than it takes,
// or a block that it does not take.
func (l *loader) checkCall(r word, args []interp.Value, block *interp.Proc, at *interp.Site) error {
	if block != nil && !strings.Contains(r.Usage, "{") {
		l.warnf(at.NameRange(), "write `"+r.Usage+"`", "`%s` takes no block: this one has no effect", at.Name())
	}
	n := len(args)
	if n >= r.min && (r.max < 0 || n <= r.max) {
		return nil
	}
	want := strconv.Itoa(r.min)
	if r.max < 0 {
		want += "+"
	} else if r.max > r.min {
		want += ".." + strconv.Itoa(r.max)
	}
	return l.in.Errorf("ArgumentError", "wrong number of arguments (given %d, expected %s)\nwrite `%s`", n, want, r.Usage)
}

// attributeOf is an attribute of one declaration.
type attributeOf struct {
	declaration any
	name        string
}

// repeated are the attributes that may stand in a block more than once.
var repeated = []string{"route", "options", "ports", "bwidth"}

// noteAttribute warns of an attribute that one declaration has twice.
func (l *loader) noteAttribute(r word, declaration any, at *interp.Site) {
	if slices.Contains(repeated, r.Names[0]) {
		return
	}
	key := attributeOf{declaration, r.Names[0]}
	if first, ok := l.given[key]; ok {
		d := l.warnf(at.NameRange(), "the last one counts", "`%s` is given twice", at.Name())
		d.Related = append(d.Related, diag.Related{Message: "first given here", Range: first})
	}
	if l.given == nil {
		l.given = map[attributeOf]diag.Range{}
	}
	l.given[key] = at.NameRange()
}

// optionNames returns the names of the options of a table.
func optionNames(rows []word) []string {
	var names []string
	for _, r := range rows {
		names = append(names, r.Names...)
	}
	return names
}
