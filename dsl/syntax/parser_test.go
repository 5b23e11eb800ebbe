package syntax

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestParse reads snippets and compares their trees, one statement a line.
func TestParse(t *testing.T) {
	tests := []struct{ src, want string }{
		// Calls, with parentheses and without.
		{`vhost ("host" + i.to_s) { ip "1" }`, `vhost(({"host".+(i.to_s())})) <Block Body={ip("1")}>`},
		{`vhost("x"){` + "\nip '1'\n}", `vhost("x") <Block Body={ip("1")}>`},
		{`vhost "x" do ip "1" end`, `vhost("x") <Block Body={ip("1")}>`},
		{`vhost "x", f do end`, `vhost("x", f) <Block Body={}>`},
		{`vswitch { dpid 1 }`, `vswitch() <Block Body={dpid(1)}>`},
		{`puts [1].map { |x| x }`, `puts([1].map() <Block Params=<Parameters List=[<Parameter Name=x>]> Body={x}>)`},
		{`puts [1].map do |x| x end`, `puts([1].map()) <Block Params=<Parameters List=[<Parameter Name=x>]> Body={x}>`},
		{`f (1), 2`, `f(({1}), 2)`},
		{`f (1).abs`, `f(({1}).abs())`},
		{`f a: 1, :b => 2, "c": 3`, `f(<Hash Pairs=[<Pair Key=:a Value=1>, <Pair Key=:b Value=2>, <Pair Key=:c Value=3>]>)`},
		{`f *a, **b, &c`, `f(<Splat Value=a>, <Hash Pairs=[<Pair Value=b>]>) &c`},
		{`f g 1, 2`, `f(g(1, 2))`},
		{`f(g 1, 2)`, `f(g(1, 2))`},
		{"a\n  .b\n  # c\n  &.d(1)", `a.b().d(1)`},
		{"a.\nb", `a.b()`},
		{`a.(1)`, `a.call(1)`},
		{`a.class.end`, `a.class().end()`},
		{`A::B.c`, `<Constant Scope=<Constant Name=A> Name=B>.c()`},
		// What a blank changes.
		{`x -1`, `x(-1)`},
		{"x = 1\nx -1", "<Assign Target=x Value=1>\nx.-(1)"},
		{`x - 1`, `x.-(1)`},
		{`x [1]`, `x([1])`},
		{`x[1]`, `x.[](1)`},
		{"x = 1\nx [1]", "<Assign Target=x Value=1>\nx.[](1)"},
		{`x *y`, `x(<Splat Value=y>)`},
		{`x ? y : z`, `<If Cond=x Then=y Else=z>`},
		{`x ? "a":"b"`, `<If Cond=x Then="a" Else="b">`},
		{`x ?a`, `x("a")`},
		{`x /y/`, `x(<Regexp Parts=["y"]>)`},
		{`x / y`, `x./(y)`},
		{`x %w[a]`, `x(["a"])`},
		{`x % y`, `x.%(y)`},
		{`x :y`, `x(:y)`},
		{"x <<A\nb\nA", `x("b\n")`},
		{"x << A", `x.<<(<Constant Name=A>)`},
		// Precedence.
		{`1 + 2 * 3 ** 4`, `1.+(2.*(3.**(4)))`},
		{`-2 ** 2`, `2.**(2).-@()`},
		{`-2.abs`, `-2.abs()`},
		{`2 ** -1`, `2.**(-1)`},
		{`!a == b`, `<Not Value=a>.==(b)`},
		{`not a == b`, `<Not Value=a.==(b)>`},
		{`a || b && c`, `<Or Left=a Right=<And Left=b Right=c>>`},
		{`a or b and c`, `<And Left=<Or Left=a Right=b> Right=c>`},
		{`a = b || c`, `<Assign Target=a Value=<Or Left=b Right=c>>`},
		{`a = b or c`, `<Or Left=<Assign Target=a Value=b> Right=c>`},
		{`a ? b : c ? d : e`, `<If Cond=a Then=b Else=<If Cond=c Then=d Else=e>>`},
		{`1..n - 1`, `<Dots Low=1 High=n.-(1)>`},
		{`a < b == c`, `a.<(b).==(c)`},
		{`a | b & c << d`, `a.|(b.&(c.<<(d)))`},
		{`a != b && link("x")`, `<And Left=<Not Value=a.==(b)> Right=link("x")>`},
		{`defined? a && b`, `<Defined Value=<And Left=a Right=b>>`},
		// Assignments.
		{`a = b = 1`, `<Assign Target=a Value=<Assign Target=b Value=1>>`},
		{`a, b = b, a`, `<MultiAssign Targets=<Targets List=[a, b]> Value=[b, a]>`},
		{`a, (b, *c), *d = e`, `<MultiAssign Targets=<Targets List=[a, <Targets List=[b, <Splat Value=c>]>, <Splat Value=d>]> Value=e>`},
		{`*a, b = 1`, `<MultiAssign Targets=<Targets List=[<Splat Value=a>, b]> Value=1>`},
		{`a = 1, 2`, `<Assign Target=a Value=[1, 2]>`},
		{`a = *b`, `<Assign Target=a Value=[<Splat Value=b>]>`},
		{`a.b = 1`, `<Assign Target=a.b() Value=1>`},
		{`a[1] ||= 2`, `<OpAssign Target=a.[](1) Op=|| Value=2>`},
		{`a = f 1`, `<Assign Target=a Value=f(1)>`},
		{`a = b rescue c`, `<Assign Target=a Value=<Begin Body=b Rescues=[<Rescue Body=c>]>>`},
		{`a += 1 if b`, `<If Cond=b Then=<OpAssign Target=a Op=+ Value=1> BodyFirst=true>`},
		// Statements.
		{"if a then b elsif c; d else e end", `<If Cond=a Then={b} Else=<If Cond=c Then={d} Else={e}>>`},
		{"unless a\nb\nend", `<If Cond=a Else={b}>`},
		{"while f do\ng do\nend\nend", `<While Cond=f Body={g() <Block Body={}>}>`},
		{"until a; b; end", `<While Cond=a Body={b} Until=true>`},
		{"for a, b in c do d end", `<For Target=<Targets List=[a, b]> In=c Body={d}>`},
		{"case a\nwhen 1, 2..3 then b\nwhen *c\nd\nelse e\nend", `<Case Subject=a Whens=[<When Values=[1, <Dots Low=2 High=3>] Body={b}>, <When Values=[<Splat Value=c>] Body={d}>] Else={e}>`},
		{"begin\na\nrescue B, C => d\ne\nelse\nf\nensure\ng\nend", `<Begin Body={a} Rescues=[<Rescue Classes=[<Constant Name=B>, <Constant Name=C>] Target=d Body={e}>] Else={f} Ensure={g}>`},
		{"begin; a; end while b", `<While Cond=b Body=<Begin Body={a}> BodyFirst=true Modifier=true>`},
		{"def f a, b = 1, *c, d:, e: 2, **g, &h\nend", `<Def Name=f Params=<Parameters List=[<Parameter Name=a>, <Parameter Kind=1 Name=b Default=1>, <Parameter Kind=2 Name=c>, <Parameter Kind=3 Name=d>, <Parameter Kind=3 Name=e Default=2>, <Parameter Kind=4 Name=g>, <Parameter Kind=5 Name=h>]> Body={}>`},
		{"def f(a) = a + 1", `<Def Name=f Params=<Parameters List=[<Parameter Name=a>]> Body=a.+(1)>`},
		{"def a=(b)\nend", `<Def Name=a= Params=<Parameters List=[<Parameter Name=b>]> Body={}>`},
		{"def self.f; end", `<Def Singleton=<Self> Name=f Body={}>`},
		{"def ==(o) true end", `<Def Name=== Params=<Parameters List=[<Parameter Name=o>]> Body={<True>}>`},
		{"def f\na\nrescue\nb\nend", `<Def Name=f Body=<Begin Body={a} Rescues=[<Rescue Body={b}>]>>`},
		{"->(a, b = 1) { a }", `<Lambda Params=<Parameters List=[<Parameter Name=a>, <Parameter Kind=1 Name=b Default=1>]> Body={a}>`},
		{"-> a do b end", `<Lambda Params=<Parameters List=[<Parameter Name=a>]> Body={b}>`},
		{"f { |a, (b, c), *d; e| }", `f() <Block Params=<Parameters List=[<Parameter Name=a>, <Parameter Kind=7 Target=<Targets List=[b, c]>>, <Parameter Kind=2 Name=d>, <Parameter Kind=6 Name=e>]> Body={}>`},
		{"f { |a = 1 | 2| }", ""},
		{"f { || }", `f() <Block Params=<Parameters> Body={}>`},
		{"return 1, 2 if a", `<If Cond=a Then=<Return Value=[1, 2]> BodyFirst=true>`},
		{"class A < B\ndef c; end\nend", `<Class Path=<Constant Name=A> Super=<Constant Name=B> Body={<Def Name=c Body={}>}>`},
		{"class << self; end", `<SingletonClass Object=<Self> Body={}>`},
		{"module A; end", `<Module Path=<Constant Name=A> Body={}>`},
		// Literals.
		{`0x1f + 0b11 + 0o17 + 017 + 1_000`, `31.+(3).+(15).+(15).+(1000)`},
		{`18446744073709551616`, `18446744073709551616`},
		{`"a#{b}c" 'd' "e"`, `<Interpolated Parts=["a", {b}, "c", "d", "e"]>`},
		{`'a\'b\n'`, `"a'b\\n"`},
		{`"\t\x41\u{1F600}\101\e"`, `"\tA😀A\x1b"`},
		{`%q(a (b) \)) + %Q[#{c}] + %(d)`, `"a (b) )".+(<Interpolated Parts=[{c}]>).+("d")`},
		{"f <<~A, <<-'B'\n  x\n    y #{1}\n\n  z\nA\n  #{2}\n  B\ng", "f(<Interpolated Parts=[\"x\\n\", \"  y \", {1}, \"\\n\", \"\\n\", \"z\\n\"]>, \"  \\#{2}\\n\")\ng"},
		{`{a: 1, "b": 2, :c => 3, **d}`, `<Hash Pairs=[<Pair Key=:a Value=1>, <Pair Key=:b Value=2>, <Pair Key=:c Value=3>, <Pair Value=d>] Braces=true>`},
		{`:"a b"`, `:a b`},
		{"[\n1,\n2,\n]", `[1, 2]`},
		{"=begin\nx\n=end\na # b\n__END__\n(", `a`},
		{"a \\\n  + b", `a.+(b)`},
		{"p <<A \\\nx\nA\n  + b", `p("x\n".+(b))`},
		{"a +\n  b", `a.+(b)`},
		{"p __LINE__,\n  __FILE__", `p(1, "x.rb")`},
		{"a;;b;", "a\nb"},
		{"a\r\nb\r\n", "a\nb"},
	}
	for _, test := range tests {
		f, list := Parse("x.rb", []byte(test.src))
		if test.want == "" {
			continue
		}
		for _, d := range list {
			t.Errorf("%s: %v", test.src, d)
		}
		var got []string
		for _, n := range f.Statements {
			got = append(got, dump(n))
		}
		want := strings.ReplaceAll(test.want, `\#{2}`, `#{2}`)
		if d := cmp.Diff(want, strings.Join(got, "\n")); d != "" {
			t.Errorf("%s (-want +got):\n%s", test.src, d)
		}
	}
}

