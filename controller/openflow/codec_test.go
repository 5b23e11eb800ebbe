package openflow_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

func match(set ...func(*of.Match)) (m of.Match) {
	for _, f := range set {
		f(&m)
	}
	return m
}

// TestWhatOpenFlow10CannotSayIsRefused: leaving a field out would match more
// packets than were asked for.
func TestWhatOpenFlow10CannotSayIsRefused(t *testing.T) {
	tests := []struct {
		name string
		fm   of.FlowMod
		want string
	}{
		{"masked MAC", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetEthDstMasked(of.MAC{1}, of.MAC{1})
		})}, "a part of an Ethernet address"},
		{"mask that is no prefix", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetNwSrcMasked(of.IPv4Addr{10}, of.IPv4Addr{255, 0, 255})
		})}, "only a prefix"},
		{"IPv6 address", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetIPv6SrcMasked(of.IPv6Addr{0xfe, 0x80}, of.ExactIPv6)
		})}, "has not"},
		{"any VLAN", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetVLANTCIMasked(of.VLANPresent, of.VLANPresent)
		})}, "VLAN"},
		{"large port", of.FlowMod{Match: match(func(m *of.Match) { m.SetInPort(0x10000) })}, "16 bits"},
		{"masked tp port", of.FlowMod{Match: match(func(m *of.Match) { m.SetTpSrcMasked(16, 0xfff0) })}, "port number"},
		{"second table", of.FlowMod{TableID: 1}, "tables"},
		{"goto-table", of.FlowMod{Instructions: of.Instructions{GotoTable: 1}}, "instructions"},
		{"cookie mask", of.FlowMod{CookieMask: 1}, "cookie"},
		{"group", of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{of.Group(1)}}}, "no such action"},
		{"push VLAN", of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{of.PushVLAN(0x8100)}}}, "no such action"},
		{"IPv6 rewrite", of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{
			of.SetField(of.FieldIPv6Src, make([]byte, 16))}}}, "cannot set"},
		{"output to a large port", of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{of.Output(70000)}}}, "16 bits"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dst := []byte("before")
			got, err := of10.AppendFlowMod(dst, 1, &tt.fm)
			var unsupported *of.UnsupportedError
			if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
			if string(got) != "before" {
				t.Errorf("something was appended: %q", got)
			}
		})
	}
}

func TestWhatOpenFlow13CannotSayIsRefused(t *testing.T) {
	tests := []struct {
		name string
		fm   of.FlowMod
		want string
	}{
		{"port without protocol", of.FlowMod{Match: match(func(m *of.Match) { m.SetTpSrc(80) })}, "without the IP protocol"},
		{"port of a protocol that has none", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetNwProto(47)
			m.SetTpDst(1)
		})}, "protocol 47 has no ports"},
		{"RARP operation", of.FlowMod{Match: match(func(m *of.Match) {
			m.SetEthType(0x8035)
			m.SetNwProto(3)
		})}, "RARP"},
		{"unknown action", of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{{Type: 99}}}}, "no such action"},
		{"too many actions", of.FlowMod{Instructions: of.Instructions{Actions: make([]of.Action, 5000)}}, ""},
	}
	for i := range tests[4].fm.Actions {
		tests[4].fm.Actions[i] = of.Output(1)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := of13.AppendFlowMod([]byte("before"), 1, &tt.fm)
			var unsupported *of.UnsupportedError
			if !errors.As(err, &unsupported) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one about %q", err, tt.want)
			}
			if string(got) != "before" {
				t.Errorf("%d bytes were appended", len(got)-6)
			}
		})
	}
}

