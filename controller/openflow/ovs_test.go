package openflow_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// messages reads a file of messages in hexadecimal, one a line.
func messages(t testing.TB, name string) (list [][]byte) {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		b, err := hex.DecodeString(sc.Text())
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, b)
	}
	if len(list) == 0 {
		t.Fatalf("%s is empty", name)
	}
	return list
}

// flows parses the replies in a file.
func flows(t testing.TB, name string) (all []of.FlowStats) {
	t.Helper()
	for _, b := range messages(t, name) {
		var m of.Multipart
		parse := of10.ParseFlowStats
		var err error
		if b[0] == byte(of.Version13) {
			err = of13.ParseMultipart(b, &m)
			parse = of13.ParseFlowStats
		} else {
			err = of10.ParseStats(b, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		if body, ok := of10.NXFlowStatsBody(m.Body); ok {
			m.Body, parse = body, of10.ParseNXFlowStats
		}
		for len(m.Body) > 0 {
			var x of.FlowStats
			m.Body, err = parse(m.Body, len(b)-len(m.Body), &x)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, x.Clone())
		}
	}
	return all
}

func TestFlowsReadAsOvsOfctlPrintsThem(t *testing.T) {
	for _, name := range []string{"flows10", "flows10-plain", "flows13"} {
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile("testdata/" + name + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := strings.Cut(string(want), "\n") // the line that names the reply
			got := ""
			for _, f := range flows(t, name+".hex") {
				got += " " + f.String() + "\n"
			}
			if diff := cmp.Diff(text, got); diff != "" {
				t.Errorf("want -, got +:\n%s", diff)
			}
		})
	}
}

// TestFlowModsAreThoseOfOvsOfctl takes flow mods that ovs-ofctl has made apart
// and puts them together again.
func TestFlowModsAreThoseOfOvsOfctl(t *testing.T) {
	for _, b := range messages(t, "flowmods10.hex") {
		var x of.FlowMod
		if err := of10.ParseFlowMod(b, &x); err != nil {
			t.Fatal(err)
		}
		got, err := of10.AppendFlowMod(nil, uint32(b[7]), &x)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, b) {
			t.Errorf("1.0, %s:\n got %x\nwant %x", x.Match.String(), got, b)
		}
	}
	for _, b := range messages(t, "flowmods13.hex") {
		var x, y of.FlowMod
		if err := of13.ParseFlowMod(b, &x); err != nil {
			t.Fatal(err)
		}
		got, err := of13.AppendFlowMod(nil, 0, &x)
		if err != nil {
			t.Fatal(err)
		}
		// The order of the fields is free, but for prerequisites.
		if err := of13.ParseFlowMod(got, &y); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(x, y); diff != "" {
			t.Errorf("1.3, %s: read, written and read again (-first +second):\n%s", x.Match.String(), diff)
		}
		if len(got) != len(b) {
			t.Errorf("1.3, %s: %d bytes, ovs-ofctl has %d", x.Match.String(), len(got), len(b))
		}
	}
}

// TestExactMatchIsOpenvSwitchs compares with what the switch made of each match
// when it was added; the switch has found each flow for its frame.
func TestExactMatchIsOpenvSwitchs(t *testing.T) {
	text, err := os.ReadFile("testdata/exact.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split(string(text), "\n\n")[1:] {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		t.Run(lines[0], func(t *testing.T) {
			fields := map[string]string{}
			for _, l := range lines[1:] {
				k, v, _ := strings.Cut(strings.TrimSpace(l), " ")
				fields[k] = strings.TrimSpace(v)
			}
			frame, err := hex.DecodeString(fields["frame"])
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range []of.Version{of.Version10, of.Version13} {
				m := of.ExactMatch(v, 1, frame)
				want, exact := strings.CutPrefix(fields[v.String()], "priority=65535,")
				if got := m.String(); got != want {
					t.Errorf("%s\n got %s\nwant %s", v, got, want)
				}
				fm := of.FlowMod{Match: m}
				var back of.FlowMod
				var b []byte
				if v == of.Version10 {
					b, err = of10.AppendFlowMod(nil, 1, &fm)
					if err == nil {
						err = of10.ParseFlowMod(b, &back)
					}
					if wild := b[8]|b[9]|b[10]|b[11] != 0; wild == exact {
						t.Errorf("wildcards %x; Open vSwitch took it as exact: %v", b[8:12], exact)
					}
				} else {
					b, err = of13.AppendFlowMod(nil, 1, &fm)
					if err == nil {
						err = of13.ParseFlowMod(b, &back)
					}
				}
				if err != nil {
					t.Fatal(err)
				}
				if back.Match != m {
					t.Errorf("%s: written and read again:\n got %s\nwant %s", v, back.Match.String(), m.String())
				}
			}
		})
	}
}

// TestMessagesOfASwitch reads a connection's messages and writes them again.
func TestMessagesOfASwitch(t *testing.T) {
	for name, v := range map[string]of.Version{"switch10.hex": of.Version10, "switch13.hex": of.Version13,
		"stats10.hex": of.Version10, "stats13.hex": of.Version13} {
		for _, b := range messages(t, name) {
			var h of.Header
			if err := of.ParseHeader(b, &h); err != nil {
				t.Fatal(err)
			}
			if int(h.Length) != len(b) || h.Version != v {
				t.Fatalf("%s: header %+v for %d bytes", name, h, len(b))
			}
			again, err := reencode(v, h, b)
			if err != nil {
				t.Errorf("%s: type %d: %v", name, h.Type, err)
			} else if v == of.Version13 && h.Type == of13.TypeFlowRemoved {
				// The order of the match's fields is free.
				if len(again) != len(b) {
					t.Errorf("flow removed has %d bytes, the switch's %d", len(again), len(b))
				}
			} else if again != nil && !bytes.Equal(again, b) {
				t.Errorf("%s: type %d:\n got %x\nwant %x", name, h.Type, again, b)
			}
		}
	}
}

