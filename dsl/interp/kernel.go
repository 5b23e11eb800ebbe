package interp

import (
	"io"
	"path/filepath"
	"strings"

	"github.com/trema-ns/trema-ns/dsl/diag"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// kernelTable is the methods that are called without a receiver.
var kernelTable = &table{rows: []builtin{
	{"puts", "prints values, a line each", `puts "a", [1, 2] # prints "a\n1\n2\n"`,
		0, -1, kernelPuts, false},
	{"print", "prints values as they are", `print "a", 1 # prints "a1"`,
		0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
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
	{"p", "prints values as they are written in Ruby, and returns them", `p "a", :b # prints "\"a\"\n:b\n"`,
		0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			for _, v := range a {
				if err := in.print(in.inspect(v) + "\n"); err != nil {
					return nil, err
				}
			}
			return returned(a), nil
		}, false},
	{"pp", "as p, long values in several lines", `pp [1, nil] # prints "[1, nil]\n"`,
		0, -1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			for _, v := range a {
				s, err := in.pretty(v)
				if err != nil {
					return nil, err
				}
				if err := in.print(s); err != nil {
					return nil, err
				}
			}
			return returned(a), nil
		}, false},
	{"format sprintf", "a text with values put in; see the formats below", `format("%03d %s %#x %.1f", 7, "a", 255, 1.25) # => "007 a 0xff 1.2"`,
		1, -1, kernelFormat, false},
	{"printf", "prints what format returns", `printf("%02x", 10) # prints "0a"`,
		1, -1, func(in *Interp, v Value, a []Value, _ *Proc) (Value, error) {
			s, err := kernelFormat(in, v, a, nil)
			if err != nil {
				return nil, err
			}
			return nil, in.print(s.(*String).String())
		}, false},
	{"loop", "runs the block until `break` or StopIteration", "n = 0; loop { n += 1; break if n == 3 }; n # => 3",
		0, 0, kernelLoop, loops},
	{"lambda", "a Proc that counts its arguments; `->(n) { }` is the short form", "lambda { |n| n * 2 }.call(4) # => 8",
		0, 0, func(in *Interp, _ Value, _ []Value, block *Proc) (Value, error) {
			if block == nil {
				return nil, in.argumentError("tried to create a lambda without a block")
			}
			p := *block
			p.lambda = true
			return &p, nil
		}, false},
	{"proc", "a Proc of the block", "proc { |a, b| [a, b] }.call(1) # => [1, nil]",
		0, 0, kernelProc, false},
	{"raise fail", "raises an exception; outside of `begin` it is an error of the file", `begin; raise ArgumentError, "no"; rescue => e; e.message; end # => "no"`,
		0, -1, kernelRaise, false},
	{"catch", "runs the block; a `throw` of the same tag leaves it", "catch(:done) { 10.times { |i| throw :done, i if i == 3 } } # => 3",
		0, 1, func(in *Interp, _ Value, a []Value, block *Proc) (Value, error) {
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
	{"throw", "leaves the `catch` of that tag", "catch(:done) { throw :done }  # => nil",
		1, 2, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			if err := in.spend(stepsOfThrow); err != nil {
				return nil, err
			}
			u := &unwind{kind: throwing, tag: a[0]}
			if len(a) == 2 {
				u.value = a[1]
			}
			return nil, u
		}, false},
	{"exit", "ends the file, which is an error", `begin; exit; rescue SystemExit; "ended"; end # => "ended"`,
		0, 1, kernelExit, false},
	{"abort", "ends the file with a message, which is an error", `begin; abort "no"; rescue SystemExit; "ended"; end # => "ended"`,
		0, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			text := "abort"
			if len(a) == 1 {
				text, _ = in.toS(a[0])
			}
			err := in.Errorf("SystemExit", "%s", text).(*Raise)
			err.Exception.Set("@status", Int(1))
			err.Exception.Set("@abort", true)
			return nil, err
		}, false},
	{"require", "runs a file beside this one, once; Trema's and Ruby's own libraries are silently there", `require "trema" # here => true`,
		1, 1, kernelRequire, false},
	{"require_relative", "runs a file beside this one, once", `begin; require_relative "no-such-file"; rescue LoadError; "none"; end # => "none"`,
		1, 1, kernelRequireRelative, false},
	{"load", "runs a file as part of this one", `begin; load "no-such-file"; rescue LoadError; "none"; end # => "none"`,
		1, 2, kernelLoad, false},
	{"rand", "a random number: from 0 to 1, below n, or of a range", "srand(42); rand(100) # => 51",
		0, 1, kernelRand, false},
	{"srand", "begins Ruby's random numbers at a seed; without it they come from the file's text", "srand(42); [rand(10), rand(10)] # => [6, 3]",
		0, 1, kernelSrand, false},
	{"Integer", "an Integer of a text or a number; what is not one is an error", `Integer("0xff") # => 255`,
		1, 3, kernelInteger, false},
	{"Float", "a Float of a text or a number; what is not one is an error", `Float("1.5") # => 1.5`,
		1, 2, kernelFloat, false},
	{"String", "the text of a value", `String(12) # => "12"`,
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			switch a[0].(type) {
			case bool, nil:
				return in.send(a[0], "to_s", nil, nil) // they are frozen
			}
			s, err := in.toS(a[0])
			return NewString(s), err
		}, false},
	{"Array", "an Array of a value", "[Array(nil), Array(1), Array(1..2)] # => [[], [1], [1, 2]]",
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			list, err := in.splat(a[0])
			return NewArray(append([]Value(nil), list...)...), err
		}, false},
	{"Hash", "a Hash of pairs", "Hash([]) # => {}",
		1, 1, func(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
			if a[0] == nil {
				return NewHash(), nil
			}
			return in.toHash(a[0], nil)
		}, false},
	{"caller", "the calls that led here; always empty here", "caller # here => []",
		0, 2, func(*Interp, Value, []Value, *Proc) (Value, error) { return NewArray(), nil }, false},
	{"warn", "prints a line", `warn "look" # => nil`,
		0, -1, kernelPuts, false},
	{"include", "gives all objects the methods of modules, at the top of a file", "module Hi; def hi = 1; end; include Hi; hi # here => 1",
		1, -1, mainInclude, false},
	{"private public", "nothing, at the top of a file", "private; 1 # here => 1",
		0, -1, self, false},
	// These are seen before anything runs; the rows keep them from being
	// unknown names.
	{"block_given?", "whether the method got a block", "def f = block_given?; [f, f {}] # => [false, true]",
		0, 0, self, false},
	{"__method__", "the name of the method that runs", "def f = __method__; f # => :f",
		0, 0, self, false},
	{"__dir__", "the folder of the file", "__dir__.class # => String",
		0, 0, self, false},
}, private: true}