// TestDamagedLengths gives each parser lengths that lie.
func TestDamagedLengths(t *testing.T) {
	fm10, _ := of10.AppendFlowMod(nil, 1, &of.FlowMod{Instructions: of.Instructions{Actions: []of.Action{of.Output(1)}}})
	fm13, _ := of13.AppendFlowMod(nil, 1, &of.FlowMod{Match: match(func(m *of.Match) { m.SetInPort(1) }),
		Instructions: of.Instructions{Actions: []of.Action{of.Output(1)}, GotoTable: 1}})
	po10, _ := of10.AppendPacketOut(nil, 1, &of.PacketOut{Actions: []of.Action{of.Output(1)}})
	tests := []struct {
		name  string
		b     []byte
		at    int
		value byte
		what  string
		where int
		typ   uint16
	}{
		{"action length 0", fm10, 75, 0, "action", 72, of.ErrBadAction},
		{"action beyond the end", fm10, 75, 16, "action", 72, of.ErrBadAction},
		{"action length not of 8s", fm10, 75, 7, "action", 72, of.ErrBadAction},
		{"match length 0", fm13, 51, 0, "flow mod", 48, of.ErrBadRequest},
		{"match beyond the end", fm13, 51, 200, "flow mod", 48, of.ErrBadRequest},
		{"field beyond the match", fm13, 55, 9, "match field", 52, 4},
		{"field of the wrong length", fm13, 55, 3, "match field", 52, 4},
		{"instruction length 0", fm13, 67, 0, "instruction", 64, 3},
		{"instruction beyond the end", fm13, 67, 100, "instruction", 64, 3},
		{"action of an instruction", fm13, 75, 8, "action", 72, of.ErrBadAction},
		{"actions beyond the end", po10, 15, 200, "packet-out", 14, of.ErrBadRequest},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := append([]byte(nil), tt.b...)
			b[tt.at] = tt.value
			var h of.Header
			if err := of.ParseHeader(b, &h); err != nil {
				t.Fatal(err)
			}
			_, err := reencode(h.Version, h, b)
			var p *of.ParseError
			if !errors.As(err, &p) {
				t.Fatalf("error %v", err)
			}
			if p.What != tt.what || p.Offset != tt.where || p.Type != tt.typ {
				t.Errorf("%s at %d, type %d; want %s at %d, type %d (%v)", p.What, p.Offset, p.Type, tt.what, tt.where, tt.typ, err)
			}
		})
	}
}

// TestEveryTruncation cuts each known message at each byte.
func TestEveryTruncation(t *testing.T) {
	for _, name := range []string{"switch10.hex", "switch13.hex", "flowmods10.hex", "flowmods13.hex"} {
		for _, b := range messages(t, name) {
			var h of.Header
			if err := of.ParseHeader(b, &h); err != nil {
				t.Fatal(err)
			}
			for n := of.HeaderLen; n < len(b); n++ {
				if _, err := reencode(h.Version, h, b[:n:n]); err != nil {
					checkError(t, err, n)
				}
			}
		}
	}
}

func TestHeader(t *testing.T) {
	var h of.Header
	for _, b := range [][]byte{nil, {1}, {1, 0, 0, 7, 0, 0, 0, 0}, {1, 0, 0, 0, 0, 0, 0, 0}} {
		if err := of.ParseHeader(b, &h); err == nil {
			t.Errorf("%x was taken for a header", b)
		}
	}
	want := of.Header{Version: 4, Type: 10, Length: 0x1234, XID: 0xdeadbeef}
	if err := of.ParseHeader([]byte{4, 10, 0x12, 0x34, 0xde, 0xad, 0xbe, 0xef}, &h); err != nil || h != want {
		t.Errorf("got %+v, %v", h, err)
	}
}

func TestNegotiate(t *testing.T) {
	const v10, v13 = 1 << of.Version10, 1 << of.Version13
	tests := []struct {
		name string
		ours uint32
		peer of.Hello
		want of.Version
	}{
		{"both, both bitmaps", v10 | v13, of.Hello{Version: 4, Bitmap: v10 | v13}, of.Version13},
		{"only 1.0 in the bitmap", v10 | v13, of.Hello{Version: 4, Bitmap: v10}, of.Version10},
		{"later ones as well", v10 | v13, of.Hello{Version: 6, Bitmap: v10 | v13 | 1<<5 | 1<<6}, of.Version13},
		{"1.0 without a bitmap", v10 | v13, of.Hello{Version: 1}, of.Version10},
		{"1.3 without a bitmap", v10 | v13, of.Hello{Version: 4}, of.Version13},
		{"1.5 without a bitmap", v10 | v13, of.Hello{Version: 6}, of.Version13},
		{"we only 1.0", v10, of.Hello{Version: 4}, of.Version10},
		{"1.2 without a bitmap", v10 | v13, of.Hello{Version: 3}, 0},
		{"nothing in common", v13, of.Hello{Version: 1, Bitmap: v10}, 0},
		{"we only 1.3, peer only 1.0", v13, of.Hello{Version: 1}, 0},
		{"version 0", v10 | v13, of.Hello{}, 0},
		{"version 255", v10 | v13, of.Hello{Version: 255}, of.Version13},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, ok := of.Negotiate(tt.ours, &tt.peer)
			if v != tt.want && ok || ok != (tt.want != 0) {
				t.Errorf("got %s, %v", v, ok)
			}
		})
	}
}

