package interp

import "strings"

// Topic is a part of the language: a type with its methods, or a theme with its
// features.
type Topic struct {
	Name    string
	Intro   string // a sentence or two, "" if the name says it all
	Entries []Entry
	Outside []string // methods that Ruby has here and the language does not
}

// Entry describes a method or a feature.
type Entry struct {
	Names   []string // of a method; the usual one first. A feature has one, in words
	Does    string
	Example string // code that runs by itself; in its last line, after # =>, is what it returns
	Class   bool   // a method of the class itself: Array.new
}

// Methods returns the built-in methods by type. They come from the tables that
// the interpreter runs on.
func Methods() []Topic {
	topics := make([]Topic, 0, len(typeTopics))
	for _, t := range typeTopics {
		topic := Topic{Name: t.name, Intro: t.intro, Outside: t.methods.outsideNames()}
		topic.Entries = append(t.class.entries(true), t.methods.entries(false)...)
		topics = append(topics, topic)
	}
	return topics
}

func (t *table) entries(class bool) []Entry {
	if t == nil {
		return nil
	}
	entries := make([]Entry, 0, len(t.rows))
	for _, r := range t.rows {
		entries = append(entries, Entry{Names: strings.Fields(r.names), Does: r.does, Example: r.example, Class: class})
	}
	return entries
}

// typeTopics are the tables in the order in which a page shows them: what most
// files use comes first.
var typeTopics = []struct {
	name, intro    string
	class, methods *table
}{
	{"Integer", "Whole numbers of any size.", integerClassTable, integerTable},
	{"Float", "Numbers with a decimal point, of 64 bits.", nil, floatTable},
	{"Numeric", "What Integer and Float have in common.", nil, numericTable},
	{"String", "Texts. A method whose name ends in `!` changes the String itself.", stringClassTable, stringTable},
	{"Symbol", "Names, written with a colon: `:lsw`.", nil, symbolTable},
	{"Array", "Lists. They have all methods of Enumerable too.", arrayClassTable, arrayTable},
	{"Hash", "Values by key, in the order in which they came. They have all methods of Enumerable too, for which an element is an Array of key and value.", hashClassTable, hashTable},
	{"Range", "From one value to another: `1..3` with its end, `1...3` without, `1..` without an end. They have all methods of Enumerable too.", rangeClassTable, rangeTable},
	{"Enumerable", "What Array, Hash, Range, Struct and Enumerator have in common.", nil, enumerableTable},
	{"Enumerator", "What a method like `times` or `each_slice` returns when it gets no block: the call, still to be made. They have all methods of Enumerable too.", enumeratorClassTable, enumeratorTable},
	{"Enumerator::Lazy", "What `lazy` returns: a row of steps that take one element at a time, so that an endless Range will do. All other methods of Enumerable give their result.", nil, lazyTable},
	{"Kernel", "Methods that are called without a receiver.", nil, kernelTable},
	{"Object", "Methods of every value.", nil, objectTable},
	{"BasicObject", "Methods that even an object of a class below BasicObject has.", nil, basicObjectTable},
	{"Comparable", "What numbers, Strings, Symbols and IPAddrs have in common.", nil, comparableTable},
	{"nil", "", nil, nilTable},
	{"true and false", "", nil, boolTable},
	{"Proc", "Blocks as values.", procClassTable, procTable},
	{"Method", "Methods as values.", nil, methodTable},
	{"UnboundMethod", "Methods of a class, without an object.", nil, unboundMethodTable},
	{"Struct", "Classes that are made of their members. They have all methods of Enumerable too.", structClassTable, structTable},
	{"IPAddr", "Addresses and networks, IPv4 and IPv6. An attribute that wants an address takes one.", ipaddrClassTable, ipaddrTable},
	{"Random", "Ruby's own random numbers: one seed gives the same numbers in Ruby and here.", randomClassTable, randomTable},
	{"Math", "The constants `Math::PI` and `Math::E`, and functions.", mathTable, nil},
	{"Regexp", "Patterns, written between slashes. They are RE2's: what RE2 does not have (look-around, back references) is an error.", regexpClassTable, regexpTable},
	{"MatchData", "What a Regexp found.", nil, matchTable},
	{"File", "Reading, below the folder of the network file, and paths.", fileTable, nil},
	{"ENV", "The environment, which can be read.", environTable, nil},
	{"Exception", "What `raise` raises and `rescue` gets.", exceptionClassTable, exceptionTable},
	{"Module", "Classes and modules as values. A class calls these without a receiver in its body.", moduleClassTable, moduleTable},
	{"Class", "What classes have and modules have not.", classClassTable, classTable},
}
