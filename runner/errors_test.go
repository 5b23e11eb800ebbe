package runner

import (
	"fmt"
	"strings"
	"testing"
)

func TestNotFoundSaysWhatThereIs(t *testing.T) {
	var many []string
	for i := range 1000 {
		many = append(many, fmt.Sprintf("h%d", i))
	}
	for _, tt := range []struct {
		kind  string
		known []string
		want  string
	}{
		{"lab", nil, `"x" does not exist. There is no lab.`},
		{"host", []string{"ns0"}, `"x" does not exist. There is host ns0.`},
		{"host", []string{"ns0", "ns1"}, `"x" does not exist. There are hosts ns0 and ns1.`},
		{"switch", []string{"a", "b", "c"}, `"x" does not exist. There are switches a, b and c.`},
		{"host", many, `"x" does not exist. There are 1000 hosts, among them ` + strings.Join(many[:19], ", ") + " and h19."},
	} {
		if got := (&NotFoundError{Kind: tt.kind, Name: "x", Known: tt.known}).Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}
