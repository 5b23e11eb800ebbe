package dsl

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzLoad: no file makes Load panic or hang, an error means no network, and a
// network can be written.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"networks/*.conf", "networks/*/*.conf", "errors/*.conf", "ruby/*.rb"} {
		files, err := filepath.Glob(testdata + "/" + pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("no seeds: %v", err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
	few := func(l *loader) { l.steps = 20_000 }
	f.Fuzz(func(t *testing.T, src []byte) {
		network, report := LoadBytes("fuzz.conf", src, WithOutput(io.Discard), few)
		if (network == nil) != report.Diagnostics.HasErrors() {
			t.Fatal("a network and errors, or neither")
		}
		text(report)
		if network == nil {
			LoadBytes("fuzz.conf", src, WithOutput(io.Discard), WithDependentStatements(), few)
			return
		}
		if err := network.WriteJSON(io.Discard); err != nil {
			t.Fatal(err)
		}
		if err := network.WriteText(io.Discard); err != nil {
			t.Fatal(err)
		}
	})
}

// manyDirectives returns a network file of n directives, a third each of switches,
// hosts and links.
func manyDirectives(n int) []byte {
	var b bytes.Buffer
	for i := range n / 3 {
		fmt.Fprintf(&b, "vswitch(\"sw%d\") { datapath_id \"0x%x\" }\nvhost(\"h%d\") {\n  ip \"10.%d.%d.%d\"\n  netmask \"255.0.0.0\"\n}\nlink \"sw%d\", \"h%d\"\n",
			i, i+1, i, i>>16, i>>8&255, i&255, i, i)
	}
	return b.Bytes()
}

func TestManyDirectives(t *testing.T) {
	network, report := LoadBytes("many.conf", manyDirectives(3000))
	if network == nil || len(network.Links) != 1000 {
		t.Fatal(text(report))
	}
}

// BenchmarkLoad reads, parses and evaluates 10,000 directives.
func BenchmarkLoad(b *testing.B) {
	src := manyDirectives(10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if network, report := LoadBytes("many.conf", src); network == nil {
			b.Fatal(text(report))
		}
	}
}

// BenchmarkLoadSmall reads a file of ten lines.
func BenchmarkLoadSmall(b *testing.B) {
	src := []byte(strings.Repeat("# a comment\n", 3) + string(manyDirectives(9)))
	for b.Loop() {
		if network, report := LoadBytes("small.conf", src); network == nil {
			b.Fatal(text(report))
		}
	}
}
