package dsl

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const testdata = "../testdata/dsl"

// golden compares got with the golden file of that name, or rewrites it.
func golden(t *testing.T, name string, got string) {
	t.Helper()
	if *update {
		if got == "" {
			os.Remove(name)
			return
		}
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil && !(os.IsNotExist(err) && got == "") {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", name, d)
	}
}

// networkFiles returns the network files that load without errors, those of the
// subfolders too.
func networkFiles(t testing.TB) []string {
	var files []string
	err := filepath.WalkDir(testdata+"/networks", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".conf" {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no network files: %v", err)
	}
	return files
}

// inSubfolder reports whether a network file is in one of the subfolders, whose
// files are many and share a golden file.
func inSubfolder(file string) bool {
	return filepath.Base(filepath.Dir(file)) != "networks"
}

// text returns diagnostics as people see them, under the file's base name.
func text(r *Report) string {
	var b bytes.Buffer
	if err := diag.NewWriter(&b, r.Sources, false).WriteList(r.Diagnostics); err != nil {
		panic(err)
	}
	return b.String()
}

// TestNetworks reads every file of the folder itself and compares what it
// declares, as JSON and as text, and what there is to say about it.
func TestNetworks(t *testing.T) {
	for _, file := range networkFiles(t) {
		if inSubfolder(file) {
			continue
		}
		base := strings.TrimSuffix(file, ".conf")
		t.Run(filepath.Base(base), func(t *testing.T) {
			network, report := Load(file)
			if network == nil {
				t.Fatal(text(report))
			}
			var j, w bytes.Buffer
			if err := network.WriteJSON(&j); err != nil {
				t.Fatal(err)
			}
			if err := network.WriteText(&w); err != nil {
				t.Fatal(err)
			}
			golden(t, base+".json", j.String())
			golden(t, base+".txt", w.String())
			golden(t, base+".diag", text(report))
		})
	}
}

// TestSubfolders reads every file of the subfolders. The summary.golden of each
// says of its files how much they declare, how many warnings and notes there are,
// and the SHA-256 of what `config --json` prints.
func TestSubfolders(t *testing.T) {
	lists := map[string]*strings.Builder{}
	for _, file := range networkFiles(t) {
		if !inSubfolder(file) {
			continue
		}
		network, report := Load(file, WithOutput(io.Discard))
		if network == nil {
			t.Error(text(report))
			continue
		}
		hash := sha256.New()
		if err := network.WriteJSON(hash); err != nil {
			t.Fatal(err)
		}
		folder := filepath.Dir(file)
		if lists[folder] == nil {
			lists[folder] = &strings.Builder{}
		}
		fmt.Fprintf(lists[folder], "%s: %s; warnings %d, notes %d; %x\n", filepath.Base(file), network.Summary(),
			report.Diagnostics.Count(diag.Warning), report.Diagnostics.Count(diag.Note), hash.Sum(nil))
	}
	if len(lists) == 0 {
		t.Error("no network files in subfolders")
	}
	if t.Failed() {
		return // a golden file without them would be wrong
	}
	for folder, list := range lists {
		golden(t, filepath.Join(folder, "summary.golden"), list.String())
	}
}

func TestLoadMissingFile(t *testing.T) {
	network, report := Load("nosuch.conf")
	if network != nil {
		t.Error("a network came of a file that is not there")
	}
	want := "error: no such file: nosuch.conf\n  nosuch.conf\n    = help: give the path of a network file; `-` reads it from standard input\n"
	if d := cmp.Diff(want, text(report)); d != "" {
		t.Error(d)
	}
}

func TestLoadFolder(t *testing.T) {
	if network, report := Load(t.TempDir()); network != nil || !report.Diagnostics.HasErrors() {
		t.Error("a folder was read as a network file")
	}
}

func TestEmptyFile(t *testing.T) {
	for _, src := range []string{"", "\n", "# nothing\n", "__END__\nvswitch", "\ufeff"} {
		network, report := LoadBytes("empty.conf", []byte(src))
		if network == nil || len(report.Diagnostics) > 0 {
			t.Errorf("%q: %s", src, text(report))
		}
	}
}

// TestOutput says where a file's own output goes, and that it gets the
// environment it is given.
func TestOutput(t *testing.T) {
	var out bytes.Buffer
	environ := func(name string) (string, bool) { return name + "!", name == "X" }
	_, report := LoadBytes("-", []byte(`puts ENV["X"], ENV["Y"].inspect, __FILE__`), WithOutput(&out), WithEnviron(environ))
	if got, want := out.String(), "X!\nnil\n-\n"; got != want {
		t.Errorf("got %q, want %q\n%s", got, want, text(report))
	}
}

// TestOtherFiles reads files beside the network file and none outside its folder,
// by whatever name.
func TestOtherFiles(t *testing.T) {
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("vswitch('s') { dpid 1 }"), 0o666); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("part.rb", "def sw(n)\n  vswitch(\"sw#{n}\") { dpid n }\nend\nsw 1\n")
	write("names.txt", "a\nb\n")
	write("broken.rb", "vhost(\n")
	write("self.rb", "load __FILE__\n")
	if err := os.Symlink(filepath.Join(outside, "secret"), filepath.Join(folder, "link")); err != nil {
		t.Skip(err)
	}
	conf := filepath.Join(folder, "net.conf")
	tests := []struct{ src, want string }{
		{"require_relative 'part'\nrequire_relative 'part'\nsw 2", "sw1 sw2"},
		{"load File.join(__dir__, 'part.rb')", "sw1"},
		{"load File.join(File.dirname(__FILE__), 'part.rb')", "sw1"},
		{"$LOAD_PATH.unshift __dir__\nrequire 'part'", "sw1"},
		{"File.read(File.expand_path('names.txt', __dir__)).split.each_with_index { |s, i| vswitch(s) { dpid i + 1 } }", "a b"},
		{"vswitch('yes') { dpid 1 } if File.exist?(__dir__ + '/names.txt') && !File.exist?(__dir__ + '/none')", "yes"},
		{"require_relative 'none'", "no such file"},
		{"require_relative 'broken'", "never closed"},
		{"load '" + outside + "/secret'", "outside the folder"},
		{"load __dir__ + '/../" + filepath.Base(outside) + "/secret'", "outside the folder"},
		{"puts File.read('/etc/passwd')", "outside the folder"},
		{"load __dir__ + '/link'", "cannot read"},
		{"File.exist?('/etc/passwd')", "outside the folder"},
		{"File.read(__dir__)", "not a regular file"},
		{"require 'socket'", "no library `socket` here"},
		{"require_relative 'self'", "nested too deeply"},
	}
	for _, test := range tests {
		network, report := LoadBytes(conf, []byte(test.src))
		got := text(report)
		if network != nil {
			var names []string
			for _, s := range network.Switches {
				names = append(names, s.Name)
			}
			got = strings.Join(names, " ")
		}
		if !strings.Contains(got, test.want) {
			t.Errorf("%s\ngot %s\nwant %s", test.src, got, test.want)
		}
	}
}

// TestSafety tries what a network file must not be able to do.
func TestSafety(t *testing.T) {
	for _, src := range []string{
		"`id`", "%x(id)", "system('id')", "exec 'id'", "spawn 'id'", "fork { }", "open('|id')", "IO.popen('id')",
		"eval('1')", "binding", "File.write('x', 'y')", "File.open('x', 'w')", "File.delete('x')", "Dir.glob('*')",
		"Process.kill(9, 1)", "Kernel.system('id')", "send(:system, 'id')", "method(:exec)", "TCPSocket.new('a', 1)",
		"ENV['X'] = '1'", "Object.const_get(:IO)", "$stdout.puts 1", "require 'open3'", "at_exit { }", "Thread.new { }",
		"'x'.instance_eval('1')", "ObjectSpace.each_object", "Class.new { def x = system('id') }.new.x", "instance_eval('1')", "sleep 1000", "trap(1) { }",
	} {
		network, report := LoadBytes("stranger.conf", []byte(src), WithOutput(&bytes.Buffer{}))
		if network != nil || !report.Diagnostics.HasErrors() {
			t.Errorf("%s: no error", src)
		}
	}
}

// TestLimits runs programs without an end.
func TestLimits(t *testing.T) {
	tests := []struct{ src, want string }{
		{"loop { }", "runs for too long"},
		{"while true do end", "runs for too long"},
		{"1 until false", "runs for too long"},
		{"(1..).each { }", "runs for too long"},
		{"def f; f; end\nf", "nested too deeply"},
		{"f = ->(x) { f.(x) }\nf.(1)", "nested too deeply"},
		{"begin; loop { }; rescue Exception; end", "runs for too long"},
		{"begin\nraise 'x'\nrescue\nretry\nend", "runs for too long"},
		{"a = []\nloop { a << 'x' * 10000 }", "too much memory"},
		{"'x' * 10**12", "too much memory"},
		{"2 ** 10**12", "too much memory"},
		{"1 << 10**12", "too much memory"},
		{"Array.new(10**12)", "too much memory"},
		{"[1] * 10**12", "too much memory"},
		{"'x'.rjust(10**12)", "too much memory"},
		{"format('%1000000d', 1) * 1000", "too much memory"},
		{"a = [1]\na[10**12] = 1", "too much memory"},
		{"a = []\na << a\nputs a", "nested too deeply"},
		{"s = 'a'\nloop { s += s }", "too much memory"},
		{"[1, 2].cycle { }", "runs for too long"},
		{"(1..30).to_a.permutation { }", "runs for too long"},
		{"h = Hash.new { |hash, k| hash[k] }\nh[1]", "nested too deeply"},
		{"n = 1\nloop { n *= 3 }", "too"},
	}
	few := func(l *loader) { l.steps = 200_000 }
	for _, test := range tests {
		network, report := LoadBytes("endless.conf", []byte(test.src), WithOutput(&bytes.Buffer{}), few)
		if got := text(report); network != nil || !strings.Contains(got, test.want) {
			t.Errorf("%s\ngot %s\nwant %s", test.src, got, test.want)
		}
	}
}
