package interp

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// kernelTable is the methods that are called without a receiver.
var kernelTable = &table{rows: []builtin{
	{"puts", 0, -1, kernelPuts, false},
	{"print", 0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		for _, v := range a {
			s, err := in.toS(v)
			if err != nil {
				return nil, err
			}
			if err := in.print(s); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}, false},
	{"p", 0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		for _, v := range a {
			if err := in.print(in.inspect(v) + "\n"); err != nil {
				return nil, err
			}
		}
		switch len(a) {
		case 0:
			return nil, nil
		case 1:
			return a[0], nil
		}
		return NewArray(append([]Value(nil), a...)...), nil
	}, false},
	{"pp", 1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		return a[0], in.print(in.inspect(a[0]) + "\n")
	}, false},
	{"format", 1, -1, kernelFormat, false},
	{"sprintf", 1, -1, kernelFormat, false},
	{"printf", 1, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
		s, err := kernelFormat(in, v, a, nil)
		if err != nil {
			return nil, err
		}
		return nil, in.print(s.(*String).String())
	}, false},
	{"loop", 0, 0, kernelLoop, loops},
	{"lambda", 0, 0, func(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
		if block == nil {
			return nil, in.argumentError("tried to create a lambda without a block")
		}
		p := *block
		p.lambda = true
		return &p, nil
	}, false},
	{"proc", 0, 0, kernelProc, false},
	{"raise", 0, -1, kernelRaise, false},
	{"fail", 0, -1, kernelRaise, false},
	{"catch", 0, 1, func(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
		if block == nil {
			return nil, in.noBlock()
		}
		tag := Value(&Object{Class: in.classes.Object})
		if len(a) == 1 {
			tag = a[0]
		}
		v, err := in.yield(block, tag)
		if u, ok := err.(*unwind); ok && u.kind == throwing && hashKey(u.tag) == hashKey(tag) {
			return u.value, nil
		}
		return v, err
	}, false},
	{"throw", 1, 2, func(_ *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		u := &unwind{kind: throwing, tag: a[0]}
		if len(a) == 2 {
			u.value = a[1]
		}
		return nil, u
	}, false},
	{"exit", 0, 1, kernelExit, false},
	{"abort", 0, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		text := "abort"
		if len(a) == 1 {
			text, _ = in.toS(a[0])
		}
		return nil, in.Errorf("SystemExit", "%s", text)
	}, false},
	{"require", 1, 1, kernelRequire, false},
	{"require_relative", 1, 1, kernelRequireRelative, false},
	{"load", 1, 2, kernelLoad, false},
	{"rand", 0, 1, kernelRand, false},
	{"srand", 0, 1, kernelSrand, false},
	{"Integer", 1, 3, kernelInteger, false},
	{"Float", 1, 2, kernelFloat, false},
	{"String", 1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		s, err := in.toS(a[0])
		return NewString(s), err
	}, false},
	{"Array", 1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		list, err := in.splat(a[0])
		return NewArray(append([]Value(nil), list...)...), err
	}, false},
	{"Hash", 1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
		if a[0] == nil {
			return NewHash(), nil
		}
		return in.toHash(a[0], nil)
	}, false},
	{"caller", 0, 2, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewArray(), nil }, false},
	{"warn", 0, -1, kernelPuts, false},
	{"include", 1, -1, self, false},
	{"private", 0, -1, self, false},
	{"public", 0, -1, self, false},
	// These are seen before anything runs; the rows keep them from being
	// unknown names.
	{"block_given?", 0, 0, self, false},
	{"__method__", 0, 0, self, false},
	{"__dir__", 0, 0, self, false},
}}

// print writes to the program's output.
func (in *Interp) print(s string) error {
	if err := in.grow(len(s)); err != nil { // output too has an end
		return err
	}
	if in.options.Output != nil {
		if _, err := io.WriteString(in.options.Output, s); err != nil {
			return in.Errorf("IOError", "%v", err)
		}
	}
	return nil
}

