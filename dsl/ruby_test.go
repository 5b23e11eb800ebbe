package dsl

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/dsl/internal/realruby"
)

// TestRuby runs every network file in real Ruby too. Both must declare the same
// network, to the last port number. Where there is no Ruby, TestNetworks and
// TestSubfolders still compare with the golden files.
func TestRuby(t *testing.T) {
	if !realruby.Installed() {
		t.Skip("ruby is not installed: apt-get install ruby")
	}
	ruby, err := realruby.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer ruby.Close()
	for _, file := range networkFiles(t) {
		name := strings.TrimPrefix(filepath.ToSlash(file), testdata+"/networks/")
		t.Run(strings.TrimSuffix(name, ".conf"), func(t *testing.T) {
			answer, err := ruby.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			if answer.Error != "" {
				t.Fatalf("ruby: %s", answer.Error)
			}
			var output bytes.Buffer
			network, report := Load(file, WithOutput(&output))
			if network == nil {
				t.Fatal(text(report))
			}
			got, err := network.MarshalJSON()
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(decoded(t, answer.Network), decoded(t, got)); d != "" {
				t.Errorf("(-ruby +ours):\n%s", d)
			}
			if d := cmp.Diff(answer.Output, output.String()); d != "" {
				t.Errorf("output (-ruby +ours):\n%s", d)
			}
		})
	}
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