// reencode parses a message and appends it again; nil stands for a message that
// has no parser.
func reencode(v of.Version, h of.Header, b []byte) ([]byte, error) {
	switch h.Type {
	case of.TypeHello:
		var x of.Hello
		if err := of.ParseHello(b, &x); err != nil {
			return nil, err
		}
		bitmap := x.Bitmap
		if bitmap == 0 {
			bitmap = 1 << x.Version
		}
		return of.AppendHello(nil, h.XID, bitmap), nil
	case of.TypeError:
		var x of.Error
		if err := of.ParseErrorMessage(b, &x); err != nil {
			return nil, err
		}
		return of.AppendErrorMessage(nil, h.XID, &x), nil
	case of.TypeEchoRequest:
		return of.AppendEchoRequest(nil, v, h.XID, b[8:]), nil
	case of.TypeEchoReply:
		return of.AppendEchoReply(nil, v, h.XID, b[8:]), nil
	}
	if v == of.Version10 {
		return reencode10(h, b)
	}
	return reencode13(h, b)
}

func reencode10(h of.Header, b []byte) ([]byte, error) {
	switch h.Type {
	case of10.TypeFeaturesReply:
		var x of.Features
		if err := of10.ParseFeaturesReply(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendFeaturesReply(nil, h.XID, &x)
	case of10.TypeSetConfig:
		var x of.SwitchConfig
		if err := of10.ParseSetConfig(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendSetConfig(nil, h.XID, &x), nil
	case of10.TypePacketIn:
		var x of.PacketIn
		if err := of10.ParsePacketIn(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendPacketIn(nil, h.XID, &x)
	case of10.TypeFlowRemoved:
		var x of.FlowRemoved
		if err := of10.ParseFlowRemoved(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendFlowRemoved(nil, h.XID, &x)
	case of10.TypePortStatus:
		var x of.PortStatus
		if err := of10.ParsePortStatus(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendPortStatus(nil, h.XID, &x)
	case of10.TypePacketOut:
		var x of.PacketOut
		if err := of10.ParsePacketOut(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendPacketOut(nil, h.XID, &x)
	case of10.TypeFlowMod:
		var x of.FlowMod
		if err := of10.ParseFlowMod(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendFlowMod(nil, h.XID, &x)
	case of10.TypeStatsReply:
		var x of.StatsReply
		if err := of10.ParseStatisticsReply(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendStatisticsReply(nil, h.XID, &x)
	case of10.TypePortMod:
		var x of.PortMod
		if err := of10.ParsePortMod(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendPortMod(nil, h.XID, &x)
	case of.TypeExperimenter:
		var x of.Experimenter
		if err := of10.ParseExperimenter(b, &x); err != nil {
			return nil, err
		}
		return of10.AppendExperimenter(nil, h.XID, &x)
	case of10.TypeQueueGetConfigReply:
		_, err := of10.ParseQueueConfigReply(b, nil)
		return nil, err
	}
	return nil, nil
}

func reencode13(h of.Header, b []byte) ([]byte, error) {
	switch h.Type {
	case of13.TypeFeaturesReply:
		var x of.Features
		if err := of13.ParseFeaturesReply(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendFeaturesReply(nil, h.XID, &x), nil
	case of13.TypeSetConfig:
		var x of.SwitchConfig
		if err := of13.ParseSetConfig(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendSetConfig(nil, h.XID, &x), nil
	case of13.TypePacketIn:
		var x of.PacketIn
		if err := of13.ParsePacketIn(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendPacketIn(nil, h.XID, &x)
	case of13.TypeFlowRemoved:
		var x of.FlowRemoved
		if err := of13.ParseFlowRemoved(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendFlowRemoved(nil, h.XID, &x)
	case of13.TypePortStatus:
		var x of.PortStatus
		if err := of13.ParsePortStatus(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendPortStatus(nil, h.XID, &x), nil
	case of13.TypePacketOut:
		var x of.PacketOut
		if err := of13.ParsePacketOut(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendPacketOut(nil, h.XID, &x)
	case of13.TypeFlowMod:
		var x of.FlowMod
		if err := of13.ParseFlowMod(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendFlowMod(nil, h.XID, &x)
	case of13.TypeMultipartReply:
		var x of.StatsReply
		if err := of13.ParseStatisticsReply(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendStatisticsReply(nil, h.XID, &x)
	case of13.TypeGroupMod:
		var x of.GroupMod
		if err := of13.ParseGroupMod(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendGroupMod(nil, h.XID, &x)
	case of13.TypeMeterMod:
		var x of.MeterMod
		if err := of13.ParseMeterMod(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendMeterMod(nil, h.XID, &x)
	case of13.TypePortMod:
		var x of.PortMod
		if err := of13.ParsePortMod(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendPortMod(nil, h.XID, &x)
	case of13.TypeRoleReply:
		var x of.RoleRequest
		if err := of13.ParseRole(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendRoleReply(nil, h.XID, &x), nil
	case of13.TypeGetAsyncReply:
		var x of.AsyncConfig
		if err := of13.ParseAsync(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendGetAsyncReply(nil, h.XID, &x), nil
	case of.TypeExperimenter:
		var x of.Experimenter
		if err := of13.ParseExperimenter(b, &x); err != nil {
			return nil, err
		}
		return of13.AppendExperimenter(nil, h.XID, &x)
	case of13.TypeQueueGetConfigReply:
		_, err := of13.ParseQueueConfigReply(b, nil)
		return nil, err
	}
	return nil, nil
}
