package openflow_test

import (
	"bytes"
	"errors"
	"testing"

	of "github.com/trema-ns/trema-ns/controller/openflow"
	"github.com/trema-ns/trema-ns/controller/openflow/of10"
	"github.com/trema-ns/trema-ns/controller/openflow/of13"
)

// stable parses b and appends what was parsed, twice: no bytes may make a parser
// panic, an error must say where in the message it is, and what was appended
// must read as itself.
func stable(t *testing.T, v of.Version, typ uint8, b []byte) {
	if len(b) < of.HeaderLen || len(b) > of.MaxMessageLen {
		return
	}
	b = bytes.Clone(b)
	b[0], b[1] = byte(v), typ
	b[2], b[3] = byte(len(b)>>8), byte(len(b))
	var h of.Header
	if err := of.ParseHeader(b, &h); err != nil {
		t.Fatal(err)
	}
	once, err := reencode(v, h, b)
	if err != nil {
		checkError(t, err, len(b))
		return
	}
	if once == nil {
		return
	}
	twice, err := reencode(v, h, once)
	if err != nil {
		t.Fatalf("type %d: what was appended cannot be read: %v\n%x", typ, err, once)
	}
	if !bytes.Equal(once, twice) {
		t.Fatalf("type %d is not stable:\n%x\n%x", typ, once, twice)
	}
}

func checkError(t *testing.T, err error, n int) {
	t.Helper()
	var parse *of.ParseError
	var cannot *of.UnsupportedError
	switch {
	case errors.As(err, &parse):
		if parse.Offset < 0 || parse.Offset > n {
			t.Fatalf("%v, in a message of %d bytes", err, n)
		}
	case errors.As(err, &cannot):
	default:
		t.Fatalf("an error of another kind: %v", err)
	}
}

// bodiesOf fuzzes the parsers of one version; the type chooses among them.
func bodiesOf(f *testing.F, v of.Version, files ...string) {
	for _, name := range files {
		for _, b := range messages(f, name) {
			f.Add(b[1], b)
		}
	}
	f.Fuzz(func(t *testing.T, typ uint8, b []byte) { stable(t, v, typ, b) })
}

func FuzzMessage10(f *testing.F) {
	po, _ := of10.AppendPacketOut(nil, 1, &of.PacketOut{Actions: []of.Action{of.Output(of.PortFlood)}, Data: []byte("data")})
	f.Add(po[1], po)
	sc := of10.AppendSetConfig(nil, 1, &of.SwitchConfig{MissSendLen: 0xffff})
	f.Add(sc[1], sc)
	bodiesOf(f, of.Version10, "switch10.hex", "flowmods10.hex", "flows10-plain.hex", "stats10.hex")
}

func FuzzMessage13(f *testing.F) {
	po, _ := of13.AppendPacketOut(nil, 1, &of.PacketOut{Actions: []of.Action{of.Output(of.PortFlood)}, Data: []byte("data")})
	f.Add(po[1], po)
	sc := of13.AppendSetConfig(nil, 1, &of.SwitchConfig{MissSendLen: 0xffff})
	f.Add(sc[1], sc)
	gm, _ := of13.AppendGroupMod(nil, 1, &of.GroupMod{GroupDesc: of.GroupDesc{Buckets: []of.Bucket{{Actions: []of.Action{of.Output(1)}}}}})
	f.Add(gm[1], gm)
	mm, _ := of13.AppendMeterMod(nil, 1, &of.MeterMod{MeterConfig: of.MeterConfig{Bands: []of.MeterBand{{Type: of.BandDrop, Rate: 1}}}})
	f.Add(mm[1], mm)
	bodiesOf(f, of.Version13, "switch13.hex", "flowmods13.hex", "flows13.hex", "stats13.hex")
}

// FuzzFlowStats reads bodies of replies in the three forms; whatever can be read
// can be printed, and written again by those codecs that can write it.
func FuzzFlowStats(f *testing.F) {
	for form, name := range []string{"flows10-plain.hex", "flows10.hex", "flows13.hex"} {
		for _, b := range messages(f, name) {
			f.Add(uint8(form), b[[]int{12, 24, 16}[form]:])
		}
	}
	f.Fuzz(func(t *testing.T, form uint8, body []byte) {
		parse := of10.ParseFlowStats
		appendTo := of10.AppendFlowStats
		switch form % 3 {
		case 1:
			parse, appendTo = of10.ParseNXFlowStats, nil
		case 2:
			parse, appendTo = of13.ParseFlowStats, of13.AppendFlowStats
		}
		n := len(body)
		for len(body) > 0 {
			var x of.FlowStats
			rest, err := parse(body, n-len(body), &x)
			if err != nil {
				checkError(t, err, n)
				return
			}
			if len(rest) >= len(body) {
				t.Fatal("no progress")
			}
			body = rest
			_ = x.String()
			if appendTo == nil {
				continue
			}
			once, err := appendTo(nil, &x)
			if err != nil {
				checkError(t, err, n)
				continue
			}
			var y of.FlowStats
			if _, err := parse(once, 0, &y); err != nil {
				t.Fatalf("what was appended cannot be read: %v", err)
			}
			if y.Match != x.Match {
				t.Fatalf("a match was %s and is %s", x.Match.String(), y.Match.String())
			}
		}
	})
}

// FuzzExactMatch makes a match of any frame; both versions can send it, and it
// comes back as it was.
func FuzzExactMatch(f *testing.F) {
	for _, b := range messages(f, "switch10.hex") {
		if b[1] == of10.TypePacketIn {
			f.Add(b[18:])
		}
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		for _, v := range []of.Version{of.Version10, of.Version13} {
			fm := of.FlowMod{Match: of.ExactMatch(v, 1, frame)}
			var back of.FlowMod
			var b []byte
			var err error
			if v == of.Version10 {
				if b, err = of10.AppendFlowMod(nil, 1, &fm); err == nil {
					err = of10.ParseFlowMod(b, &back)
				}
			} else {
				if b, err = of13.AppendFlowMod(nil, 1, &fm); err == nil {
					err = of13.ParseFlowMod(b, &back)
				}
			}
			if err != nil {
				t.Fatalf("%s: %s: %v", v, fm.Match.String(), err)
			}
			if back.Match != fm.Match {
				t.Fatalf("%s: a match was %s and is %s", v, fm.Match.String(), back.Match.String())
			}
		}
	})
}
