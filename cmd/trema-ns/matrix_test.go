package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/trema-ns/trema-ns/netns/ping"
)

// TestMatrix compares matrices with testdata/matrix.txtar; UPDATE=1 renews it.
func TestMatrix(t *testing.T) {
	const file = "testdata/matrix.txtar"
	numbered := func(n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprintf("h%d", i+1))
		}
		return names
	}
	var got txtar.Archive
	for _, test := range []struct {
		name    string
		hosts   []string
		untried bool                // nobody has an address
		lost    func(i, j int) bool // nil: none
	}{
		{name: "no host"},
		{name: "one host", hosts: []string{"h1"}},
		{name: "no addresses", hosts: []string{"h1", "h2"}, untried: true},
		{name: "two hosts", hosts: []string{"host1", "host2"}},
		{name: "one direction", hosts: []string{"a", "longer name", "幅の広い名"}, lost: func(i, j int) bool { return i == 0 && j == 2 }},
		{name: "long names", hosts: []string{"a host with a name that is quite long", "another host with a name that is quite long", "h3"}},
		{name: "twenty hosts", hosts: numbered(20), lost: func(i, j int) bool { return i == 7 }},
		{name: "a hundred hosts", hosts: numbered(100), lost: func(i, j int) bool { return i == 41 && j == 17 }},
	} {
		m := &matrix{Lab: "Lab", names: test.hosts}
		for i := range test.hosts {
			row := make([]ping.Answer, len(test.hosts))
			for j := range row {
				tried := i != j && !test.untried
				row[j] = ping.Answer{Tried: tried, OK: tried && (test.lost == nil || !test.lost(i, j))}
			}
			m.answers = append(m.answers, row)
		}
		var s strings.Builder
		if err := m.write(&s, 80); err != nil {
			t.Fatal(err)
		}
		got.Files = append(got.Files, txtar.File{Name: test.name, Data: []byte(s.String())})
	}
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, txtar.Format(&got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(txtar.Format(&got))); diff != "" {
		t.Errorf("matrices (-want +got):\n%s", diff)
	}
}
