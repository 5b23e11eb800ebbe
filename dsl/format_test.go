package dsl

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl/syntax"
)

// TestFormattedNetworks: a formatted file declares the same network. Those that
// use random numbers without a seed are not among the tests: their seed is the
// text itself.
func TestFormattedNetworks(t *testing.T) {
	var files []string
	err := filepath.WalkDir("../testdata", func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() && (d.Name() == "hostile" || d.Name() == "errors") {
			return fs.SkipDir // they declare no network, and take their time not to
		}
		if filepath.Ext(path) == ".conf" {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no network files: %v", err)
	}
	networks := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := asJSON(t, file, src)
		if want == "" {
			continue // a file of mistakes
		}
		networks++
		out, list := syntax.Format(file, src)
		for _, d := range list {
			t.Errorf("%s: %v", file, d)
		}
		if d := cmp.Diff(want, asJSON(t, file, out)); d != "" {
			t.Errorf("%s formatted declares another network (-before +after):\n%s", file, d)
		}
	}
	if networks == 0 {
		t.Error("no file declares a network")
	}
}

// asJSON returns the network that a file declares, or nothing if it has
// mistakes.
func asJSON(t *testing.T, name string, src []byte) string {
	network, _ := LoadBytes(name, src, WithOutput(io.Discard))
	if network == nil {
		return ""
	}
	var b bytes.Buffer
	if err := network.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
