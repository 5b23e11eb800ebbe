package main

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"net/netip"
	"slices"

	"github.com/trema-ns/trema-ns/runner"
)

// writeFlowsCSV writes flows as Trema did until 0.4.7: nothing but an empty line
// if there are none, and else in the order of the hash table that it had them in.
func writeFlowsCSV(w io.Writer, flows []runner.FlowStats) {
	if len(flows) == 0 {
		fmt.Fprintln(w)
		return
	}
	fmt.Fprintln(w, "ip_dst,tp_dst,ip_src,tp_src,n_pkts,n_octets")
	sorted := slices.Clone(flows)
	slices.SortStableFunc(sorted, func(a, b runner.FlowStats) int { return cmp.Compare(bucket(a), bucket(b)) })
	for _, f := range sorted {
		fmt.Fprintf(w, "%s,%d,%s,%d,%d,%d\n", f.Dst, f.DstPort, f.Src, f.SrcPort, f.Packets, f.Octets)
	}
}

// bucket returns the place of a flow in that table.
func bucket(f runner.FlowStats) uint16 {
	return uint16(number(f.Src) + number(f.Dst) + uint32(f.DstPort))
}

func number(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}
