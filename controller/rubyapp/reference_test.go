package rubyapp_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/trema-ns/trema-ns/controller/rubyapp"
)

// TestControllersPage checks that the page of controllers in Ruby shows the
// interface as it is.
func TestControllersPage(t *testing.T) {
	const page = "../../docs/controllers-in-ruby.md"
	const mark = "## Everything that there is\n\n"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	text, _, ok := strings.Cut(string(b), mark)
	if !ok {
		t.Fatalf("%s has no part called %q", page, mark)
	}
	want := text + mark + rubyapp.Reference()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(want, string(b)); d != "" {
		t.Errorf("renew it with make docs (-want +got):\n%s", d)
	}
}
