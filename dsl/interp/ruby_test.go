package interp_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl/interp"
	"github.com/trema-ns/trema-ns/dsl/syntax"
)

var update = flag.Bool("update", false, "rewrite the golden files with what real Ruby prints")

// run runs src and returns what it prints, and after that what was found wrong.
func run(name string, src []byte, o interp.Options) string {
	var out bytes.Buffer
	o.Output = &out
	f, list := syntax.Parse(name, src)
	if !list.HasErrors() {
		in := interp.New(o)
		in.Run(f)
		list = in.Found()
	}
	for _, d := range list {
		out.WriteString(d.Severity.String() + ": " + d.Error() + "\n")
	}
	return out.String()
}

// TestRuby runs the programs of testdata/dsl/ruby. What they must print is what
// real Ruby prints, kept beside them; where ruby is installed, that is checked
// too.
func TestRuby(t *testing.T) {
	programs, err := filepath.Glob("../../testdata/dsl/ruby/*.rb")
	if err != nil || len(programs) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	ruby, noRuby := exec.LookPath("ruby")
	for _, program := range programs {
		t.Run(strings.TrimSuffix(filepath.Base(program), ".rb"), func(t *testing.T) {
			t.Parallel()
			golden := strings.TrimSuffix(program, ".rb") + ".out"
			if noRuby == nil {
				out, err := exec.Command(ruby, "-W0", "-EUTF-8:UTF-8", program).Output()
				if err != nil {
					t.Fatalf("ruby: %v", err)
				}
				if *update {
					if err := os.WriteFile(golden, out, 0o666); err != nil {
						t.Fatal(err)
					}
				}
				if want, _ := os.ReadFile(golden); !bytes.Equal(want, out) {
					t.Errorf("%s is not what ruby prints (renew it with -update):\n%s", golden, cmp.Diff(string(want), string(out)))
				}
			}
			src, err := os.ReadFile(program)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), run(program, src, interp.Options{})); d != "" {
				t.Errorf("(-ruby +ours):\n%s", d)
			}
		})
	}
}

// TestPrints are the small things: a program and what it prints.
func TestPrints(t *testing.T) {
	tests := []struct{ src, want string }{
		{"puts 0xabc.to_hex, 'x'.to_s", "0xabc\nx\n"},
		{"p (1..3).map { it * 2 }", "[2, 4, 6]\n"},
		{"p [1, 2].each", "#<Enumerator: [1, 2]:each>\n"},
		{"def f(n) = n\nputs f(1), f 2", "error: x.rb:2:14: the arguments of `f` need parentheses here: write `f(…)`\n"},
		{"a = rand\nsrand 1\nb = rand\np a == b, rand == rand", "false\nfalse\n"},
		{"p IPAddr.new('10.0.0.1') + 5", "#<IPAddr: IPv4:10.0.0.6/255.255.255.255>\n"},
		{"p 2 ** -1", "error: x.rb:1:3: `**` with a negative exponent gives a rational number, which is not available here (NotImplementedError): write the base as a float: 2.0 ** -1\n"},
		{"return\nputs 1", ""},
		{"puts 1\nexit\nputs 2", "1\nerror: x.rb:2:1: the file calls `exit`\n"},
		{"[1].each { |x| nil.upcase }\nputs 2", "2\nerror: x.rb:1:20: undefined method `upcase` for nil: the value on its left is nil: nothing was put there\n"},
		{"x = nil.upcase\nputs x", "error: x.rb:1:9: undefined method `upcase` for nil: the value on its left is nil: nothing was put there\n"},
		{"def f\n  yield\nend\nf", "error: x.rb:2:3: no block given (yield) (LocalJumpError): `yield` calls the block that a method is called with\n"},
		{"raise 'boom'", "error: x.rb:1:1: boom\n"},
		{"class A\n  def f = nil.xyzzy\nend\nA.new.f", "error: x.rb:2:15: undefined method `xyzzy` for nil: the value on its left is nil: nothing was put there\n"},
		{"class A\n  foo 1\nend", "error: x.rb:2:3: undefined method `foo`\n"},
		{"p \"\\e\".inspect, :\"a-b\", :a?, :[]=", "\"\\\"\\\\e\\\"\"\n:\"a-b\"\n:a?\n:[]=\n"},
		{"p [1, [2, [3]]].dig(1, 1, 0), {a: [1]}.dig(:a, 0)", "3\n1\n"},
		{"f = proc { |a, (b, c), d = 4| [a, b, c, d] }\np f.call(1, [2, 3]), f.call([1, [2]])", "[1, 2, 3, 4]\n[1, 2, nil, 4]\n"},
	}
	for _, test := range tests {
		got := run("x.rb", []byte(test.src), interp.Options{})
		if d := cmp.Diff(test.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", test.src, d)
		}
	}
}

