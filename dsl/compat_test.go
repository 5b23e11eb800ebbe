package dsl

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/dsl/diag"
)

// The numbers that ports had in Trema 0.4, as its tests and users have them.
func TestPortNumbersOfTrema04(t *testing.T) {
	for _, test := range []struct {
		end  int
		want []int
	}{
		{0, []int{1}},
		{0, []int{2, 1}},
		{0, []int{3, 1, 2}},
		{0, []int{3, 1, 2, 4}},
		{0, []int{4, 2, 3, 5, 1}},
		{0, []int{4, 2, 3, 6, 1, 5}},
		{0, []int{5, 3, 4, 7, 2, 6, 1}},
		{0, []int{3, 1, 4, 8, 5, 7, 2, 6}},
		{0, []int{3, 1, 4, 9, 6, 8, 2, 7, 5}},
		{0, []int{4, 2, 5, 10, 7, 9, 3, 8, 6, 1}},
		{0, []int{4, 2, 5, 12, 9, 11, 3, 10, 6, 1, 8, 7}},
		{1, []int{2, 1}},
		{1, []int{3, 2, 1}},
		{1, []int{4, 2, 1, 3}},
		{1, []int{5, 2, 1, 4, 3}},
		{1, []int{6, 2, 1, 5, 4, 3}},
		{1, []int{7, 3, 1, 6, 5, 4, 2}},
		{1, []int{8, 6, 1, 5, 3, 4, 7, 2}},
		{1, []int{10, 8, 1, 6, 3, 4, 9, 2, 7, 5}},
	} {
		var src strings.Builder
		src.WriteString("vswitch(\"sw\") { dpid 1 }\n")
		for i := range test.want {
			fmt.Fprintf(&src, "vhost(\"h%d\")\n", i)
			if test.end == 0 {
				fmt.Fprintf(&src, "link \"sw\", \"h%d\"\n", i)
			} else {
				fmt.Fprintf(&src, "link \"h%d\", \"sw\"\n", i)
			}
		}
		network, report := LoadBytes("test.conf", []byte(src.String()), WithCompat(Compat04))
		if network == nil {
			t.Fatal(report.Diagnostics)
		}
		var got []int
		for _, l := range network.Links {
			got = append(got, int(l.Ends[test.end].Port))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%d links, switch at end %d: ports %v, want %v", len(test.want), test.end, got, test.want)
		}
	}
}

// Four switches in a line with a host each: only the names of a switch's own
// devices count, with the numbers of their links.
func TestPortNumbersOfTrema04WithSeveralSwitches(t *testing.T) {
	const src = `
4.times { |i| vswitch("sw#{i + 1}") { dpid i + 1 } }
4.times { |i| vhost("host#{i + 1}") }
4.times { |i| link "sw#{i + 1}", "host#{i + 1}" }
3.times { |i| link "sw#{i + 1}", "sw#{i + 2}" }
`
	network, report := LoadBytes("line.conf", []byte(src), WithCompat(Compat04))
	if network == nil {
		t.Fatal(report.Diagnostics)
	}
	var got []string
	for _, s := range network.Switches {
		for _, p := range s.Ports {
			got = append(got, fmt.Sprintf("%s:%d link%d", s.Name, p.Number, p.Link.Index))
		}
	}
	want := []string{
		"sw1:1 link4", "sw1:2 link0",
		"sw2:1 link1", "sw2:2 link5", "sw2:3 link4",
		"sw3:1 link6", "sw3:2 link2", "sw3:3 link5",
		"sw4:1 link6", "sw4:2 link3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ports (-want +got):\n%s", diff)
	}
}

func TestDefaultsOfTrema04(t *testing.T) {
	const src = `
vswitch("sw") { dpid "10" }
vhost("a") { ip "192.168.0.2" }
vhost("b")
link "sw", "a"
link "sw", "b"
`
	describe := func(options ...Option) string {
		network, report := LoadBytes("x.conf", []byte(src), options...)
		if network == nil {
			t.Fatal(report.Diagnostics)
		}
		a, b := network.Hosts[0], network.Hosts[1]
		return fmt.Sprintf("0x%x, %v %v, %v %v", network.Switches[0].DatapathID, a.Address, a.MAC, b.Address, b.MAC)
	}
	if got, want := describe(), "0xa, 192.168.0.2/32 00:00:00:00:00:01, 192.168.0.3/32 00:00:00:00:00:02"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := describe(WithCompat(Compat04)), "0x10, 192.168.0.2/32 00:00:00:00:00:01, 192.168.0.2/32 00:00:00:00:00:02"; got != want {
		t.Errorf("as Trema 0.4: got  %s\nwant %s", got, want)
	}
}

func TestNumbersGivenGoBeforeThoseOfTrema04(t *testing.T) {
	const src = `
vswitch("sw") { dpid 1 }
vhost("a")
vhost("b")
link "sw", "a"
link "sw:5", "b"
`
	network, report := LoadBytes("x.conf", []byte(src), WithCompat(Compat04))
	if network == nil {
		t.Fatal(report.Diagnostics)
	}
	if got := []uint32{network.Links[0].Ends[0].Port, network.Links[1].Ends[0].Port}; got[0] != 1 || got[1] != 5 {
		t.Errorf("ports %v, want 1 and 5", got)
	}
}

// Who checks an old file hears of the numbers, nobody else does.
func TestOldFilesAreToldOfTheirNumbers(t *testing.T) {
	const rest = "\nvhost(\"b\")\nlink \"sw\", \"a\"\nlink \"sw\", \"b\"\n"
	for _, test := range []struct{ name, src, want string }{
		{"promisc", `vswitch("sw") { dpid "0xabc" }; vhost("a") { promisc "On" }` + rest, "to Trema 0.4 the ports of switch `sw` were a 2, b 1"},
		{"bare dpid", `vswitch("sw") { dpid "abc" }; vhost("a")` + rest, "to Trema 0.4 the ports of switch `sw` were a 2, b 1"},
		{"run", `vswitch("sw") { dpid "0xabc" }; vhost("a"); run { path "x" }` + rest, "to Trema 0.4 the ports of switch `sw` were a 2, b 1"},
		{"new", `vswitch("sw") { dpid "0xabc" }; vhost("a") { promisc true }` + rest, ""},
		{"one link", "vswitch(\"sw\") { dpid \"abc\" }; vhost(\"a\")\nlink \"sw\", \"a\"\n", ""},
	} {
		got := ""
		_, report := LoadBytes("x.conf", []byte(test.src))
		for _, d := range report.Diagnostics {
			if d.Severity == diag.Note {
				got = d.Summary
			}
		}
		if got != test.want {
			t.Errorf("%s: note %q, want %q", test.name, got, test.want)
		}
	}
}