func kernelPuts(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
	if len(a) == 0 {
		return nil, in.print("\n")
	}
	for _, v := range a {
		if list, ok := v.(*Array); ok {
			if len(list.Elems) == 0 {
				continue
			}
			if err := in.descend(); err != nil { // an array may contain itself
				return nil, err
			}
			_, err := kernelPuts(in, v, list.Elems, nil)
			in.ascend()
			if err != nil {
				return nil, err
			}
			continue
		}
		s, err := in.toS(v)
		if err != nil {
			return nil, err
		}
		if !strings.HasSuffix(s, "\n") {
			s += "\n"
		}
		if err := in.print(s); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func kernelLoop(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
	site := in.site
	for {
		if err := in.tick(site); err != nil {
			return nil, err
		}
		if _, err := in.callProc(block, nil, nil); err != nil {
			if r, ok := err.(*Raise); ok && r.Exception.Class.Name == "StopIteration" {
				return nil, nil
			}
			return nil, err
		}
	}
}

func kernelProc(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
	if block == nil {
		return nil, in.argumentError("tried to create Proc object without a block")
	}
	return block, nil
}

func kernelExit(in *Interp, _ Value, _ []Value, _ *Proc) (Value, error) {
	return nil, in.Errorf("SystemExit", "the file calls `exit`")
}

// silent are the libraries whose require has no effect, since what there is of
// them here is there from the beginning.
var silent = map[string]bool{
	"rubygems": true, "bundler": true, "bundler/setup": true, "ipaddr": true, "pp": true, "English": true, "set": true,
	"forwardable": true, "json": true, "logger": true, "time": true, "pathname": true, "ostruct": true, "pio": true, "phut": true,
	"securerandom": true, "prime": true, "active_support": true, "active_support/core_ext": true, "yaml": true, "erb": true,
}

func kernelRequire(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	site := in.site
	first, _, _ := strings.Cut(name, "/")
	if first == "trema" || first == "pio" || first == "phut" || first == "active_support" || silent[name] {
		return true, nil
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, ".") {
		return in.require(site, name)
	}
	if path, ok := in.globals["$LOAD_PATH"].value.(*Array); ok {
		for _, dir := range path.Elems {
			d, err := in.toText(dir)
			if err != nil {
				return nil, err
			}
			for _, suffix := range []string{"", ".rb"} {
				if found, err := in.exists(filepath.Join(d, name+suffix)); found && err == nil {
					return in.require(site, filepath.Join(d, name+suffix))
				}
			}
		}
	}
	return nil, in.Errorf("LoadError", "no library `%s` here\na network file can use what is built in, and files beside it with `require_relative`", name)
}

func kernelRequireRelative(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	site := in.site
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(site.file.Name), name)
	}
	return in.require(site, name)
}

// require runs a file once.
func (in *Interp) require(site *Site, name string) (Value, error) {
	if filepath.Ext(name) == "" {
		if found, _ := in.exists(name); !found {
			name += ".rb"
		}
	}
	name = filepath.Clean(name)
	if in.loaded[name] || name == filepath.Clean(site.file.Name) {
		return false, nil
	}
	in.loaded[name] = true
	return in.runNamed(name)
}

func kernelLoad(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	name, err := in.toText(a[0])
	if err != nil {
		return nil, err
	}
	return in.runNamed(filepath.Clean(name))
}

// runNamed reads and runs another file as part of this program.
func (in *Interp) runNamed(name string) (Value, error) {
	src, err := in.readFile(name)
	if err != nil {
		return nil, err
	}
	if err := in.descend(); err != nil {
		return nil, err
	}
	defer in.ascend()
	in.depth += 100 // a file that loads itself takes far more stack than a call
	defer func() { in.depth -= 100 }()
	in.Sources[name] = src
	f, list := syntax.Parse(name, src)
	for _, d := range list {
		in.Report(d)
	}
	if list.HasErrors() {
		return true, nil // reported; what it would define is not missed twice
	}
	_, err = in.runFile(f)
	return true, err
}