// kernelModuleTable is what Kernel itself answers to: Kernel.format.
var kernelModuleTable = &table{rows: kernelTable.rows}

// print writes to the program's output.
func (in *Interp) print(s string) error {
	if err := in.spend(stepsOfOutput); err != nil {
		return err
	}
	if err := in.grow(maxOutputFactor * len(s)); err != nil { // output too has an end
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
		if err := in.spend(1); err != nil {
			return nil, err
		}
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
				if d, ok := r.Exception.Data.(*exceptionData); ok {
					return d.result, nil
				}
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
	block.orphan = true
	return block, nil
}

func kernelExit(in *Interp, _ Value, a []Value, _ *Proc) (Value, error) {
	err := in.Errorf("SystemExit", "the file calls `exit`").(*Raise)
	status := Value(Int(0))
	if len(a) == 1 {
		status = a[0]
		if ok, isBool := status.(bool); isBool {
			if status = Int(1); ok {
				status = Int(0)
			}
		}
	}
	err.Exception.Set("@status", status)
	return nil, err
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
	if found, first, err := in.library(name); found || err != nil {
		return first, err
	}
	if isSilent(name) {
		return true, nil
	}
	if strings.HasPrefix(name, "/") || strings.HasPrefix(name, ".") {
		return in.require(site, name)
	}
	file, found, err := in.onLoadPath(name)
	if err != nil {
		return nil, err
	}
	if found {
		return in.require(site, file)
	}
	return nil, in.Errorf("LoadError", noLibrary+"\n%s", name, in.adviceOnLibraries())
}

const noLibrary = "no library `%s` here"

func (in *Interp) adviceOnLibraries() string {
	return "a " + in.options.Noun + " can use what is built in, and files beside it with `require_relative`"
}

// isSilent reports whether a require of name has no effect.
func isSilent(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return first == "trema" || first == "pio" || first == "phut" || first == "active_support" || silent[name]
}

// onLoadPath returns the file of that name in a folder of $LOAD_PATH.
func (in *Interp) onLoadPath(name string) (file string, found bool, err error) {
	path, ok := in.globals["$LOAD_PATH"].value.(*Array)
	if !ok {
		return "", false, nil
	}
	for _, dir := range path.Elems {
		d, err := in.toText(dir)
		if err != nil {
			return "", false, err
		}
		for _, suffix := range []string{"", ".rb"} {
			if found, err := in.exists(filepath.Join(d, name+suffix)); found && err == nil {
				return filepath.Join(d, name+suffix), true, nil
			}
		}
	}
	return "", false, nil
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
	site := in.site
	src, err := in.readFile(name, "LoadError")
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
		if site != nil {
			d.Related = append(d.Related, diag.Related{Message: "the file is loaded here", Range: site.Range()})
		}
		in.Report(d)
	}
	if list.HasErrors() {
		return true, nil // reported; what it would define is not missed twice
	}
	_, err = in.runFile(f)
	if r, ok := err.(*Raise); ok && site != nil {
		r.trace = append(r.trace, site)
	}
	return true, err
}

// returned is what p and pp return: what they print.
func returned(a []Value) Value {
	switch len(a) {
	case 0:
		return nil
	case 1:
		return a[0]
	}
	return NewArray(append([]Value(nil), a...)...)
}
