package traffic_test

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/trema-ns/trema-ns/netns"
	"github.com/trema-ns/trema-ns/netns/traffic"
	"golang.org/x/sys/unix"
)

// inject sends a frame by a device of a namespace, whatever is in it.
func inject(t *testing.T, ns *netns.Namespace, device string, frame []byte) {
	t.Helper()
	err := ns.Do(func() error {
		socket, err := unix.Socket(unix.AF_PACKET, unix.SOCK_RAW|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return err
		}
		defer unix.Close(socket)
		request, err := unix.NewIfreq(device)
		if err != nil {
			return err
		}
		if err := unix.IoctlIfreq(socket, unix.SIOCGIFINDEX, request); err != nil {
			return err
		}
		protocol := binary.NativeEndian.Uint16(frame[12:14])
		return unix.Sendto(socket, frame, 0, &unix.SockaddrLinklayer{Protocol: protocol, Ifindex: int(request.Uint32())})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const (
	toB    = "020000000002 020000000001 "
	toElse = "020000000099 020000000001 "
	toAll  = "ffffffffffff 020000000001 "
)

// What host b, 10.0.0.2/24, counts of what reaches it. Checksums are not looked
// at, so there are none.
var arriving = []struct {
	name         string
	frame        string
	own, promisc bool
}{
	{"UDP for its address", toB + "0800 4500001c 00000000 40110000 0a000001 0a000002 00010002 00080000", true, true},
	{"UDP for its address, with another MAC", toElse + "0800 4500001c 00000000 40110000 0a000001 0a000002 00010002 00080000", true, true},
	{"UDP for its subnet", toAll + "0800 4500001c 00000000 40110000 0a000001 0a0000ff 00010002 00080000", true, true},
	{"UDP for its MAC, with another address", toB + "0800 4500001c 00000000 40110000 0a000001 0a000003 00010002 00080000", false, true},
	{"UDP for somebody else", toElse + "0800 4500001c 00000000 40110000 0a000001 0a000003 00010002 00080000", false, true},
	{"UDP with options of IP", toB + "0800 46000020 00000000 40110000 0a000001 0a000002 01010101 00010002 00080000", true, true},
	{"the first fragment", toB + "0800 4500001c 00002000 40110000 0a000001 0a000002 00010002 00080000", true, true},
	{"a later fragment", toB + "0800 4500001c 00000001 40110000 0a000001 0a000002 00010002 00080000", false, false},
	{"UDP with a VLAN tag", toB + "8100 0005 0800 4500001c 00000000 40110000 0a000001 0a000002 00010002 00080000", true, true},
	{"an echo request", toB + "0800 4500001c 00000000 40010000 0a000001 0a000002 08000000 00010001", false, false},
	{"TCP", toB + "0800 45000028 00000000 40060000 0a000001 0a000002 00010002 00000000 00000000 50020000 00000000", false, false},
	{"ARP", toAll + "0806 00010800 06040001 020000000001 0a000001 000000000000 0a000002", false, false},
	{"UDP over IPv6", toB + "86dd 60000000 00081140 fd000000000000000000000000000001 fd000000000000000000000000000002 00010002 00080000", false, false},
}

func TestWhatIsCounted(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1)) // the cable carries
	for _, promisc := range []bool{false, true} {
		if err := p.b.SetAddress(traffic.Address{Prefix: addressB, Promisc: promisc}); err != nil {
			t.Fatal(err)
		}
		for _, test := range arriving {
			p.b.Reset()
			inject(t, p.inA, "eth0", unhex(t, test.frame))
			p.send(t, p.stream(1)) // what was before it has arrived, too
			var others uint64
			for _, f := range p.b.Stats().Received {
				others += f.Packets
			}
			others--
			want := test.own
			if promisc {
				want = test.promisc
			}
			if (others == 1) != want || others > 1 {
				t.Errorf("%s, promiscuous %v: counted %d times, want %v", test.name, promisc, others, want)
			}
		}
	}
}

func TestFragmentIsCountedWithItsPortsAndLength(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1))
	p.b.Reset()
	inject(t, p.inA, "eth0", unhex(t, arriving[5].frame))
	p.send(t, p.stream(1))
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:2", 1, 32), flow("10.0.0.1:1", "10.0.0.2:1", 1, 50))
}

func TestLoopbackIsNotCounted(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1))
	p.b.Reset()
	err := p.inB.Do(func() error {
		socket, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			return os.NewSyscallError("socket", err)
		}
		defer unix.Close(socket)
		return unix.Sendto(socket, []byte("to myself"), 0, &unix.SockaddrInet4{Port: 9, Addr: addressB.Addr().As4()})
	})
	if err != nil {
		t.Fatal(err)
	}
	p.send(t, p.stream(1))
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 1, 50))
}

// Counting begins with the namespace: the device comes later, and may go and
// come again.
func TestDevicesMayGoAndCome(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(3))
	link, err := p.inA.Link("eth0")
	if err != nil {
		t.Fatal(err)
	}
	if err := p.inA.DeleteLink(link.Index); err != nil {
		t.Fatal(err)
	}
	p.send(t, p.stream(2)) // a cable that is cut takes what it is given
	p.plugIn(t)
	p.send(t, p.stream(4))
	sameFlows(t, "sent", p.a.Stats().Sent, flow("10.0.0.1:1", "10.0.0.2:1", 9, 450))
	sameFlows(t, "received", p.b.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 7, 350))
}

func TestClosedHost(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1))
	p.b.Close()
	if got := p.b.Stats().Received; len(got) != 1 {
		t.Errorf("what was counted before is %v, want one flow", got)
	}
	if err := p.b.SetAddress(traffic.Address{Prefix: netip.MustParsePrefix("10.0.0.9/24")}); err != traffic.ErrClosed {
		t.Errorf("SetAddress: %v, want ErrClosed", err)
	}
	if _, err := p.b.Send(t.Context(), "eth0", p.stream(1), p.a); err != traffic.ErrClosed {
		t.Errorf("Send: %v, want ErrClosed", err)
	}
	p.b.Close() // again
}

func TestHostClosedTwiceLeavesTheNextOneAlone(t *testing.T) {
	p := newPair(t)
	p.send(t, p.stream(1))
	p.b.Close()
	next, err := p.engine.Open(p.inB, traffic.Address{Prefix: addressB}) // has the same descriptor
	if err != nil {
		t.Fatal(err)
	}
	p.b.Close()
	p.b = next
	p.send(t, p.stream(5))
	sameFlows(t, "received", next.Stats().Received, flow("10.0.0.1:1", "10.0.0.2:1", 5, 250))
}
