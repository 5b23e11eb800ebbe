package main

import (
	"os"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/controller/apps"
	"github.com/trema-ns/trema-ns/dsl"
)

// TestEveryApplicationHasAPage reads the network file of each page, too.
func TestEveryApplicationHasAPage(t *testing.T) {
	list, err := os.ReadFile("../../docs/apps/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range apps.All() {
		page, err := os.ReadFile("../../docs/apps/" + a.Name + ".md")
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.Contains(string(list), "]("+a.Name+".md)") {
			t.Errorf("%s is not in the list", a.Name)
		}
		_, rest, _ := strings.Cut(string(page), "```ruby\n")
		file, _, found := strings.Cut(rest, "```\n")
		network, report := dsl.LoadBytes(a.Name+".md", []byte(file))
		if !found || network == nil || len(report.Diagnostics) > 0 {
			t.Errorf("%s.md: %v", a.Name, report.Diagnostics)
		}
	}
}
