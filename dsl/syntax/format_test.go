package syntax

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// format returns src formatted, having checked that the result is canonical: it
// is its own result.
func format(t testing.TB, src []byte) []byte {
	t.Helper()
	out, list := Format("x", src)
	for _, d := range list {
		t.Fatalf("%v\n%s", d, src)
	}
	again, list := Format("x", out)
	for _, d := range list {
		t.Fatalf("formatted again: %v\n%s", d, out)
	}
	if d := cmp.Diff(string(out), string(again)); d != "" {
		t.Fatalf("formatted twice (-once +twice):\n%s", d)
	}
	return out
}

// TestFormat formats files in odd styles and compares them with the golden
// files beside them.
func TestFormat(t *testing.T) {
	files, err := filepath.Glob("../../testdata/dsl/format/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".conf"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".conf") + ".golden"
			got := format(t, src)
			if *update {
				if err := os.WriteFile(golden, got, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), string(got)); d != "" {
				t.Errorf("%s (-want +got):\n%s", golden, d)
			}
		})
	}
}

func TestFormatSnippets(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"an empty file", "", ""},
		{"blanks only", " \n\n\t", ""},
		{"no line end", "a", "a\n"},
		{"CRLF", "a \"b\r\nc\"\r\n# d\r\n\r\n\r\ne <<A\r\nf\r\nA\r\n", "a \"b\nc\"\n# d\n\ne <<A\nf\nA\n"},
		{"a byte order mark", "\ufeffa( )", "\ufeffa()\n"},
		{"only __END__", "__END__\n a", "__END__\n a"},
		{"a blank line before __END__", "a\n\n\n__END__\n a", "a\n\n__END__\n a"},
		{"what Ruby does not read", "a(  )\n\x00b( )", "a()\n\x00b( )"},
		{"a block of exactly 100 columns", strings.Repeat("x", 92) + "{ y z }", strings.Repeat("x", 92) + " { y z }\n"},
		{"a block of 101 columns", strings.Repeat("x", 93) + "{ y z }", strings.Repeat("x", 93) + " {\n  y z\n}\n"},
		{"a comment does not count", strings.Repeat("x", 92) + "{ y z } # c", strings.Repeat("x", 92) + " { y z } # c\n"},
		{"a block in a block that is not the last of its line", "p a { b { c } }, " + strings.Repeat("c", 99), "p a { b { c } }, " + strings.Repeat("c", 99) + "\n"},
		{"a semicolon that ends what a line would not", "a ..; b", "a..;\nb\n"},
		{"a backslash before a comment", "a \\\n# b\nc", "a # b\nc\n"},
		{"parameters of a lambda over two lines", "->(\na, b) { }", "->(a, b) {}\n"},
		{"an argument over two lines", "f (a\n) { }", "f(a) {}\n"},
		{"a block in the middle of a wide line", "p a { b }, " + strings.Repeat("c", 99), "p a { b }, " + strings.Repeat("c", 99) + "\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, string(format(t, []byte(test.src)))); d != "" {
				t.Errorf("%q (-want +got):\n%s", test.src, d)
			}
		})
	}
}

// TestFormatMistakes: a file with syntax mistakes is not formatted.
func TestFormatMistakes(t *testing.T) {
	out, list := Format("x.conf", []byte("vswitch(\"a\" {\n}\nlink 1,2\n"))
	if out != nil || len(list) != 1 || list[0].Range.String() != "x.conf:1:8" {
		t.Errorf("got %q, %v", out, list)
	}
}

// TestFormatRefuses: rather than to change what a file means, Format gives up.
// The words of the second line end a file only where they begin a line.
func TestFormatRefuses(t *testing.T) {
	out, list := Format("x.conf", []byte("a\n __END__\nb\n"))
	if out != nil || len(list) != 1 || list[0].Range.String() != "x.conf:2:2" {
		t.Errorf("got %q, %v", out, list)
	}
}

// TestSameMeaning: the comparison that guards Format sees every change.
func TestSameMeaning(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"a; b", "a\nb", true},
		{"f (x) { }", "f(x) { }", true},
		{"if a then b end", "if a\nb\nend", true},
		{"p __LINE__", "\n\np __LINE__", true},
		{"f (x).y", "f(x).y", false},
		{"f - 1", "f -1", false},
		{"- 1", "-1", false},
		{"a\nb", "a b", false},
		{"a", "a\nb", false},
		{"a\nb", "a", false},
		{"'a '", "'a'", false},
		{"18446744073709551616", "18446744073709551617", false},
		{"1", "1.0", false},
		{"a[1]", "a [1]", false},
		{"{ a: 1 }", "{ a: 2 }", false},
		{"a { |b| c }", "a { c }", false},
		{"a and b", "a or b", false},
		{"p __LINE__", "p 1", false},
	}
	for _, test := range tests {
		f, list := Parse("x", []byte(test.a))
		if list != nil {
			t.Errorf("%q: %v", test.a, list[0])
		}
		if _, same := f.sameMeaning([]byte(test.b)); same != test.same {
			t.Errorf("%q and %q: got %v, want %v", test.a, test.b, same, test.same)
		}
	}
}

// everyFile returns all network files and Ruby programs of the tests that have
// no syntax mistakes.
func everyFile(t testing.TB) map[string][]byte {
	files := map[string][]byte{}
	err := filepath.WalkDir("../../testdata", func(path string, _ os.DirEntry, err error) error {
		if ext := filepath.Ext(path); err != nil || ext != ".conf" && ext != ".rb" {
			return err
		}
		src, err := os.ReadFile(path)
		if _, list := Parse(path, src); !list.HasErrors() {
			files[path] = src
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	return files
}

// TestFormatEveryFile formats all files of the tests. Real Ruby must read the
// same trees before and after.
func TestFormatEveryFile(t *testing.T) {
	ruby, noRuby := exec.LookPath("ruby")
	dir := t.TempDir()
	var b bytes.Buffer
	for path, src := range everyFile(t) {
		t.Run(path, func(t *testing.T) {
			out := filepath.Join(dir, strings.ReplaceAll(path, "/", "_"))
			if err := os.WriteFile(out, format(t, src), 0o666); err != nil {
				t.Fatal(err)
			}
			b.WriteString(path + "\n" + out + "\n")
		})
	}
	if noRuby != nil {
		t.Skip("ruby is not installed: apt-get install ruby")
	}
	cmd := exec.Command(ruby, "-W0", "-EUTF-8:UTF-8", "-e", `
		def tree(n)
		  return n unless n.is_a?(RubyVM::AbstractSyntaxTree::Node)
		  [n.type, n.children.map { |c| tree(c) }]
		end
		def parse(file)
		  tree(RubyVM::AbstractSyntaxTree.parse(File.read(file).gsub("__LINE__", "1")))
		end
		STDIN.each_line(chomp: true).each_slice(2) do |before, after|
		  tree = begin parse(before) rescue SyntaxError end or next # one that is not Ruby
		  puts before if parse(after) != tree
		end`)
	cmd.Stdin = &b
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("these files are not the same to Ruby: %v\n%s", err, out)
	}
}

// FuzzFormat: what Format does not refuse means the same (Format sees to that),
// and formatting it again changes nothing.
func FuzzFormat(f *testing.F) {
	for _, src := range everyFile(f) {
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, list := Format("x", src); len(list) == 0 {
			format(t, src)
		}
	})
}