// TestSpans: the span of every statement is its text.
func TestSpans(t *testing.T) {
	for _, src := range []string{
		"vhost(\"a\") { ip 1 }", "a = 1 + 2", "link 'a', 'b'", "if a then b end", "a.b[1]", "[1, 2]", "{ a: 1 }", "-1.abs",
		"x ? y : z", "foo if bar", "def a(b)\nc\nend", "a, b = 1, 2", "->(x) { x }", "\"a#{b}\"", "!a", "(a)",
	} {
		f, list := Parse("x", []byte("  "+src+"  # comment\n"))
		if len(list) > 0 || len(f.Statements) != 1 {
			t.Errorf("%s: %v", src, list)
			continue
		}
		if s := f.Statements[0].Range(); string(f.Source[s.Start:s.End]) != src {
			t.Errorf("%q has the span %q", src, f.Source[s.Start:s.End])
		}
		if len(f.Comments) != 1 {
			t.Errorf("%s: %d comments", src, len(f.Comments))
		}
	}
}

func TestPosition(t *testing.T) {
	f, _ := Parse("x", []byte("a\n日本 b\n"))
	if got := f.Position(9); got.Line != 2 || got.Column != 4 || got.Byte != 9 {
		t.Errorf("got %+v", got)
	}
	if got := f.Position(1000); got.Line != 3 || got.Column != 1 {
		t.Errorf("past the end: %+v", got)
	}
}

