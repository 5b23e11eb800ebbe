package traffic

import (
	"encoding/hex"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// standard is the packet that Trema sends if nothing else is said.
func standard() Stream {
	return Stream{
		SrcMAC: net.HardwareAddr{0, 0, 0, 0, 0, 1}, DstMAC: net.HardwareAddr{0, 0, 0, 0, 0, 2},
		Src: netip.MustParseAddrPort("192.168.0.1:1"), Dst: netip.MustParseAddrPort("192.168.0.2:1"),
		Length: 22, Count: 1,
	}
}

func TestFrameHas64BytesAndNoChecksumOfUDP(t *testing.T) {
	s := standard()
	want := strings.Join([]string{
		"000000000002", "000000000001", "0800",
		"4500", "0032", "0000", "0000", "4011", "f967", "c0a80001", "c0a80002",
		"0001", "0001", "001e", "0000", strings.Repeat("00", 22),
	}, "")
	got := s.frame()
	if hex.EncodeToString(got) != want {
		t.Errorf("frame:\n got %x\nwant %s", got, want)
	}
	if len(got) != 64 || s.octets() != 50 {
		t.Errorf("%d bytes, %d octets of IP; want 64 and 50", len(got), s.octets())
	}
	if sum := checksum(got[ethernetLen : ethernetLen+ipLen]); sum != 0 {
		t.Errorf("a receiver's sum over the header is %#x, want 0", sum)
	}
}

func TestFieldsGrowFromFrameToFrameAndStartAgain(t *testing.T) {
	for _, test := range []struct {
		name      string
		increment Increment
		want      []string // of four frames: source, destination, payload
	}{
		{"nothing", Increment{}, []string{
			"192.168.0.1:1 192.168.0.2:1 00000000", "192.168.0.1:1 192.168.0.2:1 00000000",
			"192.168.0.1:1 192.168.0.2:1 00000000", "192.168.0.1:1 192.168.0.2:1 00000000",
		}},
		{"both addresses, each by its own number", Increment{Src: 2, Dst: 1}, []string{
			"192.168.0.1:1 192.168.0.2:1 00000000", "192.168.0.2:1 192.168.0.3:1 00000000",
			"192.168.0.3:1 192.168.0.2:1 00000000", "192.168.0.1:1 192.168.0.3:1 00000000",
		}},
		{"ports and payload", Increment{SrcPort: 1, DstPort: 65535, Payload: 2}, []string{
			"192.168.0.1:1 192.168.0.2:1 00000000", "192.168.0.1:2 192.168.0.2:2 00000001",
			"192.168.0.1:1 192.168.0.2:3 00000002", "192.168.0.1:2 192.168.0.2:4 00000000",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := standard()
			s.Increment = test.increment
			b := s.frame()
			var got []string
			for n := range uint64(4) {
				s.renew(b, n)
				key, octets, ok := parse(b)
				if !ok || octets != 50 || key != s.key(n) {
					t.Errorf("frame %d is read as %v, %d octets, %v; want %v", n, key, octets, ok, s.key(n))
				}
				if sum := checksum(b[ethernetLen : ethernetLen+ipLen]); sum != 0 {
					t.Errorf("frame %d: a receiver's sum over the header is %#x", n, sum)
				}
				got = append(got, addrPort(key.src, key.srcPort).String()+" "+addrPort(key.dst, key.dstPort).String()+" "+hex.EncodeToString(b[headersLen:headersLen+4]))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("frames (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddressesAndPortsGoOnFromTheirLargestValue(t *testing.T) {
	s := standard()
	s.Src = netip.MustParseAddrPort("255.255.255.255:65535")
	s.Increment = Increment{Src: 1, SrcPort: 1}
	if got, want := s.key(1), (flowKey{src: 0, dst: 0xc0a80002, srcPort: 0, dstPort: 1}); got != want {
		t.Errorf("the second frame is of %v, want %v", got, want)
	}
}

func TestShortFramesAreNotRead(t *testing.T) {
	s := standard()
	frame := s.frame()
	for n := range headersLen {
		if _, _, ok := parse(frame[:n]); ok {
			t.Errorf("%d bytes were read as a frame", n)
		}
	}
	options := append([]byte{}, frame[:headersLen]...)
	options[ethernetLen] = 4<<4 | 6 // the ports are four octets further on, and the last four missing
	if _, _, ok := parse(options); ok {
		t.Error("a frame whose ports are missing was read")
	}
	options[ethernetLen] = 4<<4 | 4
	if _, _, ok := parse(options); ok {
		t.Error("a frame whose IP header is too short was read")
	}
}

func TestTableKeepsNoMoreFlowsThanItHasRoomFor(t *testing.T) {
	var table table
	for i := range uint32(maxFlows + 10) {
		table.add(flowKey{src: i}, 2, 50)
	}
	table.add(flowKey{src: 3}, 1, 100)
	flows := table.list()
	if len(flows) != maxFlows || table.beyond != 20 {
		t.Errorf("%d flows, %d packets beyond; want %d and 20", len(flows), table.beyond, maxFlows)
	}
	if got := flows[3]; got.Packets != 3 || got.Octets != 200 {
		t.Errorf("the fourth flow is %v, want 3 packets of 200 octets", got)
	}
}
