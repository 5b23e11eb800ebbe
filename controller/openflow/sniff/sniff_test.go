package sniff_test

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/sniff"
	"github.com/trema-ns/trema-ns/controller/openflow/summary"
)

// The connection of the tests.
const atSwitch, atController = 40000, 6653

// segment returns a frame with a TCP segment of the connection.
func segment(from, to uint16, seq uint32, flags byte, payload []byte) []byte {
	be := binary.BigEndian
	b := append(make([]byte, 12), 8, 0)
	b = append(b, 0x45, 0)
	b = be.AppendUint16(b, uint16(40+len(payload)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1)
	b = be.AppendUint16(b, from)
	b = be.AppendUint16(b, to)
	b = be.AppendUint32(b, seq)
	b = append(b, 0, 0, 0, 0, 5<<4, flags, 0, 0, 0, 0, 0, 0)
	return append(b, payload...)
}

func TestFrame(t *testing.T) {
	hello := openflow.AppendHello(nil, 1, 1<<openflow.Version10)
	features, err := of10.AppendFeaturesReply(nil, 2, &openflow.Features{DatapathID: 0xabc})
	if err != nil {
		t.Fatal(err)
	}
	echo := openflow.AppendEchoRequest(nil, openflow.Version10, 3, []byte("12345678"))
	s := sniff.New()
	s.Name(0xabc, "lsw")
	var got []string
	frame := func(b []byte) {
		t.Helper()
		if err := s.Frame(b, func(m sniff.Message) error {
			got = append(got, fmt.Sprintf("%s %v %s", m.Switch, m.FromSwitch, summary.Of(m.Data)))
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	const syn, fin = 2, 1
	n := uint32(len(hello))
	frame(segment(atSwitch, atController, 0xfffffff0, syn, nil))
	frame(segment(atSwitch, atController, 0xfffffff1, 0, hello))
	frame(segment(atSwitch, atController, 0xfffffff1, 0, hello)) // sent again
	seq := 0xfffffff1 + n                                        // which goes past zero
	frame(segment(atSwitch, atController, seq, 0, features[:5])) // a message in two segments
	frame(segment(atSwitch, atController, seq+5, 0, features[5:]))
	frame(segment(atController, atSwitch, 77, 0, append(append([]byte{}, echo...), hello...))) // seen from the middle on; two in one
	frame(segment(atController, atSwitch, 1<<20, 0, echo))                                     // after a gap
	frame(segment(atController, atSwitch, 5, 0, []byte("GET / HTTP/1.1\r\n")))                 // no OpenFlow
	frame(segment(atSwitch, atController, 0, fin, nil))
	frame([]byte("no frame"))
	want := []string{
		" false HELLO", "lsw true FEATURES_REPLY dpid=0xabc buffers=0 tables=0",
		"lsw false ECHO_REQUEST", "lsw false HELLO", "lsw false ECHO_REQUEST",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	s.Locate(netip.MustParseAddrPort("127.0.0.1:50000"), "old")
	got = nil
	frame(segment(50000, atController, 1, 0, hello))
	if diff := cmp.Diff([]string{"old true HELLO"}, got); diff != "" {
		t.Error(diff)
	}
}

// Frames of any content do no harm.
func FuzzFrame(f *testing.F) {
	f.Add(segment(atSwitch, atController, 1, 0, []byte{1, 0, 0, 8, 0, 0, 0, 1}))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := sniff.New()
		for range 2 {
			_ = s.Frame(b, func(m sniff.Message) error { _ = summary.Of(m.Data); return nil })
		}
	})
}
