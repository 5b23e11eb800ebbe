package rubyapp

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/big"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/interp"
)

// maxJSONDepth is how deep values may hold others.
const maxJSONDepth = 100

// defineJSON gives the program JSON, and every object to_json.
func (a *App) defineJSON() {
	c := class{name: "JSON", module: true, own: []method{
		{"parse load parse!", "what a text holds; with `symbolize_names: true` the keys are Symbols", 1, 2, func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
			text, err := a.text(args[0])
			if err != nil {
				return nil, err
			}
			symbols := false
			if len(args) == 2 {
				v, _ := keywords(args).Get(interp.Symbol("symbolize_names"))
				symbols = interp.Truthy(v)
			}
			return a.parseJSON(text, symbols)
		}},
		{"generate dump", "a value as text", 1, 2, toJSON("")},
		{"pretty_generate", "a value as text, with a line for each thing in it", 1, 2, toJSON("  ")},
	}}
	a.defineClass(c)
	object := a.in.Class("Object")
	k := a.classes["JSON"]
	object.SetConstant("JSON", k)
	for _, name := range []string{"JSONError", "ParserError", "GeneratorError"} {
		k.SetConstant(name, a.in.NewException("JSON::"+name))
	}
	a.in.Class("Kernel").Define("to_json", 0, -1, a.bind(func(a *App, self value, _ []value, _ *interp.Proc) (value, error) {
		return toJSON("")(a, nil, []value{self}, nil)
	}))
}

// jsonError is an exception of a class inside JSON.
func (a *App) jsonError(class, text string) error {
	err := a.in.Errorf("StandardError", "%s", text).(*interp.Raise)
	err.Exception.Class = a.classes["JSON"].Constant(class).(*interp.Class)
	return err
}

func (a *App) parseJSON(text string, symbols bool) (value, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := a.readJSON(d, symbols, 0)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the value")
		}
	}
	if err != nil {
		if _, ok := err.(*interp.Raise); ok {
			return nil, err
		}
		return nil, a.jsonError("ParserError", "this is not JSON: "+err.Error())
	}
	return v, nil
}

// readJSON reads the next value of d.
func (a *App) readJSON(d *json.Decoder, symbols bool, depth int) (value, error) {
	if depth > maxJSONDepth {
		return nil, a.jsonError("ParserError", "this is nested too deeply")
	}
	if err := a.in.Grow(objectSize); err != nil {
		return nil, err
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case string:
		return str(t), a.in.Grow(len(t))
	case json.Number:
		if n, err := t.Int64(); err == nil {
			return interp.Int(n), nil
		}
		if b, ok := new(big.Int).SetString(t.String(), 10); ok {
			return b, nil
		}
		f, err := t.Float64()
		return interp.Float(f), err
	case json.Delim:
		list, h := interp.NewArray(), interp.NewHash()
		for d.More() {
			var key value
			if t == '{' {
				name, err := d.Token()
				if err != nil {
					return nil, err
				}
				if key = str(name.(string)); symbols {
					key = interp.Symbol(name.(string))
				}
			}
			v, err := a.readJSON(d, symbols, depth+1)
			if err != nil {
				return nil, err
			}
			if t == '{' {
				h.Set(key, v)
			} else {
				list.Elems = append(list.Elems, v)
			}
		}
		if _, err := d.Token(); err != nil {
			return nil, err
		}
		if t == '{' {
			return h, nil
		}
		return list, nil
	}
	return token, nil // nil, true, false
}

// toJSON makes generate and the like.
func toJSON(indent string) native {
	return func(a *App, _ value, args []value, _ *interp.Proc) (value, error) {
		var b bytes.Buffer
		if err := a.writeJSON(&b, args[0], indent, "\n", 0); err != nil {
			return nil, err
		}
		return str(b.String()), a.in.Grow(b.Len())
	}
}

// writeJSON writes v; with an indent each thing in it has a line of its own,
// which begins with line.
func (a *App) writeJSON(b *bytes.Buffer, v value, indent, line string, depth int) error {
	if depth > maxJSONDepth {
		return a.jsonError("GeneratorError", "this is nested too deeply")
	}
	inner := line + indent
	list := func(open, end byte, n int, item func(i int) error) error {
		b.WriteByte(open)
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			if indent != "" {
				b.WriteString(inner)
			}
			if err := item(i); err != nil {
				return err
			}
		}
		if indent != "" && n > 0 {
			b.WriteString(line)
		}
		b.WriteByte(end)
		return a.in.Grow(b.Len() / 8)
	}
	switch w := v.(type) {
	case nil:
		b.WriteString("null")
		return nil
	case bool, interp.Int, *big.Int:
		b.WriteString(a.in.Inspect(v))
		return nil
	case interp.Float:
		if math.IsNaN(float64(w)) || math.IsInf(float64(w), 0) {
			return a.jsonError("GeneratorError", a.in.Inspect(v)+" not allowed in JSON")
		}
		b.WriteString(a.in.Inspect(v))
		return nil
	case *interp.String:
		return quoteJSON(b, w.String())
	case interp.Symbol:
		return quoteJSON(b, string(w))
	case *interp.Array:
		return list('[', ']', len(w.Elems), func(i int) error { return a.writeJSON(b, w.Elems[i], indent, inner, depth+1) })
	case *interp.Hash:
		var keys, values []value
		w.Each(func(k, v value) bool {
			keys, values = append(keys, k), append(values, v)
			return true
		})
		return list('{', '}', len(keys), func(i int) error {
			name, err := a.in.Text(keys[i])
			if err != nil {
				return err
			}
			if err := quoteJSON(b, name); err != nil {
				return err
			}
			b.WriteByte(':')
			if indent != "" {
				b.WriteByte(' ')
			}
			return a.writeJSON(b, values[i], indent, inner, depth+1)
		})
	}
	method := "to_s"
	_, own, _ := a.in.Method(v, "to_json")
	if own {
		method = "to_json"
	}
	text, err := a.in.Send(v, method)
	if err != nil {
		return err
	}
	s, err := a.in.Text(text)
	switch {
	case err != nil:
		return err
	case own:
		b.WriteString(s)
		return nil
	}
	return quoteJSON(b, s)
}

// quoteJSON writes a text as Ruby's JSON does, which leaves <, > and & alone.
func quoteJSON(b *bytes.Buffer, s string) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the line end
	return nil
}