func TestErrorNames(t *testing.T) {
	tests := []struct {
		e    of.Error
		want string
	}{
		{of.Error{Version: of.Version10, Type: 3, Code: 1}, "OFPET_FLOW_MOD_FAILED: OFPFMFC_OVERLAP"},
		{of.Error{Version: of.Version13, Type: 5, Code: 3}, "OFPET_FLOW_MOD_FAILED: OFPFMFC_OVERLAP"},
		{of.Error{Version: of.Version13, Type: 4, Code: 9}, "OFPET_BAD_MATCH: OFPBMC_BAD_PREREQ"},
		{of.Error{Version: of.Version10, Type: 1, Code: 77}, "OFPET_BAD_REQUEST: code 77"},
		{of.Error{Version: of.Version10, Type: 77, Code: 1}, "type 77: code 1"},
		{of.Error{Version: of.Version13, Type: 0xffff, Code: 3, Experimenter: 0x2320}, "OFPET_EXPERIMENTER: 0x00002320 code 3"},
	}
	for _, tt := range tests {
		if got := tt.e.Error(); !strings.HasSuffix(got, tt.want) {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

// TestActionsRoundTrip writes each action and reads it back.
func TestActionsRoundTrip(t *testing.T) {
	both := []of.Action{
		of.Output(1), of.Output(of.PortFlood), of.OutputController(128), of.StripVLAN(),
		of.SetEthSrc(of.MAC{1, 2, 3, 4, 5, 6}), of.SetEthDst(of.MAC{6, 5, 4, 3, 2, 1}),
		of.SetNwSrc(of.IPv4Addr{10, 0, 0, 1}), of.SetNwDst(of.IPv4Addr{10, 0, 0, 2}), of.SetNwTOS(0xb8),
		{Type: of.ActionExperimenter, Arg: 0x2320, Data: []byte{0, 18, 0, 0, 0, 0, 0, 0}},
	}
	only10 := []of.Action{of.SetVLANVID(7), of.SetVLANPCP(3), of.Enqueue(2, 9), of.SetField(of.FieldTpSrc, []byte{0, 80})}
	only13 := []of.Action{
		of.PushVLAN(0x8100), of.Group(3), of.SetTCPSrc(80), of.SetTCPDst(81), of.SetUDPSrc(82), of.SetUDPDst(83),
		of.SetField(of.FieldVLANVID, []byte{0x10, 7}), of.SetField(of.FieldIPv6Dst, []byte{0xfe, 0x80, 15: 1}),
		of.SetField(of.FieldReg3, []byte{1, 2, 3, 4}), {Type: of.ActionSetQueue, Arg: 4}, {Type: of.ActionPushMPLS, Arg: 0x8847},
		{Type: of.ActionPopMPLS, Arg: 0x800}, {Type: of.ActionPushPBB, Arg: 0x88e7}, {Type: of.ActionPopPBB},
		{Type: of.ActionSetMPLSTTL, Arg: 3}, {Type: of.ActionDecMPLSTTL}, {Type: of.ActionSetNwTTL, Arg: 64},
		{Type: of.ActionDecNwTTL}, {Type: of.ActionCopyTTLOut}, {Type: of.ActionCopyTTLIn},
	}
	for _, tt := range []struct {
		v    of.Version
		list []of.Action
	}{{of.Version10, append(only10, both...)}, {of.Version13, append(only13, both...)}} {
		fm := of.FlowMod{Instructions: of.Instructions{Actions: tt.list}}
		var b []byte
		var err error
		var back of.FlowMod
		if tt.v == of.Version10 {
			if b, err = of10.AppendFlowMod(nil, 1, &fm); err == nil {
				err = of10.ParseFlowMod(b, &back)
			}
		} else {
			if b, err = of13.AppendFlowMod(nil, 1, &fm); err == nil {
				err = of13.ParseFlowMod(b, &back)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tt.list, back.Actions); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", tt.v, diff)
		}
	}
}

// TestSettersAreCanonical: two ways to say the same are the same match.
func TestSettersAreCanonical(t *testing.T) {
	a := match(func(m *of.Match) { m.SetVLAN(5); m.SetVLANPCP(3) })
	b := match(func(m *of.Match) { m.SetVLANPCP(3); m.SetVLAN(5) })
	c := match(func(m *of.Match) { m.SetVLANTCIMasked(0x7005, 0xffff) })
	if a != b || b != c {
		t.Errorf("%s, %s, %s", a.String(), b.String(), c.String())
	}
	a = match(func(m *of.Match) { m.SetNwSrcMasked(of.IPv4Addr{10, 1, 2, 3}, of.IPv4Addr{255}) })
	b = match(func(m *of.Match) { m.SetNwSrcMasked(of.IPv4Addr{10}, of.IPv4Addr{255}) })
	if a != b || a.String() != "nw_src=10.0.0.0/8" {
		t.Errorf("%s, %s", a.String(), b.String())
	}
	a = match(func(m *of.Match) { m.SetEthDst(of.MAC{1}); m.SetEthDstMasked(of.MAC{}, of.MAC{}) })
	if a != (of.Match{}) {
		t.Errorf("%s is left of a field that was taken back", a.String())
	}
}

// TestMatchRoundTrip13 sends every field a 1.3 match can have, masked where the
// version allows it.
func TestMatchRoundTrip13(t *testing.T) {
	v6, mask6 := of.IPv6Addr{0xfe, 0x80, 15: 1}, of.IPv6Addr{0xff, 0xff, 15: 0xff}
	matches := []of.Match{
		match(func(m *of.Match) {
			m.SetInPort(70000)
			m.SetInPhyPort(7)
			m.SetMetadataMasked(5, 7)
			m.SetTunnelIDMasked(9, 1<<64-1)
			m.SetRegMasked(0, 1, 1<<32-1)
			m.SetRegMasked(7, 1, 3)
		}),
		match(func(m *of.Match) {
			m.SetEthDstMasked(of.MAC{1}, of.MAC{1})
			m.SetEthSrc(of.MAC{2})
			m.SetEthType(0x0800)
			m.SetVLAN(5)
			m.SetVLANPCP(3)
			m.SetNwProto(6)
			m.SetNwTOS(0xb8)
			m.SetNwECN(1)
			m.SetNwTTL(64)
			m.SetNwFragMasked(1, 3)
			m.SetNwSrc(of.IPv4Addr{10, 0, 0, 1})
			m.SetNwDstMasked(of.IPv4Addr{10, 0, 5}, of.IPv4Addr{255, 0, 255})
			m.SetTpSrc(80)
			m.SetTpDstMasked(0x1230, 0xfff0)
			m.SetTCPFlagsMasked(2, 0x12)
		}),
		match(func(m *of.Match) {
			m.SetEthType(0x86dd)
			m.SetNwProto(58)
			m.SetIPv6SrcMasked(v6, mask6)
			m.SetIPv6DstMasked(v6, of.ExactIPv6)
			m.SetIPv6LabelMasked(0x12345, 0xfffff)
			m.SetIPv6ExtHdrMasked(3, 0x1ff)
			m.SetTpSrc(135)
			m.SetTpDst(0)
			m.SetNDTargetMasked(v6, of.ExactIPv6)
			m.SetNDSLLMasked(of.MAC{1}, of.ExactMAC)
			m.SetNDTLLMasked(of.MAC{2}, of.ExactMAC)
		}),
		match(func(m *of.Match) {
			m.SetEthType(0x0806)
			m.SetNwProto(2)
			m.SetNwSrc(of.IPv4Addr{10, 0, 0, 1})
			m.SetNwDst(of.IPv4Addr{10, 0, 0, 2})
			m.SetARPSHAMasked(of.MAC{1}, of.MAC{0xff})
			m.SetARPTHAMasked(of.MAC{2}, of.ExactMAC)
		}),
		match(func(m *of.Match) {
			m.SetEthType(0x88e7)
			m.SetPBBISIDMasked(0x123456, 0xffffff)
		}),
		match(func(m *of.Match) {
			m.SetEthType(0x88e7)
			m.SetPBBISIDMasked(0x120000, 0xff0000)
			m.SetVLANTCIMasked(of.VLANPresent, of.VLANPresent)
		}),
		match(func(m *of.Match) {
			m.SetEthType(0x8847)
			m.SetMPLSLabel(99)
			m.SetMPLSTC(3)
			m.SetMPLSBOS(1)
			m.SetVLANTCIMasked(0x2000, 0x2000)
		}),
	}
	for _, m := range matches {
		req := of.FlowStatsRequest{Match: m, TableID: 3, OutPort: 5, OutGroup: 6, Cookie: 7, CookieMask: 8}
		b, err := of13.AppendFlowStatsRequest(nil, 1, &req)
		if err != nil {
			t.Errorf("%s: %v", m.String(), err)
			continue
		}
		var back of.FlowStatsRequest
		if err := of13.ParseFlowStatsRequest(b[16:], &back); err != nil || back != req {
			t.Errorf("%s became %s, %v", m.String(), back.Match.String(), err)
		}
	}
}

func TestFlowStatsRequest10(t *testing.T) {
	req := of.AllFlows()
	req.Match.SetEthType(0x0800)
	req.Match.SetNwDstMasked(of.IPv4Addr{10}, of.IPv4Addr{255})
	b, err := of10.AppendFlowStatsRequest(nil, 1, &req)
	if err != nil {
		t.Fatal(err)
	}
	var back of.FlowStatsRequest
	if err := of10.ParseFlowStatsRequest(b[12:], &back); err != nil || back != req {
		t.Errorf("%+v, %v", back, err)
	}
	req.CookieMask = 1
	if _, err := of10.AppendFlowStatsRequest(nil, 1, &req); err == nil {
		t.Error("1.0 selects by cookie")
	}
}

// TestUnknownThingsAreSkipped: fields, actions and instructions of later
// versions or of vendors do not hide what stands beside them.
func TestUnknownThingsAreSkipped(t *testing.T) {
	b := []byte{
		4, of13.TypeFlowMod, 0, 0, 0, 0, 0, 1,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0,
		0, 1, 0, 25, // the match
		0x80, 0x00, 0x7e, 0x01, 9, // OXM field 63
		0xff, 0xff, 0x02, 0x04, 1, 2, 3, 4, // an experimenter's field
		0x80, 0x00, 0x00, 0x04, 0, 0, 0, 5, // the ingress port
		0, 0, 0, 0, 0, 0, 0, // padding
		0, 99, 0, 8, 0, 0, 0, 0, // an instruction
		0, 4, 0, 32, 0, 0, 0, 0, // apply-actions
		0, 77, 0, 8, 1, 2, 3, 4, // an action
		0, 0, 0, 16, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0,
	}
	b[3] = byte(len(b))
	var x of.FlowMod
	if err := of13.ParseFlowMod(b, &x); err != nil {
		t.Fatal(err)
	}
	if x.Match.InPort != 5 || !x.Match.Has(of.FieldUnknown) || len(x.Actions) != 2 || x.Actions[1].Port != 6 {
		t.Errorf("%s, %+v", x.Match.String(), x.Actions)
	}
	f := of.FlowStats{Version: of.Version13, Priority: x.Priority, Match: x.Match, Instructions: x.Instructions}
	want := "cookie=0x0, duration=0s, table=0, n_packets=0, n_bytes=0, priority=7,in_port=5,unknown_fields " +
		"actions=unknown(004d000801020304),output:6"
	if got := f.String(); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if _, err := of13.AppendFlowMod(nil, 1, &x); err == nil {
		t.Error("a match that is known in part only was sent")
	}
}
