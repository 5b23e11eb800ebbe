package interp

import "unicode/utf8"

// symbolTable is the methods of Symbol.
var symbolTable = &table{rows: []builtin{
	{"to_s id2name name", "as a String", `:a.to_s # => "a"`,
		0, 0, symbolToS, false},
	{"to_sym", "itself", ":a.to_sym # => :a",
		0, 0, self, false},
	{"to_proc", "a Proc that calls the method of that name", "[1, 2].map(&:succ) # => [2, 3]",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
			return symbolProc(string(v.(Symbol))), nil
		}, false},
	{"length size", "the number of characters", ":abc.size # => 3",
		0, 0, symbolSize, false},
	{"empty?", "whether there are no characters", ":a.empty? # => false",
		0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(Symbol) == "", nil }, false},
	{"upcase", "in upper case", ":abc.upcase # => :ABC",
		0, 0, asString("upcase"), false},
	{"downcase", "in lower case", ":ABC.downcase # => :abc",
		0, 0, asString("downcase"), false},
	{"capitalize", "the first character in upper case, the rest in lower", ":abc.capitalize # => :Abc",
		0, 0, asString("capitalize"), false},
	{"succ next", "the Symbol that follows", ":a.succ # => :b",
		0, 0, asString("succ"), false},
	{"swapcase", "upper and lower case exchanged", ":aB.swapcase # => :Ab",
		0, 0, asString("swapcase"), false},
	{"casecmp", "as `<=>`, upper and lower case the same; nil for what is no Symbol", ":a.casecmp(:B) # => -1",
		1, 1, symbolCasecmp("casecmp"), false},
	{"casecmp?", "whether both are equal, upper and lower case the same", ":a.casecmp?(:A) # => true",
		1, 1, symbolCasecmp("casecmp?"), false},
	{"match", "what a Regexp finds, a MatchData, or nil", `:sw12.match(/\d+/)[0] # => "12"`,
		1, 1, viaString("match"), false},
	{"start_with?", "whether it begins with a text", `:host1.start_with?("host") # => true`,
		0, -1, viaString("start_with?"), false},
	{"end_with?", "whether it ends with a text", `:host1.end_with?("1") # => true`,
		0, -1, viaString("end_with?"), false},
	{"[] slice", "a character or a part", `:abc[0] # => "a"`,
		1, 2, viaString("[]"), false},
	{"=~", "where a Regexp matches first, or nil", ":abc =~ /c/ # => 2",
		1, 1, viaString("=~"), false},
	{"match?", "whether a Regexp matches", `:sw12.match?(/\d/) # => true`,
		1, 1, viaString("match?"), false},
}}

func symbolToS(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return NewString(string(v.(Symbol))), nil
}

func symbolSize(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
	return Int(utf8.RuneCountInString(string(v.(Symbol)))), nil
}

// viaString calls the method of that name of the symbol's text.
func viaString(name string) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		return in.send(NewString(string(v.(Symbol))), name, a, block)
	}
}

// asString is viaString with a Symbol as its result.
func asString(name string) Native {
	return func(in *Interp, v Value, a []Value, block *Proc) (Value, error) {
		r, err := in.send(NewString(string(v.(Symbol))), name, a, block)
		if err != nil {
			return nil, err
		}
		return Symbol(r.(*String).String()), nil
	}
}

func symbolCasecmp(name string) Native {
	return func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		other, ok := a[0].(Symbol)
		if !ok {
			return nil, nil
		}
		return in.send(NewString(string(v.(Symbol))), name, []Value{NewString(string(other))}, nil)
	}
}
