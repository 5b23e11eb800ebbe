package rubyapp_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

// TestLibraries runs programs that use Ruby's libraries. What they must print is
// what real Ruby prints, where it has the library.
func TestLibraries(t *testing.T) {
	files, err := filepath.Glob("testdata/lib/*.rb")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	ruby, noRuby := exec.LookPath("ruby")
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".rb"), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(file, ".rb") + ".golden"
			if noRuby == nil && bytes.Contains(src, []byte("the same in real Ruby")) {
				cmd := exec.Command(ruby, "-W0", file)
				cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8") // whatever the locale is
				out, err := cmd.Output()
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
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			l := &lab{t: t}
			l.load(write(t, string(src)+"\nclass Nothing < Trema::Controller; end\n"), rubyapp.Options{})
			if d := cmp.Diff(string(want), l.recorded()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
