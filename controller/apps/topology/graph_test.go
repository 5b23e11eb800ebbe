package topology

import (
	"fmt"
	"testing"
)

func TestShortestPaths(t *testing.T) {
	// A line 1-2-3-4 with a shortcut from 1 to 4; 5 stands alone.
	g := Graph{ports: make(map[uint64]map[uint32]bool), peers: make(map[Port]Port)}
	for dpid := uint64(1); dpid <= 5; dpid++ {
		g.ports[dpid] = map[uint32]bool{1: true, 2: true, 3: true}
	}
	link := func(a, b Port) { g.peers[a], g.peers[b] = b, a }
	link(Port{1, 2}, Port{2, 2})
	link(Port{2, 3}, Port{3, 2})
	link(Port{3, 3}, Port{4, 2})
	host := func(dpid uint64) Port { return Port{dpid, 1} }
	for _, tt := range []struct {
		from, to Port
		want     string
	}{
		{host(1), host(4), "[0x1:1 0x1:2 0x2:2 0x2:3 0x3:2 0x3:3 0x4:2 0x4:1]"},
		{host(4), host(1), "[0x4:1 0x4:2 0x3:3 0x3:2 0x2:3 0x2:2 0x1:2 0x1:1]"},
		{host(2), Port{2, 2}, "[0x2:1 0x2:2]"},
		{host(1), host(5), "[]"},
		{host(1), host(6), "[]"},
	} {
		if got := fmt.Sprint(g.Path(tt.from, tt.to)); got != tt.want {
			t.Errorf("%s to %s: %s, want %s", tt.from, tt.to, got, tt.want)
		}
	}
	link(Port{1, 3}, Port{4, 3})
	if got, want := fmt.Sprint(g.Path(host(1), host(4))), "[0x1:1 0x1:3 0x4:3 0x4:1]"; got != want {
		t.Errorf("with the shortcut %s, want %s", got, want)
	}
}
