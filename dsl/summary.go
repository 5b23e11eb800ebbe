package dsl

import (
	"strconv"
	"strings"
)

// Summary says in a line what the network consists of: "1 switch, 2 hosts, 2
// links".
func (n *Network) Summary() string {
	var parts []string
	for _, of := range []struct {
		count     int
		one, many string
	}{
		{len(n.Switches), "switch", "switches"},
		{len(n.Hosts), "host", "hosts"},
		{len(n.Links), "link", "links"},
	} {
		switch of.count {
		case 0:
		case 1:
			parts = append(parts, "1 "+of.one)
		default:
			parts = append(parts, strconv.Itoa(of.count)+" "+of.many)
		}
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}