// TestHost shows what a host does: a class whose methods are Go, blocks run with
// an object of it as self, and values sent back.
func TestHost(t *testing.T) {
	var out bytes.Buffer
	in := interp.New(interp.Options{Output: &out})
	box := in.NewClass("Box", nil)
	box.Noun = "attribute"
	var got []string
	box.Define("put", 1, 1, func(in *interp.Interp, self interp.Value, args []interp.Value, _ *interp.Proc) (interp.Value, error) {
		list := self.(*interp.Object).Data.(*[]string)
		*list = append(*list, in.Inspect(args[0])+" at "+in.Site().ArgRange(0).String())
		return nil, nil
	})
	main := in.NewClass("Main", nil)
	main.Noun = "directive"
	main.Define("box", 0, 0, func(in *interp.Interp, _ interp.Value, _ []interp.Value, block *interp.Proc) (interp.Value, error) {
		return in.Eval(block, &interp.Object{Class: box, Data: &got})
	})
	in.Main.Class = main
	src := "n = 2\ndef twice(x) put(x * 2) end\nbox { put n; twice n; pit 3; put [n]; self.put :x }\nboxx\nbox { n = 5 }\nputs n"
	f, list := syntax.Parse("host.rb", []byte(src))
	if len(list) > 0 {
		t.Fatal(list[0])
	}
	in.Run(f)
	want := []string{"2 at host.rb:3:11", "4 at host.rb:2:18", "[2] at host.rb:3:34", ":x at host.rb:3:48"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if out.String() != "5\n" {
		t.Errorf("the block does not change the variable outside: %q", out.String())
	}
	var found []string
	for _, d := range in.Found() {
		found = append(found, d.Error())
	}
	want = []string{
		"host.rb:3:23: unknown attribute `pit`: did you mean `put`?",
		"host.rb:4:1: unknown directive `boxx`: did you mean `box`?",
	}
	if d := cmp.Diff(want, found); d != "" {
		t.Error(d)
	}
}

// TestSend calls a method of a value from Go, and a block that the program made.
func TestSend(t *testing.T) {
	in := interp.New(interp.Options{})
	var block *interp.Proc
	main := in.NewClass("Main", nil)
	main.Define("keep", 0, 0, func(_ *interp.Interp, _ interp.Value, _ []interp.Value, b *interp.Proc) (interp.Value, error) {
		block = b
		return nil, nil
	})
	in.Main.Class = main
	f, _ := syntax.Parse("x", []byte("sum = 0\nkeep { |a, b| sum += a * b }"))
	in.Run(f)
	for range 2 {
		if _, err := in.Call(block, interp.Int(3), interp.Int(4)); err != nil {
			t.Fatal(err)
		}
	}
	v, err := in.Call(block, interp.Int(1), interp.Int(0))
	if err != nil || v != interp.Value(interp.Int(24)) {
		t.Errorf("got %v, %v", v, err)
	}
	if v, err = in.Send(interp.NewString("ab"), "upcase"); err != nil || in.Inspect(v) != `"AB"` {
		t.Errorf("got %v, %v", v, err)
	}
	if _, err = in.Send(interp.Int(1), "nothing"); err == nil || !strings.Contains(err.Error(), "undefined method `nothing`") {
		t.Errorf("got %v", err)
	}
}

// BenchmarkLoop runs a block a million times.
func BenchmarkLoop(b *testing.B) {
	f, _ := syntax.Parse("x", []byte("s = 0\n1_000_000.times { |i| s += i if i % 3 == 0 }"))
	b.ReportAllocs()
	for b.Loop() {
		in := interp.New(interp.Options{})
		in.Run(f)
		if len(in.Found()) > 0 {
			b.Fatal(in.Found()[0])
		}
	}
}

// BenchmarkMethods calls a recursive method a quarter of a million times.
func BenchmarkMethods(b *testing.B) {
	f, _ := syntax.Parse("x", []byte("def fib(n)\n  n < 2 ? n : fib(n - 1) + fib(n - 2)\nend\nfib 25"))
	b.ReportAllocs()
	for b.Loop() {
		in := interp.New(interp.Options{})
		in.Run(f)
		if len(in.Found()) > 0 {
			b.Fatal(in.Found()[0])
		}
	}
}