// TestDeep reads what is nested far too deeply: an error, no crash.
func TestDeep(t *testing.T) {
	const n = 30_000
	for _, piece := range []string{"(", "[", "{", "a(", "if ", "!", "-", "not ", "a = ", "a ? ", "->", "def a;", "\"#{", "puts ", "a { ", "do ", "*", "1 ** ", "begin ", "a.b ", "case ", "[*", "f &"} {
		_, list := Parse("deep", []byte(strings.Repeat(piece, n)))
		if len(list) == 0 {
			t.Errorf("%q: no mistake found", piece)
		}
	}
}

// seeds are what the fuzzers begin with: all files of the tests.
func seeds(t testing.TB) [][]byte {
	var list [][]byte
	for _, pattern := range []string{"networks/*.conf", "errors/*.conf", "ruby/*.rb"} {
		files, err := filepath.Glob("../../testdata/dsl/" + pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, src)
		}
	}
	if len(list) == 0 {
		t.Fatal("no seeds")
	}
	return list
}

// FuzzParse: no input makes the parser panic or hang, and every mistake has a
// place inside the file.
func FuzzParse(f *testing.F) {
	for _, src := range seeds(f) {
		f.Add(src)
	}
	f.Add([]byte("x = <<~A + <<-B\n#{<<C}\nC\nA\nB\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, list := Parse("fuzz", src)
		for _, d := range list {
			if d.Range.Start.Byte < 0 || d.Range.End.Byte > len(src) || d.Range.Start.Byte > d.Range.End.Byte {
				t.Errorf("%s: %+v of %d bytes", d.Summary, d.Range, len(src))
			}
			if d.Summary == "" {
				t.Error("a mistake without words")
			}
		}
		for _, n := range file.Statements {
			if s := n.Range(); s.Start < 0 || s.End > len(src) || s.Start > s.End {
				t.Errorf("span %+v of %d bytes", s, len(src))
			}
			dump(n)
		}
	})
}
