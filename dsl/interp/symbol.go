package interp

import "unicode/utf8"

// symbolTable is the methods of Symbol.
var symbolTable = &table{rows: []builtin{
	{"to_s", 0, 0, symbolToS, false},
	{"id2name", 0, 0, symbolToS, false},
	{"name", 0, 0, symbolToS, false},
	{"to_sym", 0, 0, self, false},
	{"to_proc", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) {
		return symbolProc(string(v.(Symbol))), nil
	}, false},
	{"length", 0, 0, symbolSize, false},
	{"size", 0, 0, symbolSize, false},
	{"empty?", 0, 0, func(_ *Interp, v Value, _ []Value, _ *Proc) (Value, error) { return v.(Symbol) == "", nil }, false},
	{"upcase", 0, 0, asString("upcase"), false},
	{"downcase", 0, 0, asString("downcase"), false},
	{"capitalize", 0, 0, asString("capitalize"), false},
	{"succ", 0, 0, asString("succ"), false},
	{"start_with?", 0, -1, viaString("start_with?"), false},
	{"end_with?", 0, -1, viaString("end_with?"), false},
	{"[]", 1, 2, viaString("[]"), false},
	{"=~", 1, 1, viaString("=~"), false},
	{"match?", 1, 1, viaString("match?"), false},
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
